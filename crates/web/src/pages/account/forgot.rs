//! `/forgot` and `/forgot/sent`: the same answer, whoever asks for whomever.

use crate::page::Page;
use serde::Serialize;

/// Forgotten password (ux.md 4.13).
#[derive(Clone, Debug, Serialize)]
pub struct Forgot {
    /// What was typed before.
    pub username: String,
}

impl Page for Forgot {
    const TEMPLATE: &'static str = "account/forgot.html";
    const TITLE: &'static str = "forgot-title";

    fn samples() -> Vec<Self> {
        vec![Self { username: String::new() }, Self { username: "m.wong@larkfield.example".into() }]
    }
}

/// A message is on its way, if there is such an account. The code of the mail can be typed here.
#[derive(Clone, Debug, Serialize)]
pub struct ForgotSent {
    pub username: String,
}

impl Page for ForgotSent {
    const TEMPLATE: &'static str = "account/forgot_sent.html";
    const TITLE: &'static str = "forgot-sent-title";

    fn samples() -> Vec<Self> {
        vec![Self { username: "m.wong@larkfield.example".into() }]
    }
}
