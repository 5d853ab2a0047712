//! The choice of what to set up.

use super::{R, STEPS};
use crate::page::{NOW, Page, Problem, Said, Ticket};
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Choose {
    pub r: String,
    pub ticket: Ticket,
    /// None when one more way is added from within a session.
    pub steps: Vec<&'static str>,
    pub step: &'static str,
    pub choices: Vec<Choice>,
    /// The card that is chosen beforehand.
    pub chosen: String,
    /// Until when it can be put off, and how many days away that is; nothing when it cannot be.
    pub put_off_until: Option<i64>,
    pub days: i64,
}

/// A kind of way that can be set up.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    pub kind: String,
    pub title: Said,
    pub text: Said,
    pub recommended: bool,
}

impl Page for Choose {
    const TEMPLATE: &'static str = "enrol/choose.html";
    const TITLE: &'static str = "enrol-title";

    fn samples() -> Vec<Self> {
        let choice = |kind: &str| Choice {
            kind: kind.into(),
            title: Said::of(&format!("choice-{kind}"), &[]),
            text: Said::of(&format!("choice-{kind}-text"), &[]),
            recommended: kind == "totp",
        };
        let must = Self {
            r: R.into(),
            ticket: Ticket::sample(),
            steps: STEPS.to_vec(),
            step: "choose",
            choices: ["totp", "call", "sms"].map(choice).to_vec(),
            chosen: "totp".into(),
            put_off_until: None,
            days: 0,
        };
        let later =
            |days: i64| Self { put_off_until: Some(NOW + days * 86_400_000), days, ..must.clone() };
        let added = Self { steps: vec![], ..must.clone() };
        vec![later(12), later(1), later(0), added, must]
    }

    fn slips() -> Vec<Problem> {
        vec![Problem::of("method", "enrol-none", &[])]
    }
}
