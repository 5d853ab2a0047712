//! "Does it work?": what became of an app password since it was made.

use super::list::Used;
use crate::page::NOW;
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Works {
    /// "Thunderbird", or how its owner called it.
    pub program: String,
    /// The newest good use.
    pub good: Option<Used>,
    /// Scopes it opens that nobody has tried yet, while others were.
    pub untried: Vec<&'static str>,
    /// What went wrong after that, newest first.
    pub tries: Vec<Tried>,
    /// It opens nothing any more.
    pub ended: bool,
}

/// A try that opened nothing.
#[derive(Clone, Debug, Serialize)]
pub struct Tried {
    pub at: i64,
    /// Empty where the server did not say.
    pub from: String,
    pub protocol: &'static str,
    /// Name of the refusal with hyphens: its words end so.
    pub why: String,
}

impl Works {
    /// Nobody has come yet.
    pub fn waiting() -> Self {
        Self {
            program: "Thunderbird".into(),
            good: None,
            untried: Vec::new(),
            tries: Vec::new(),
            ended: false,
        }
    }

    pub fn samples() -> Vec<Self> {
        let tried = |why: &str, from: &str| Tried {
            at: NOW - 60_000,
            from: from.into(),
            protocol: "imap",
            why: why.into(),
        };
        let good = Some(Used { at: NOW - 30_000, from: "203.0.113.7".into(), protocol: "imap" });
        let connected = Self { good: good.clone(), untried: vec!["sending"], ..Self::waiting() };
        let wrong = Self {
            tries: vec![tried("wrong", "203.0.113.7"), tried("needs-app-password", "")],
            ..Self::waiting()
        };
        let other =
            Self { good, tries: vec![tried("other-scope", "203.0.113.7")], ..connected.clone() };
        let ended = Self { ended: true, ..Self::waiting() };
        vec![Self::waiting(), connected, wrong, other, ended]
    }
}
