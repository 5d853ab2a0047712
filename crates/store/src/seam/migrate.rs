//! Tables move forward only: each step is one transaction that records itself, so a step that was
//! killed never was and the next start runs it again. A newer schema is refused (AV-9).

use super::{Db, Row, Tx};
use crate::{Error, Result, args};

/// `migrations/NNNN_name.sql`: one text for both databases. A released step never changes.
pub(super) struct Step {
    pub number: i64,
    pub name: &'static str,
    pub sql: &'static str,
}

macro_rules! steps {
    ($($number:literal $name:literal),* $(,)?) => {
        &[$(Step {
            number: $number,
            name: $name,
            sql: include_str!(concat!("../../migrations/", $name, ".sql")),
        }),*]
    };
}

/// In order, without gaps.
pub(super) const STEPS: &[Step] =
    steps![1 "0001_first", 2 "0002_app_passwords", 3 "0003_records", 4 "0004_ends"];

const TABLE: &str = "CREATE TABLE IF NOT EXISTS migration (
    number BIGINT PRIMARY KEY, name TEXT NOT NULL)";

/// Runs what is missing. Several nodes may start at once: each step is run by one of them.
pub(super) async fn run(db: &Db, steps: &[Step]) -> Result<()> {
    let mut tx = db.begin().await?;
    tx.migrating().await?;
    tx.batch(TABLE).await?;
    let done = done(&mut tx).await?;
    tx.commit().await?;
    check(&done, steps)?;
    for step in steps {
        if !done.iter().any(|(number, _)| *number == step.number) {
            take(db, step).await?;
        }
    }
    Ok(())
}

async fn take(db: &Db, step: &Step) -> Result<()> {
    let mut tx = db.begin().await?;
    tx.migrating().await?;
    if done(&mut tx).await?.iter().any(|(number, _)| *number == step.number) {
        return Ok(());
    }
    tx.batch(step.sql).await.map_err(|error| failed(step, &error))?;
    tx.run("INSERT INTO migration (number, name) VALUES ($1, $2)", args![step.number, step.name])
        .await?;
    tx.commit().await?;
    tracing::info!(step = step.name, "tables brought up to date");
    Ok(())
}

async fn done(tx: &mut Tx) -> Result<Vec<(i64, String)>> {
    tx.all(read, "SELECT number, name FROM migration ORDER BY number", args![]).await
}

fn check(done: &[(i64, String)], steps: &[Step]) -> Result<()> {
    let newest = steps.last().map_or(0, |step| step.number);
    for (number, name) in done {
        if *number > newest {
            return Err(Error::Db(format!(
                "this database was last used by a newer Countersign (its tables are at step \
                 {number}, this version knows {newest}); start that version again, or restore \
                 a backup made before the upgrade"
            )));
        }
        if !steps.iter().any(|step| step.number == *number && step.name == name) {
            return Err(Error::Db(format!(
                "this database was brought up to date by another line of Countersign (step \
                 {name} is unknown here)"
            )));
        }
    }
    Ok(())
}

fn failed(step: &Step, error: &Error) -> Error {
    Error::Db(format!("bringing the tables up to date failed at {}: {error}", step.name))
}

fn read(row: &Row<'_>) -> Result<(i64, String)> {
    Ok((row.int(0)?, row.text(1)?))
}
