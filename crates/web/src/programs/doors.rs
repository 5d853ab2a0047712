//! Where programs ask for their files. Nobody is signed in and nothing is secret; the answers are
//! the same for everybody and may be kept for an hour. They are given under the names of the mail
//! domains as well, since that is where programs look: `autoconfig.DOMAIN`, `autodiscover.DOMAIN`
//! and `DOMAIN` itself. No other page is (WB-8).

use super::{autoconfig, autodiscover, extension};
use crate::{Answer, AppState, Error, assets::kept};
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, OriginalUri, Path, Query, Request, State},
    http::{HeaderMap, StatusCode, header},
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

async fn config(
    State(app): State<AppState>,
    headers: HeaderMap,
    OriginalUri(uri): OriginalUri,
    Query(asked): Query<Asked>,
) -> Answer {
    let named = uri.authority().map(|authority| authority.host().to_owned());
    let Some(organisation) = here(&app.engine, &headers, named).await? else {
        return misdirected();
    };
    let foreign = !asked.emailaddress.is_empty() && !organisation.mail.is_ours(&asked.emailaddress);
    let file = autoconfig::file(&organisation).filter(|_| !foreign).ok_or(Error::NotFound)?;
    Ok(kept(XML, file, AN_HOUR))
}

async fn discovered(
    State(app): State<AppState>,
    headers: HeaderMap,
    Path(path): Path<(String, String)>,
) -> Answer {
    answer(&app.engine, &headers, &path, None).await
}

async fn discover(
    State(app): State<AppState>,
    headers: HeaderMap,
    Path(path): Path<(String, String)>,
    body: Bytes,
) -> Answer {
    let text = String::from_utf8_lossy(&body);
    answer(&app.engine, &headers, &path, autodiscover::address(&text)).await
}

async fn answer(
    engine: &Engine,
    headers: &HeaderMap,
    (folder, file): &(String, String),
    address: Option<&str>,
) -> Answer {
    if !format!("/{folder}/{file}").eq_ignore_ascii_case(AUTODISCOVER) {
        return Err(Error::NotFound);
    }
    let Some(organisation) = here(engine, headers, None).await? else { return misdirected() };
    let foreign = address.is_some_and(|address| !organisation.mail.is_ours(address));
    let file = autodiscover::file(&organisation, address).filter(|_| !foreign);
    let file = file.ok_or(Error::NotFound)?;
    match address {
        None => Ok(kept(XML, file, AN_HOUR)),
        // Somebody's address is in it.
        Some(_) => Ok(([(header::CONTENT_TYPE, XML)], file).into_response()),
    }
}

/// The organisation, if the request names a host that these files belong under.
async fn here(
    engine: &Engine,
    headers: &HeaderMap,
    named: Option<String>,
) -> Result<Option<Arc<Organisation>>, Error> {
    let organisation = engine.organisation().await?;
    let header = headers.get(header::HOST).and_then(|value| value.to_str().ok());
    let hosts: Vec<&str> = header.into_iter().chain(named.as_deref()).collect();
    let known = |host: &&str| {
        let bare = host.rsplit_once(':').map_or(*host, |(bare, _)| bare);
        let own = host.eq_ignore_ascii_case(&engine.settings().host);
        let usual = bare.eq_ignore_ascii_case(&engine.settings().host);
        own || usual || is_mail_name(&organisation, bare)
    };
    let ours = !hosts.is_empty() && hosts.iter().all(known);
    Ok(ours.then_some(organisation))
}

fn is_mail_name(organisation: &Organisation, host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let bare = ["autoconfig.", "autodiscover."].iter().find_map(|name| host.strip_prefix(name));
    let domain = bare.unwrap_or(&host);
    organisation.mail.domains.iter().any(|own| own == domain)
}

fn misdirected() -> Answer {
    Ok(StatusCode::MISDIRECTED_REQUEST.into_response())
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
