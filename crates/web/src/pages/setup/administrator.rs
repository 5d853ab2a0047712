//! Step 3: the first administrator. A second step is required of them next.

use super::{STEPS, STEPS_MANY};
use crate::page::Page;
use serde::Serialize;

/// Name, address and password of the person who looks after this server.
#[derive(Clone, Debug, Serialize)]
pub struct SetupAdministrator {
    pub steps: [&'static str; STEPS_MANY],
    pub step: &'static str,
    pub name: String,
    pub username: String,
    pub mail: String,
    /// Shortest allowed password, in characters.
    pub least: u64,
}

impl Page for SetupAdministrator {
    const TEMPLATE: &'static str = "setup/administrator.html";
    const TITLE: &'static str = "setup-administrator-title";

    fn samples() -> Vec<Self> {
        let fresh = Self {
            steps: STEPS,
            step: "administrator",
            name: String::new(),
            username: String::new(),
            mail: String::new(),
            least: 12,
        };
        let filled = Self {
            name: "Olive Park".into(),
            username: "o.park@larkfield.example".into(),
            mail: "o.park@larkfield.example".into(),
            ..fresh.clone()
        };
        vec![fresh, filled]
    }
}
