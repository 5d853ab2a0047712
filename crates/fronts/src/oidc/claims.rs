//! What apps are told about a person and their sign-in.
//!
//! `acr` names the level: `urn:countersign:acr:1` one factor, `urn:countersign:acr:2` two, `phr`
//! (OpenID EAP ACR Values 1.0 §2) proof that cannot be phished. `amr` follows RFC 8176.

use super::{client::Client, request::Wanted};
use aws_lc_rs::digest;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use countersign_core::{
    account::Account,
    method::{Factor, Proof},
    session::{Level, level},
    time::{Time, minutes},
};
use engine::{
    Organisation,
    oauth::{Origin, Tokens},
    signing::Alg,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::time::Duration;

/// Claims about a person, with the scope that gives them (OpenID Connect Core 1.0 §5.4).
pub const CLAIMS: [(&str, &str); 6] = [
    ("name", "profile"),
    ("preferred_username", "profile"),
    ("locale", "profile"),
    ("zoneinfo", "profile"),
    ("email", "email"),
    ("email_verified", "email"),
];

/// An ID token says that somebody has signed in just now, so it is good for long enough to arrive.
const ID_TOKEN_LIFE: Duration = minutes(10);

const LEVELS: [(&str, Level); 3] = [
    ("urn:countersign:acr:1", Level::One),
    ("urn:countersign:acr:2", Level::Two),
    ("phr", Level::Unphishable),
];

/// What a grant keeps for this front.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Own {
    pub nonce: Option<String>,
    pub wanted: Wanted,
}

impl Own {
    pub fn of(origin: &Origin) -> Self {
        serde_json::from_value(origin.own.clone()).unwrap_or_default()
    }
}

pub fn has(scopes: &str, scope: &str) -> bool {
    scopes.split(' ').any(|one| one == scope)
}

pub fn level_of(acr: &str) -> Option<Level> {
    LEVELS.into_iter().find(|(name, _)| *name == acr).map(|(_, level)| level)
}

pub fn acr(reached: Level) -> &'static str {
    LEVELS.into_iter().rev().find(|(_, level)| *level <= reached).map_or("0", |(name, _)| name)
}

/// The levels somebody can reach, for discovery.
pub fn acrs(reach: Level) -> Vec<&'static str> {
    LEVELS.into_iter().filter(|(_, level)| *level <= reach).map(|(name, _)| name).collect()
}

/// RFC 8176 §2; a kind this list does not know is told by its factor.
pub fn amr(proofs: &[Proof]) -> Vec<&'static str> {
    let mut all: Vec<&str> = Vec::new();
    let names = proofs.iter().map(|proof| match (proof.kind.as_str(), proof.factor) {
        ("sms", _) => "sms",
        ("call", _) => "tel",
        ("totp" | "recovery", _) => "otp",
        (_, Factor::Knows) => "pwd",
        (_, Factor::Has) => "swk",
        (_, Factor::HasUnphishable) => "hwk",
    });
    let more = (level(proofs) >= Level::Two && proofs.len() > 1).then_some("mfa");
    for name in names.chain(more) {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    all
}

/// What an ID token is made of.
pub struct IdToken<'a> {
    pub issuer: &'a str,
    pub client: &'a Client,
    pub tokens: &'a Tokens,
    pub organisation: &'a Organisation,
    /// Somebody has just signed in.
    pub fresh: bool,
}

impl IdToken<'_> {
    /// Its claims (OpenID Connect Core 1.0 §2). `nonce` only answers a request, so a refreshed one
    /// has none.
    pub fn claims(&self, now: Time) -> Value {
        let Tokens { account, origin, scope, access, .. } = self.tokens;
        let own = Own::of(origin);
        let person = Person { account, organisation: self.organisation };
        let mut claims = person.told(scope, &own.wanted.id_token, |scope| scope == "email");
        let mut put = |name: &str, value: Value| drop(claims.insert(name.to_owned(), value));
        put("iss", self.issuer.into());
        put("sub", account.id.as_str().into());
        put("aud", self.client.id().into());
        put("azp", self.client.id().into());
        put("iat", now.seconds().into());
        put("exp", now.plus(ID_TOKEN_LIFE).seconds().into());
        put("auth_time", origin.auth_time.seconds().into());
        put("acr", acr(level(&origin.proofs)).into());
        put("amr", amr(&origin.proofs).into());
        put("sid", origin.session.as_str().into());
        put("at_hash", at_hash(access.reveal(), self.client.connection.alg).into());
        if let Some(nonce) = own.nonce.filter(|_| self.fresh) {
            put("nonce", nonce.into());
        }
        Value::Object(claims)
    }
}

/// Whom apps are told about.
pub struct Person<'a> {
    pub account: &'a Account,
    pub organisation: &'a Organisation,
}

impl Person<'_> {
    /// What userinfo answers (§5.3.2).
    pub fn info(&self, scope: &str, own: &Own) -> Value {
        let mut claims = self.told(scope, &own.wanted.userinfo, |_| true);
        claims.insert("sub".to_owned(), self.account.id.as_str().into());
        Value::Object(claims)
    }

    /// Claims that a granted scope gives where `place` takes them, and those asked for by name.
    fn told(
        &self,
        scope: &str,
        wanted: &[String],
        place: impl Fn(&str) -> bool,
    ) -> Map<String, Value> {
        let mut claims = Map::new();
        for (name, gives) in CLAIMS {
            let granted = has(scope, gives) && place(gives);
            if (granted || wanted.iter().any(|one| one == name))
                && let Some(value) = self.about(name)
            {
                claims.insert(name.to_owned(), value);
            }
        }
        claims
    }

    fn about(&self, claim: &str) -> Option<Value> {
        let Self { account, organisation } = self;
        let mail = Some(account.mail.as_str()).filter(|mail| !mail.is_empty());
        Some(match claim {
            "name" => account.name.as_str().into(),
            "preferred_username" => account.username.as_str().into(),
            "locale" => account.language.as_deref()?.into(),
            "zoneinfo" => account.time_zone.as_deref()?.into(),
            "email" => mail?.into(),
            // Nobody here can enter an address of their own. Under its own domains the organisation
            // gives them out itself; of any other we only know that an administrator typed it.
            "email_verified" => organisation.mail.is_ours(mail?).into(),
            _ => return None,
        })
    }
}

/// Left half of the hash of the access token (§3.1.3.6): the hash of the signature's algorithm,
/// which of Ed25519 is SHA-512 (RFC 8032 §5.1).
fn at_hash(access: &str, alg: Alg) -> String {
    let algorithm = if alg == Alg::EdDsa { &digest::SHA512 } else { &digest::SHA256 };
    let hash = digest::digest(algorithm, access.as_bytes());
    let (left, _) = hash.as_ref().split_at(hash.as_ref().len() / 2);
    URL_SAFE_NO_PAD.encode(left)
}
