//! The first administrator: made once, whoever asks how often, and with a second step.

use super::SetupStep;
use crate::{After, Engine, Error, Handle, NewAccount, Result, visit::Visit};
use countersign_core::{
    account::{Role, State},
    method::{Fields, Wrong},
    secret::Secret,
    session::Level,
    sign_in::{Event, Purpose, Window},
};
use serde_json::json;

/// A setting that only the write that makes the first owner can put.
const OWNER: &str = "setup-owner";

impl Engine {
    /// Makes the owner and begins their sign-in with the password already right, so that the next
    /// page sets up the second step. Of any number of callers at once one makes an account.
    pub async fn setup_administrator(
        &self,
        browser: &Secret<String>,
        visit: &Visit,
        new: NewAccount,
    ) -> Result<Handle> {
        let setup = self.at(visit, SetupStep::Administrator).await?;
        if setup.administrator.is_some() {
            return self.setup_second_step(browser, visit).await;
        }
        let password = new.password.clone().ok_or(Error::NotFound)?;
        let new = NewAccount { role: Role::Owner, state: State::Enforced, ..new };
        let username = new.username.clone();
        self.make_owner(new).await.map_err(field_of)?;
        let handle = self.setup_window(browser, visit).await?;
        let mut visit = visit.clone();
        visit.browser = Some(browser.clone());
        let typed = Fields::of(&[("password", password.reveal())]);
        let events = vec![Event::Named { typed: username, account: None }, Event::Answered(typed)];
        let After { .. } = self.turn(&visit, &handle, events).await?;
        Ok(handle)
    }

    async fn make_owner(&self, new: NewAccount) -> Result<()> {
        let (account, method) = self.prepared(&new).await?;
        let mut tx = self.0.db.begin().await?;
        let value = json!(account.id.as_str());
        if !store::setting::claim(&mut tx, OWNER, &value, self.now()).await? {
            return Err(Error::Refused("setup-not-now"));
        }
        self.put_account(&mut tx, &account, method.as_ref()).await?;
        Ok(tx.commit().await?)
    }

    /// The second step was left half way: begins the sign-in again, from the password on.
    pub async fn setup_second_step(
        &self,
        browser: &Secret<String>,
        visit: &Visit,
    ) -> Result<Handle> {
        self.at(visit, SetupStep::SecondStep).await?;
        self.setup_window(browser, visit).await
    }

    async fn setup_window(&self, browser: &Secret<String>, visit: &Visit) -> Result<Handle> {
        let window = Window {
            app: None,
            name: String::new(),
            icon: "account".into(),
            return_to: "/setup".into(),
            origin: None,
            at: self.now(),
        };
        let purpose = Purpose::SignIn { at_least: Level::Two };
        self.begin(browser, visit, purpose, window, true).await
    }
}

/// Which field of the form a refusal of the account belongs to.
fn field_of(error: Error) -> Error {
    match error {
        Error::Refused(words @ ("account-name-bad" | "account-name-taken")) => {
            Error::Wrong(Wrong::slip("username", words))
        }
        Error::Refused(words @ "account-mail-bad") => Error::Wrong(Wrong::slip("mail", words)),
        other => other,
    }
}
