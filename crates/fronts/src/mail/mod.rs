//! Mail servers that ask whether a program may come in: Postfix, Exim and Radicale by Dovecot's
//! authentication protocol, nginx by `auth_http`, Dovecot by the JSON its Lua script sends.
//!
//! Every door reads its own wire and asks the engine the one question. All of them say an outage as
//! an outage, so that no program forgets a password because of ours (ML-3), and tell whom they let
//! in by the account's own spelling of the name.

pub mod auth_http;
pub mod check;
pub mod dovecot;

mod sasl;
#[cfg(test)]
mod tests;

use countersign_core::{
    app_password::Protocol,
    secret::{Secret, same},
};
use engine::{
    Engine, Error,
    check::{Answer, Knock, TokenKnock},
    vault::sha256,
};
use sasl::Proof;
use std::net::IpAddr;

/// Parsers of outside bytes, for the fuzz targets.
#[doc(hidden)]
pub mod bare {
    pub use super::{
        Caller, Verdict,
        auth_http::unescaped as percent,
        check::{Question, read as question},
        dovecot::{
            line::{escape, parse, unescaped},
            talk::{Ask, Broken, Hello, OPEN_MOST, Talk},
        },
        sasl::{Exchange, Mechanism, Proof, Turn, begin},
    };
}

/// Fewest bytes of a secret a mail server shares with us: it is all that keeps others from asking.
pub const SECRET_LEAST: usize = 24;

/// What a mail server says of the program it asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// Nothing for a service that is not known, which opens nothing.
    pub protocol: Option<Protocol>,
    /// Network address of the program; empty if it was not told or is none.
    pub source: String,
    /// Whether the mail server calls the connection secured; never more than its word.
    pub secured: Option<bool>,
    /// The mail server's own name of the session, for the log.
    pub session: Option<String>,
    /// What the program calls itself.
    pub program: Option<String>,
}

/// What a mail server is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Let in, under the account's own name.
    Open { user: String },
    /// Not let in, with a sentence for whoever reads the program's message.
    Refused { reason: String },
    /// Not to be understood, so nothing was compared.
    Bad,
    /// Nobody knows now; the program is to keep its password and come back.
    Outage,
}

/// Asks the engine.
async fn decide(engine: &Engine, caller: Caller, proof: Proof) -> Verdict {
    let Caller { protocol, source, secured, session, program } = caller;
    let Some(protocol) = protocol else {
        tracing::warn!("a mail server asked for a service that is not known");
        return Verdict::Refused { reason: "This service is not known to the sign-in.".into() };
    };
    let answer = match proof {
        Proof::Password { name, secret } => {
            let app = None;
            let knock = Knock { protocol, app, name, secret, source, tls: secured, program };
            engine.check(&knock).await
        }
        Proof::Token { name, token } => {
            let knock = TokenKnock { protocol, app: None, name, token, source };
            engine.check_token(&knock).await
        }
    };
    let session = session.as_deref().unwrap_or_default();
    match answer {
        Ok(Answer::Open { account, .. }) => {
            tracing::debug!(session, protocol = protocol.name(), "let in");
            Verdict::Open { user: account }
        }
        Ok(Answer::Refused(refusal)) => {
            tracing::debug!(session, protocol = protocol.name(), why = refusal.words(), "refused");
            Verdict::Refused { reason: engine.sentence(refusal) }
        }
        Err(Error::Busy { .. }) => Verdict::Outage,
        Err(error) => {
            tracing::error!(session, %error, "a program could not be answered");
            Verdict::Outage
        }
    }
}

/// An address in the form everything else has it; empty for what is none.
fn address(text: &str) -> String {
    text.parse::<IpAddr>().map(|ip| ip.to_canonical().to_string()).unwrap_or_default()
}

/// Words a server passes on for a log: of one line, no longer than `most` bytes.
fn words(text: &str, most: usize) -> Option<String> {
    let good = !text.is_empty() && text.len() <= most && !text.contains(char::is_control);
    good.then(|| text.to_owned())
}

/// What a mail server shares with us, as a hash of it: all that is needed to know it again.
struct Shared([u8; 32]);

impl Shared {
    fn new(secret: &Secret<String>) -> Self {
        Self(sha256(secret.reveal().as_bytes()))
    }

    /// Takes the same time wherever they differ.
    fn is(&self, shown: &[u8]) -> bool {
        same(&self.0, &sha256(shown))
    }
}
