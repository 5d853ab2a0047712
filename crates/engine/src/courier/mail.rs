//! Mail through the organisation's relay (RFC 5321). A queue of our own is elsewhere: this either
//! hands a letter over or says why not.
//!
//! TLS is asked for and its name checked; without it nothing is sent, unless the relay is this
//! computer. Nothing of a letter can become a header of it: addresses are parsed, the subject loses
//! its control characters, the rest is encoded.

use super::breaker::{Breaker, Health};
use super::parts::without_marks;
use super::{ConfigError, CourierError, Outgoing, Sent, is_this_computer, read_file, secret_of};
use countersign_core::message::Channel;
use countersign_core::secret::Secret;
use countersign_core::time::Time;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::{self, extension::ClientId};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::{Duration, UNIX_EPOCH};
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// `[courier.mail]`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailConfig {
    /// Name of the relay. Must be given.
    pub host: String,
    /// Default 587 with starttls, 465 with tls, 25 with none.
    pub port: Option<u16>,
    /// `starttls` (default), `tls`, or `none`, which only this computer may have.
    pub tls: MailTls,
    /// Certificate of the relay's authority (PEM), if computers do not know it anyway.
    pub ca_file: Option<PathBuf>,
    pub user: Option<String>,
    #[serde(skip_serializing)]
    pub password: Option<Secret<String>>,
    /// File that holds the password, instead of `password`.
    pub password_file: Option<PathBuf>,
    /// Whom letters come from: `Larkfield Trust <no-reply@larkfield.example>`. Must be given.
    pub from: String,
    /// Where answers go. Default: to `from`.
    pub reply_to: Option<String>,
    /// How this server calls itself to the relay. Default: the computer's name.
    pub hello: Option<String>,
    /// Seconds the relay may take for each answer, 1 to 60; a whole letter may take three times as
    /// long. Default 10.
    pub timeout_seconds: Option<u64>,
    /// Letters under way at once, 1 to 100. Default 10.
    pub at_once: Option<usize>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTls {
    /// A plain connection that must become TLS before anything else is said (RFC 3207).
    #[default]
    Starttls,
    /// TLS from the first byte (RFC 8314 §3.3).
    Tls,
    None,
}

pub(super) struct Mail {
    pub breaker: Breaker,
    host: String,
    port: u16,
    tls: Tls,
    credentials: Option<Credentials>,
    from: Mailbox,
    reply_to: Option<Mailbox>,
    hello: Option<String>,
    timeout: Duration,
    room: Semaphore,
    /// Made at the first letter: its pool needs a runtime, and a check of the configuration has
    /// none.
    transport: OnceLock<AsyncSmtpTransport<Tokio1Executor>>,
}

impl Mail {
    pub(super) fn open(config: &MailConfig) -> Result<Self, ConfigError> {
        Self::opened(config).map_err(|why| ConfigError(format!("mail: {why}")))
    }

    fn opened(config: &MailConfig) -> Result<Self, String> {
        let seconds = config.timeout_seconds.unwrap_or(10);
        let at_once = config.at_once.unwrap_or(10);
        if !(1..=60).contains(&seconds) || !(1..=100).contains(&at_once) {
            return Err("timeout_seconds must be 1 to 60 and at_once 1 to 100".to_owned());
        }
        if config.host.is_empty() {
            return Err("host must be given".to_owned());
        }
        let mailbox = |text: &str, key| text.parse().map_err(|error| format!("{key}: {error}"));
        let password = secret_of(config.password.as_ref(), config.password_file.as_deref())?;
        let credentials = match (&config.user, password) {
            (Some(user), Some(password)) => {
                Some(Credentials::new(user.clone(), password.reveal().clone()))
            }
            (None, None) => None,
            _ => return Err("user and password go together".to_owned()),
        };
        let port = match config.tls {
            MailTls::Starttls => 587,
            MailTls::Tls => 465,
            MailTls::None => 25,
        };
        Ok(Self {
            breaker: Breaker::default(),
            host: config.host.clone(),
            port: config.port.unwrap_or(port),
            tls: tls(config)?,
            credentials,
            from: mailbox(&config.from, "from")?,
            reply_to: config.reply_to.as_deref().map(|to| mailbox(to, "reply_to")).transpose()?,
            hello: config.hello.clone(),
            timeout: Duration::from_secs(seconds),
            room: Semaphore::new(at_once),
            transport: OnceLock::new(),
        })
    }

    /// "mx.larkfield.example:465".
    pub fn address(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// Hands one letter to the relay. Must run inside a tokio runtime.
    pub(super) async fn send(
        &self,
        out: &Outgoing,
        now: impl Fn() -> Time,
    ) -> Result<Sent, CourierError> {
        let started = now();
        let letter = self.letter(out, started).map_err(CourierError::Refused)?;
        let Ok(Ok(_room)) = timeout(self.timeout, self.room.acquire()).await else {
            return Err(CourierError::Temporary("mail: too many at once".to_owned()));
        };
        let transport = self.transport.get_or_init(|| self.transport());
        let Ok(result) = timeout(self.timeout * 3, transport.send(letter)).await else {
            return Err(self.failed("the relay is too slow", now()));
        };
        match result {
            Ok(_) => {
                self.breaker.accepted(now(), now().since(started));
                let provider_id = Some(self.message_id(out));
                Ok(Sent::Accepted { provider_id, gateway: "mail".to_owned() })
            }
            Err(error) if is_about_the_letter(&error, out) => {
                let why = explain(&error);
                self.breaker.refused(&why);
                let why = format!("mail: {why}");
                Err(if error.is_transient() {
                    CourierError::Temporary(why)
                } else {
                    CourierError::Refused(why)
                })
            }
            Err(error) => Err(self.failed(&explain(&error), now())),
        }
    }

    pub(super) fn health(&self, now: Time) -> Health {
        self.breaker.health("mail", Channel::Mail.name(), now)
    }

    fn failed(&self, why: &str, now: Time) -> CourierError {
        self.breaker.failed(now, why);
        CourierError::Temporary(format!("mail: {why}"))
    }

    fn letter(&self, out: &Outgoing, now: Time) -> Result<Message, String> {
        let to: Address = out.to.parse().map_err(|_| "not a mail address".to_owned())?;
        let sent = UNIX_EPOCH + Duration::from_millis(u64::try_from(now.0).unwrap_or(0));
        let mut letter = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(one_line(out.subject.as_deref().unwrap_or_default()))
            .date(sent)
            .message_id(Some(self.message_id(out)))
            // Nobody's holiday answer is wanted (RFC 3834 §5).
            .raw_header(raw("Auto-Submitted", "auto-generated"))
            .raw_header(raw("X-Auto-Response-Suppress", "All"));
        if let Some(reply_to) = &self.reply_to {
            letter = letter.reply_to(reply_to.clone());
        }
        let text = out.text.clone();
        match &out.html {
            Some(html) => letter.multipart(MultiPart::alternative_plain_html(text, html.clone())),
            None => letter.singlepart(SinglePart::plain(text)),
        }
        .map_err(|_| "the letter cannot be written".to_owned())
    }

    /// The same when a letter is tried again, so that a reader shows it once.
    fn message_id(&self, out: &Outgoing) -> String {
        let plain = |letter: &char| letter.is_ascii_alphanumeric() || "-._".contains(*letter);
        let key: String = out.idempotency_key.chars().filter(plain).collect();
        format!("<{key}@{}>", self.from.email.domain())
    }

    fn transport(&self) -> AsyncSmtpTransport<Tokio1Executor> {
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&self.host)
            .port(self.port)
            .tls(self.tls.clone())
            .timeout(Some(self.timeout));
        if let Some(hello) = &self.hello {
            builder = builder.hello_name(ClientId::Domain(hello.clone()));
        }
        if let Some(credentials) = &self.credentials {
            builder = builder.credentials(credentials.clone());
        }
        builder.build()
    }
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mail({}:{})", self.host, self.port)
    }
}

fn tls(config: &MailConfig) -> Result<Tls, String> {
    if config.tls == MailTls::None {
        return match is_this_computer(&config.host) {
            true => Ok(Tls::None),
            false => Err("tls = \"none\" only if the relay is this computer".to_owned()),
        };
    }
    let mut parameters = TlsParameters::builder(config.host.clone());
    if let Some(path) = &config.ca_file {
        let pem = read_file(path)?;
        let certificate = Certificate::from_pem(pem.reveal().as_bytes())
            .map_err(|_| "ca_file holds no certificate".to_owned())?;
        parameters = parameters.add_root_certificate(certificate);
    }
    let parameters = parameters.build().map_err(|error| format!("tls: {error}"))?;
    Ok(match config.tls {
        MailTls::Starttls => Tls::Required(parameters),
        MailTls::Tls | MailTls::None => Tls::Wrapper(parameters),
    })
}

/// Whether the relay works and does not want this one letter. Not so if it is about who we are
/// (RFC 4954 §6) or about the relay itself (RFC 5321 §3.8): then every letter waits until that is
/// mended.
fn is_about_the_letter(error: &smtp::Error, out: &Outgoing) -> bool {
    match error.status().map(u16::from) {
        Some(code) => !matches!(code, 421 | 454 | 530 | 534 | 535 | 538),
        // An address in letters this relay does not know (RFC 6531 §3.2).
        None => error.is_client() && !out.to.is_ascii(),
    }
}

/// Without the relay's own words: they often repeat the address.
fn explain(error: &smtp::Error) -> String {
    if let Some(code) = error.status() {
        format!("the relay answered {code}")
    } else if error.is_timeout() {
        "the relay did not answer in time".to_owned()
    } else if error.is_tls() {
        "no trusted TLS with the relay".to_owned()
    } else if error.is_client() {
        "the relay does not offer what is needed".to_owned()
    } else {
        "no connection to the relay".to_owned()
    }
}

/// A subject is one line; marks of direction do not belong into it.
fn one_line(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    without_marks(&spaced).trim().to_owned()
}

fn raw(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

#[cfg(test)]
mod tests;
