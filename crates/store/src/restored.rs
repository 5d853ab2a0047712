//! Ending everything that works once, at one moment: after a backup was put back or a standby took
//! over, the tables know less than the world does (AV-8). Whole tables, once in a long while.

use crate::{Result, Tx, args};
use countersign_core::time::Time;

/// How much of what was ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    pub sessions: u64,
    pub grants: u64,
    pub sign_ins: u64,
    pub tickets: u64,
    pub letters: u64,
}

/// Ends sessions, grants with their tokens, half-finished sign-ins, tickets, and letters that wait.
pub async fn end_everything(tx: &mut Tx, now: Time) -> Result<Ended> {
    let sessions = "UPDATE session SET revoked_at = $1 WHERE revoked_at IS NULL AND ends_at > $1";
    let grants = "UPDATE oauth_grant SET revoked_at = $1 WHERE revoked_at IS NULL AND ends_at > $1";
    let sign_ins = "UPDATE sign_in SET closed_at = $1, version = version + 1
                    WHERE closed_at IS NULL AND ends_at > $1";
    let tickets = "UPDATE ticket SET used_at = $1 WHERE used_at IS NULL AND ends_at > $1";
    let letters = "UPDATE outbox SET failed_at = $1, message = $2
                   WHERE sent_at IS NULL AND failed_at IS NULL";
    Ok(Ended {
        sessions: tx.run(sessions, args![now]).await?,
        grants: tx.run(grants, args![now]).await?,
        sign_ins: tx.run(sign_ins, args![now]).await?,
        tickets: tx.run(tickets, args![now]).await?,
        letters: tx.run(letters, args![now, Vec::<u8>::new()]).await?,
    })
}

/// Removes every way of a kind whose secrets work once each; says how many.
pub async fn end_kind(tx: &mut Tx, kind: &str, now: Time) -> Result<u64> {
    let sql = "UPDATE method SET removed_at = $2 WHERE kind = $1 AND removed_at IS NULL";
    tx.run(sql, args![kind, now]).await
}
