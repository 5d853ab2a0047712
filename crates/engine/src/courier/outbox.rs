//! The development outbox: keeps in memory what would have been sent, and sends nothing. The page
//! that shows it is only there when the configuration says `outbox = true`.

use super::{CourierError, Outgoing, Sent};
use countersign_core::message::Channel;
use countersign_core::time::Time;
use serde::Serialize;
use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// More is not kept; the oldest go first.
pub const KEPT: usize = 200;

#[derive(Debug, Default)]
pub struct Outbox(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    kept: VecDeque<Kept>,
    taken: u64,
    broken: Option<CourierError>,
}

/// One message that was not sent. Holds codes: only for whoever develops or tests.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Kept {
    pub id: String,
    pub at: Time,
    pub channel: Channel,
    pub to: String,
    pub subject: Option<String>,
    pub text: String,
    pub html: Option<String>,
    pub idempotency_key: String,
}

impl Outbox {
    /// Keeps it. The same idempotency key twice is one message, as at a good gateway.
    ///
    /// # Errors
    /// Only what a test asked for with `break_down`.
    pub fn keep(&self, out: &Outgoing, now: Time) -> Result<Sent, CourierError> {
        let mut state = self.state();
        if let Some(error) = &state.broken {
            return Err(error.clone());
        }
        let key = &out.idempotency_key;
        if let Some(earlier) = state.kept.iter().find(|kept| kept.idempotency_key == *key) {
            return Ok(accepted(&earlier.id));
        }
        state.taken += 1;
        let id = format!("outbox-{}", state.taken);
        let sent = accepted(&id);
        state.kept.push_back(Kept {
            id,
            at: now,
            channel: out.channel,
            to: out.to.clone(),
            subject: out.subject.clone(),
            text: out.text.clone(),
            html: out.html.clone(),
            idempotency_key: out.idempotency_key.clone(),
        });
        if state.kept.len() > KEPT {
            state.kept.pop_front();
        }
        Ok(sent)
    }

    /// Everything kept, oldest first.
    pub fn list(&self) -> Vec<Kept> {
        self.state().kept.iter().cloned().collect()
    }

    /// The newest message to a number or address.
    pub fn last_to(&self, to: &str) -> Option<Kept> {
        self.state().kept.iter().rev().find(|kept| kept.to == to).cloned()
    }

    /// Forgets everything kept.
    pub fn clear(&self) {
        self.state().kept.clear();
    }

    /// From now on answers everything with this error, as a gateway that is down would; `None`
    /// mends it.
    #[cfg(any(test, feature = "testing"))]
    pub fn break_down(&self, error: Option<CourierError>) {
        self.state().broken = error;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kept({}, {}, ***)", self.id, self.channel.name())
    }
}

fn accepted(id: &str) -> Sent {
    Sent::Accepted { provider_id: Some(id.to_owned()), gateway: "outbox".to_owned() }
}

#[cfg(test)]
mod tests;
