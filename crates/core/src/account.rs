//! Someone who can sign in.

use crate::{
    id::{AccountId, MethodId},
    time::Time,
};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    pub id: AccountId,
    /// As typed when the account was made; shown.
    pub username: String,
    /// Display name.
    pub name: String,
    pub mail: String,
    pub role: Role,
    pub state: State,
    /// Nothing means the organisation's language.
    pub language: Option<String>,
    /// IANA name; nothing means the organisation's.
    pub time_zone: Option<String>,
    pub appearance: Appearance,
    pub default_method: Option<MethodId>,
    pub made_at: Time,
    pub first_sign_in_at: Option<Time>,
    pub last_sign_in_at: Option<Time>,
    /// Last moment at which a second step may still be put off. Stored once, never moved by itself.
    pub grace_ends_at: Option<Time>,
    pub disabled_at: Option<Time>,
    /// Goes up with every change of password or methods: links and half-finished journeys made
    /// before it are void (RC-7).
    pub generation: i64,
    pub version: i64,
}

/// The per-user setting of the original (§5). What counts is the effective state, in `policy`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    #[default]
    Disabled,
    Enabled,
    Enforced,
}

impl State {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Disabled => "disabled",
            Self::Enabled => "enabled",
            Self::Enforced => "enforced",
        }
    }
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Disabled, Self::Enabled, Self::Enforced].into_iter().find(|s| s.name() == name)
    }
}

/// Administration roles (ux.md 6.10), weakest first: nobody acts on a role above their own (AU-4).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    #[default]
    Person,
    Auditor,
    Helpdesk,
    Service,
    Apps,
    Users,
    Security,
    Owner,
}

impl Role {
    pub const ALL: [Self; 8] = [
        Self::Person,
        Self::Auditor,
        Self::Helpdesk,
        Self::Service,
        Self::Apps,
        Self::Users,
        Self::Security,
        Self::Owner,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Auditor => "auditor",
            Self::Helpdesk => "helpdesk",
            Self::Service => "service",
            Self::Apps => "apps",
            Self::Users => "users",
            Self::Security => "security",
            Self::Owner => "owner",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    pub fn administers(self) -> bool {
        self != Self::Person
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Appearance {
    #[default]
    System,
    Light,
    Dark,
}

impl Appearance {
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
    pub fn parse(name: &str) -> Option<Self> {
        [Self::System, Self::Light, Self::Dark].into_iter().find(|a| a.name() == name)
    }
}

/// The one canonical form of a name people sign in with: for look-up, uniqueness, limits and logs
/// alike (RL-2). NFKC, lower case, no white space around it; control characters never match.
pub fn canonical(name: &str) -> String {
    name.trim().nfkc().flat_map(char::to_lowercase).nfkc().filter(|c| !c.is_control()).collect()
}
