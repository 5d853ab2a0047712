//! How a client proves itself (RFC 6749 §2.3, OpenID Connect Core 1.0 §9): by the way it
//! registered, and by one only (OA-10).

use super::{
    Front,
    answer::{Refused, refused},
    assertion,
    client::{Auth, Client},
    params::Params,
};
use axum::http::{HeaderMap, header};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use countersign_core::secret::Secret;
use engine::Error;
use std::sync::Arc;

/// Longest `Authorization` header that is looked at, in bytes.
const HEADER_MOST: usize = 1024;

const WRONG: Refused = refused("invalid_client", "the client did not prove itself");

/// The client of a request with its parameters.
pub type Proven = Result<Arc<Client>, Refused>;

/// Proves the client of a request.
pub async fn prove(front: &Front, headers: &HeaderMap, params: &Params) -> Result<Proven, Error> {
    let header = headers.contains_key(header::AUTHORIZATION);
    let ways = [
        header,
        params.get("client_secret").is_some(),
        params.get("client_assertion").is_some() || params.get("client_assertion_type").is_some(),
    ];
    if ways.iter().filter(|way| **way).count() > 1 {
        return Ok(Err(refused("invalid_request", "the client proves itself in two ways")));
    }
    let [_, body, assertion] = ways;
    if assertion {
        return assertion::prove(front, params).await;
    }
    let id = params.get("client_id");
    if header {
        let given = crate::visit::text(headers, &header::AUTHORIZATION);
        let Some((user, secret)) = given.as_deref().and_then(basic) else { return Ok(Err(WRONG)) };
        if id.is_some_and(|id| id != user) {
            return Ok(Err(refused("invalid_request", "client_id is of another client")));
        }
        return by_secret(front, &user, secret.reveal()).await;
    }
    let Some(id) = id else { return Ok(Err(refused("invalid_client", "client_id is missing"))) };
    if body {
        return by_secret(front, id, params.get("client_secret").unwrap_or_default()).await;
    }
    let client = front.clients.get(id).await?;
    Ok(client.filter(|client| client.public()).ok_or(WRONG))
}

async fn by_secret(front: &Front, id: &str, secret: &str) -> Result<Proven, Error> {
    let client = front.clients.get(id).await?;
    let good = client.filter(|client| {
        client.connection.auth == Auth::Secret && client.has_secret(&front.engine, secret)
    });
    Ok(good.ok_or(WRONG))
}

/// Name and secret of a `Basic` header (RFC 7617 §2), each form-encoded within (RFC 6749 §2.3.1).
pub fn basic(header: &str) -> Option<(String, Secret<String>)> {
    if header.len() > HEADER_MOST {
        return None;
    }
    let (scheme, coded) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("basic").then_some(())?;
    let pair = Secret::new(String::from_utf8(STANDARD.decode(coded.trim()).ok()?).ok()?);
    let (user, secret) = pair.reveal().split_once(':')?;
    Some((decoded(user)?, Secret::new(decoded(secret)?)))
}

fn decoded(part: &str) -> Option<String> {
    if part.contains(['&', '=']) {
        return None;
    }
    if !part.contains(['%', '+']) {
        return Some(part.to_owned());
    }
    let mut pairs = url::form_urlencoded::parse(part.as_bytes());
    Some(pairs.next().map(|(name, _)| name.into_owned()).unwrap_or_default())
}
