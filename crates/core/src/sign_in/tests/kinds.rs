//! Kinds that exist in these tests only: the machine gets along with whatever it is handed.
//!
//! They draw nothing, so that the same state always leads to the same state: a text's code is made
//! of the tag and the moment.

use crate::{
    challenge::Challenge,
    message::{Channel, Message, args},
    method::{Asked, Cx, Enrol, Enrolled, Factor, Fields, Kind, Kinds, Method, Verdict, Wrong},
    time::{Time, minutes},
};
use serde_json::{Value, json};
use std::cell::Cell;

pub const ALL: Kinds = Kinds(&[&Know, &Text, &App, &Spare]);
/// With one more, which the machine has never heard of either.
pub const WITH_KEY: Kinds = Kinds(&[&Key, &Know, &Text, &App, &Spare]);

pub const TRIES: u8 = 5;

thread_local! {
    /// How often a secret was compared on this thread.
    static COMPARED: Cell<usize> = const { Cell::new(0) };
}

pub fn compared() -> usize {
    COMPARED.get()
}

fn compare(given: &str, right: &str) -> bool {
    COMPARED.set(COMPARED.get() + 1);
    given == right
}

fn text_of<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or("")
}

fn proved_if(right: bool, words: &str) -> Verdict {
    if right { Verdict::Proved { keep: None } } else { Verdict::Wrong(Wrong::guess("code", words)) }
}

fn silent(tries: u8) -> Asked {
    Asked { data: json!({}), send: None, expires_at: None, tries }
}

/// A word known by heart.
pub struct Know;

impl Kind for Know {
    fn name(&self) -> &'static str {
        "know"
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
    fn offered(&self) -> bool {
        false
    }
    fn most(&self) -> usize {
        1
    }
    fn hint(&self, _: &Method) -> String {
        String::new()
    }
    fn ask(&self, _: &Method, _: &Cx) -> Asked {
        silent(TRIES)
    }
    fn check(&self, method: &Method, _: &Challenge, answer: &Fields, _: &Cx) -> Verdict {
        if answer.get("code").is_empty() {
            return Verdict::Wrong(Wrong::slip("password", "sign-in-password-empty"));
        }
        match compare(answer.get("code"), text_of(&method.secret, "word")) {
            true => Verdict::Proved { keep: None },
            false => Verdict::Wrong(Wrong::guess("password", "sign-in-no-match")),
        }
    }
    fn enrol(&self, _: Enrol, _: &Cx) -> Enrolled {
        Enrolled::Wrong { pending: json!({}), wrong: Wrong::slip("method", "set-up-not-here") }
    }
    fn decoy(&self) -> Option<Method> {
        Some(super::house::method("decoy", "know", json!({ "word": "decoy" })))
    }
}

/// Sends a code that ages.
pub struct Text;

pub const TEXT_LIFE: std::time::Duration = minutes(10);

fn letter(to: &str, code: &str, cx: &Cx) -> Message {
    Message {
        channel: Channel::Text,
        to: to.to_owned(),
        words: "sms-sign-in".into(),
        args: args(&[
            ("code", code),
            ("app", cx.request.app),
            ("more", &cx.request.more.to_string()),
            ("tag", cx.request.tag.as_str()),
        ]),
        account: cx.account.map(|account| account.id.clone()),
        tag: Some(cx.request.tag.to_string()),
        until: cx.now.plus(TEXT_LIFE),
    }
}

fn text_code(cx: &Cx) -> String {
    format!("{}-{}", cx.request.tag, cx.now.0)
}

impl Kind for Text {
    fn name(&self) -> &'static str {
        "text"
    }
    fn factor(&self) -> Factor {
        Factor::Has
    }
    fn strength(&self) -> u8 {
        40
    }
    fn hint(&self, method: &Method) -> String {
        text_of(&method.secret, "to").chars().rev().take(2).collect()
    }
    fn ask(&self, method: &Method, cx: &Cx) -> Asked {
        let code = text_code(cx);
        Asked {
            send: Some(letter(text_of(&method.secret, "to"), &code, cx)),
            data: json!({ "code": code }),
            expires_at: Some(cx.now.plus(TEXT_LIFE)),
            tries: TRIES,
        }
    }
    fn again(&self, method: &Method, open: &Challenge, cx: &Cx) -> Option<Message> {
        Some(letter(text_of(&method.secret, "to"), text_of(&open.data, "code"), cx))
    }
    fn check(&self, _: &Method, open: &Challenge, answer: &Fields, _: &Cx) -> Verdict {
        if answer.get("code").is_empty() {
            return Verdict::Wrong(Wrong::slip("code", "code-empty"));
        }
        proved_if(compare(answer.get("code"), text_of(&open.data, "code")), "code-wrong")
    }
    fn enrol(&self, step: Enrol, cx: &Cx) -> Enrolled {
        let Enrol::Answer { pending, fields } = step else {
            return Enrolled::Show { pending: json!({}), send: None };
        };
        let (to, code) = (text_of(pending, "to"), text_of(pending, "code"));
        if !fields.get("to").is_empty() {
            let code = text_code(cx);
            let send = Some(letter(fields.get("to"), &code, cx));
            return Enrolled::Show {
                pending: json!({ "to": fields.get("to"), "code": code }),
                send,
            };
        }
        if code.is_empty() || fields.get("code") != code {
            let wrong = Wrong::guess("code", "code-wrong");
            return Enrolled::Wrong { pending: pending.clone(), wrong };
        }
        Enrolled::Ready { label: "Phone".into(), secret: json!({ "to": to }) }
    }
}

/// A code that changes every thirty seconds; each is good once.
pub struct App;

pub fn app_code(now: Time) -> String {
    format!("app{}", now.seconds() / 30)
}

impl Kind for App {
    fn name(&self) -> &'static str {
        "app"
    }
    fn factor(&self) -> Factor {
        Factor::Has
    }
    fn strength(&self) -> u8 {
        60
    }
    fn hint(&self, _: &Method) -> String {
        String::new()
    }
    fn ask(&self, _: &Method, _: &Cx) -> Asked {
        silent(TRIES)
    }
    fn check(&self, method: &Method, _: &Challenge, answer: &Fields, cx: &Cx) -> Verdict {
        if answer.get("code").is_empty() {
            return Verdict::Wrong(Wrong::slip("code", "code-empty"));
        }
        let code = app_code(cx.now);
        if !compare(answer.get("code"), &code) {
            return Verdict::Wrong(Wrong::guess("code", "code-wrong"));
        }
        if text_of(&method.secret, "last") == code {
            return Verdict::Wrong(Wrong::guess("code", "code-used"));
        }
        Verdict::Proved { keep: Some(json!({ "last": code })) }
    }
    fn enrol(&self, step: Enrol, cx: &Cx) -> Enrolled {
        match step {
            Enrol::Start => Enrolled::Show { pending: json!({ "seed": "s" }), send: None },
            Enrol::Answer { fields, .. } if fields.get("code") == app_code(cx.now) => {
                Enrolled::Ready { label: "App".into(), secret: json!({ "last": app_code(cx.now) }) }
            }
            Enrol::Answer { pending, .. } => Enrolled::Wrong {
                pending: pending.clone(),
                wrong: Wrong::guess("code", "code-wrong"),
            },
        }
    }
}

/// Two words on paper, each good once.
pub struct Spare;

impl Kind for Spare {
    fn name(&self) -> &'static str {
        "spare"
    }
    fn factor(&self) -> Factor {
        Factor::Has
    }
    fn strength(&self) -> u8 {
        5
    }
    fn most(&self) -> usize {
        1
    }
    fn spare(&self) -> bool {
        true
    }
    fn hint(&self, _: &Method) -> String {
        String::new()
    }
    fn ask(&self, _: &Method, _: &Cx) -> Asked {
        silent(TRIES)
    }
    fn check(&self, method: &Method, _: &Challenge, answer: &Fields, _: &Cx) -> Verdict {
        if answer.get("code").is_empty() {
            return Verdict::Wrong(Wrong::slip("code", "code-empty"));
        }
        let left = text_of(&method.secret, "left").to_owned();
        let mut words = left.split(' ').filter(|word| !word.is_empty());
        match words.next() {
            Some(word) if compare(answer.get("code"), word) => {
                let left = words.collect::<Vec<_>>().join(" ");
                Verdict::Proved { keep: Some(json!({ "left": left })) }
            }
            _ => Verdict::Wrong(Wrong::guess("code", "spare-wrong")),
        }
    }
    fn enrol(&self, step: Enrol, _: &Cx) -> Enrolled {
        let wrong = Wrong::slip("kept", "spare-not-kept");
        match step {
            Enrol::Start => Enrolled::Show { pending: json!({ "left": "one two" }), send: None },
            Enrol::Answer { pending, fields } if fields.get("kept") == "yes" => {
                Enrolled::Ready { label: "Spare".into(), secret: pending.clone() }
            }
            Enrol::Answer { pending, .. } => Enrolled::Wrong { pending: pending.clone(), wrong },
        }
    }
}

/// Cannot be phished.
pub struct Key;

impl Kind for Key {
    fn name(&self) -> &'static str {
        "key"
    }
    fn factor(&self) -> Factor {
        Factor::HasUnphishable
    }
    fn strength(&self) -> u8 {
        90
    }
    fn hint(&self, _: &Method) -> String {
        String::new()
    }
    fn ask(&self, _: &Method, cx: &Cx) -> Asked {
        Asked { expires_at: Some(cx.now.plus(minutes(1))), ..silent(TRIES) }
    }
    fn check(&self, _: &Method, _: &Challenge, answer: &Fields, _: &Cx) -> Verdict {
        match answer.get("code") {
            "" => Verdict::Waiting,
            code => proved_if(compare(code, "touch"), "key-wrong"),
        }
    }
    fn enrol(&self, _: Enrol, _: &Cx) -> Enrolled {
        // Too eager: a kind that calls itself ready before anything was proved.
        Enrolled::Ready { label: "Key".into(), secret: json!({}) }
    }
}
