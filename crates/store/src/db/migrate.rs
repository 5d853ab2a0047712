//! Migrations: forward only, one text for both databases, each in a transaction of its own. A
//! schema newer than this program is refused (AV-9).

use super::{Connection, Db, Result, Tx};
use crate::{Error, args};

const MIGRATIONS: &[(i64, &str, &str)] =
    &[(1, "first", include_str!("../../migrations/0001_first.sql"))];

const TABLE: &str = "CREATE TABLE IF NOT EXISTS migration (
    version BIGINT PRIMARY KEY, name TEXT NOT NULL)";

pub async fn run(db: &Db) -> Result<()> {
    let mut tx = db.begin().await?;
    batch(&mut tx, TABLE).await?;
    tx.commit().await?;
    let mut reader = db.reader().await?;
    let have = reader.number("SELECT COALESCE(MAX(version), 0) FROM migration", args![]).await?;
    drop(reader);
    let newest = MIGRATIONS.last().map_or(0, |(version, _, _)| *version);
    if have > newest {
        return Err(Error::Db(format!(
            "this database has schema {have}, this program knows {newest}: use a newer program"
        )));
    }
    for (version, name, sql) in MIGRATIONS.iter().filter(|(version, _, _)| *version > have) {
        let mut tx = db.begin().await?;
        let insert = "INSERT INTO migration (version, name) VALUES ($1, $2)";
        // First, so that of two nodes that start together one waits, and then is told.
        match tx.run(insert, args![*version, *name]).await {
            Err(Error::Taken(_)) => continue,
            other => other?,
        };
        batch(&mut tx, sql).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn batch(tx: &mut Tx, sql: &str) -> Result<()> {
    match &mut tx.0.0 {
        Connection::Write(turn) => {
            turn.connection()?.execute_batch(sql).map_err(|e| Error::Db(e.to_string()))
        }
        Connection::Postgres(client) => client.batch(sql).await,
        Connection::Read(_) => Err(Error::Db("a reader cannot migrate".into())),
    }
}
