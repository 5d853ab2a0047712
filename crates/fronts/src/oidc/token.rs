//! `/oidc/token` (RFC 6749 §3.2): codes and refresh tokens become tokens.

use super::{
    Front, Shared,
    answer::{self, Refused, refused},
    claims::{IdToken, has},
    client::Client,
    client_auth,
    goes_on::Bound,
    params::Params,
    program,
};
use crate::visit;
use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, header, request::Parts},
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use countersign_core::secret::same;
use engine::{
    Error,
    oauth::{Ask, Denied, Tokens},
    vault::sha256,
    visit::Visit,
};
use serde_json::{Value, json};

/// Longest code, verifier or token that is looked at, in bytes.
const SECRET_MOST: usize = 256;

const BAD_CODE: Refused = refused("invalid_grant", "the code is not good");
const BAD_REFRESH: Refused = refused("invalid_grant", "the refresh token is not good");

/// Tokens or the reason there are none.
type Answer = Result<Result<Value, Refused>, Error>;

pub async fn post(State(front): Shared, parts: Parts, body: Bytes) -> Response {
    let visit = visit::read(front.engine.settings(), &parts.headers, &parts.extensions);
    answer::or_fault(exchange(&front, &visit, &parts.headers, &body).await.map(
        |answer| match answer {
            Ok(tokens) => answer::json(tokens),
            Err(why) => answer::error(why),
        },
    ))
}

async fn exchange(front: &Front, visit: &Visit, headers: &HeaderMap, body: &[u8]) -> Answer {
    let params = match form(headers, body) {
        Ok(params) => params,
        Err(why) => return Ok(Err(why)),
    };
    let client = match client_auth::prove(front, headers, &params).await? {
        Ok(client) => client,
        Err(why) => return Ok(Err(why)),
    };
    match params.get("grant_type") {
        Some("authorization_code") => by_code(front, visit, &client, &params).await,
        Some("refresh_token") if client.connection.refresh => {
            by_refresh(front, visit, &client, &params).await
        }
        Some("refresh_token") => {
            Ok(Err(refused("unauthorized_client", "this app has no refresh tokens")))
        }
        Some("password") if client.connection.verifies.is_some() => {
            program::by_password(front, headers, &client, &params).await
        }
        Some(_) => Ok(Err(refused("unsupported_grant_type", "only codes and refresh tokens"))),
        None => Ok(Err(refused("invalid_request", "grant_type is missing"))),
    }
}

/// A form with each parameter once.
pub fn form(headers: &HeaderMap, body: &[u8]) -> Result<Params, Refused> {
    let kind = visit::text(headers, &header::CONTENT_TYPE).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(refused("invalid_request", "the body must be a form"));
    }
    let params = Params::parse(body).ok_or(refused("invalid_request", "the form is too long"))?;
    if params.doubled() {
        return Err(refused("invalid_request", "a parameter is there twice"));
    }
    Ok(params)
}

/// RFC 6749 §4.1.3 with PKCE (RFC 7636 §4.6).
async fn by_code(front: &Front, visit: &Visit, client: &Client, params: &Params) -> Answer {
    let Some(secret) = params.get("code").filter(|code| code.len() <= SECRET_MOST) else {
        return Ok(Err(refused("invalid_request", "the code is missing")));
    };
    let Some(code) = front.engine.look_at_code(secret).await? else { return Ok(Err(BAD_CODE)) };
    let bound: Bound = serde_json::from_value(code.bound.clone())?;
    let own = code.app == client.app.id
        && params.get("redirect_uri") == Some(bound.redirect_uri.as_str());
    if !own || !verifies(bound.challenge.as_deref(), params.get("code_verifier")) {
        return Ok(Err(BAD_CODE));
    }
    match front.engine.redeem_code(visit, &client.app, secret, &code).await? {
        Ok(tokens) => Ok(Ok(answer(front, client, tokens, true).await?)),
        Err(_) => Ok(Err(BAD_CODE)),
    }
}

/// A challenge needs its verifier, and a verifier its challenge: otherwise somebody took the
/// challenge away (OA-2).
fn verifies(challenge: Option<&str>, verifier: Option<&str>) -> bool {
    match (challenge, verifier) {
        (None, None) => true,
        (Some(challenge), Some(verifier)) => {
            let letter = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
            (43..=128).contains(&verifier.len())
                && verifier.bytes().all(letter)
                && same(
                    URL_SAFE_NO_PAD.encode(sha256(verifier.as_bytes())).as_bytes(),
                    challenge.as_bytes(),
                )
        }
        _ => false,
    }
}

/// RFC 6749 §6.
async fn by_refresh(front: &Front, visit: &Visit, client: &Client, params: &Params) -> Answer {
    let Some(secret) = params.get("refresh_token").filter(|t| t.len() <= SECRET_MOST) else {
        return Ok(Err(refused("invalid_request", "the refresh token is missing")));
    };
    let ask = Ask { scope: params.get("scope"), confidential: !client.public() };
    match front.engine.refresh(visit, &client.app, secret, ask).await? {
        Ok(tokens) => Ok(Ok(answer(front, client, tokens, false).await?)),
        Err(Denied::TooMuch) => Ok(Err(refused("invalid_scope", "more than was granted"))),
        Err(_) => Ok(Err(BAD_REFRESH)),
    }
}

/// RFC 6749 §5.1 and OpenID Connect Core 1.0 §3.1.3.3. `fresh`: somebody has just signed in.
async fn answer(
    front: &Front,
    client: &Client,
    tokens: Tokens,
    fresh: bool,
) -> Result<Value, Error> {
    let now = front.engine.now();
    let mut answer = json!({
        "access_token": tokens.access.reveal(),
        "token_type": "Bearer",
        "expires_in": tokens.ends_at.since(now).as_secs(),
        "scope": tokens.scope,
    });
    let mut put = |name: &str, value: &str| {
        if let Some(members) = answer.as_object_mut() {
            members.insert(name.to_owned(), value.into());
        }
    };
    if let Some(refresh) = &tokens.refresh {
        put("refresh_token", refresh.reveal());
    }
    if has(&tokens.scope, "openid") {
        let organisation = front.engine.organisation().await?;
        let (issuer, tokens, organisation) = (front.issuer(), &tokens, organisation.as_ref());
        let claims = IdToken { issuer, client, tokens, organisation, fresh }.claims(now);
        let keys = front.engine.keys().await?;
        put("id_token", &keys.sign(client.connection.alg, &claims, now)?);
    }
    Ok(answer)
}
