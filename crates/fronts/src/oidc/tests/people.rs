//! Kinds of these tests: a word one knows and a badge one has, quick and without a network.

use countersign_core::{
    challenge::Challenge,
    method::{Asked, Cx, Enrol, Enrolled, Factor, Fields, Kind, Kinds, Method, Verdict, Wrong},
};
use serde_json::{Value, json};

pub const KINDS: Kinds = Kinds(&[&Word, &Badge]);
pub const WORD: &str = "open sesame";
pub const BADGE: &str = "badge 7";

struct Word;
struct Badge;

const ASKED: Asked = Asked { data: Value::Null, send: None, expires_at: None, tries: 5 };

fn proved(right: bool) -> Verdict {
    if right {
        Verdict::Proved { keep: None }
    } else {
        Verdict::Wrong(Wrong::guess("password", "sign-in-no-match"))
    }
}

impl Kind for Word {
    fn name(&self) -> &'static str {
        "password"
    }
    fn factor(&self) -> Factor {
        Factor::Knows
    }
    fn strength(&self) -> u8 {
        10
    }
    fn first(&self) -> bool {
        true
    }
    fn hint(&self, _: &Method) -> String {
        String::new()
    }
    fn ask(&self, _: &Method, _: &Cx) -> Asked {
        ASKED
    }
    fn check(&self, _: &Method, _: &Challenge, answer: &Fields, _: &Cx) -> Verdict {
        proved(answer.get("password") == WORD)
    }
    fn enrol(&self, _: Enrol, _: &Cx) -> Enrolled {
        Enrolled::Ready { label: String::new(), secret: json!({}) }
    }
}

impl Kind for Badge {
    fn name(&self) -> &'static str {
        "badge"
    }
    fn factor(&self) -> Factor {
        Factor::Has
    }
    fn strength(&self) -> u8 {
        20
    }
    fn hint(&self, _: &Method) -> String {
        String::new()
    }
    fn ask(&self, _: &Method, _: &Cx) -> Asked {
        ASKED
    }
    fn check(&self, _: &Method, _: &Challenge, answer: &Fields, _: &Cx) -> Verdict {
        proved(answer.get("code") == BADGE)
    }
    fn enrol(&self, _: Enrol, _: &Cx) -> Enrolled {
        Enrolled::Ready { label: String::new(), secret: json!({}) }
    }
}
