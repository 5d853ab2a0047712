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
mod watch;

pub use value::{Column, IntoValue, Row, Value};
pub use watch::{Moment, Noted};

use crate::{Error, Result};
use std::{
    ops::{Deref, DerefMut},
    path::PathBuf,
    sync::Arc,
};
use watch::{Marks, Watch};

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
pub struct Db {
    kind: Kind,
    watch: Arc<Watch>,
}

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
pub struct Tx {
    reader: Reader,
    marks: Marks,
}

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
        let kind = match config.clone() {
            Config::Memory => Kind::Sqlite(sqlite::open(None).await?),
            Config::Sqlite(path) => Kind::Sqlite(sqlite::open(Some(path)).await?),
            Config::Postgres { url } => Kind::Postgres(Arc::new(postgres::open(&url).await?)),
        };
        Ok(Self { kind, watch: Arc::new(Watch::new()) })
    }

    /// Something to read with; what it reads was committed.
    pub async fn reader(&self) -> Result<Reader> {
        Ok(Reader(match &self.kind {
            Kind::Sqlite(house) => Link::Sqlite(sqlite::Link::Read(Arc::clone(house))),
            Kind::Postgres(house) => Link::Postgres(house.reader()),
        }))
    }

    /// Begins a write transaction. Waits for its turn, ten seconds at most.
    pub async fn begin(&self) -> Result<Tx> {
        let reader = Reader(match &self.kind {
            Kind::Sqlite(house) => Link::Sqlite(sqlite::Link::Write(house.begin().await?)),
            Kind::Postgres(house) => Link::Postgres(house.begin().await?),
        });
        Ok(Tx { reader, marks: Marks::new(Arc::clone(&self.watch)) })
    }

    /// "sqlite" or "postgresql", for the doctor and the log.
    pub const fn name(&self) -> &'static str {
        match self.kind {
            Kind::Sqlite(_) => "sqlite",
            Kind::Postgres(_) => "postgresql",
        }
    }

    /// Whether no other program can write: what is known of the database stays true until this one
    /// changes it.
    pub const fn alone(&self) -> bool {
        matches!(self.kind, Kind::Sqlite(_))
    }

    /// Before rows are read of which a copy is kept.
    pub fn moment(&self) -> Moment {
        self.watch.moment()
    }

    /// What is needed to know later that a copy is old; `names` are those of the rows that were
    /// read since `moment`. Nothing, if this program wrote something meanwhile: then no copy of
    /// them may be kept.
    pub fn note(&self, moment: Moment, names: &[&[u8]]) -> Option<Noted> {
        self.watch.note(moment, names)
    }

    /// Whether this program has changed none of them since.
    pub fn unchanged(&self, noted: &Noted) -> bool {
        self.watch.unchanged(noted)
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
    /// Names what the next statement changes, so that only copies of it become old: a session by
    /// its id, an account by its own, a token by its hash. It may have several names.
    pub fn on(&mut self, name: impl AsRef<[u8]>) -> &mut Self {
        self.marks.name(name.as_ref());
        self
    }

    /// Runs a statement that answers nothing; how many rows it changed.
    pub async fn run(&mut self, sql: &str, args: Vec<Value>) -> Result<u64> {
        let changed = match &mut self.reader.0 {
            Link::Sqlite(link) => link.run(sql, &args),
            Link::Postgres(link) => link.run(sql, &args).await,
        }?;
        self.marks.ran(sql, changed);
        Ok(changed)
    }

    /// Like `run`, for a change that must hit exactly what was read before: `Stale` when nothing
    /// moved.
    pub async fn must(&mut self, sql: &str, args: Vec<Value>) -> Result<()> {
        if self.run(sql, args).await? == 0 { Err(Error::Stale) } else { Ok(()) }
    }

    /// Returns when everything is on the disk. On an error nothing of it was kept, unless the
    /// connection to PostgreSQL broke in this very moment: then nobody knows.
    pub async fn commit(self) -> Result<()> {
        let Self { reader, marks } = self;
        match reader.0 {
            // Told by who commits: the write is kept also when nobody waits for it any more.
            Link::Sqlite(link) => link.commit(marks).await,
            Link::Postgres(link) => {
                let told = Told(marks);
                link.commit().await.map(|()| drop(told))
            }
        }
    }

    /// Several statements without values, as a migration has them.
    async fn batch(&mut self, sql: &str) -> Result<()> {
        match &mut self.reader.0 {
            Link::Sqlite(link) => link.batch(sql),
            Link::Postgres(link) => link.batch(&postgres::bytewise(sql)).await,
        }
    }

    /// Keeps other nodes from migrating until this transaction ends, and takes its time.
    async fn migrating(&mut self) -> Result<()> {
        match &mut self.reader.0 {
            Link::Sqlite(_) => Ok(()),
            Link::Postgres(link) => link.batch(postgres::MIGRATING).await,
        }
    }
}

/// Tells what was touched when it is dropped, however the commit went: if the request went away in
/// the middle of it, nobody knows.
struct Told(Marks);

impl Drop for Told {
    fn drop(&mut self) {
        self.0.tell();
    }
}

impl Deref for Tx {
    type Target = Reader;
    fn deref(&self) -> &Reader {
        &self.reader
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Reader {
        &mut self.reader
    }
}
