//! Does mail work? A test with a code that is typed back.

use super::{SetupStep, TEST, digits};
use crate::{Engine, Error, Result, visit::Visit};
use countersign_core::{
    limit::Allowed,
    message::{Channel, Message, args},
    method::Wrong,
    secret::same,
};

const KIND: &str = "setup-mail";

impl Engine {
    /// Sends a test mail with a code.
    pub async fn setup_mail_send(&self, visit: &Visit, to: &str) -> Result<()> {
        let setup = self.at(visit, SetupStep::Mail).await?;
        let to = to.trim();
        if !to.contains('@') || to.len() > 254 {
            return Err(Error::Wrong(Wrong::slip("mail", "account-mail-bad")));
        }
        // Whoever holds the pass could otherwise have any number of mails sent anywhere.
        self.0.sources.allow(&visit.source)?;
        let (code, now) = (self.test_code(), self.now());
        let message = Message {
            channel: Channel::Mail,
            to: to.to_owned(),
            words: "mail-setup-test".into(),
            args: args(&[("code", code.reveal()), ("at", &now.0.to_string())]),
            account: setup.administrator.map(|owner| owner.id),
            tag: None,
            until: now.plus(TEST),
        };
        let hash = self.test_hash(code.reveal());
        let mut tx = self.0.db.begin().await?;
        let letter = self.put_letter(&mut tx, &message).await?;
        self.step_in(&mut tx, |progress| {
            progress.mail_sent_at = Some(now);
            progress.mail_code = Some(hash);
        })
        .await?;
        tx.commit().await?;
        self.post_now(vec![letter]);
        Ok(())
    }

    /// The code of the test mail was typed: mail works.
    pub async fn setup_mail_check(&self, visit: &Visit, code: &str) -> Result<()> {
        self.at(visit, SetupStep::Mail).await?;
        let typed = digits(code);
        if typed.is_empty() {
            return Err(Error::Wrong(Wrong::slip("code", "setup-mail-code-empty")));
        }
        let wrong = || Error::Wrong(Wrong::guess("code", "setup-mail-code-wrong"));
        let budget = self.budget_of_nobody("setup", KIND);
        if self.charge(&budget).await? != Allowed::Go {
            return Err(wrong());
        }
        let progress = self.progress().await?;
        let right = progress.mail_code.ok_or_else(wrong)?;
        let sent_at = progress.mail_sent_at.unwrap_or_default();
        let fits = same(right.as_bytes(), self.test_hash(&typed).as_bytes());
        if !fits || self.now() >= sent_at.plus(TEST) {
            return Err(wrong());
        }
        let mut tx = self.0.db.begin().await?;
        self.absolve_in(&mut tx, &budget).await?;
        self.step_in(&mut tx, |progress| {
            progress.mail_code = None;
            progress.mail_works = true;
            progress.mail_done = true;
        })
        .await?;
        Ok(tx.commit().await?)
    }

    /// Mail is left for later.
    pub async fn setup_mail_skip(&self, visit: &Visit) -> Result<()> {
        self.at(visit, SetupStep::Mail).await?;
        self.step(|progress| progress.mail_done = true).await
    }
}
