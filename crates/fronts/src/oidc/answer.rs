//! What is sent back: to the browser 303 (OA-8) or a form that leads on, to programs JSON.

use super::{Front, NO_STORE, client::Client, redirect};
use axum::{
    Json,
    http::{HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use countersign_core::{secret::Secret, time::Time};
use engine::{Error, ForPerson, HandOver};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;

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

/// How an app wants its answer (OAuth 2.0 Multiple Response Type Encoding Practices §2.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// In the query of its address.
    #[default]
    Query,
    /// In a form that the browser posts there (OAuth 2.0 Form Post Response Mode 1.0).
    FormPost,
}

impl Mode {
    /// The one that was asked for; nothing if it is none of ours, or cannot be used for `to`: a
    /// private scheme takes no forms.
    pub fn read(asked: Option<&str>, to: &str) -> Option<Self> {
        match asked {
            None | Some("query") => Some(Self::Query),
            Some("form_post") => redirect::takes_forms(to).then_some(Self::FormPost),
            Some(_) => None,
        }
    }
}

/// Where an answer leads: an address that is proven to be the app's.
pub struct Back<'a> {
    pub front: &'a Front,
    pub client: &'a Client,
    pub to: &'a str,
    pub mode: Mode,
    pub state: Option<&'a str>,
    /// Languages the app wishes for, and when.
    pub locales: Option<&'a str>,
    pub asked_at: Time,
}

impl Back<'_> {
    /// Back to the app, with the issuer (RFC 9207 §2).
    pub fn with(&self, answer: &[(&'static str, &str)]) -> Response {
        let mut params = answer.to_vec();
        params.extend(self.state.map(|state| ("state", state)));
        params.push(("iss", self.front.issuer()));
        match self.mode {
            Mode::Query => see_other(&redirect::with(self.to, &params)),
            Mode::FormPost => self.by_form(&params),
        }
    }

    /// Back to the app with an error.
    pub fn refused(&self, why: Refused) -> Response {
        self.with(&[("error", why.error), ("error_description", why.about)])
    }

    /// The pages draw the form; here are the facts.
    fn by_form(&self, params: &[(&'static str, &str)]) -> Response {
        let secret = |(name, value): &(&'static str, &str)| (*name, Secret::from(*value));
        let hand_over = HandOver {
            app: self.client.app.name.clone(),
            to: self.to.to_owned(),
            origin: self.client.sources(self.to),
            fields: params.iter().map(secret).collect(),
            locales: self.locales.unwrap_or_default().to_owned(),
            asked_at: self.asked_at,
        };
        let mut response = StatusCode::OK.into_response();
        response.extensions_mut().insert(ForPerson::HandOver(Arc::new(hand_over)));
        response
    }
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
    if !matches!(error, Error::Busy { .. }) {
        tracing::error!(%error, "a request of an app could not be answered");
    }
    let body = json!({ "error": "temporarily_unavailable" });
    let after = [(header::RETRY_AFTER, after(error).to_string())];
    (StatusCode::SERVICE_UNAVAILABLE, after, Json(body)).into_response()
}

/// The answer of a handler, or that there is none now.
pub fn or_fault(answer: Result<Response, Error>) -> Response {
    answer.unwrap_or_else(|error| fault(&error))
}

/// The same for somebody who looks at it: what cannot be answered becomes a page.
pub fn or_page(answer: Result<Response, Error>, parts: Parts) -> Response {
    let mut response = answer.unwrap_or_else(|error| {
        let mut response = StatusCode::SERVICE_UNAVAILABLE.into_response();
        response.headers_mut().insert(header::RETRY_AFTER, after(&error).into());
        response.extensions_mut().insert(ForPerson::Trouble(Arc::new(error)));
        response
    });
    if response.extensions().get::<ForPerson>().is_some() {
        response.extensions_mut().insert(Arc::new(parts));
    }
    response
}

/// When to ask again, in seconds.
const fn after(error: &Error) -> u64 {
    match error {
        Error::Busy { retry_after_seconds } => *retry_after_seconds,
        _ => 5,
    }
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
