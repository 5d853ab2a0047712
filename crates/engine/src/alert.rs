//! Telling administrators what concerns more than one person (ux.md A1 to A4): by mail, to those
//! who answer for how people sign in, and not more often than somebody can act.

use crate::{Engine, Error, Result, guard::Budget};
use countersign_core::{
    account::{Account, Role},
    audit::What,
    message::{Args, Channel, Message, args},
    sign_in::SignIn,
    time::{days, hours},
};
use std::time::Duration;
use store::Tx;

/// Alerts are worth sending this long.
const WORTH: Duration = days(3);
/// The same alert is not sent again within this time.
const AGAIN: Duration = hours(1);
/// So many messages of a channel may be refused in an hour: numbers that are none, mostly.
const REFUSED_MOST: i64 = 5;

pub(crate) struct Alert {
    words: &'static str,
    facts: Args,
    /// What it is about: said once in `AGAIN`. Nothing says it each time.
    about: Option<String>,
}

impl Alert {
    /// A1: somebody says that a sign-in was not theirs.
    pub fn reported(person: &Account, sign_in: &SignIn) -> Self {
        let facts = args(&[
            ("name", &person.name),
            ("device", &sign_in.device),
            ("source", &sign_in.source),
            ("app", sign_in.app()),
            ("tag", sign_in.tag.as_str()),
        ]);
        Self { words: "mail-reported", facts, about: Some(person.id.to_string()) }
    }

    /// A2: messages of a channel do not get through.
    pub fn failing(channel: Channel) -> Self {
        let (name, facts) = (channel.name(), args(&[("channel", channel.name())]));
        Self { words: "mail-alert-delivery", facts, about: Some(name.to_owned()) }
    }

    /// A2: texts or calls are withheld, and not because of one person.
    pub fn withheld(why: &'static str) -> Self {
        let facts = args(&[("why", why)]);
        Self { words: "mail-alert-withheld", facts, about: Some(why.to_owned()) }
    }

    /// A3: the way in on the console was used.
    pub fn emergency(account: &Account) -> Self {
        let facts = args(&[("username", &account.username), ("by", "console")]);
        Self { words: "mail-alert-emergency", facts, about: None }
    }

    /// A4: what everybody is asked for is another.
    pub fn defaults(on: bool, grace_days: u64) -> Self {
        let on = if on { "on" } else { "off" };
        let facts = args(&[("state", on), ("days", &grace_days.to_string()), ("by", "console")]);
        Self { words: "mail-alert-defaults", facts, about: None }
    }

    /// The database went back.
    pub fn restored() -> Self {
        Self { words: "mail-alert-restored", facts: Args::new(), about: None }
    }
}

impl Engine {
    /// Queues the alert to every owner and administrator of security.
    ///
    /// # Errors
    /// `Stale` if the same one is queued at this moment.
    pub(crate) async fn alert(&self, tx: &mut Tx, alert: Alert) -> Result<()> {
        if let Some(about) = &alert.about {
            let key = format!("alert/{}/{about}", alert.words);
            if self.said_within(tx, &key, AGAIN).await? {
                return Ok(());
            }
        }
        let now = self.now();
        for account in store::account::administrators(tx).await? {
            if !matches!(account.role, Role::Owner | Role::Security) || account.mail.is_empty() {
                continue;
            }
            let mut facts = alert.facts.clone();
            facts.insert("at".into(), now.0.to_string());
            let message = Message {
                channel: Channel::Mail,
                to: account.mail,
                words: alert.words.to_owned(),
                args: facts,
                account: Some(account.id),
                tag: None,
                until: now.plus(WORTH),
            };
            self.put_letter(tx, &message).await?;
        }
        Ok(())
    }

    /// A message was given up: a gateway that is down concerns everybody, one that refuses many
    /// does too. `temporary`: it was not refused, its time is over.
    pub(crate) async fn given_up(&self, message: &Message, temporary: bool) -> Result<()> {
        let channel = message.channel.name();
        // What tells of it must not tell of itself.
        if message.words.starts_with("mail-alert") {
            return Ok(());
        }
        let refused = Budget::named(format!("alert/refused/{channel}"));
        let many = temporary || !self.pace(&refused, REFUSED_MOST, AGAIN).await?;
        let mut tx = self.0.db.begin().await?;
        let facts = args(&[("channel", channel)]);
        let account = message.account.as_ref();
        self.audit_server(&mut tx, What::DeliveryFailed, account, facts).await?;
        if many {
            match self.alert(&mut tx, Alert::failing(message.channel)).await {
                // Somebody else says it.
                Err(Error::Stale) => return Ok(()),
                other => other?,
            }
        }
        Ok(tx.commit().await?)
    }
}
