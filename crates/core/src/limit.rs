//! Guessing budgets (RL-1 to RL-8, E-9): per account and kind of method, whatever the session,
//! spelling, address, protocol or node.
//!
//! Each try is counted and committed before the secret is compared. A success clears the streak,
//! never the slow budget.

use crate::time::{Time, days, hours, minutes};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What is remembered for one account and kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Wrong tries since the last success.
    pub streak: i64,
    /// Wrong tries in the slow window, successes or not.
    pub slow: i64,
    pub slow_since: Time,
    pub paused_until: Time,
    pub disabled_at: Option<Time>,
}

/// Wrong tries in a row after which the method pauses, and again after each ten more.
pub const PAUSE_EVERY: i64 = 10;
pub const PAUSE_FIRST: Duration = minutes(15);
pub const PAUSE_MOST: Duration = hours(24);
/// In a row: the method has to be set up again.
pub const STREAK_MOST: i64 = 50;
/// In the slow window, whatever was right in between.
pub const SLOW_MOST: i64 = 200;
pub const SLOW_WINDOW: Duration = days(90);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// Compare. The try is already counted.
    Go,
    Paused(Time),
    Disabled,
}

impl Tally {
    /// Counts a try that is about to be compared, or refuses it.
    pub fn charge(&mut self, now: Time) -> Allowed {
        if self.disabled_at.is_some() {
            return Allowed::Disabled;
        }
        if now < self.paused_until {
            return Allowed::Paused(self.paused_until);
        }
        if now.since(self.slow_since) >= SLOW_WINDOW {
            self.slow = 0;
            self.slow_since = now;
        }
        self.streak += 1;
        self.slow += 1;
        if self.streak >= STREAK_MOST || self.slow >= SLOW_MOST {
            self.disabled_at = Some(now);
        } else if self.streak % PAUSE_EVERY == 0 {
            self.paused_until = now.plus(pause(self.streak));
        }
        Allowed::Go
    }

    /// The try that was charged was right: it is taken back, and the streak with it.
    pub fn absolve(&mut self) {
        if self.streak >= STREAK_MOST || self.slow >= SLOW_MOST {
            self.disabled_at = None;
        }
        self.streak = 0;
        self.slow = (self.slow - 1).max(0);
        self.paused_until = Time(0);
    }
}

/// 15 minutes, doubling with each further ten, a day at most.
fn pause(streak: i64) -> Duration {
    let doublings = u32::try_from(streak / PAUSE_EVERY - 1).unwrap_or(0).min(16);
    PAUSE_FIRST.saturating_mul(2u32.saturating_pow(doublings)).min(PAUSE_MOST)
}

impl Tally {
    /// The try that was charged compared nothing (an empty field, five digits).
    pub fn refund(&mut self) {
        if self.streak >= STREAK_MOST || self.slow >= SLOW_MOST {
            self.disabled_at = None;
        } else if self.streak % PAUSE_EVERY == 0 {
            self.paused_until = Time(0);
        }
        self.streak = (self.streak - 1).max(0);
        self.slow = (self.slow - 1).max(0);
    }
}

#[cfg(test)]
mod tests;
