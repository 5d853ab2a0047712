//! A printed card: one number on it, asked for each time. It exists to be added: three files and
//! one line in a list.

use countersign_core::{
    challenge::Challenge,
    dice,
    method::{Asked, Cx, Enrol, Enrolled, Factor, Fields, Kind, Method, Parts, Verdict, Wrong},
    secret::same,
};
use serde_json::{Value, json};

pub struct Card;

impl Kind for Card {
    fn name(&self) -> &'static str {
        "card"
    }
    fn factor(&self) -> Factor {
        Factor::Has
    }
    fn strength(&self) -> u8 {
        10
    }
    fn hint(&self, _method: &Method) -> String {
        String::new()
    }
    fn ask(&self, _method: &Method, _cx: &Cx) -> Asked {
        Asked { data: Value::Null, send: None, expires_at: None, tries: 3 }
    }
    fn check(&self, method: &Method, _open: &Challenge, answer: &Fields, _cx: &Cx) -> Verdict {
        match fits(&method.secret, answer) {
            true => Verdict::Proved { keep: None },
            false => Verdict::Wrong(Wrong::guess("code", "card-wrong")),
        }
    }
    fn enrol(&self, step: Enrol, cx: &Cx) -> Enrolled {
        match step {
            Enrol::Start => {
                let number = dice::letters(cx.dice, b"0123456789", 8);
                Enrolled::Show { pending: json!({ "number": number.reveal() }), send: None }
            }
            Enrol::Answer { pending, fields } if fits(pending, fields) => {
                Enrolled::Ready { label: "Card in my wallet".into(), secret: pending.clone() }
            }
            Enrol::Answer { pending, .. } => Enrolled::Wrong {
                pending: pending.clone(),
                wrong: Wrong::guess("code", "card-wrong"),
            },
        }
    }
    fn parts(&self) -> Parts {
        const WORDS: &[(&str, &str)] =
            &[("en", include_str!("words.en.ftl")), ("zh-Hant", include_str!("words.zh-Hant.ftl"))];
        Parts { words: WORDS, ..Parts::default() }
    }
}

fn fits(kept: &Value, answer: &Fields) -> bool {
    let number = kept["number"].as_str().unwrap_or_default();
    !number.is_empty() && same(answer.get("code").trim().as_bytes(), number.as_bytes())
}
