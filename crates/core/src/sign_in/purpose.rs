//! Why somebody is asked, and the windows that wait for the answer.

use crate::{
    id::{AppId, SessionId},
    session::Level,
    time::Time,
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// To open an app or the portal. `at_least`: what the app asks on top of policy.
    SignIn { at_least: Level },
    /// To prove it again within a session, for a change (`words` says which).
    StepUp { session: SessionId, words: String },
    /// To set up one more way from within a session with fresh proof.
    SetUp { session: SessionId },
    /// To choose a new password, from a link: the second step first (RC-5).
    Reset,
}

/// A window of the browser that waits, and where it goes on to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    pub app: Option<AppId>,
    pub name: String,
    pub icon: String,
    /// A path of ours; the front behind it knows the app.
    pub return_to: String,
    /// Origins (or a private scheme) the browser may end at, with spaces between them: the page's
    /// policy must let forms lead there.
    #[serde(default)]
    pub origin: Option<String>,
    pub at: Time,
}
