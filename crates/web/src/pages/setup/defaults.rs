//! Step 6: security defaults.

use super::{STEPS, STEPS_MANY};
use crate::page::Page;
use serde::Serialize;

/// On by preset, with the days people may put a second step off.
#[derive(Clone, Debug, Serialize)]
pub struct SetupDefaults {
    pub steps: [&'static str; STEPS_MANY],
    pub step: &'static str,
    pub on: bool,
    /// 0 to 90, as typed.
    pub grace_days: String,
}

impl Page for SetupDefaults {
    const TEMPLATE: &'static str = "setup/defaults.html";
    const TITLE: &'static str = "setup-defaults-title";

    fn samples() -> Vec<Self> {
        let preset = Self { steps: STEPS, step: "defaults", on: true, grace_days: "14".into() };
        vec![Self { on: false, grace_days: String::from("0"), ..preset.clone() }, preset]
    }
}
