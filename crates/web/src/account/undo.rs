//! `/security/undo/TOKEN`: from a notice, for 72 hours, once, without a session: whoever made the
//! change may hold all of them.

use crate::{
    Answer, Form, Visitor,
    page::Said,
    pages::account::{UndoDone, UndoKept, UndoLook, UndoOver},
};
use axum::{extract::Path, http::StatusCode};
use engine::Change;

/// A link that was used, is too old or was never given: all read the same.
fn over(visitor: &Visitor, error: engine::Error) -> Answer {
    match error {
        engine::Error::NotFound | engine::Error::Refused("undo-over") => {
            Ok(visitor.show_as(StatusCode::GONE, &UndoOver {}))
        }
        other => Err(other.into()),
    }
}

/// The change as the words know it.
fn named(change: &Change) -> String {
    let codes = change.args.get("kind").is_some_and(|kind| kind == "recovery");
    match change.what.as_str() {
        "added" if codes => "codes".into(),
        what @ ("added" | "removed" | "password" | "app-password") => what.into(),
        _ => "other".into(),
    }
}

fn fact(change: &Change, name: &str) -> String {
    change.args.get(name).cloned().unwrap_or_default()
}

pub async fn show(visitor: Visitor, Path(token): Path<String>) -> Answer {
    match visitor.engine.undo_look(&token).await {
        Ok(change) => Ok(visitor.show(&UndoLook {
            change: named(&change),
            label: fact(&change, "label"),
            at: change.at.0,
            device: fact(&change, "device"),
            place: fact(&change, "source"),
            action: format!("/security/undo/{token}"),
        })),
        Err(error) => over(&visitor, error),
    }
}

pub async fn answer(visitor: Visitor, Path(token): Path<String>, form: Form) -> Answer {
    match form.get("answer") {
        "yes" => match visitor.engine.undo_confirm(&visitor.visit, &token).await {
            Ok(_) => Ok(visitor.see_other("/security/undo/kept")),
            Err(error) => over(&visitor, error),
        },
        "no" => take_back(visitor, &token).await,
        _ => Ok(visitor.see_other(&format!("/security/undo/{token}"))),
    }
}

async fn take_back(visitor: Visitor, token: &str) -> Answer {
    let change = match visitor.engine.undo_look(token).await {
        Ok(change) => change,
        Err(error) => return over(&visitor, error),
    };
    match visitor.engine.undo(&visitor.visit, token).await {
        Ok(link) => {
            let (what, label) = (named(&change), fact(&change, "label"));
            let said = Said::of("undo-done-title", &[("change", &what), ("label", &label)]);
            Ok(visitor.see_other_saying(&format!("/security/undo/done/{link}"), said))
        }
        Err(error) => over(&visitor, error),
    }
}

/// What was undone is said once; the link to the new password works like one from a mail.
pub async fn done(mut visitor: Visitor, Path(token): Path<String>) -> Answer {
    if visitor.engine.reset_look(&token).await.is_err() {
        return Ok(visitor.show_as(StatusCode::GONE, &UndoOver {}));
    }
    let said = visitor.done().filter(|said| said.key == "undo-done-title");
    let fact = |name: &str| said.as_ref().and_then(|said| said.args.get(name).cloned());
    let page = UndoDone {
        change: fact("change").unwrap_or_else(|| "other".into()),
        label: fact("label").unwrap_or_default(),
        next: format!("/reset/{token}"),
    };
    Ok(visitor.show(&page))
}

pub async fn kept(visitor: Visitor) -> Answer {
    Ok(visitor.show(&UndoKept {}))
}
