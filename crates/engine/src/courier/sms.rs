//! Texts and calls through an HTTP gateway (SM-9, SM-11, AU-11, AV-5).
//!
//! A call out has a time limit, follows nothing, reads 64 KiB at most, goes over TLS unless the
//! host is this computer, and is tried twice at most with the same idempotency key. What went wrong
//! is told without the number, the text, the address or anything else the gateway wrote.

use super::breaker::{Breaker, Health};
use super::gateway::{Auth, GatewayConfig, Method};
use super::parts::{Alphabet, sms_parts};
use super::receipt::{self, Receipts, dotted};
use super::template::{JsonTemplate, Template, Values, fill_form};
use super::{ConfigError, CourierError, Opening, Outgoing, Sent, is_this_computer, secret_of};
use countersign_core::message::Channel;
use countersign_core::secret::Secret;
use countersign_core::time::Time;
use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::Value;
use std::fmt;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

const LONGEST_ANSWER: usize = 64 * 1024;
/// Long enough for a gateway that restarts a process, short enough for somebody who waits.
const PAUSE: Duration = Duration::from_millis(200);

pub(super) struct Gateway {
    pub name: String,
    pub channel: Channel,
    pub breaker: Breaker,
    pub receipts: Option<Receipts>,
    url: Template,
    method: Method,
    headers: Vec<(HeaderName, Template)>,
    body: Body,
    auth: Auth,
    user: String,
    password: Secret<String>,
    sender: String,
    success: Success,
    timeout: Duration,
    room: Semaphore,
}

enum Body {
    Json(JsonTemplate),
    Form(Vec<(String, Template)>),
}

struct Success {
    status: Vec<u16>,
    contains: Option<String>,
    provider_id: String,
    error_code: Option<String>,
}

/// What is wrong decides what happens next.
enum Failure {
    /// No answer or a broken one: try again, then the next gateway.
    Broken(String),
    /// The gateway does not work for us at all: the next one at once.
    Unusable(String),
    /// It does not want this message: the next one may.
    Refused(String),
}

impl Gateway {
    pub(super) fn open(config: GatewayConfig, with: &Opening<'_>) -> Result<Self, ConfigError> {
        config.check()?;
        let config = config.filled();
        config.check()?;
        let name = config.name.clone();
        let wrong = |what: String| ConfigError(format!("gateway {name:?}: {what}"));
        let password = secret_of(config.password.as_ref(), config.password_file.as_deref())
            .map_err(wrong)?
            .unwrap_or_default();
        let url = address(config.url.as_deref().unwrap_or_default()).map_err(wrong)?;
        Ok(Self {
            channel: if config.voice { Channel::Call } else { Channel::Text },
            breaker: Breaker::default(),
            receipts: receipts(&config, &password, with),
            url,
            method: config.method.unwrap_or_default(),
            headers: headers(&config).map_err(wrong)?,
            body: body(&config).map_err(wrong)?,
            auth: config.auth.unwrap_or_default(),
            user: config.user.unwrap_or_default(),
            password,
            sender: config.sender,
            success: Success {
                status: config.success_status.unwrap_or_else(|| vec![200, 201, 202, 204]),
                contains: config.success_contains,
                provider_id: config.provider_id.unwrap_or_default(),
                error_code: config.error_code,
            },
            timeout: Duration::from_secs(config.timeout_seconds.unwrap_or(5)),
            room: Semaphore::new(config.at_once.unwrap_or(20)),
            name,
        })
    }

    /// Sends, with one more try if the gateway gave no proper answer.
    pub(super) async fn send(
        &self,
        http: &Client,
        out: &Outgoing,
        now: impl Fn() -> Time,
    ) -> Result<Sent, CourierError> {
        let Ok(Ok(_room)) = timeout(self.timeout, self.room.acquire()).await else {
            return Err(CourierError::Temporary(format!("{}: too many at once", self.name)));
        };
        let mut tried_before = false;
        loop {
            let started = now();
            let failure = match self.attempt(http, out).await {
                Ok(provider_id) => {
                    self.breaker.accepted(now(), now().since(started));
                    return Ok(Sent::Accepted { provider_id, gateway: self.name.clone() });
                }
                Err(failure) => failure,
            };
            match failure {
                Failure::Refused(why) => {
                    self.breaker.refused(&why);
                    return Err(CourierError::Refused(format!("{}: {why}", self.name)));
                }
                Failure::Broken(why) if !tried_before => self.breaker.failed(now(), &why),
                Failure::Broken(why) | Failure::Unusable(why) => {
                    self.breaker.failed(now(), &why);
                    return Err(CourierError::Temporary(format!("{}: {why}", self.name)));
                }
            }
            tried_before = true;
            sleep(PAUSE).await;
        }
    }

    pub(super) fn health(&self, now: Time) -> Health {
        self.breaker.health(&self.name, self.channel.name(), now)
    }

    async fn attempt(&self, http: &Client, out: &Outgoing) -> Result<Option<String>, Failure> {
        let callback = self.receipts.as_ref().map_or("", |receipts| receipts.url.as_str());
        let values = Values {
            to: &out.to,
            text: &out.text,
            sender: &self.sender,
            id: &out.idempotency_key,
            callback,
            user: &self.user,
            password: self.password.reveal(),
            coding: if sms_parts(&out.text).0 == Alphabet::Gsm7 { "0" } else { "2" },
        };
        let answer = self.request(http, &values)?.send().await.map_err(|e| self.no_answer(&e))?;
        let status = answer.status();
        let body = self.read(answer).await?;
        self.success.judge(status, &body, &out.idempotency_key)
    }

    fn request(&self, http: &Client, values: &Values<'_>) -> Result<RequestBuilder, Failure> {
        let mut url = url::Url::parse(&self.url.fill_address(values))
            .map_err(|_| Failure::Unusable("its address does not work".to_owned()))?;
        let mut sent = None;
        match (&self.body, self.method) {
            (Body::Form(form), Method::Get) => add_query(&mut url, &fill_form(form, values)),
            (Body::Form(form), Method::Post) => {
                sent = Some(("application/x-www-form-urlencoded", fill_form(form, values)));
            }
            (Body::Json(json), _) => {
                let json = json.fill(values).unwrap_or_default();
                sent = Some(("application/json", json.to_string()));
            }
        }
        let mut request = match self.method {
            Method::Get => http.get(url),
            Method::Post => http.post(url),
        }
        .timeout(self.timeout);
        if let Some((kind, body)) = sent {
            request = request.header(CONTENT_TYPE, kind).body(body);
        }
        for (name, template) in &self.headers {
            let value = HeaderValue::from_str(&template.fill(values))
                .map_err(|_| Failure::Refused("a header cannot hold the value".to_owned()))?;
            request = request.header(name, value);
        }
        Ok(match self.auth {
            Auth::Basic if !self.user.is_empty() => {
                request.basic_auth(&self.user, Some(self.password.reveal()))
            }
            Auth::Bearer => request.bearer_auth(self.password.reveal()),
            Auth::Basic | Auth::Template => request,
        })
    }

    async fn read(&self, mut answer: Response) -> Result<Vec<u8>, Failure> {
        let mut body = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(|error| self.no_answer(&error))? {
            if body.len() + part.len() > LONGEST_ANSWER {
                return Err(Failure::Broken("answered more than 64 KiB".to_owned()));
            }
            body.extend_from_slice(&part);
        }
        Ok(body)
    }

    /// Never the error's own words: they hold the address, and that may hold number and password.
    fn no_answer(&self, error: &reqwest::Error) -> Failure {
        Failure::Broken(if error.is_timeout() {
            format!("no answer within {} s", self.timeout.as_secs())
        } else if error.is_connect() {
            "no connection".to_owned()
        } else {
            "the answer broke off".to_owned()
        })
    }
}

impl Success {
    /// Which answers are the message's fault and which the gateway's.
    fn judge(&self, status: StatusCode, body: &[u8], own: &str) -> Result<Option<String>, Failure> {
        let code = status.as_u16();
        let json: Value = serde_json::from_slice(body).unwrap_or_default();
        if self.status.contains(&code) {
            let text = String::from_utf8_lossy(body);
            if self.contains.as_ref().is_some_and(|wanted| !text.contains(wanted)) {
                return Err(Failure::Refused("answered without the word for success".to_owned()));
            }
            return Ok(match self.provider_id.as_str() {
                "" => Some(own.to_owned()),
                path => dotted(&json, path),
            });
        }
        let said = self.error_code.as_ref().and_then(|path| dotted(&json, path)).filter(|said| {
            said.len() <= 12 && said.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        });
        let why =
            said.map_or(format!("answered {code}"), |said| format!("answered {code} ({said})"));
        Err(match code {
            408 | 425 | 500..=599 => Failure::Broken(why),
            400 | 406 | 409 | 410 | 413 | 422 => Failure::Refused(why),
            _ => Failure::Unusable(why),
        })
    }
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Gateway({}, {})", self.name, self.channel.name())
    }
}

/// The address must be https and its host fixed, so that no value ever chooses where a text goes.
fn address(url: &str) -> Result<Template, String> {
    let (_, after) = url.split_once("://").ok_or("url must be given, with https://")?;
    let host = after.split(['/', '?', '#']).next().unwrap_or_default();
    if host.contains(['{', '}', '@']) {
        return Err("url: the host must be a fixed name without user or places".to_owned());
    }
    let template = Template::parse(url)?;
    let parsed = url::Url::parse(url).map_err(|error| format!("url: {error}"))?;
    match parsed.scheme() {
        "https" => Ok(template),
        "http" if is_this_computer(parsed.host_str().unwrap_or_default()) => Ok(template),
        _ => Err("url must be https, unless the host is this computer".to_owned()),
    }
}

fn headers(config: &GatewayConfig) -> Result<Vec<(HeaderName, Template)>, String> {
    let one = |(name, value): (&String, &Secret<String>)| {
        let parsed = HeaderName::from_bytes(name.as_bytes());
        let name = parsed.map_err(|_| format!("headers: {name:?} is no name of a header"))?;
        let template = Template::parse(value.reveal())
            .map_err(|_| format!("headers: {name}: not a proper template"))?;
        Ok((name, template))
    };
    config.headers.iter().map(one).collect()
}

fn body(config: &GatewayConfig) -> Result<Body, String> {
    if let Some(json) = &config.json {
        return JsonTemplate::parse(json).map(Body::Json).map_err(|why| format!("json: {why}"));
    }
    let one = |(name, value): (&String, &String)| Ok((name.clone(), Template::parse(value)?));
    let form = config.form.iter().flatten().map(one).collect::<Result<_, String>>();
    form.map(Body::Form).map_err(|why| format!("form: {why}"))
}

fn receipts(
    config: &GatewayConfig,
    password: &Secret<String>,
    with: &Opening<'_>,
) -> Option<Receipts> {
    let base = with.receipts_at?.trim_end_matches('/');
    let token = receipt::token(with.keyed, &config.name);
    Some(Receipts {
        config: config.receipt.clone()?,
        url: format!("{base}/{}/{}", config.name, token.reveal()),
        token,
        password: password.clone(),
    })
}

fn add_query(url: &mut url::Url, query: &str) {
    let whole = match url.query() {
        Some(before) if !before.is_empty() => format!("{before}&{query}"),
        _ => query.to_owned(),
    };
    url.set_query(Some(&whole));
}

#[cfg(test)]
mod tests;
