//! Step 7: the sheet for the day everything else is gone.

use super::{STEPS, STEPS_MANY};
use crate::page::{NOW, Page, Problem};
use serde::Serialize;

/// What to do without a phone, and without codes: to be printed.
#[derive(Clone, Debug, Serialize)]
pub struct SetupEmergency {
    pub steps: [&'static str; STEPS_MANY],
    pub step: &'static str,
    /// Recovery codes of the administrator that still work.
    pub left: u64,
    pub made_at: Option<i64>,
    pub person: String,
    pub username: String,
    /// What to type on the server's console.
    pub command: String,
    /// Where people sign in.
    pub address: String,
    pub at: i64,
}

impl Page for SetupEmergency {
    const TEMPLATE: &'static str = "setup/emergency.html";
    const TITLE: &'static str = "setup-emergency-title";

    fn samples() -> Vec<Self> {
        let some = Self {
            steps: STEPS,
            step: "emergency",
            left: 10,
            made_at: Some(NOW - 300_000),
            person: "Olive Park".into(),
            username: "o.park@larkfield.example".into(),
            command: "countersign account break-glass o.park@larkfield.example".into(),
            address: "https://sign-in.larkfield.example/signin".into(),
            at: NOW,
        };
        vec![Self { left: 0, made_at: None, ..some.clone() }, some]
    }

    fn slips() -> Vec<Problem> {
        vec![Problem::of("saved", "setup-emergency-first", &[])]
    }
}
