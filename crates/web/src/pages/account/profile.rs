//! `/profile`: name, language, time zone, appearance.

use crate::page::{Page, Said};
use serde::Serialize;

/// Profile (ux.md 5.11).
#[derive(Clone, Debug, Serialize)]
pub struct Profile {
    pub done: Option<Said>,
    pub name: String,
    pub username: String,
    pub mail: String,
    /// Name and address come from a directory and are changed there.
    pub managed: bool,
    /// Languages of the pages, each by its own name; the first has no value: the organisation's.
    pub languages: Vec<Chosen>,
    /// IANA names; the first has no value: the organisation's.
    pub time_zones: Vec<Chosen>,
    /// "system", "light" or "dark".
    pub appearance: String,
}

/// One entry of a list to choose from.
#[derive(Clone, Debug, Serialize)]
pub struct Chosen {
    pub value: String,
    /// What it is called; for the first entry, what the organisation has.
    pub name: String,
    pub selected: bool,
}

impl Page for Profile {
    const TEMPLATE: &'static str = "account/profile.html";
    const TITLE: &'static str = "profile-title";

    fn samples() -> Vec<Self> {
        let entry = |value: &str, name: &str, selected| Chosen {
            value: value.into(),
            name: name.into(),
            selected,
        };
        let own = Self {
            done: Some(Said::of("profile-done", &[])),
            name: "Mei Lin Wong".into(),
            username: "m.wong@larkfield.example".into(),
            mail: "m.wong@larkfield.example".into(),
            managed: false,
            languages: vec![
                entry("", "English", true),
                entry("en", "English", false),
                entry("zh-Hant", "繁體中文", false),
            ],
            time_zones: vec![
                entry("", "Asia/Hong_Kong", false),
                entry("Asia/Hong_Kong", "Asia/Hong Kong", true),
                entry("Europe/London", "Europe/London", false),
            ],
            appearance: "system".into(),
        };
        vec![Self { managed: true, done: None, appearance: "dark".into(), ..own.clone() }, own]
    }
}
