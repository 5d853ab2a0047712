//! OpenID Connect and OAuth 2: authorization code with PKCE, and no other way in (OA-4).
//!
//! The issuer is the public address of the house. Requests are bounded before they are parsed and
//! refused when a parameter comes twice. An answer goes to an app's address only once client and
//! address are proven; before that the visitor gets a page of ours (OA-1).
//!
//! Not here on purpose: implicit and hybrid answers, the password grant but for mail servers that
//! ask about app passwords (`program`), request objects, dynamic registration.

mod answer;
mod assertion;
mod authorize;
mod claims;
mod client;
mod client_auth;
mod cors;
mod discovery;
mod goes_on;
mod introspect;
mod logout;
mod params;
mod posted;
mod program;
mod pushed;
mod redirect;
mod register;
mod request;
#[cfg(test)]
mod tests;
mod token;
mod userinfo;

pub use client::{Auth, Program};
pub use program::Verifies;
pub use register::{BadClient, NewClient, new_secret, public_keys, register, switch};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderName, HeaderValue, header},
    middleware,
    routing::{get, post},
};
use client::Clients;
use engine::Engine;
use std::sync::Arc;

/// Largest body of a request, in bytes.
const BODY_MOST: usize = 32 * 1024;

/// Parsers of outside bytes, for the fuzz targets.
#[doc(hidden)]
pub mod bare {
    pub use super::{
        assertion::{checked, issuer},
        client_auth::basic,
        params::Params,
        redirect::{acceptable, matches},
        request::{Claims, challenge_fits},
    };
}

/// What every handler shares.
struct Front {
    engine: Engine,
    clients: Clients,
    /// Both documents of discovery, which never change while the server runs.
    discovery: discovery::Document,
    keys: discovery::Shown,
}

type Shared = axum::extract::State<Arc<Front>>;

/// `languages` are those of the pages.
pub fn routes(engine: Engine, languages: &[&str]) -> Router {
    let discovery = discovery::document(&engine, languages);
    let clients = Clients::new(engine.clone());
    let front = Arc::new(Front { engine, clients, discovery, keys: discovery::Shown::default() });
    // What a person's browser is led through.
    let led = Router::new()
        .route("/oidc/authorize", get(authorize::get).post(authorize::post))
        .route("/oidc/continue/{ticket}", get(goes_on::get))
        .route("/oidc/logout", get(logout::get).post(logout::post));
    // What programs ask, also from within pages of apps.
    let asked = Router::new()
        .route("/oidc/token", post(token::post))
        .route("/oidc/userinfo", get(userinfo::get).post(userinfo::post))
        .route("/oidc/revoke", post(introspect::revoke))
        .route_layer(middleware::from_fn_with_state(Arc::clone(&front), cors::registered));
    let open = Router::new()
        .route("/.well-known/openid-configuration", get(discovery::get))
        .route("/.well-known/oauth-authorization-server", get(discovery::get))
        .route("/oidc/jwks", get(discovery::jwks));
    let servers = Router::new()
        .route("/oidc/introspect", post(introspect::post))
        .route("/oidc/par", post(pushed::post));
    let quiet = led
        .merge(asked)
        .merge(servers)
        .layer(middleware::map_response(answer::quiet))
        .layer(DefaultBodyLimit::max(BODY_MOST));
    quiet.merge(open).with_state(front)
}

impl Front {
    fn issuer(&self) -> &str {
        &self.engine.settings().public_url
    }
}

const NO_STORE: (HeaderName, HeaderValue) =
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
