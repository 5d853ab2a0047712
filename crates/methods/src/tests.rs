//! Laws that every kind holds, and the room in which all tests of this crate play: one person at a
//! fixed moment, with dice that count and a keyed function.

mod laws;
mod words;

use aws_lc_rs::hmac;
use countersign_core::{
    account::{Account, Appearance, Role, State},
    challenge::Challenge,
    dice::{Dice, Keyed},
    id::{AccountId, MethodId},
    method::{Cx, Enrol, Enrolled, Fields, Kind, Method, Request, Verdict, Wrong},
    tag::Tag,
    time::Time,
};
use serde_json::Value;
use std::sync::atomic::{AtomicU64, Ordering};

/// Saturday 2 March 2024, 00:00:00 UTC.
pub const START: Time = Time(1_709_337_600_000);

pub struct Room {
    pub now: Time,
    pub account: Option<Account>,
    pub methods: Vec<Method>,
    pub organisation: String,
    pub host: String,
    pub app: String,
    pub more: usize,
    pub tag: Tag,
    dice: Counting,
    keyed: Hmac,
}

/// Bytes that look random and are the same in every run.
struct Counting(AtomicU64);

impl Dice for Counting {
    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(32) {
            let turn = self.0.fetch_add(1, Ordering::Relaxed);
            let block = hmac::sign(&key("dice"), &turn.to_be_bytes());
            chunk.copy_from_slice(&block.as_ref()[..chunk.len()]);
        }
    }
}

struct Hmac(hmac::Key);

impl Keyed for Hmac {
    fn keyed(&self, purpose: &str, data: &[u8]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.0);
        context.update(purpose.as_bytes());
        context.update(b"\0");
        context.update(data);
        context.sign().as_ref().try_into().unwrap()
    }
}

fn key(text: &str) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, text.as_bytes())
}

impl Room {
    pub fn new() -> Self {
        Self {
            now: START,
            account: Some(mei()),
            methods: Vec::new(),
            organisation: "Larkfield Trust".into(),
            host: "sign-in.larkfield.example".into(),
            app: "Larkfield Mail".into(),
            more: 0,
            tag: Tag::from("K7".to_owned()),
            dice: Counting(AtomicU64::new(0)),
            keyed: Hmac(key("vault")),
        }
    }

    pub fn cx(&self) -> Cx<'_> {
        Cx {
            now: self.now,
            dice: &self.dice,
            keyed: &self.keyed,
            account: self.account.as_ref(),
            methods: &self.methods,
            request: Request {
                tag: &self.tag,
                app: &self.app,
                more: self.more,
                organisation: &self.organisation,
                host: &self.host,
            },
        }
    }

    pub fn later(&mut self, seconds: u64) {
        self.now = self.now.plus(std::time::Duration::from_secs(seconds));
    }

    pub fn start(&self, kind: &dyn Kind) -> Value {
        match kind.enrol(Enrol::Start, &self.cx()) {
            Enrolled::Show { pending, .. } => pending,
            _ => panic!("{} does not start with a page", kind.name()),
        }
    }

    pub fn answer(&self, kind: &dyn Kind, pending: &Value, pairs: &[(&str, &str)]) -> Enrolled {
        let fields = Fields::of(pairs);
        kind.enrol(Enrol::Answer { pending, fields: &fields }, &self.cx())
    }

    /// The question as the machine keeps it.
    pub fn ask(&self, kind: &dyn Kind, method: &Method) -> Challenge {
        let asked = kind.ask(method, &self.cx());
        Challenge {
            method: method.id.clone(),
            kind: kind.name().into(),
            data: asked.data,
            asked_at: self.now,
            sent: Vec::new(),
            expires_at: asked.expires_at,
            tries_left: asked.tries,
        }
    }

    /// Asks and answers at once.
    pub fn check(&self, kind: &dyn Kind, method: &Method, pairs: &[(&str, &str)]) -> Verdict {
        kind.check(method, &self.ask(kind, method), &Fields::of(pairs), &self.cx())
    }
}

pub fn mei() -> Account {
    Account {
        id: AccountId::from("mei"),
        username: "m.wong@larkfield.example".into(),
        name: "Mei Lin Wong".into(),
        mail: "m.wong@larkfield.example".into(),
        role: Role::Person,
        state: State::Enabled,
        language: None,
        time_zone: None,
        appearance: Appearance::System,
        default_method: None,
        made_at: START,
        first_sign_in_at: None,
        last_sign_in_at: None,
        grace_ends_at: None,
        disabled_at: None,
        generation: 0,
        version: 0,
    }
}

pub fn kind(name: &str) -> &'static dyn Kind {
    crate::kinds().get(name).unwrap()
}

pub fn method(kind: &dyn Kind, secret: Value) -> Method {
    Method {
        id: MethodId::from(kind.name()),
        kind: kind.name().into(),
        label: kind.name().into(),
        secret,
        version: 0,
        added_at: START,
        last_used_at: None,
    }
}

/// What was kept, of a set-up that is through.
pub fn ready(enrolled: Enrolled) -> (String, Value) {
    match enrolled {
        Enrolled::Ready { label, secret } => (label, secret),
        Enrolled::Show { pending, .. } => panic!("asks again: {pending}"),
        Enrolled::Wrong { wrong, .. } => panic!("refuses: {wrong:?}"),
    }
}

/// Why a set-up did not go on, and what it remembers.
pub fn refused(enrolled: Enrolled) -> (Wrong, Value) {
    match enrolled {
        Enrolled::Wrong { pending, wrong } => (wrong, pending),
        Enrolled::Show { pending, .. } => panic!("asks again: {pending}"),
        Enrolled::Ready { label, .. } => panic!("took it as {label}"),
    }
}

pub fn wrong(verdict: Verdict) -> Wrong {
    match verdict {
        Verdict::Wrong(wrong) => wrong,
        Verdict::Proved { .. } => panic!("proved"),
        Verdict::Waiting => panic!("waits"),
    }
}

/// What is kept after an answer that was right.
pub fn proved(verdict: Verdict) -> Option<Value> {
    match verdict {
        Verdict::Proved { keep } => keep,
        Verdict::Wrong(wrong) => panic!("refused: {wrong:?}"),
        Verdict::Waiting => panic!("waits"),
    }
}
