//! What is known of an app that speaks OpenID Connect, under its own type in its connection.

use super::{program::Verifies, redirect};
use countersign_core::{app::App, secret::same};
use engine::{Apps, Engine, Result, signing::Alg};
use serde::{Deserialize, Serialize};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, PoisonError, RwLock},
};

/// Origins of one app in a policy at most.
const SOURCES_MOST: usize = 6;

/// Name of this front in `App::front`.
pub const FRONT: &str = "oidc";

/// How a client proves itself. It can use no other way than the one it registered (OA-4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Auth {
    /// A secret, in the header or in the form (RFC 6749 §2.3.1).
    Secret,
    /// An assertion signed with a key whose public half is registered (RFC 7523 §2.2).
    PrivateKeyJwt,
    /// A program that can keep no secret; PKCE is all there is.
    None,
}

/// What kind of program it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Program {
    /// On a web server or in a page.
    #[default]
    Web,
    /// Installed on a computer or phone (RFC 8252).
    Installed,
    /// Installed, and gets a refresh token without asking for one: Thunderbird never asks.
    Mail,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Connection {
    pub redirect_uris: Vec<String>,
    pub post_logout_uris: Vec<String>,
    pub auth: Auth,
    pub program: Program,
    /// Keyed hash of the secret in hexadecimal.
    pub secret_hash: Option<String>,
    /// Public keys for assertions (RFC 7517).
    pub jwks: Option<jsonwebtoken::jwk::JwkSet>,
    pub pkce_required: bool,
    /// What its ID tokens are signed with.
    pub alg: Alg,
    pub scopes: Vec<String>,
    /// Whether it may exchange refresh tokens.
    pub refresh: bool,
    /// Whether it is a server that may ask about every app's tokens.
    pub introspects: bool,
    /// Whether it is a server that asks about app passwords, and what for.
    #[serde(default)]
    pub verifies: Option<Verifies>,
}

#[derive(Debug)]
pub struct Client {
    pub app: Arc<App>,
    pub connection: Connection,
}

impl Client {
    pub fn id(&self) -> &str {
        &self.app.key
    }

    pub fn public(&self) -> bool {
        self.connection.auth == Auth::None
    }

    pub fn redirects_to(&self, address: &str) -> bool {
        let installed = self.connection.program != Program::Web;
        let mut all = self.connection.redirect_uris.iter();
        all.any(|registered| redirect::matches(registered, address, installed))
    }

    /// Where a form may lead whose answer goes to `to`, as CSP writes it. Many apps lead on at
    /// once, from the address they registered to the one where people use them, and browsers hold
    /// the policy against that step too; so the app's other origins are among them.
    pub fn sources(&self, to: &str) -> String {
        let own = [to, &self.app.url];
        let others = self.connection.redirect_uris.iter().map(String::as_str);
        let mut all: Vec<String> = Vec::new();
        for source in own.into_iter().chain(others).filter_map(redirect::source) {
            if all.len() < SOURCES_MOST && !all.contains(&source) {
                all.push(source);
            }
        }
        all.join(" ")
    }

    /// Compares hashes, in constant time (OA-10).
    pub fn has_secret(&self, engine: &Engine, secret: &str) -> bool {
        let hash = secret_hash(engine, secret);
        let known = self.connection.secret_hash.as_deref().unwrap_or_default();
        same(known.as_bytes(), hash.as_bytes())
    }
}

pub fn secret_hash(engine: &Engine, secret: &str) -> String {
    countersign_core::dice::hex(&engine.vault().keyed_hash("client", secret.as_bytes()))
}

/// The clients in their own type, made again when the engine's apps are others.
pub struct Clients {
    engine: Engine,
    known: RwLock<Option<Known>>,
}

#[derive(Clone)]
struct Known {
    apps: Arc<Apps>,
    clients: Arc<HashMap<String, Arc<Client>>>,
    origins: Arc<HashSet<String>>,
}

impl Clients {
    pub const fn new(engine: Engine) -> Self {
        Self { engine, known: RwLock::new(None) }
    }

    /// The client, if there is one and it is switched on.
    pub async fn get(&self, id: &str) -> Result<Option<Arc<Client>>> {
        Ok(self.known().await?.clients.get(id).cloned())
    }

    /// Whether pages of a registered program without a secret come from this origin (WB-4).
    pub async fn is_origin(&self, origin: &str) -> Result<bool> {
        Ok(self.known().await?.origins.contains(origin))
    }

    async fn known(&self) -> Result<Known> {
        let apps = self.engine.apps().await?;
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = known.filter(|known| Arc::ptr_eq(&known.apps, &apps)) {
            return Ok(known);
        }
        let mut clients = HashMap::new();
        let mut origins = HashSet::new();
        for app in apps.of_front(FRONT).filter(|app| app.disabled_at.is_none()) {
            // A connection this version cannot read opens nothing; the others still work.
            let Ok(connection) = serde_json::from_value::<Connection>(app.connection.clone())
            else {
                tracing::error!(app = %app.id, "the connection of an app cannot be read");
                continue;
            };
            let client = Client { app: Arc::clone(app), connection };
            if client.public() {
                origins
                    .extend(client.connection.redirect_uris.iter().filter_map(|a| web_origin(a)));
            }
            clients.insert(app.key.clone(), Arc::new(client));
        }
        let known = Known { apps, clients: Arc::new(clients), origins: Arc::new(origins) };
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
        Ok(known)
    }
}

fn web_origin(address: &str) -> Option<String> {
    redirect::origin(address).filter(|origin| !origin.ends_with(':'))
}
