//! What fronts have for people, drawn on its way out in the visitor's language: an answer that the
//! browser carries to an app, and why there is none.

use crate::{
    AppState, Error, Visitor,
    headers::{self, Asked},
    page::Sample,
    pages::sign_in::{Carried, HandOver},
    trouble,
};
use axum::{
    extract::{Request, State},
    http::{StatusCode, header, request::Parts},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use engine::ForPerson;
use std::sync::Arc;

/// What pages have, around routes of fronts: for the configured host alone (WB-8), with the
/// headers that an answer did not set itself (WB-1). One layer, since each costs every request.
pub fn around(fronts: axum::Router, app: AppState) -> axum::Router {
    fronts.layer(middleware::from_fn_with_state(app, bounded))
}

async fn bounded(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let secure = app.engine.settings().secure;
    let mut answer = headers::own_host(&app.engine, request, next).await;
    if let Some(what) = answer.extensions_mut().remove::<ForPerson>() {
        answer = draw(&app, what, answer).await;
    }
    headers::add(answer.headers_mut(), secure);
    answer
}

/// The page in the place of `bare`, with the cookies that were set there.
async fn draw(app: &AppState, what: ForPerson, mut bare: Response) -> Response {
    let Some(parts) = bare.extensions_mut().remove::<Arc<Parts>>() else { return bare };
    let asked = Asked::of(&parts);
    let drawn = match what {
        ForPerson::Trouble(error) => {
            let mut page = trouble::page(app, &asked, &Error::from(&*error), bare.headers()).await;
            // The front knows what its protocol says of it: an outage is told as one.
            *page.status_mut() = bare.status();
            page
        }
        ForPerson::HandOver(hand_over) => match carry(app, &asked, &hand_over).await {
            Ok(page) => page,
            Err(error) => trouble::page(app, &asked, &error, bare.headers()).await,
        },
    };
    let (mut parts, body) = drawn.into_parts();
    for cookie in bare.headers().get_all(header::SET_COOKIE) {
        parts.headers.append(header::SET_COOKIE, cookie.clone());
    }
    Response::from_parts(parts, body)
}

/// The form leads to the app and nowhere else, by itself or by its button.
async fn carry(app: &AppState, asked: &Asked, given: &engine::HandOver) -> Result<Response, Error> {
    let mut visitor = Visitor::arrive(app, asked).await?;
    visitor.prefer(&given.locales, given.asked_at);
    let policy = headers::policy_to(&given.origin).ok_or(Error::Bad)?;
    let page = HandOver {
        app: given.app.clone(),
        to: given.to.clone(),
        fields: given.fields.iter().map(|(name, value)| Carried::new(name, value)).collect(),
        goes: true,
    };
    let page = visitor.draw(StatusCode::OK, &Sample::of(&page, Vec::new()));
    if let Some(error) = page.extensions().get::<Error>() {
        return Err(error.clone());
    }
    Ok(([(header::CONTENT_SECURITY_POLICY, policy)], page).into_response())
}
