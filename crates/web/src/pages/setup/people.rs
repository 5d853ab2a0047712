//! Step 8: the first people, one by one or as a list.

use super::{STEPS, STEPS_MANY};
use crate::page::{NOW, Page, Problem};
use serde::Serialize;

/// Who was invited with the last press, and who is next.
#[derive(Clone, Debug, Serialize)]
pub struct SetupPeople {
    pub steps: [&'static str; STEPS_MANY],
    pub step: &'static str,
    /// Whether invitations go by mail; else their links are handed over.
    pub by_mail: bool,
    pub guests: Vec<Guest>,
    /// Until when the links of `guests` can be opened.
    pub until: Option<i64>,
    /// How many were invited before, and now.
    pub count: u64,
    pub name: String,
    pub mail: String,
    /// The list as it was typed.
    pub people: String,
    /// People with one press, at most.
    pub most: u64,
}

/// Somebody who was invited just now.
#[derive(Clone, Debug, Serialize)]
pub struct Guest {
    pub name: String,
    pub mail: String,
    /// Shown once.
    pub link: Option<String>,
}

impl Page for SetupPeople {
    const TEMPLATE: &'static str = "setup/people.html";
    const TITLE: &'static str = "setup-people-title";

    fn samples() -> Vec<Self> {
        let none = Self {
            steps: STEPS,
            step: "people",
            by_mail: true,
            guests: Vec::new(),
            until: None,
            count: 0,
            name: String::new(),
            mail: String::new(),
            people: String::new(),
            most: 200,
        };
        let guest = |name: &str, link: Option<&str>| Guest {
            name: name.into(),
            mail: "m.wong@larkfield.example".into(),
            link: link.map(ToOwned::to_owned),
        };
        let link = Some("https://sign-in.larkfield.example/reset/SAMPLE");
        let until = Some(NOW + 7 * 86_400_000);
        let guests = vec![guest("Mei Lin Wong", None), guest("Nao Ito", None)];
        vec![
            none.clone(),
            Self { by_mail: false, ..none.clone() },
            Self { guests, until, count: 2, ..none.clone() },
            Self {
                guests: vec![guest("Mei Lin Wong", link)],
                until,
                by_mail: false,
                count: 1,
                ..none.clone()
            },
            Self { people: "Mei Lin Wong, m.wong".into(), ..none },
        ]
    }

    fn slips() -> Vec<Problem> {
        vec![Problem::of("people", "setup-people-mail", &[("line", "1")])]
    }
}
