//! Methods of all kinds, in one table: nobody ever asks *inside* a method.

use crate::{Reader, Result, Tx, args, seam};
use countersign_core::{
    id::{AccountId, MethodId},
    time::Time,
};

#[derive(Clone, Debug)]
pub struct Row {
    pub id: MethodId,
    pub account: AccountId,
    pub kind: String,
    pub label: String,
    /// Sealed.
    pub secret: Vec<u8>,
    pub version: i64,
    pub added_at: Time,
    pub last_used_at: Option<Time>,
}

/// Those that are not removed, oldest first.
pub async fn of_account(reader: &mut Reader, account: &AccountId) -> Result<Vec<Row>> {
    reader
        .all(
            read,
            "SELECT method_id, account_id, kind, label, secret, version, added_at, last_used_at
             FROM method WHERE account_id = $1 AND removed_at IS NULL ORDER BY added_at, method_id",
            args![account],
        )
        .await
}

pub async fn add(tx: &mut Tx, row: &Row) -> Result<()> {
    tx.on(row.account.as_str())
        .must(
            "INSERT INTO method (method_id, account_id, kind, label, secret, version, added_at)
         VALUES ($1, $2, $3, $4, $5, 0, $6)",
            args![&row.id, &row.account, &row.kind, &row.label, &row.secret, row.added_at],
        )
        .await
}

/// The secret moved on. Stale, if another answer moved it first: then this one is no proof.
pub async fn keep(
    tx: &mut Tx,
    id: &MethodId,
    version: i64,
    secret: &[u8],
    now: Time,
) -> Result<()> {
    tx.on(id.as_str())
        .must(
            "UPDATE method SET secret = $3, last_used_at = $4, version = version + 1
         WHERE method_id = $1 AND version = $2 AND removed_at IS NULL",
            args![id, version, secret, now],
        )
        .await
}

/// Stale, if it was removed meanwhile: then it proves nothing any more.
pub async fn touch(tx: &mut Tx, id: &MethodId, now: Time) -> Result<()> {
    tx.on(id.as_str())
        .must(
            "UPDATE method SET last_used_at = $2 WHERE method_id = $1 AND removed_at IS NULL",
            args![id, now],
        )
        .await
}

pub async fn rename(tx: &mut Tx, account: &AccountId, id: &MethodId, label: &str) -> Result<()> {
    tx.on(id.as_str())
        .must(
            "UPDATE method SET label = $3
         WHERE method_id = $2 AND account_id = $1 AND removed_at IS NULL",
            args![account, id, label],
        )
        .await
}

pub async fn remove(tx: &mut Tx, account: &AccountId, id: &MethodId, now: Time) -> Result<()> {
    tx.on(account.as_str())
        .must(
            "UPDATE method SET removed_at = $3
         WHERE method_id = $2 AND account_id = $1 AND removed_at IS NULL",
            args![account, id, now],
        )
        .await
}

/// Removes all but one kind; says how many.
pub async fn remove_all(
    tx: &mut Tx,
    account: &AccountId,
    now: Time,
    except: Option<&str>,
) -> Result<u64> {
    tx.on(account.as_str())
        .run(
            "UPDATE method SET removed_at = $2
         WHERE account_id = $1 AND removed_at IS NULL AND kind <> $3",
            args![account, now, except.unwrap_or_default()],
        )
        .await
}

/// Brings a removed method back.
pub async fn restore(tx: &mut Tx, account: &AccountId, id: &MethodId) -> Result<()> {
    tx.on(account.as_str())
        .must(
            "UPDATE method SET removed_at = NULL
         WHERE method_id = $2 AND account_id = $1 AND removed_at IS NOT NULL",
            args![account, id],
        )
        .await
}

/// Deletes some that were removed before `before`, so that their secrets do not stay for ever.
pub async fn sweep(tx: &mut Tx, before: Time) -> Result<u64> {
    tx.run(
        "DELETE FROM method WHERE method_id IN
         (SELECT method_id FROM method WHERE removed_at < $1 ORDER BY removed_at LIMIT 500)",
        args![before],
    )
    .await
}

fn read(row: &seam::Row<'_>) -> Result<Row> {
    Ok(Row {
        id: row.get(0)?,
        account: row.get(1)?,
        kind: row.text(2)?,
        label: row.text(3)?,
        secret: row.bytes(4)?,
        version: row.int(5)?,
        added_at: row.get(6)?,
        last_used_at: row.get(7)?,
    })
}
