//! The only room that speaks SQL. A file a noun, a function a question; reading takes `&mut Reader`,
//! writing `&mut Tx`. The store never sees an opened secret.

pub mod account;
pub mod app;
pub mod audit;
pub mod browser;
pub mod db;
pub mod grant;
pub mod method;
pub mod outbox;
pub mod sending;
pub mod session;
pub mod setting;
pub mod sign_in;
pub mod signing_key;
pub mod tally;
pub mod ticket;
pub mod token;

pub use db::{Config, Db, Reader, Result, Tx};

/// The only outcomes anyone branches on, and everything else.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A conditional write moved nothing: somebody else was faster, or it is not there.
    #[error("a race was lost")]
    Stale,
    /// A value that has to be unique is there already; the column it stands in.
    #[error("{0} is taken")]
    Taken(String),
    #[error("database: {0}")]
    Db(String),
}
