//! The seam: one database behind three types, whichever of the two it is.
//!
//! - `Db` is the whole of it, `Reader` reads, `Tx` is one write transaction and reads too.
//! - SQLite is called in line (a look-up takes microseconds, a change of thread many more); only
//!   the commit, which waits for the disk, has a thread of its own.
//! - Nobody holds a connection while only reading: a `Reader` takes one for each statement, so no
//!   two of them can wait for each other.
//! - After an error a `Tx` is over: PostgreSQL says so by itself, SQLite is made to say it too.

mod migrate;
mod postgres;
mod sqlite;
#[cfg(test)]
mod tests;
mod value;

pub use value::{Column, IntoValue, Row, Value};

use crate::{Error, Result};
use std::{
    ops::{Deref, DerefMut},
    path::PathBuf,
    sync::Arc,
};

/// Where the data lives.
#[derive(Clone, Debug)]
pub enum Config {
    /// A private database that ends with the last clone of its `Db`, for tests and trials.
    Memory,
    /// A file; it and its folder are made when missing, for this user only.
    Sqlite(PathBuf),
    /// `postgresql://user:password@host/name` or `host=… user=… dbname=…`. A server that is not on
    /// this machine must speak TLS, unless `sslmode=disable` says otherwise.
    Postgres { url: String },
}

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Db(Kind);

#[derive(Clone)]
enum Kind {
    Sqlite(Arc<sqlite::Sqlite>),
    Postgres(Arc<postgres::Postgres>),
}

/// Something to read with.
pub struct Reader(Link);

enum Link {
    Sqlite(sqlite::Link),
    Postgres(postgres::Link),
}

/// One write transaction. Dropped without `commit`, it never was.
///
/// On SQLite the one writer belongs to it until then: think before, send after, and never begin a
/// second one while holding the first.
pub struct Tx(Reader);

impl Db {
    /// Opens the database and brings its tables up to date.
    ///
    /// Fails when another process uses the same file, when the tables were made by a newer
    /// version (AV-9), or when it cannot be reached.
    pub async fn open(config: &Config) -> Result<Self> {
        let db = Self::connect(config).await?;
        migrate::run(&db, migrate::STEPS).await?;
        Ok(db)
    }

    async fn connect(config: &Config) -> Result<Self> {
        Ok(Self(match config.clone() {
            Config::Memory => Kind::Sqlite(sqlite::open(None).await?),
            Config::Sqlite(path) => Kind::Sqlite(sqlite::open(Some(path)).await?),
            Config::Postgres { url } => Kind::Postgres(Arc::new(postgres::open(&url).await?)),
        }))
    }

    /// Something to read with; what it reads was committed.
    pub async fn reader(&self) -> Result<Reader> {
        Ok(Reader(match &self.0 {
            Kind::Sqlite(house) => Link::Sqlite(sqlite::Link::Read(Arc::clone(house))),
            Kind::Postgres(house) => Link::Postgres(house.reader()),
        }))
    }

    /// Begins a write transaction. Waits for its turn, ten seconds at most.
    pub async fn begin(&self) -> Result<Tx> {
        Ok(Tx(Reader(match &self.0 {
            Kind::Sqlite(house) => Link::Sqlite(sqlite::Link::Write(house.begin().await?)),
            Kind::Postgres(house) => Link::Postgres(house.begin().await?),
        })))
    }

    /// "sqlite" or "postgresql", for the doctor and the log.
    pub const fn name(&self) -> &'static str {
        match self.0 {
            Kind::Sqlite(_) => "sqlite",
            Kind::Postgres(_) => "postgresql",
        }
    }
}

impl Reader {
    /// Every row of the answer.
    pub async fn all<T: Send>(
        &mut self,
        read: impl Fn(&Row<'_>) -> Result<T> + Send + Sync,
        sql: &str,
        args: Vec<Value>,
    ) -> Result<Vec<T>> {
        let mut found = Vec::new();
        let mut each = |row: &Row<'_>| {
            found.push(read(row)?);
            Ok(true)
        };
        self.rows(sql, &args, &mut each).await?;
        Ok(found)
    }

    /// The first row of the answer, if there is one.
    pub async fn maybe<T: Send>(
        &mut self,
        read: impl Fn(&Row<'_>) -> Result<T> + Send + Sync,
        sql: &str,
        args: Vec<Value>,
    ) -> Result<Option<T>> {
        let mut found = None;
        let mut each = |row: &Row<'_>| {
            found = Some(read(row)?);
            Ok(false)
        };
        self.rows(sql, &args, &mut each).await?;
        Ok(found)
    }

    /// The row of a statement that always has one, such as a count.
    pub async fn one<T: Send>(
        &mut self,
        read: impl Fn(&Row<'_>) -> Result<T> + Send + Sync,
        sql: &str,
        args: Vec<Value>,
    ) -> Result<T> {
        self.maybe(read, sql, args).await?.ok_or_else(|| Error::db("no row where one must be"))
    }

    /// Shows rows to `each` until it answers false.
    async fn rows(&mut self, sql: &str, args: &[Value], each: &mut Each<'_>) -> Result<()> {
        match &mut self.0 {
            Link::Sqlite(link) => link.rows(sql, args, each),
            Link::Postgres(link) => {
                for row in link.rows(sql, args).await? {
                    if !each(&Row::postgres(&row))? {
                        break;
                    }
                }
                Ok(())
            }
        }
    }

    /// Fails when the statement does not stand on this database.
    #[cfg(any(test, feature = "testing"))]
    pub async fn prepares(&mut self, sql: &str) -> Result<()> {
        match &mut self.0 {
            Link::Sqlite(link) => link.prepares(sql),
            Link::Postgres(link) => link.prepares(sql).await,
        }
    }
}

type Each<'a> = dyn FnMut(&Row<'_>) -> Result<bool> + Send + 'a;

impl Tx {
    /// Runs a statement that answers nothing; how many rows it changed.
    pub async fn run(&mut self, sql: &str, args: Vec<Value>) -> Result<u64> {
        match &mut self.0.0 {
            Link::Sqlite(link) => link.run(sql, &args),
            Link::Postgres(link) => link.run(sql, &args).await,
        }
    }

    /// Like `run`, for a change that must hit exactly what was read before: `Stale` when nothing
    /// moved.
    pub async fn must(&mut self, sql: &str, args: Vec<Value>) -> Result<()> {
        if self.run(sql, args).await? == 0 { Err(Error::Stale) } else { Ok(()) }
    }

    /// Returns when everything is on the disk. On an error nothing of it was kept, unless the
    /// connection to PostgreSQL broke in this very moment: then nobody knows.
    pub async fn commit(self) -> Result<()> {
        match self.0.0 {
            Link::Sqlite(link) => link.commit().await,
            Link::Postgres(link) => link.commit().await,
        }
    }

    /// Several statements without values, as a migration has them.
    async fn batch(&mut self, sql: &str) -> Result<()> {
        match &mut self.0.0 {
            Link::Sqlite(link) => link.batch(sql),
            Link::Postgres(link) => link.batch(&postgres::bytewise(sql)).await,
        }
    }

    /// Keeps other nodes from migrating until this transaction ends, and takes its time.
    async fn migrating(&mut self) -> Result<()> {
        match &mut self.0.0 {
            Link::Sqlite(_) => Ok(()),
            Link::Postgres(link) => link.batch(postgres::MIGRATING).await,
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
