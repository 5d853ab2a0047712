//! Codes that are sent: by text and by call alike. Six digits made from a keyed function and a
//! stored nonce, ten minutes, five tries; a resend repeats the code with its first expiry and the
//! tries already used (ux.md 3.3, SM-1, SM-2).

use crate::{
    phone::{self, Line, Number, PhoneProblem},
    text_of,
};
use countersign_core::{
    challenge::Challenge,
    dice,
    message::{Args, Channel, Message, args},
    method::{Asked, Cx, Enrol, Enrolled, Fields, Method, Verdict, Wrong},
    secret::{Secret, same},
    sign_in::{SENDS_MOST, next_send},
    time::{Time, minutes},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::time::Duration;
use zeroize::Zeroizing;

#[cfg(test)]
mod tests;

pub const DIGITS: u32 = 6;
pub const LIFE: Duration = minutes(10);
pub const TRIES: u8 = 5;
/// Longer input is not looked at.
const LONGEST: usize = 64;

/// What text and call do differently.
pub struct Way {
    pub kind: &'static str,
    pub channel: Channel,
    pub sign_in: &'static str,
    pub new_number: &'static str,
    pub wrong: &'static str,
}

/// The digit a letter stands for: ASCII, full-width, Arabic-Indic and its Persian form.
pub fn digit(letter: char) -> Option<char> {
    let zero = match letter {
        '0'..='9' => '0',
        '\u{ff10}'..='\u{ff19}' => '\u{ff10}',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        _ => return None,
    };
    char::from_digit(u32::from(letter).checked_sub(u32::from(zero))?, 10)
}

/// Marks that come along when text is copied and that nobody sees: byte order and direction.
pub fn unseen(letter: char) -> bool {
    matches!(
        letter,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}

/// The words for what is no code.
pub struct Slips {
    pub empty: &'static str,
    pub length: &'static str,
    pub only_digits: &'static str,
}

const SLIPS: Slips =
    Slips { empty: "code-empty", length: "code-length", only_digits: "code-only-digits" };

/// What was typed as exactly six ASCII digits, or the slip that was made. A slip uses up no try.
/// Spaces, hyphens and other scripts' digits are read here (ux.md 3.1), so that nothing but those
/// six digits is ever compared (OT-6).
pub fn read(typed: &str, slips: &Slips) -> Result<Secret<String>, Wrong> {
    let typed: Zeroizing<String> =
        Zeroizing::new(typed.chars().take(LONGEST).filter(|c| !unseen(*c)).collect());
    let typed = typed.trim();
    let typed = typed.strip_prefix(['#', '\u{ff03}']).unwrap_or(typed);
    if typed.is_empty() {
        return Err(Wrong::slip("code", slips.empty));
    }
    let mut digits = Zeroizing::new(String::with_capacity(LONGEST));
    for letter in typed.chars().filter(|c| !c.is_whitespace() && !hyphen(*c)) {
        match digit(letter) {
            Some(digit) => digits.push(digit),
            None => return Err(Wrong::slip("code", slips.only_digits)),
        }
    }
    let count = digits.len();
    if count != usize::try_from(DIGITS).unwrap_or(6) {
        return Err(Wrong::slip("code", slips.length).with("typed", count));
    }
    Ok(Secret::from(digits.as_str()))
}

pub fn hyphen(letter: char) -> bool {
    matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}')
}

/// The code for a purpose and a number: the nonce alone would make it good for another (SM-2).
fn code(purpose: &str, to: &str, nonce: &str, cx: &Cx) -> Secret<String> {
    dice::code(cx.keyed, &format!("{purpose}/{to}/{nonce}"), DIGITS)
}

/// What a message is made of besides the request.
struct Letter<'a> {
    words: &'a str,
    to: &'a str,
    code: &'a Secret<String>,
    until: Time,
}

fn message(way: &Way, letter: &Letter, cx: &Cx) -> Message {
    let code = letter.code.reveal();
    let spoken: Vec<String> = code.chars().map(String::from).collect();
    let more = cx.request.more.to_string();
    let mut args: Args = args(&[
        ("code", code.as_str()),
        ("app", cx.request.app),
        ("more", more.as_str()),
        ("tag", cx.request.tag.as_str()),
        ("organisation", cx.request.organisation),
        ("host", cx.request.host),
    ]);
    if way.channel == Channel::Call {
        args.insert("spoken".into(), spoken.join(", "));
        args.insert("spoken_tag".into(), cx.request.tag.spoken());
    }
    Message {
        channel: way.channel,
        to: letter.to.to_owned(),
        words: letter.words.to_owned(),
        args,
        account: cx.account.map(|account| account.id.clone()),
        tag: Some(cx.request.tag.to_string()),
        until: letter.until,
    }
}

pub fn ask(way: &Way, method: &Method, cx: &Cx) -> Asked {
    let (to, nonce) = (text_of(&method.secret, "number"), dice::nonce(cx.dice));
    let until = cx.now.plus(LIFE);
    let code = code("sign-in", to, &nonce, cx);
    let letter = Letter { words: way.sign_in, to, code: &code, until };
    Asked {
        send: Some(message(way, &letter, cx)),
        data: json!({ "nonce": nonce }),
        expires_at: Some(until),
        tries: TRIES,
    }
}

/// The same code with the expiry it has.
pub fn again(way: &Way, method: &Method, open: &Challenge, cx: &Cx) -> Option<Message> {
    let to = text_of(&method.secret, "number");
    let code = code("sign-in", to, text_of(&open.data, "nonce"), cx);
    let letter = Letter { words: way.sign_in, to, code: &code, until: open.expires_at? };
    Some(message(way, &letter, cx))
}

pub fn check(way: &Way, method: &Method, open: &Challenge, answer: &Fields, cx: &Cx) -> Verdict {
    let typed = match read(answer.get("code"), &SLIPS) {
        Ok(typed) => typed,
        Err(slip) => return Verdict::Wrong(slip),
    };
    let (to, nonce) = (text_of(&method.secret, "number"), text_of(&open.data, "nonce"));
    let right = code("sign-in", to, nonce, cx);
    if !nonce.is_empty() && same(typed.reveal().as_bytes(), right.reveal().as_bytes()) {
        Verdict::Proved { keep: None }
    } else {
        Verdict::Wrong(wrong(way, cx))
    }
}

fn wrong(way: &Way, cx: &Cx) -> Wrong {
    Wrong::guess("code", way.wrong).with("tag", cx.request.tag)
}

/// What setting a number up remembers between its two pages.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Pending {
    /// "number" or "code".
    step: String,
    /// As typed; the form is filled with it again.
    country: String,
    phone: String,
    /// E.164, and how people write it.
    number: String,
    shown: String,
    nonce: String,
    tries: u8,
    sent: Vec<Time>,
    expires: Time,
}

pub fn enrol(way: &Way, step: Enrol, cx: &Cx) -> Enrolled {
    let Enrol::Answer { pending, fields } = step else {
        let start = Pending { step: "number".into(), tries: TRIES, ..Pending::default() };
        return Enrolled::Show { pending: json!(start), send: None };
    };
    let pending: Pending = serde_json::from_value(pending.clone()).unwrap_or_default();
    if pending.step != "code" {
        return number_typed(way, pending, fields, cx);
    }
    if !fields.get("change").is_empty() {
        // Tries and sends go along: another number is not a fresh start.
        let back = Pending { step: "number".into(), nonce: String::new(), ..pending };
        return Enrolled::Show { pending: json!(back), send: None };
    }
    if !fields.get("again").is_empty() {
        return send_again(way, pending, cx);
    }
    code_typed(way, pending, fields, cx)
}

fn number_typed(way: &Way, mut pending: Pending, fields: &Fields, cx: &Cx) -> Enrolled {
    let clip = |name: &str| fields.get(name).chars().take(LONGEST).collect::<String>();
    pending.country = clip("country");
    pending.phone = clip("phone");
    let read = phone::normalise(&pending.country, &pending.phone);
    let number = match read.map_err(|problem| trouble(&problem)).and_then(|n| fit(way, n, cx)) {
        Ok(number) => number,
        Err(wrong) => return Enrolled::Wrong { pending: json!(pending), wrong },
    };
    pending.country.clone_from(&number.region);
    pending.shown = phone::spaced(&number.e164);
    pending.number = number.e164;
    // Tries left from another number stay as few as they are.
    let tries = if pending.tries == 0 { TRIES } else { pending.tries };
    send_new(way, pending, tries, cx)
}

fn send_again(way: &Way, pending: Pending, cx: &Cx) -> Enrolled {
    if pending.tries == 0 || pending.expires <= cx.now {
        // A code that was used up or ran out is followed by a full one, which costs a send.
        return send_new(way, pending, TRIES, cx);
    }
    send(way, pending, cx)
}

fn send_new(way: &Way, pending: Pending, tries: u8, cx: &Cx) -> Enrolled {
    let (nonce, expires) = (dice::nonce(cx.dice), cx.now.plus(LIFE));
    let (kept, fresh) = (pending.clone(), Pending { nonce, expires, tries, ..pending });
    match send(way, Pending { step: "code".into(), ..fresh }, cx) {
        // Too early: nothing changes, the code that is out stays good.
        Enrolled::Wrong { wrong, .. } => Enrolled::Wrong { pending: json!(kept), wrong },
        shown => shown,
    }
}

fn send(way: &Way, mut pending: Pending, cx: &Cx) -> Enrolled {
    let refused = if let Some(at) = next_send(&pending.sent).filter(|at| *at > cx.now) {
        Some(Wrong::slip("again", "send-too-early").with("at", at.0))
    } else if pending.sent.len() >= SENDS_MOST {
        Some(Wrong::slip("again", "send-enough"))
    } else {
        None
    };
    if let Some(wrong) = refused {
        return Enrolled::Wrong { pending: json!(pending), wrong };
    }
    pending.sent.push(cx.now);
    let code = code("new-number", &pending.number, &pending.nonce, cx);
    let (words, to) = (way.new_number, pending.number.as_str());
    let letter = Letter { words, to, code: &code, until: pending.expires };
    let send = message(way, &letter, cx);
    Enrolled::Show { pending: json!(pending), send: Some(send) }
}

fn code_typed(way: &Way, mut pending: Pending, fields: &Fields, cx: &Cx) -> Enrolled {
    let refused = if pending.tries == 0 {
        Some(Wrong::slip("code", "code-void"))
    } else if pending.expires <= cx.now {
        Some(Wrong::slip("code", "code-expired").with("until", pending.expires.0))
    } else {
        None
    };
    let typed = match refused.map_or_else(|| read(fields.get("code"), &SLIPS), Err) {
        Ok(typed) => typed,
        Err(wrong) => return Enrolled::Wrong { pending: json!(pending), wrong },
    };
    let right = code("new-number", &pending.number, &pending.nonce, cx);
    if !same(typed.reveal().as_bytes(), right.reveal().as_bytes()) {
        pending.tries -= 1;
        let void = Wrong::guess("code", "code-void");
        let wrong = if pending.tries == 0 { void } else { wrong(way, cx) };
        return Enrolled::Wrong { pending: json!(pending), wrong };
    }
    let masked = format!("•• {}", phone::last_two(&pending.number));
    Enrolled::Ready {
        label: crate::label(fields, &masked),
        secret: json!({ "number": pending.number, "country": pending.country }),
    }
}

/// Whether the number can be used this way by this account.
fn fit(way: &Way, number: Number, cx: &Cx) -> Result<Number, Wrong> {
    if way.channel == Channel::Text && number.line == Line::Landline {
        return Err(Wrong::slip("phone", "phone-landline"));
    }
    let there = |method: &Method| {
        method.kind == way.kind && text_of(&method.secret, "number") == number.e164
    };
    if cx.methods.iter().any(there) {
        return Err(Wrong::slip("phone", "phone-already"));
    }
    Ok(number)
}

fn trouble(problem: &PhoneProblem) -> Wrong {
    let (words, region) = match problem {
        PhoneProblem::Empty => ("phone-empty", None),
        PhoneProblem::Country => return Wrong::slip("country", "phone-country"),
        PhoneProblem::NotANumber => ("phone-not-a-number", None),
        PhoneProblem::Extension => ("phone-extension", None),
        PhoneProblem::TooShort { region } => ("phone-too-short", Some(region)),
        PhoneProblem::TooLong { region } => ("phone-too-long", Some(region)),
        PhoneProblem::NotInUse { region } => ("phone-not-in-use", Some(region)),
        PhoneProblem::Costs => ("phone-costs", None),
        PhoneProblem::NotServed => ("phone-not-served", None),
    };
    let wrong = Wrong::slip("phone", words);
    region.map_or(wrong.clone(), |region| wrong.with("country", region))
}

pub fn hint(method: &Method) -> String {
    phone::last_two(text_of(&method.secret, "number"))
}

pub fn reach(way: &Way, method: &Method) -> Option<(Channel, String)> {
    let number = text_of(&method.secret, "number");
    (!number.is_empty()).then(|| (way.channel, number.to_owned()))
}

/// A secret as `enrol` makes it, for those who know the number already (a demo, an import).
pub fn secret(number: &Number) -> Value {
    json!({ "number": number.e164, "country": number.region })
}
