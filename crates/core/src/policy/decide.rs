//! What is missing.

use super::Policy;
use crate::{
    account::Account,
    method::Proof,
    session::{Level, level},
    time::{Time, days},
};
use std::time::Duration;

/// Accounts that never signed in within this span, or not for it, cannot set up a first second
/// step with the password alone (EN-2).
const DORMANT: Duration = days(90);

/// Everything a decision looks at.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    pub account: &'a Account,
    pub policy: Policy,
    /// What the purpose asks on top: an app's `acr`, an administration page.
    pub at_least: Level,
    /// Proofs that are fresh enough to count.
    pub proofs: &'a [Proof],
    /// Whether a second step is there to be asked for (a spare alone counts).
    pub set_up: bool,
    /// "Not now" was pressed in this sign-in.
    pub put_off: bool,
    pub now: Time,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    Enough,
    /// Show another factor. `first`: nothing was proved yet.
    More {
        first: bool,
    },
    /// Set up a second step; it may be put off until then.
    Enrol {
        put_off_until: Option<Time>,
    },
    Refuse(NoEntry),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoEntry {
    /// Disabled. Told only after the password.
    Disabled,
    /// Must set up, but may not with a password alone: needs the service desk.
    NeedsInvitation,
}

/// Whether `facts` open the door (invariant 1: every door asks here).
pub fn decide(facts: &Facts) -> Decision {
    let shown = level(facts.proofs);
    if facts.account.disabled_at.is_some() {
        return Decision::Refuse(NoEntry::Disabled);
    }
    if shown == Level::None {
        return Decision::More { first: true };
    }
    let asked = facts.policy.level.max(facts.at_least);
    if shown >= asked {
        return Decision::Enough;
    }
    if facts.set_up {
        return Decision::More { first: false };
    }
    without_second_step(facts)
}

fn without_second_step(facts: &Facts) -> Decision {
    // What the app itself asks for cannot be put off.
    let must_now = facts.at_least > Level::One;
    let end = facts.policy.put_off_until.filter(|end| *end > facts.now && !must_now);
    if end.is_some() && facts.put_off {
        return Decision::Enough;
    }
    if dormant(facts.account, facts.now) {
        return Decision::Refuse(NoEntry::NeedsInvitation);
    }
    Decision::Enrol { put_off_until: end }
}

fn dormant(account: &Account, now: Time) -> bool {
    let last = account.last_sign_in_at.unwrap_or(account.made_at);
    now.since(last) >= DORMANT
}
