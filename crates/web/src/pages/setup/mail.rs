//! Step 4: whether mail leaves the house. A test mail is sent, and its code typed here.

use super::{STEPS, STEPS_MANY};
use crate::{
    page::{NOW, Page},
    pages::sign_in::Delivery,
};
use serde::Serialize;

/// Send a test mail, then type its code.
#[derive(Clone, Debug, Serialize)]
pub struct SetupMail {
    pub steps: [&'static str; STEPS_MANY],
    pub step: &'static str,
    /// Where the test goes.
    pub mail: String,
    /// Whether mail can leave at all.
    pub ready: bool,
    /// Relay as configured, "mx.larkfield.example:465"; nothing for a development outbox.
    pub relay: Option<String>,
    /// When the test was sent; its code is asked for from then on.
    pub sent_at: Option<i64>,
    /// What became of it.
    pub delivery: Option<Delivery>,
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
            delivery: None,
        };
        let sent = Self { sent_at: Some(NOW), ..ready.clone() };
        let none = Self { ready: false, relay: None, ..ready.clone() };
        let refused = Self { delivery: Some(Delivery::refused()), ..sent.clone() };
        vec![ready, sent, refused, none]
    }
}
