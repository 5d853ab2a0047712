//! Sign-ins: loaded whole, saved whole, with a version that decides every race.

use crate::{Reader, Result, Tx, args, seam};
use countersign_core::{
    id::{AccountId, SignInId},
    time::Time,
};

#[derive(Clone, Debug)]
pub struct Row {
    pub id: SignInId,
    pub browser: String,
    pub account: Option<AccountId>,
    pub tag: String,
    /// Sealed.
    pub data: Vec<u8>,
    pub version: i64,
    pub begun_at: Time,
    pub touched_at: Time,
    pub ends_at: Time,
    pub closed_at: Option<Time>,
}

pub async fn add(tx: &mut Tx, row: &Row) -> Result<()> {
    tx.must(
        "INSERT INTO sign_in (sign_in_id, browser, account_id, tag, data, version, begun_at,
         touched_at, ends_at, closed_at) VALUES ($1, $2, $3, $4, $5, 0, $6, $7, $8, $9)",
        args![
            &row.id,
            &row.browser,
            row.account.as_ref(),
            &row.tag,
            &row.data,
            row.begun_at,
            row.touched_at,
            row.ends_at,
            row.closed_at
        ],
    )
    .await
}

pub async fn by_id(reader: &mut Reader, id: &SignInId) -> Result<Option<Row>> {
    reader
        .maybe(
            read,
            "SELECT sign_in_id, browser, account_id, tag, data, version, begun_at, touched_at,
             ends_at, closed_at FROM sign_in WHERE sign_in_id = $1",
            args![id],
        )
        .await
}

/// Stale, if another turn was saved first, or something else closed it.
pub async fn save(tx: &mut Tx, row: &Row, expected: i64) -> Result<()> {
    tx.must(
        "UPDATE sign_in SET account_id = $3, tag = $4, data = $5, begun_at = $6, touched_at = $7,
         ends_at = $8, closed_at = $9, version = version + 1
         WHERE sign_in_id = $1 AND version = $2 AND closed_at IS NULL",
        args![
            &row.id,
            expected,
            row.account.as_ref(),
            &row.tag,
            &row.data,
            row.begun_at,
            row.touched_at,
            row.ends_at,
            row.closed_at
        ],
    )
    .await
}

/// Open ones of a browser, newest first.
pub async fn open_of_browser(reader: &mut Reader, browser: &str, now: Time) -> Result<Vec<Row>> {
    reader
        .all(
            read,
            "SELECT sign_in_id, browser, account_id, tag, data, version, begun_at, touched_at,
             ends_at, closed_at FROM sign_in
             WHERE browser = $1 AND closed_at IS NULL AND ends_at > $2
             ORDER BY begun_at DESC LIMIT 5",
            args![browser, now],
        )
        .await
}

/// All of an account since a time, newest first.
pub async fn recent(
    reader: &mut Reader,
    account: &AccountId,
    since: Time,
    most: i64,
) -> Result<Vec<Row>> {
    reader
        .all(
            read,
            "SELECT sign_in_id, browser, account_id, tag, data, version, begun_at, touched_at,
             ends_at, closed_at FROM sign_in
             WHERE account_id = $1 AND begun_at >= $2 ORDER BY begun_at DESC LIMIT $3",
            args![account, since, most],
        )
        .await
}

pub async fn recent_tags(
    reader: &mut Reader,
    account: &AccountId,
    since: Time,
) -> Result<Vec<String>> {
    reader
        .all(
            |row| row.text(0),
            "SELECT tag FROM sign_in WHERE account_id = $1 AND begun_at >= $2
             ORDER BY begun_at DESC LIMIT 200",
            args![account, since],
        )
        .await
}

/// Closes whatever is half done on an account; says how many.
pub async fn close_of_account(
    tx: &mut Tx,
    account: &AccountId,
    now: Time,
    except: Option<&SignInId>,
) -> Result<u64> {
    tx.run(
        "UPDATE sign_in SET closed_at = $2, version = version + 1
         WHERE account_id = $1 AND closed_at IS NULL AND sign_in_id <> $3",
        args![account, now, except.map_or("", AsRef::as_ref)],
    )
    .await
}

/// Deletes some of those that ended before `before`.
pub async fn sweep(tx: &mut Tx, before: Time) -> Result<u64> {
    tx.run(
        "DELETE FROM sign_in WHERE sign_in_id IN
         (SELECT sign_in_id FROM sign_in WHERE ends_at < $1 ORDER BY ends_at LIMIT 500)",
        args![before],
    )
    .await
}

fn read(row: &seam::Row<'_>) -> Result<Row> {
    Ok(Row {
        id: row.get(0)?,
        browser: row.text(1)?,
        account: row.get(2)?,
        tag: row.text(3)?,
        data: row.bytes(4)?,
        version: row.int(5)?,
        begun_at: row.get(6)?,
        touched_at: row.get(7)?,
        ends_at: row.get(8)?,
        closed_at: row.get(9)?,
    })
}
