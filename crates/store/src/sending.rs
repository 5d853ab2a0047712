//! Texts and calls that went out, counted for the ceilings. Numbers only as keyed hashes.

use crate::{Reader, Result, Tx, args, number};
use countersign_core::{
    id::{AccountId, JobId},
    time::{Time, days, hours, minutes},
};
use std::time::Duration;

#[derive(Clone, Debug)]
pub struct Row {
    pub id: JobId,
    pub channel: String,
    pub to_hash: Vec<u8>,
    pub prefix_hash: Vec<u8>,
    pub country: String,
    pub account: Option<AccountId>,
    pub source: String,
    pub parts: i64,
    pub at: Time,
}

/// Parts sent before, by what they have in common with one message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub number_hour: i64,
    pub number_day: i64,
    pub account_hour: i64,
    pub account_day: i64,
    pub source_hour: i64,
    pub prefix_hour: i64,
    pub country_hour: i64,
    pub total_day: i64,
    /// Codes to the range in a day that came back or had their time, but for those that never left.
    pub prefix_codes: i64,
    /// Those of them that came back.
    pub prefix_entered: i64,
}

pub async fn add(tx: &mut Tx, row: &Row) -> Result<()> {
    tx.must(
        "INSERT INTO sending (sending_id, channel, to_hash, prefix_hash, country, account_id,
         source, parts, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            &row.id,
            &row.channel,
            &row.to_hash,
            &row.prefix_hash,
            &row.country,
            row.account.as_ref(),
            &row.source,
            row.parts,
            row.at
        ],
    )
    .await
}

const TO: &str = "SELECT CAST(COALESCE(SUM(parts), 0) AS BIGINT) FROM sending
                  WHERE to_hash = $1 AND at > $2";
const PREFIX: &str = "SELECT CAST(COALESCE(SUM(parts), 0) AS BIGINT) FROM sending
                      WHERE prefix_hash = $1 AND at > $2";
const ACCOUNT: &str = "SELECT CAST(COALESCE(SUM(parts), 0) AS BIGINT) FROM sending
                       WHERE account_id = $1 AND at > $2";
const SOURCE: &str = "SELECT CAST(COALESCE(SUM(parts), 0) AS BIGINT) FROM sending
                      WHERE source = $1 AND at > $2";
const COUNTRY: &str = "SELECT CAST(COALESCE(SUM(parts), 0) AS BIGINT) FROM sending
                       WHERE country = $1 AND at > $2";
const CODES: &str = "SELECT COUNT(*) FROM sending WHERE prefix_hash = $1 AND at > $2
                     AND failed_at IS NULL AND (entered_at IS NOT NULL OR at <= $3)";
const ENTERED: &str = "SELECT COUNT(*) FROM sending WHERE prefix_hash = $1 AND at > $2
                       AND failed_at IS NULL AND entered_at IS NOT NULL";
const ALL: &str = "SELECT CAST(COALESCE(SUM(parts), 0) AS BIGINT) FROM sending WHERE at > $1";

/// A code can be typed for this long; before that it says nothing that it has not come back.
const CODE: Duration = minutes(10);
/// What became of a code concerns what was sent to its number since then.
const LATELY: Duration = minutes(20);

/// A code that was sent to the number came back: the number is somebody's (SM-8).
pub async fn entered(tx: &mut Tx, to_hash: &[u8], now: Time) -> Result<u64> {
    tx.run(
        "UPDATE sending SET entered_at = $3
         WHERE to_hash = $1 AND at > $2 AND entered_at IS NULL",
        args![to_hash, now.minus(LATELY), now],
    )
    .await
}

/// Nobody took the code, so that it says nothing about the number (SM-8).
pub async fn failed(tx: &mut Tx, to_hash: &[u8], now: Time) -> Result<u64> {
    tx.run(
        "UPDATE sending SET failed_at = $3
         WHERE to_hash = $1 AND at > $2 AND entered_at IS NULL AND failed_at IS NULL",
        args![to_hash, now.minus(LATELY), now],
    )
    .await
}

/// What was sent before `row`.
pub async fn counts(reader: &mut Reader, row: &Row) -> Result<Counts> {
    let (hour, day) = (row.at.minus(hours(1)), row.at.minus(days(1)));
    let over = row.at.minus(CODE);
    let mut counts = Counts {
        number_hour: number(reader, TO, args![&row.to_hash, hour]).await?,
        number_day: number(reader, TO, args![&row.to_hash, day]).await?,
        source_hour: number(reader, SOURCE, args![&row.source, hour]).await?,
        prefix_hour: number(reader, PREFIX, args![&row.prefix_hash, hour]).await?,
        country_hour: number(reader, COUNTRY, args![&row.country, hour]).await?,
        total_day: number(reader, ALL, args![day]).await?,
        prefix_codes: number(reader, CODES, args![&row.prefix_hash, day, over]).await?,
        prefix_entered: number(reader, ENTERED, args![&row.prefix_hash, day]).await?,
        ..Counts::default()
    };
    if let Some(account) = &row.account {
        counts.account_hour = number(reader, ACCOUNT, args![account, hour]).await?;
        counts.account_day = number(reader, ACCOUNT, args![account, day]).await?;
    }
    Ok(counts)
}

/// Deletes some that no ceiling looks back to any more.
pub async fn sweep(tx: &mut Tx, before: Time) -> Result<u64> {
    tx.run(
        "DELETE FROM sending WHERE sending_id IN
         (SELECT sending_id FROM sending WHERE at < $1 ORDER BY at LIMIT 500)",
        args![before],
    )
    .await
}
