//! `/oidc/logout` (OpenID Connect RP-Initiated Logout 1.0): nothing ends here. The person is asked
//! on `/signout`, which then leads to the address the app registered.

use super::{
    Front, Shared,
    answer::{self, Problem, problem, see_other},
    authorize::{self, Hint},
    params::Params,
    posted, redirect, request,
};
use crate::visit;
use axum::{body::Bytes, extract::State, http::request::Parts, response::Response};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use engine::{Error, Leaving, visit::Visit};

pub async fn get(State(front): Shared, parts: Parts) -> Response {
    let answer = leave(&front, &parts).await;
    answer::or_page(answer, parts)
}

pub async fn post(State(front): Shared, parts: Parts, body: Bytes) -> Response {
    let answer = posted::keep(&front, &parts, &body).await;
    answer::or_page(answer, parts)
}

async fn leave(front: &Front, parts: &Parts) -> Result<Response, Error> {
    let visit = &visit::read(front.engine.settings(), &parts.headers, &parts.extensions);
    let params = posted::params(front, parts).await?;
    let Some(params) = params.filter(|params| !params.doubled()) else {
        return Ok(problem(Problem::Request));
    };
    let token = params.get("id_token_hint");
    let named = params.get("client_id").map(ToOwned::to_owned);
    let audience = token.and_then(audience);
    // Both name the client; they must name the same one (§2).
    if token.is_some() && (audience.is_none() || (named.is_some() && named != audience)) {
        return Ok(problem(Problem::Request));
    }
    let Some(id) = audience.or(named) else { return plainly(front, visit, &params).await };
    let Some(client) = front.clients.get(&id).await? else { return Ok(problem(Problem::Unknown)) };
    let mut hint = None;
    if let Some(token) = token {
        hint = authorize::hint(front, &client, token).await?;
        if hint.is_none() {
            return Ok(problem(Problem::Request));
        }
    }
    let to = match params.get("post_logout_redirect_uri") {
        None => None,
        Some(to) if client.connection.post_logout_uris.iter().any(|known| known == to) => Some(to),
        Some(_) => return Ok(problem(Problem::Address)),
    };
    let to = to.map(|to| match params.get("state") {
        Some(state) => redirect::with(to, &[("state", state)]),
        None => to.to_owned(),
    });
    let leaving = Leaving {
        app: client.app.name.clone(),
        origin: to.as_deref().map(|to| client.sources(to)),
        to,
        locales: request::locales(&params).unwrap_or_default(),
        asked_at: front.engine.now(),
    };
    confirm(front, visit, hint, leaving).await
}

/// Without a client there is nowhere to go back to, only our own page.
async fn plainly(front: &Front, visit: &Visit, params: &Params) -> Result<Response, Error> {
    if params.get("post_logout_redirect_uri").is_some() {
        return Ok(problem(Problem::Request));
    }
    front.engine.standing(visit).await.map(|_| see_other("/signout"))
}

async fn confirm(
    front: &Front,
    visit: &Visit,
    hint: Option<Hint>,
    leaving: Leaving,
) -> Result<Response, Error> {
    let standing = front.engine.standing(visit).await?;
    // The session the app means has ended already: another one is none of its business.
    let meant = standing.filter(|standing| {
        hint.as_ref().is_none_or(|hint| {
            hint.subject == standing.account.id
                && (hint.session.is_empty() || hint.session == standing.session.id.as_str())
        })
    });
    if meant.is_none() {
        return Ok(see_other(leaving.to.as_deref().unwrap_or("/signout")));
    }
    let ticket = front.engine.leave(&leaving).await?;
    Ok(see_other(&format!("/signout?r={}", ticket.reveal())))
}

/// The audience of a token nothing is believed of yet.
fn audience(token: &str) -> Option<String> {
    let claims = token.split('.').nth(1)?;
    let claims = URL_SAFE_NO_PAD.decode(claims).ok()?;
    let claims: serde_json::Value = serde_json::from_slice(&claims).ok()?;
    Some(claims.get("aud")?.as_str()?.to_owned())
}
