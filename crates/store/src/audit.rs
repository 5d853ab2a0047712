//! What happened. Rows are added, sealed once and, long after, forgotten with the others of their
//! seal; nothing else ever happens to them.

use crate::{Error, Reader, Result, Tx, args, seam::Row};
use countersign_core::{
    audit::{AuditEvent, What, chain::Seal},
    id::{AccountId, AuditId},
    time::Time,
};

/// `mac`: the row's own keyed hash (LG-4).
pub async fn add(tx: &mut Tx, event: &AuditEvent, mac: &[u8]) -> Result<()> {
    let facts = serde_json::to_string(&event.facts).map_err(|e| Error::Db(e.to_string()))?;
    tx.must(
        "INSERT INTO audit (audit_id, at, what, account_id, actor_id, tag, source, device, facts,
         mac) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            &event.id,
            event.at,
            event.what.name(),
            event.account.as_ref(),
            event.actor.as_ref(),
            event.tag.clone(),
            &event.source,
            &event.device,
            facts,
            mac
        ],
    )
    .await
}

/// Events of an account in `since..before`, newest first.
pub async fn of_account(
    reader: &mut Reader,
    account: &AccountId,
    since: Time,
    before: Time,
    most: i64,
) -> Result<Vec<AuditEvent>> {
    reader
        .all(
            read,
            "SELECT audit_id, at, what, account_id, actor_id, tag, source, device, facts
             FROM audit WHERE account_id = $1 AND at >= $2 AND at < $3
             ORDER BY at DESC, audit_id DESC LIMIT $4",
            args![account, since, before, most],
        )
        .await
}

/// As [`of_account`], but only events of these kinds; `since` and `before` as one span.
pub async fn some_of_account(
    reader: &mut Reader,
    account: &AccountId,
    whats: &[What],
    (since, before): (Time, Time),
    most: i64,
) -> Result<Vec<AuditEvent>> {
    // Names are letters and `_`: as one list between commas, so that the text stays one literal.
    let names: Vec<&str> = whats.iter().map(|what| what.name()).collect();
    let names = format!(",{},", names.join(","));
    reader
        .all(
            read,
            "SELECT audit_id, at, what, account_id, actor_id, tag, source, device, facts
             FROM audit WHERE account_id = $1 AND at >= $2 AND at < $3
             AND $4 LIKE '%,' || what || ',%'
             ORDER BY at DESC, audit_id DESC LIMIT $5",
            args![account, since, before, names, most],
        )
        .await
}

/// Of everybody in `since..before`, newest first.
pub async fn recent(
    reader: &mut Reader,
    (since, before): (Time, Time),
    most: i64,
) -> Result<Vec<AuditEvent>> {
    reader
        .all(
            read,
            "SELECT audit_id, at, what, account_id, actor_id, tag, source, device, facts
             FROM audit WHERE at >= $1 AND at < $2 ORDER BY at DESC LIMIT $3",
            args![since, before, most],
        )
        .await
}

/// A row as it is compared with its seal.
pub struct Kept {
    /// An event of a kind this program does not know is none.
    pub event: Option<AuditEvent>,
    pub id: AuditId,
    pub mac: Option<Vec<u8>>,
}

/// Puts up to `most` rows that have no seal yet under seal `number`.
pub async fn take(tx: &mut Tx, number: i64, most: i64) -> Result<Vec<(AuditId, Vec<u8>)>> {
    tx.all(
        |row| Ok((row.get(0)?, row.opt_bytes(1)?.unwrap_or_default())),
        "UPDATE audit SET seal = $1 WHERE seal IS NULL AND audit_id IN
         (SELECT audit_id FROM audit WHERE seal IS NULL ORDER BY audit_id LIMIT $2)
         RETURNING audit_id, mac",
        args![number, most],
    )
    .await
}

/// Stale, if another server took the number first.
pub async fn add_seal(tx: &mut Tx, seal: &Seal) -> Result<()> {
    tx.must(
        "INSERT INTO audit_seal (seal, made_at, ids, digest, hash) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (seal) DO NOTHING",
        args![seal.number, seal.at, join(&seal.ids), &seal.digest, &seal.hash],
    )
    .await
}

pub async fn last_seal(reader: &mut Reader) -> Result<Option<Seal>> {
    reader
        .maybe(
            read_seal,
            "SELECT seal, made_at, ids, digest, hash FROM audit_seal WHERE seal > 0
             ORDER BY seal DESC LIMIT 1",
            args![],
        )
        .await
}

/// The first seal after `number`.
pub async fn next_seal(reader: &mut Reader, number: i64) -> Result<Option<Seal>> {
    reader
        .maybe(
            read_seal,
            "SELECT seal, made_at, ids, digest, hash FROM audit_seal WHERE seal > $1
             ORDER BY seal LIMIT 1",
            args![number],
        )
        .await
}

pub async fn seal(reader: &mut Reader, number: i64) -> Result<Option<Seal>> {
    reader
        .maybe(
            read_seal,
            "SELECT seal, made_at, ids, digest, hash FROM audit_seal WHERE seal = $1",
            args![number],
        )
        .await
}

/// The rows under a seal, by id.
pub async fn of_seal(reader: &mut Reader, number: i64) -> Result<Vec<Kept>> {
    reader
        .all(
            kept,
            "SELECT audit_id, at, what, account_id, actor_id, tag, source, device, facts, mac
             FROM audit WHERE seal = $1 ORDER BY audit_id",
            args![number],
        )
        .await
}

/// Rows no seal is over yet, by id, from the one after `after`.
pub async fn unsealed(reader: &mut Reader, after: &str, most: i64) -> Result<Vec<Kept>> {
    reader
        .all(
            kept,
            "SELECT audit_id, at, what, account_id, actor_id, tag, source, device, facts, mac
             FROM audit WHERE seal IS NULL AND audit_id > $1 ORDER BY audit_id LIMIT $2",
            args![after, most],
        )
        .await
}

/// A seal above every one there is, with rows that say they are under it.
pub async fn beyond(reader: &mut Reader, number: i64) -> Result<Option<AuditId>> {
    reader
        .maybe(
            |row| row.get(0),
            "SELECT audit_id FROM audit WHERE seal > $1 ORDER BY seal, audit_id LIMIT 1",
            args![number],
        )
        .await
}

/// Gives a row from before there was a chain its own keyed hash.
pub async fn adopt(tx: &mut Tx, id: &AuditId, mac: &[u8]) -> Result<()> {
    tx.must("UPDATE audit SET mac = $2 WHERE audit_id = $1 AND mac IS NULL", args![id, mac]).await
}

/// Takes the rows under a seal away; the seal stays, without their names.
pub async fn forget(tx: &mut Tx, number: i64) -> Result<u64> {
    let gone = tx.run("DELETE FROM audit WHERE seal = $1", args![number]).await?;
    tx.must("UPDATE audit_seal SET ids = '' WHERE seal = $1", args![number]).await?;
    Ok(gone)
}

fn join(ids: &[AuditId]) -> String {
    ids.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(" ")
}

fn read_seal(row: &Row<'_>) -> Result<Seal> {
    Ok(Seal {
        number: row.int(0)?,
        at: row.get(1)?,
        ids: row.text(2)?.split_whitespace().map(AuditId::from).collect(),
        digest: row.bytes(3)?,
        hash: row.bytes(4)?,
    })
}

fn kept(row: &Row<'_>) -> Result<Kept> {
    let known = What::parse(&row.text(2)?).is_some();
    let event = if known { Some(read(row)?) } else { None };
    Ok(Kept { event, id: row.get(0)?, mac: row.opt_bytes(9)? })
}

fn read(row: &Row<'_>) -> Result<AuditEvent> {
    let what = row.text(2)?;
    Ok(AuditEvent {
        id: row.get(0)?,
        at: row.get(1)?,
        what: What::parse(&what)
            .ok_or_else(|| Error::Db(format!("an event {what} this program does not know")))?,
        account: row.get(3)?,
        actor: row.get(4)?,
        tag: row.opt_text(5)?,
        source: row.text(6)?,
        device: row.text(7)?,
        facts: row.json(8)?,
    })
}
