//! `/security/undo/TOKEN`: from a notice, for 72 hours, without a session (ux.md 5.9).

use crate::page::{NOW, Page};
use serde::Serialize;

/// "Somebody changed this. Was that you?"
#[derive(Clone, Debug, Serialize)]
pub struct UndoLook {
    /// "added", "removed", "password" or "app-password": the sentence is `undo-look-` and this.
    pub change: String,
    /// Name of the way, where the change is about one.
    pub label: String,
    pub at: i64,
    /// Browser and place of whoever did it; may be empty.
    pub device: String,
    pub place: String,
    /// `/security/undo/TOKEN`.
    pub action: String,
}

impl Page for UndoLook {
    const TEMPLATE: &'static str = "account/undo_look.html";
    const TITLE: &'static str = "undo-title";

    fn samples() -> Vec<Self> {
        let added = Self {
            change: "added".into(),
            label: "Pixel 7".into(),
            at: NOW - 60_000,
            device: "Chrome on Android".into(),
            place: "198.51.100.24".into(),
            action: "/security/undo/SAMPLE".into(),
        };
        let removed = Self { change: "removed".into(), ..added.clone() };
        let password = Self {
            change: "password".into(),
            label: String::new(),
            device: String::new(),
            place: String::new(),
            ..added.clone()
        };
        let program =
            Self { change: "app-password".into(), label: "Scanner".into(), ..added.clone() };
        vec![added, removed, password, program]
    }
}

/// "Yes, that was me."
#[derive(Clone, Debug, Serialize)]
pub struct UndoKept {}

impl Page for UndoKept {
    const TEMPLATE: &'static str = "account/undo_kept.html";
    const TITLE: &'static str = "undo-kept-title";

    fn samples() -> Vec<Self> {
        vec![Self {}]
    }
}

/// "No": the change is taken back, everything is signed out, and a new password comes next.
#[derive(Clone, Debug, Serialize)]
pub struct UndoDone {
    /// "added", "removed" or "password".
    pub change: String,
    pub label: String,
    /// Where the new password is chosen: `/reset/TOKEN`.
    pub next: String,
}

impl Page for UndoDone {
    const TEMPLATE: &'static str = "account/undo_done.html";
    const TITLE: &'static str = "undo-done-title";

    fn samples() -> Vec<Self> {
        ["added", "removed", "password"]
            .map(|change| Self {
                change: change.into(),
                label: if change == "password" { String::new() } else { "Pixel 7".into() },
                next: "/reset/SAMPLE".into(),
            })
            .to_vec()
    }
}

/// The link is used up or older than 72 hours.
#[derive(Clone, Debug, Serialize)]
pub struct UndoOver {}

impl Page for UndoOver {
    const TEMPLATE: &'static str = "account/undo_over.html";
    const TITLE: &'static str = "undo-over-title";

    fn samples() -> Vec<Self> {
        vec![Self {}]
    }
}
