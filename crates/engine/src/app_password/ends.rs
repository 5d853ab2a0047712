//! What ends them without their owner, and the warning before.

use crate::{Engine, Result, notice::Notice};
use countersign_core::{
    account::Account,
    app_password::{AppPassword, IDLE, WARNED, Why},
    audit::What,
    id::{AccountId, AppPasswordId},
    message::args,
    secret::Secret,
};
use store::Tx;

/// Batches of one round of the job.
const ROUNDS: usize = 20;

impl Engine {
    /// Ends all of an account, in the write of whatever is the reason. Says how many.
    pub(crate) async fn end_app_passwords(
        &self,
        tx: &mut Tx,
        account: &AccountId,
        why: Why,
    ) -> Result<u64> {
        let now = self.now();
        let ended = store::app_password::end_all(tx, account, why, now).await?;
        if ended > 0 {
            let facts = args(&[("why", why.name()), ("count", &ended.to_string())]);
            let event = (What::AppPasswordEnded, facts);
            self.audit_program(tx, Some(account), (now, "", String::new()), event).await?;
        }
        Ok(ended)
    }

    /// Ends one of an account, in the write of whatever is the reason. Not, if it has ended.
    pub(crate) async fn end_app_password(
        &self,
        tx: &mut Tx,
        account: &AccountId,
        id: &AppPasswordId,
        why: Why,
    ) -> Result<bool> {
        let now = self.now();
        match store::app_password::end(tx, account, id, (why, now)).await {
            Err(store::Error::Stale) => return Ok(false),
            other => other?,
        }
        let shown = store::app_password::by_id(tx, account, id).await?;
        let name = shown.map(|shown| shown.name).unwrap_or_default();
        let facts = args(&[("label", &name), ("why", why.name())]);
        let event = (What::AppPasswordEnded, facts);
        self.audit_program(tx, Some(account), (now, "", String::new()), event).await?;
        Ok(true)
    }

    /// The account has another password: a program that goes on with the one before is recognised
    /// (AP-5), which takes what was typed.
    pub(crate) async fn retire_password(
        &self,
        tx: &mut Tx,
        account: &Account,
        before: Option<&Secret<String>>,
        new: &Secret<String>,
    ) -> Result<()> {
        let owner = account.id.as_str();
        if let Some(before) = before {
            let print = self.former_print(owner, before.reveal());
            store::retired_password::retire(tx, &account.id, print, self.now()).await?;
        }
        let print = self.former_print(owner, new.reveal());
        Ok(store::retired_password::forget(tx, &account.id, print).await?)
    }

    /// Ends all of an account at the console's wish. Says how many.
    pub async fn remove_app_passwords(&self, account: &Account) -> Result<u64> {
        let mut tx = self.0.db.begin().await?;
        let why = Why::RemovedByAdministrator;
        let ended = self.end_app_passwords(&mut tx, &account.id, why).await?;
        let mut letters = Vec::new();
        if ended > 0 {
            let notice = Notice::new("mail-app-passwords-removed")
                .fact("count", &ended.to_string())
                .mail_only();
            letters = self.tell(&mut tx, account, notice).await?;
        }
        tx.commit().await?;
        self.post_now(letters);
        Ok(ended)
    }

    /// Ends what is over, and warns of what will be in 14 days: each once, whichever node does it.
    pub(crate) async fn tidy_app_passwords(&self) -> Result<()> {
        let now = self.now();
        self.0.programs.memory.sweep(now);
        self.0.programs.shown.sweep(now);
        for _ in 0..ROUNDS {
            let mut tx = self.0.db.begin().await?;
            let over = store::app_password::end_over(&mut tx, now, now.minus(IDLE)).await?;
            for ended in &over {
                let why = ended.ended.map_or("", |(_, why)| why.name());
                let facts = args(&[("label", &ended.name), ("why", why)]);
                let (account, event) = (Some(&ended.account), (What::AppPasswordEnded, facts));
                self.audit_program(&mut tx, account, (now, "", String::new()), event).await?;
            }
            tx.commit().await?;
            if over.is_empty() {
                break;
            }
        }
        for _ in 0..ROUNDS {
            let mut tx = self.0.db.begin().await?;
            let soon = store::app_password::warn(&mut tx, now.plus(WARNED), now).await?;
            let mut letters = Vec::new();
            for shown in &soon {
                letters.extend(self.warn_of(&mut tx, shown).await?);
            }
            tx.commit().await?;
            self.post_now(letters);
            if soon.is_empty() {
                break;
            }
        }
        Ok(())
    }

    /// M10: ends in 14 days, because nobody uses it or by its last day.
    async fn warn_of(&self, tx: &mut Tx, shown: &AppPassword) -> Result<Vec<store::outbox::Id>> {
        let account = store::account::by_id(tx, &shown.account).await?;
        let Some(account) = account.filter(|it| it.disabled_at.is_none()) else {
            return Ok(Vec::new());
        };
        let notice = Notice::new("mail-app-password-ends")
            .fact("label", &shown.name)
            .fact("last_day", &shown.over_at().0.to_string())
            .fact("reason", shown.terms().over.name())
            .mail_only();
        self.tell(tx, &account, notice).await
    }
}
