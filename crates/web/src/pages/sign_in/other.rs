//! `/signin/other`: all ways this person has (ux.md 4.5). Choosing one and pressing the button is
//! what sends.

use super::R;
use crate::page::{Page, Problem, Said, Ticket};
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Other {
    pub r: String,
    pub ticket: Ticket,
    /// Strongest first.
    pub ways: Vec<Way>,
    /// The card that is chosen beforehand.
    pub chosen: String,
    /// Another request has just sent something, so this one has sent nothing yet (ux.md 1.4).
    pub quiet: bool,
    /// The question that is open, to go back to: "sms".
    pub back: Option<String>,
}

/// One way, and what happens when it is chosen.
#[derive(Clone, Debug, Serialize)]
pub struct Way {
    pub id: String,
    pub kind: String,
    pub title: Said,
    pub text: Said,
    /// Name the person gave it, where there are several of a kind.
    pub label: Option<String>,
    /// It was tried last in this request.
    pub tried: bool,
    pub paused_until: Option<i64>,
    /// Nothing that carries its codes works at this moment.
    pub unsent: bool,
}

impl Way {
    fn sample(kind: &str, hint: &str) -> Self {
        Self {
            id: format!("sample-{kind}"),
            kind: kind.into(),
            title: Said::of(&format!("method-{kind}"), &[]),
            text: Said::of(&format!("method-{kind}-what"), &[("hint", hint)]),
            label: None,
            tried: false,
            paused_until: None,
            unsent: false,
        }
    }
}

impl Page for Other {
    const TEMPLATE: &'static str = "sign_in/other.html";
    const TITLE: &'static str = "other-title";

    fn samples() -> Vec<Self> {
        let sms = Way { tried: true, label: Some("Work phone".into()), ..Way::sample("sms", "88") };
        let paused =
            Way { paused_until: Some(crate::page::NOW + 900_000), ..Way::sample("call", "34") };
        let unsent = Way { id: "sample-unsent".into(), unsent: true, ..Way::sample("call", "12") };
        let some = Self {
            r: R.into(),
            ticket: Ticket::sample(),
            ways: vec![Way::sample("totp", ""), sms, paused, unsent, Way::sample("recovery", "7")],
            chosen: "sample-totp".into(),
            quiet: false,
            back: Some("sms".into()),
        };
        let quiet = Self {
            ticket: Ticket {
                app: "Team Chat".into(),
                icon: "chat".into(),
                tag: Some("M4".into()),
                ..Ticket::sample()
            },
            ways: vec![Way::sample("sms", "88")],
            chosen: "sample-sms".into(),
            quiet: true,
            back: None,
            ..some.clone()
        };
        vec![quiet, some]
    }

    fn slips() -> Vec<Problem> {
        vec![Problem::of("method", "other-none", &[])]
    }
}
