//! The courier hands texts, calls and mail to whoever brings them, and says what came of it.
//!
//! - It is called after the turn is saved, never before, and holds no queue: what was not taken is
//!   tried again by a job, with the same idempotency key.
//! - Nothing that goes wrong out there lets anybody in (SM-9). Every wait has an end, every gateway
//!   a breaker, and a channel that is down can be told before anybody waits for it (`can_send`,
//!   E-7).
//! - Whether something *may* be sent is decided before, by `limits`.
//! - No number, address, text or code is ever part of an error or a log line.

use crate::clock::Clock;
use countersign_core::dice::Keyed;
use countersign_core::message::Channel;
use countersign_core::secret::Secret;
use serde::{Deserialize, Serialize};
use sms::Gateway;
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

mod breaker;
mod chosen;
mod doveadm;
mod gateway;
pub mod limits;
mod mail;
mod outbox;
pub mod parts;
mod receipt;
mod sms;
mod template;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use breaker::{Health, Working};
pub use chosen::TextService;
pub use doveadm::Doveadm;
pub use gateway::{Auth, GatewayConfig, Method, Preset, ReceiptConfig, Signature};
pub use limits::{Ceilings, Counts, Withheld, country};
pub use mail::{MailConfig, MailTls};
pub use outbox::{Kept, Outbox};
pub use receipt::{Callback, Delivery, Receipt, ReceiptError};

/// Gateways tried for one message at most, so that nobody waits for a long list of dead ones.
const GATEWAYS: usize = 4;

/// One message, ready to go.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    pub channel: Channel,
    /// E.164 number or mail address.
    pub to: String,
    /// Of a mail. Never holds a code.
    pub subject: Option<String>,
    pub text: String,
    /// The same words for a mail reader.
    pub html: Option<String>,
    /// The same for every try of this message, and for no other.
    pub idempotency_key: String,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// Taken, which is not yet delivered.
    Accepted {
        /// What delivery receipts will call it.
        provider_id: Option<String>,
        gateway: String,
    },
}

/// Why it was not taken. The words are for the log; they hold no number and no text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CourierError {
    /// Worth another try later.
    #[error("not now: {0}")]
    Temporary(String),
    /// Not worth it: the number or address is not wanted, or the channel is not set up.
    #[error("refused: {0}")]
    Refused(String),
}

/// A mistake in section `[courier]`, in words for whoever wrote it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("courier: {0}")]
pub struct ConfigError(pub String);

/// Section `[courier]`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CourierConfig {
    /// Send nothing; keep everything in memory where a page shows it. For development. Default
    /// false.
    pub outbox: bool,
    /// Text and voice gateways, tried in this order. Default: none.
    pub gateways: Vec<GatewayConfig>,
    /// The mail relay. Default: none.
    pub mail: Option<MailConfig>,
    /// How many texts and calls may go out.
    pub ceilings: limits::Ceilings,
}

/// What the courier is opened with besides its configuration.
#[derive(Clone)]
pub struct Opening<'a> {
    pub clock: Arc<dyn Clock>,
    /// Makes the secret in the addresses of delivery receipts.
    pub keyed: &'a dyn Keyed,
    /// Public address under which receipts arrive, as `<it>/<gateway>/<secret>`; `None` for none.
    pub receipts_at: Option<&'a str>,
}

/// Shared in an `Arc`.
#[derive(Debug)]
pub struct Courier {
    clock: Ticking,
    http: reqwest::Client,
    gateways: Vec<Arc<Gateway>>,
    /// What was chosen on a page, where the configuration names no gateway.
    chosen: chosen::Chosen,
    mail: Option<mail::Mail>,
    outbox: Option<Outbox>,
    ceilings: limits::Ceilings,
}

struct Ticking(Arc<dyn Clock>);

impl Courier {
    /// Reads the secrets and checks everything that can be checked without sending.
    ///
    /// # Errors
    /// The first mistake in the configuration.
    pub fn open(config: CourierConfig, with: &Opening<'_>) -> Result<Self, ConfigError> {
        let gateways = config
            .gateways
            .into_iter()
            .map(|gateway| Gateway::open(gateway, with).map(Arc::new))
            .collect::<Result<Vec<_>, _>>()?;
        check_names(&gateways)?;
        Ok(Self {
            clock: Ticking(Arc::clone(&with.clock)),
            http: client()?,
            gateways,
            chosen: chosen::Chosen::default(),
            mail: config.mail.as_ref().map(mail::Mail::open).transpose()?,
            outbox: config.outbox.then(Outbox::default),
            ceilings: config.ceilings,
        })
    }

    /// Sends one message: to the first gateway that takes it, each tried twice at most. Takes at
    /// most about three times the gateway's time limit for each of four gateways.
    ///
    /// # Errors
    /// `Temporary` if any gateway might take it later, else `Refused`.
    pub async fn send(&self, out: &Outgoing) -> Result<Sent, CourierError> {
        let out = checked(out)?;
        let result = match (&self.outbox, out.channel) {
            (Some(outbox), _) => outbox.keep(&out, self.now()),
            (None, Channel::Mail) => self.mail(&out).await,
            (None, Channel::Text | Channel::Call) => self.phone(&out).await,
        };
        if let Err(error) = &result {
            let (channel, key) = (out.channel.name(), out.idempotency_key.as_str());
            tracing::warn!(channel, key, %error, "A {channel} message was not taken: {error}");
        }
        result
    }

    /// Whether the channel is set up at all.
    pub fn offers(&self, channel: Channel) -> bool {
        self.outbox.is_some()
            || match channel {
                Channel::Mail => self.mail.is_some(),
                Channel::Text | Channel::Call => !self.gateways_for(channel).is_empty(),
            }
    }

    /// Whether a message would be tried now; `false` as long as everything for the channel rests
    /// after failures. Ask before making somebody wait (E-7).
    pub fn can_send(&self, channel: Channel) -> bool {
        let now = self.now();
        self.outbox.is_some()
            || match channel {
                Channel::Mail => self.mail.as_ref().is_some_and(|it| it.breaker.would_try(now)),
                Channel::Text | Channel::Call => {
                    self.gateways_for(channel).iter().any(|it| it.breaker.would_try(now))
                }
            }
    }

    /// How every gateway and the relay are doing.
    pub fn health(&self) -> Vec<Health> {
        let now = self.now();
        let gateways = self.all_gateways();
        let gateways = gateways.iter().map(|gateway| gateway.health(now));
        gateways.chain(self.mail.iter().map(|mail| mail.health(now))).collect()
    }

    /// Checks and reads a delivery receipt.
    ///
    /// # Errors
    /// `Unknown` if it does not come from the gateway, `Unreadable` if it says nothing.
    pub fn receipt(&self, call: &Callback<'_>) -> Result<Receipt, ReceiptError> {
        let all = self.all_gateways();
        let named = all.iter().find(|gateway| gateway.name == call.gateway);
        let receipts = named.and_then(|gateway| gateway.receipts.as_ref());
        receipts.ok_or(ReceiptError::Unknown)?.read(call)
    }

    /// Where a gateway sends its receipts, with the secret, for gateways that must be told by hand.
    pub fn receipts_url(&self, gateway: &str) -> Option<&str> {
        let named = self.gateways.iter().find(|it| it.name == gateway)?;
        Some(named.receipts.as_ref()?.url.as_str())
    }

    /// The development outbox, if that is what this server has.
    pub const fn outbox(&self) -> Option<&Outbox> {
        self.outbox.as_ref()
    }

    /// Whether one more text or call may go out. The development outbox takes every country as long
    /// as none is listed: it costs nothing there.
    ///
    /// # Errors
    /// The ceiling that is in the way.
    pub fn may_send(&self, counts: &limits::Counts) -> Result<(), Withheld> {
        if !self.ceilings.countries_allowed.is_empty() {
            return limits::decide(&self.ceilings, counts);
        }
        let countries_allowed = match &self.outbox {
            Some(_) => vec![counts.country.clone()],
            None => self.chosen.countries(),
        };
        let ceilings = limits::Ceilings { countries_allowed, ..self.ceilings.clone() };
        limits::decide(&ceilings, counts)
    }

    /// The ceilings of the configuration, for the administrators' page.
    pub const fn ceilings(&self) -> &limits::Ceilings {
        &self.ceilings
    }

    /// Whether the configuration says how texts leave, so that nothing else is asked.
    pub const fn is_configured(&self) -> bool {
        self.outbox.is_some() || !self.gateways.is_empty()
    }

    /// Takes a gateway that was chosen on a page, in the place of the one chosen before, or of
    /// none. It counts only where the configuration names none.
    ///
    /// # Errors
    /// The first mistake; the one before then stays.
    pub fn choose(
        &self,
        service: Option<&TextService>,
        with: (&dyn Keyed, &str),
    ) -> Result<(), ConfigError> {
        let (keyed, receipts_at) = with;
        let clock = Arc::clone(&self.clock.0);
        let with = Opening { clock, keyed, receipts_at: Some(receipts_at) };
        self.chosen.set(service, &with)
    }

    /// The names of the gateways texts leave through, in their order.
    pub fn text_gateways(&self) -> Vec<String> {
        self.gateways_for(Channel::Text).iter().map(|gateway| gateway.name.clone()).collect()
    }

    /// Host and port of the mail relay, if one is set up.
    pub fn mail_relay(&self) -> Option<String> {
        self.mail.as_ref().map(mail::Mail::address)
    }

    async fn mail(&self, out: &Outgoing) -> Result<Sent, CourierError> {
        let Some(mail) = &self.mail else {
            return Err(CourierError::Refused("mail is not set up".to_owned()));
        };
        if !mail.breaker.may_try(self.now()) {
            return Err(CourierError::Temporary("mail: rests after failures".to_owned()));
        }
        mail.send(out, || self.now()).await
    }

    async fn phone(&self, out: &Outgoing) -> Result<Sent, CourierError> {
        let mut temporary = Vec::new();
        let mut refused = Vec::new();
        for gateway in self.gateways_for(out.channel) {
            if !gateway.breaker.may_try(self.now()) {
                temporary.push(format!("{}: rests after failures", gateway.name));
                continue;
            }
            match gateway.send(&self.http, out, || self.now()).await {
                Ok(sent) => return Ok(sent),
                Err(CourierError::Temporary(why)) => temporary.push(why),
                Err(CourierError::Refused(why)) => refused.push(why),
            }
        }
        if temporary.is_empty() && refused.is_empty() {
            refused.push(format!("no gateway for a {}", out.channel.name()));
        }
        let refused_by_all = temporary.is_empty();
        temporary.append(&mut refused);
        let why = temporary.join("; ");
        Err(if refused_by_all { CourierError::Refused(why) } else { CourierError::Temporary(why) })
    }

    /// Those of the configuration, which win, or the one that was chosen on a page.
    fn all_gateways(&self) -> Vec<Arc<Gateway>> {
        if self.is_configured() { self.gateways.clone() } else { self.chosen.gateways() }
    }

    fn gateways_for(&self, channel: Channel) -> Vec<Arc<Gateway>> {
        let mut all = self.all_gateways();
        all.retain(|gateway| gateway.channel == channel);
        all
    }

    fn now(&self) -> countersign_core::time::Time {
        self.clock.0.now()
    }
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Outgoing({}, {}, ***)", self.channel.name(), self.idempotency_key)
    }
}

impl fmt::Debug for Ticking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// One client for all gateways: no redirects, nothing taken from the environment, names always
/// checked (AU-11, CR-5).
fn client() -> Result<reqwest::Client, ConfigError> {
    reqwest::Client::builder()
        .user_agent("Countersign")
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .no_proxy()
        .connect_timeout(Duration::from_secs(5))
        .pool_idle_timeout(Duration::from_secs(30))
        .build()
        .map_err(|error| ConfigError(format!("no HTTP client: {error}")))
}

fn check_names(gateways: &[Arc<Gateway>]) -> Result<(), ConfigError> {
    for (at, gateway) in gateways.iter().enumerate() {
        if gateways.iter().take(at).any(|other| other.name == gateway.name) {
            return Err(ConfigError(format!("two gateways are named {:?}", gateway.name)));
        }
        if gateways.iter().filter(|other| other.channel == gateway.channel).count() > GATEWAYS {
            let channel = gateway.channel.name();
            return Err(ConfigError(format!("at most {GATEWAYS} gateways for {channel}")));
        }
    }
    Ok(())
}

/// The message as it goes out. A phone number is canonical by now, or it goes nowhere (SM-11).
fn checked(out: &Outgoing) -> Result<Outgoing, CourierError> {
    let mut out = out.clone();
    if out.channel != Channel::Mail {
        if !is_e164(&out.to) {
            return Err(CourierError::Refused("not a canonical phone number".to_owned()));
        }
        out.text = parts::without_marks(&out.text);
    }
    Ok(out)
}

/// A plus and 7 to 15 digits, the first of them not 0 (ITU-T E.164 §6).
fn is_e164(number: &str) -> bool {
    number.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Whether a host is this computer, so that nobody can listen on the way.
fn is_this_computer(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host.ends_with(".localhost")
        || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// A secret that was written, or the first 64 KiB of its file without the line end.
fn secret_of(
    written: Option<&Secret<String>>,
    file: Option<&Path>,
) -> Result<Option<Secret<String>>, String> {
    match (written, file) {
        (Some(_), Some(_)) => Err("only one of password and password_file".to_owned()),
        (None, Some(path)) => read_file(path).map(Some),
        (written, None) => Ok(written.cloned()),
    }
}

fn read_file(path: &Path) -> Result<Secret<String>, String> {
    let wrong = |error: std::io::Error| format!("{}: {error}", path.display());
    let file = File::open(path).map_err(wrong)?;
    let mut text = String::with_capacity(8 * 1024);
    file.take(64 * 1024).read_to_string(&mut text).map_err(wrong)?;
    let end = text.trim_end_matches(['\r', '\n']).len();
    text.truncate(end);
    Ok(Secret::new(text))
}

#[cfg(test)]
pub(crate) mod tests;
