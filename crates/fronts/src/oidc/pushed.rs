//! `/oidc/par` (RFC 9126): the app hands its request in beforehand and sends the browser with a
//! reference that works once.

use super::{
    Front, Shared,
    answer::{self, Refused, refused},
    authorize,
    client::Client,
    client_auth,
    params::Params,
    token::form,
};
use crate::visit;
use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use countersign_core::time::seconds;
use engine::Error;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::time::Duration;

const KIND: &str = "oidc.par";
const LIFE: Duration = seconds(60);
const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";
/// How the client proved itself is no part of the request.
const PROOFS: [&str; 3] = ["client_secret", "client_assertion", "client_assertion_type"];

#[derive(Serialize, Deserialize)]
struct Pushed {
    client: String,
    query: String,
}

pub async fn post(State(front): Shared, parts: Parts, body: Bytes) -> Response {
    answer::or_fault(push(&front, &parts, &body).await.map(|pushed| match pushed {
        Ok(uri) => {
            let body = json!({ "request_uri": uri, "expires_in": LIFE.as_secs() });
            (StatusCode::CREATED, Json(body)).into_response()
        }
        Err(why) => answer::error(why),
    }))
}

async fn push(front: &Front, parts: &Parts, body: &[u8]) -> Result<Result<String, Refused>, Error> {
    let params = match form(&parts.headers, body) {
        Ok(params) => params,
        Err(why) => return Ok(Err(why)),
    };
    let client = match client_auth::prove(front, &parts.headers, &params).await? {
        Ok(client) => client,
        Err(why) => return Ok(Err(why)),
    };
    if !client.redirects_to(params.get("redirect_uri").unwrap_or_default()) {
        return Ok(Err(refused("invalid_request", "redirect_uri is not registered")));
    }
    if let Err(why) = authorize::read(front, &params, &client).await? {
        return Ok(Err(why));
    }
    // Anybody can push in the name of an app that proves nothing; one that does is answerable, and
    // its server asks for all of its people (RL-12).
    if client.public() {
        let visit = visit::read(front.engine.settings(), &parts.headers, &parts.extensions);
        front.engine.may_begin(&visit)?;
    }
    let pushed = Pushed { client: client.id().to_owned(), query: params.query(&PROOFS) };
    let data = serde_json::to_value(pushed)?;
    let secret = front.engine.give(KIND, None, &data, LIFE).await?;
    Ok(Ok(format!("{PREFIX}{}", secret.reveal())))
}

pub fn is_ours(request_uri: &str) -> bool {
    request_uri.starts_with(PREFIX)
}

/// What was pushed under the reference of `params`, once, for the client that pushed it.
pub async fn take(
    front: &Front,
    client: &Client,
    params: &Params,
) -> Result<Option<Params>, Error> {
    let uri = params.get("request_uri").unwrap_or_default();
    let Some(secret) = uri.strip_prefix(PREFIX).filter(|secret| secret.len() <= 128) else {
        return Ok(None);
    };
    let Some(ticket) = front.engine.take(KIND, secret).await? else { return Ok(None) };
    let pushed: Pushed = serde_json::from_value(ticket.data)?;
    Ok(Params::parse(pushed.query.as_bytes()).filter(|_| pushed.client == client.id()))
}
