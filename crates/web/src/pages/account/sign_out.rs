//! `/signout`: a question, and what is left to do afterwards (ux.md 4.10).

use crate::page::Page;
use serde::Serialize;

/// "Sign out?"
#[derive(Clone, Debug, Serialize)]
pub struct SignOut {
    /// App that asked for it and is gone back to; empty is the person's own wish.
    pub app: String,
    /// Reference of that wish.
    pub r: String,
}

impl Page for SignOut {
    const TEMPLATE: &'static str = "account/sign_out.html";
    const TITLE: &'static str = "sign-out-title";

    fn samples() -> Vec<Self> {
        let own = Self { app: String::new(), r: String::new() };
        vec![own, Self { app: "Larkfield Mail".into(), r: "SAMPLE".into() }]
    }
}

/// "You are signed out", with the apps that could not be told.
#[derive(Clone, Debug, Serialize)]
pub struct SignedOut {
    pub apps: Vec<String>,
}

impl Page for SignedOut {
    const TEMPLATE: &'static str = "account/signed_out.html";
    const TITLE: &'static str = "signed-out-title";

    fn samples() -> Vec<Self> {
        let apps = vec!["Larkfield Mail".into(), "Team Chat".into()];
        vec![Self { apps: vec![] }, Self { apps }]
    }
}
