//! Ways out: stopping a request, and the page that says why one cannot go on (ux.md 4.11).

use super::{Asked, Open, Place, opened};
use crate::{Answer, Form, Visitor, pages::sign_in::CannotContinue};
use axum::{extract::Query, http::StatusCode, response::Response};
use countersign_core::sign_in::{Event, Purpose, Refusal, Stage, Window};

/// "This is not me", in every window that waits.
pub async fn cancel(mut visitor: Visitor, form: Form) -> Answer {
    let Some(open) = opened(&mut visitor, &form).await? else { return Ok(lost(&visitor)) };
    if open.look.sign_in.closed() {
        return Ok(open.lead(&visitor));
    }
    visitor.engine.turn(&visitor.visit, &open.handle, vec![Event::Cancelled]).await?;
    match open.look.sign_in.purpose {
        // Within a session nothing is lost by going back to where it was wanted.
        Purpose::StepUp { .. } | Purpose::SetUp { .. } => Ok(visitor.see_other("/security")),
        Purpose::SignIn { .. } | Purpose::Reset => Ok(visitor.see_other(&problem_at(&open))),
    }
}

fn problem_at(open: &Open) -> String {
    Place::Problem.address(&open.handle)
}

/// A new request for the same window: it still ends where the old one was going.
pub async fn begin_again(mut visitor: Visitor, form: Form) -> Answer {
    let Some(open) = opened(&mut visitor, &form).await? else { return Ok(lost(&visitor)) };
    let (purpose, window) = (&open.look.sign_in.purpose, open.window());
    let (Purpose::SignIn { .. }, Some(window)) = (purpose, window) else {
        return Ok(visitor.see_other("/signin"));
    };
    if matches!(open.place(), Place::Done(_)) {
        return Ok(open.lead(&visitor));
    }
    let browser = visitor.browser();
    let window = Window { at: visitor.engine.now(), ..window.clone() };
    let (engine, visit) = (&visitor.engine, &visitor.visit);
    let handle = engine.begin(&browser, visit, purpose.clone(), window, true).await?;
    Ok(visitor.see_other(&format!("/signin?r={handle}")))
}

pub async fn problem(mut visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    if asked.r.is_empty() {
        return Ok(told(&visitor, &asked.why));
    }
    let Some(open) = Open::find(&mut visitor, &asked.r).await? else { return Ok(lost(&visitor)) };
    if *open.place() != Place::Problem {
        return Ok(open.lead(&visitor));
    }
    Ok(visitor.show_as(StatusCode::FORBIDDEN, &refused(&open)))
}

/// Of a reason alone: apps send people here with requests that were none.
fn told(visitor: &Visitor, why: &str) -> Response {
    let known = CannotContinue::ALL.into_iter().find(|known| *known == why);
    visitor.show_as(StatusCode::BAD_REQUEST, &bare(visitor, known.unwrap_or("other")))
}

/// There is no such request in this browser.
pub fn lost(visitor: &Visitor) -> Response {
    visitor.show_as(StatusCode::NOT_FOUND, &bare(visitor, "lost"))
}

fn bare(visitor: &Visitor, why: &'static str) -> CannotContinue {
    CannotContinue {
        why,
        tag: None,
        at: visitor.engine.now().0,
        app: String::new(),
        again: None,
        back: None,
    }
}

fn refused(open: &Open) -> CannotContinue {
    let sign_in = &open.look.sign_in;
    let (why, at) = match &sign_in.stage {
        Stage::Refused { why, at } => (name(*why), *at),
        _ => ("lapsed", sign_in.touched_at),
    };
    let may = matches!(why, "lapsed" | "cancelled");
    let again = may && matches!(sign_in.purpose, Purpose::SignIn { .. });
    let app = open.window().filter(|window| window.app.is_some());
    CannotContinue {
        why,
        tag: Some(sign_in.tag.to_string()),
        at: at.0,
        app: app.map(|window| window.name.clone()).unwrap_or_default(),
        again: again.then(|| open.r()),
        // The front behind the path tells its app that nobody signed in.
        back: app.map(|window| denied(&window.return_to)),
    }
}

const fn name(why: Refusal) -> &'static str {
    match why {
        Refusal::Disabled => "disabled",
        Refusal::NeedsInvitation => "needs-invitation",
        Refusal::NothingLeft => "nothing-left",
        Refusal::Lapsed => "lapsed",
        Refusal::Cancelled => "cancelled",
    }
}

/// The way back that tells the app that nobody signed in.
fn denied(return_to: &str) -> String {
    let joint = if return_to.contains('?') { '&' } else { '?' };
    format!("{return_to}{joint}denied=1")
}
