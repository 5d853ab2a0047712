//! `/verify`: prove it again within a session, before a change (ux.md 2).

use super::R;
use crate::page::{Page, Problem, Said};
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Verify {
    /// Nothing while there is no request, which the button then begins.
    pub r: Option<String>,
    /// Where a proof without a request leads: a path of ours.
    pub next: String,
    /// What the proof is for.
    pub why: Said,
    /// Stands hidden before the field, so that password managers know the account.
    pub username: String,
    /// A second step follows.
    pub second_step: bool,
}

impl Page for Verify {
    const TEMPLATE: &'static str = "sign_in/verify.html";
    const TITLE: &'static str = "verify-title";

    fn samples() -> Vec<Self> {
        let first = Self {
            r: Some(R.into()),
            next: String::new(),
            why: Said::of("verify-why", &[]),
            username: "m.wong@larkfield.example".into(),
            second_step: true,
        };
        vec![first.clone(), Self { r: None, second_step: false, ..first }]
    }

    fn slips() -> Vec<Problem> {
        vec![Problem::of("password", "verify-wrong", &[])]
    }
}
