//! `/security/devices`: browsers that are signed in.

use crate::{
    page::{NOW, Page, Said},
    pages::app_passwords::Item,
};
use serde::Serialize;

/// Devices and sessions (ux.md 5.8). Never empty: this browser is always there.
#[derive(Clone, Debug, Serialize)]
pub struct Devices {
    pub done: Option<Said>,
    /// This browser first, then the last seen.
    pub browsers: Vec<Browser>,
    /// Programs with an app password, newest first.
    pub programs: Vec<Item>,
}

/// One browser that is signed in.
#[derive(Clone, Debug, Serialize)]
pub struct Browser {
    /// Of the session.
    pub id: String,
    /// "Firefox on Windows".
    pub device: String,
    pub place: String,
    pub signed_in_at: i64,
    pub seen_at: i64,
    /// The session ends by itself then.
    pub ends_at: i64,
    pub this: bool,
    /// Apps opened from it.
    pub apps: Vec<String>,
}

impl Page for Devices {
    const TEMPLATE: &'static str = "account/devices.html";
    const TITLE: &'static str = "devices-title";

    fn samples() -> Vec<Self> {
        let this = Browser {
            id: "0198c1".into(),
            device: "Firefox on Windows".into(),
            place: "203.0.113.7".into(),
            signed_in_at: NOW - 19 * 60_000,
            seen_at: NOW,
            ends_at: NOW + 11 * 3_600_000,
            this: true,
            apps: vec!["Larkfield Mail".into(), "Files".into()],
        };
        let phone = Browser {
            id: "0198c2".into(),
            device: "Chrome on Android".into(),
            place: "198.51.100.24".into(),
            signed_in_at: NOW - 7 * 3_600_000,
            seen_at: NOW - 2 * 3_600_000,
            this: false,
            apps: vec![],
            ..this.clone()
        };
        let alone = Self { done: None, browsers: vec![this.clone()], programs: vec![] };
        let done = Some(Said::of("devices-done-others", &[("count", "3")]));
        let programs = Item::samples();
        vec![Self { done, browsers: vec![this, phone], programs }, alone]
    }
}

/// "Sign out everywhere else?", asked once before it is done.
#[derive(Clone, Debug, Serialize)]
pub struct SignOutEverywhere {
    /// Other browsers that are signed in.
    pub browsers: u64,
}

impl Page for SignOutEverywhere {
    const TEMPLATE: &'static str = "account/sign_out_everywhere.html";
    const TITLE: &'static str = "sign-out-everywhere-title";

    fn samples() -> Vec<Self> {
        vec![Self { browsers: 3 }, Self { browsers: 1 }]
    }
}
