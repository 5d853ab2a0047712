//! A password: the first thing asked, and the only kind that people choose themselves, so the only
//! one kept by a slow hash. What a good one is stands in `rules`, the leaked ones in `leaked`.
//!
//! Nothing to show while it is set up: `pending` is null. Field: `new_password`; at sign-in
//! `password`. The secret is `{ "hash": "$argon2id$…", "alone": bool }`; `alone` says whether it is
//! long enough to be all that somebody signs in with (PW-1).

mod hash;
pub mod leaked;
mod rules;

use crate::text_of;
use countersign_core::{
    challenge::Challenge,
    id::MethodId,
    method::{Asked, Cx, Enrol, Enrolled, Factor, Fields, Kind, Method, Parts, Verdict, Wrong},
    time::Time,
};
use serde_json::{Value, json};

pub use rules::{LEAST, LEAST_ALONE, MOST};

#[cfg(test)]
mod tests;

pub struct Password;

/// The machine closes a first question after one wrong answer; the account's budget counts (RL-1).
const TRIES: u8 = 5;

impl Kind for Password {
    fn name(&self) -> &'static str {
        "password"
    }
    fn factor(&self) -> Factor {
        Factor::Knows
    }
    fn strength(&self) -> u8 {
        20
    }
    fn first(&self) -> bool {
        true
    }
    fn offered(&self) -> bool {
        false
    }
    fn most(&self) -> usize {
        1
    }
    fn slow(&self) -> bool {
        true
    }
    fn hint(&self, _method: &Method) -> String {
        String::new()
    }
    fn ask(&self, _method: &Method, _cx: &Cx) -> Asked {
        Asked { data: Value::Null, send: None, expires_at: None, tries: TRIES }
    }
    fn check(&self, method: &Method, _open: &Challenge, answer: &Fields, cx: &Cx) -> Verdict {
        let typed = answer.get("password");
        if typed.is_empty() {
            return Verdict::Wrong(Wrong::slip("password", "sign-in-password-empty"));
        }
        let wrong = || Verdict::Wrong(Wrong::guess("password", "sign-in-no-match"));
        let (Some(typed), kept) = (rules::prepared(typed), text_of(&method.secret, "hash")) else {
            return wrong();
        };
        if !hash::fits(kept, &typed) {
            return wrong();
        }
        let keep = hash::outdated(kept).then(|| hash::make(&typed, cx.dice)).flatten();
        let alone = rules::alone(&typed);
        Verdict::Proved { keep: keep.map(|hash| json!({ "hash": hash, "alone": alone })) }
    }
    fn enrol(&self, step: Enrol, cx: &Cx) -> Enrolled {
        match step {
            Enrol::Start => Enrolled::Show { pending: Value::Null, send: None },
            Enrol::Answer { fields, .. } => chosen(fields, cx),
        }
    }
    fn decoy(&self) -> Option<Method> {
        Some(Method {
            id: MethodId::from("decoy".to_owned()),
            kind: self.name().to_owned(),
            label: String::new(),
            secret: json!({ "hash": hash::nobodys() }),
            version: 0,
            added_at: Time(0),
            last_used_at: None,
        })
    }
    fn parts(&self) -> Parts {
        const WORDS: &[(&str, &str)] =
            &[("en", include_str!("words.en.ftl")), ("zh-Hant", include_str!("words.zh-Hant.ftl"))];
        Parts { words: WORDS, ..Parts::default() }
    }
}

fn chosen(fields: &Fields, cx: &Cx) -> Enrolled {
    let refused = |wrong| Enrolled::Wrong { pending: Value::Null, wrong };
    let typed = match rules::good(fields.get("new_password"), cx) {
        Ok(typed) => typed,
        Err(wrong) => return refused(wrong),
    };
    let current = cx.methods.iter().find(|method| method.kind == Password.name());
    if current.is_some_and(|current| hash::fits(text_of(&current.secret, "hash"), &typed)) {
        return refused(Wrong::slip("new_password", "password-same"));
    }
    match hash::make(&typed, cx.dice) {
        Some(hash) => Enrolled::Ready {
            label: "Password".into(),
            secret: json!({ "hash": hash, "alone": rules::alone(&typed) }),
        },
        None => refused(Wrong::slip("new_password", "password-not-kept")),
    }
}
