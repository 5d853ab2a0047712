//! App passwords, by keyed hash: found by its first eight bytes, which an index has. The ended ones
//! stay, so that a program that still uses one is recognised and told apart from a guess.
//!
//! Copies are kept of what opens: a statement that takes something away names the account.
//!
//! Swept: ended ones 400 days after their end.

use crate::{Error, Reader, Result, Tx, args, seam};
use countersign_core::{
    account::Role,
    app_password::{AppPassword, Holder, Opens, Protocol, Use, Why},
    id::{AccountId, AppPasswordId},
    time::Time,
};

/// One that was found by its hash, with what a door asks about its owner.
#[derive(Clone, Debug)]
pub struct Found {
    pub app_password: AppPassword,
    pub secret_hash: Vec<u8>,
    /// The end that is written: within a day of the one that its last use leads to.
    pub end_written: Time,
    pub username: String,
    pub mail: String,
    pub holder: Holder,
}

/// A program that still uses one that has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Still {
    pub last: Use,
    /// What the program calls itself; empty if it does not.
    pub program: String,
}

/// Keeps a new one in a slot that no live one of the account has.
///
/// `Taken`, if another was put there meanwhile. `warned_at`: its owner knows already when it ends.
pub async fn add(
    tx: &mut Tx,
    new: &AppPassword,
    (slot, secret_hash): (i64, &[u8]),
    warned_at: Option<Time>,
) -> Result<()> {
    tx.must(
        "INSERT INTO app_password (app_password_id, account_id, slot, name, program, opens,
         networks, prefix, secret_hash, made_at, ends_at, over_at, warned_at, used)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0)",
        args![
            &new.id,
            &new.account,
            slot,
            &new.name,
            &new.program,
            new.opens.line(),
            new.networks.join(" "),
            prefix(secret_hash),
            secret_hash,
            new.made_at,
            new.ends_at,
            new.over_at(),
            warned_at
        ],
    )
    .await
}

/// Slots of the account's live ones.
pub async fn slots(reader: &mut Reader, account: &AccountId) -> Result<Vec<i64>> {
    let sql = "SELECT slot FROM app_password WHERE account_id = $1 AND ended_at IS NULL";
    reader.all(|row| row.int(0), sql, args![account]).await
}

/// All whose hash begins like this one, live or ended: one, or none. The caller compares the rest.
pub async fn by_hash(reader: &mut Reader, secret_hash: &[u8]) -> Result<Vec<Found>> {
    reader
        .all(
            read_found,
            "SELECT p.app_password_id, p.account_id, p.name, p.program, p.opens, p.networks,
             p.made_at, p.used_at, p.used_from, p.used_by, p.used, p.ends_at, p.ended_at, p.why,
             p.secret_hash, a.username, a.mail, a.role, a.disabled_at, p.over_at
             FROM app_password p JOIN account a ON a.account_id = p.account_id
             WHERE p.prefix = $1",
            args![prefix(secret_hash)],
        )
        .await
}

/// Live ones of everybody, by their ids, beginning after `after`.
pub async fn page(reader: &mut Reader, after: &str, limit: i64) -> Result<Vec<Found>> {
    reader
        .all(
            read_found,
            "SELECT p.app_password_id, p.account_id, p.name, p.program, p.opens, p.networks,
             p.made_at, p.used_at, p.used_from, p.used_by, p.used, p.ends_at, p.ended_at, p.why,
             p.secret_hash, a.username, a.mail, a.role, a.disabled_at, p.over_at
             FROM app_password p JOIN account a ON a.account_id = p.account_id
             WHERE p.app_password_id > $1 AND p.ended_at IS NULL
             ORDER BY p.app_password_id LIMIT $2",
            args![after, limit],
        )
        .await
}

/// The account's live ones, newest first.
pub async fn of_account(reader: &mut Reader, account: &AccountId) -> Result<Vec<AppPassword>> {
    reader
        .all(
            read,
            "SELECT app_password_id, account_id, name, program, opens, networks, made_at, used_at,
             used_from, used_by, used, ends_at, ended_at, why
             FROM app_password WHERE account_id = $1 AND ended_at IS NULL
             ORDER BY made_at DESC",
            args![account],
        )
        .await
}

/// Whose it is, and what it was, live or ended.
pub async fn any(reader: &mut Reader, id: &AppPasswordId) -> Result<Option<AppPassword>> {
    reader
        .maybe(
            read,
            "SELECT app_password_id, account_id, name, program, opens, networks, made_at, used_at,
             used_from, used_by, used, ends_at, ended_at, why
             FROM app_password WHERE app_password_id = $1",
            args![id],
        )
        .await
}

/// One of the account's, live or ended.
pub async fn by_id(
    reader: &mut Reader,
    account: &AccountId,
    id: &AppPasswordId,
) -> Result<Option<AppPassword>> {
    reader
        .maybe(
            read,
            "SELECT app_password_id, account_id, name, program, opens, networks, made_at, used_at,
             used_from, used_by, used, ends_at, ended_at, why
             FROM app_password WHERE app_password_id = $2 AND account_id = $1",
            args![account, id],
        )
        .await
}

/// The account's ended ones that programs have used since `since`.
pub async fn still_used(
    reader: &mut Reader,
    account: &AccountId,
    since: Time,
) -> Result<Vec<(AppPassword, Still)>> {
    reader
        .all(
            |row| {
                let last = used(row, 14)?.ok_or_else(|| unknown("use"))?;
                let program = row.opt_text(17)?.unwrap_or_default();
                Ok((read(row)?, Still { last, program }))
            },
            "SELECT app_password_id, account_id, name, program, opens, networks, made_at, used_at,
             used_from, used_by, used, ends_at, ended_at, why, still_at, still_from, still_by,
             still_as FROM app_password
             WHERE account_id = $1 AND ended_at IS NOT NULL AND still_at >= $2
             ORDER BY made_at DESC",
            args![account, since],
        )
        .await
}

/// Stale, if it is not the account's or has ended.
pub async fn rename(
    tx: &mut Tx,
    account: &AccountId,
    id: &AppPasswordId,
    name: &str,
) -> Result<()> {
    tx.must(
        "UPDATE app_password SET name = $3
         WHERE app_password_id = $2 AND account_id = $1 AND ended_at IS NULL",
        args![account, id, name],
    )
    .await
}

/// Ends one. Of any number of callers one ends it; for the others it is `Stale`.
pub async fn end(
    tx: &mut Tx,
    account: &AccountId,
    id: &AppPasswordId,
    (why, now): (Why, Time),
) -> Result<()> {
    tx.on(account.as_str())
        .must(
            "UPDATE app_password SET ended_at = $4, why = $3
         WHERE app_password_id = $2 AND account_id = $1 AND ended_at IS NULL",
            args![account, id, why.name(), now],
        )
        .await
}

/// Ends all of an account; says how many.
pub async fn end_all(tx: &mut Tx, account: &AccountId, why: Why, now: Time) -> Result<u64> {
    tx.on(account.as_str())
        .run(
            "UPDATE app_password SET ended_at = $3, why = $2
         WHERE account_id = $1 AND ended_at IS NULL",
            args![account, why.name(), now],
        )
        .await
}

/// Writes down a use. Not, if it has ended or a later use is written.
///
/// Touches no index, so that a minute's uses of everybody cost little: [`move_end`] does.
pub async fn see(tx: &mut Tx, id: &AppPasswordId, last: &Use, protocols: i64) -> Result<bool> {
    let sql = "UPDATE app_password SET used_at = $2, used_from = $3, used_by = $4, used = used | $5
               WHERE app_password_id = $1 AND ended_at IS NULL
               AND (used_at IS NULL OR used_at < $2)";
    let by = last.protocol.name();
    Ok(tx.run(sql, args![id, last.at, &last.source, by, protocols]).await? == 1)
}

/// Moves the end that disuse leads to. What is not over before `soon` any more may be warned of
/// again.
pub async fn move_end(tx: &mut Tx, id: &AppPasswordId, unused: Time, soon: Time) -> Result<()> {
    tx.run(
        "UPDATE app_password
         SET over_at = CASE WHEN ends_at <= $2 THEN ends_at ELSE $2 END,
         warned_at = CASE WHEN ends_at <= $3 THEN warned_at ELSE NULL END
         WHERE app_password_id = $1 AND ended_at IS NULL AND over_at < $2",
        args![id, unused, soon],
    )
    .await
    .map(drop)
}

/// Writes down that a program still uses one that has ended.
pub async fn see_still(tx: &mut Tx, id: &AppPasswordId, still: &Still) -> Result<()> {
    tx.run(
        "UPDATE app_password SET still_at = $2, still_from = $3, still_by = $4, still_as = $5
         WHERE app_password_id = $1 AND ended_at IS NOT NULL
         AND (still_at IS NULL OR still_at < $2)",
        args![id, still.last.at, &still.last.source, still.last.protocol.name(), &still.program],
    )
    .await
    .map(drop)
}

/// Ends some that are over at `now`: their last day has come, or nobody has used them since
/// `unused`. Answers those it ended. No copy has to be told: each knows its own end.
pub async fn end_over(tx: &mut Tx, now: Time, unused: Time) -> Result<Vec<AppPassword>> {
    tx.all(
        read,
        "UPDATE app_password SET ended_at = $1,
         why = CASE WHEN ends_at <= $1 THEN 'over' ELSE 'unused' END
         WHERE ended_at IS NULL AND (ends_at <= $1 OR COALESCE(used_at, made_at) <= $2)
         AND app_password_id IN (SELECT app_password_id FROM app_password
          WHERE ended_at IS NULL AND over_at <= $1 ORDER BY over_at LIMIT 500)
         RETURNING app_password_id, account_id, name, program, opens, networks, made_at, used_at,
         used_from, used_by, used, ends_at, ended_at, why",
        args![now, unused],
    )
    .await
}

/// Marks some that are over before `before` as warned of; answers those it marked.
pub async fn warn(tx: &mut Tx, before: Time, now: Time) -> Result<Vec<AppPassword>> {
    tx.all(
        read,
        "UPDATE app_password SET warned_at = $2
         WHERE ended_at IS NULL AND warned_at IS NULL AND app_password_id IN
         (SELECT app_password_id FROM app_password
          WHERE ended_at IS NULL AND over_at <= $1 AND warned_at IS NULL
          ORDER BY over_at LIMIT 100)
         RETURNING app_password_id, account_id, name, program, opens, networks, made_at, used_at,
         used_from, used_by, used, ends_at, ended_at, why",
        args![before, now],
    )
    .await
}

/// Deletes some that ended before `before`.
pub async fn sweep(tx: &mut Tx, before: Time) -> Result<u64> {
    tx.run(
        "DELETE FROM app_password WHERE app_password_id IN
         (SELECT app_password_id FROM app_password WHERE ended_at < $1
          ORDER BY ended_at LIMIT 500)",
        args![before],
    )
    .await
}

/// Protocols as a number with a bit for each, as the column has them.
pub fn bits(protocols: &[Protocol]) -> i64 {
    protocols.iter().fold(0, |bits, protocol| bits | bit(*protocol))
}

const fn bit(protocol: Protocol) -> i64 {
    1 << protocol as u32
}

/// The part of a hash that the index has.
fn prefix(secret_hash: &[u8]) -> i64 {
    i64::from_be_bytes(secret_hash.first_chunk().copied().unwrap_or_default())
}

fn read_found(row: &seam::Row<'_>) -> Result<Found> {
    let disabled_at: Option<Time> = row.get(18)?;
    let role = Role::parse(&row.text(17)?).ok_or_else(|| unknown("role"))?;
    Ok(Found {
        app_password: read(row)?,
        secret_hash: row.bytes(14)?,
        end_written: row.get(19)?,
        username: row.text(15)?,
        mail: row.text(16)?,
        holder: Holder { disabled: disabled_at.is_some(), role },
    })
}

fn read(row: &seam::Row<'_>) -> Result<AppPassword> {
    let seen = row.int(10)?;
    let ended_at: Option<Time> = row.get(12)?;
    let ended = match (ended_at, row.opt_text(13)?) {
        (Some(at), Some(why)) => Some((at, Why::named(&why).ok_or_else(|| unknown("end"))?)),
        (None, _) => None,
        (Some(_), None) => return Err(unknown("end")),
    };
    Ok(AppPassword {
        id: row.get(0)?,
        account: row.get(1)?,
        name: row.text(2)?,
        program: row.text(3)?,
        opens: Opens::parse(&row.text(4)?),
        networks: row.text(5)?.split_whitespace().map(str::to_owned).collect(),
        made_at: row.get(6)?,
        last_used: used(row, 7)?,
        used: Protocol::ALL.iter().copied().filter(|one| seen & bit(*one) != 0).collect(),
        ends_at: row.get(11)?,
        ended,
    })
}

/// A use whose columns begin at `at`: when, from where, by what.
pub(crate) fn used(row: &seam::Row<'_>, at: usize) -> Result<Option<Use>> {
    let when: Option<Time> = row.get(at)?;
    let by = row.opt_text(at + 2)?.map(|by| Protocol::named(&by));
    match (when, by) {
        (Some(when), Some(Some(protocol))) => {
            let source = row.opt_text(at + 1)?.unwrap_or_default();
            Ok(Some(Use { at: when, source, protocol }))
        }
        (None, _) => Ok(None),
        (Some(_), _) => Err(unknown("protocol")),
    }
}

fn unknown(what: &str) -> Error {
    Error::Db(format!("an app password has a {what} this program does not know"))
}
