//! A registered way to prove who you are, and what a kind of method can do.
//!
//! A new kind is a folder in `methods` and a line in its list; nothing here knows any kind by name.

use crate::{
    account::Account,
    challenge::Challenge,
    dice::{Dice, Keyed},
    id::MethodId,
    message::{Args, Channel, Message},
    secret::Secret,
    tag::Tag,
    time::Time,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Method {
    pub id: MethodId,
    pub kind: String,
    /// The name the person gave it.
    pub label: String,
    /// What the kind keeps, opened; sealed in its row.
    pub secret: Value,
    pub version: i64,
    pub added_at: Time,
    pub last_used_at: Option<Time>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Factor {
    Knows,
    Has,
    HasUnphishable,
}

/// A factor shown at a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    pub kind: String,
    pub method: MethodId,
    pub factor: Factor,
    pub at: Time,
}

/// What a form carried. Never printed, wiped when dropped.
#[derive(Clone, Debug, Default)]
pub struct Fields(BTreeMap<String, Secret<String>>);

impl Fields {
    pub fn of(pairs: &[(&str, &str)]) -> Self {
        Self(pairs.iter().map(|(k, v)| ((*k).to_owned(), Secret::from(*v))).collect())
    }

    pub fn insert(&mut self, name: String, value: String) {
        self.0.insert(name, Secret::new(value));
    }

    /// The value as it came; empty when the field was not there.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |value| value.reveal())
    }
}

/// Everything a kind may look at. `account` is nothing while an administrator or the first run
/// sets something up for somebody who is not there yet.
#[derive(Clone, Copy)]
pub struct Cx<'a> {
    pub now: Time,
    pub dice: &'a dyn Dice,
    pub keyed: &'a dyn Keyed,
    pub account: Option<&'a Account>,
    /// The account's methods, opened.
    pub methods: &'a [Method],
    pub request: Request<'a>,
}

/// What messages say about the request they belong to.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    pub tag: &'a Tag,
    /// "Larkfield Mail".
    pub app: &'a str,
    /// How many other apps wait for the same answer.
    pub more: usize,
    pub organisation: &'a str,
    /// Host of the page, for the last line of texts.
    pub host: &'a str,
}

/// A question as a kind asks it.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    pub data: Value,
    pub send: Option<Message>,
    pub expires_at: Option<Time>,
    pub tries: u8,
}

/// Why an answer was not taken: a key of the words with its arguments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wrong {
    pub words: String,
    pub args: Args,
    /// The field it belongs to.
    pub field: String,
    /// Whether it uses up a try. An empty field or five digits do not.
    pub counts: bool,
}

impl Wrong {
    pub fn slip(field: &str, words: &str) -> Self {
        Self { words: words.into(), args: Args::new(), field: field.into(), counts: false }
    }

    pub fn guess(field: &str, words: &str) -> Self {
        Self { counts: true, ..Self::slip(field, words) }
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.args.insert(name.into(), value.to_string());
        self
    }
}

pub enum Verdict {
    /// `keep`: the method's new secret, when proving used something up (a time step, a spare code).
    Proved {
        keep: Option<Value>,
    },
    Wrong(Wrong),
    /// Not answered yet; somebody answers from another door (push).
    Waiting,
}

/// A step of setting a method up.
pub enum Enrol<'a> {
    Start,
    Answer { pending: &'a Value, fields: &'a Fields },
}

pub enum Enrolled {
    /// Show this next; `pending` is kept, sealed, until the answer comes.
    Show {
        pending: Value,
        send: Option<Message>,
    },
    /// Same page again. `pending` carries tries already used.
    Wrong {
        pending: Value,
        wrong: Wrong,
    },
    Ready {
        label: String,
        secret: Value,
    },
}

/// What a kind brings to the pages: names of its templates, and the words they use.
#[derive(Clone, Copy, Default)]
pub struct Parts {
    /// `(name, html)`, e.g. `("methods/sms/ask.html", …)`.
    pub templates: &'static [(&'static str, &'static str)],
    /// `(language, ftl)`.
    pub words: &'static [(&'static str, &'static str)],
    /// Lists people choose from, by name and in an order for the language: `("countries", …)`.
    pub choices: &'static [Choices],
}

/// A list by name; the function takes a tag of a language, such as `zh-Hant`.
pub type Choices = (&'static str, fn(&str) -> Vec<Choice>);

/// One line of a list, in the language asked for: "HK", "Hong Kong", "+852".
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    pub value: &'static str,
    pub name: &'static str,
    pub note: String,
}

/// What a kind of method can do. Pure: no clock, no network, no database.
pub trait Kind: Send + Sync {
    /// Stable name, in rows and addresses: "sms".
    fn name(&self) -> &'static str;
    fn factor(&self) -> Factor;
    /// Order of offers, strongest highest (ux.md 1.5).
    fn strength(&self) -> u8;
    /// Whether it may open a sign-in, before anything was proved (RL-4).
    fn first(&self) -> bool {
        false
    }
    /// Whether people may add it themselves under "Add a way to sign in".
    fn offered(&self) -> bool {
        true
    }
    /// At most this many of the kind on one account.
    fn most(&self) -> usize {
        5
    }
    /// A spare is kept for the day everything else is gone; it is never the default.
    fn spare(&self) -> bool {
        false
    }
    /// Whether `check` takes milliseconds (a password hash) and belongs on the hashing pool.
    fn slow(&self) -> bool {
        false
    }
    /// What a person may know of it after the first proof: the last two digits, how many are left.
    fn hint(&self, method: &Method) -> String;
    fn ask(&self, method: &Method, cx: &Cx) -> Asked;
    /// The same question once more; nothing if it cannot be sent again.
    fn again(&self, _method: &Method, _open: &Challenge, _cx: &Cx) -> Option<Message> {
        None
    }
    fn check(&self, method: &Method, open: &Challenge, answer: &Fields, cx: &Cx) -> Verdict;
    fn enrol(&self, step: Enrol, cx: &Cx) -> Enrolled;
    /// A method nobody has, for names nobody has: as slow to refuse as a real one (RL-9).
    fn decoy(&self) -> Option<Method> {
        None
    }
    /// What carries its codes, if anything does: it is offered only where that leaves.
    fn channel(&self) -> Option<Channel> {
        None
    }
    /// Where a notice about the account can reach the person through this method (RC-6).
    fn reach(&self, _method: &Method) -> Option<(Channel, String)> {
        None
    }
    fn parts(&self) -> Parts {
        Parts::default()
    }
}

/// The kinds this server has, handed to the engine by the binary.
#[derive(Clone, Copy)]
pub struct Kinds(pub &'static [&'static dyn Kind]);

impl Kinds {
    pub fn get(&self, name: &str) -> Option<&'static dyn Kind> {
        self.0.iter().copied().find(|kind| kind.name() == name)
    }

    pub fn of(&self, method: &Method) -> Option<&'static dyn Kind> {
        self.get(&method.kind)
    }

    pub fn all(&self) -> impl Iterator<Item = &'static dyn Kind> + use<> {
        self.0.iter().copied()
    }
}
