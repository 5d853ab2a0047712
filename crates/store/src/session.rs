//! Sessions, found by the keyed hash of their cookie.

use crate::{Error, Reader, Result, Tx, account, args, number, seam::Row};
use countersign_core::{
    account::Account,
    id::{AccountId, AppId, SessionId},
    method::Proof,
    session::Session,
    time::Time,
};

pub async fn open(tx: &mut Tx, session: &Session, hash: &[u8]) -> Result<()> {
    tx.must(
        "INSERT INTO session (session_id, token_hash, account_id, proofs, browser, device, source,
         made_at, proved_at, seen_at, ends_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        args![
            &session.id,
            hash,
            &session.account,
            proofs(&session.proofs)?,
            &session.browser,
            &session.device,
            &session.source,
            session.made_at,
            session.proved_at,
            session.seen_at,
            session.ends_at
        ],
    )
    .await
}

pub async fn by_hash(reader: &mut Reader, hash: &[u8]) -> Result<Option<Session>> {
    reader
        .maybe(
            read,
            "SELECT session_id, account_id, proofs, browser, device, source, made_at, proved_at,
             seen_at, ends_at, revoked_at FROM session WHERE token_hash = $1",
            args![hash],
        )
        .await
}

/// A session and whose it is, in one read: what every page costs.
pub async fn with_account(reader: &mut Reader, hash: &[u8]) -> Result<Option<(Session, Account)>> {
    reader
        .maybe(
            |row| Ok((read(row)?, account::read_from(row, 11)?)),
            "SELECT s.session_id, s.account_id, s.proofs, s.browser, s.device, s.source, s.made_at,
             s.proved_at, s.seen_at, s.ends_at, s.revoked_at, a.account_id, a.username, a.name,
             a.mail, a.role, a.state, a.language, a.time_zone, a.appearance, a.default_method,
             a.made_at, a.first_sign_in_at, a.last_sign_in_at, a.grace_ends_at, a.disabled_at,
             a.generation, a.version
             FROM session s JOIN account a ON a.account_id = s.account_id
             WHERE s.token_hash = $1",
            args![hash],
        )
        .await
}

pub async fn by_id(reader: &mut Reader, id: &SessionId) -> Result<Option<Session>> {
    reader
        .maybe(
            read,
            "SELECT session_id, account_id, proofs, browser, device, source, made_at, proved_at,
             seen_at, ends_at, revoked_at FROM session WHERE session_id = $1",
            args![id],
        )
        .await
}

/// Whether the session is open and its account switched on, as the write that is under way sees it.
pub async fn stands(reader: &mut Reader, id: &SessionId, now: Time) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM session s JOIN account a ON a.account_id = s.account_id
               WHERE s.session_id = $1 AND s.revoked_at IS NULL AND s.ends_at > $2
               AND a.disabled_at IS NULL";
    Ok(number(reader, sql, args![id, now]).await? == 1)
}

/// Those that are not revoked and not over, newest first.
pub async fn of_account(
    reader: &mut Reader,
    account: &AccountId,
    now: Time,
) -> Result<Vec<Session>> {
    reader
        .all(
            read,
            "SELECT session_id, account_id, proofs, browser, device, source, made_at, proved_at,
             seen_at, ends_at, revoked_at FROM session
             WHERE account_id = $1 AND revoked_at IS NULL AND ends_at > $2
             ORDER BY made_at DESC",
            args![account, now],
        )
        .await
}

pub async fn touch(tx: &mut Tx, id: &SessionId, now: Time, source: &str) -> Result<()> {
    tx.on(id.as_str())
        .run(
            "UPDATE session SET seen_at = $2, source = $3
         WHERE session_id = $1 AND revoked_at IS NULL AND seen_at < $2",
            args![id, now, source],
        )
        .await
        .map(drop)
}

/// New proofs under a new cookie, with a new end; the old one is nobody's from here on (SE-1).
pub async fn prove(
    tx: &mut Tx,
    id: &SessionId,
    hash: &[u8],
    proved: &[Proof],
    (now, ends): (Time, Time),
) -> Result<()> {
    tx.on(id.as_str())
        .must(
            "UPDATE session SET token_hash = $2, proofs = $3, proved_at = $4, seen_at = $4,
         ends_at = $5
         WHERE session_id = $1 AND revoked_at IS NULL AND ends_at > $4",
            args![id, hash, proofs(proved)?, now, ends],
        )
        .await
}

pub async fn revoke(tx: &mut Tx, account: &AccountId, id: &SessionId, now: Time) -> Result<()> {
    tx.on(id.as_str())
        .must(
            "UPDATE session SET revoked_at = $3
         WHERE session_id = $2 AND account_id = $1 AND revoked_at IS NULL",
            args![account, id, now],
        )
        .await
}

pub async fn revoke_if_live(tx: &mut Tx, id: &SessionId, now: Time) -> Result<()> {
    let sql = "UPDATE session SET revoked_at = $2 WHERE session_id = $1 AND revoked_at IS NULL";
    tx.on(id.as_str()).run(sql, args![id, now]).await.map(drop)
}

/// Ends all but one; says how many.
pub async fn revoke_all(
    tx: &mut Tx,
    account: &AccountId,
    now: Time,
    except: Option<&SessionId>,
) -> Result<u64> {
    tx.on(account.as_str())
        .run(
            "UPDATE session SET revoked_at = $2
         WHERE account_id = $1 AND revoked_at IS NULL AND session_id <> $3",
            args![account, now, except.map_or("", AsRef::as_ref)],
        )
        .await
}

/// Notes that an app was opened in a session.
pub async fn note_app(tx: &mut Tx, id: &SessionId, app: &AppId, now: Time) -> Result<()> {
    tx.must(
        "INSERT INTO session_app (session_id, app_id, at) VALUES ($1, $2, $3)
         ON CONFLICT (session_id, app_id) DO UPDATE SET at = excluded.at",
        args![id, app, now],
    )
    .await
}

/// Names of the apps that were opened in a session.
pub async fn apps_of(reader: &mut Reader, id: &SessionId) -> Result<Vec<String>> {
    reader
        .all(
            |row| row.text(0),
            "SELECT app.name FROM session_app JOIN app ON app.app_id = session_app.app_id
             WHERE session_app.session_id = $1 ORDER BY app.name",
            args![id],
        )
        .await
}

/// Deletes some that ended before `before`, with what was opened in them.
pub async fn sweep(tx: &mut Tx, before: Time) -> Result<u64> {
    tx.run(
        "DELETE FROM session_app WHERE session_id IN
         (SELECT session_id FROM session WHERE ends_at < $1 ORDER BY ends_at LIMIT 500)",
        args![before],
    )
    .await?;
    tx.run(
        "DELETE FROM session WHERE session_id IN
         (SELECT session_id FROM session WHERE ends_at < $1 ORDER BY ends_at LIMIT 500)",
        args![before],
    )
    .await
}

fn proofs(proofs: &[Proof]) -> Result<String> {
    serde_json::to_string(proofs).map_err(|e| Error::Db(e.to_string()))
}

fn read(row: &Row<'_>) -> Result<Session> {
    Ok(Session {
        id: row.get(0)?,
        account: row.get(1)?,
        proofs: row.json(2)?,
        browser: row.text(3)?,
        device: row.text(4)?,
        source: row.text(5)?,
        made_at: row.get(6)?,
        proved_at: row.get(7)?,
        seen_at: row.get(8)?,
        ends_at: row.get(9)?,
        revoked_at: row.get(10)?,
    })
}
