//! Requests of people's browsers that come as a form. A form of another site brings no cookies of
//! ours along, so the same is asked again by GET; what was posted waits here meanwhile, so that an
//! ID token or a name that was meant to stay out of addresses stays out of them.

use super::{
    Front,
    answer::{Problem, problem, see_other},
    params::Params,
};
use crate::visit;
use axum::{http::request::Parts, response::Response};
use countersign_core::time::seconds;
use engine::Error;
use serde::{Deserialize, Serialize};
use std::time::Duration;

const KIND: &str = "oidc.posted";
const LIFE: Duration = seconds(60);
/// The parameter that names what was posted.
const NAME: &str = "posted";
/// A reference of ours is never longer, in bytes.
const REFERENCE_MOST: usize = 128;

#[derive(Serialize, Deserialize)]
struct Posted {
    path: String,
    query: String,
}

/// Keeps what was posted, once, and leads the browser back with a reference.
pub async fn keep(front: &Front, parts: &Parts, body: &[u8]) -> Result<Response, Error> {
    let Some(params) = Params::parse(body) else { return Ok(problem(Problem::Request)) };
    let visit = visit::read(front.engine.settings(), &parts.headers, &parts.extensions);
    front.engine.may_begin(&visit)?;
    let path = parts.uri.path().to_owned();
    let posted = Posted { query: params.query(&[]), path: path.clone() };
    let reference = front.engine.give(KIND, None, &serde_json::to_value(posted)?, LIFE).await?;
    Ok(see_other(&format!("{path}?{NAME}={}", reference.reveal())))
}

/// The parameters of a request: those in its address, or those that were posted under the
/// reference there. Nothing if they cannot be read, or were read before.
pub async fn params(front: &Front, parts: &Parts) -> Result<Option<Params>, Error> {
    let query = parts.uri.query().unwrap_or_default();
    let Some(params) = Params::parse(query.as_bytes()) else { return Ok(None) };
    let Some(reference) = params.get(NAME) else { return Ok(Some(params)) };
    if params.doubled() || reference.len() > REFERENCE_MOST {
        return Ok(None);
    }
    let Some(ticket) = front.engine.take(KIND, reference).await? else { return Ok(None) };
    let posted: Posted = serde_json::from_value(ticket.data)?;
    Ok(Params::parse(posted.query.as_bytes()).filter(|_| posted.path == parts.uri.path()))
}
