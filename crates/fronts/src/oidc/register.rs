//! Registering an app: by an administrator only, checked as strictly as requests are (OA-14).

use super::{
    assertion,
    client::{Auth, Connection, FRONT, Program, secret_hash},
    program::Verifies,
    redirect,
};
use countersign_core::{app::App, dice, id::AppId, secret::Secret};
use engine::{Engine, signing::Alg};
use jsonwebtoken::{
    DecodingKey,
    jwk::{Jwk, JwkSet},
};

/// Addresses of one app at most.
const ADDRESSES_MOST: usize = 30;
/// Keys of one app at most: those of today, those of yesterday, and some to spare.
const KEYS_MOST: usize = 10;
/// What an app may ask for unless told otherwise. `mail` means nothing here; mail servers look for
/// it in the answer of introspection.
pub const SCOPES: [&str; 5] = ["openid", "profile", "email", "offline_access", "mail"];

/// An app to be registered.
#[derive(Clone, Debug)]
pub struct NewClient {
    pub name: String,
    pub about: String,
    pub icon: String,
    /// Where the launcher leads.
    pub url: String,
    pub redirect_uris: Vec<String>,
    pub post_logout_uris: Vec<String>,
    /// It can keep no secret: a page or an installed program.
    pub public: bool,
    pub program: Program,
    /// Public keys it signs assertions with; it gets no secret then.
    pub jwks: Option<JwkSet>,
    /// Off only for old programs that cannot (Roundcube).
    pub pkce_required: bool,
    pub alg: Alg,
    pub scopes: Vec<String>,
    pub refresh: bool,
    /// A server, such as one for mail, that asks whose tokens it is brought.
    pub introspects: bool,
    /// A server that asks about app passwords by the password grant.
    pub verifies: Option<Verifies>,
}

impl Default for NewClient {
    fn default() -> Self {
        Self {
            name: String::new(),
            about: String::new(),
            icon: "web".to_owned(),
            url: String::new(),
            redirect_uris: Vec::new(),
            post_logout_uris: Vec::new(),
            public: false,
            program: Program::Web,
            jwks: None,
            pkce_required: true,
            alg: Alg::default(),
            scopes: SCOPES.iter().map(|scope| (*scope).to_owned()).collect(),
            refresh: true,
            introspects: false,
            verifies: None,
        }
    }
}

/// Why an app cannot be registered like this.
#[derive(Debug, thiserror::Error)]
pub enum BadClient {
    #[error("the address {address} cannot be used: {why}")]
    Address { address: String, why: &'static str },
    #[error("{0}")]
    Other(&'static str),
    #[error(transparent)]
    Engine(#[from] engine::Error),
}

/// Registers an app. The secret is seen this once; it is kept as a keyed hash (OA-10).
///
/// # Errors
/// `Address` and `Other` with a sentence for whoever typed it.
pub async fn register(
    engine: &Engine,
    new: NewClient,
) -> Result<(App, Option<Secret<String>>), BadClient> {
    check(&new)?;
    let auth = match (&new.jwks, new.public) {
        (Some(_), _) => Auth::PrivateKeyJwt,
        (None, true) => Auth::None,
        (None, false) => Auth::Secret,
    };
    let secret = (auth == Auth::Secret).then(|| dice::token(engine.dice()));
    let connection = Connection {
        redirect_uris: new.redirect_uris,
        post_logout_uris: new.post_logout_uris,
        auth,
        program: new.program,
        secret_hash: secret.as_ref().map(|secret| secret_hash(engine, secret.reveal())),
        jwks: new.jwks,
        pkce_required: new.pkce_required,
        alg: new.alg,
        scopes: new.scopes,
        refresh: new.refresh,
        introspects: new.introspects,
        verifies: new.verifies,
    };
    let connection = serde_json::to_value(connection).map_err(engine::Error::from)?;
    let app = App {
        id: AppId::new(engine.now(), engine.dice()),
        name: new.name,
        about: new.about,
        icon: new.icon,
        url: new.url,
        front: FRONT.to_owned(),
        // No person's `sub` looks like this (OA-15).
        key: format!("app_{}", dice::nonce(engine.dice())),
        connection,
        made_at: engine.now(),
        disabled_at: None,
        version: 0,
    };
    engine.add_app(&app).await?;
    Ok((app, secret))
}

/// Gives an app another secret, seen this once; the one before proves nothing from here on.
///
/// # Errors
/// `Other` if there is no such app, or it has no secret.
pub async fn new_secret(engine: &Engine, client_id: &str) -> Result<Secret<String>, BadClient> {
    let mut app = known(engine, client_id).await?;
    let mut connection: Connection =
        serde_json::from_value(app.connection).map_err(engine::Error::from)?;
    if connection.auth != Auth::Secret {
        return Err(BadClient::Other("this app has no secret: it is public, or signs with a key"));
    }
    let secret = dice::token(engine.dice());
    connection.secret_hash = Some(secret_hash(engine, secret.reveal()));
    app.connection = serde_json::to_value(connection).map_err(engine::Error::from)?;
    engine.save_app(&app).await?;
    Ok(secret)
}

/// Switches an app off, which opens nothing any more, or on again.
///
/// # Errors
/// `Other` if there is no such app.
pub async fn switch(engine: &Engine, client_id: &str, on: bool) -> Result<App, BadClient> {
    let mut app = known(engine, client_id).await?;
    app.disabled_at = (!on).then(|| app.disabled_at.unwrap_or(engine.now()));
    engine.save_app(&app).await?;
    Ok(app)
}

async fn known(engine: &Engine, client_id: &str) -> Result<App, BadClient> {
    let apps = engine.apps().await?;
    let app = apps.by_key(FRONT, client_id).ok_or(BadClient::Other("no app has this client id"))?;
    Ok(App::clone(app))
}

/// The public keys of an app from the text of a JWK Set (RFC 7517 §5).
///
/// # Errors
/// `Other` with a sentence for whoever brought it: no such set, or one with private halves, which
/// are the app's alone.
pub fn public_keys(text: &str) -> Result<JwkSet, BadClient> {
    const NONE: BadClient = BadClient::Other("that is no JWK Set: {\"keys\": [ … ]}");
    let set: serde_json::Value = serde_json::from_str(text).map_err(|_| NONE)?;
    let keys = set.get("keys").and_then(|keys| keys.as_array()).ok_or(NONE)?;
    let private = |key: &serde_json::Value| ["d", "k"].iter().any(|part| key.get(part).is_some());
    if keys.iter().any(private) {
        return Err(BadClient::Other("a private key stays with the app: bring only public halves"));
    }
    serde_json::from_value(set).map_err(|_| NONE)
}

fn check(new: &NewClient) -> Result<(), BadClient> {
    if new.name.trim().is_empty() || new.name.chars().any(char::is_control) {
        return Err(BadClient::Other("an app needs a name"));
    }
    let server = new.introspects || new.verifies.is_some();
    if new.redirect_uris.is_empty() && !server {
        return Err(BadClient::Other("an app needs an address to take people back to"));
    }
    if new.redirect_uris.len() + new.post_logout_uris.len() > ADDRESSES_MOST {
        return Err(BadClient::Other("an app may have 30 addresses at most"));
    }
    if new.program == Program::Mail && !new.public {
        return Err(BadClient::Other("a mail program can keep no secret: it is public"));
    }
    if new.public && (new.jwks.is_some() || server || !new.pkce_required) {
        let why = "a public app has no keys, asks about no tokens and cannot go without PKCE";
        return Err(BadClient::Other(why));
    }
    let scope_token = |scope: &String| {
        !scope.is_empty() && scope.bytes().all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\')
    };
    if !new.scopes.iter().all(scope_token) {
        return Err(BadClient::Other("a scope is a word of visible ASCII characters"));
    }
    if let Some(jwks) = &new.jwks {
        let verifies = |key: &Jwk| {
            assertion::ALGORITHMS.iter().any(|alg| assertion::signs(key, *alg))
                && DecodingKey::from_jwk(key).is_ok()
        };
        if jwks.keys.is_empty() || jwks.keys.len() > KEYS_MOST || !jwks.keys.iter().all(verifies) {
            let why = "an app has 1 to 10 keys that sign by ES256, EdDSA, RS256 or PS256";
            return Err(BadClient::Other(why));
        }
    }
    for address in new.redirect_uris.iter().chain(&new.post_logout_uris) {
        redirect::acceptable(address, new.program)
            .map_err(|why| BadClient::Address { address: address.clone(), why })?;
    }
    Ok(())
}
