//! A small but real OpenID Connect relying party: authorization code with PKCE, state and nonce,
//! the code exchanged over its own HTTP connection, the ID token's claims checked, userinfo asked.

use super::{apps::Sample, page};
use anyhow::{Context, Result, bail, ensure};
use axum::{
    Router,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use countersign_core::dice::{self, Dice};
use engine::clock::RealDice;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::net::TcpStream;

/// Sign-ins this app has begun and not seen the end of; the oldest go first.
const PENDING_MOST: usize = 1000;

struct App {
    sample: Sample,
    port: u16,
    pending: Mutex<HashMap<String, Pending>>,
    signed_in: Mutex<HashMap<String, Value>>,
}

struct Pending {
    verifier: String,
    nonce: String,
}

pub fn routes(sample: Sample, port: u16) -> Router {
    let app = App { sample, port, pending: Mutex::default(), signed_in: Mutex::default() };
    Router::new()
        .route("/", get(home))
        .route("/sign-in", get(sign_in))
        .route("/callback", get(callback))
        .route("/sign-out", get(sign_out))
        .with_state(Arc::new(app))
        .merge(web::assets::routes())
}

impl App {
    fn issuer(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    fn redirect_uri(&self) -> String {
        format!("{}/callback", self.sample.url(self.port))
    }

    fn person(&self, headers: &HeaderMap) -> Option<Value> {
        let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
        let token = cookies.split(';').find_map(|c| c.trim().strip_prefix("app="))?;
        self.signed_in.lock().unwrap_or_else(PoisonError::into_inner).get(token).cloned()
    }
}

async fn home(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    match app.person(&headers) {
        None => Redirect::to("/sign-in").into_response(),
        Some(claims) => page::home(&app.sample, app.port, &claims),
    }
}

async fn sign_in(State(app): State<Arc<App>>) -> Response {
    let state = dice::nonce(&RealDice);
    let pending = Pending { verifier: verifier(), nonce: dice::nonce(&RealDice) };
    let challenge = URL_SAFE_NO_PAD.encode(engine::vault::sha256(pending.verifier.as_bytes()));
    let mut address = match url::Url::parse(&format!("{}/oidc/authorize", app.issuer())) {
        Ok(address) => address,
        Err(error) => return failed(&app, &error.to_string()),
    };
    address
        .query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", &app.sample.client_id)
        .append_pair("redirect_uri", &app.redirect_uri())
        .append_pair("scope", "openid profile email")
        .append_pair("state", &state)
        .append_pair("nonce", &pending.nonce)
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256");
    let mut open = app.pending.lock().unwrap_or_else(PoisonError::into_inner);
    if open.len() >= PENDING_MOST {
        open.clear();
    }
    open.insert(state.clone(), pending);
    let cookie = format!("state_{state}=1; Path=/callback; HttpOnly; SameSite=Lax; Max-Age=3600");
    ([(header::SET_COOKIE, cookie)], Redirect::to(address.as_str())).into_response()
}

async fn callback(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    match finish(&app, &headers, &query).await {
        Ok(claims) => {
            let token = dice::nonce(&RealDice);
            let mut people = app.signed_in.lock().unwrap_or_else(PoisonError::into_inner);
            people.insert(token.clone(), claims);
            let cookie = format!("app={token}; Path=/; HttpOnly; SameSite=Lax");
            ([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response()
        }
        Err(error) => failed(&app, &format!("{error:#}")),
    }
}

async fn finish(app: &App, headers: &HeaderMap, query: &HashMap<String, String>) -> Result<Value> {
    let get = |name: &str| query.get(name).map(String::as_str).unwrap_or_default();
    if let Some(error) = query.get("error") {
        bail!("{error}: {}", get("error_description"));
    }
    ensure!(get("iss") == app.issuer(), "the answer is from another issuer (RFC 9207)");
    let state = get("state");
    let cookies = headers.get(header::COOKIE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    ensure!(cookies.contains(&format!("state_{state}=1")), "another browser began this");
    let pending = app.pending.lock().unwrap_or_else(PoisonError::into_inner).remove(state);
    let pending = pending.context("this answer was used already, or nobody asked for it")?;
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "authorization_code")
        .append_pair("code", get("code"))
        .append_pair("redirect_uri", &app.redirect_uri())
        .append_pair("code_verifier", &pending.verifier)
        .finish();
    let pair = format!("{}:{}", app.sample.client_id, app.sample.client_secret);
    let basic = base64::engine::general_purpose::STANDARD.encode(pair);
    let tokens = ask(app, "POST", "/oidc/token", &format!("Basic {basic}"), form).await?;
    let claims = id_token(app, text(&tokens, "id_token"))?;
    ensure!(text(&claims, "nonce") == pending.nonce, "the nonce is not ours");
    let bearer = format!("Bearer {}", text(&tokens, "access_token"));
    let info = ask(app, "GET", "/oidc/userinfo", &bearer, String::new()).await?;
    ensure!(text(&info, "sub") == text(&claims, "sub"), "userinfo is about somebody else");
    let mut all = claims;
    if let (Some(all), Value::Object(info)) = (all.as_object_mut(), info) {
        all.extend(info);
    }
    Ok(all)
}

/// The claims of an ID token that came straight from the issuer's own token endpoint, which may
/// stand in for its signature (OpenID Connect Core 1.0 §3.1.3.7, 6).
fn id_token(app: &App, token: &str) -> Result<Value> {
    let body = token.split('.').nth(1).context("an ID token has three parts")?;
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(body)?)?;
    ensure!(text(&claims, "iss") == app.issuer(), "the ID token is from another issuer");
    ensure!(text(&claims, "aud") == app.sample.client_id, "the ID token is for another app");
    Ok(claims)
}

/// One request to the issuer, over a connection of its own on this machine.
async fn ask(app: &App, method: &str, path: &str, auth: &str, body: String) -> Result<Value> {
    let stream = TcpStream::connect(("127.0.0.1", app.port)).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let request = hyper::Request::builder()
        .method(method)
        .uri(path)
        .header("host", format!("localhost:{}", app.port))
        .header("authorization", auth)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from(body))?;
    let answer = sender.send_request(request).await?;
    let status = answer.status();
    let bytes = axum::body::to_bytes(axum::body::Body::new(answer.into_body()), 1 << 20).await?;
    let value: Value = serde_json::from_slice(&bytes)
        .with_context(|| format!("{path} answered {status} and no JSON"))?;
    ensure!(status == StatusCode::OK, "{path} answered {status}: {value}");
    Ok(value)
}

async fn sign_out(State(app): State<Arc<App>>) -> Response {
    let cookie = "app=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0";
    ([(header::SET_COOKIE, cookie)], page::signed_out(&app.sample)).into_response()
}

fn failed(app: &App, why: &str) -> Response {
    (StatusCode::BAD_REQUEST, page::failed(&app.sample, why)).into_response()
}

fn verifier() -> String {
    let mut bytes = [0u8; 32];
    RealDice.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}
