//! `/security/password`: the current one, a fresh second step, and the new one (PW-6).

use super::prove;
use crate::{
    Answer, Error, Form, SignedIn,
    page::{Problem, Said},
    pages::account::{Password, PasswordForm},
};
use axum::response::{IntoResponse, Redirect};
use countersign_core::{method::Wrong, secret::Secret};
use engine::PasswordChange;

const HERE: &str = "/security/password";

/// Where password managers look (W3C, A Well-Known URL for Changing Passwords).
pub async fn well_known() -> Answer {
    Ok(Redirect::to(HERE).into_response())
}

pub async fn show(me: SignedIn) -> Answer {
    if let Some(first) = prove(&me, "verify-password", HERE).await? {
        return Ok(first);
    }
    Ok(me.show(&page(&me, true).await?))
}

async fn page(me: &SignedIn, sign_out_others: bool) -> Result<Password, Error> {
    let account = &me.standing.account;
    let form = PasswordForm {
        username: account.username.clone(),
        least: me.engine.password_least(account).await?,
        sign_out_others,
        app_passwords: !me.engine.app_passwords(account).await?.is_empty(),
    };
    Ok(Password { form })
}

pub async fn change(me: SignedIn, form: Form) -> Answer {
    if let Some(first) = prove(&me, "verify-password", HERE).await? {
        return Ok(first);
    }
    let change = PasswordChange {
        current: Secret::from(form.get("current_password")),
        new: Secret::from(form.get("new_password")),
        sign_out_others: form.ticked("sign_out_others"),
        end_app_passwords: form.get("app_passwords") == "remove",
    };
    let page = page(&me, change.sign_out_others).await?;
    if change.current.reveal().is_empty() {
        let wrong = Wrong::slip("current_password", "password-current-empty");
        return Ok(me.again(&page, vec![wrong.into()]));
    }
    match me.engine.change_password(&me.visit, &me.standing, change).await {
        Ok(ended) => {
            let at = me.engine.now().0.to_string();
            let facts = [("at", at.as_str()), ("count", &ended.to_string())];
            let done = Said::of("security-done-password", &facts);
            Ok(me.see_other_saying("/security", done))
        }
        Err(engine::Error::Wrong(wrong)) => Ok(me.again(&page, vec![wrong.into()])),
        Err(engine::Error::Refused(key @ ("password-none" | "method-must-be-set-up-again"))) => {
            Ok(me.again(&page, vec![Problem::of("current_password", key, &[])]))
        }
        Err(error) => Err(error.into()),
    }
}
