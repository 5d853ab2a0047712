//! Pages of the demo alone: of the sample apps, and the frame of the outbox. Plain strings, so that
//! nothing of the product leans on them; everything that is filled in is escaped.

use super::apps::{APPS, Sample};
use axum::{
    http::header,
    response::{Html, IntoResponse, Response},
};
use serde_json::Value;
use std::fmt::Write;

/// No script, no form, nobody else's content.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

/// A page with the product's own stylesheet.
pub fn framed(title: &str, body: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} – Larkfield Trust</title><link rel=\"icon\" href=\"/favicon.svg\">\
         <link rel=\"stylesheet\" href=\"{sheet}\"></head><body><div class=\"auth\">\
         <main id=\"main\" class=\"auth-main auth-main--wide stack stack-5\">{body}</main></div>\
         </body></html>",
        title = escape(title),
        sheet = web::assets::stylesheet(),
    );
    let headers = [(header::CONTENT_SECURITY_POLICY, POLICY), (header::CACHE_CONTROL, "no-store")];
    (headers, Html(html)).into_response()
}

/// What somebody sees who is signed in to a sample app.
pub fn home(sample: &Sample, port: u16, claims: &Value) -> Response {
    let name = claims.get("name").and_then(Value::as_str).unwrap_or_default();
    let mut facts = String::new();
    for (claim, value) in claims.as_object().into_iter().flatten() {
        let value = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
        // Writing to a string cannot fail.
        let _ = write!(
            facts,
            "<div><dt>{}</dt><dd class=\"mono\">{}</dd></div>",
            escape(claim),
            escape(&value)
        );
    }
    let mut others = String::new();
    for (name, about, _, host) in APPS.iter().filter(|(name, ..)| *name != sample.name) {
        let _ = write!(
            others,
            "<li><div><p class=\"row-title\"><a href=\"http://{host}:{port}/\">{}</a></p>\
             <p class=\"meta\">{}</p></div></li>",
            escape(name),
            escape(about)
        );
    }
    let body = format!(
        "<div class=\"card card-auth stack stack-4\"><h1>{app}</h1>\
         <p>You are signed in as <strong>{name}</strong>.</p>\
         <p class=\"muted\">{about}. This sample app has nothing else: it shows that a real app \
         got a real sign-in.</p>\
         <details class=\"more\"><summary>What this app was told</summary>\
         <dl class=\"kv\">{facts}</dl></details>\
         <p><a class=\"btn\" href=\"/sign-out\">Sign out of {app}</a></p></div>\
         <section class=\"card\" aria-labelledby=\"others\"><div class=\"card-head\">\
         <h2 id=\"others\">Other apps</h2></div><ul class=\"rows\">{others}</ul></section>",
        app = escape(sample.name),
        name = escape(name),
        about = escape(sample.about),
    );
    framed(sample.name, &body)
}

pub fn signed_out(sample: &Sample) -> Response {
    said(sample, "You are signed out of this app.", "Sign in")
}

pub fn failed(sample: &Sample, why: &str) -> Response {
    said(sample, &format!("The sign-in did not work: {why}."), "Try again")
}

fn said(sample: &Sample, text: &str, link: &str) -> Response {
    let body = format!(
        "<div class=\"card card-auth stack stack-4\"><h1>{}</h1><p>{}</p>\
         <p><a class=\"btn btn--primary\" href=\"/sign-in\">{}</a></p></div>",
        escape(sample.name),
        escape(text),
        escape(link)
    );
    framed(sample.name, &body)
}

pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
