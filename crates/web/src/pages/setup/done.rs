//! Step 9: done, and what is left.

use super::{STEPS, STEPS_MANY};
use crate::page::Page;
use serde::Serialize;

/// A checklist of what is set up and what is left.
#[derive(Clone, Debug, Serialize)]
pub struct SetupDone {
    pub steps: [&'static str; STEPS_MANY],
    pub step: &'static str,
    /// Name and whether it is there: the words are `setup-item-` and the name.
    pub items: Vec<(&'static str, bool)>,
}

impl Page for SetupDone {
    const TEMPLATE: &'static str = "setup/done.html";
    const TITLE: &'static str = "setup-done-title";

    fn samples() -> Vec<Self> {
        let items = |mail| {
            vec![
                ("organisation", true),
                ("administrator", true),
                ("second-step", true),
                ("recovery-codes", mail),
                ("mail", mail),
                ("texts", mail),
                ("defaults", mail),
                ("emergency", mail),
                ("people", mail),
                ("apps", false),
            ]
        };
        [true, false].map(|mail| Self { steps: STEPS, step: "done", items: items(mail) }).to_vec()
    }
}

/// The first run is over; this address does nothing any more.
#[derive(Clone, Debug, Serialize)]
pub struct SetupOver {}

impl Page for SetupOver {
    const TEMPLATE: &'static str = "setup/over.html";
    const TITLE: &'static str = "setup-over-title";

    fn samples() -> Vec<Self> {
        vec![Self {}]
    }
}
