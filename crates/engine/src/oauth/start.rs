//! A sign-in that an app asks for.

use crate::{Engine, Handle, Result, visit::Visit};
use countersign_core::{
    secret::Secret,
    session::Level,
    sign_in::{Purpose, Window},
};

/// Longest name that is filled in beforehand, in characters.
const HINT_MOST: usize = 256;

/// What the app wants.
pub struct Start {
    pub window: Window,
    pub at_least: Level,
    /// A fresh proof: never joined to a sign-in that is open (ux.md 1.4).
    pub alone: bool,
    /// The name to fill in; never told whether there is such an account.
    pub hint: Option<String>,
}

impl Engine {
    /// Whether one more may be begun from this network address: asked before anything is kept for
    /// it (RL-12).
    ///
    /// # Errors
    /// `Busy` if there were too many lately.
    pub fn may_begin(&self, visit: &Visit) -> Result<()> {
        self.0.begins.allow(&visit.source)
    }

    /// As [`Engine::begin`], with a name filled in, for who was let by [`Engine::may_begin`].
    pub async fn begin_for_app(
        &self,
        browser: &Secret<String>,
        visit: &Visit,
        start: Start,
    ) -> Result<Handle> {
        let Start { window, at_least, alone, hint } = start;
        let purpose = Purpose::SignIn { at_least };
        if !alone && let Some(handle) = self.join(browser, &purpose, &window).await? {
            return Ok(handle);
        }
        let mut sign_in = self.new_sign_in(browser, visit, purpose, window);
        if let Some(hint) = hint {
            sign_in.typed = hint.chars().filter(|c| !c.is_control()).take(HINT_MOST).collect();
        }
        self.save_new(sign_in).await
    }

    /// How sign-ins and sessions name the visitor's browser; never the cookie itself.
    pub fn browser_of(&self, visit: &Visit) -> Option<String> {
        visit.browser.as_ref().map(|browser| self.browser_hash(browser))
    }
}
