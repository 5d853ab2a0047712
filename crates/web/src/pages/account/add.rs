//! `/security/add`: which way to add.

use crate::page::Page;
use serde::Serialize;

/// Add a way to sign in (ux.md 5.3). Every way this organisation allows is a radio card.
#[derive(Clone, Debug, Serialize)]
pub struct Add {
    pub choices: Vec<Choice>,
    /// The card that is chosen beforehand.
    pub chosen: String,
}

/// A kind of way that can be added.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    /// "sms", "totp", …: its words are `choice-` and this.
    pub kind: String,
    pub recommended: bool,
    /// How many of it are there already.
    pub have: u64,
    /// There are as many of it as there may be.
    pub full: bool,
}

impl Page for Add {
    const TEMPLATE: &'static str = "account/add.html";
    const TITLE: &'static str = "add-title";

    fn samples() -> Vec<Self> {
        let choice = |kind: &str, have| Choice {
            kind: kind.into(),
            recommended: kind == "totp",
            have,
            full: have >= 5,
        };
        let choices = vec![choice("totp", 0), choice("sms", 1), choice("email", 5)];
        vec![Self { choices, chosen: "totp".into() }]
    }
}
