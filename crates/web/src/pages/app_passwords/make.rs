//! `/security/app-passwords/new`: which program, what it is called, what it may open.

use crate::page::{Page, Problem};
use countersign_core::app_password::NAME_MOST;
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct MakeAppPassword {
    pub programs: Vec<Program>,
    /// Name of the chosen program.
    pub chosen: String,
    /// The program the boxes were last ticked for; the form brings it back.
    pub preset: String,
    pub name: String,
    pub scopes: Vec<ScopeBox>,
    /// The boxes were ticked anew for another program; nothing was made yet.
    pub changed: bool,
    /// The first sign-in this belongs to, as forms name it, and where it goes on to; both empty for
    /// whoever came from the list.
    pub r: String,
    pub on: String,
    /// The organisation's mail servers take sign-ins with OAuth, and there is an extension for
    /// Thunderbird.
    pub modern: bool,
    /// Longest name, in letters.
    pub most: usize,
}

#[derive(Clone, Debug, Serialize)]
pub struct Program {
    /// "thunderbird": ends the keys of its words.
    pub name: &'static str,
    pub icon: &'static str,
    /// What it is called unless its owner says something else.
    pub suggestion: String,
    /// Names of what it needs, for the script that ticks the boxes.
    pub needs: Vec<&'static str>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ScopeBox {
    pub name: &'static str,
    pub ticked: bool,
}

impl Page for MakeAppPassword {
    const TEMPLATE: &'static str = "app_passwords/make.html";
    const TITLE: &'static str = "app-password-make-title";

    fn samples() -> Vec<Self> {
        let program = |name, icon, suggestion: &str, needs: &[&'static str]| Program {
            name,
            icon,
            suggestion: suggestion.into(),
            needs: needs.to_vec(),
        };
        let scopes = |ticked: &[&str]| {
            ["mail", "sending", "calendar", "files", "vpn"]
                .map(|name| ScopeBox { name, ticked: ticked.contains(&name) })
                .to_vec()
        };
        let plain = Self {
            programs: vec![
                program("outlook", "mail", "Outlook on Windows", &["mail", "sending"]),
                program("thunderbird", "mail", "Thunderbird on Windows", &["mail", "sending"]),
                program("apple", "laptop", "Apple Mail", &["mail", "sending", "calendar"]),
                program("phone", "phone", "Phone", &["mail", "sending", "calendar"]),
                program("calendar", "calendar", "Calendar on Windows", &["calendar"]),
                program("scanner", "printer", "Scanner", &["sending"]),
                program("vpn", "lock", "VPN on Windows", &["vpn"]),
                program("other", "key", "", &["mail", "sending"]),
            ],
            chosen: "thunderbird".into(),
            preset: "thunderbird".into(),
            name: "Thunderbird on Windows".into(),
            scopes: scopes(&["mail", "sending"]),
            changed: false,
            r: String::new(),
            on: String::new(),
            modern: true,
            most: NAME_MOST,
        };
        let changed = Self {
            chosen: "scanner".into(),
            preset: "scanner".into(),
            name: "Scanner".into(),
            scopes: scopes(&["sending"]),
            changed: true,
            modern: false,
            ..plain.clone()
        };
        let bare = Self {
            chosen: String::new(),
            preset: String::new(),
            name: String::new(),
            scopes: scopes(&[]),
            r: "0193-sample~0".into(),
            on: "/oidc/continue/SAMPLE".into(),
            ..plain.clone()
        };
        vec![plain, changed, bare]
    }

    fn slips() -> Vec<Problem> {
        vec![
            Problem::of("program", "app-password-program-none", &[]),
            Problem::of("name", "app-password-name-bad", &[]),
            Problem::of("opens", "app-password-opens-nothing", &[]),
        ]
    }
}

/// Why none can be made now, and what to do instead.
#[derive(Clone, Debug, Serialize)]
pub struct CannotMake {
    /// The key of the sentence: "app-password-most".
    pub why: &'static str,
    /// Where a first sign-in goes on to.
    pub on: String,
}

impl Page for CannotMake {
    const TEMPLATE: &'static str = "app_passwords/cannot.html";
    const TITLE: &'static str = "app-password-make-title";

    fn samples() -> Vec<Self> {
        ["app-password-not-allowed", "app-password-second-step", "app-password-most"]
            .map(|why| Self { why, on: String::new() })
            .to_vec()
    }
}
