//! `/signin/spare`: a recovery code opened this session; how many are left, before anything else is
//! shown (ux.md 4.7).

use super::R;
use crate::page::{Page, Ticket};
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct SpareUsed {
    pub r: String,
    pub ticket: Ticket,
    pub left: u64,
    /// Few enough that it is time for new ones.
    pub low: bool,
    /// Where the sign-in was going.
    pub next: String,
}

impl Page for SpareUsed {
    const TEMPLATE: &'static str = "sign_in/spare.html";
    const TITLE: &'static str = "spare-title";

    fn samples() -> Vec<Self> {
        let some = |left, low| Self {
            r: R.into(),
            ticket: Ticket::sample(),
            left,
            low,
            next: "/oidc/authorize?request=SAMPLE".into(),
        };
        let own = Ticket { app: String::new(), icon: "account".into(), ..Ticket::sample() };
        vec![
            some(6, false),
            some(1, true),
            Self { ticket: own, next: "/home".into(), ..some(0, true) },
        ]
    }
}
