//! The one decision for every door through which a program says a name and a password, or brings
//! one of our access tokens. Fronts translate; nothing is decided there.
//!
//! - An app password is found by its keyed hash, in memory or by one indexed read: microseconds,
//!   and never counted against anybody (`shelf`).
//! - Anything else may be the normal password: `other` finds out, once for each different secret,
//!   by the slow hash on the bounded pool; `memory` remembers, so that last year's password on a
//!   forgotten phone costs a look-up and locks nobody out.
//! - What opens is decided by `countersign_core::app_password::decide`, whatever the door.
//! - Uses are written down beside the answers (`uses`).

mod compare;
mod memory;
mod other;
mod shelf;
mod token;
mod told;
mod uses;
mod write;

pub(crate) use memory::Memory;
pub use memory::Try;
pub(crate) use other::BUDGET;
pub(crate) use shelf::Shelf;
pub(crate) use uses::Uses;

use crate::{Engine, Result};
use countersign_core::{
    app_password::{Decision, Doors, Facts, Protocol, Refusal, Shown, decide, secret},
    id::{AppId, AppPasswordId},
    secret::Secret,
    time::Time,
};
use shelf::Kept;
use std::net::IpAddr;

/// A program at a door.
#[derive(Clone, Debug)]
pub struct Knock {
    pub protocol: Protocol,
    /// The app behind the door, where the front knows it.
    pub app: Option<AppId>,
    /// As it was typed; any spelling.
    pub name: String,
    pub secret: Secret<String>,
    /// Network address of the program, not of the server that asks; empty if it was not told.
    pub source: String,
    /// Whether the program spoke TLS, where the server says so. Kept for the log, never decided on.
    pub tls: Option<bool>,
    /// What the program calls itself, where it does.
    pub program: Option<String>,
}

/// A program with one of our access tokens (XOAUTH2, OAUTHBEARER).
#[derive(Clone, Debug)]
pub struct TokenKnock {
    pub protocol: Protocol,
    pub app: Option<AppId>,
    /// The name that came with it; it has to be of the token's account.
    pub name: Option<String>,
    pub token: Secret<String>,
    pub source: String,
}

/// An outage is no answer but an error, and told as a temporary failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Open {
        /// The account's user name as it is written, for the mail server to go on with.
        account: String,
        mail: String,
        by: By,
    },
    Refused(Refusal),
}

/// What opened the door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    AppPassword(AppPasswordId),
    Password,
    Token,
}

/// What one check is decided with, beside the secret.
#[derive(Clone, Copy)]
struct Door<'a> {
    knock: &'a Knock,
    doors: Doors,
    app_on: bool,
    now: Time,
}

impl Engine {
    /// Whether a program is let in. True at the next request after whatever changed.
    ///
    /// # Errors
    /// `Busy` and `Down`: nothing is known about the secret; say that it is temporary.
    pub async fn check(&self, knock: &Knock) -> Result<Answer> {
        let doors = self.organisation().await?.doors;
        let app_on = self.app_on(knock.app.as_ref()).await?;
        let door = Door { knock, doors, app_on, now: self.now() };
        if let Some(secret) = secret::canonical(knock.secret.reveal()) {
            let hash = self.app_password_hash(&secret);
            if let Some(answer) = self.by_app_password(door, &hash).await? {
                return Ok(answer);
            }
        }
        self.by_other_secret(door).await
    }

    pub(crate) fn app_password_hash(&self, canonical: &Secret<String>) -> [u8; 32] {
        self.0.vault.keyed_hash("app-password", canonical.reveal().as_bytes())
    }

    /// The answer, if the secret is an app password of whom the name says.
    ///
    /// A copy in memory may only open: whatever it would refuse is asked of the database, which
    /// knows what moved (its end, for one).
    async fn by_app_password(&self, door: Door<'_>, hash: &[u8; 32]) -> Result<Option<Answer>> {
        let (db, shelf) = (&self.0.db, &self.0.programs.shelf);
        if let Some(kept) = shelf.get(db, hash)
            && kept.is_of(&door.knock.name)
            && door.judge(&kept) == Decision::Open
        {
            self.0.programs.uses.see(&kept, door.knock, door.now);
            return Ok(Some(kept.open()));
        }
        let moment = db.moment();
        let mut reader = self.reader().await?;
        let found = store::app_password::by_hash(&mut reader, hash).await?;
        drop(reader);
        let Some(kept) = Kept::of(found, hash).filter(|kept| kept.is_of(&door.knock.name)) else {
            return Ok(None);
        };
        match door.judge(&kept) {
            Decision::Open => {
                self.0.programs.uses.see(&kept, door.knock, door.now);
                let answer = kept.open();
                shelf.put(db, moment, *hash, kept);
                Ok(Some(answer))
            }
            Decision::Refuse(refusal) => {
                self.refused_app_password(door, &kept, refusal).await;
                Ok(Some(Answer::Refused(refusal)))
            }
        }
    }

    /// A right app password that opens nothing here. Its owner sees it; nothing is counted (AP-5).
    async fn refused_app_password(&self, door: Door<'_>, kept: &Kept, refusal: Refusal) {
        self.note_try(&kept.account(), door, refusal);
        if refusal == Refusal::Retired && kept.terms.ended.is_some() {
            let former = uses::Former::AppPassword(kept.id());
            self.0.programs.uses.still(former, kept.account(), door.knock, door.now);
        }
    }

    /// What a protocol tells the program, in English and ASCII, with the address of the page that
    /// helps. One line without quotes or backslashes, 200 bytes and the address at most.
    pub fn sentence(&self, refusal: Refusal) -> String {
        let url = &self.settings().public_url;
        let page = format!("{url}/security/app-passwords");
        match refusal {
            Refusal::Wrong => "Name or password is not right.".into(),
            Refusal::OtherScope => format!("This app password is for something else. See {page}"),
            Refusal::OtherNetwork => {
                format!("This app password is for another network. See {page}")
            }
            Refusal::NeedsAppPassword => {
                format!("This program needs an app password. Make one at {page}/new")
            }
            Refusal::Disabled => "This account is disabled. Ask the service desk.".into(),
            Refusal::Retired => {
                format!("This password has ended. Make an app password at {page}/new")
            }
            Refusal::Paused => "Too many wrong passwords. Wait a quarter of an hour.".into(),
            Refusal::NotAllowed => "App passwords are not allowed for this account.".into(),
            Refusal::AppOff => "This service is switched off. Ask the service desk.".into(),
        }
    }
}

impl Door<'_> {
    fn judge(&self, kept: &Kept) -> Decision {
        self.decide(Shown::AppPassword(kept.terms), kept.holder, self.within(&kept.networks))
    }

    fn decide(
        &self,
        shown: Shown,
        holder: countersign_core::app_password::Holder,
        within: bool,
    ) -> Decision {
        let (protocol, app_on) = (self.knock.protocol, self.app_on);
        let (doors, now) = (self.doors, self.now);
        decide(&Facts { shown, holder, app_on, protocol, within, doors, now })
    }

    /// Whether the program is in one of the networks; an unknown address is in none.
    fn within(&self, networks: &[Box<str>]) -> bool {
        if networks.is_empty() {
            return true;
        }
        let Ok(source) = self.knock.source.parse::<IpAddr>() else { return false };
        let source = source.to_canonical();
        networks.iter().any(|network| crate::visit::contains(network, source))
    }
}
