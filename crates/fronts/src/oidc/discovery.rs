//! What apps read to find their way: OpenID Connect Discovery 1.0 §3, RFC 8414 §2, and the keys.

use super::{Front, Shared, authorize::reach, claims, register::SCOPES};
use aws_lc_rs::digest;
use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use engine::{
    Engine, Result,
    signing::{Alg, Keys},
};
use serde_json::json;
use std::sync::{Arc, PoisonError, RwLock};

/// An hour is far less than the day a new key is published before it signs, and than the week an
/// old one stays (OA-20). All of it is public, so pages of any origin may read it (WB-4).
const HEADERS: [(HeaderName, HeaderValue); 4] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
    (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
];

/// A document that is made once and sent often.
#[derive(Clone)]
pub struct Document {
    body: Bytes,
    /// Strong, of what it holds (RFC 9110 §8.8.3).
    tag: HeaderValue,
}

impl Document {
    fn of(text: String) -> Self {
        let hash = digest::digest(&digest::SHA256, text.as_bytes());
        let (start, _) = hash.as_ref().split_at(16);
        let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(start));
        // Base64url is made of letters that a header may have.
        let tag = HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static("\"\""));
        Self { body: text.into(), tag }
    }

    /// The whole, or that it is what the asker has (RFC 9110 §13.1.2).
    fn answer(&self, asked: &HeaderMap) -> Response {
        let tag = [(header::ETAG, self.tag.clone())];
        if self.is_known(asked) {
            return (StatusCode::NOT_MODIFIED, HEADERS, tag).into_response();
        }
        (HEADERS, tag, self.body.clone()).into_response()
    }

    /// Compared weakly, as the RFC wants it here.
    fn is_known(&self, asked: &HeaderMap) -> bool {
        let lists = asked.get_all(header::IF_NONE_MATCH);
        let tags = lists.iter().filter_map(|list| list.to_str().ok()).flat_map(|l| l.split(','));
        tags.map(str::trim)
            .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == self.tag)
    }
}

/// The keys as they were last sent.
#[derive(Default)]
pub struct Shown(RwLock<Option<(Arc<Keys>, Document)>>);

impl Shown {
    fn document(&self, keys: &Arc<Keys>) -> Document {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, document)) = &*known
            && Arc::ptr_eq(of, keys)
        {
            return document.clone();
        }
        drop(known);
        let document = Document::of(keys.jwks().to_owned());
        *self.0.write().unwrap_or_else(PoisonError::into_inner) =
            Some((Arc::clone(keys), document.clone()));
        document
    }
}

/// Made once: nothing in it changes while the server runs.
pub fn document(engine: &Engine, languages: &[&str]) -> Document {
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
    let document = json!({
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
        "response_modes_supported": ["query", "form_post"],
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
        "ui_locales_supported": languages,
    });
    Document::of(document.to_string())
}

pub async fn get(State(front): Shared, asked: HeaderMap) -> Response {
    front.discovery.answer(&asked)
}

/// RFC 7517 §5.
pub async fn jwks(State(front): Shared, asked: HeaderMap) -> Response {
    match keys(&front).await {
        Ok(document) => document.answer(&asked),
        Err(error) => super::answer::fault(&error),
    }
}

async fn keys(front: &Front) -> Result<Document> {
    Ok(front.keys.document(&front.engine.keys().await?))
}
