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

/// Forgets some that were last seen before `before`.
pub async fn sweep(tx: &mut Tx, before: Time) -> Result<u64> {
    tx.run(
        "DELETE FROM browser WHERE last_seen_at < $1 AND browser IN
         (SELECT browser FROM browser WHERE last_seen_at < $1 ORDER BY last_seen_at LIMIT 500)",
        args![before],
    )
    .await
}
