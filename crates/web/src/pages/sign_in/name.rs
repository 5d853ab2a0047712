//! `/signin`: name and password on one page, so that managers fill both at once (ux.md 4.1).

use super::R;
use crate::page::{Page, Problem, Said, Ticket};
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Name {
    /// The request; nothing while there is none, which the button then begins.
    pub r: Option<String>,
    /// Where a sign-in without a request leads: a path of ours.
    pub next: String,
    pub ticket: Ticket,
    /// As typed. The password never comes back.
    pub username: String,
    /// This browser signed that person in last: the name stands there instead of its field.
    pub known: bool,
    /// The address of the same page with the field.
    pub other: String,
    /// What there is to say first, at most one thing.
    pub note: Option<Said>,
}

impl Page for Name {
    const TEMPLATE: &'static str = "sign_in/name.html";
    const TITLE: &'static str = "sign-in-title";

    fn samples() -> Vec<Self> {
        let own = Self {
            r: None,
            next: "/security".into(),
            ticket: Ticket {
                app: String::new(),
                icon: "account".into(),
                tag: None,
                ..Ticket::sample()
            },
            username: String::new(),
            known: false,
            other: String::new(),
            note: None,
        };
        let again = Self {
            r: Some(R.into()),
            next: String::new(),
            ticket: Ticket::sample(),
            username: "m.wong@larkfield.example".into(),
            known: false,
            other: format!("/signin?other=1&r={R}"),
            note: Some(Said::of("sign-in-again", &[])),
        };
        let known = Self { known: true, note: None, ..again.clone() };
        vec![own, again.clone(), known, Self { note: None, ..again }]
    }

    fn slips() -> Vec<Problem> {
        vec![
            Problem::of("username", "sign-in-user-empty", &[]),
            Problem::of("password", "sign-in-no-match", &[]),
        ]
    }
}
