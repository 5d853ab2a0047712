//! `/oidc/authorize` (RFC 6749 §4.1.1, OpenID Connect Core 1.0 §3.1.2).

use super::{
    Front, Shared,
    answer::{self, Back, Mode, Problem, problem},
    client::Client,
    goes_on::Asked,
    params::Params,
    posted, pushed,
    request::Request,
};
use crate::visit;
use axum::{body::Bytes, extract::State, http::request::Parts, response::Response};
use countersign_core::{id::AccountId, method::Factor, session::Level};
use engine::{Engine, Error};

pub async fn get(State(front): Shared, parts: Parts) -> Response {
    let answer = begin(&front, &parts).await;
    answer::or_page(answer, parts)
}

pub async fn post(State(front): Shared, parts: Parts, body: Bytes) -> Response {
    let answer = posted::keep(&front, &parts, &body).await;
    answer::or_page(answer, parts)
}

async fn begin(front: &Front, parts: &Parts) -> Result<Response, Error> {
    let visit = visit::read(front.engine.settings(), &parts.headers, &parts.extensions);
    let Some(mut params) = posted::params(front, parts).await? else {
        return Ok(problem(Problem::Request));
    };
    if params.twice("client_id") || params.twice("redirect_uri") || params.twice("request_uri") {
        return Ok(problem(Problem::Request));
    }
    let Some(client) = front.clients.get(params.get("client_id").unwrap_or_default()).await? else {
        return Ok(problem(Problem::Unknown));
    };
    if params.get("request_uri").is_some_and(pushed::is_ours) {
        match pushed::take(front, &client, &params).await? {
            Some(pushed) => params = pushed,
            None => return Ok(problem(Problem::Request)),
        }
    }
    let address = params.get("redirect_uri").unwrap_or_default();
    if !client.redirects_to(address) {
        return Ok(problem(Problem::Address));
    }
    match read(front, &params, &client).await? {
        Ok(request) => Asked { front, client: &client, ticket: None }.answer(visit, request).await,
        Err(why) => {
            let once = |name: &str| params.get(name).filter(|_| !params.twice(name));
            let back = Back {
                front,
                client: &client,
                to: address,
                mode: Mode::read(once("response_mode"), address).unwrap_or_default(),
                state: once("state"),
                locales: once("ui_locales"),
                asked_at: front.engine.now(),
            };
            Ok(back.refused(why))
        }
    }
}

/// The request, once client and address are proven.
pub async fn read(
    front: &Front,
    params: &Params,
    client: &Client,
) -> Result<Result<Request, answer::Refused>, Error> {
    let mut hinted = None;
    if let Some(token) = params.get("id_token_hint") {
        match hint(front, client, token).await? {
            Some(Hint { subject, .. }) => hinted = Some(subject),
            None => {
                let about = "id_token_hint is no ID token of this app";
                return Ok(Err(answer::refused("invalid_request", about)));
            }
        }
    }
    let reach = reach(&front.engine);
    Ok(Request::read(params, client, hinted, reach, front.engine.now()))
}

/// The highest level anybody can reach with the methods this server has.
pub fn reach(engine: &Engine) -> Level {
    let strong = engine.kinds().all().any(|kind| kind.factor() == Factor::HasUnphishable);
    if strong { Level::Unphishable } else { Level::Two }
}

/// Whom an ID token of ours was about.
pub struct Hint {
    pub subject: AccountId,
    pub session: String,
}

/// Reads a hint: signed by us, for this client. It may be over; its moment does not matter
/// (OpenID Connect Core 1.0 §3.1.2.1).
pub async fn hint(front: &Front, client: &Client, token: &str) -> Result<Option<Hint>, Error> {
    let keys = front.engine.keys().await?;
    let Some(claims) = keys.claims(token) else { return Ok(None) };
    let text = |name: &str| claims.get(name).and_then(serde_json::Value::as_str);
    let ours = text("iss") == Some(front.issuer()) && text("aud") == Some(client.id());
    let hint = text("sub").map(|subject| Hint {
        subject: subject.into(),
        session: text("sid").unwrap_or_default().to_owned(),
    });
    Ok(hint.filter(|_| ours))
}
