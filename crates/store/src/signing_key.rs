//! Keys that sign tokens, with their public halves.

use crate::{Reader, Result, Tx, args, seam};
use countersign_core::time::Time;

#[derive(Clone, Debug)]
pub struct Row {
    pub id: String,
    pub alg: String,
    /// Sealed.
    pub private: Vec<u8>,
    /// As JSON (RFC 7517).
    pub public: String,
    pub made_at: Time,
    /// Signs nothing any more, is still published.
    pub retired_at: Option<Time>,
    /// Not published any more either.
    pub gone_at: Option<Time>,
}

pub async fn add(tx: &mut Tx, row: &Row) -> Result<()> {
    tx.must(
        "INSERT INTO signing_key (key_id, alg, private, public, made_at)
         VALUES ($1, $2, $3, $4, $5)",
        args![&row.id, &row.alg, &row.private, &row.public, row.made_at],
    )
    .await
}

/// Those that are published, newest first.
pub async fn live(reader: &mut Reader, now: Time) -> Result<Vec<Row>> {
    reader
        .all(
            read,
            "SELECT key_id, alg, private, public, made_at, retired_at, gone_at FROM signing_key
             WHERE gone_at IS NULL OR gone_at > $1 ORDER BY made_at DESC, key_id DESC",
            args![now],
        )
        .await
}

/// Stops signing now; stays published until `gone`.
pub async fn retire(tx: &mut Tx, id: &str, now: Time, gone: Time) -> Result<()> {
    tx.must(
        "UPDATE signing_key SET retired_at = $2, gone_at = $3
         WHERE key_id = $1 AND retired_at IS NULL",
        args![id, now, gone],
    )
    .await
}

fn read(row: &seam::Row<'_>) -> Result<Row> {
    Ok(Row {
        id: row.text(0)?,
        alg: row.text(1)?,
        private: row.bytes(2)?,
        public: row.text(3)?,
        made_at: row.get(4)?,
        retired_at: row.get(5)?,
        gone_at: row.get(6)?,
    })
}
