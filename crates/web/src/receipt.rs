//! `/receipt/GATEWAY/SECRET`: what became of a text, from whoever carried it (SM-10). Anybody on
//! the internet can call it: the gateway's secret is all that opens it, the most it can do is to
//! note what became of a message, and an answer tells nothing.

use crate::{AppState, Error, Visitor};
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, RawQuery},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::get,
};
use engine::courier::Callback;

/// A receipt is a few hundred bytes.
const MOST: usize = 16 * 1024;

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/receipt/{gateway}/{token}", get(take).post(take))
        .layer(DefaultBodyLimit::max(MOST))
}

async fn take(
    visitor: Visitor,
    Path((gateway, token)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Error> {
    let call = Callback {
        gateway: &gateway,
        token: &token,
        query: query.as_deref().unwrap_or_default(),
        headers: &headers,
        body: &body,
    };
    Ok(match visitor.engine.receipt(&call).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(engine::Error::NotFound) => StatusCode::NOT_FOUND.into_response(),
        Err(engine::Error::Refused(_)) => StatusCode::BAD_REQUEST.into_response(),
        Err(error) => return Err(error.into()),
    })
}
