//! App passwords: long random secrets for programs that have nowhere to type a code. Each opens
//! what it was made for and nothing else, and ends by itself when nobody uses it.
//!
//! `secret` is what they look like, `decide` the one rule every door asks. The secret itself is
//! never kept: only a keyed hash of it, which the store finds it by.

mod decide;
pub mod secret;
#[cfg(test)]
mod tests;

pub use decide::{Decision, Doors, Facts, Holder, Refusal, Shown, decide, may_have};

use crate::{
    id::{AccountId, AppPasswordId},
    time::{Time, days},
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How many one person may have at once.
pub const MOST: usize = 40;
/// One that nobody used for so long is over (AP-2).
pub const IDLE: Duration = days(90);
/// Its owner is told that it will end so long before.
pub const WARNED: Duration = days(14);
/// Longest name, in letters.
pub const NAME_MOST: usize = 60;
/// Networks one may be limited to.
pub const NETWORKS_MOST: usize = 20;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AppPassword {
    pub id: AppPasswordId,
    pub account: AccountId,
    /// "Thunderbird on MEI-LAPTOP"; given by its owner.
    pub name: String,
    /// Which program it was made for, a word of the pages: "thunderbird", "scanner"…
    pub program: String,
    pub opens: Opens,
    /// Networks it may be used from (`192.0.2.0/24` or one address); none means from everywhere.
    pub networks: Vec<String>,
    pub made_at: Time,
    /// At most a minute old on the node that saw it, two on others.
    pub last_used: Option<Use>,
    /// Protocols it has opened so far.
    pub used: Vec<Protocol>,
    /// The last day its owner gave it, used or not.
    pub ends_at: Option<Time>,
    pub ended: Option<(Time, Why)>,
}

impl AppPassword {
    /// When it is over: after [`IDLE`] without use, or on its last day.
    pub fn over_at(&self) -> Time {
        let idle = self.last_used.as_ref().map_or(self.made_at, |used| used.at).plus(IDLE);
        self.ends_at.map_or(idle, |end| end.min(idle))
    }

    /// Why it opens nothing any more at `now`, if it does not.
    pub fn ended(&self, now: Time) -> Option<Why> {
        self.terms().ended(now)
    }

    /// What the rule looks at.
    pub fn terms(&self) -> Terms {
        let over_at = self.over_at();
        let over = if self.ends_at == Some(over_at) { Why::Over } else { Why::Unused };
        Terms { opens: self.opens, over_at, over, ended: self.ended.map(|(_, why)| why) }
    }
}

/// What one opens, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    pub opens: Opens,
    pub over_at: Time,
    /// Why it will be over then.
    pub over: Why,
    pub ended: Option<Why>,
}

impl Terms {
    /// Why it opens nothing any more at `now`, if it does not.
    pub fn ended(&self, now: Time) -> Option<Why> {
        self.ended.or((self.over_at <= now).then_some(self.over))
    }
}

/// When, from where and by which protocol it was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Use {
    pub at: Time,
    /// Network address; empty if the door did not say.
    pub source: String,
    pub protocol: Protocol,
}

/// An enum of words: its names in rows, forms and protocols.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$note:meta])* $case:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        pub enum $name { $($(#[$note])* #[serde(rename = $text)] $case),+ }
        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$case),+];
            /// As it stands in rows and forms.
            pub const fn name(self) -> &'static str { match self { $(Self::$case => $text),+ } }
            pub fn named(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.name() == text)
            }
        }
    };
}

words! {
    /// What an app password may open.
    Scope {
        Mail = "mail",
        Sending = "sending",
        /// Calendar and contacts.
        Calendar = "calendar",
        Files = "files",
        Vpn = "vpn",
    }
}

words! {
    /// What a program speaks.
    Protocol {
        Imap = "imap",
        Pop3 = "pop3",
        Smtp = "smtp",
        /// Rules on the mail server (ManageSieve).
        Sieve = "sieve",
        Caldav = "caldav",
        Carddav = "carddav",
        Webdav = "webdav",
        Ldap = "ldap",
        Radius = "radius",
    }
}

impl Protocol {
    /// What has to be open for it.
    pub const fn scope(self) -> Scope {
        match self {
            Self::Imap | Self::Pop3 | Self::Sieve | Self::Ldap => Scope::Mail,
            Self::Smtp => Scope::Sending,
            Self::Caldav | Self::Carddav => Scope::Calendar,
            Self::Webdav => Scope::Files,
            Self::Radius => Scope::Vpn,
        }
    }

    /// By the names servers call it; nothing for one that is not known. Dovecot says `submission`,
    /// Postfix and nginx say `smtp`: both are one.
    pub fn parse(service: &str) -> Option<Self> {
        let known = match service.to_ascii_lowercase().as_str() {
            "imap" | "imaps" | "imap4" | "imap-login" | "imap-hibernate" => Self::Imap,
            "pop3" | "pop3s" | "pop" | "pop3-login" => Self::Pop3,
            "smtp" | "smtps" | "smtpd" | "submission" | "submissions" | "lmtp" => Self::Smtp,
            "sieve" | "managesieve" | "managesieve-login" => Self::Sieve,
            "caldav" | "calendar" | "radicale" | "dav" => Self::Caldav,
            "carddav" | "contacts" => Self::Carddav,
            "webdav" | "files" => Self::Webdav,
            "ldap" | "ldaps" => Self::Ldap,
            "radius" | "vpn" => Self::Radius,
            _ => return None,
        };
        Some(known)
    }
}

words! {
    /// Why one ended.
    Why {
        /// By its owner.
        Removed = "removed",
        /// By an administrator.
        RemovedByAdministrator = "removed_by_administrator",
        /// From the notice that told of it.
        Undone = "undone",
        /// 90 days without use.
        Unused = "unused",
        /// Its last day is over.
        Over = "over",
        /// With the password, at its owner's wish or after "forgotten password".
        PasswordChanged = "password_changed",
        /// The account was disabled.
        Disabled = "disabled",
        /// Contact methods were required again.
        MethodsReset = "methods_reset",
        /// Somebody had got in.
        GotIn = "got_in",
        /// The account was given an administrator's role.
        Role = "role",
    }
}

/// What one opens: a set of scopes, as a line of words in rows ("mail sending").
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub struct Opens(u8);

impl Opens {
    pub const NOTHING: Self = Self(0);

    pub fn of(scopes: &[Scope]) -> Self {
        scopes.iter().copied().collect()
    }

    /// Words that are not known open nothing.
    pub fn parse(line: &str) -> Self {
        line.split(' ').filter_map(Scope::named).collect()
    }

    pub const fn contains(self, scope: Scope) -> bool {
        self.0 & bit(scope) != 0
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    #[must_use]
    pub const fn with(self, scope: Scope) -> Self {
        Self(self.0 | bit(scope))
    }

    pub fn scopes(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.iter().copied().filter(move |scope| self.contains(*scope))
    }

    /// "mail sending".
    pub fn line(self) -> String {
        let names: Vec<&str> = self.scopes().map(Scope::name).collect();
        names.join(" ")
    }
}

const fn bit(scope: Scope) -> u8 {
    1 << scope as u8
}

impl FromIterator<Scope> for Opens {
    fn from_iter<T: IntoIterator<Item = Scope>>(scopes: T) -> Self {
        scopes.into_iter().fold(Self::NOTHING, Self::with)
    }
}

impl From<Opens> for String {
    fn from(opens: Opens) -> Self {
        opens.line()
    }
}

impl From<String> for Opens {
    fn from(line: String) -> Self {
        Self::parse(&line)
    }
}
