//! Pages of other origins: none, but for the few things they need, and never with cookies (WB-4).

use super::Shared;
use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Pages that are registered as a program without a secret, by their exact origin.
pub async fn registered(State(front): Shared, request: Request, next: Next) -> Response {
    let origin = request.headers().get(header::ORIGIN).cloned();
    let asks_first = request.method() == Method::OPTIONS;
    let mut response =
        if asks_first { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    let Some(origin) = origin else { return response };
    let known = match origin.to_str() {
        Ok(text) => front.clients.is_origin(text).await.unwrap_or(false),
        Err(_) => false,
    };
    if known {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        if asks_first {
            const METHODS: HeaderValue = HeaderValue::from_static("GET, POST");
            const NAMES: HeaderValue = HeaderValue::from_static("authorization, content-type");
            const AGE: HeaderValue = HeaderValue::from_static("3600");
            headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, NAMES);
            headers.insert(header::ACCESS_CONTROL_MAX_AGE, AGE);
        }
    }
    response
}
