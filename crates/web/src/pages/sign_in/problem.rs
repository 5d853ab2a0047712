//! `/signin/problem`: one reason, one thing to do (ux.md 4.11).

use super::R;
use crate::page::{NOW, Page, Said};
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct CannotContinue {
    /// Its words are `problem-` and this with `-title` and `-text`.
    pub why: &'static str,
    /// The request, for the service desk; nothing where there is none.
    pub tag: Option<String>,
    pub at: i64,
    /// App it was about; empty is the person's own account.
    pub app: String,
    /// A button begins again and still ends where this was going.
    pub again: Option<String>,
    /// Where the app's own answer to the end of this is: a path of ours.
    pub back: Option<String>,
}

impl CannotContinue {
    /// Every reason there is; an address that names another is told the last one.
    pub const ALL: [&'static str; 10] = [
        "disabled",
        "needs-invitation",
        "nothing-left",
        "lapsed",
        "cancelled",
        "lost",
        "app-unknown",
        "app-address",
        "app-request",
        "other",
    ];
}

impl Page for CannotContinue {
    const TEMPLATE: &'static str = "sign_in/problem.html";
    const TITLE: &'static str = "problem-other-title";

    fn title(&self) -> Said {
        Said::of(&format!("problem-{}-title", self.why), &[])
    }

    fn samples() -> Vec<Self> {
        Self::ALL
            .into_iter()
            .map(|why| {
                let request = !why.starts_with("app-") && !matches!(why, "lost" | "other");
                let again = request && matches!(why, "lapsed" | "cancelled");
                let app = if why == "nothing-left" { "" } else { "Larkfield Mail" };
                Self {
                    why,
                    tag: request.then(|| "K7".into()),
                    at: NOW,
                    app: if request { app.into() } else { String::new() },
                    again: again.then(|| R.into()),
                    back: (why == "cancelled").then(|| "/oidc/continue/SAMPLE?denied=1".into()),
                }
            })
            .collect()
    }
}
