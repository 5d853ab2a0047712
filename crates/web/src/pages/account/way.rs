//! `/security/way/ID`: one way to sign in, its name, and its removal.

use super::security::Way;
use crate::page::{NOW, Page};
use serde::Serialize;

/// One way (ux.md 5.4).
#[derive(Clone, Debug, Serialize)]
pub struct WayDetail {
    pub way: Way,
    /// Browser and place it was added from, where known.
    pub added_from: Option<String>,
    /// Its last uses, newest first.
    pub uses: Vec<Use>,
    /// It is the only second step, and one is required: it cannot be removed.
    pub last: bool,
    /// What stands in the name field.
    pub label: String,
}

/// One time it was used.
#[derive(Clone, Debug, Serialize)]
pub struct Use {
    pub at: i64,
    pub app: String,
    pub tag: String,
}

impl Page for WayDetail {
    const TEMPLATE: &'static str = "account/way.html";
    const TITLE: &'static str = "way-title";

    fn samples() -> Vec<Self> {
        let mut ways = Way::samples().into_iter();
        let uses = [("Larkfield Mail", "K7"), ("", "R4")]
            .into_iter()
            .zip([NOW - 60_000, NOW - 90_000_000])
            .map(|((app, tag), at)| Use { at, app: app.into(), tag: tag.into() })
            .collect();
        let full = ways.next().map(|way| Self {
            label: way.label.clone(),
            way,
            added_from: Some("Firefox on Windows, 203.0.113.7".into()),
            uses,
            last: false,
        });
        let last = ways.next().map(|way| Self {
            label: String::new(),
            way,
            added_from: None,
            uses: vec![],
            last: true,
        });
        full.into_iter().chain(last).collect()
    }
}

/// "Remove Mei's Pixel?"
#[derive(Clone, Debug, Serialize)]
pub struct RemoveWay {
    pub way: Way,
    /// What is left afterwards, strongest first.
    pub left: Vec<Way>,
    pub recovery_left: u64,
    /// The default moves to this one.
    pub next_default: Option<Way>,
    /// Other browsers are signed out by the change.
    pub browsers: u64,
}

impl Page for RemoveWay {
    const TEMPLATE: &'static str = "account/remove_way.html";
    const TITLE: &'static str = "remove-way-title";

    fn samples() -> Vec<Self> {
        let mut left = Way::samples();
        let way = left.remove(0);
        let some =
            Self { next_default: left.first().cloned(), way, left, recovery_left: 6, browsers: 3 };
        let none = Self {
            left: vec![],
            recovery_left: 0,
            next_default: None,
            browsers: 0,
            ..some.clone()
        };
        vec![some, none]
    }
}
