//! `/security`: all ways to sign in on one page.

use crate::{
    page::{NOW, Page, Said},
    pages::app_passwords::Item,
};
use serde::Serialize;

/// Security info (ux.md 5.2).
#[derive(Clone, Debug, Serialize)]
pub struct Security {
    /// The last change, said once, and its link back.
    pub done: Option<Said>,
    /// Where the change in `done` can be undone.
    pub undo: Option<String>,
    /// Strongest first; recovery codes are not among them.
    pub ways: Vec<Way>,
    pub recovery: Option<RecoveryLeft>,
    /// A second step is asked of this person, so the last one cannot go.
    pub required: bool,
    /// The card of app passwords; nothing for those who can have none.
    pub app_passwords: Option<Vec<Item>>,
    /// Browsers signed in, this one among them.
    pub browsers: usize,
}

/// One way to sign in.
#[derive(Clone, Debug, Serialize)]
pub struct Way {
    pub id: String,
    /// "sms", "totp": decides icon and words.
    pub kind: String,
    /// As the person called it.
    pub label: String,
    /// What may be known of it: the last two digits, or nothing.
    pub hint: String,
    pub added_at: i64,
    pub last_used_at: Option<i64>,
    pub default: bool,
    /// Added on the reader's today.
    pub new: bool,
    /// The weakest of several.
    pub weakest: bool,
    /// Answers are refused until then after too many wrong tries.
    pub paused_until: Option<i64>,
}

/// How many recovery codes are there.
#[derive(Clone, Debug, Serialize)]
pub struct RecoveryLeft {
    pub left: u64,
    pub of: u64,
    pub made_at: i64,
    /// Few enough that it is time for new ones.
    pub low: bool,
}

impl Way {
    pub fn samples() -> Vec<Self> {
        let totp = Self {
            id: "0198a1".into(),
            kind: "totp".into(),
            label: "Mei’s Pixel".into(),
            hint: String::new(),
            added_at: NOW - 60_000,
            last_used_at: Some(NOW),
            default: true,
            new: true,
            weakest: false,
            paused_until: None,
        };
        let sms = Self {
            id: "0198a2".into(),
            kind: "sms".into(),
            label: "Work phone".into(),
            hint: "88".into(),
            added_at: NOW - 200 * 86_400_000,
            last_used_at: Some(NOW - 19 * 60_000),
            default: false,
            new: false,
            weakest: true,
            paused_until: None,
        };
        let call = Self {
            id: "0198a3".into(),
            kind: "email".into(),
            label: "Home mail".into(),
            hint: "m•••@home.example".into(),
            last_used_at: None,
            weakest: false,
            paused_until: Some(NOW + 24 * 60_000),
            ..sms.clone()
        };
        vec![totp, sms, call]
    }
}

impl Page for Security {
    const TEMPLATE: &'static str = "account/security.html";
    const TITLE: &'static str = "security-title";

    fn samples() -> Vec<Self> {
        let full = Self {
            done: Some(Said::of("security-done-added", &[("label", "Mei’s Pixel")])),
            undo: Some("/security/hacked".into()),
            ways: Way::samples(),
            recovery: Some(RecoveryLeft {
                left: 6,
                of: 10,
                made_at: NOW - 264 * 86_400_000,
                low: false,
            }),
            required: true,
            app_passwords: None,
            browsers: 4,
        };
        let only = Way { weakest: false, ..Way::samples().swap_remove(0) };
        let last = Self {
            done: Some(Said::of(
                "security-done-removed-default",
                &[("label", "Work phone"), ("next", "Mei’s Pixel")],
            )),
            undo: None,
            ways: vec![only],
            recovery: None,
            ..full.clone()
        };
        let few = RecoveryLeft { left: 2, of: 10, made_at: NOW - 90_000_000, low: true };
        let last = Self { recovery: Some(few), ..last };
        let bare = Self {
            recovery: None,
            done: None,
            ways: vec![],
            required: false,
            browsers: 1,
            ..last.clone()
        };
        let programs =
            Self { done: None, undo: None, app_passwords: Some(Item::samples()), ..full.clone() };
        let no_programs = Self { app_passwords: Some(vec![]), ..programs.clone() };
        vec![full, last, bare, programs, no_programs]
    }
}
