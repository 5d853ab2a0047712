//! Step 1: the code that the server printed.

use super::{STEPS, STEPS_MANY};
use crate::page::Page;
use serde::Serialize;

/// Shows that the visitor can read the server's console.
#[derive(Clone, Debug, Serialize)]
pub struct SetupCode {
    pub steps: [&'static str; STEPS_MANY],
    pub step: &'static str,
}

impl SetupCode {
    pub fn new() -> Self {
        Self { steps: STEPS, step: "code" }
    }
}

impl Default for SetupCode {
    fn default() -> Self {
        Self::new()
    }
}

impl Page for SetupCode {
    const TEMPLATE: &'static str = "setup/code.html";
    const TITLE: &'static str = "setup-code-title";

    fn samples() -> Vec<Self> {
        vec![Self::new()]
    }
}
