//! `/oidc/introspect` (RFC 7662) and `/oidc/revoke` (RFC 7009): what a token is good for, and its
//! end.

use super::{
    Front, Shared,
    answer::{self, refused},
    claims::has,
    client_auth, program,
    token::form,
};
use crate::visit;
use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use engine::{
    Error,
    oauth::{Bearer, Kind},
};
use serde::Serialize;
use serde_json::json;

/// Longest token that is looked at, in bytes.
const TOKEN_MOST: usize = 256;

pub async fn post(State(front): Shared, headers: HeaderMap, body: Bytes) -> Response {
    answer::or_fault(introspect(&front, &headers, &body).await)
}

/// Only clients that prove themselves may ask, about their own tokens, or about all of them if they
/// are registered as such a server. Everything else is not active, and no more is said (OA-17).
async fn introspect(front: &Front, headers: &HeaderMap, body: &[u8]) -> Result<Response, Error> {
    let params = match form(headers, body) {
        Ok(params) => params,
        Err(why) => return Ok(answer::error(why)),
    };
    let client = match client_auth::prove(front, headers, &params).await? {
        Ok(client) if client.public() => {
            let why = refused("invalid_client", "only a client with a secret may ask");
            return Ok(answer::error(why));
        }
        Ok(client) => client,
        Err(why) => return Ok(answer::error(why)),
    };
    let Some(token) = params.get("token") else {
        return Ok(answer::error(refused("invalid_request", "the token is missing")));
    };
    let mut bearer = None;
    if token.len() <= TOKEN_MOST {
        bearer = front.engine.bearer(token).await?;
    }
    let may = |bearer: &Bearer| client.connection.introspects || bearer.app.id == client.app.id;
    let bearer = bearer.filter(may);
    if bearer.is_some() && !program::opens(front, headers, &client, token).await? {
        return Ok(Json(json!({ "active": false })).into_response());
    }
    Ok(match bearer {
        Some(bearer) => Json(Active::of(front.issuer(), &bearer)).into_response(),
        None => Json(json!({ "active": false })).into_response(),
    })
}

/// RFC 7662 §2.2.
#[derive(Serialize)]
struct Active<'a> {
    active: bool,
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    client_id: &'a str,
    username: &'a str,
    scope: &'a str,
    iat: i64,
    exp: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
}

impl<'a> Active<'a> {
    fn of(issuer: &'a str, bearer: &'a Bearer) -> Self {
        Self {
            active: true,
            iss: issuer,
            sub: bearer.account().id.as_str(),
            aud: &bearer.app.key,
            client_id: &bearer.app.key,
            username: &bearer.account().username,
            scope: bearer.scope(),
            iat: bearer.made_at().seconds(),
            exp: bearer.ends_at().seconds(),
            token_type: (bearer.kind == Kind::Access).then_some("Bearer"),
            email: has(bearer.scope(), "email").then_some(&bearer.account().mail),
        }
    }
}

pub async fn revoke(State(front): Shared, parts: Parts, body: Bytes) -> Response {
    answer::or_fault(end(&front, &parts, &body).await)
}

/// A token that is not there, or not the client's, is answered like one that has ended (§2.2).
async fn end(front: &Front, parts: &Parts, body: &[u8]) -> Result<Response, Error> {
    let params = match form(&parts.headers, body) {
        Ok(params) => params,
        Err(why) => return Ok(answer::error(why)),
    };
    let client = match client_auth::prove(front, &parts.headers, &params).await? {
        Ok(client) => client,
        Err(why) => return Ok(answer::error(why)),
    };
    let Some(token) = params.get("token") else {
        return Ok(answer::error(refused("invalid_request", "the token is missing")));
    };
    let visit = visit::read(front.engine.settings(), &parts.headers, &parts.extensions);
    if token.len() <= TOKEN_MOST {
        front.engine.end_token(&visit, &client.app.id, token).await?;
    }
    Ok(StatusCode::OK.into_response())
}
