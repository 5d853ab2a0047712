//! What apps read to find their way: OpenID Connect Discovery 1.0 §3, RFC 8414 §2, and the keys.

use super::{Shared, authorize::reach, claims, register::SCOPES};
use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use engine::{Engine, signing::Alg};
use serde_json::json;

/// Both change seldom, and a new key is published a day before it signs. They are public, so pages
/// of any origin may read them (WB-4).
const HEADERS: [(HeaderName, HeaderValue); 4] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
    (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
];

/// Made once: nothing in it changes while the server runs.
pub fn document(engine: &Engine) -> String {
    let issuer = &engine.settings().public_url;
    let at = |path: &str| format!("{issuer}/oidc/{path}");
    let secrets = ["client_secret_basic", "client_secret_post", "private_key_jwt"];
    let all: Vec<&str> = secrets.into_iter().chain(["none"]).collect();
    let algs: Vec<&str> = Alg::ALL.into_iter().map(Alg::name).collect();
    let signed = ["ES256", "EdDSA", "RS256", "PS256"];
    let about: Vec<&str> = ["sub", "sid", "auth_time", "acr", "amr"]
        .into_iter()
        .chain(claims::CLAIMS.into_iter().map(|(name, _)| name))
        .collect();
    json!({
        "issuer": issuer,
        "authorization_endpoint": at("authorize"),
        "token_endpoint": at("token"),
        "userinfo_endpoint": at("userinfo"),
        "jwks_uri": at("jwks"),
        "end_session_endpoint": at("logout"),
        "introspection_endpoint": at("introspect"),
        "revocation_endpoint": at("revoke"),
        "pushed_authorization_request_endpoint": at("par"),
        "require_pushed_authorization_requests": false,
        "scopes_supported": SCOPES,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["public"],
        "acr_values_supported": claims::acrs(reach(engine)),
        "claims_supported": about,
        "claim_types_supported": ["normal"],
        "claims_parameter_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "require_request_uri_registration": false,
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "code_challenge_methods_supported": ["S256"],
        "id_token_signing_alg_values_supported": algs,
        "token_endpoint_auth_methods_supported": all,
        "token_endpoint_auth_signing_alg_values_supported": signed,
        "introspection_endpoint_auth_methods_supported": secrets,
        "introspection_endpoint_auth_signing_alg_values_supported": signed,
        "revocation_endpoint_auth_methods_supported": all,
        "revocation_endpoint_auth_signing_alg_values_supported": signed,
        "authorization_response_iss_parameter_supported": true,
    })
    .to_string()
}

pub async fn get(State(front): Shared) -> Response {
    (HEADERS, front.discovery.clone()).into_response()
}

/// RFC 7517 §5.
pub async fn jwks(State(front): Shared) -> Response {
    match front.engine.keys().await {
        Ok(keys) => (HEADERS, Bytes::copy_from_slice(keys.jwks().as_bytes())).into_response(),
        Err(error) => super::answer::fault(&error),
    }
}
