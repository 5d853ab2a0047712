//! `/oidc/authorize` (RFC 6749 §4.1.1, OpenID Connect Core 1.0 §3.1.2).

use super::{
    Front, Shared,
    answer::{self, Back, Mode, Problem, problem, see_other},
    client::Client,
    goes_on::Asked,
    params::Params,
    pushed,
    request::Request,
};
use crate::visit;
use axum::{body::Bytes, extract::State, http::request::Parts, response::Response};
use countersign_core::{id::AccountId, method::Factor, session::Level};
use engine::{Engine, Error, visit::Visit};

/// Longest query a browser is sent on with, in bytes.
const QUERY_MOST: usize = 7 * 1024;

pub async fn get(State(front): Shared, parts: Parts) -> Response {
    let visit = visit::read(front.engine.settings(), &parts.headers, &parts.extensions);
    let query = parts.uri.query().unwrap_or_default();
    let answer = begin(&front, visit, query.as_bytes()).await;
    answer::or_page(answer, parts)
}

/// A form of another site brings no cookies of ours along, so the same is asked again by GET.
pub async fn post(body: Bytes) -> Response {
    match Params::parse(&body) {
        Some(params) if params.query(&[]).len() <= QUERY_MOST => {
            see_other(&format!("/oidc/authorize?{}", params.query(&[])))
        }
        _ => problem(Problem::Request),
    }
}

async fn begin(front: &Front, visit: Visit, query: &[u8]) -> Result<Response, Error> {
    let Some(mut params) = Params::parse(query) else { return Ok(problem(Problem::Request)) };
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
