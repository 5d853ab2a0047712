//! Invitations: an account and a link with which its owner chooses a password (M15, PW-11). The
//! link waits a week to be opened; from the press of its button on it lives half an hour.

use crate::{Engine, Error, NewAccount, Result};
use countersign_core::{
    account::Account,
    message::{Channel, Message, args},
    time::{Time, days},
};
use serde_json::{Value, json};
use std::time::Duration;
use store::Tx;

/// A link that nobody opened ends after this.
const LIFE: Duration = days(7);

/// Somebody who was invited.
#[derive(Clone, Debug)]
pub struct Invited {
    pub account: Account,
    /// To hand over; nothing when it went by mail, where only its owner sees it.
    pub link: Option<String>,
    pub until: Time,
}

impl Engine {
    /// Makes all these accounts and invites their owners, by mail if this server sends any.
    ///
    /// # Errors
    /// Nobody was invited; says at whom it failed, where it was about one of them.
    pub async fn invite(
        &self,
        people: Vec<NewAccount>,
    ) -> std::result::Result<Vec<Invited>, (Option<usize>, Error)> {
        let nobody = |error: store::Error| (None, error.into());
        let mut tx = self.0.db.begin().await.map_err(nobody)?;
        let (mut invited, mut letters) = (Vec::new(), Vec::new());
        for (at, new) in people.into_iter().enumerate() {
            let made = self.invite_in(&mut tx, &new).await.map_err(|error| (Some(at), error))?;
            invited.push(made.0);
            letters.extend(made.1);
        }
        tx.commit().await.map_err(nobody)?;
        self.post_now(letters);
        Ok(invited)
    }

    async fn invite_in(
        &self,
        tx: &mut Tx,
        new: &NewAccount,
    ) -> Result<(Invited, Option<store::outbox::Id>)> {
        let (account, method) = self.prepared(new).await?;
        self.put_account(tx, &account, method.as_ref()).await?;
        let until = self.now().plus(LIFE);
        let data = json!({ "generation": account.generation, "invitation": true });
        let secret = self.give_in(tx, "reset", Some(&account.id), &data, LIFE).await?;
        let link = format!("{}/reset/{}", self.settings().public_url, secret.reveal());
        if !self.courier().offers(Channel::Mail) {
            return Ok((Invited { account, link: Some(link), until }, None));
        }
        let mail = invitation(&account, &link, until);
        let letter = self.put_letter(tx, &mail).await?;
        Ok((Invited { account, link: None, until }, Some(letter)))
    }
}

fn invitation(account: &Account, link: &str, until: Time) -> Message {
    Message {
        channel: Channel::Mail,
        to: account.mail.clone(),
        words: "mail-invitation".into(),
        args: args(&[
            ("name", &account.name),
            ("username", &account.username),
            ("link", link),
            ("at", &until.0.to_string()),
        ]),
        account: Some(account.id.clone()),
        tag: None,
        until,
    }
}

/// Whether what a link carries says that it is an invitation.
pub(crate) fn is_invitation(data: &Value) -> bool {
    data.get("invitation").and_then(Value::as_bool) == Some(true)
}
