//! Counted tries. The rules are in `countersign_core::limit`; a change is one compare-and-swap.

use crate::{Reader, Result, Tx, args, seam::Row};
use countersign_core::{limit::Tally, time::Time};

pub async fn get(reader: &mut Reader, key: &str) -> Result<Option<Tally>> {
    reader
        .maybe(
            read,
            "SELECT streak, slow, slow_since, paused_until, disabled_at FROM tally
             WHERE tally_key = $1",
            args![key],
        )
        .await
}

/// Stale, if the counter is not `old` any more.
pub async fn put(tx: &mut Tx, key: &str, old: Option<&Tally>, new: &Tally) -> Result<()> {
    let Some(old) = old else {
        return tx
            .must(
                "INSERT INTO tally (tally_key, streak, slow, slow_since, paused_until, disabled_at)
                 VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tally_key) DO NOTHING",
                args![key, new.streak, new.slow, new.slow_since, new.paused_until, new.disabled_at],
            )
            .await;
    };
    tx.must(
        "UPDATE tally SET streak = $2, slow = $3, slow_since = $4, paused_until = $5,
         disabled_at = $6
         WHERE tally_key = $1 AND streak = $7 AND slow = $8 AND slow_since = $9
         AND paused_until = $10 AND COALESCE(disabled_at, -1) = $11",
        args![
            key,
            new.streak,
            new.slow,
            new.slow_since,
            new.paused_until,
            new.disabled_at,
            old.streak,
            old.slow,
            old.slow_since,
            old.paused_until,
            old.disabled_at.map_or(-1, |at| at.0)
        ],
    )
    .await
}

pub async fn clear(tx: &mut Tx, key: &str) -> Result<()> {
    tx.run("DELETE FROM tally WHERE tally_key = $1", args![key]).await.map(drop)
}

/// Deletes some that say no more than a fresh one would: their slow window began before `before`,
/// and they neither pause nor disable anything.
pub async fn sweep(tx: &mut Tx, before: Time) -> Result<u64> {
    tx.run(
        "DELETE FROM tally WHERE tally_key IN
         (SELECT tally_key FROM tally WHERE slow_since < $1 AND paused_until < $1
          AND disabled_at IS NULL ORDER BY slow_since LIMIT 500)",
        args![before],
    )
    .await
}

fn read(row: &Row<'_>) -> Result<Tally> {
    Ok(Tally {
        streak: row.int(0)?,
        slow: row.int(1)?,
        slow_since: row.get(2)?,
        paused_until: row.get(3)?,
        disabled_at: row.get(4)?,
    })
}
