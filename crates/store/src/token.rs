//! Access and refresh tokens, as keyed hashes.

use crate::{Reader, Result, Tx, args, grant, seam};
use countersign_core::time::Time;

#[derive(Clone, Debug)]
pub struct Row {
    pub hash: Vec<u8>,
    pub grant: String,
    /// "access" or "refresh".
    pub kind: String,
    /// The refresh token it came of.
    pub parent: Option<Vec<u8>>,
    /// Narrower than the grant's, when the app asked for less.
    pub scope: Option<String>,
    pub made_at: Time,
    pub ends_at: Time,
    pub used_at: Option<Time>,
    pub revoked_at: Option<Time>,
}

pub async fn add(tx: &mut Tx, row: &Row) -> Result<()> {
    tx.must(
        "INSERT INTO oauth_token (token_hash, grant_id, kind, parent_hash, scope, made_at, ends_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![
            &row.hash,
            &row.grant,
            &row.kind,
            row.parent.as_ref(),
            row.scope.as_ref(),
            row.made_at,
            row.ends_at
        ],
    )
    .await
}

/// A token and its grant in one read: what every introspection costs.
pub async fn by_hash(reader: &mut Reader, hash: &[u8]) -> Result<Option<(Row, grant::Row)>> {
    reader
        .maybe(
            |row| Ok((read(row)?, grant::read(row)?)),
            "SELECT g.grant_id, g.app_id, g.account_id, g.session_id, g.scope, g.facts, g.made_at,
             g.ends_at, g.revoked_at, t.token_hash, t.kind, t.parent_hash, t.made_at, t.ends_at,
             t.used_at, t.revoked_at, t.scope
             FROM oauth_token t JOIN oauth_grant g ON g.grant_id = t.grant_id
             WHERE t.token_hash = $1",
            args![hash],
        )
        .await
}

/// Uses a refresh token up. Of any number of callers one gets `true`.
pub async fn use_refresh(tx: &mut Tx, hash: &[u8], now: Time) -> Result<bool> {
    let sql = "UPDATE oauth_token SET used_at = $2 WHERE token_hash = $1 AND kind = 'refresh'
               AND used_at IS NULL AND revoked_at IS NULL AND ends_at > $2";
    Ok(tx.run(sql, args![hash, now]).await? == 1)
}

/// Ends the one child of a refresh token, so that it can be replaced: the single repeat that is
/// allowed while the child has not been used. Of any number of callers one gets `true`.
pub async fn replace_child(tx: &mut Tx, parent: &[u8], now: Time) -> Result<bool> {
    let sql = "UPDATE oauth_token SET revoked_at = $2
               WHERE parent_hash = $1 AND used_at IS NULL AND revoked_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM oauth_token AS spent WHERE spent.parent_hash = $1
               AND (spent.used_at IS NOT NULL OR spent.revoked_at IS NOT NULL))";
    Ok(tx.run(sql, args![parent, now]).await? == 1)
}

pub async fn revoke(tx: &mut Tx, hash: &[u8], now: Time) -> Result<u64> {
    let sql = "UPDATE oauth_token SET revoked_at = $2 WHERE token_hash = $1 AND revoked_at IS NULL";
    tx.run(sql, args![hash, now]).await
}

/// Deletes some that ended before `before`.
pub async fn sweep(tx: &mut Tx, before: Time) -> Result<u64> {
    tx.run(
        "DELETE FROM oauth_token WHERE token_hash IN
         (SELECT token_hash FROM oauth_token WHERE ends_at < $1 ORDER BY ends_at LIMIT 500)",
        args![before],
    )
    .await
}

fn read(row: &seam::Row<'_>) -> Result<Row> {
    Ok(Row {
        grant: row.text(0)?,
        hash: row.bytes(9)?,
        kind: row.text(10)?,
        parent: row.opt_bytes(11)?,
        made_at: row.get(12)?,
        ends_at: row.get(13)?,
        used_at: row.get(14)?,
        revoked_at: row.get(15)?,
        scope: row.get(16)?,
    })
}
