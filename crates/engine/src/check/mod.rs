//! The one decision for every door through which a program says a name and a password, or brings
//! one of our access tokens. Fronts translate; nothing is decided there.

mod token;

use crate::{Engine, Error, Result};
use countersign_core::{
    app_password::{Protocol, Refusal},
    id::{AppId, AppPasswordId},
    secret::Secret,
};

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

impl Engine {
    /// Whether a program is let in.
    ///
    /// # Errors
    /// `Busy` and `Down`: nothing is known about the secret; say that it is temporary.
    pub async fn check(&self, knock: &Knock) -> Result<Answer> {
        let _ = knock;
        Err(Error::Down("no door is wired yet".into()))
    }

    /// What a protocol tells the program, in English and ASCII, with the address of the page that
    /// helps. One line without quotes or backslashes, 200 bytes and the address at most.
    pub fn sentence(&self, refusal: Refusal) -> String {
        let url = &self.settings().public_url;
        match refusal {
            Refusal::Wrong => "Name or password is not right.".into(),
            Refusal::OtherScope => {
                format!("This app password is for something else. See {url}/security/app-passwords")
            }
            Refusal::OtherNetwork => {
                format!(
                    "This app password is for another network. See {url}/security/app-passwords"
                )
            }
            Refusal::NeedsAppPassword => {
                format!("Use an app password here. Make one at {url}/security/app-passwords/new")
            }
            Refusal::Disabled => "This account is disabled. Ask the service desk.".into(),
            Refusal::Retired => {
                format!(
                    "This password has ended. Make a new one at {url}/security/app-passwords/new"
                )
            }
            Refusal::Paused => "Too many wrong passwords. Wait a quarter of an hour.".into(),
            Refusal::NotAllowed => "App passwords are not allowed for this account.".into(),
            Refusal::AppOff => "This service is switched off. Ask the service desk.".into(),
        }
    }
}
