//! "You are set": what was set up, and how the next sign-in looks.

use super::{R, STEPS};
use crate::page::{Page, Ticket};
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Set {
    pub r: String,
    pub ticket: Ticket,
    pub steps: Vec<&'static str>,
    pub step: &'static str,
    /// Names of what was set up.
    pub added: Vec<String>,
    /// Name of what is asked first from now on.
    pub first: String,
    /// Programs that have nowhere to type a code can be set up now.
    pub offer: bool,
}

impl Page for Set {
    const TEMPLATE: &'static str = "enrol/set.html";
    const TITLE: &'static str = "enrol-set-title";

    fn samples() -> Vec<Self> {
        let two = Self {
            r: R.into(),
            ticket: Ticket::sample(),
            steps: STEPS.to_vec(),
            step: "",
            added: vec!["•• 34".into(), "Recovery codes".into()],
            first: "•• 34".into(),
            offer: true,
        };
        let own = Ticket { app: String::new(), icon: "account".into(), ..Ticket::sample() };
        let one =
            Self { added: vec!["•• 34".into()], ticket: own, offer: false, ..two.clone() };
        vec![two, one]
    }
}
