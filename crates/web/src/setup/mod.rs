//! `/setup`: the first run. The engine knows where it is and refuses what is not next; a browser
//! that did not type the server's code sees nothing but the first page (PW-12). Every step is
//! saved; coming back goes on there, and once it is finished nothing here does anything.

mod done;
mod steps;
#[cfg(test)]
mod tests;

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
        .route("/setup/defaults", post(steps::defaults))
        .route("/setup/done", get(done::show))
}

/// The one address of the first run: it shows the step that is next.
async fn show(visitor: Visitor) -> Answer {
    match visitor.engine.setup(&visitor.visit).await {
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
