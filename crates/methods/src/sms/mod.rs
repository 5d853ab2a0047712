//! A code by text message. The weakest second step, and the one everybody has (SM-4); the rules are
//! those of `code`.

use crate::{
    code::{self, Way},
    phone,
};
use countersign_core::{
    challenge::Challenge,
    message::{Channel, Message},
    method::{Asked, Choices, Cx, Enrol, Enrolled, Factor, Fields, Kind, Method, Parts, Verdict},
};

pub struct Sms;

const WAY: Way = Way {
    kind: "sms",
    channel: Channel::Text,
    sign_in: "sms-sign-in",
    new_number: "sms-new-number",
    wrong: "sms-code-wrong",
};

impl Kind for Sms {
    fn name(&self) -> &'static str {
        WAY.kind
    }
    fn factor(&self) -> Factor {
        Factor::Has
    }
    fn strength(&self) -> u8 {
        30
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
        const WORDS: &[(&str, &str)] = &[
            ("en", include_str!("words.en.ftl")),
            ("zh-Hant", include_str!("words.zh-Hant.ftl")),
            ("en", include_str!("../code/words.en.ftl")),
            ("zh-Hant", include_str!("../code/words.zh-Hant.ftl")),
        ];
        const CHOICES: &[Choices] = &[("countries", phone::choices)];
        Parts { words: WORDS, choices: CHOICES, ..Parts::default() }
    }
}
