//! `/reset/TOKEN`: a new password from a link. Opening it changes nothing and uses nothing up; the
//! button begins, the second step comes next, and only a saved password ends the link (RC-5, RC-7).

use super::named;
use crate::{
    Answer, Error, Form, Visitor,
    page::{Problem, Said},
    pages::account::{NewPassword, PasswordForm, ResetDone, ResetOpen, ResetOver},
};
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::Response,
};
use countersign_core::{
    secret::Secret,
    sign_in::{Event, Stage},
};
use engine::Handle;
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    r: String,
}

/// A link that is used up, too old, void or made up: all read the same.
fn over(visitor: &Visitor, error: engine::Error) -> Answer {
    match error {
        engine::Error::NotFound | engine::Error::Refused("reset-over") => {
            Ok(visitor.show_as(StatusCode::GONE, &ResetOver {}))
        }
        other => Err(other.into()),
    }
}

pub async fn show(visitor: Visitor, Path(token): Path<String>) -> Answer {
    let open = match visitor.engine.reset_look(&token).await {
        Ok(open) => open,
        Err(error) => return over(&visitor, error),
    };
    let page = ResetOpen {
        username: open.username,
        action: format!("/reset/{token}"),
        second_step: open.second_step,
        first: open.account.first_sign_in_at.is_none(),
    };
    Ok(visitor.show(&page))
}

pub async fn begin(visitor: Visitor, Path(token): Path<String>, _form: Form) -> Answer {
    let (browser, visit) = named(&visitor);
    let begun = async {
        let open = visitor.engine.reset_look(&token).await?;
        let handle = visitor.engine.reset_begin(&browser, &visit, &token).await?;
        Ok((open.second_step, handle))
    };
    let (second_step, handle) = match begun.await {
        Ok(begun) => begun,
        Err(error) => return over(&visitor, error),
    };
    if !second_step {
        return Ok(visitor.see_other(&format!("/reset/{token}/new?r={handle}")));
    }
    // The button was pressed, so the second step may be asked for, with a message if need be.
    visitor.engine.turn(&visit, &handle, vec![Event::Confirmed]).await?;
    Ok(visitor.see_other(&format!("/signin?r={handle}")))
}

pub async fn choose(
    visitor: Visitor,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    match proved(&visitor, &token, &asked.r).await? {
        Ok((_, page)) => Ok(visitor.show(&page)),
        Err(elsewhere) => Ok(elsewhere),
    }
}

pub async fn save(
    visitor: Visitor,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
    form: Form,
) -> Answer {
    let (handle, page) = match proved(&visitor, &token, &asked.r).await? {
        Ok(proved) => proved,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let new = Secret::from(form.get("new_password"));
    let saved = visitor.engine.reset_password(&visitor.visit, &handle, &token, &new).await;
    match saved {
        Ok(()) => {
            let at = visitor.engine.now().0.to_string();
            let said = Said::of("reset-done-text", &[("at", &at)]);
            Ok(visitor.see_other_saying("/reset/done", said))
        }
        Err(engine::Error::Wrong(wrong)) => {
            Ok(visitor.again(&page, vec![Problem { field: "new_password".into(), ..wrong.into() }]))
        }
        Err(error) => over(&visitor, error),
    }
}

/// The page of the new password, for the browser that showed its second step; otherwise the answer
/// that leads to it.
async fn proved(
    visitor: &Visitor,
    token: &str,
    r: &str,
) -> Result<Result<(Handle, NewPassword), Response>, Error> {
    let open = match visitor.engine.reset_look(token).await {
        Ok(open) => open,
        Err(error) => return over(visitor, error).map(Err),
    };
    let again = || visitor.see_other(&format!("/reset/{token}"));
    let Ok(handle) = r.parse::<Handle>() else { return Ok(Err(again())) };
    let look = match visitor.engine.look(&visitor.visit, &handle).await {
        Ok(look) => look,
        Err(engine::Error::NotFound) => return Ok(Err(again())),
        Err(error) => return Err(error.into()),
    };
    let sign_in = &look.sign_in;
    if !open.is_of(sign_in, visitor.engine.now()) {
        return Ok(Err(again()));
    }
    if !matches!(sign_in.stage, Stage::Done { .. }) {
        return Ok(Err(visitor.see_other(&format!("/signin?r={handle}"))));
    }
    let form = PasswordForm {
        least: visitor.engine.password_least(&open.account).await?,
        username: open.username,
        sign_out_others: true,
        app_passwords: false,
    };
    let action = format!("/reset/{token}/new?r={handle}");
    let programs = !visitor.engine.app_passwords(&open.account).await?.is_empty();
    Ok(Ok((handle, NewPassword { form, action, programs })))
}

pub async fn done(mut visitor: Visitor) -> Answer {
    let said = visitor.done().filter(|said| said.key == "reset-done-text");
    let at = said.and_then(|said| said.args.get("at")?.parse().ok());
    match at {
        Some(at) => Ok(visitor.show(&ResetDone { at })),
        None => Ok(visitor.see_other("/signin")),
    }
}
