//! Letters that wait to be sent: claimed by a lease, so that each is in one hand at a time.

use crate::{Reader, Result, Tx, args, number, seam};
use countersign_core::{
    id::{AccountId, JobId},
    time::Time,
};

pub type Id = JobId;

/// A letter as it is put in.
#[derive(Clone, Debug)]
pub struct New {
    pub id: Id,
    pub account: Option<AccountId>,
    pub channel: String,
    /// Sealed.
    pub message: Vec<u8>,
    pub made_at: Time,
    /// Not worth sending after this.
    pub until: Time,
}

/// A letter in hand.
#[derive(Clone, Debug)]
pub struct Row {
    pub id: Id,
    pub message: Vec<u8>,
    pub until: Time,
    pub tries: i64,
}

pub async fn put(tx: &mut Tx, new: &New) -> Result<()> {
    tx.must(
        "INSERT INTO outbox (outbox_id, account_id, channel, message, made_at, due_at, until,
         tries, claimed_until) VALUES ($1, $2, $3, $4, $5, $5, $6, 0, 0)",
        args![&new.id, new.account.as_ref(), &new.channel, &new.message, new.made_at, new.until],
    )
    .await
}

/// Takes up to `most` letters that are due, until `lease`.
pub async fn claim(tx: &mut Tx, now: Time, lease: Time, most: i64) -> Result<Vec<Row>> {
    tx.all(
        read,
        "UPDATE outbox SET claimed_until = $2, tries = tries + 1 WHERE outbox_id IN
         (SELECT outbox_id FROM outbox WHERE sent_at IS NULL AND failed_at IS NULL
          AND due_at <= $1 AND claimed_until <= $1 ORDER BY due_at LIMIT $3)
         AND claimed_until <= $1 AND sent_at IS NULL AND failed_at IS NULL
         RETURNING outbox_id, message, until, tries",
        args![now, lease, most],
    )
    .await
}

pub async fn claim_one(tx: &mut Tx, id: &Id, now: Time, lease: Time) -> Result<Option<Row>> {
    tx.maybe(
        read,
        "UPDATE outbox SET claimed_until = $3, tries = tries + 1
         WHERE outbox_id = $1 AND sent_at IS NULL AND failed_at IS NULL AND claimed_until <= $2
         RETURNING outbox_id, message, until, tries",
        args![id, now, lease],
    )
    .await
}

/// It left, whatever somebody else who had it too long has written. The message itself is not kept
/// any longer than it is needed.
pub async fn sent(
    tx: &mut Tx,
    id: &Id,
    now: Time,
    provider_id: Option<&str>,
    gateway: &str,
) -> Result<()> {
    tx.must(
        "UPDATE outbox SET sent_at = $2, failed_at = NULL, provider_id = $3, gateway = $4,
         message = $5 WHERE outbox_id = $1",
        args![id, now, provider_id, gateway, Vec::<u8>::new()],
    )
    .await
}

/// Tries it again later. Says whether nothing was decided about it meanwhile.
pub async fn retry(tx: &mut Tx, id: &Id, due: Time, error: &str) -> Result<bool> {
    let sql = "UPDATE outbox SET due_at = $2, claimed_until = 0, error = $3
               WHERE outbox_id = $1 AND sent_at IS NULL AND failed_at IS NULL";
    Ok(tx.run(sql, args![id, due, error]).await? == 1)
}

/// Gives it up. Of any number of callers one does; not, if it left meanwhile.
pub async fn fail(tx: &mut Tx, id: &Id, now: Time, error: &str) -> Result<bool> {
    let sql = "UPDATE outbox SET failed_at = $2, error = $3, message = $4
               WHERE outbox_id = $1 AND sent_at IS NULL AND failed_at IS NULL";
    Ok(tx.run(sql, args![id, now, error, Vec::<u8>::new()]).await? == 1)
}

/// A gateway says what became of a letter; it can change nothing else (SM-10).
pub async fn delivered(
    tx: &mut Tx,
    gateway: &str,
    provider_id: &str,
    at: Option<Time>,
    failed: Option<Time>,
) -> Result<u64> {
    tx.run(
        "UPDATE outbox SET delivered_at = $3, failed_at = $4
         WHERE gateway = $1 AND provider_id = $2 AND sent_at IS NOT NULL",
        args![gateway, provider_id, at, failed],
    )
    .await
}

/// What is known of a letter's way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fate {
    pub due_at: Time,
    /// It was tried and not taken, at least once.
    pub tried: bool,
    pub sent_at: Option<Time>,
    pub failed_at: Option<Time>,
    pub delivered_at: Option<Time>,
}

/// Of the newest letter to `account` that is worth sending until exactly `until`: the letters of
/// one code share that moment.
pub async fn fate(reader: &mut Reader, account: &AccountId, until: Time) -> Result<Option<Fate>> {
    reader
        .maybe(
            |row| {
                Ok(Fate {
                    due_at: row.get(0)?,
                    tried: row.opt_text(1)?.is_some(),
                    sent_at: row.get(2)?,
                    failed_at: row.get(3)?,
                    delivered_at: row.get(4)?,
                })
            },
            "SELECT due_at, error, sent_at, failed_at, delivered_at FROM outbox
             WHERE until = $1 AND account_id = $2 ORDER BY made_at DESC, outbox_id DESC LIMIT 1",
            args![until, account],
        )
        .await
}

/// How many letters wait.
pub async fn waiting(reader: &mut Reader) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM outbox WHERE sent_at IS NULL AND failed_at IS NULL";
    number(reader, sql, args![]).await
}

/// Deletes some that were worth sending until `before` at most, sent or not.
pub async fn sweep(tx: &mut Tx, before: Time) -> Result<u64> {
    tx.run(
        "DELETE FROM outbox WHERE outbox_id IN
         (SELECT outbox_id FROM outbox WHERE until < $1 ORDER BY until LIMIT 500)",
        args![before],
    )
    .await
}

fn read(row: &seam::Row<'_>) -> Result<Row> {
    Ok(Row { id: row.get(0)?, message: row.bytes(1)?, until: row.get(2)?, tries: row.int(3)? })
}
