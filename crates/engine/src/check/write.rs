//! The job that writes down what `uses` gathered, a minute's worth at a time.

use super::{
    shelf::Kept,
    uses::{Due, Former, Network, Seen, StillSeen},
};
use crate::{Engine, Error, Result, notice::Notice};
use countersign_core::{
    account::Account,
    app_password::{AppPassword, WARNED},
    audit::What,
    id::AppPasswordId,
    message::args,
    time::{Time, days, seconds},
};
use std::time::Duration;
use store::{Tx, app_password, retired_password};

/// Between two rounds of the job.
const TICK: Duration = seconds(5);
/// Rows that are read beforehand at once.
const PAGE: i64 = 64;
/// Rows after which others have their turn.
const POLITE: usize = 32;
/// An owner is told of a new network of one app password, and of one former secret, this seldom.
const TOLD: Duration = days(7);

/// A use that is worth a line in the log, and maybe a letter.
struct Strange {
    account: Account,
    shown: AppPassword,
    seen: Seen,
}

impl Engine {
    /// The job: writes down what is due, until the server ends.
    pub(crate) async fn run_uses(&self) {
        if let Err(error) = self.remember_programs().await {
            tracing::warn!(%error, "app passwords were not read beforehand, but are when used");
        }
        loop {
            if let Err(error) = self.write_uses().await {
                tracing::warn!(%error, "uses of programs could not be written; next try in 5 s");
            }
            tokio::time::sleep(TICK).await;
        }
    }

    /// Reads app passwords before they are asked for, so that the first check after a start costs
    /// what every other does. What changes meanwhile is left to its first use.
    pub async fn remember_programs(&self) -> Result<()> {
        let (db, shelf) = (&self.0.db, &self.0.programs.shelf);
        let mut after = String::new();
        while db.alone() && !shelf.is_full() {
            let moment = db.moment();
            let mut reader = self.reader().await?;
            let page = app_password::page(&mut reader, &after, PAGE).await?;
            drop(reader);
            let Some(last) = page.last() else { break };
            after = last.app_password.id.to_string();
            for (hash, kept) in page.into_iter().filter_map(Kept::read) {
                shelf.put(db, moment, hash, kept);
            }
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    /// Writes the uses that are due.
    pub async fn write_uses(&self) -> Result<()> {
        self.write_due(false).await
    }

    /// Writes all that gathered: the server stops.
    pub async fn write_all_uses(&self) -> Result<()> {
        self.write_due(true).await
    }

    async fn write_due(&self, all: bool) -> Result<()> {
        let now = self.now();
        let uses = &self.0.programs.uses;
        let mut after: Option<Box<str>> = None;
        loop {
            let Due { due, next } = uses.due(now, all, after.as_deref());
            if !due.is_empty()
                && let Err(error) = self.write_seen(&due, now).await
            {
                uses.give_back(&due);
                return Err(error);
            }
            after = next;
            if after.is_none() {
                break;
            }
            tokio::task::yield_now().await;
        }
        for (former, seen) in uses.still_due(now, all) {
            match self.write_still(&former, &seen).await {
                // Another node is telling the same; its next use is written again.
                Ok(()) | Err(Error::Stale) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn write_seen(&self, batch: &[(AppPasswordId, Seen)], now: Time) -> Result<()> {
        let mut strange = Vec::new();
        for (id, seen) in batch.iter().filter(|(_, seen)| seen.moved) {
            strange.extend(self.strange(id, seen).await?);
        }
        let (mut letters, mut tx) = (Vec::new(), self.0.db.begin().await?);
        for (n, (id, seen)) in batch.iter().enumerate() {
            // SQLite is called in line: others on this thread come first now and then.
            if n % POLITE == POLITE - 1 {
                tokio::task::yield_now().await;
            }
            let network = Network::of(&seen.last.source);
            if seen.moved && network != Network::Unknown {
                let (name, account) = (network.name(), &seen.account);
                store::browser::see(&mut tx, &name, account, seen.last.at).await?;
            }
            let bits = app_password::bits(&seen.protocols);
            app_password::see(&mut tx, id, &seen.last, bits).await?;
            if let Some(end) = seen.later_end() {
                app_password::move_end(&mut tx, id, end, now.plus(WARNED)).await?;
            }
        }
        for Strange { account, shown, seen } in &strange {
            letters.extend(self.tell_of_strange(&mut tx, account, shown, seen).await?);
        }
        tx.commit().await?;
        self.post_now(letters);
        Ok(())
    }

    /// The first use of all, or one from a network that no program of the account has come from.
    async fn strange(&self, id: &AppPasswordId, seen: &Seen) -> Result<Option<Strange>> {
        let network = Network::of(&seen.last.source);
        let mut reader = self.reader().await?;
        let known = network == Network::Unknown
            || store::browser::known(&mut reader, &network.name(), &seen.account).await?;
        if known && !seen.first {
            return Ok(None);
        }
        let shown = app_password::any(&mut reader, id).await?;
        let account = store::account::by_id(&mut reader, &seen.account).await?;
        let seen = seen.clone();
        Ok(shown.zip(account).map(|(shown, account)| Strange { account, shown, seen }))
    }

    /// Written down, and told to its owner unless it is the first use (M10).
    async fn tell_of_strange(
        &self,
        tx: &mut Tx,
        account: &Account,
        shown: &AppPassword,
        seen: &Seen,
    ) -> Result<Vec<store::outbox::Id>> {
        let facts = args(&[
            ("label", &shown.name),
            ("protocol", seen.last.protocol.name()),
            ("first", if seen.first { "yes" } else { "no" }),
        ]);
        let place = (seen.last.at, seen.last.source.as_str(), String::new());
        let event = (What::AppPasswordUsed, facts);
        self.audit_program(tx, Some(&account.id), place, event).await?;
        if seen.first {
            return Ok(Vec::new());
        }
        self.tell_of_network(tx, account, shown, seen).await
    }

    async fn tell_of_network(
        &self,
        tx: &mut Tx,
        account: &Account,
        shown: &AppPassword,
        seen: &Seen,
    ) -> Result<Vec<store::outbox::Id>> {
        let what = format!("network/{}", shown.id);
        if self.told_within(tx, &account.id, &what, TOLD).await? {
            return Ok(Vec::new());
        }
        let notice = Notice::new("mail-app-password-network")
            .fact("label", &shown.name)
            .fact("source", &seen.last.source)
            .fact("protocol", seen.last.protocol.name())
            .mail_only();
        self.tell(tx, account, notice).await
    }

    /// "iPhone at 203.0.113.7 still uses the app password removed on 3 March".
    async fn write_still(&self, former: &Former, seen: &StillSeen) -> Result<()> {
        let mut tx = self.0.db.begin().await?;
        let key = match former {
            Former::AppPassword(id) => {
                app_password::see_still(&mut tx, id, &seen.still).await?;
                format!("still/{id}")
            }
            Former::Password(account, print) => {
                retired_password::see_still(&mut tx, account, *print, &seen.still).await?;
                format!("still/{print}")
            }
        };
        let Some(account) = store::account::by_id(&mut tx, &seen.account).await? else {
            return Ok(());
        };
        let mut letters = Vec::new();
        if !self.told_within(&mut tx, &account.id, &key, TOLD).await? {
            let label = self.former_name(&mut tx, former).await?;
            let facts = args(&[("label", &label), ("protocol", seen.still.last.protocol.name())]);
            let last = &seen.still.last;
            let told = (last.at, last.source.as_str(), seen.still.program.clone());
            let event = (What::RetiredUsed, facts);
            self.audit_program(&mut tx, Some(&account.id), told, event).await?;
            let notice = Notice::new("mail-still-used")
                .fact("label", some(&label))
                .fact("program", some(&seen.still.program))
                .fact("source", &seen.still.last.source)
                .mail_only();
            letters = self.tell(&mut tx, &account, notice).await?;
        }
        tx.commit().await?;
        self.post_now(letters);
        Ok(())
    }

    /// The name of a former app password; nothing for a former password.
    async fn former_name(&self, tx: &mut Tx, former: &Former) -> Result<String> {
        let Former::AppPassword(id) = former else { return Ok(String::new()) };
        Ok(app_password::any(tx, id).await?.map(|shown| shown.name).unwrap_or_default())
    }
}

/// The words have a case of their own for nothing.
fn some(text: &str) -> &str {
    if text.is_empty() { "none" } else { text }
}
