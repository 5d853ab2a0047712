//! What the server would have sent: a page for people, JSON for scripts. Only the demo has it.

use super::page::{self, escape};
use axum::{Json, Router, extract::State, response::Response, routing::get};
use engine::courier::{Courier, Kept};
use serde_json::{Value, json};
use std::{fmt::Write, sync::Arc};

pub fn routes(courier: Arc<Courier>) -> Router {
    Router::new()
        .route("/demo/outbox", get(shown))
        .route("/demo/outbox.json", get(data))
        .with_state(courier)
}

async fn data(State(courier): State<Arc<Courier>>) -> Json<Value> {
    Json(letters(&courier).iter().map(as_json).collect())
}

/// Newest first.
fn letters(courier: &Courier) -> Vec<Kept> {
    let mut letters = courier.outbox().map(|outbox| outbox.list()).unwrap_or_default();
    letters.reverse();
    letters
}

fn as_json(letter: &Kept) -> Value {
    json!({
        "id": letter.id,
        "at": letter.at,
        "channel": letter.channel,
        "to": letter.to,
        "subject": letter.subject,
        "text": letter.text,
        "html": letter.html,
    })
}

async fn shown(State(courier): State<Arc<Courier>>) -> Response {
    let mut rows = String::new();
    for letter in letters(&courier) {
        // Writing to a string cannot fail.
        let _ = write!(
            rows,
            "<section class=\"card card-pad stack stack-3\">\
             <h2>{} <span class=\"meta\">{}</span></h2>\
             <p class=\"meta\">{}</p><pre>{}</pre></section>",
            escape(letter.subject.as_deref().unwrap_or(letter.channel.name())),
            escape(&letter.to),
            escape(letter.channel.name()),
            linked(&letter.text),
        );
    }
    if rows.is_empty() {
        rows.push_str("<p class=\"muted\">Nothing was sent yet. Newest will stand first.</p>");
    }
    let body = format!(
        "<h1>Outbox</h1><p class=\"muted\">Every text, call and mail this demo would have sent. \
         Reload to see new ones.</p>{rows}"
    );
    page::framed("Outbox", &body)
}

/// Addresses in a mail can be clicked, as in a mail program.
fn linked(text: &str) -> String {
    text.split_inclusive(char::is_whitespace)
        .map(|word| {
            let bare = word.trim_end();
            if bare.starts_with("http://") || bare.starts_with("https://") {
                let link = escape(bare);
                format!("<a href=\"{link}\">{link}</a>{}", &word[bare.len()..])
            } else {
                escape(word)
            }
        })
        .collect()
}
