//! What happened. Rows are only ever added.

use crate::{Error, Reader, Result, Tx, args, seam::Row};
use countersign_core::{
    audit::{AuditEvent, What},
    id::AccountId,
    time::Time,
};

pub async fn add(tx: &mut Tx, event: &AuditEvent) -> Result<()> {
    let facts = serde_json::to_string(&event.facts).map_err(|e| Error::Db(e.to_string()))?;
    tx.must(
        "INSERT INTO audit (audit_id, at, what, account_id, actor_id, tag, source, device, facts)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            &event.id,
            event.at,
            event.what.name(),
            event.account.as_ref(),
            event.actor.as_ref(),
            event.tag.clone(),
            &event.source,
            &event.device,
            facts
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
