//! Access and refresh tokens, as keyed hashes.

use crate::{Reader, Result, Tx, account, args, grant, seam};
use countersign_core::{account::Account, time::Time};

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

/// A token and its grant.
pub async fn by_hash(reader: &mut Reader, hash: &[u8]) -> Result<Option<(Row, grant::Row)>> {
    reader
        .maybe(
            |row| Ok((read_at(row, 9)?, grant::read_at(row, 0)?)),
            "SELECT g.grant_id, g.app_id, g.account_id, g.session_id, g.scope, g.facts, g.made_at,
             g.ends_at, g.revoked_at, t.token_hash, t.grant_id, t.kind, t.parent_hash, t.scope,
             t.made_at, t.ends_at, t.used_at, t.revoked_at
             FROM oauth_token t JOIN oauth_grant g ON g.grant_id = t.grant_id
             WHERE t.token_hash = $1",
            args![hash],
        )
        .await
}

/// A token with everything its use is decided by.
#[derive(Clone, Debug)]
pub struct Held {
    pub token: Row,
    pub grant: grant::Row,
    pub account: Account,
    /// When the session it belongs to was ended or ends; nothing without one.
    pub session_revoked_at: Option<Time>,
    pub session_ends_at: Option<Time>,
}

/// All of it in one read: what every introspection costs.
pub async fn held(reader: &mut Reader, hash: &[u8]) -> Result<Option<Held>> {
    reader
        .maybe(
            |row| {
                Ok(Held {
                    account: account::read(row)?,
                    grant: grant::read_at(row, 17)?,
                    token: read_at(row, 26)?,
                    session_revoked_at: row.get(35)?,
                    session_ends_at: row.get(36)?,
                })
            },
            "SELECT a.account_id, a.username, a.name, a.mail, a.role, a.state, a.language,
             a.time_zone, a.appearance, a.default_method, a.made_at, a.first_sign_in_at,
             a.last_sign_in_at, a.grace_ends_at, a.disabled_at, a.generation, a.version,
             g.grant_id, g.app_id, g.account_id, g.session_id, g.scope, g.facts, g.made_at,
             g.ends_at, g.revoked_at, t.token_hash, t.grant_id, t.kind, t.parent_hash, t.scope,
             t.made_at, t.ends_at, t.used_at, t.revoked_at, s.revoked_at, s.ends_at
             FROM oauth_token t JOIN oauth_grant g ON g.grant_id = t.grant_id
             JOIN account a ON a.account_id = g.account_id
             LEFT JOIN session s ON s.session_id = g.session_id
             WHERE t.token_hash = $1",
            args![hash],
        )
        .await
}

/// Uses a refresh token up. Of any number of callers one gets `true`.
pub async fn use_refresh(tx: &mut Tx, hash: &[u8], now: Time) -> Result<bool> {
    let sql = "UPDATE oauth_token SET used_at = $2 WHERE token_hash = $1 AND kind = 'refresh'
               AND used_at IS NULL AND revoked_at IS NULL AND ends_at > $2";
    Ok(tx.on(hash).run(sql, args![hash, now]).await? == 1)
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
    tx.on(hash).run(sql, args![hash, now]).await
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

/// The columns of a token from the one at `at` on.
fn read_at(row: &seam::Row<'_>, at: usize) -> Result<Row> {
    Ok(Row {
        hash: row.bytes(at)?,
        grant: row.text(at + 1)?,
        kind: row.text(at + 2)?,
        parent: row.opt_bytes(at + 3)?,
        scope: row.get(at + 4)?,
        made_at: row.get(at + 5)?,
        ends_at: row.get(at + 6)?,
        used_at: row.get(at + 7)?,
        revoked_at: row.get(at + 8)?,
    })
}
