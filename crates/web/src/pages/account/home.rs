//! `/home`: the apps a person can open, and at most one thing to do.

use super::activity::Line;
use crate::page::{NOW, Page, Said};
use serde::Serialize;

/// The launcher (ux.md 5.1).
#[derive(Clone, Debug, Serialize)]
pub struct Home {
    /// First name, only if the person's time zone is known; then `part_of_day` is said with it.
    pub greet: Option<String>,
    /// "morning", "afternoon", "evening" or "night".
    pub part_of_day: &'static str,
    /// What happened just before: a put-off, a change saved.
    pub done: Option<Said>,
    pub to_do: Option<ToDo>,
    pub tiles: Vec<Tile>,
    /// Shown from twelve apps on; what was searched for.
    pub search: Option<String>,
    /// The last three things that happened.
    pub latest: Vec<Line>,
}

/// One app. The link begins a request that names it.
#[derive(Clone, Debug, Serialize)]
pub struct Tile {
    pub name: String,
    pub about: String,
    /// "mail", "chat", "files" or "web".
    pub icon: String,
    pub url: String,
}

/// The one thing to do: a sentence and where to do it.
#[derive(Clone, Debug, Serialize)]
pub struct ToDo {
    /// "put-off", "one-way", "codes-low" or "no-second-step".
    pub what: &'static str,
    /// Last moment to do it, for "put-off".
    pub until: Option<i64>,
    /// Days until then, or recovery codes left.
    pub count: u64,
    pub url: &'static str,
}

impl Page for Home {
    const TEMPLATE: &'static str = "account/home.html";
    const TITLE: &'static str = "home-title";

    fn samples() -> Vec<Self> {
        let full = Self {
            greet: Some("Mei Lin".into()),
            part_of_day: "afternoon",
            done: None,
            to_do: Some(ToDo {
                what: "put-off",
                until: Some(NOW + 12 * 86_400_000),
                count: 12,
                url: "/security/add",
            }),
            tiles: tiles(),
            search: None,
            latest: Line::samples().into_iter().take(3).collect(),
        };
        let low =
            ToDo { what: "codes-low", until: None, count: 2, url: "/security/recovery-codes" };
        let one = ToDo { what: "one-way", until: None, count: 1, url: "/security/add" };
        let bare = ToDo { what: "no-second-step", until: None, count: 0, url: "/security/add" };
        vec![
            Self { to_do: Some(low), ..full.clone() },
            Self { to_do: Some(one), part_of_day: "morning", ..full.clone() },
            Self { to_do: Some(bare), part_of_day: "evening", ..full.clone() },
            Self { greet: None, search: Some("mail".into()), to_do: None, ..full.clone() },
            Self {
                done: Some(Said::of("home-put-off-done", &[])),
                part_of_day: "night",
                ..full.clone()
            },
            Self { tiles: Vec::new(), latest: Vec::new(), to_do: None, ..full.clone() },
            full,
        ]
    }
}

fn tiles() -> Vec<Tile> {
    [
        ("Larkfield Mail", "Read and write mail", "mail"),
        ("Team Chat", "Talk with your team", "chat"),
        ("Files", "Shared folders", "files"),
        ("Intranet", "News, forms and rooms", "web"),
    ]
    .map(|(name, about, icon)| Tile {
        name: name.into(),
        about: about.into(),
        icon: icon.into(),
        url: format!("https://{icon}.larkfield.example/"),
    })
    .to_vec()
}
