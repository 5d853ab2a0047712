//! One open question: what was asked, until when, and how many tries are left.

use crate::{id::MethodId, time::Time};
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Challenge {
    pub method: MethodId,
    pub kind: String,
    /// What the kind needs to check the answer; never the answer itself.
    pub data: Value,
    pub asked_at: Time,
    /// Moments at which it was sent, the first one included. Empty if nothing was sent.
    pub sent: Vec<Time>,
    /// Nothing for a question that does not age (a password, an app's code).
    pub expires_at: Option<Time>,
    pub tries_left: u8,
}

impl Challenge {
    pub fn expired(&self, now: Time) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }

    pub const fn void(&self) -> bool {
        self.tries_left == 0
    }

    pub fn live(&self, now: Time) -> bool {
        !self.void() && !self.expired(now)
    }
}
