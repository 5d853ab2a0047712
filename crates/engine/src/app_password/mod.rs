//! Making, listing, naming and removing app passwords, and what a page may show of a new one.

use crate::{Engine, Error, Result, session::Standing, visit::Visit};
use countersign_core::{
    account::Account,
    app_password::{AppPassword, Opens, Protocol, Use},
    id::AppPasswordId,
    secret::Secret,
    time::Time,
};

/// What a person chose on the page.
#[derive(Clone, Debug, Default)]
pub struct NewAppPassword {
    /// A word of the pages: "thunderbird", "scanner"…
    pub program: String,
    pub name: String,
    pub opens: Opens,
    /// Networks it may be used from; none means from everywhere.
    pub networks: Vec<String>,
    pub ends_at: Option<Time>,
}

/// What became of a new one, for the page that waits for the first good use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watch {
    /// Protocols it opened so far, newest use last.
    pub uses: Vec<Use>,
    /// Tries with something else since it was made.
    pub wrong: Vec<Try>,
}

/// A try that did not open anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Try {
    pub at: Time,
    pub source: String,
    pub protocol: Protocol,
    pub why: countersign_core::app_password::Refusal,
}

impl Engine {
    /// Makes one; the secret is in its canonical form and never seen again but by
    /// [`Engine::app_password_shown`]. The owner is told.
    ///
    /// # Errors
    /// `Refused("fresh")` without proof of the last five minutes by a second step;
    /// `app-password-not-allowed` for administrators and where the organisation forbids them;
    /// `app-password-second-step` before a second step is set up and after a recovery code;
    /// `app-password-most` for the 41st; `app-password-name-bad`, `-opens-nothing`,
    /// `-network-bad`, `-end-bad` for what was typed.
    pub async fn make_app_password(
        &self,
        _visit: &Visit,
        _standing: &Standing,
        _new: NewAppPassword,
    ) -> Result<(AppPassword, Secret<String>)> {
        Err(Error::Down("not wired yet".into()))
    }

    /// Those that open something, newest first.
    pub async fn app_passwords(&self, _account: &Account) -> Result<Vec<AppPassword>> {
        Err(Error::Down("not wired yet".into()))
    }

    /// Ends one, at the next request everywhere. Needs no fresh proof: it only takes away.
    ///
    /// # Errors
    /// `NotFound` if it is not theirs or has ended.
    pub async fn remove_app_password(
        &self,
        _visit: &Visit,
        _standing: &Standing,
        _id: &AppPasswordId,
    ) -> Result<()> {
        Err(Error::Down("not wired yet".into()))
    }

    /// # Errors
    /// `NotFound`, `Refused("app-password-name-bad")`.
    pub async fn rename_app_password(
        &self,
        _visit: &Visit,
        _standing: &Standing,
        _id: &AppPasswordId,
        _name: &str,
    ) -> Result<()> {
        Err(Error::Down("not wired yet".into()))
    }

    /// The secret once more, within ten minutes and the session that made it, until
    /// [`Engine::app_password_hidden`]. In groups of four.
    pub fn app_password_shown(
        &self,
        _standing: &Standing,
        _id: &AppPasswordId,
    ) -> Option<Secret<String>> {
        None
    }

    /// "Done, hide the password".
    pub fn app_password_hidden(&self, _standing: &Standing, _id: &AppPasswordId) {}

    /// What became of it since it was made.
    pub async fn watch_app_password(
        &self,
        _standing: &Standing,
        _id: &AppPasswordId,
    ) -> Result<Watch> {
        Err(Error::Down("not wired yet".into()))
    }
}
