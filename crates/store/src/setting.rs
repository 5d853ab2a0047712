//! What administrators change while the server runs, by name.

use crate::{Error, Reader, Result, Tx, args};
use countersign_core::time::Time;
use serde_json::Value;

pub async fn get(reader: &mut Reader, name: &str) -> Result<Option<Value>> {
    reader.maybe(|row| row.json(0), "SELECT value FROM setting WHERE name = $1", args![name]).await
}

/// Puts what nobody has put yet. Of any number of callers one does.
pub async fn claim(tx: &mut Tx, name: &str, value: &Value, now: Time) -> Result<bool> {
    let text = serde_json::to_string(value).map_err(|e| Error::Db(e.to_string()))?;
    let put = tx.run(
        "INSERT INTO setting (name, value, changed_at) VALUES ($1, $2, $3)
         ON CONFLICT (name) DO NOTHING",
        args![name, text, now],
    );
    Ok(put.await? == 1)
}

pub async fn put(tx: &mut Tx, name: &str, value: &Value, now: Time) -> Result<()> {
    let text = serde_json::to_string(value).map_err(|e| Error::Db(e.to_string()))?;
    tx.must(
        "INSERT INTO setting (name, value, changed_at) VALUES ($1, $2, $3)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at",
        args![name, text, now],
    )
    .await
}

/// As [`put`], unless there is one already; whether it was put.
pub async fn put_first(tx: &mut Tx, name: &str, value: &Value, now: Time) -> Result<bool> {
    let text = serde_json::to_string(value).map_err(|e| Error::Db(e.to_string()))?;
    let rows = tx
        .run(
            "INSERT INTO setting (name, value, changed_at) VALUES ($1, $2, $3)
             ON CONFLICT (name) DO NOTHING",
            args![name, text, now],
        )
        .await?;
    Ok(rows == 1)
}

/// Puts `new` in the place of `old`; nothing, if it is another meanwhile.
pub async fn replace(tx: &mut Tx, name: &str, old: &Value, new: &Value) -> Result<u64> {
    let text = |value| serde_json::to_string(value).map_err(|e| Error::Db(e.to_string()));
    tx.run(
        "UPDATE setting SET value = $3 WHERE name = $1 AND value = $2",
        args![name, text(old)?, text(new)?],
    )
    .await
}
