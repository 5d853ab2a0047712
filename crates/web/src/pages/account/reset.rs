//! `/reset/TOKEN`: opening it changes nothing and uses nothing up; the button begins.

use crate::page::Page;
use serde::Serialize;

/// The page behind the link of a mail or an invitation.
#[derive(Clone, Debug, Serialize)]
pub struct ResetOpen {
    pub username: String,
    /// `/reset/TOKEN`.
    pub action: String,
    /// A second step is asked for next.
    pub second_step: bool,
    /// The account never had a password: the link is an invitation.
    pub first: bool,
}

impl Page for ResetOpen {
    const TEMPLATE: &'static str = "account/reset_open.html";
    const TITLE: &'static str = "reset-open-title";

    fn samples() -> Vec<Self> {
        let reset = Self {
            username: "m.wong@larkfield.example".into(),
            action: "/reset/SAMPLE".into(),
            second_step: true,
            first: false,
        };
        vec![Self { second_step: false, first: true, ..reset.clone() }, reset]
    }
}

/// The password was changed.
#[derive(Clone, Debug, Serialize)]
pub struct ResetDone {
    pub at: i64,
}

impl Page for ResetDone {
    const TEMPLATE: &'static str = "account/reset_done.html";
    const TITLE: &'static str = "reset-done-title";

    fn samples() -> Vec<Self> {
        vec![Self { at: crate::page::NOW }]
    }
}

/// The link is used up or too old.
#[derive(Clone, Debug, Serialize)]
pub struct ResetOver {}

impl Page for ResetOver {
    const TEMPLATE: &'static str = "account/reset_over.html";
    const TITLE: &'static str = "reset-over-title";

    fn samples() -> Vec<Self> {
        vec![Self {}]
    }
}
