//! Signing in, page by page (ux.md 4). Every page names the request it is about by `r`, which only
//! the browser that began it can use (SE-6), and shows the stage the request is at: one that is at
//! another leads there. Opening a page changes nothing and sends nothing; that takes a POST.

mod ask;
mod leave;
mod name;
mod open;
mod other;
mod place;
mod spare;
#[cfg(test)]
mod tests;
mod verify;
mod waiting;

pub(crate) use ask::{brought, delivery, delivery_of, sent};
pub(crate) use leave::lost;
pub(crate) use open::{Asked, Open, words};
pub(crate) use place::Place;

use crate::{
    Answer, AppState, Error, Form, Visitor, enrol,
    page::{Problem, Said},
};
use axum::{
    Router,
    routing::{get, post},
};
use countersign_core::{method::Wrong, sign_in::Event};
use engine::After;

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/signin", get(name::show).post(name::answer))
        .route("/signin/other", get(other::show).post(other::choose))
        .route("/signin/waiting", get(waiting::show))
        .route("/signin/problem", get(leave::problem))
        .route("/signin/spare", get(spare::show))
        .route("/signin/cancel", post(leave::cancel))
        .route("/signin/begin-again", post(leave::begin_again))
        .route("/signin/{kind}", get(ask::show).post(ask::answer))
        .route("/signin/{kind}/again", post(ask::again))
        .route("/verify", get(verify::show).post(verify::answer))
}

/// The request a form is about; without one there is nothing to answer, and the page says so.
pub(crate) async fn opened(visitor: &mut Visitor, form: &Form) -> Result<Option<Open>, Error> {
    Open::find(visitor, form.get("r")).await
}

/// Gives the request its events and leads to where it is then. An answer that was not taken is said
/// on the page of the stage, which keeps what `form` brought.
pub(crate) async fn turn(
    visitor: &mut Visitor,
    open: &Open,
    events: Vec<Event>,
    form: &Form,
) -> Answer {
    match visitor.engine.turn(&visitor.visit, &open.handle, events).await {
        Ok(after) => onward(visitor, open, after, form).await,
        // Somebody was faster, in another window: where that led is the answer.
        Err(engine::Error::Stale) => Ok(open.lead(visitor)),
        Err(error) => Err(error.into()),
    }
}

/// To where the request is after a turn that began at `open`.
pub(crate) async fn onward(
    visitor: &mut Visitor,
    open: &Open,
    after: After,
    form: &Form,
) -> Answer {
    let Some(now) = Open::find(visitor, &open.r()).await? else { return Ok(lost(visitor)) };
    if let Some(token) = &after.session {
        return Ok(visitor.signed_in(token, &spare::first(visitor, &now)));
    }
    match after.wrong {
        Some(wrong) => again(visitor, &now, wrong, form).await,
        None if now.fell_back(open) => Ok(now.lead_saying(visitor, Said::of("sign-in-again", &[]))),
        None => Ok(now.lead(visitor)),
    }
}

/// The page of the stage once more, with what is wrong.
async fn again(visitor: &mut Visitor, now: &Open, wrong: Wrong, form: &Form) -> Answer {
    match now.place() {
        Place::Name => name::again(visitor, now, wrong).await,
        Place::Verify => Ok(verify::again(visitor, now, wrong)),
        Place::Ask(_) => ask::again_wrong(visitor, now, wrong, form).await,
        Place::Other => other::again(visitor, now, wrong.into()).await,
        Place::Enrol => enrol::again(visitor, now, wrong, form).await,
        Place::Done(_) | Place::Problem => Ok(now.lead(visitor)),
    }
}

/// A problem at a field the page has; all that is not about an answer is about sending.
pub(crate) fn at_field(wrong: Wrong, fields: &[&str]) -> Problem {
    let problem = Problem::from(wrong);
    match fields.contains(&problem.field.as_str()) {
        true => problem,
        false => Problem { field: "again".into(), ..problem },
    }
}
