//! A browser that has signed in.

use crate::{
    account::Role,
    id::{AccountId, SessionId},
    method::{Factor, Proof},
    time::{Time, hours, minutes},
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    pub id: SessionId,
    pub account: AccountId,
    pub proofs: Vec<Proof>,
    /// Keyed hash of the browser's cookie.
    pub browser: String,
    /// "Firefox on Windows".
    pub device: String,
    /// Network address it was last seen from.
    pub source: String,
    pub made_at: Time,
    /// When the person last really proved who they are (`auth_time`).
    pub proved_at: Time,
    pub seen_at: Time,
    pub ends_at: Time,
    pub revoked_at: Option<Time>,
}

/// How sure a list of proofs makes us. Levels only come from proofs (invariant 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Level {
    None,
    One,
    Two,
    Unphishable,
}

/// Fresh proof: how long ago a factor may have been shown for a change of methods or contact data.
pub const FRESH: Duration = minutes(5);
/// Idle and overall life of a session with a second step (SE-3).
pub const IDLE: Duration = hours(1);
pub const LIFE: Duration = hours(24);
/// The same for whoever administers (SE-3).
pub const IDLE_ADMINISTRATOR: Duration = minutes(15);
pub const LIFE_ADMINISTRATOR: Duration = hours(12);

/// The level of `proofs`; several of one factor count once.
pub fn level(proofs: &[Proof]) -> Level {
    let knows = proofs.iter().any(|p| p.factor == Factor::Knows);
    let has = proofs.iter().any(|p| p.factor == Factor::Has);
    let unphishable = proofs.iter().any(|p| p.factor == Factor::HasUnphishable);
    match (knows, has, unphishable) {
        (_, _, true) => Level::Unphishable,
        (true, true, _) => Level::Two,
        (true, false, _) | (false, true, _) => Level::One,
        (false, false, false) => Level::None,
    }
}

impl Session {
    /// Whether it opens anything at `now`.
    pub fn live(&self, now: Time) -> bool {
        self.revoked_at.is_none() && now < self.ends_at && now < self.seen_at.plus(IDLE)
    }

    /// As [`Session::live`], by the shorter spans of whoever administers. Asked at every use, so
    /// that a role counts from the moment it is given.
    pub fn live_for(&self, role: Role, now: Time) -> bool {
        let short = now < self.proved_at.plus(LIFE_ADMINISTRATOR)
            && now < self.seen_at.plus(IDLE_ADMINISTRATOR);
        self.live(now) && (short || !role.administers())
    }

    pub fn level(&self) -> Level {
        level(&self.proofs)
    }

    /// The level of what was proved within the last `span`.
    pub fn level_within(&self, span: Duration, now: Time) -> Level {
        let recent: Vec<Proof> =
            self.proofs.iter().filter(|p| now.since(p.at) <= span).cloned().collect();
        level(&recent)
    }
}
