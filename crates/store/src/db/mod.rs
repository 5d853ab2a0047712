//! The seam between our one SQL text and the two databases. Nobody outside knows which it is.
//!
//! SQLite: readers are called in line (a point-select takes microseconds), one writer shares its
//! commits among all that wait. PostgreSQL: a pool, a client for each reader or transaction.

mod migrate;
mod postgres;
mod sqlite;
mod value;

pub use value::{IntoValue, Row, Value};

use crate::Error;
use std::{
    ops::{Deref, DerefMut},
    path::PathBuf,
    sync::Arc,
};

pub type Result<T> = std::result::Result<T, Error>;

/// Which database.
#[derive(Clone, Debug)]
pub enum Config {
    /// A file of its own that ends with the [`Db`]: for tests.
    Temporary,
    Sqlite(PathBuf),
    Postgres {
        url: String,
    },
}

/// A database, migrated. Cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Kind>);

enum Kind {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

/// One connection to read with.
pub struct Reader(Connection);

enum Connection {
    Read(sqlite::Lent),
    Write(sqlite::Turn),
    Postgres(postgres::Client),
}

/// One write transaction; reading functions take it as a [`Reader`]. Dropped without
/// [`Tx::commit`], it leaves nothing behind.
pub struct Tx(Reader);

impl Db {
    /// Opens and migrates. Refuses a SQLite file another process has open, and a schema newer than
    /// this program (AV-9).
    pub async fn open(config: &Config) -> Result<Self> {
        let kind = match config {
            Config::Temporary => Kind::Sqlite(sqlite::Sqlite::temporary()?),
            Config::Sqlite(path) => Kind::Sqlite(sqlite::Sqlite::open(path)?),
            Config::Postgres { url } => Kind::Postgres(postgres::Postgres::open(url)?),
        };
        let db = Self(Arc::new(kind));
        migrate::run(&db).await?;
        Ok(db)
    }

    pub async fn reader(&self) -> Result<Reader> {
        Ok(Reader(match &*self.0 {
            Kind::Sqlite(sqlite) => Connection::Read(sqlite.reader().await?),
            Kind::Postgres(postgres) => Connection::Postgres(postgres.client().await?),
        }))
    }

    pub async fn begin(&self) -> Result<Tx> {
        Ok(Tx(Reader(match &*self.0 {
            Kind::Sqlite(sqlite) => Connection::Write(sqlite.begin().await?),
            Kind::Postgres(postgres) => Connection::Postgres(postgres.begin().await?),
        })))
    }
}

impl Reader {
    /// All rows.
    pub async fn all<T>(
        &mut self,
        sql: &'static str,
        args: Vec<Value>,
        read: fn(&Row) -> Result<T>,
    ) -> Result<Vec<T>> {
        let rows = match &mut self.0 {
            Connection::Read(lent) => sqlite::rows(lent.connection()?, sql, &args)?,
            Connection::Write(turn) => sqlite::rows(turn.connection()?, sql, &args)?,
            Connection::Postgres(client) => client.rows(sql, &args).await?,
        };
        rows.iter().map(read).collect()
    }

    /// The row, if there is one.
    pub async fn maybe<T>(
        &mut self,
        sql: &'static str,
        args: Vec<Value>,
        read: fn(&Row) -> Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.all(sql, args, read).await?.into_iter().next())
    }

    /// One number; 0 if there is no row.
    pub async fn number(&mut self, sql: &'static str, args: Vec<Value>) -> Result<i64> {
        Ok(self.maybe(sql, args, |row| row.int(0)).await?.unwrap_or(0))
    }
}

impl Tx {
    /// Runs a statement; how many rows it touched.
    pub async fn run(&mut self, sql: &'static str, args: Vec<Value>) -> Result<u64> {
        match &mut self.0.0 {
            Connection::Write(turn) => sqlite::run(turn.connection()?, sql, &args),
            Connection::Postgres(client) => client.run(sql, &args).await,
            Connection::Read(_) => Err(Error::Db("a reader cannot write".into())),
        }
    }

    /// Runs a statement that must touch one row; none means the race was lost.
    pub async fn one(&mut self, sql: &'static str, args: Vec<Value>) -> Result<()> {
        if self.run(sql, args).await? == 0 { Err(Error::Stale) } else { Ok(()) }
    }

    /// Answers when everything is durable.
    pub async fn commit(self) -> Result<()> {
        match self.0.0 {
            Connection::Write(turn) => turn.commit().await,
            Connection::Postgres(client) => client.commit().await,
            Connection::Read(_) => Ok(()),
        }
    }
}

impl Deref for Tx {
    type Target = Reader;
    fn deref(&self) -> &Reader {
        &self.0
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Reader {
        &mut self.0
    }
}
