//! Where programs ask for their files. Nobody is signed in and nothing is secret; the answers are
//! the same for everybody and may be kept for an hour. They are given under the names of the mail
//! domains as well, since that is where programs look: `autoconfig.DOMAIN`, `autodiscover.DOMAIN`
//! and `DOMAIN` itself. No other page is (WB-8).

use super::{autoconfig, autodiscover, extension};
use crate::{Answer, AppState, Error, assets::kept};
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequestParts, Path, Query, Request, State},
    http::{StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::get,
};
use engine::{Engine, Organisation};
use serde::Deserialize;
use std::sync::Arc;

const XML: &str = "application/xml; charset=utf-8";
const XPI: &str = "application/x-xpinstall";
/// Programs ask when they are set up; an hour is short enough for a server that moves.
const AN_HOUR: &str = "public, max-age=3600";
/// Longest request of Outlook, in bytes.
const MOST: usize = 16 * 1024;

const CONFIG: &str = "/mail/config-v1.1.xml";
const WELL_KNOWN: &str = "/.well-known/autoconfig/mail/config-v1.1.xml";
const AUTODISCOVER: &str = "/autodiscover/autodiscover.xml";

pub fn routes() -> Router<AppState> {
    Router::new()
        .route(CONFIG, get(config))
        .route(WELL_KNOWN, get(config))
        .route("/mail/thunderbird.xpi", get(thunderbird))
        // Every program writes it with other capitals.
        .route("/{folder}/{file}", get(discovered).post(discover))
        .layer(DefaultBodyLimit::max(MOST))
}

/// Whether a request is for one of the files that are answered under other names than ours.
pub fn is_kit(request: &Request) -> bool {
    let path = request.uri().path();
    path == CONFIG || path == WELL_KNOWN || path.eq_ignore_ascii_case(AUTODISCOVER)
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    emailaddress: String,
}

/// The organisation, for a request that names a host these files belong under, in both places it
/// can name one.
struct Here(Arc<Organisation>);

impl FromRequestParts<AppState> for Here {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Response> {
        let engine = &app.engine;
        let organisation = engine.organisation().await;
        let organisation = organisation.map_err(|error| Error::from(error).into_response())?;
        let headers = parts.headers.get_all(header::HOST).iter();
        let headers: Vec<&str> = headers.map(|value| value.to_str().unwrap_or_default()).collect();
        let in_address = parts.uri.authority().map(|authority| authority.as_str());
        let mut named = headers.iter().copied().chain(in_address).peekable();
        let ours = named.peek().is_some() && named.all(|host| known(engine, &organisation, host));
        if !ours || headers.len() > 1 {
            return Err(StatusCode::MISDIRECTED_REQUEST.into_response());
        }
        Ok(Self(organisation))
    }
}

fn known(engine: &Engine, organisation: &Organisation, host: &str) -> bool {
    let own = &engine.settings().host;
    let bare = host.rsplit_once(':').map_or(host, |(bare, _)| bare);
    host.eq_ignore_ascii_case(own)
        || bare.eq_ignore_ascii_case(own)
        || is_mail_name(organisation, bare)
}

async fn config(Here(organisation): Here, Query(asked): Query<Asked>) -> Answer {
    let foreign = !asked.emailaddress.is_empty() && !organisation.mail.is_ours(&asked.emailaddress);
    let file = autoconfig::file(&organisation).filter(|_| !foreign).ok_or(Error::NotFound)?;
    Ok(kept(XML, file, AN_HOUR))
}

async fn discovered(Here(organisation): Here, Path(path): Path<(String, String)>) -> Answer {
    answer(&organisation, &path, None)
}

async fn discover(
    Here(organisation): Here,
    Path(path): Path<(String, String)>,
    body: Bytes,
) -> Answer {
    let text = String::from_utf8_lossy(&body);
    answer(&organisation, &path, autodiscover::address(&text))
}

fn answer(
    organisation: &Organisation,
    (folder, file): &(String, String),
    address: Option<&str>,
) -> Answer {
    if !format!("/{folder}/{file}").eq_ignore_ascii_case(AUTODISCOVER) {
        return Err(Error::NotFound);
    }
    let foreign = address.is_some_and(|address| !organisation.mail.is_ours(address));
    let file = autodiscover::file(organisation, address).filter(|_| !foreign);
    let file = file.ok_or(Error::NotFound)?;
    match address {
        None => Ok(kept(XML, file, AN_HOUR)),
        // Somebody's address is in it.
        Some(_) => Ok(([(header::CONTENT_TYPE, XML)], file).into_response()),
    }
}

fn is_mail_name(organisation: &Organisation, host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let bare = ["autoconfig.", "autodiscover."].iter().find_map(|name| host.strip_prefix(name));
    let domain = bare.unwrap_or(&host);
    organisation.mail.domains.iter().any(|own| own == domain)
}

async fn thunderbird(State(app): State<AppState>) -> Result<Response, Error> {
    let organisation = app.engine.organisation().await?;
    let file = extension::file(&organisation, app.engine.settings()).ok_or(Error::NotFound)?;
    let name = extension::file_name(&organisation);
    let headers = [
        (header::CONTENT_TYPE, XPI.to_owned()),
        (header::CACHE_CONTROL, AN_HOUR.to_owned()),
        // Firefox would try to install it, and could not.
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, file).into_response())
}
