//! `/signin/waiting`: another window of this browser asks already (ux.md 4.6).

use super::R;
use crate::page::{NOW, Page, Ticket};
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Waiting {
    pub r: String,
    pub ticket: Ticket,
    /// App of the window that asks; empty is the person's own account.
    pub asking: String,
    /// App of this window.
    pub app: String,
    pub tag: String,
    pub begun_at: i64,
    /// Where it can be answered in this window instead.
    pub here: String,
    /// Continue was pressed, and nothing is answered yet.
    pub not_yet: bool,
}

impl Page for Waiting {
    const TEMPLATE: &'static str = "sign_in/waiting.html";
    const TITLE: &'static str = "waiting-title";

    fn samples() -> Vec<Self> {
        let first = Self {
            r: R.into(),
            ticket: Ticket { more: 1, ..Ticket::sample() },
            asking: "Larkfield Mail".into(),
            app: "Team Chat".into(),
            tag: "K7".into(),
            begun_at: NOW - 120_000,
            here: "/signin/sms?r=0193-sample~1".into(),
            not_yet: false,
        };
        let own = Self { asking: String::new(), not_yet: true, ..first.clone() };
        vec![first.clone(), own, Self { app: String::new(), ..first }]
    }
}
