//! Recovery codes: ten of 16 letters for the day everything else is gone. Shown once, kept as keyed
//! hashes (decision 003), each used up by its use; a new set takes the place of the old one, for an
//! account has at most one (RC-1, RC-2, RC-3).
//!
//! `pending` of a set-up: `codes`, ten texts "ABCD-EFGH-JKLM-NPQR". Field: `saved`, when the box is
//! ticked. Field at sign-in: `code`. `hint` is how many are left.

use crate::{
    code::{digit, hyphen, unseen},
    text_of,
};
use countersign_core::{
    challenge::Challenge,
    dice::{self, hex},
    method::{Asked, Cx, Enrol, Enrolled, Factor, Fields, Kind, Method, Parts, Verdict, Wrong},
    secret::{Secret, same},
};
use serde_json::{Value, json};

#[cfg(test)]
mod tests;

pub struct Recovery;

const CODES: usize = 10;
const LETTERS: usize = 16;
/// 32 letters, so 5 bits each: without I and O, 0 and 1.
const ALPHABET: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const GROUP: usize = 4;
const TRIES: u8 = 5;
/// Longer input is not looked at.
const LONGEST: usize = 100;

impl Kind for Recovery {
    fn name(&self) -> &'static str {
        "recovery"
    }
    fn factor(&self) -> Factor {
        Factor::Has
    }
    fn strength(&self) -> u8 {
        10
    }
    fn most(&self) -> usize {
        1
    }
    fn spare(&self) -> bool {
        true
    }
    fn hint(&self, method: &Method) -> String {
        hashes(&method.secret).count().to_string()
    }
    fn ask(&self, _method: &Method, _cx: &Cx) -> Asked {
        Asked { data: Value::Null, send: None, expires_at: None, tries: TRIES }
    }
    fn check(&self, method: &Method, _open: &Challenge, answer: &Fields, cx: &Cx) -> Verdict {
        match prove(&method.secret, answer.get("code"), cx) {
            Ok(keep) => Verdict::Proved { keep: Some(keep) },
            Err(wrong) => Verdict::Wrong(wrong),
        }
    }
    fn enrol(&self, step: Enrol, cx: &Cx) -> Enrolled {
        match step {
            Enrol::Start => Enrolled::Show { pending: start(cx), send: None },
            Enrol::Answer { pending, fields } => answered(pending, fields, cx),
        }
    }
    fn parts(&self) -> Parts {
        const WORDS: &[(&str, &str)] =
            &[("en", include_str!("words.en.ftl")), ("zh-Hant", include_str!("words.zh-Hant.ftl"))];
        Parts { words: WORDS, ..Parts::default() }
    }
}

fn start(cx: &Cx) -> Value {
    let codes: Vec<String> =
        (0..CODES).map(|_| grouped(dice::letters(cx.dice, ALPHABET, LETTERS).reveal())).collect();
    json!({ "codes": codes })
}

fn grouped(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    letters.chunks(GROUP).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

fn answered(pending: &Value, fields: &Fields, cx: &Cx) -> Enrolled {
    if fields.get("saved").is_empty() {
        let wrong = Wrong::slip("saved", "recovery-save-first");
        return Enrolled::Wrong { pending: pending.clone(), wrong };
    }
    let shown = pending.get("codes").and_then(Value::as_array);
    let codes: Vec<Secret<String>> =
        shown.into_iter().flatten().filter_map(Value::as_str).map(letters).collect();
    if codes.len() != CODES {
        // Not what we showed: show anew rather than keep a set nobody has.
        return Enrolled::Show { pending: start(cx), send: None };
    }
    // The account's id is not known everywhere a set is made: then a nonce stands for it.
    let owner = cx.account.map_or_else(|| dice::nonce(cx.dice), |account| account.id.to_string());
    let kept: Vec<String> = codes.iter().map(|code| hash(&owner, code, cx)).collect();
    Enrolled::Ready {
        label: crate::label(fields, "Recovery codes"),
        secret: json!({ "owner": owner, "hashes": kept }),
    }
}

/// What is left after the code was used.
fn prove(secret: &Value, typed: &str, cx: &Cx) -> Result<Value, Wrong> {
    if hashes(secret).next().is_none() {
        return Err(Wrong::slip("code", "recovery-none-left"));
    }
    let typed = letters(typed);
    let count = typed.reveal().chars().count();
    match count {
        0 => return Err(Wrong::slip("code", "recovery-code-empty")),
        LETTERS => {}
        _ => return Err(Wrong::slip("code", "recovery-code-length").with("typed", count)),
    }
    let owner = text_of(secret, "owner");
    let hashed = hash(owner, &typed, cx);
    // All are compared, wherever it fits.
    let fits = |kept: &&str| same(kept.as_bytes(), hashed.as_bytes());
    let (used, left): (Vec<&str>, Vec<&str>) = hashes(secret).partition(fits);
    if used.is_empty() {
        return Err(Wrong::guess("code", "recovery-code-wrong"));
    }
    Ok(json!({ "owner": owner, "hashes": left }))
}

/// The letters of a code however they were grouped, in capitals.
fn letters(typed: &str) -> Secret<String> {
    let plain = |letter: char| match letter {
        '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => {
            char::from_u32(u32::from(letter) - 0xff21 + u32::from('A')).unwrap_or(letter)
        }
        _ => digit(letter).unwrap_or(letter),
    };
    let between = |letter: &char| letter.is_whitespace() || hyphen(*letter) || unseen(*letter);
    let kept = typed.chars().take(LONGEST).filter(|letter| !between(letter));
    Secret::new(kept.map(|letter| plain(letter).to_ascii_uppercase()).collect())
}

fn hash(owner: &str, code: &Secret<String>, cx: &Cx) -> String {
    let data = Secret::new(format!("{owner}/{}", code.reveal()));
    hex(&cx.keyed.keyed("recovery", data.reveal().as_bytes()))
}

fn hashes(secret: &Value) -> impl Iterator<Item = &str> {
    let kept = secret.get("hashes").and_then(Value::as_array);
    kept.into_iter().flatten().filter_map(Value::as_str)
}
