//! A house with one person in it: what the engine does around the machine, without a database.

use super::kinds;
use crate::{
    account::{Account, Appearance, Role, State},
    audit::What,
    dice::{Dice, Keyed},
    id::{AccountId, AppId, MethodId, SessionId, SignInId},
    message::Message,
    method::{Fields, Kinds, Method},
    policy::Defaults,
    session::Level,
    sign_in::{
        Begin, Effect, Event, Other, Purpose, Setup, SignIn, Stage, Step, Turn, Window, World,
    },
    tag::Tag,
    time::{Time, days},
};
use serde_json::{Value, json};

pub const START: Time = Time(1_800_000_000_000);

/// Gives the same bytes for the same seed, so that equal states stay equal.
pub struct Counted(pub u8);

impl Dice for Counted {
    fn fill(&self, out: &mut [u8]) {
        out.fill(self.0);
    }
}

impl Keyed for Counted {
    fn keyed(&self, purpose: &str, data: &[u8]) -> [u8; 32] {
        let sum = purpose.bytes().chain(data.iter().copied()).fold(7u8, u8::wrapping_add);
        [sum; 32]
    }
}

pub fn method(id: &str, kind: &str, secret: Value) -> Method {
    Method {
        id: MethodId::from(id),
        kind: kind.into(),
        label: id.into(),
        secret,
        version: 0,
        added_at: START.minus(days(30)),
        last_used_at: None,
    }
}

pub fn know() -> Method {
    method("know", "know", json!({ "word": "right" }))
}

pub fn text() -> Method {
    method("text", "text", json!({ "to": "+85255500088" }))
}

pub fn app() -> Method {
    method("app", "app", json!({ "last": "" }))
}

pub fn spare() -> Method {
    method("spare", "spare", json!({ "left": "one two" }))
}

pub fn account(role: Role, state: State) -> Account {
    Account {
        id: AccountId::from("ada"),
        username: "ada".into(),
        name: "Ada".into(),
        mail: "ada@example.test".into(),
        role,
        state,
        language: None,
        time_zone: None,
        appearance: Appearance::System,
        default_method: None,
        made_at: START.minus(days(30)),
        first_sign_in_at: None,
        last_sign_in_at: Some(START.minus(days(1))),
        grace_ends_at: None,
        disabled_at: None,
        generation: 7,
        version: 0,
    }
}

pub fn window(name: &str) -> Window {
    Window {
        app: Some(AppId::from(name)),
        name: name.into(),
        icon: "mail".into(),
        return_to: format!("/oidc/continue/{name}"),
        origin: None,
        at: START,
    }
}

pub fn begin(purpose: Purpose) -> SignIn {
    let begin = Begin {
        id: SignInId::from("request"),
        tag: Tag::from("K7".to_owned()),
        browser: "browser".into(),
        purpose,
        window: window("Larkfield Mail"),
        device: "Firefox on Windows".into(),
        source: "192.0.2.1".into(),
    };
    SignIn::begin(begin, START)
}

pub const fn sign_in(at_least: Level) -> Purpose {
    Purpose::SignIn { at_least }
}

pub fn step_up() -> Purpose {
    Purpose::StepUp { session: SessionId::from("session"), words: "add-way".into() }
}

pub fn set_up() -> Purpose {
    Purpose::SetUp { session: SessionId::from("session") }
}

#[derive(Clone)]
pub struct House {
    pub now: Time,
    pub kinds: Kinds,
    /// Nothing once the account was deleted.
    pub account: Option<Account>,
    pub methods: Vec<Method>,
    pub defaults: Defaults,
    pub others: Vec<Other>,
    pub quiet: bool,
}

impl House {
    pub fn new(account: Account, methods: &[Method]) -> Self {
        Self {
            now: START,
            kinds: kinds::ALL,
            account: Some(account),
            methods: methods.to_vec(),
            defaults: Defaults::default(),
            others: Vec::new(),
            quiet: false,
        }
    }

    /// A person with a word and `methods`, security defaults on.
    pub fn person(methods: &[Method]) -> Self {
        let mut all = vec![know()];
        all.extend_from_slice(methods);
        Self::new(account(Role::Person, State::Disabled), &all)
    }

    pub fn begin(&self, purpose: Purpose) -> SignIn {
        let known = !matches!(purpose, Purpose::SignIn { .. });
        let sign_in = begin(purpose);
        match self.account.as_ref().filter(|_| known) {
            Some(account) => sign_in.for_account(account),
            None => sign_in,
        }
    }

    pub fn wait(&mut self, span: std::time::Duration) {
        self.now = self.now.plus(span);
    }

    /// Something else about the account changed: a password, a method.
    pub fn change(&mut self) {
        if let Some(account) = &mut self.account {
            account.generation += 1;
        }
    }

    /// Lets `see` look at the world as the engine reads it for whoever `about` is.
    pub fn seen<T>(&self, about: Option<&AccountId>, see: impl FnOnce(&World) -> T) -> T {
        let dice = Counted(u8::try_from(self.methods.len()).unwrap());
        let decoys: Vec<Method> = self.kinds.all().filter_map(|kind| kind.decoy()).collect();
        let account = self.account.as_ref().filter(|account| about == Some(&account.id));
        see(&World {
            now: self.now,
            dice: &dice,
            keyed: &dice,
            kinds: self.kinds,
            account,
            methods: if account.is_some() { &self.methods } else { &decoys },
            defaults: &self.defaults,
            others: &self.others,
            quiet: self.quiet,
            organisation: "Larkfield Trust",
            host: "sign-in.example.test",
        })
    }

    /// One event, and what the engine does with the turn.
    pub fn give(&mut self, sign_in: &mut SignIn, event: Event) -> Turn {
        let about = match &event {
            Event::Named { account, .. } if sign_in.takes_name(self.now) => account.clone(),
            _ => sign_in.account.clone(),
        };
        let turn = self.seen(about.as_ref(), |world| sign_in.handle(event, world));
        for effect in &turn.effects {
            self.apply(effect);
        }
        turn
    }

    fn apply(&mut self, effect: &Effect) {
        let now = self.now;
        match effect {
            Effect::Keep { method, version, secret } => {
                let kept = self.methods.iter_mut().find(|m| m.id == *method).expect("its method");
                assert_eq!(kept.version, *version, "the version that was read");
                kept.secret = secret.clone();
                kept.version += 1;
                kept.last_used_at = Some(now);
            }
            Effect::Used(method) => {
                let used = self.methods.iter_mut().find(|m| m.id == *method).expect("its method");
                used.last_used_at = Some(now);
            }
            Effect::Add { method, replaces } => {
                self.methods.retain(|old| !replaces || old.kind != method.kind);
                assert!(self.methods.iter().all(|old| old.id != method.id), "an id of its own");
                self.methods.push((**method).clone());
                self.change();
            }
            Effect::BeginGrace(end) => {
                let account = self.account.as_mut().expect("somebody whose grace begins");
                account.grace_ends_at = account.grace_ends_at.or(Some(*end));
            }
            Effect::OpenSession => {
                let account = self.account.as_mut().expect("somebody to open a session for");
                account.last_sign_in_at = Some(now);
            }
            Effect::Send(_) | Effect::Reprove(_) | Effect::Audit(..) => {}
        }
    }

    pub fn name(&mut self, sign_in: &mut SignIn) -> Turn {
        self.give(sign_in, named("ada"))
    }

    pub fn choose(&mut self, sign_in: &mut SignIn, id: &str) -> Turn {
        self.give(sign_in, Event::Chose(MethodId::from(id)))
    }

    pub fn answer(&mut self, sign_in: &mut SignIn, code: &str) -> Turn {
        self.give(sign_in, Event::Answered(Fields::of(&[("code", code)])))
    }

    /// Answers the open question rightly.
    pub fn right(&mut self, sign_in: &mut SignIn) -> Turn {
        let code = self.right_answer(sign_in);
        self.answer(sign_in, &code)
    }

    /// What a person would type who has the word, the phone, the app and the paper at hand.
    pub fn right_answer(&self, sign_in: &SignIn) -> String {
        let Stage::Prove { open: Some(id) } = &sign_in.stage else {
            return "right".into();
        };
        let Some(method) = self.methods.iter().find(|method| method.id == *id) else {
            return "right".into();
        };
        let code = |data: &Value, name: &str| {
            data.get(name).and_then(Value::as_str).unwrap_or("nothing").to_owned()
        };
        match method.kind.as_str() {
            "know" => "right".into(),
            "text" => code(&sign_in.challenge(id).unwrap().data, "code"),
            "app" => kinds::app_code(self.now),
            "spare" => code(&method.secret, "left").split(' ').next().unwrap_or("").to_owned(),
            _ => "touch".into(),
        }
    }

    /// The fields with which the open step of setting up goes on.
    pub fn set_up_answer(&self, sign_in: &SignIn) -> Fields {
        let Stage::Enrol(setup) = &sign_in.stage else {
            return Fields::default();
        };
        let (kind, pending) = match &setup.step {
            Step::SetUp { kind, pending } | Step::Spare { kind, pending } => (kind, pending),
            Step::Choose | Step::Set => return Fields::default(),
        };
        match (kind.as_str(), pending.get("code").and_then(Value::as_str)) {
            ("text", None) => Fields::of(&[("to", "+85255500077")]),
            ("text", Some(code)) => Fields::of(&[("code", code)]),
            ("app", _) => Fields::of(&[("code", &kinds::app_code(self.now))]),
            _ => Fields::of(&[("kept", "yes")]),
        }
    }

    pub fn set_up_right(&mut self, sign_in: &mut SignIn) -> Turn {
        let fields = self.set_up_answer(sign_in);
        self.give(sign_in, Event::SetUpAnswered(fields))
    }

    /// Name and word, both right.
    pub fn enter(&mut self, sign_in: &mut SignIn) -> Turn {
        self.name(sign_in);
        self.right(sign_in)
    }

    pub fn offers(&self, sign_in: &SignIn) -> Vec<String> {
        self.seen(sign_in.account.as_ref(), |world| {
            sign_in.offers(world).iter().map(|(method, _)| method.id.to_string()).collect()
        })
    }
}

pub fn named(typed: &str) -> Event {
    let account = (typed == "ada").then(|| AccountId::from("ada"));
    Event::Named { typed: typed.into(), account }
}

pub fn sent(turn: &Turn) -> Vec<&Message> {
    turn.effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Send(message) => Some(message),
            _ => None,
        })
        .collect()
}

pub fn audits(turn: &Turn) -> Vec<What> {
    turn.effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Audit(what, _) => Some(*what),
            _ => None,
        })
        .collect()
}

pub fn words(turn: &Turn) -> &str {
    turn.wrong.as_ref().map_or("", |wrong| &wrong.words)
}

pub fn open(sign_in: &SignIn) -> Option<&str> {
    match &sign_in.stage {
        Stage::Prove { open: Some(id) } => Some(id.as_str()),
        _ => None,
    }
}

pub fn done(sign_in: &SignIn) -> bool {
    matches!(sign_in.stage, Stage::Done { .. })
}

pub fn setup(sign_in: &SignIn) -> &Setup {
    match &sign_in.stage {
        Stage::Enrol(setup) => setup,
        other => panic!("not setting up: {other:?}"),
    }
}
