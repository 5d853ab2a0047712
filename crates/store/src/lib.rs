//! The only room that speaks SQL. Anyone may read, only the engine writes: reading functions take
//! a `&mut Reader`, writing ones a `&mut Tx`.
//!
//! A file per noun, a function per question. Absence is `Option`; a lost race is `Error::Stale`, a
//! duplicate is `Error::Taken`. One SQL text serves SQLite and PostgreSQL: `$n` placeholders, and
//! no other types than TEXT, BIGINT and BYTEA.

pub mod account;
pub mod app;
pub mod app_password;
pub mod audit;
pub mod browser;
pub mod ended;
pub mod grant;
pub mod method;
pub mod outbox;
pub mod restored;
pub mod retired_password;
pub mod sealed;
pub mod seam;
pub mod sending;
pub mod session;
pub mod setting;
pub mod sign_in;
pub mod signing_key;
pub mod tally;
pub mod ticket;
pub mod token;

mod error;

#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;

pub use error::{Error, Result};
pub use seam::{Config, Db, Moment, Noted, Reader, Tx};

/// The number a statement answers; 0 if it has no row.
async fn number(reader: &mut Reader, sql: &str, args: Vec<seam::Value>) -> Result<i64> {
    Ok(reader.maybe(|row| row.int(0), sql, args).await?.unwrap_or(0))
}
