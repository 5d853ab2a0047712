//! A code from an app (RFC 6238): six digits, SHA-1, 30 seconds, since those are what every app
//! knows. One step of delay either way; each step once, when it is set up as well (OT-3, OT-5).
//!
//! `pending` of a set-up: `issuer` and `account` as the app will show them, `key` in groups of four
//! to type, `link` (otpauth), `qr` (SVG to put in the page as it is). Fields: `code`, `name`.
//! Words may carry `$code_time_ms` and `$now_ms`, moments to be said as clock times.

use crate::{
    code::{self, Slips},
    text_of,
};
use countersign_core::{
    challenge::Challenge,
    method::{Asked, Cx, Enrol, Enrolled, Factor, Fields, Kind, Method, Parts, Verdict, Wrong},
    qr,
    secret::same,
    time::Time,
};
use serde_json::{Value, json};
use totp_rs::{Algorithm, Builder, Totp as Generator};
use zeroize::Zeroizing;

#[cfg(test)]
mod tests;

pub struct Totp;

const DIGITS: u8 = 6;
/// Seconds of a step.
const STEP: u64 = 30;
/// Steps of delay or of a clock that is off, either way (OT-4).
const WINDOW: u64 = 1;
/// How far back a right code is recognised, to say that the clock is off: 10 minutes.
const CLOCK_STEPS: u64 = 20;
/// Bytes of a key: 160 bits (OT-1).
const KEY: usize = 20;
const TRIES: u8 = 5;
/// Proved steps that are remembered.
const USED_MOST: usize = 16;
/// Longer input is not looked at.
const LONGEST: usize = 64;

impl Kind for Totp {
    fn name(&self) -> &'static str {
        "totp"
    }
    fn factor(&self) -> Factor {
        Factor::Has
    }
    fn strength(&self) -> u8 {
        60
    }
    fn hint(&self, _method: &Method) -> String {
        String::new()
    }
    fn ask(&self, _method: &Method, _cx: &Cx) -> Asked {
        Asked { data: Value::Null, send: None, expires_at: None, tries: TRIES }
    }
    fn check(&self, method: &Method, _open: &Challenge, answer: &Fields, cx: &Cx) -> Verdict {
        match prove(&method.secret, answer, cx.now) {
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

/// A fresh key with what an app needs to take it over.
fn start(cx: &Cx) -> Value {
    let mut key = Zeroizing::new([0u8; KEY]);
    cx.dice.fill(key.as_mut());
    let issuer = shown(cx.request.organisation);
    let account = cx.account.map_or_else(String::new, |account| shown(&account.username));
    let base32 = totp_rs::Secret::from(key.to_vec()).to_base32();
    let link = link(&base32, &issuer, &account);
    let qr = qr::svg(&link).unwrap_or_default();
    let key = grouped(&base32);
    json!({ "key": key, "link": link, "qr": qr, "issuer": issuer, "account": account })
}

/// A colon would end the issuer in the label of the link.
fn shown(name: &str) -> String {
    let clean: String = name.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    clean.replace(':', " ").trim().to_owned()
}

/// The address apps read, in the form they agree on (Key Uri Format). What is the default in
/// every app is said all the same: some ask otherwise.
fn link(base32: &str, issuer: &str, account: &str) -> String {
    let (issuer, account) = (percent(issuer), percent(account));
    let label = match (issuer.is_empty(), account.is_empty()) {
        (false, false) => format!("{issuer}:{account}"),
        _ => format!("{issuer}{account}"),
    };
    let issuer = if issuer.is_empty() { issuer } else { format!("&issuer={issuer}") };
    let rest = format!("algorithm=SHA1&digits={DIGITS}&period={STEP}");
    format!("otpauth://totp/{label}?secret={base32}{issuer}&{rest}")
}

/// RFC 3986 §2.1: all but unreserved characters. A space is %20, since apps show a plus.
fn percent(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

fn grouped(base32: &str) -> String {
    let letters: Vec<char> = base32.chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

fn answered(pending: &Value, fields: &Fields, cx: &Cx) -> Enrolled {
    let key: String = text_of(pending, "key").split(' ').collect();
    match prove(&json!({ "key": key }), fields, cx.now) {
        Ok(secret) => {
            let label = crate::label(fields, "Authenticator app");
            Enrolled::Ready { label, secret }
        }
        Err(wrong) => Enrolled::Wrong { pending: pending.clone(), wrong },
    }
}

const SLIPS: Slips = Slips {
    empty: "totp-code-empty",
    length: "totp-code-length",
    only_digits: "totp-code-only-digits",
};

/// The secret to keep: the same key, and the step that is used up now.
fn prove(secret: &Value, answer: &Fields, now: Time) -> Result<Value, Wrong> {
    let typed = code::read(answer.get("code"), &SLIPS)?;
    let wrong = || Wrong::guess("code", "totp-code-wrong");
    let (generator, now_step) = (generator(secret).ok_or_else(wrong)?, step_of(now));
    let mut used = Used::read(secret);
    let latest = now_step.saturating_add(WINDOW);
    // All are compared, whichever fits: the time tells nothing.
    let fitting: Vec<u64> = (now_step.saturating_sub(CLOCK_STEPS)..=latest)
        .filter(|step| {
            let at = step.saturating_mul(STEP);
            let code = Zeroizing::new(generator.generate(at).to_string());
            same(code.as_bytes(), typed.reveal().as_bytes())
        })
        .filter(|step| used.fresh(*step, latest))
        .collect();
    let earliest = now_step.saturating_sub(WINDOW);
    if let Some(step) = fitting.iter().copied().find(|step| *step >= earliest) {
        used.add(step);
        return Ok(json!({ "key": text_of(secret, "key"), "used": used.0 }));
    }
    // Never for a step to come: that would say that a code is going to be good.
    Err(fitting.last().map_or_else(wrong, |step| clock_off(*step, now)))
}

/// Steps that were proved, oldest first. Every step up to the last one is used up with it (OT-3).
/// One that lies ahead of the window was proved while the clock was ahead: it counts again once the
/// clock gets there, and does not lock its owner out until then (OT-9).
struct Used(Vec<u64>);

impl Used {
    fn read(secret: &Value) -> Self {
        let used = secret.get("used").and_then(Value::as_array);
        Self(used.into_iter().flatten().filter_map(Value::as_u64).collect())
    }

    fn fresh(&self, step: u64, latest: u64) -> bool {
        let last = self.0.iter().filter(|used| **used <= latest).max();
        last.is_none_or(|last| step > *last)
    }

    fn add(&mut self, step: u64) {
        self.0.push(step);
        let surplus = self.0.len().saturating_sub(USED_MOST);
        self.0.drain(..surplus);
    }
}

fn clock_off(step: u64, now: Time) -> Wrong {
    let code_time = i64::try_from(step.saturating_mul(STEP * 1000)).unwrap_or(i64::MAX);
    Wrong::guess("code", "totp-clock-off").with("code_time_ms", code_time).with("now_ms", now.0)
}

fn generator(secret: &Value) -> Option<Generator> {
    let key = totp_rs::Secret::try_from_base32(text_of(secret, "key")).ok()?;
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(DIGITS)
        .with_step_duration(STEP)
        .with_account_name("-")
        .with_secret(key)
        .build()
        .ok()
}

fn step_of(now: Time) -> u64 {
    u64::try_from(now.seconds()).unwrap_or(0) / STEP
}
