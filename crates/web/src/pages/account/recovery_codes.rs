//! `/security/recovery-codes`: made by a button, shown once.

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

/// The codes, the only time they can be seen. Printing this value would show them.
#[derive(Clone, Serialize)]
pub struct RecoveryCodes {
    /// Ten codes of ten letters in two groups: "HVTKW-QENCD".
    pub codes: Vec<String>,
    /// For the print sheet.
    pub organisation: String,
    pub name: String,
    pub username: String,
    pub made_at: i64,
    /// Where the form that says "I have saved them" goes, and where it leads: "/security/…".
    pub action: String,
}

impl Page for RecoveryCodes {
    const TEMPLATE: &'static str = "account/recovery_codes.html";
    const TITLE: &'static str = "codes-title";

    fn samples() -> Vec<Self> {
        let codes = [
            "HVTKW-QENCD", "MRXPA-3KJ7T", "WQ4HN-CVEXT", "K7PRD-M9TXA", "TNWKC-4JHEP",
            "XDA7M-RKQ3V", "PEHJT-9WCNK", "C3VQX-TAMRD", "J9KEW-HPXT4", "RNTMD-7QCKV",
        ];
        vec![Self {
            codes: codes.map(Into::into).to_vec(),
            organisation: "Larkfield Trust".into(),
            name: "Mei Lin Wong".into(),
            username: "m.wong@larkfield.example".into(),
            made_at: NOW,
            action: "/security/recovery-codes/done".into(),
        }]
    }
}

/// The page of codes opened again.
#[derive(Clone, Debug, Serialize)]
pub struct RecoveryCodesGone {}

impl Page for RecoveryCodesGone {
    const TEMPLATE: &'static str = "account/recovery_codes_gone.html";
    const TITLE: &'static str = "codes-title";

    fn samples() -> Vec<Self> {
        vec![Self {}]
    }
}
