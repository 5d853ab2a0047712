//! `/enrol`: setting a second step up, and one more way from within a session (ux.md 4.12, 5.3).
//! The request knows the step, so leaving and coming back goes on there (EN-6).

mod view;

use crate::{
    Answer, AppState, Error, Form, Visitor,
    account::new_app_password,
    page::{Page, Problem, Said},
    sign_in::{Asked, Open, Place, at_field, delivery, lost, onward, opened, sent, turn},
};
use axum::{
    Router,
    extract::Query,
    response::Response,
    routing::{get, post},
};
use countersign_core::{
    method::Wrong,
    sign_in::{Event, Setup, Stage, Step},
};
use serde_json::Value;
use view::View;
pub use view::leaves;

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/enrol", get(show))
        .route("/enrol/choose", post(choose))
        .route("/enrol/answer", post(answer))
        .route("/enrol/back", post(back))
        .route("/enrol/done", post(done))
        .route("/enrol/codes.txt", post(codes))
}

async fn show(mut visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let Some(open) = Open::find(&mut visitor, &asked.r).await? else { return Ok(lost(&visitor)) };
    let note = visitor.done();
    let Some(setup) = setup(&open) else { return Ok(open.lead(&visitor)) };
    let delivery = delivery(&visitor, &open, view::expires(setup)).await?;
    let view = View { visitor: &visitor, open: &open, setup, form: None, note, delivery };
    Ok(draw(&view, Vec::new()))
}

/// The step this page is about; nothing when the request is elsewhere.
fn setup(open: &Open) -> Option<&Setup> {
    match &open.look.sign_in.stage {
        Stage::Enrol(setup) if *open.place() == Place::Enrol => Some(setup),
        _ => None,
    }
}

fn draw(view: &View, problems: Vec<Problem>) -> Response {
    match &view.setup.step {
        Step::Choose => answered(view.visitor, &view.choose(), problems),
        Step::SetUp { kind, pending } => {
            answered(view.visitor, &view.set_up(kind, pending, false), problems)
        }
        Step::Spare { kind, pending } => {
            answered(view.visitor, &view.set_up(kind, pending, true), problems)
        }
        Step::Set => answered(view.visitor, &view.set(), problems),
    }
}

fn answered<P: Page>(visitor: &Visitor, page: &P, problems: Vec<Problem>) -> Response {
    if problems.is_empty() { visitor.show(page) } else { visitor.again(page, problems) }
}

/// After an answer that was not taken: the same step, with what was typed.
pub(crate) async fn again(visitor: &Visitor, open: &Open, wrong: Wrong, form: &Form) -> Answer {
    let Some(setup) = setup(open) else { return Ok(open.lead(visitor)) };
    let fields: &[&str] = match &setup.step {
        Step::Choose => &["method"],
        _ => &["code", "name", "country", "phone", "saved"],
    };
    let delivery = delivery(visitor, open, view::expires(setup)).await?;
    let view = View { visitor, open, setup, form: Some(form), note: None, delivery };
    let mut problem = at_field(wrong, fields);
    if matches!(setup.step, Step::Choose) {
        problem.field = "method".into();
    }
    Ok(draw(&view, vec![problem]))
}

async fn choose(mut visitor: Visitor, form: Form) -> Answer {
    let Some(open) = opened(&mut visitor, &form).await? else { return Ok(lost(&visitor)) };
    let Some(setup) = setup(&open) else { return Ok(open.lead(&visitor)) };
    if form.ticked("later") {
        return turn(&mut visitor, &open, vec![Event::PutOff], &form).await;
    }
    let kind = form.get("method").to_owned();
    let view =
        View { visitor: &visitor, open: &open, setup, form: None, note: None, delivery: None };
    if !view.choose().choices.iter().any(|choice| choice.kind == kind) {
        let problem = Problem::of("method", "enrol-none", &[]);
        return Ok(visitor.again(&view.choose(), vec![problem]));
    }
    turn(&mut visitor, &open, vec![Event::SetUp(kind)], &form).await
}

async fn answer(mut visitor: Visitor, form: Form) -> Answer {
    let Some(open) = opened(&mut visitor, &form).await? else { return Ok(lost(&visitor)) };
    let Some(before) = setup(&open) else { return Ok(open.lead(&visitor)) };
    let event = match before.step {
        Step::Spare { .. } if form.ticked("later") => Event::SpareLater,
        _ => Event::SetUpAnswered(form.fields().clone()),
    };
    let after = match visitor.engine.turn(&visitor.visit, &open.handle, vec![event]).await {
        Err(engine::Error::Stale) => return Ok(open.lead(&visitor)),
        other => other?,
    };
    let said = sent_again(before, &after.sign_in.stage, &form).filter(|_| after.wrong.is_none());
    match said {
        Some(said) => Ok(open.lead_saying(&visitor, said)),
        None => onward(&mut visitor, &open, after, &form).await,
    }
}

/// What there is to say when "Send it again" was pressed and it was sent.
fn sent_again(before: &Setup, after: &Stage, form: &Form) -> Option<Said> {
    let Stage::Enrol(after) = after else { return None };
    if !form.ticked("again") || after.sends == before.sends {
        return None;
    }
    let pending = pending(&after.step)?;
    let same = pending.get("expires") == self::pending(&before.step)?.get("expires");
    Some(sent(view::last_sent(pending), same))
}

const fn pending(step: &Step) -> Option<&Value> {
    match step {
        Step::SetUp { pending, .. } | Step::Spare { pending, .. } => Some(pending),
        Step::Choose | Step::Set => None,
    }
}

async fn back(mut visitor: Visitor, form: Form) -> Answer {
    step(&mut visitor, &form, Event::Back).await
}

/// "You are set" was read.
async fn done(mut visitor: Visitor, form: Form) -> Answer {
    if form.ticked("app-password") {
        return to_app_password(&mut visitor, &form).await;
    }
    step(&mut visitor, &form, Event::Confirmed).await
}

/// "Make one now": signed in as by going on, and then to the page of a new app password, which
/// leads on to where this was going.
async fn to_app_password(visitor: &mut Visitor, form: &Form) -> Answer {
    let Some(open) = opened(visitor, form).await? else { return Ok(lost(visitor)) };
    if setup(&open).is_none() {
        return Ok(open.lead(visitor));
    }
    let after = visitor.engine.turn(&visitor.visit, &open.handle, vec![Event::Confirmed]).await;
    match after {
        Ok(after) => match after.session {
            Some(session) => Ok(visitor.signed_in(&session, &new_app_password(&open.r()))),
            None => onward(visitor, &open, after, form).await,
        },
        Err(engine::Error::Stale) => Ok(open.lead(visitor)),
        Err(error) => Err(error.into()),
    }
}

async fn step(visitor: &mut Visitor, form: &Form, event: Event) -> Answer {
    let Some(open) = opened(visitor, form).await? else { return Ok(lost(visitor)) };
    if setup(&open).is_none() {
        return Ok(open.lead(visitor));
    }
    turn(visitor, &open, vec![event], form).await
}

/// The codes that are on the page, as a file. They come from the request, never from the form.
async fn codes(mut visitor: Visitor, form: Form) -> Answer {
    let Some(open) = opened(&mut visitor, &form).await? else { return Ok(lost(&visitor)) };
    let shown = setup(&open)
        .and_then(|setup| pending(&setup.step))
        .and_then(|pending| pending.get("codes"))
        .and_then(Value::as_array);
    let Some(shown) = shown else { return Err(Error::NotFound) };
    let codes: Vec<&str> = shown.iter().filter_map(Value::as_str).collect();
    let organisation = open.look.organisation.name.as_str();
    let head = visitor.say(&Said::of("enrol-sheet-title", &[("organisation", organisation)]));
    let lead = visitor.say(&Said::of("enrol-sheet-use", &[]));
    let text = format!("{head}\r\n\r\n{}\r\n\r\n{lead}\r\n", codes.join("\r\n"));
    Ok(visitor.file("recovery-codes.txt", "text/plain; charset=utf-8", text))
}
