//! Tickets: issued once, taken once.

use crate::{Reader, Result, Tx, args, seam};
use countersign_core::{
    id::{AccountId, TicketId},
    time::Time,
};

#[derive(Clone, Debug)]
pub struct Row {
    pub id: TicketId,
    pub kind: String,
    pub secret_hash: Vec<u8>,
    pub account: Option<AccountId>,
    /// Sealed.
    pub data: Vec<u8>,
    pub made_at: Time,
    pub ends_at: Time,
    pub used_at: Option<Time>,
}

pub async fn issue(tx: &mut Tx, row: &Row) -> Result<()> {
    tx.must(
        "INSERT INTO ticket (ticket_id, kind, secret_hash, account_id, data, made_at, ends_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![
            &row.id,
            &row.kind,
            &row.secret_hash,
            row.account.as_ref(),
            &row.data,
            row.made_at,
            row.ends_at
        ],
    )
    .await
}

/// Used or not, over or not.
pub async fn look(reader: &mut Reader, kind: &str, hash: &[u8]) -> Result<Option<Row>> {
    reader
        .maybe(
            read,
            "SELECT ticket_id, kind, secret_hash, account_id, data, made_at, ends_at, used_at
             FROM ticket WHERE kind = $1 AND secret_hash = $2",
            args![kind, hash],
        )
        .await
}

/// Takes a ticket out of the world. Of any number of callers with the same secret, one gets it.
pub async fn consume(tx: &mut Tx, kind: &str, hash: &[u8], now: Time) -> Result<Option<Row>> {
    tx.maybe(
        read,
        "UPDATE ticket SET used_at = $3
         WHERE kind = $1 AND secret_hash = $2 AND used_at IS NULL AND ends_at > $3
         RETURNING ticket_id, kind, secret_hash, account_id, data, made_at, ends_at, used_at",
        args![kind, hash, now],
    )
    .await
}

/// Lets an unused ticket end at `end`, if it would have lived longer.
pub async fn shorten(tx: &mut Tx, kind: &str, hash: &[u8], end: Time) -> Result<u64> {
    tx.run(
        "UPDATE ticket SET ends_at = $3
         WHERE kind = $1 AND secret_hash = $2 AND used_at IS NULL AND ends_at > $3",
        args![kind, hash, end],
    )
    .await
}

/// As [`consume`], for who knows what is in it: SQLite answers `RETURNING` from a table it makes
/// for the purpose, which costs more than the write.
pub async fn use_up(tx: &mut Tx, kind: &str, hash: &[u8], now: Time) -> Result<bool> {
    let sql = "UPDATE ticket SET used_at = $3
               WHERE kind = $1 AND secret_hash = $2 AND used_at IS NULL AND ends_at > $3";
    Ok(tx.run(sql, args![kind, hash, now]).await? == 1)
}

/// Voids the account's unused tickets of a kind.
pub async fn void_of_account(
    tx: &mut Tx,
    kind: &str,
    account: &AccountId,
    now: Time,
) -> Result<u64> {
    tx.run(
        "UPDATE ticket SET used_at = $3
         WHERE account_id = $2 AND kind = $1 AND used_at IS NULL",
        args![kind, account, now],
    )
    .await
}

/// Voids all unused tickets of a kind.
pub async fn void_kind(tx: &mut Tx, kind: &str, now: Time) -> Result<u64> {
    let sql = "UPDATE ticket SET used_at = $2 WHERE kind = $1 AND used_at IS NULL";
    tx.run(sql, args![kind, now]).await
}

/// Deletes some that ended before `before`.
pub async fn sweep(tx: &mut Tx, before: Time) -> Result<u64> {
    tx.run(
        "DELETE FROM ticket WHERE ticket_id IN
         (SELECT ticket_id FROM ticket WHERE ends_at < $1 ORDER BY ends_at LIMIT 500)",
        args![before],
    )
    .await
}

fn read(row: &seam::Row<'_>) -> Result<Row> {
    Ok(Row {
        id: row.get(0)?,
        kind: row.text(1)?,
        secret_hash: row.bytes(2)?,
        account: row.get(3)?,
        data: row.bytes(4)?,
        made_at: row.get(5)?,
        ends_at: row.get(6)?,
        used_at: row.get(7)?,
    })
}
