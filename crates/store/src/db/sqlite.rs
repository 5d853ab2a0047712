//! SQLite: readers lent in line, one writer whose commits are shared.
//!
//! Each transaction is a savepoint on the writer. Whoever commits releases its savepoint and waits;
//! a thread takes its place in the writer's queue and makes one durable COMMIT for all that came
//! before it. Alone, a transaction is committed at once; in a crowd, a hundred share one sync.

use super::{Result, Row, Value};
use crate::Error;
use rusqlite::{Connection, OpenFlags, params_from_iter, types::ValueRef};
use std::{
    collections::HashMap,
    fs::{File, TryLockError},
    path::{Path, PathBuf},
    sync::{
        Arc, LazyLock, Mutex, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread,
};
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard, OwnedSemaphorePermit, Semaphore, oneshot};

/// Read connections; each holds about 100 KiB when warm.
const READERS: usize = 16;
const STATEMENTS: usize = 256;
/// Pages in the log after which the flushing thread checkpoints, beside the requests.
const CHECKPOINT_EVERY: u32 = 64;

pub struct Sqlite {
    readers: Arc<Mutex<Vec<Connection>>>,
    permits: Arc<Semaphore>,
    writer: Arc<AsyncMutex<Writer>>,
    flush: mpsc::Sender<()>,
    /// Held as long as the database is open: one process owns the file.
    _lock: File,
    temporary: Option<PathBuf>,
}

struct Writer {
    connection: Connection,
    open: bool,
    waiting: Vec<oneshot::Sender<std::result::Result<(), String>>>,
    flush: mpsc::Sender<()>,
}

impl Sqlite {
    pub fn open(path: &Path) -> Result<Self> {
        let lock = own(path)?;
        let connection = connect(path)?;
        connection.pragma_update(None, "journal_mode", "WAL").map_err(db)?;
        // Checkpoints are made by the flushing thread, so that no request pays for one.
        connection.pragma_update(None, "wal_autocheckpoint", 0).map_err(db)?;
        let (flush, wake) = mpsc::channel();
        let writer = Arc::new(AsyncMutex::new(Writer {
            connection,
            open: false,
            waiting: Vec::new(),
            flush: flush.clone(),
        }));
        let readers = (0..READERS).map(|_| connect(path)).collect::<Result<Vec<_>>>()?;
        let weak = Arc::downgrade(&writer);
        thread::spawn(move || {
            let mut commits = 0u32;
            while wake.recv().is_ok() {
                while wake.try_recv().is_ok() {}
                let Some(writer) = weak.upgrade() else { return };
                let mut writer = writer.blocking_lock();
                writer.flush();
                commits += 1;
                if commits.is_multiple_of(CHECKPOINT_EVERY) {
                    writer.checkpoint();
                }
            }
        });
        Ok(Self {
            readers: Arc::new(Mutex::new(readers)),
            permits: Arc::new(Semaphore::new(READERS)),
            writer,
            flush,
            _lock: lock,
            temporary: None,
        })
    }

    pub fn temporary() -> Result<Self> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("countersign-{}-{number}.db", std::process::id());
        let path = std::env::temp_dir().join(name);
        forget(&path);
        let mut sqlite = Self::open(&path)?;
        sqlite.temporary = Some(path);
        Ok(sqlite)
    }

    pub async fn reader(&self) -> Result<Lent> {
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        let permit = permit.map_err(|_| Error::Db("the database is closed".into()))?;
        let connection = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Ok(Lent { connection, home: Arc::clone(&self.readers), _permit: permit })
    }

    pub async fn begin(&self) -> Result<Turn> {
        let mut writer = Arc::clone(&self.writer).lock_owned().await;
        if !writer.open {
            writer.connection.execute_batch("BEGIN IMMEDIATE").map_err(db)?;
            writer.open = true;
        }
        writer.connection.execute_batch("SAVEPOINT turn").map_err(db)?;
        Ok(Turn { writer: Some(writer) })
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        // Wakes the thread once more, so that it sees that nobody is left.
        drop(self.flush.send(()));
        if let Some(path) = &self.temporary {
            forget(path);
        }
    }
}

impl Writer {
    fn flush(&mut self) {
        if !self.open {
            return;
        }
        let outcome = self.connection.execute_batch("COMMIT").map_err(|e| e.to_string());
        if outcome.is_err() {
            // Nobody was told of success; the whole round is as if it had never been.
            drop(self.connection.execute_batch("ROLLBACK"));
        }
        self.open = false;
        for waiting in self.waiting.drain(..) {
            drop(waiting.send(outcome.clone()));
        }
    }

    fn checkpoint(&self) {
        let done: rusqlite::Result<i64> =
            self.connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get(0));
        if let Err(error) = done {
            tracing::warn!(%error, "the log could not be checkpointed; it grows until it can");
        }
    }
}

/// A reader, given back when dropped.
pub struct Lent {
    connection: Option<Connection>,
    home: Arc<Mutex<Vec<Connection>>>,
    _permit: OwnedSemaphorePermit,
}

impl Lent {
    pub fn connection(&self) -> Result<&Connection> {
        self.connection.as_ref().ok_or_else(|| Error::Db("no reader is left".into()))
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            self.home.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
    }
}

/// The writer, for the length of one transaction.
pub struct Turn {
    writer: Option<OwnedMutexGuard<Writer>>,
}

impl Turn {
    pub fn connection(&self) -> Result<&Connection> {
        let writer = self.writer.as_ref().ok_or_else(|| Error::Db("the turn is over".into()))?;
        Ok(&writer.connection)
    }

    pub async fn commit(mut self) -> Result<()> {
        let Some(mut writer) = self.writer.take() else { return Ok(()) };
        writer.connection.execute_batch("RELEASE turn").map_err(db)?;
        let (sender, receiver) = oneshot::channel();
        writer.waiting.push(sender);
        let flush = writer.flush.clone();
        drop(writer);
        drop(flush.send(()));
        let outcome = receiver.await.map_err(|_| Error::Db("the writer ended".into()))?;
        outcome.map_err(Error::Db)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(writer) = self.writer.take() {
            let undone = writer.connection.execute_batch("ROLLBACK TO turn; RELEASE turn");
            if let Err(error) = undone {
                tracing::error!(%error, "a transaction could not be undone");
            }
            drop(writer.flush.send(()));
        }
    }
}

pub fn rows(connection: &Connection, sql: &'static str, args: &[Value]) -> Result<Vec<Row>> {
    let mut statement = connection.prepare_cached(numbered(sql)).map_err(db)?;
    let width = statement.column_count();
    let mut found = statement.query(params_from_iter(args)).map_err(db)?;
    let mut rows = Vec::new();
    while let Some(row) = found.next().map_err(db)? {
        let values = (0..width).map(|at| Ok(own_value(row.get_ref(at).map_err(db)?)));
        rows.push(Row(values.collect::<Result<_>>()?));
    }
    Ok(rows)
}

pub fn run(connection: &Connection, sql: &'static str, args: &[Value]) -> Result<u64> {
    let mut statement = connection.prepare_cached(numbered(sql)).map_err(db)?;
    let touched = statement.execute(params_from_iter(args)).map_err(db)?;
    Ok(u64::try_from(touched).unwrap_or(u64::MAX))
}

fn own_value(value: ValueRef) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(number),
        // No column is a fraction; one that became one is not silently cut.
        ValueRef::Real(number) => Value::Text(number.to_string()),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::ToSqlOutput::Borrowed;
        Ok(Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// `$2` is a *name* to SQLite, bound in order of appearance; `?2` is the second. Rewritten once for
/// each statement text, outside quotes.
pub(super) fn numbered(sql: &'static str) -> &'static str {
    static KNOWN: LazyLock<RwLock<HashMap<&'static str, &'static str>>> =
        LazyLock::new(RwLock::default);
    if let Some(known) = KNOWN.read().unwrap_or_else(PoisonError::into_inner).get(sql) {
        return known;
    }
    let mut quoted = false;
    let text: String = sql
        .chars()
        .map(|c| match c {
            '\'' => {
                quoted = !quoted;
                c
            }
            '$' if !quoted => '?',
            other => other,
        })
        .collect();
    // One copy of each statement of the program, for as long as it runs.
    let leaked: &'static str = Box::leak(text.into_boxed_str());
    KNOWN.write().unwrap_or_else(PoisonError::into_inner).insert(sql, leaked);
    leaked
}

fn connect(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(db)?;
    connection.busy_timeout(std::time::Duration::from_secs(5)).map_err(db)?;
    connection.pragma_update(None, "synchronous", "FULL").map_err(db)?;
    connection.pragma_update(None, "foreign_keys", 1).map_err(db)?;
    connection.pragma_update(None, "secure_delete", 1).map_err(db)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

fn own(path: &Path) -> Result<File> {
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(beside(path, ".lock"))
        .map_err(|e| Error::Db(format!("{} cannot be locked: {e}", path.display())))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Db(format!(
            "another Countersign is using {}; stop it first",
            path.display()
        ))),
        Err(TryLockError::Error(e)) => {
            Err(Error::Db(format!("{} cannot be locked: {e}", path.display())))
        }
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn forget(path: &Path) {
    for ending in ["", "-wal", "-shm", ".lock"] {
        drop(std::fs::remove_file(beside(path, ending)));
    }
}

fn db(error: rusqlite::Error) -> Error {
    if let rusqlite::Error::SqliteFailure(code, Some(text)) = &error
        && code.code == rusqlite::ErrorCode::ConstraintViolation
        && let Some((_, columns)) = text.split_once("UNIQUE constraint failed: ")
    {
        let first = columns.split(',').next().unwrap_or_default();
        let column = first.rsplit('.').next().unwrap_or(first);
        return Error::Taken(column.trim().to_owned());
    }
    Error::Db(error.to_string())
}
