//! Remembers how the last attempts went and stops asking a gateway that does not answer (AV-5), so
//! that nobody waits for a timeout that is already known.
//!
//! Three failures among the last ten attempts open it for 30 seconds; then one attempt is let
//! through and decides. What a gateway says about one *message* ("no such number") is no failure:
//! else one person with a wrong number could stop the texts of everybody.

use countersign_core::time::{Time, seconds};
use serde::Serialize;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

const REMEMBERED: usize = 10;
const FAILURES: usize = 3;
const REST: Duration = seconds(30);

/// One per gateway.
#[derive(Debug, Default)]
pub(super) struct Breaker(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// The last attempts, `true` for those that failed.
    last: VecDeque<bool>,
    opened: Option<Time>,
    counted: Counted,
}

#[derive(Clone, Debug, Default)]
struct Counted {
    accepted: u64,
    refused: u64,
    failed: u64,
    accepted_at: Option<Time>,
    failed_at: Option<Time>,
    took: Duration,
    reason: Option<String>,
}

/// How a gateway or the mail relay is doing, for the administrators' page. Counts are since start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Health {
    pub name: String,
    /// `text`, `call` or `mail`.
    pub channel: &'static str,
    pub state: Working,
    pub accepted: u64,
    /// Messages it did not want, such as to numbers that do not exist.
    pub refused: u64,
    pub failed: u64,
    pub failures_of_last_ten: usize,
    pub last_accepted: Option<Time>,
    pub last_failed: Option<Time>,
    /// Why the last one failed or was refused. Says no number and no text.
    pub last_reason: Option<String>,
    /// How long the last answer took.
    pub last_took_ms: u64,
}

/// Whether messages are given to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Working {
    Yes,
    /// Rests until then, because it failed too often.
    RestsUntil(Time),
    /// Has rested; the next message tries it.
    Tries,
}

impl Breaker {
    /// Whether to try it now. After a rest this lets one attempt through and rests again, so that
    /// an attempt that never comes back does no harm.
    pub(super) fn may_try(&self, now: Time) -> bool {
        let mut state = self.state();
        match state.working(now) {
            Working::Yes => true,
            Working::RestsUntil(_) => false,
            Working::Tries => {
                state.opened = Some(now);
                true
            }
        }
    }

    /// As `may_try`, but only looks.
    pub(super) fn would_try(&self, now: Time) -> bool {
        !matches!(self.state().working(now), Working::RestsUntil(_))
    }

    pub(super) fn accepted(&self, now: Time, took: Duration) {
        let mut state = self.state();
        state.answered();
        state.counted.accepted += 1;
        state.counted.accepted_at = Some(now);
        state.counted.took = took;
    }

    /// It answered, and did not want this message.
    pub(super) fn refused(&self, reason: &str) {
        let mut state = self.state();
        state.answered();
        state.counted.refused += 1;
        state.counted.reason = Some(reason.to_owned());
    }

    pub(super) fn failed(&self, now: Time, reason: &str) {
        let mut state = self.state();
        state.remember(true);
        state.counted.failed += 1;
        state.counted.failed_at = Some(now);
        state.counted.reason = Some(reason.to_owned());
        let failures = state.failures();
        if state.opened.is_some() || failures >= FAILURES {
            state.opened = Some(now);
        }
    }

    pub(super) fn health(&self, name: &str, channel: &'static str, now: Time) -> Health {
        let state = self.state();
        let counted = state.counted.clone();
        Health {
            name: name.to_owned(),
            channel,
            state: state.working(now),
            accepted: counted.accepted,
            refused: counted.refused,
            failed: counted.failed,
            failures_of_last_ten: state.failures(),
            last_accepted: counted.accepted_at,
            last_failed: counted.failed_at,
            last_reason: counted.reason,
            last_took_ms: u64::try_from(counted.took.as_millis()).unwrap_or(u64::MAX),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn working(&self, now: Time) -> Working {
        match self.opened {
            None => Working::Yes,
            // A clock that was turned back must not make the rest longer.
            Some(opened) if now < opened || now >= opened.plus(REST) => Working::Tries,
            Some(opened) => Working::RestsUntil(opened.plus(REST)),
        }
    }

    fn answered(&mut self) {
        if self.opened.take().is_some() {
            self.last.clear();
        }
        self.remember(false);
    }

    fn remember(&mut self, failed: bool) {
        self.last.push_back(failed);
        if self.last.len() > REMEMBERED {
            self.last.pop_front();
        }
    }

    fn failures(&self) -> usize {
        self.last.iter().filter(|failed| **failed).count()
    }
}

#[cfg(test)]
mod tests;
