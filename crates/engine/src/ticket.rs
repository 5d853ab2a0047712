//! Things handed out that come back once, under a random secret of 256 bits kept as keyed hash.

use crate::{Engine, Result};
use countersign_core::{
    dice,
    id::{AccountId, TicketId},
    secret::Secret,
    ticket::Ticket,
    time::Time,
};
use serde::Serialize;
use std::time::Duration;
use store::Tx;

impl Engine {
    /// Hands out a ticket; the secret is never seen again.
    pub async fn give(
        &self,
        kind: &str,
        account: Option<&AccountId>,
        data: &(impl Serialize + Sync),
        life: Duration,
    ) -> Result<Secret<String>> {
        let mut tx = self.0.db.begin().await?;
        let secret = self.give_in(&mut tx, kind, account, data, life).await?;
        tx.commit().await?;
        Ok(secret)
    }

    /// As [`Engine::give`], inside a write that is under way.
    pub(crate) async fn give_in(
        &self,
        tx: &mut Tx,
        kind: &str,
        account: Option<&AccountId>,
        data: &(impl Serialize + Sync),
        life: Duration,
    ) -> Result<Secret<String>> {
        let secret = dice::token(self.dice());
        self.give_as(tx, kind, (account, data), life, secret.reveal()).await?;
        Ok(secret)
    }

    /// As [`Engine::give_in`], under a secret made elsewhere (a code to type, with its owner).
    pub(crate) async fn give_as(
        &self,
        tx: &mut Tx,
        kind: &str,
        (account, data): (Option<&AccountId>, &(impl Serialize + Sync)),
        life: Duration,
        secret: &str,
    ) -> Result<()> {
        let now = self.now();
        let id = TicketId::new(now, self.dice());
        let row = store::ticket::Row {
            data: self.0.vault.seal(&context(&id), &serde_json::to_vec(data)?),
            id,
            kind: kind.to_owned(),
            secret_hash: self.ticket_hash(kind, secret),
            account: account.cloned(),
            made_at: now,
            ends_at: now.plus(life),
            used_at: None,
        };
        Ok(store::ticket::issue(tx, &row).await?)
    }

    /// Looks at a ticket without using it up, used or not; whether it is still good is the
    /// caller's question (`good`).
    pub async fn peek(&self, kind: &str, secret: &str) -> Result<Option<Ticket>> {
        let hash = self.ticket_hash(kind, secret);
        let mut reader = self.reader().await?;
        let row = store::ticket::look(&mut reader, kind, &hash).await?;
        row.map(|row| self.open_ticket(row)).transpose()
    }

    /// Takes a ticket out of the world. Of any number of callers one gets it (invariant 3).
    pub async fn take(&self, kind: &str, secret: &str) -> Result<Option<Ticket>> {
        let mut tx = self.0.db.begin().await?;
        let taken = self.take_in(&mut tx, kind, secret).await?;
        tx.commit().await?;
        Ok(taken)
    }

    pub(crate) async fn take_in(
        &self,
        tx: &mut Tx,
        kind: &str,
        secret: &str,
    ) -> Result<Option<Ticket>> {
        let hash = self.ticket_hash(kind, secret);
        let row = store::ticket::consume(tx, kind, &hash, self.now()).await?;
        row.map(|row| self.open_ticket(row)).transpose()
    }

    /// Lets a ticket end after `life` from now, unless it ends before.
    pub(crate) async fn shorten(&self, kind: &str, secret: &str, life: Duration) -> Result<()> {
        let hash = self.ticket_hash(kind, secret);
        let mut tx = self.0.db.begin().await?;
        store::ticket::shorten(&mut tx, kind, &hash, self.now().plus(life)).await?;
        Ok(tx.commit().await?)
    }

    /// As [`Engine::take_in`], for who knows already what is in it.
    pub(crate) async fn use_in(&self, tx: &mut Tx, kind: &str, secret: &str) -> Result<bool> {
        let hash = self.ticket_hash(kind, secret);
        Ok(store::ticket::use_up(tx, kind, &hash, self.now()).await?)
    }

    /// Whether somebody has taken it, as the write that is under way sees it.
    pub(crate) async fn was_taken(&self, tx: &mut Tx, kind: &str, secret: &str) -> Result<bool> {
        let hash = self.ticket_hash(kind, secret);
        let row = store::ticket::look(tx, kind, &hash).await?;
        Ok(row.is_some_and(|row| row.used_at.is_some()))
    }

    pub(crate) fn ticket_hash(&self, kind: &str, secret: &str) -> Vec<u8> {
        self.0.vault.keyed_hash("ticket", format!("{kind}/{secret}").as_bytes()).to_vec()
    }

    fn open_ticket(&self, row: store::ticket::Row) -> Result<Ticket> {
        let data = self.0.vault.open(&context(&row.id), &row.data)?;
        Ok(Ticket {
            data: serde_json::from_slice(&data)?,
            id: row.id,
            kind: row.kind,
            account: row.account,
            made_at: row.made_at,
            ends_at: row.ends_at,
            used_at: row.used_at,
        })
    }
}

/// Whether a ticket that was looked at could still be taken.
pub fn good(ticket: &Ticket, now: Time) -> bool {
    ticket.used_at.is_none() && now < ticket.ends_at
}

fn context(id: &TicketId) -> String {
    format!("ticket.data:{id}")
}
