//! Mail and calendar servers that ask about programs by OAuth: the password grant (RFC 6749 §4.3),
//! which Dovecot's and Radicale's back ends need, and what such a server says of the program.
//!
//! Nobody else has that grant, and only app passwords go through it (AP-3). The token it answers
//! with opens nothing: the server wants one, and looks at the name beside it.

use super::{
    Front,
    answer::{Refused, refused},
    client::Client,
    params::Params,
};
use crate::visit;
use axum::http::{HeaderMap, HeaderName};
use countersign_core::{
    app_password::{Protocol, Refusal},
    dice,
    secret::Secret,
};
use engine::{
    Error,
    check::{Answer, By, Knock, TokenKnock},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::net::{IpAddr, SocketAddr};

/// What a server is registered as that asks about app passwords.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verifies {
    /// It says each time what for, as Dovecot does in a header.
    Told,
    /// It never says, as Radicale: the client stands for what it opens.
    Always(Protocol),
}

impl Verifies {
    /// From what an administrator writes: `dovecot`, or the name of a service.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "dovecot" => Some(Self::Told),
            service => Protocol::parse(service).map(Self::Always),
        }
    }
}

const SERVICE: HeaderName = HeaderName::from_static("x-dovecot-auth-service");
const REMOTE: HeaderName = HeaderName::from_static("x-dovecot-auth-remote");

/// Longest name and password that are looked at, in bytes.
const NAME_MOST: usize = 320;
const PASSWORD_MOST: usize = 2048;
/// The token is good for nothing, and that for five minutes.
const SECONDS: u32 = 300;

const WRONG: Refused = refused("invalid_grant", "name or app password is not right");
const OTHER: Refused = refused("invalid_grant", "that password is not for this service");
const NO_SERVICE: Refused = refused(
    "invalid_request",
    "the service is missing or not known; Dovecot says it with send_auth_headers",
);

/// Whether a program is let in, as tokens or the reason there are none. `client` has proven itself.
pub async fn by_password(
    front: &Front,
    headers: &HeaderMap,
    client: &Client,
    params: &Params,
) -> Result<Result<Value, Refused>, Error> {
    let protocol = match client.connection.verifies {
        Some(Verifies::Always(protocol)) => Some(protocol),
        Some(Verifies::Told) => service(headers),
        None => {
            let why = refused("unauthorized_client", "this app does not ask about app passwords");
            return Ok(Err(why));
        }
    };
    let Some(protocol) = protocol else { return Ok(Err(NO_SERVICE)) };
    let bounded = |name: &str, most: usize| params.get(name).filter(|value| value.len() <= most);
    let (name, password) = (bounded("username", NAME_MOST), bounded("password", PASSWORD_MOST));
    let Some((name, password)) = name.zip(password) else { return Ok(Err(WRONG)) };
    if name.contains(char::is_control) {
        return Ok(Err(WRONG));
    }
    let knock = Knock {
        protocol,
        app: Some(client.app.id.clone()),
        name: name.to_owned(),
        secret: Secret::from(password),
        source: remote(headers),
        tls: None,
        program: None,
    };
    match front.engine.check(&knock).await? {
        Answer::Open { account, by: By::AppPassword(_), .. } => Ok(Ok(json!({
            "access_token": dice::nonce(front.engine.dice()),
            "token_type": "Bearer",
            "expires_in": SECONDS,
            // Dovecot refuses an answer that does not repeat the scope it was told to ask for.
            "scope": bounded("scope", NAME_MOST).unwrap_or_default(),
            "username": account,
        }))),
        Answer::Refused(Refusal::Wrong | Refusal::Paused) => Ok(Err(WRONG)),
        Answer::Open { .. } | Answer::Refused(_) => Ok(Err(OTHER)),
    }
}

/// What a server says of the program that brought a token, if it says anything: whether that
/// program is let in with it. Nothing said is no question of ours.
///
/// # Errors
/// Nothing is known about the token now.
pub async fn opens(
    front: &Front,
    headers: &HeaderMap,
    client: &Client,
    token: &str,
) -> Result<bool, Error> {
    if !headers.contains_key(&SERVICE) {
        return Ok(true);
    }
    let Some(protocol) = service(headers) else {
        tracing::warn!(app = %client.app.id, "a server asked for a service that is not known");
        return Ok(false);
    };
    let knock = TokenKnock {
        protocol,
        app: Some(client.app.id.clone()),
        name: None,
        token: Secret::from(token),
        source: remote(headers),
    };
    Ok(matches!(front.engine.check_token(&knock).await?, Answer::Open { .. }))
}

/// The service Dovecot names. Only what a client says that has proven itself is looked at.
fn service(headers: &HeaderMap) -> Option<Protocol> {
    visit::text(headers, &SERVICE).and_then(|word| Protocol::parse(&word))
}

/// `192.0.2.7:4711` or `[2001:db8::1]:4711`, or the address alone; empty for anything else.
fn remote(headers: &HeaderMap) -> String {
    visit::text(headers, &REMOTE).map(|text| address(&text)).unwrap_or_default()
}

pub fn address(text: &str) -> String {
    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let with_port = text.parse::<SocketAddr>().map(|address| address.ip());
    let ip = with_port.or_else(|_| inner.unwrap_or(text).parse::<IpAddr>());
    ip.map(|ip| ip.to_canonical().to_string()).unwrap_or_default()
}
