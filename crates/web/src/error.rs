//! What can go wrong behind a page, and the page that says so. Handlers return it; the layer on
//! the outside knows the visitor's language and draws it. Logged once, here, with the reference
//! that the visitor sees; a cause never reaches a page (WB-10).

use crate::page::{NOW, Page, Said};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use countersign_core::method::Wrong;
use serde::Serialize;

/// Why there is no answer.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// Not there, or not for this visitor.
    #[error("not found")]
    NotFound,
    /// Not allowed; the key of the sentence that says what to do.
    #[error("refused: {0}")]
    Refused(&'static str),
    /// An answer nobody showed at its field.
    #[error("wrong: {}", .0.words)]
    Wrong(Wrong),
    /// What came is no form or address of ours.
    #[error("bad request")]
    Bad,
    /// The form was not made for this browser (WB-3).
    #[error("the form was not made for this browser")]
    Stranger,
    #[error("method not allowed")]
    Method,
    #[error("too large")]
    TooLarge,
    #[error("stale")]
    Stale,
    #[error("busy")]
    Busy { retry_after_seconds: u64 },
    /// The cause, for the log.
    #[error("down: {0}")]
    Down(String),
}

impl From<engine::Error> for Error {
    fn from(error: engine::Error) -> Self {
        Self::from(&error)
    }
}

impl From<&engine::Error> for Error {
    fn from(error: &engine::Error) -> Self {
        match error {
            engine::Error::Refused(key) => Self::Refused(key),
            engine::Error::Wrong(wrong) => Self::Wrong(wrong.clone()),
            engine::Error::NotFound => Self::NotFound,
            engine::Error::Stale => Self::Stale,
            engine::Error::Busy { retry_after_seconds } => {
                Self::Busy { retry_after_seconds: *retry_after_seconds }
            }
            engine::Error::Down(why) => Self::Down(why.clone()),
        }
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        engine::Error::from(error).into()
    }
}

impl Error {
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Refused(_) | Self::Stranger => StatusCode::FORBIDDEN,
            Self::Wrong(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Bad => StatusCode::BAD_REQUEST,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Stale => StatusCode::CONFLICT,
            Self::Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Self::Down(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Ends the keys `trouble-…-title` and `trouble-…-text`.
    const fn name(&self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::Refused(_) => "refused",
            Self::Wrong(_) => "wrong",
            Self::Bad | Self::Method | Self::TooLarge => "bad",
            Self::Stranger => "stranger",
            Self::Stale => "stale",
            Self::Busy { .. } => "busy",
            Self::Down(_) => "down",
        }
    }

    /// The page that says so. `reference` is what the visitor can tell the service desk.
    pub(crate) fn page(&self, at: i64, reference: Option<String>) -> Trouble {
        let name = self.name();
        let text = match self {
            Self::Refused(key) => Said::of(key, &[]),
            Self::Wrong(wrong) => Said::from(wrong),
            _ => Said::of(&format!("trouble-{name}-text"), &[]),
        };
        Trouble { name, text, at, reference }
    }
}

/// The response a handler's error is carried in until the page is drawn.
impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if let Self::Busy { retry_after_seconds } = self {
            response.headers_mut().insert("retry-after", retry_after_seconds.into());
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// One template, one reason, one thing to do (ux.md 4.11).
#[derive(Clone, Debug, Serialize)]
pub struct Trouble {
    pub name: &'static str,
    pub text: Said,
    pub at: i64,
    /// For the service desk, where somebody has to look it up.
    pub reference: Option<String>,
}

impl Page for Trouble {
    const TEMPLATE: &'static str = "part/trouble.html";
    const TITLE: &'static str = "trouble-down-title";

    fn title(&self) -> Said {
        Said::of(&format!("trouble-{}-title", self.name), &[])
    }

    fn samples() -> Vec<Self> {
        let down = Some("4f0c2a9be1d3".to_owned());
        [
            (Error::NotFound, None),
            (Error::Refused("trouble-stale-text"), None),
            (Error::Wrong(Wrong::slip("name", "trouble-stale-text")), None),
            (Error::Bad, None),
            (Error::Stranger, None),
            (Error::Stale, None),
            (Error::Busy { retry_after_seconds: 1 }, None),
            (Error::Down(String::new()), down),
        ]
        .into_iter()
        .map(|(error, reference)| error.page(NOW, reference))
        .collect()
    }
}
