//! `/security/app-passwords`: all of them, one of them, and the question before one is removed.

use super::{DAY, MINUTE, Works};
use crate::page::{NOW, Page, Problem, Said};
use serde::Serialize;

/// The list.
#[derive(Clone, Debug, Serialize)]
pub struct AppPasswordList {
    /// The last change, said once.
    pub done: Option<Said>,
    /// Newest first.
    pub list: Vec<Item>,
    /// Programs that still use what has ended.
    pub still: Vec<StillUsed>,
    /// Why this person can have none: the key of a sentence.
    pub refused: Option<&'static str>,
}

/// One app password.
#[derive(Clone, Debug, Serialize)]
pub struct Item {
    pub id: String,
    pub name: String,
    /// Name of the program's icon.
    pub icon: &'static str,
    /// Names of what it opens.
    pub opens: Vec<&'static str>,
    pub made_at: i64,
    pub used: Option<Used>,
    /// When it ends by itself.
    pub over_at: i64,
    /// It ends within two weeks.
    pub soon: bool,
}

/// When, from where and by which protocol.
#[derive(Clone, Debug, Serialize)]
pub struct Used {
    pub at: i64,
    /// Empty where the server did not say.
    pub from: String,
    pub protocol: &'static str,
}

/// "iPhone at 203.0.113.7 still uses the app password removed on 3 March."
#[derive(Clone, Debug, Serialize)]
pub struct StillUsed {
    /// What the program calls itself; empty if it does not.
    pub program: String,
    pub used: Used,
    pub former: Former,
}

/// What has ended.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Former {
    AppPassword { name: String, ended_at: i64 },
    Password { changed_at: i64 },
}

impl Item {
    pub fn samples() -> Vec<Self> {
        let thunderbird = Self {
            id: "0198b1".into(),
            name: "Thunderbird on MEI-LAPTOP".into(),
            icon: "mail",
            opens: vec!["mail", "sending", "calendar"],
            made_at: NOW - 40 * DAY,
            used: Some(Used { at: NOW - 9 * MINUTE, from: "203.0.113.7".into(), protocol: "imap" }),
            over_at: NOW + 90 * DAY,
            soon: false,
        };
        let rainlendar = Self {
            id: "0198b2".into(),
            name: "Rainlendar".into(),
            icon: "calendar",
            opens: vec!["calendar"],
            used: Some(Used { at: NOW - 78 * DAY, from: String::new(), protocol: "caldav" }),
            over_at: NOW + 12 * DAY,
            soon: true,
            ..thunderbird.clone()
        };
        let scanner = Self {
            id: "0198b3".into(),
            name: "Scanner on floor 2".into(),
            icon: "printer",
            opens: vec!["sending"],
            made_at: NOW - MINUTE,
            used: None,
            ..thunderbird.clone()
        };
        vec![scanner, thunderbird, rainlendar]
    }
}

impl StillUsed {
    fn samples() -> Vec<Self> {
        let used = Used { at: NOW - 2 * MINUTE, from: "203.0.113.7".into(), protocol: "imap" };
        let name = "Thunderbird on the old laptop".into();
        let former = Former::AppPassword { name, ended_at: NOW - 264 * DAY };
        let iphone = Self { program: "iPhone".into(), used, former };
        let unknown = Self {
            program: String::new(),
            former: Former::Password { changed_at: NOW - 3 * DAY },
            used: Used { from: String::new(), ..iphone.used.clone() },
        };
        vec![iphone, unknown]
    }
}

impl Page for AppPasswordList {
    const TEMPLATE: &'static str = "app_passwords/list.html";
    const TITLE: &'static str = "app-passwords-title";

    fn samples() -> Vec<Self> {
        let done = Some(Said::of("app-passwords-done-removed", &[("name", "Old laptop")]));
        let full = Self { done, list: Item::samples(), still: StillUsed::samples(), refused: None };
        let empty = Self { done: None, list: vec![], still: vec![], refused: None };
        let refused = Self { refused: Some("app-password-not-allowed"), ..empty.clone() };
        vec![full, empty, refused]
    }
}

/// One of them.
#[derive(Clone, Debug, Serialize)]
pub struct OneAppPassword {
    pub done: Option<Said>,
    pub item: Item,
    /// What stands in the field of its name.
    pub label: String,
    pub works: Works,
}

impl Page for OneAppPassword {
    const TEMPLATE: &'static str = "app_passwords/one.html";
    const TITLE: &'static str = "app-password-title";

    fn samples() -> Vec<Self> {
        Item::samples()
            .into_iter()
            .zip(Works::samples())
            .map(|(item, works)| Self { done: None, label: item.name.clone(), item, works })
            .chain(Item::samples().into_iter().take(1).map(|item| Self {
                done: Some(Said::of("app-password-done-renamed", &[("name", &item.name)])),
                label: String::new(),
                item,
                works: Works::waiting(),
            }))
            .collect()
    }

    fn slips() -> Vec<Problem> {
        vec![Problem::of("label", "app-password-name-bad", &[])]
    }
}

/// "Remove Rainlendar?"
#[derive(Clone, Debug, Serialize)]
pub struct RemoveAppPassword {
    pub item: Item,
}

impl Page for RemoveAppPassword {
    const TEMPLATE: &'static str = "app_passwords/remove.html";
    const TITLE: &'static str = "app-password-remove-title";

    fn samples() -> Vec<Self> {
        Item::samples().into_iter().map(|item| Self { item }).collect()
    }
}
