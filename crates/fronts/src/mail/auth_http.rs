//! nginx's `auth_http` for IMAP, POP3 and SMTP: a question in the headers of a GET, the answer in
//! the headers of a 200, whatever it is; nginx looks at no status. A refusal's text goes to the
//! program as it is, behind the word of its protocol (ML-3).

use super::{Caller, Shared, Verdict, address, decide, sasl};
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
    routing::get,
};
use countersign_core::{app_password::Protocol, secret::Secret};
use engine::Engine;
use std::{net::SocketAddr, sync::Arc};

/// The header nginx shows its secret in: `auth_http_header X-Countersign-Secret "…";`.
pub const SECRET: &str = "x-countersign-secret";

/// Tries of one connection; nginx closes it after the last (ML-4).
const TRIES: u32 = 3;
/// Seconds until a program may try again.
const WAIT: &str = "2";

/// Where nginx leads a program that may come in.
pub struct BackEnd {
    /// An address, since nginx looks up no names.
    pub address: SocketAddr,
    /// What nginx signs in with there; otherwise with what the program showed.
    pub password: Option<Secret<String>>,
}

/// Everything nginx has to know, and to show.
pub struct AuthHttp {
    pub secret: Secret<String>,
    pub imap: Option<BackEnd>,
    pub pop3: Option<BackEnd>,
    pub smtp: Option<BackEnd>,
}

struct Door {
    engine: Engine,
    shared: Shared,
    own: AuthHttp,
}

/// `GET /auth`.
pub fn routes(engine: Engine, own: AuthHttp) -> Router {
    let shared = Shared::new(&own.secret);
    Router::new().route("/auth", get(answer)).with_state(Arc::new(Door { engine, shared, own }))
}

async fn answer(State(door): State<Arc<Door>>, headers: HeaderMap) -> Response {
    let protocol = one(&headers, "auth-protocol").and_then(|word| Protocol::parse(&text(word)));
    let verdict = if door.shared.is(one(&headers, SECRET).unwrap_or_default()) {
        ask(&door.engine, protocol, &headers).await
    } else {
        tracing::error!("auth_http was asked without its secret: see {SECRET}");
        Verdict::Outage
    };
    match (verdict, protocol) {
        (Verdict::Open { user }, Some(protocol)) => match door.own.back_end(protocol) {
            Some(back_end) => opened(&user, back_end),
            None => {
                tracing::error!("mail.auth_http has no back end for {}", protocol.name());
                refused(protocol, &Verdict::Outage, TRIES)
            }
        },
        (verdict, protocol) => {
            let attempt = one(&headers, "auth-login-attempt").map(text);
            let attempt = attempt.and_then(|number| number.parse().ok()).unwrap_or(TRIES);
            refused(protocol.unwrap_or(Protocol::Imap), &verdict, attempt)
        }
    }
}

async fn ask(engine: &Engine, protocol: Option<Protocol>, headers: &HeaderMap) -> Verdict {
    // APOP and CRAM-MD5 show no password, only something made of it.
    let proof = match one(headers, "auth-method") {
        Some(b"plain") => proof(headers),
        _ => None,
    };
    let Some(proof) = proof else { return Verdict::Bad };
    let source = one(headers, "client-ip").map(text);
    let caller = Caller {
        protocol,
        source: source.map(|ip| address(&ip)).unwrap_or_default(),
        secured: Some(one(headers, "auth-ssl") == Some(b"on")),
        session: None,
        program: None,
    };
    decide(engine, caller, proof).await
}

fn proof(headers: &HeaderMap) -> Option<sasl::Proof> {
    let name = sasl::name(&unescaped(one(headers, "auth-user")?))?;
    let shown = Secret::new(unescaped(one(headers, "auth-pass")?));
    Some(sasl::Proof::Password { name, secret: sasl::secret(shown.reveal())? })
}

impl AuthHttp {
    const fn back_end(&self, protocol: Protocol) -> Option<&BackEnd> {
        match protocol {
            Protocol::Imap => self.imap.as_ref(),
            Protocol::Pop3 => self.pop3.as_ref(),
            Protocol::Smtp => self.smtp.as_ref(),
            _ => None,
        }
    }
}

/// Bytes of a header that is there once: nginx sends letters outside ASCII as they are.
fn one<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a [u8]> {
    let mut all = headers.get_all(name).iter();
    let first = all.next()?.as_bytes();
    all.next().is_none().then_some(first)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// nginx writes blanks, percent signs and controls as `%20`. A percent sign with something else
/// behind it stands for itself.
pub fn unescaped(value: &[u8]) -> Vec<u8> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let mut out = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if let (b'%', [high, low, after @ ..]) = (byte, after)
            && let (Some(high), Some(low)) = (digit(high), digit(low))
        {
            out.push(high * 16 + low);
            rest = after;
        } else {
            out.push(*byte);
        }
    }
    out
}

fn opened(user: &str, back_end: &BackEnd) -> Response {
    let mut lines = vec![
        ("auth-status", HeaderValue::from_static("OK")),
        ("auth-server", text_value(&back_end.address.ip().to_string())),
        ("auth-port", HeaderValue::from(back_end.address.port())),
        ("auth-user", text_value(user)),
    ];
    if let Some(password) = &back_end.password {
        lines.push(("auth-pass", text_value(password.reveal())));
    }
    said(lines)
}

/// `attempt`: which one of this connection it was. After the last, and after an outage, nginx says
/// the text and closes.
fn refused(protocol: Protocol, verdict: &Verdict, attempt: u32) -> Response {
    let outage = matches!(verdict, Verdict::Outage);
    let sentence = match verdict {
        Verdict::Refused { reason } => reason.as_str(),
        Verdict::Outage => "The sign-in cannot be reached now. Try again later.",
        Verdict::Bad | Verdict::Open { .. } => "Sign in with name and app password.",
    };
    let word = match (protocol, outage) {
        (Protocol::Imap, true) => "[UNAVAILABLE] ",
        (Protocol::Imap, false) => "[AUTHENTICATIONFAILED] ",
        (Protocol::Pop3, true) => "[SYS/TEMP] ",
        (Protocol::Pop3, false) => "[AUTH] ",
        _ => "",
    };
    let mut lines = vec![("auth-status", text_value(&format!("{word}{sentence}")))];
    if protocol == Protocol::Smtp {
        let code = if outage { "454 4.7.0" } else { "535 5.7.8" };
        lines.push(("auth-error-code", HeaderValue::from_static(code)));
    }
    if !outage && attempt < TRIES {
        lines.push(("auth-wait", HeaderValue::from_static(WAIT)));
    }
    said(lines)
}

/// Names and sentences have one line; what still is no header says nothing.
fn text_value(text: &str) -> HeaderValue {
    HeaderValue::from_bytes(text.as_bytes()).unwrap_or(HeaderValue::from_static(""))
}

fn said(lines: Vec<(&'static str, HeaderValue)>) -> Response {
    let mut response = StatusCode::OK.into_response();
    for (name, value) in lines {
        response.headers_mut().insert(HeaderName::from_static(name), value);
    }
    response
}
