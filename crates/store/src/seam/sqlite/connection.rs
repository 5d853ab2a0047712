//! One connection with its prepared statements.

use super::{Each, Value, text};
use crate::{Error, Result, seam::Row};
use rusqlite::{CachedStatement, OpenFlags, config::DbConfig, ffi};
use std::{collections::HashMap, path::Path, time::Duration};

pub(super) struct Connection {
    inner: rusqlite::Connection,
    /// Statements by their text as it stands in the source.
    texts: HashMap<Box<str>, Box<str>>,
}

#[derive(Clone, Copy)]
pub(super) enum Use {
    Read,
    /// `sync`: whether a commit waits for the disk. It always does, except in a private database.
    Write {
        sync: bool,
    },
}

/// Statements kept prepared, per connection.
const KEPT: usize = 256;
/// Somebody else's program may hold the file for a moment (a backup); we are the only writer.
const PATIENCE: Duration = Duration::from_secs(5);

const ALL: &str = "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;
    PRAGMA temp_store = MEMORY;";
const WRITE: &str = "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;
    PRAGMA cache_size = -4096;";

impl Connection {
    pub(super) fn open(path: &Path, way: Use) -> Result<Self> {
        let shared = OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let flags = match way {
            Use::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
            Use::Write { .. } => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        };
        let inner = rusqlite::Connection::open_with_flags(path, flags | shared)
            .map_err(|error| Error::Db(format!("{}: {error}", path.display())))?;
        inner.busy_timeout(PATIENCE).map_err(translate)?;
        inner.set_prepared_statement_cache_capacity(KEPT);
        // A plan that may depend on the values of a statement (where an index is a partial one) is
        // made again for each of them, which costs ten times the look-up. Ours never should.
        inner.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(translate)?;
        let mut connection = Self { inner, texts: HashMap::new() };
        connection.batch(ALL)?;
        if let Use::Write { sync } = way {
            connection.batch(WRITE)?;
            connection.batch(if sync {
                "PRAGMA synchronous = FULL"
            } else {
                "PRAGMA synchronous = OFF"
            })?;
        }
        Ok(connection)
    }

    fn prepare(&mut self, sql: &str) -> Result<CachedStatement<'_>> {
        if !self.texts.contains_key(sql) {
            // A statement whose text is made (a list of columns) must not fill the memory.
            if self.texts.len() >= 4 * KEPT {
                self.texts.clear();
            }
            self.texts.insert(sql.into(), text::numbered(sql).into());
        }
        let numbered = self.texts.get(sql).map_or(sql, |text| text);
        self.inner.prepare_cached(numbered).map_err(translate)
    }

    pub(super) fn rows(&mut self, sql: &str, args: &[Value], each: &mut Each<'_>) -> Result<()> {
        let mut statement = self.prepare(sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(args)).map_err(translate)?;
        while let Some(row) = rows.next().map_err(translate)? {
            if !each(&Row::sqlite(row))? {
                break;
            }
        }
        Ok(())
    }

    pub(super) fn run(&mut self, sql: &str, args: &[Value]) -> Result<u64> {
        let mut statement = self.prepare(sql)?;
        let changed = statement.execute(rusqlite::params_from_iter(args)).map_err(translate)?;
        u64::try_from(changed).map_err(Error::db)
    }

    pub(super) fn batch(&mut self, sql: &str) -> Result<()> {
        self.inner.execute_batch(sql).map_err(translate)
    }

    /// Whether no transaction is open. SQLite ends one by itself when the disk is full or broken.
    pub(super) fn idle(&self) -> bool {
        self.inner.is_autocommit()
    }

    /// Moves what nobody reads any more into the file; how many pages the WAL holds.
    pub(super) fn checkpoint(&mut self) -> Result<i64> {
        let pages = |row: &rusqlite::Row<'_>| row.get(1);
        self.inner.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], pages).map_err(translate)
    }

    /// How often a prepared statement had to be made again since it was prepared.
    #[cfg(test)]
    pub(super) fn made_again(&mut self, sql: &str) -> Result<i32> {
        Ok(self.prepare(sql)?.get_status(rusqlite::StatementStatus::RePrepare))
    }

    #[cfg(any(test, feature = "testing"))]
    pub(super) fn prepares(&mut self, sql: &str) -> Result<()> {
        self.prepare(sql).map(drop)
    }
}

fn translate(error: rusqlite::Error) -> Error {
    if let rusqlite::Error::SqliteFailure(code, Some(text)) = &error
        && matches!(
            code.extended_code,
            ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
        )
    {
        return Error::Taken(columns(text));
    }
    Error::db(error)
}

/// "UNIQUE constraint failed: app.front, app.key" is about "front, key".
fn columns(text: &str) -> String {
    let list = text.rsplit(": ").next().unwrap_or(text);
    let bare = list.split(", ").map(|name| name.rsplit('.').next().unwrap_or(name));
    bare.collect::<Vec<_>>().join(", ")
}
