//! What people sign in to.

use crate::{id::AppId, time::Time};
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct App {
    pub id: AppId,
    /// From the registration, never from the client at run time (ux.md 1.3).
    pub name: String,
    /// One line for the launcher.
    pub about: String,
    /// Name of an icon of the design: "mail", "chat", "files", "web".
    pub icon: String,
    /// Where the launcher leads.
    pub url: String,
    /// The front it uses: "oidc".
    pub front: String,
    /// What the front finds it by: the client id.
    pub key: String,
    /// The front's own settings, under its own type.
    pub connection: Value,
    pub made_at: Time,
    pub disabled_at: Option<Time>,
    pub version: i64,
}
