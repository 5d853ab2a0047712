//! `/setup`: the first run. The engine knows where it is and refuses what is not next; a browser
//! that did not type the server's code sees nothing but the first page (PW-12). Every step is
//! saved; coming back goes on there. Once the server is ready only its owner does what is left, and
//! once that is finished nothing here does anything.

mod done;
mod owner;
mod steps;
#[cfg(test)]
mod tests;
mod texts;

use crate::{Answer, AppState, Error, Visitor, pages::setup::SetupOver};
use axum::{
    Router,
    http::StatusCode,
    routing::{get, post},
};
use engine::{Setup, SetupStep};

const HERE: &str = "/setup";

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/setup", get(show))
        .route("/setup/code", post(steps::code))
        .route("/setup/organisation", post(steps::organisation))
        .route("/setup/administrator", post(steps::administrator))
        .route("/setup/second-step", get(steps::second_step))
        .route("/setup/mail", post(steps::send_mail))
        .route("/setup/mail/code", post(steps::check_mail))
        .route("/setup/mail/skip", post(steps::skip_mail))
        .route("/setup/texts", get(texts::change).post(texts::save))
        .route("/setup/texts/test", post(texts::test))
        .route("/setup/texts/code", post(texts::check))
        .route("/setup/texts/skip", post(texts::skip))
        .route("/setup/defaults", post(steps::defaults))
        .route("/setup/emergency", post(owner::emergency))
        .route("/setup/emergency/codes", post(owner::codes))
        .route("/setup/people", post(owner::people))
        .route("/setup/people/done", post(owner::people_done))
        .route("/setup/done", get(done::show))
}

/// The one address of the first run: it shows the step that is next.
async fn show(visitor: Visitor) -> Answer {
    match visitor.engine.setup(&visitor.visit).await {
        Ok(setup) if setup.step > SetupStep::Defaults => owner::show(visitor, &setup).await,
        Ok(setup) => steps::show(&visitor, &setup).await,
        Err(error) => elsewhere(&visitor, error),
    }
}

/// What happens when a step cannot be done now: the page of the step that can, or the last page.
fn elsewhere(visitor: &Visitor, error: engine::Error) -> Answer {
    match error {
        engine::Error::Refused("setup-over") => {
            Ok(visitor.show_as(StatusCode::GONE, &SetupOver {}))
        }
        engine::Error::Refused(_) => Ok(visitor.see_other(HERE)),
        error => Err(Error::from(error)),
    }
}

/// The step this browser is at, if it is `wanted`.
async fn at(visitor: &Visitor, wanted: SetupStep) -> Result<Setup, engine::Error> {
    let setup = visitor.engine.setup(&visitor.visit).await?;
    match setup.step == wanted {
        true => Ok(setup),
        false => Err(engine::Error::Refused("setup-not-now")),
    }
}
