//! What is sent back: to the browser 303 and nothing else (OA-8), to programs JSON.

use super::{Front, NO_STORE, redirect};
use axum::{
    Json,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use engine::Error;
use serde_json::{Value, json};

/// Why a request is not answered at the app (ux.md 4.11).
#[derive(Clone, Copy)]
pub enum Problem {
    /// No such app, or switched off.
    Unknown,
    /// The app did not register the address it wants people to be sent to.
    Address,
    /// Not to be understood, used up or too old.
    Request,
}

/// An error of RFC 6749 §4.1.2.1 or §5.2, OpenID Connect Core 1.0 §3.1.2.6 and the like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    pub error: &'static str,
    /// For the app's developer, in English as the RFC has it.
    pub about: &'static str,
}

pub const fn refused(error: &'static str, about: &'static str) -> Refused {
    Refused { error, about }
}

pub fn see_other(to: &str) -> Response {
    HeaderValue::try_from(to).map_or_else(
        |_| StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        |to| (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response(),
    )
}

/// Our own page, because nothing proves that the address belongs to the app (OA-1).
pub fn problem(why: Problem) -> Response {
    see_other(match why {
        Problem::Unknown => "/signin/problem?why=app-unknown",
        Problem::Address => "/signin/problem?why=app-address",
        Problem::Request => "/signin/problem?why=app-request",
    })
}

/// Back to the app, with the issuer (RFC 9207 §2).
pub fn back(front: &Front, to: &str, state: Option<&str>, answer: &[(&str, &str)]) -> Response {
    let mut params = answer.to_vec();
    params.extend(state.map(|state| ("state", state)));
    params.push(("iss", front.issuer()));
    see_other(&redirect::with(to, &params))
}

/// Back to the app with an error.
pub fn back_refused(front: &Front, to: &str, state: Option<&str>, why: Refused) -> Response {
    back(front, to, state, &[("error", why.error), ("error_description", why.about)])
}

/// RFC 6749 §5.2.
pub fn error(why: Refused) -> Response {
    let status = if why.error == "invalid_client" {
        StatusCode::UNAUTHORIZED
    } else {
        StatusCode::BAD_REQUEST
    };
    let body = json!({ "error": why.error, "error_description": why.about });
    let mut response = (status, Json(body)).into_response();
    if status == StatusCode::UNAUTHORIZED {
        let challenge = HeaderValue::from_static("Basic realm=\"countersign\"");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}

pub fn json(value: Value) -> Response {
    Json(value).into_response()
}

/// A part of the house is down or busy: an outage is told as one, never as a wrong secret.
pub fn fault(error: &Error) -> Response {
    let seconds = match error {
        Error::Busy { retry_after_seconds } => *retry_after_seconds,
        _ => {
            tracing::error!(%error, "a request of an app could not be answered");
            5
        }
    };
    let body = json!({ "error": "temporarily_unavailable" });
    let after = [(header::RETRY_AFTER, seconds.to_string())];
    (StatusCode::SERVICE_UNAVAILABLE, after, Json(body)).into_response()
}

/// The answer of a handler, or that there is none now.
pub fn or_fault(answer: Result<Response, Error>) -> Response {
    answer.unwrap_or_else(|error| fault(&error))
}

/// Nothing of it is kept, framed or told to the next site (OA-9).
pub async fn quiet(mut response: Response) -> Response {
    const HEADERS: [(HeaderName, HeaderValue); 5] = [
        NO_STORE,
        (header::PRAGMA, HeaderValue::from_static("no-cache")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
        ),
    ];
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, value);
    }
    response
}
