//! Step 4: whether mail leaves the house. A test mail is sent, and its code typed here.

use super::STEPS;
use crate::page::{NOW, Page};
use serde::Serialize;

/// Send a test mail, then type its code.
#[derive(Clone, Debug, Serialize)]
pub struct SetupMail {
    pub steps: [&'static str; 7],
    pub step: &'static str,
    /// Where the test goes.
    pub mail: String,
    /// Whether mail can leave at all.
    pub ready: bool,
    /// Relay as configured, "mx.larkfield.example:465"; nothing for a development outbox.
    pub relay: Option<String>,
    /// When the test was sent; its code is asked for from then on.
    pub sent_at: Option<i64>,
}

impl Page for SetupMail {
    const TEMPLATE: &'static str = "setup/mail.html";
    const TITLE: &'static str = "setup-mail-title";

    fn samples() -> Vec<Self> {
        let ready = Self {
            steps: STEPS,
            step: "mail",
            mail: "o.park@larkfield.example".into(),
            ready: true,
            relay: Some("mx.larkfield.example:465".into()),
            sent_at: None,
        };
        let sent = Self { sent_at: Some(NOW), ..ready.clone() };
        let none = Self { ready: false, relay: None, ..ready.clone() };
        vec![ready, sent, none]
    }
}
