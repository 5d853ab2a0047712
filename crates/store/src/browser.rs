//! Browsers an account has signed in from.

use crate::{Reader, Result, Tx, args, number};
use countersign_core::{id::AccountId, time::Time};

pub async fn known(reader: &mut Reader, browser: &str, account: &AccountId) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM browser WHERE browser = $1 AND account_id = $2";
    Ok(number(reader, sql, args![browser, account]).await? == 1)
}

pub async fn see(tx: &mut Tx, browser: &str, account: &AccountId, now: Time) -> Result<()> {
    tx.must(
        "INSERT INTO browser (browser, account_id, first_seen_at, last_seen_at)
         VALUES ($1, $2, $3, $3)
         ON CONFLICT (browser, account_id) DO UPDATE SET last_seen_at = excluded.last_seen_at",
        args![browser, account, now],
    )
    .await
}

/// Whom this browser signed in last, by the name they sign in with, unless they signed out: a
/// session that is open, or ended by itself, still leads back to its owner.
pub async fn left_open(reader: &mut Reader, browser: &str) -> Result<Option<String>> {
    reader
        .maybe(
            |row| row.text(0),
            "SELECT a.username FROM browser b JOIN account a ON a.account_id = b.account_id
             WHERE b.browser = $1
             AND b.last_seen_at = (SELECT MAX(last_seen_at) FROM browser WHERE browser = $1)
             AND EXISTS (SELECT 1 FROM session s WHERE s.account_id = b.account_id
                         AND s.browser = b.browser AND s.revoked_at IS NULL)
             LIMIT 1",
            args![browser],
        )
        .await
}

/// The browser goes by another name from now on, to every account that knows it.
pub async fn rename(tx: &mut Tx, old: &str, new: &str) -> Result<u64> {
    tx.run("UPDATE browser SET browser = $2 WHERE browser = $1", args![old, new]).await
}

/// No browser is known to the account any more.
pub async fn forget(tx: &mut Tx, account: &AccountId) -> Result<u64> {
    tx.run("DELETE FROM browser WHERE account_id = $1", args![account]).await
}

/// Forgets some that were last seen before `before`.
pub async fn sweep(tx: &mut Tx, before: Time) -> Result<u64> {
    tx.run(
        "DELETE FROM browser WHERE last_seen_at < $1 AND browser IN
         (SELECT browser FROM browser WHERE last_seen_at < $1 ORDER BY last_seen_at LIMIT 500)",
        args![before],
    )
    .await
}
