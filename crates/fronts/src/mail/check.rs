//! The question of Dovecot's Lua script (`examples/mail/countersign.lua`): JSON in, JSON out. What
//! is not answered with 200 the script takes for an outage, never for a wrong password.

use super::{Caller, Shared, Verdict, address, decide, sasl, words};
use crate::visit;
use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use countersign_core::{app_password::Protocol, secret::Secret};
use engine::Engine;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// Longest question, in bytes.
const BODY_MOST: usize = 16 * 1024;
/// Longest name of a session and of a program that is kept, in bytes.
const WORDS_MOST: usize = 64;

struct Door {
    engine: Engine,
    shared: Shared,
}

/// `POST /mail/check`, for whoever shows the secret as a bearer token.
pub fn routes(engine: Engine, secret: &Secret<String>) -> Router {
    Router::new()
        .route("/mail/check", post(answer))
        .layer(DefaultBodyLimit::max(BODY_MOST))
        .with_state(Arc::new(Door { engine, shared: Shared::new(secret) }))
}

async fn answer(State(door): State<Arc<Door>>, headers: HeaderMap, body: Bytes) -> Response {
    let shown = visit::text(&headers, &header::AUTHORIZATION).unwrap_or_default();
    let shown = shown.strip_prefix("Bearer ").unwrap_or_default();
    if !door.shared.is(shown.as_bytes()) {
        tracing::warn!("mail.check was asked without its secret");
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let Some(question) = read(&body) else { return StatusCode::BAD_REQUEST.into_response() };
    let verdict = match question.proof {
        Some(proof) => decide(&door.engine, question.caller, proof).await,
        None => Verdict::Bad,
    };
    match verdict {
        Verdict::Open { user } => Json(json!({ "result": "ok", "user": user })).into_response(),
        Verdict::Refused { reason } => {
            Json(json!({ "result": "fail", "reason": reason })).into_response()
        }
        Verdict::Bad => Json(json!({ "result": "fail" })).into_response(),
        Verdict::Outage => {
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "result": "tempfail" }))).into_response()
        }
    }
}

/// As the script sends it. Other keys (`rport`, `lip`, `cert`…) are for later versions.
#[derive(Deserialize)]
struct Sent {
    user: Secret<String>,
    password: Secret<String>,
    #[serde(default)]
    service: Value,
    #[serde(default)]
    rip: Value,
    #[serde(default)]
    secured: Value,
    #[serde(default)]
    mech: Value,
    #[serde(default)]
    session: Value,
    #[serde(default)]
    client_id: Value,
}

/// A question that was understood.
#[derive(Debug)]
pub struct Question {
    pub caller: Caller,
    /// Nothing for a name nobody can have, or a password that is too long or empty.
    pub proof: Option<sasl::Proof>,
}

/// Reads a question. Letters that are no text make a password wrong, not the question unclear.
pub fn read(body: &[u8]) -> Option<Question> {
    let body = Secret::new(String::from_utf8_lossy(body).into_owned());
    let sent: Sent = serde_json::from_str(body.reveal()).ok()?;
    let text = |value: &'_ Value| value.as_str().unwrap_or_default().to_owned();
    let secured = match &sent.secured {
        Value::Bool(said) => Some(*said),
        // Lua's `%{secured}` is "TLS", "secured" or nothing.
        Value::String(said) => Some(!said.is_empty()),
        _ => None,
    };
    let caller = Caller {
        protocol: Protocol::parse(&text(&sent.service)),
        source: address(&text(&sent.rip)),
        secured,
        session: words(&text(&sent.session), WORDS_MOST),
        program: words(&text(&sent.client_id), WORDS_MOST),
    };
    let bearer = sasl::Mechanism::parse(&text(&sent.mech)).is_some_and(sasl::Mechanism::bears);
    let name = sasl::name(sent.user.reveal().as_bytes());
    let secret = sasl::secret(sent.password.reveal().as_bytes());
    let proof = name.zip(secret).map(|(name, secret)| match bearer {
        true => sasl::Proof::Token { name: Some(name), token: secret },
        false => sasl::Proof::Password { name, secret },
    });
    Some(Question { caller, proof })
}
