//! `/security/recovery-codes`: made by a button. They are shown once, where they are set up.

use crate::page::{NOW, Page};
use serde::Serialize;

/// Before: what making new codes does.
#[derive(Clone, Debug, Serialize)]
pub struct RecoveryCodesNew {
    /// Codes that end when new ones are made.
    pub left: u64,
    pub made_at: Option<i64>,
}

impl Page for RecoveryCodesNew {
    const TEMPLATE: &'static str = "account/recovery_codes_new.html";
    const TITLE: &'static str = "codes-title";

    fn samples() -> Vec<Self> {
        let some = Self { left: 6, made_at: Some(NOW - 264 * 86_400_000) };
        vec![some, Self { left: 0, made_at: None }]
    }
}
