//! SQLite: a few connections to read with, one to write with, all called in line.
//!
//! WAL with `synchronous=FULL`: what was acknowledged survives a loss of power (AV-7). One process
//! owns the file, held by a lock the system gives back however the process ends. Checkpoints run
//! on a thread of their own, so that no request pays for one.

mod connection;
mod files;
#[cfg(test)]
mod tests;
mod text;
mod writer;

use super::{Each, Value, watch::Marks};
use crate::{Error, Result};
use connection::{Connection, Use};
use files::{Folder, Lock};
use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, TryLockError,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
    time::Duration,
};
use writer::{Lease, Writer};

/// Fields are dropped in this order: connections first, the lock and the folder last.
pub(super) struct Sqlite {
    readers: Vec<Mutex<Connection>>,
    writer: Writer,
    checkpoints: Checkpoints,
    _lock: Option<Lock>,
    _folder: Option<Folder>,
}

/// What a `Reader` or a `Tx` holds.
pub(super) enum Link {
    Read(Arc<Sqlite>),
    Write(Lease),
}

/// Opens a file, or a private one in a temporary folder that goes with it.
pub(super) async fn open(path: Option<PathBuf>) -> Result<Arc<Sqlite>> {
    tokio::task::spawn_blocking(move || open_blocking(path)).await.map_err(Error::db)?
}

fn open_blocking(path: Option<PathBuf>) -> Result<Arc<Sqlite>> {
    let Some(path) = path else {
        let folder = Folder::temporary()?;
        let path = folder.path().join("countersign.db");
        return Ok(Arc::new(build(&path, false, None, Some(folder))?));
    };
    let lock = files::own(&path)?;
    Ok(Arc::new(build(&path, true, Some(lock), None)?))
}

fn build(path: &Path, sync: bool, lock: Option<Lock>, folder: Option<Folder>) -> Result<Sqlite> {
    // The writer comes first: it makes the file and switches it to WAL.
    let writer = Writer::new(Connection::open(path, Use::Write { sync })?)?;
    let cores = thread::available_parallelism().map_or(2, NonZeroUsize::get);
    let readers = (0..cores.clamp(2, 8))
        .map(|_| Connection::open(path, Use::Read).map(Mutex::new))
        .collect::<Result<_>>()?;
    let checkpoints = Checkpoints::new(Connection::open(path, Use::Write { sync })?)?;
    Ok(Sqlite { readers, writer, checkpoints, _lock: lock, _folder: folder })
}

impl Sqlite {
    /// A connection for one statement: the first that is free, so that one stays warm.
    fn reading(&self) -> Result<MutexGuard<'_, Connection>> {
        for reader in &self.readers {
            match reader.try_lock() {
                Ok(free) => return Ok(free),
                Err(TryLockError::Poisoned(free)) => return Ok(free.into_inner()),
                Err(TryLockError::WouldBlock) => {}
            }
        }
        let first = self.readers.first().ok_or_else(|| Error::db("no reader"))?;
        Ok(first.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Link {
    pub(super) fn rows(&mut self, sql: &str, args: &[Value], each: &mut Each<'_>) -> Result<()> {
        match self {
            Self::Read(house) => house.reading()?.rows(sql, args, each),
            Self::Write(lease) => lease.with(|connection| connection.rows(sql, args, each)),
        }
    }

    pub(super) fn run(&mut self, sql: &str, args: &[Value]) -> Result<u64> {
        self.lease()?.with(|connection| connection.run(sql, args))
    }

    pub(super) fn batch(&mut self, sql: &str) -> Result<()> {
        self.lease()?.with(|connection| connection.batch(sql))
    }

    pub(super) async fn commit(self, marks: Marks) -> Result<()> {
        match self {
            Self::Read(_) => Err(Error::db("nothing to commit")),
            Self::Write(lease) => lease.commit(marks).await,
        }
    }

    fn lease(&mut self) -> Result<&mut Lease> {
        match self {
            Self::Read(_) => Err(Error::db("this may only read")),
            Self::Write(lease) => Ok(lease),
        }
    }

    #[cfg(any(test, feature = "testing"))]
    pub(super) fn prepares(&mut self, sql: &str) -> Result<()> {
        match self {
            Self::Read(house) => house.reading()?.prepares(sql),
            Self::Write(lease) => lease.with(|connection| connection.prepares(sql)),
        }
    }
}

/// Moves what was committed from the WAL into the file, a moment after it was written.
struct Checkpoints {
    bell: SyncSender<()>,
    /// The WAL is long and could not start over: writers leave no gap. The next commit makes one.
    long: Arc<AtomicBool>,
}

/// Commits that come within it share a checkpoint.
const PAUSE: Duration = Duration::from_millis(250);
/// Pages (of 4 KiB) after which the WAL counts as long: 64 MiB.
const LONG: i64 = 16_384;

impl Checkpoints {
    fn new(connection: Connection) -> Result<Self> {
        let (bell, rung) = sync_channel(1);
        let long = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&long);
        thread::Builder::new()
            .name("checkpoint".into())
            .spawn(move || Self::work(connection, &rung, &told))
            .map_err(Error::db)?;
        Ok(Self { bell, long })
    }

    fn work(mut connection: Connection, rung: &Receiver<()>, long: &AtomicBool) {
        while rung.recv().is_ok() {
            thread::sleep(PAUSE);
            match connection.checkpoint() {
                Ok(pages) => long.store(pages > LONG, Ordering::Relaxed),
                Err(error) => tracing::warn!(%error, "checkpoint failed"),
            }
        }
    }

    /// After a commit, with the writer still in hand.
    fn after_commit(&self, connection: &mut Connection) {
        if self.long.swap(false, Ordering::Relaxed)
            && let Err(error) = connection.checkpoint()
        {
            tracing::warn!(%error, "checkpoint failed");
        }
        // Full means it was rung already.
        let _ = self.bell.try_send(());
    }
}
