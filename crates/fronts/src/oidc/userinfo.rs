//! `/oidc/userinfo` (OpenID Connect Core 1.0 §5.3), for whoever brings an access token (RFC 6750).

use super::{
    Front, Shared,
    answer::{self, refused},
    claims::{Own, Person, has},
    token::form,
};
use crate::visit;
use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use engine::{Error, oauth::Kind};
use serde_json::json;

/// Longest token that is looked at, in bytes.
const TOKEN_MOST: usize = 256;

pub async fn get(State(front): Shared, headers: HeaderMap) -> Response {
    let token = in_header(&headers);
    answer::or_fault(tell(&front, token).await)
}

/// By POST the token may stand in the form instead, but not in both places (RFC 6750 §2).
pub async fn post(State(front): Shared, headers: HeaderMap, body: Bytes) -> Response {
    let mut token = in_header(&headers);
    if !body.is_empty() {
        match form(&headers, &body) {
            Ok(params) => match params.get("access_token") {
                Some(_) if headers.contains_key(header::AUTHORIZATION) => {
                    return answer::error(refused("invalid_request", "the token is there twice"));
                }
                Some(given) => token = Some(given.to_owned()),
                None => {}
            },
            Err(why) => return answer::error(why),
        }
    }
    answer::or_fault(tell(&front, token).await)
}

fn in_header(headers: &HeaderMap) -> Option<String> {
    let header = visit::text(headers, &header::AUTHORIZATION)?;
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

async fn tell(front: &Front, token: Option<String>) -> Result<Response, Error> {
    let Some(token) = token.filter(|token| token.len() <= TOKEN_MOST) else {
        return Ok(challenge(StatusCode::UNAUTHORIZED, None));
    };
    let bearer = front.engine.bearer(&token).await?.filter(|b| b.kind == Kind::Access);
    let Some(bearer) = bearer else {
        return Ok(challenge(StatusCode::UNAUTHORIZED, Some("invalid_token")));
    };
    if !has(bearer.scope(), "openid") {
        return Ok(challenge(StatusCode::FORBIDDEN, Some("insufficient_scope")));
    }
    let own = Own::of(&front.engine.origin(&bearer)?);
    let organisation = front.engine.organisation().await?;
    let person = Person { account: bearer.account(), organisation: &organisation };
    Ok(answer::json(person.info(bearer.scope(), &own)))
}

/// RFC 6750 §3: without a token there is nothing wrong with it, so no error is named.
fn challenge(status: StatusCode, error: Option<&'static str>) -> Response {
    let (text, body) = match error {
        None => ("Bearer realm=\"countersign\"".to_owned(), json!({})),
        Some(error) => {
            (format!("Bearer realm=\"countersign\", error=\"{error}\""), json!({ "error": error }))
        }
    };
    let mut response = (status, Json(body)).into_response();
    if let Ok(value) = HeaderValue::try_from(text) {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, value);
    }
    response
}
