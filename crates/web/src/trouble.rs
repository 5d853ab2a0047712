//! The outermost layer of the pages: draws the page for an error on its way out, in the visitor's
//! language, and logs what went wrong, once.

use crate::{AppState, Error, Visitor, headers::Asked, page::Sample};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use countersign_core::dice;

pub async fn draw(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let asked = Asked::of(&parts);
    let answer = next.run(Request::from_parts(parts, body)).await;
    let Some(error) = answer.extensions().get::<Error>().cloned() else { return answer };
    page(&app, &asked, &error, answer.headers()).await
}

/// The page for `error`, with what `bare` says of when and how to ask again.
pub async fn page(app: &AppState, asked: &Asked, error: &Error, bare: &HeaderMap) -> Response {
    let reference = note(app, asked, error);
    let visitor = match error {
        Error::Down(_) | Error::Busy { .. } => Visitor::stranger(app, asked).await,
        _ => Visitor::arrive(app, asked).await,
    };
    // Without words, when not even the organisation can be read.
    let Ok(visitor) = visitor else { return plain(error) };
    let page = error.page(visitor.engine.now().0, reference);
    let mut drawn = visitor.draw(error.status(), &Sample::of(&page, Vec::new()));
    if drawn.extensions().get::<Error>().is_some() {
        return plain(error);
    }
    for name in [header::RETRY_AFTER, header::ALLOW] {
        if let Some(value) = bare.get(&name) {
            drawn.headers_mut().insert(name, value.clone());
        }
    }
    drawn
}

/// Writes it down where somebody has to look at it, and says under which reference.
fn note(app: &AppState, asked: &Asked, error: &Error) -> Option<String> {
    let Error::Down(why) = error else {
        tracing::debug!(%error, "a page was refused");
        return None;
    };
    let reference: String = dice::nonce(app.engine.dice()).chars().take(12).collect();
    let (method, area) = (&asked.method, asked.area());
    tracing::error!(reference, %method, area, why, "a page failed");
    Some(reference)
}

fn plain(error: &Error) -> Response {
    let status = error.status();
    let text = status.canonical_reason().unwrap_or("Error");
    (status, format!("{} {text}\n", status.as_u16())).into_response()
}

/// For addresses and methods nobody answers.
pub async fn nobody() -> Error {
    Error::NotFound
}

pub async fn not_so(method: Method) -> Error {
    tracing::debug!(%method, "a method nobody answers");
    Error::Method
}
