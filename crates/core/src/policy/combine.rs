//! Folding all that applies to one account into one policy.

use super::{Defaults, Effective, Why};
use crate::{
    account::{Account, State},
    session::Level,
    time::{Time, days},
};

/// What is asked of one account, now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    pub level: Level,
    /// Whether a person without a second step must set one up.
    pub must_enrol: bool,
    /// Until when that may be put off; nothing means not at all.
    pub put_off_until: Option<Time>,
}

impl Policy {
    pub const OPEN: Self =
        Self { level: Level::One, must_enrol: false, put_off_until: Some(Time(i64::MAX)) };

    /// Both at once: the higher level, the duty of either, the earlier end. Commutative,
    /// associative, idempotent.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            level: self.level.max(other.level),
            must_enrol: self.must_enrol || other.must_enrol,
            put_off_until: match (self.put_off_until, other.put_off_until) {
                (Some(a), Some(b)) => Some(a.min(b)),
                _ => None,
            },
        }
    }
}

/// The end of the grace period of somebody who first signs in at `now`: counted once, from the
/// first sign-in after security defaults were switched on.
pub fn grace_from(defaults: &Defaults, now: Time) -> Time {
    now.max(defaults.on_since).plus(days(defaults.grace_days))
}

/// The effective state and why (original.md §0, §5): an administrator is always asked, security
/// defaults enforce whatever the per-user setting says.
pub fn effective(account: &Account, defaults: &Defaults, set_up: bool, now: Time) -> Effective {
    let over = account.grace_ends_at.is_some_and(|end| end <= now);
    let reached = if set_up || over { State::Enforced } else { State::Enabled };
    if account.role.administers() {
        return Effective { state: State::Enforced, why: Why::Administrator };
    }
    match account.state {
        State::Enforced => Effective { state: State::Enforced, why: Why::PerUser },
        _ if defaults.on => Effective { state: reached, why: Why::Defaults },
        State::Enabled => Effective { state: reached, why: Why::PerUser },
        State::Disabled => Effective { state: State::Disabled, why: Why::PerUser },
    }
}

/// The policy of one account. `set_up`: it has a second step.
pub fn combine(account: &Account, defaults: &Defaults, set_up: bool, now: Time) -> Policy {
    let effective = effective(account, defaults, set_up, now);
    let by_state = match effective.state {
        // Somebody who set a second step up unasked wants to be asked for it.
        State::Disabled if set_up => Policy { level: Level::Two, ..Policy::OPEN },
        State::Disabled => Policy::OPEN,
        State::Enabled => Policy {
            level: Level::Two,
            must_enrol: true,
            put_off_until: Some(account.grace_ends_at.unwrap_or_else(|| grace_from(defaults, now))),
        },
        State::Enforced => Policy { level: Level::Two, must_enrol: true, put_off_until: None },
    };
    let by_role = if account.role.administers() {
        Policy { level: Level::Two, must_enrol: true, put_off_until: None }
    } else {
        Policy::OPEN
    };
    by_state.and(by_role)
}
