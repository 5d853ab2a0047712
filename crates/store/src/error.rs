//! What can come of a statement. `Stale` and `Taken` are the only two anyone branches on.

/// Text for the log only: it may name tables and columns, never values.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A lost race: somebody else moved the row first. Read again, think again.
    #[error("somebody else was faster")]
    Stale,
    /// A duplicate, with the column (or "column, column") that has to be unique.
    #[error("already taken: {0}")]
    Taken(String),
    /// Another program owns the database: the sentence says which and what to do.
    #[error("{0}")]
    InUse(String),
    /// The database could not do it. The transaction it happened in is over.
    #[error("{0}")]
    Db(String),
}

pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    pub(crate) fn db(text: impl std::fmt::Display) -> Self {
        Self::Db(text.to_string())
    }

    /// A stored value this version cannot read.
    pub(crate) fn unreadable(what: &str) -> Self {
        Self::Db(format!("unreadable {what} in the database"))
    }
}
