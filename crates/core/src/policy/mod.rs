//! Who needs how much proof, and whether a second step may still be put off.
//!
//! `combine` folds everything that applies towards the stricter, so that order cannot matter;
//! `decide` compares the result with what was proved. Both are pure; their tests are tables.

mod combine;
mod decide;
mod remind;
#[cfg(test)]
mod tests;

pub use combine::{Policy, combine, effective, grace_from};
pub use decide::{Decision, Facts, NoEntry, decide};
pub use remind::remind_at;

use crate::{account::State, time::Time};
use serde::{Deserialize, Serialize};

/// What an organisation has chosen, for everybody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Defaults {
    /// Security defaults: on for a new organisation.
    pub on: bool,
    pub on_since: Time,
    /// Days each person may put the second step off, from the first sign-in after switch-on.
    pub grace_days: u64,
}

impl Default for Defaults {
    fn default() -> Self {
        Self { on: true, on_since: Time(0), grace_days: 14 }
    }
}

/// The state that counts, and the rule that makes it so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effective {
    pub state: State,
    pub why: Why,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    PerUser,
    Defaults,
    Administrator,
}
