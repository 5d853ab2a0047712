//! Looking at them, naming and removing them.

use super::named;
pub use crate::check::Try;
use crate::{Engine, Error, Result, session::Standing, visit::Visit};
use countersign_core::{
    account::Account,
    app_password::{AppPassword, Protocol, Use, Why},
    audit::What,
    id::AppPasswordId,
    message::args,
    time::{Time, days},
};

/// What became of a new one, for the page that waits for the first good use.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Watch {
    /// The newest use, on whatever node.
    pub last: Option<Use>,
    /// All it opened so far.
    pub used: Vec<Protocol>,
    /// Tries with something else since it was made, as far as this node saw them, newest last.
    pub wrong: Vec<Try>,
    /// It opens nothing any more.
    pub ended: bool,
}

/// A program that still uses what has ended.
#[derive(Clone, Debug, PartialEq)]
pub struct StillUsed {
    pub former: Former,
    pub last: Use,
    /// What the program calls itself; empty if it does not.
    pub program: String,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Former {
    AppPassword {
        name: String,
        ended_at: Time,
        why: Why,
    },
    /// A password of the account, and when it was changed.
    Password {
        changed_at: Time,
    },
}

/// How long a program that still uses something is worth showing after its last try.
const STILL: std::time::Duration = days(7);

impl Engine {
    /// Those that have not ended, newest first, with the uses this server has not written yet.
    pub async fn app_passwords(&self, account: &Account) -> Result<Vec<AppPassword>> {
        let mut reader = self.reader().await?;
        let mut all = store::app_password::of_account(&mut reader, &account.id).await?;
        drop(reader);
        let now = self.now();
        all.iter_mut().for_each(|shown| self.add_seen(shown));
        all.retain(|shown| shown.ended(now).is_none());
        Ok(all)
    }

    /// Adds what was seen here and is not written yet.
    fn add_seen(&self, shown: &mut AppPassword) {
        let Some(seen) = self.0.programs.uses.of(&shown.id) else { return };
        if shown.last_used.as_ref().is_none_or(|written| written.at < seen.last.at) {
            shown.last_used = Some(seen.last);
        }
        for protocol in seen.protocols {
            if !shown.used.contains(&protocol) {
                shown.used.push(protocol);
            }
        }
    }

    /// Ends one, at the next request everywhere.
    ///
    /// # Errors
    /// `NotFound` if it is not theirs or has ended; `Refused("fresh")`.
    pub async fn remove_app_password(
        &self,
        visit: &Visit,
        standing: &Standing,
        id: &AppPasswordId,
    ) -> Result<()> {
        self.need_fresh(standing).await?;
        let account = &standing.account.id;
        let mut tx = self.0.db.begin().await?;
        let ended = (Why::Removed, self.now());
        crate::security_info::lost(store::app_password::end(&mut tx, account, id, ended).await)?;
        let shown = store::app_password::by_id(&mut tx, account, id).await?;
        let name = shown.map(|shown| shown.name).unwrap_or_default();
        let facts = args(&[("label", &name), ("why", Why::Removed.name())]);
        self.audit_visit(&mut tx, visit, account, What::AppPasswordEnded, facts).await?;
        tx.commit().await?;
        self.app_password_hidden(standing, id);
        Ok(())
    }

    /// # Errors
    /// `NotFound`, `Refused("fresh")`, `Refused("app-password-name-bad")`.
    pub async fn rename_app_password(
        &self,
        visit: &Visit,
        standing: &Standing,
        id: &AppPasswordId,
        name: &str,
    ) -> Result<()> {
        self.need_fresh(standing).await?;
        let (name, account) = (named(name)?, &standing.account.id);
        let mut tx = self.0.db.begin().await?;
        let renamed = store::app_password::rename(&mut tx, account, id, name).await;
        crate::security_info::lost(renamed)?;
        let facts = args(&[("label", name)]);
        self.audit_visit(&mut tx, visit, account, What::AppPasswordRenamed, facts).await?;
        Ok(tx.commit().await?)
    }

    /// What became of it since it was made.
    ///
    /// # Errors
    /// `NotFound` if it is not theirs.
    pub async fn watch_app_password(
        &self,
        standing: &Standing,
        id: &AppPasswordId,
    ) -> Result<Watch> {
        let account = &standing.account.id;
        let mut reader = self.reader().await?;
        let shown = store::app_password::by_id(&mut reader, account, id).await?;
        drop(reader);
        let mut shown = shown.ok_or(Error::NotFound)?;
        self.add_seen(&mut shown);
        Ok(Watch {
            wrong: self.0.programs.memory.tries(account, shown.made_at),
            ended: shown.ended(self.now()).is_some(),
            last: shown.last_used,
            used: shown.used,
        })
    }

    /// Programs that have used something of the account that has ended, in the last week.
    pub async fn still_used(&self, account: &Account) -> Result<Vec<StillUsed>> {
        let since = self.now().minus(STILL);
        let mut reader = self.reader().await?;
        let ended = store::app_password::still_used(&mut reader, &account.id, since).await?;
        let former = store::retired_password::still_used(&mut reader, &account.id, since).await?;
        let ended = ended.into_iter().filter_map(|(shown, still)| {
            let (ended_at, why) = shown.ended?;
            let former = Former::AppPassword { name: shown.name, ended_at, why };
            Some(StillUsed { former, last: still.last, program: still.program })
        });
        let former = former.into_iter().map(|(changed_at, still)| StillUsed {
            former: Former::Password { changed_at },
            last: still.last,
            program: still.program,
        });
        Ok(ended.chain(former).collect())
    }
}
