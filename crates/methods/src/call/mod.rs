//! A code read out by telephone: for landlines, and for those who cannot read a text. The rules are
//! those of `code`.

use crate::code::{self, Way};
use countersign_core::{
    challenge::Challenge,
    message::{Channel, Message},
    method::{Asked, Cx, Enrol, Enrolled, Factor, Fields, Kind, Method, Parts, Verdict},
};

pub struct Call;

const WAY: Way = Way {
    kind: "call",
    channel: Channel::Call,
    sign_in: "call-sign-in",
    new_number: "call-new-number",
    wrong: "call-code-wrong",
};

impl Kind for Call {
    fn name(&self) -> &'static str {
        WAY.kind
    }
    fn factor(&self) -> Factor {
        Factor::Has
    }
    fn strength(&self) -> u8 {
        40
    }
    fn hint(&self, method: &Method) -> String {
        code::hint(method)
    }
    fn ask(&self, method: &Method, cx: &Cx) -> Asked {
        code::ask(&WAY, method, cx)
    }
    fn again(&self, method: &Method, open: &Challenge, cx: &Cx) -> Option<Message> {
        code::again(&WAY, method, open, cx)
    }
    fn check(&self, method: &Method, open: &Challenge, answer: &Fields, cx: &Cx) -> Verdict {
        code::check(&WAY, method, open, answer, cx)
    }
    fn enrol(&self, step: Enrol, cx: &Cx) -> Enrolled {
        code::enrol(&WAY, step, cx)
    }
    fn channel(&self) -> Option<Channel> {
        Some(WAY.channel)
    }
    fn reach(&self, method: &Method) -> Option<(Channel, String)> {
        code::reach(&WAY, method)
    }
    fn parts(&self) -> Parts {
        const WORDS: &[(&str, &str)] =
            &[("en", include_str!("words.en.ftl")), ("zh-Hant", include_str!("words.zh-Hant.ftl"))];
        Parts { words: WORDS, ..Parts::default() }
    }
}
