//! `/forgot`: a message with a link and a code, if there is such an account. The answer is the
//! same, in words, status and time, whoever asks for whomever (RL-9).

use crate::{
    Answer, Form, Visitor,
    page::{Problem, Said},
    pages::account::{Forgot, ForgotSent},
};
use std::time::Duration;

/// An answer takes at least this long, so that its time does not tell whether a mail was written.
const FLOOR: Duration = Duration::from_millis(200);

pub async fn show(visitor: Visitor) -> Answer {
    Ok(visitor.show(&Forgot { username: String::new() }))
}

pub async fn ask(visitor: Visitor, form: Form) -> Answer {
    let username = form.get("username").trim().to_owned();
    if username.is_empty() {
        let problem = Problem::of("username", "forgot-user-empty", &[]);
        return Ok(visitor.again(&Forgot { username }, vec![problem]));
    }
    let asked = visitor.engine.forgot(&visitor.visit, &username);
    let (asked, ()) = tokio::join!(asked, tokio::time::sleep(FLOOR));
    asked?;
    // The name goes to the next page beside the address, not in it.
    let said = Said::of("forgot-sent-text", &[("username", &username)]);
    Ok(visitor.see_other_saying("/forgot/sent", said))
}

pub async fn sent(mut visitor: Visitor) -> Answer {
    let said = visitor.done().filter(|said| said.key == "forgot-sent-text");
    let username = said.and_then(|said| said.args.get("username").cloned()).unwrap_or_default();
    Ok(visitor.show(&ForgotSent { username }))
}

pub async fn type_code(visitor: Visitor, form: Form) -> Answer {
    let username = form.get("username").trim().to_owned();
    let code = form.get("code");
    let mut problems = Vec::new();
    if username.is_empty() {
        problems.push(Problem::of("username", "forgot-user-empty", &[]));
    }
    if code.trim().is_empty() {
        problems.push(Problem::of("code", "reset-code-empty", &[]));
    }
    if !problems.is_empty() {
        return Ok(visitor.again(&ForgotSent { username }, problems));
    }
    let link = visitor.engine.reset_by_code(&visitor.visit, &username, code);
    let (link, ()) = tokio::join!(link, tokio::time::sleep(FLOOR));
    match link {
        Ok(token) => Ok(visitor.see_other(&format!("/reset/{token}"))),
        Err(engine::Error::Wrong(wrong)) => {
            Ok(visitor.again(&ForgotSent { username }, vec![wrong.into()]))
        }
        Err(error) => Err(error.into()),
    }
}
