//! What an account has granted an app: the family its tokens belong to.

use crate::{Reader, Result, Tx, args, seam};
use countersign_core::{
    id::{AccountId, AppId, SessionId},
    time::Time,
};

#[derive(Clone, Debug)]
pub struct Row {
    pub id: String,
    pub app: AppId,
    pub account: AccountId,
    pub session: Option<SessionId>,
    pub scope: String,
    /// Sealed.
    pub facts: Vec<u8>,
    pub made_at: Time,
    pub ends_at: Time,
    pub revoked_at: Option<Time>,
}

pub async fn add(tx: &mut Tx, row: &Row) -> Result<()> {
    tx.must(
        "INSERT INTO oauth_grant (grant_id, app_id, account_id, session_id, scope, facts, made_at,
         ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            &row.id,
            &row.app,
            &row.account,
            row.session.as_ref(),
            &row.scope,
            &row.facts,
            row.made_at,
            row.ends_at
        ],
    )
    .await
}

pub async fn by_id(reader: &mut Reader, id: &str) -> Result<Option<Row>> {
    reader
        .maybe(
            read,
            "SELECT grant_id, app_id, account_id, session_id, scope, facts, made_at, ends_at,
             revoked_at FROM oauth_grant WHERE grant_id = $1",
            args![id],
        )
        .await
}

/// Ends the grant, and with it every token of the family.
pub async fn revoke(tx: &mut Tx, id: &str, now: Time) -> Result<u64> {
    let sql = "UPDATE oauth_grant SET revoked_at = $2 WHERE grant_id = $1 AND revoked_at IS NULL";
    tx.on(id).run(sql, args![id, now]).await
}

pub async fn revoke_of_session(tx: &mut Tx, session: &SessionId, now: Time) -> Result<u64> {
    let sql = "UPDATE oauth_grant SET revoked_at = $2 WHERE session_id = $1 AND revoked_at IS NULL";
    tx.on(session.as_str()).run(sql, args![session, now]).await
}

/// Ends all of an account but those of one session.
pub async fn revoke_of_account(
    tx: &mut Tx,
    account: &AccountId,
    now: Time,
    except: Option<&SessionId>,
) -> Result<u64> {
    tx.on(account.as_str())
        .run(
            "UPDATE oauth_grant SET revoked_at = $2 WHERE account_id = $1 AND revoked_at IS NULL
         AND (session_id IS NULL OR session_id <> $3)",
            args![account, now, except.map_or("", AsRef::as_ref)],
        )
        .await
}

/// Deletes some that ended before `before`; their tokens ended earlier.
pub async fn sweep(tx: &mut Tx, before: Time) -> Result<u64> {
    tx.run(
        "DELETE FROM oauth_grant WHERE grant_id IN
         (SELECT grant_id FROM oauth_grant WHERE ends_at < $1 ORDER BY ends_at LIMIT 500)",
        args![before],
    )
    .await
}

fn read(row: &seam::Row<'_>) -> Result<Row> {
    read_at(row, 0)
}

/// The columns of a grant from the one at `at` on.
pub(crate) fn read_at(row: &seam::Row<'_>, at: usize) -> Result<Row> {
    Ok(Row {
        id: row.text(at)?,
        app: row.get(at + 1)?,
        account: row.get(at + 2)?,
        session: row.get(at + 3)?,
        scope: row.text(at + 4)?,
        facts: row.bytes(at + 5)?,
        made_at: row.get(at + 6)?,
        ends_at: row.get(at + 7)?,
        revoked_at: row.get(at + 8)?,
    })
}
