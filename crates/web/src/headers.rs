//! What is asked by a request's headers, and what every answer carries in its own.

use axum::{
    Router,
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header, request::Parts},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use engine::{Engine, Settings, visit::Visit};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The outside of a request.
#[derive(Clone)]
pub struct Asked {
    pub method: Method,
    uri: Uri,
    headers: HeaderMap,
    /// The other end of the connection. One nobody knows is no trusted proxy, and shares its
    /// limits with all the others nobody knows.
    peer: IpAddr,
}

impl Asked {
    pub fn of(parts: &Parts) -> Self {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Self {
            method: parts.method.clone(),
            uri: parts.uri.clone(),
            headers: parts.headers.clone(),
            peer: peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip()),
        }
    }

    pub fn header(&self, name: HeaderName) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// All of them: HTTP/2 may send each in a header of its own (RFC 9113 §8.2.3).
    pub fn cookies(&self) -> String {
        self.joined(header::COOKIE, "; ")
    }

    fn joined(&self, name: HeaderName, between: &str) -> String {
        let all = self.headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        all.collect::<Vec<_>>().join(between)
    }

    pub fn visit(&self, settings: &Settings) -> Visit {
        let forwarded = self.joined(HeaderName::from_static("x-forwarded-for"), ",");
        let agent = self.header(header::USER_AGENT).unwrap_or_default();
        let cookies = self.cookies();
        Visit::read(settings, Some(&cookies), agent, self.peer, Some(&forwarded))
    }

    pub fn path_and_query(&self) -> String {
        self.uri.path_and_query().map_or("/", |both| both.as_str()).to_owned()
    }

    /// First step of the path: where a form that cannot be answered leads back to.
    pub fn area(&self) -> String {
        let first = self.uri.path().trim_start_matches('/').split('/').next();
        format!("/{}", first.unwrap_or_default())
    }

    /// A page of ours that can be opened again.
    pub fn here(&self) -> String {
        match self.method {
            Method::GET | Method::HEAD => self.without_addresses(),
            _ => self.area(),
        }
    }

    /// The path and those parts of the query that name no other place.
    fn without_addresses(&self) -> String {
        let query = self.uri.query().unwrap_or_default();
        let elsewhere = |value: &str| value.contains([':', '\\']) || value.contains("//");
        let mut kept = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            if !elsewhere(&value) {
                kept.append_pair(&name, &value);
            }
        }
        let query = kept.finish();
        if query.is_empty() {
            self.uri.path().to_owned()
        } else {
            format!("{}?{query}", self.uri.path())
        }
    }
}

/// The policy of a page (ux.md 3.2). `origins` are those its forms may lead to besides ours.
pub fn policy(origins: &[String]) -> String {
    let mut policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
                      base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
        .to_owned();
    for origin in origins {
        policy.push(' ');
        policy.push_str(origin);
    }
    policy
}

/// The policy of a page whose one form leads to `origins`, with spaces between them; nothing if one
/// of them is none.
pub(crate) fn policy_to(origins: &str) -> Option<String> {
    let to = || policy(&[]).replace("form-action 'self'", &format!("form-action {origins}"));
    origins.split(' ').all(plain_source).then(to)
}

/// Whether a text is an origin, or the scheme of an app, that can stand in a policy and say nothing
/// else there.
pub fn plain_source(source: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || ":/.-+[]".contains(c);
    let scheme = source.split(':').next().unwrap_or_default();
    let named = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    source.contains(':') && named && source.len() <= 300 && source.chars().all(allowed)
}

/// What an answer that is no page may do.
const NOTHING: &str =
    "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";
/// Features none of our pages use; passkeys are for our own pages only.
const FEATURES: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), \
                        gyroscope=(), microphone=(), midi=(), payment=(), usb=(), \
                        publickey-credentials-create=(self), publickey-credentials-get=(self), \
                        otp-credentials=(self)";

/// Made once: every answer pays for them.
const LINES: [(HeaderName, HeaderValue); 7] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(NOTHING)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (HeaderName::from_static("permissions-policy"), HeaderValue::from_static(FEATURES)),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
];

/// Gives every answer the headers that it did not set itself (WB-1, SE-8).
pub(crate) fn on_every_answer<S: Clone + Send + Sync + 'static>(
    router: Router<S>,
    engine: &Engine,
) -> Router<S> {
    router.layer(middleware::from_fn_with_state(engine.settings().secure, finish))
}

async fn finish(State(secure): State<bool>, request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    add(answer.headers_mut(), secure);
    answer
}

pub(crate) fn add(headers: &mut HeaderMap, secure: bool) {
    headers.reserve(LINES.len() + 1);
    for (name, value) in LINES {
        headers.entry(name).or_insert(value);
    }
    if secure {
        let kept = HeaderValue::from_static("max-age=63072000");
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(kept);
    }
}

/// Lets only requests for the configured host through (WB-8), by methods that pages have (WB-9).
pub async fn guard(State(engine): State<Engine>, request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD | Method::POST) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    own_host(&engine, request, next).await
}

pub(crate) async fn own_host(engine: &Engine, request: Request, next: Next) -> Response {
    // Files for mail programs are looked for under the names of mail domains as well.
    if !is_ours(&request, engine.settings()) && !crate::programs::is_kit(&request) {
        return StatusCode::MISDIRECTED_REQUEST.into_response();
    }
    next.run(request).await
}

/// Both places a request can name a host in must name ours. Exactly one `Host` header, unless the
/// address has the name (RFC 9112 §3.2).
fn is_ours(request: &Request, settings: &Settings) -> bool {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let (host, second) = (hosts.next(), hosts.next());
    let host = host.map(|host| host.to_str().unwrap_or_default());
    let in_address = request.uri().authority().map(|authority| authority.as_str());
    let named: Vec<&str> = host.into_iter().chain(in_address).collect();
    second.is_none() && !named.is_empty() && named.iter().all(|name| same_host(name, settings))
}

fn same_host(name: &str, settings: &Settings) -> bool {
    let usual = if settings.secure { ":443" } else { ":80" };
    let bare = name.strip_suffix(usual).unwrap_or(name);
    let own = settings.host.strip_suffix(usual).unwrap_or(&settings.host);
    bare.eq_ignore_ascii_case(own)
}
