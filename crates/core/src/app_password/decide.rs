//! The one rule for doors through which a program says a name and a password. Total and pure: the
//! caller has found out whose secret it is, this says what it opens.

use super::{Protocol, Terms, Why};
use crate::{
    account::{Role, State},
    time::Time,
};
use serde::{Deserialize, Serialize};

/// What the organisation has chosen for programs that cannot ask for a second step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Doors {
    /// Whether app passwords can be made and open anything (AP-7).
    pub app_passwords: bool,
    /// Whether the normal password opens anything for those who are not asked for a second step.
    pub normal_passwords: bool,
}

impl Default for Doors {
    fn default() -> Self {
        Self { app_passwords: true, normal_passwords: true }
    }
}

/// Whose secret it is, as far as the rule looks at them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    pub disabled: bool,
    pub role: Role,
}

/// What was shown, and was right.
#[derive(Clone, Copy, Debug)]
pub enum Shown {
    AppPassword(Terms),
    /// The account's own password. `state` is the effective one; `set_up`: there is a second step.
    Password {
        state: State,
        set_up: bool,
    },
}

/// Everything the rule looks at.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    pub shown: Shown,
    pub holder: Holder,
    /// Whether the app behind the door is switched on; a door without an app counts as on.
    pub app_on: bool,
    pub protocol: Protocol,
    /// Whether the program is within the networks the app password is limited to.
    pub within: bool,
    pub doors: Doors,
    pub now: Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Open,
    Refuse(Refusal),
}

/// Why a program is not let in. A value: each front says it as its protocol can.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The name is nobody's, or the password not theirs: both read the same (RL-9).
    Wrong,
    /// An app password that was not made for this.
    OtherScope,
    /// An app password from a network it is not for.
    OtherNetwork,
    /// The normal password, where it does not count any more.
    NeedsAppPassword,
    /// The account is disabled. Only after a right secret.
    Disabled,
    /// An app password or a password that has ended.
    Retired,
    /// Too many different wrong passwords from here: nothing is compared for a while.
    Paused,
    /// The organisation or the account's role forbids app passwords.
    NotAllowed,
    /// The app behind this door is switched off.
    AppOff,
}

impl Refusal {
    pub const ALL: [Self; 9] = [
        Self::Wrong,
        Self::OtherScope,
        Self::OtherNetwork,
        Self::NeedsAppPassword,
        Self::Disabled,
        Self::Retired,
        Self::Paused,
        Self::NotAllowed,
        Self::AppOff,
    ];

    /// As it stands in rows and logs.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Wrong => "wrong",
            Self::OtherScope => "other_scope",
            Self::OtherNetwork => "other_network",
            Self::NeedsAppPassword => "needs_app_password",
            Self::Disabled => "disabled",
            Self::Retired => "retired",
            Self::Paused => "paused",
            Self::NotAllowed => "not_allowed",
            Self::AppOff => "app_off",
        }
    }
}

/// Whether a right secret opens the door (AP-3, AP-7; original.md §5).
pub fn decide(facts: &Facts) -> Decision {
    let refusal = if facts.holder.disabled {
        Some(Refusal::Disabled)
    } else {
        match facts.shown {
            Shown::AppPassword(shown) => by_app_password(shown, facts),
            Shown::Password { state, set_up } => by_password(state, set_up, facts),
        }
    };
    match refusal.or((!facts.app_on).then_some(Refusal::AppOff)) {
        Some(refusal) => Decision::Refuse(refusal),
        None => Decision::Open,
    }
}

/// Ended comes first: nobody is told what a secret could open that opens nothing any more.
fn by_app_password(shown: Terms, facts: &Facts) -> Option<Refusal> {
    match shown.ended(facts.now) {
        Some(Why::Disabled) => return Some(Refusal::Disabled),
        Some(_) => return Some(Refusal::Retired),
        None => {}
    }
    if !may_have(facts.holder.role, facts.doors) {
        return Some(Refusal::NotAllowed);
    }
    if !shown.opens.contains(facts.protocol.scope()) {
        return Some(Refusal::OtherScope);
    }
    (!facts.within).then_some(Refusal::OtherNetwork)
}

/// The normal password counts only while nobody would ask for a second step: Disabled, or Enabled
/// and not set up. Whoever has one set up is asked, whatever the state says (AP-3).
fn by_password(state: State, set_up: bool, facts: &Facts) -> Option<Refusal> {
    let asked = state == State::Enforced || set_up || facts.holder.role.administers();
    let refused = asked || !facts.doors.normal_passwords;
    refused.then_some(Refusal::NeedsAppPassword)
}

/// Whether somebody of this role can have app passwords at all: administrators never (AP-7).
pub fn may_have(role: Role, doors: Doors) -> bool {
    doors.app_passwords && !role.administers()
}
