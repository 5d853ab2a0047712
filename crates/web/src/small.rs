//! Pages that stand on their own: the language of this browser, privacy, and addresses that
//! programs look at.

use crate::{
    Answer, AppState, Error, Visitor,
    form::from_here,
    headers::Asked,
    language::LANGUAGES,
    page::{Page, Registered, own_path, registered},
};
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use engine::visit::language_cookie;
use serde::Serialize;

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/", get(|| async { Redirect::to("/home") }))
        .route("/language", post(speak))
        .route("/privacy", get(privacy))
        .route("/robots.txt", get(|| async { "User-agent: *\nDisallow: /\n" }))
        .route("/theme/{name}", get(crate::theme::show))
}

/// Whether the house can answer: with its database, in one short sentence. Any host may ask, since
/// what watches servers knows them by their addresses.
pub async fn health(State(app): State<AppState>) -> Response {
    let asked = async {
        let mut reader = app.engine.reader().await?;
        store::setting::get(&mut reader, "organisation").await?;
        Ok::<_, Error>(())
    };
    match asked.await {
        Ok(()) => "ok\n".into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "down\n").into_response(),
    }
}

/// Longest form of the language chooser, in bytes.
const MOST: usize = 8 * 1024;

/// The chooser at the foot of every page. It changes nothing but a cookie of this browser, and for
/// somebody signed in their own setting, which the token of the form is asked for.
async fn speak(State(app): State<AppState>, visitor: Visitor, request: Request) -> Answer {
    let (parts, body) = request.into_parts();
    if !from_here(&Asked::of(&parts), app.engine.settings()) {
        return Err(Error::Stranger);
    }
    let body = axum::body::to_bytes(body, MOST).await.map_err(|_| Error::TooLarge)?;
    let (mut wanted, mut here, mut csrf) = (String::new(), String::new(), String::new());
    for (name, value) in url::form_urlencoded::parse(&body) {
        match &*name {
            "lang" => wanted = value.into_owned(),
            "here" => here = value.into_owned(),
            "csrf" => csrf = value.into_owned(),
            _ => {}
        }
    }
    let known = LANGUAGES.iter().find(|(code, _)| *code == wanted);
    let (language, _) = known.ok_or(Error::Bad)?;
    if let Some(standing) = &visitor.standing {
        if !visitor.made_for_me(&csrf) {
            return Err(Error::Stranger);
        }
        let account = &standing.account;
        let profile = engine::Profile {
            name: account.name.clone(),
            language: Some((*language).to_owned()),
            time_zone: account.time_zone.clone(),
            appearance: account.appearance,
        };
        visitor.engine.save_profile(&visitor.visit, standing, profile).await?;
    }
    let mut answer = visitor.see_other(&own_path(&here).unwrap_or_else(|| "/".into()));
    if let Ok(cookie) = HeaderValue::from_str(&language_cookie(language, app.engine.now())) {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(answer)
}

async fn privacy(visitor: Visitor) -> Response {
    visitor.show(&Privacy {})
}

/// What this server keeps of people, in words.
#[derive(Clone, Debug, Serialize)]
struct Privacy {}

impl Page for Privacy {
    const TEMPLATE: &'static str = "part/privacy.html";
    const TITLE: &'static str = "privacy-title";

    fn samples() -> Vec<Self> {
        vec![Self {}]
    }
}

/// Pages of no area.
pub fn all() -> Vec<Registered> {
    vec![registered::<Privacy>(), registered::<crate::error::Trouble>()]
}
