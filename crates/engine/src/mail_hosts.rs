//! Where mail programs find the organisation's own servers: settings of the organisation, printed
//! on the card of an app password and in the files mail programs ask for. No secret is among them.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use url::{Host, Url};

/// Longest name of a host, in letters (RFC 1035 §2.3.4).
const HOST_MOST: usize = 253;
/// Longest address of calendar and contacts, in bytes.
const DAV_MOST: usize = 300;

/// The servers there are; what is not there is offered nowhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MailHosts {
    /// Domains of people's addresses, "larkfield.example"; files for mail programs are answered
    /// under these names as well.
    pub domains: Vec<String>,
    pub imap: Option<MailHost>,
    pub pop3: Option<MailHost>,
    pub smtp: Option<MailHost>,
    /// Address of calendar and contacts, `https://dav.larkfield.example/`.
    pub dav: Option<String>,
    /// Client id of the app of kind *mail program*, once these servers take our tokens. Programs
    /// that can then open a sign-in window and need no app password.
    pub oauth_client: Option<String>,
}

/// One server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailHost {
    /// A name or an address, as programs type it.
    pub host: String,
    pub port: u16,
    pub tls: Tls,
}

/// How a connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tls {
    /// From the first byte (RFC 8314 §3).
    Implicit,
    /// Begins plainly and turns to TLS before anything is said.
    StartTls,
    /// Not at all: on this machine only, for trying out.
    Plain,
}

impl MailHosts {
    /// Whether there is any server people set a program up for.
    pub const fn any(&self) -> bool {
        self.imap.is_some() || self.pop3.is_some() || self.smtp.is_some() || self.dav.is_some()
    }

    /// Whether an address is one of the organisation's.
    pub fn is_ours(&self, address: &str) -> bool {
        let domain = address.rsplit_once('@').map(|(_, domain)| domain);
        domain.is_some_and(|domain| self.domains.iter().any(|own| own.eq_ignore_ascii_case(domain)))
    }
}

/// A sentence for whoever typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadHost(&'static str);

/// "imap.larkfield.example:993". The port says how it is protected; where it does not, `/tls`,
/// `/starttls` or `/plain` behind it does.
impl FromStr for MailHost {
    type Err = BadHost;

    fn from_str(text: &str) -> Result<Self, BadHost> {
        let (place, way) = text.trim().split_once('/').unwrap_or((text.trim(), ""));
        let usage = BadHost("write it as HOST:PORT, or HOST:PORT/starttls");
        let (host, port) = place.rsplit_once(':').ok_or(usage)?;
        let port = port.parse::<u16>().ok().filter(|port| *port > 0).ok_or(usage)?;
        let parsed = Host::parse(host).map_err(|_| usage)?;
        let tls = match way {
            "" if matches!(port, 25 | 110 | 143 | 587) => Tls::StartTls,
            "" | "tls" => Tls::Implicit,
            "starttls" => Tls::StartTls,
            "plain" if this_machine(&parsed) => Tls::Plain,
            "plain" => return Err(BadHost("without TLS only on this machine (localhost)")),
            _ => return Err(usage),
        };
        let host = parsed.to_string();
        if host.len() > HOST_MOST {
            return Err(usage);
        }
        Ok(Self { host, port, tls })
    }
}

impl fmt::Display for MailHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let way = match self.tls {
            Tls::Implicit => "tls",
            Tls::StartTls => "starttls",
            Tls::Plain => "plain",
        };
        write!(f, "{}:{}/{way}", self.host, self.port)
    }
}

/// The address of calendar and contacts in the one form it is printed in.
///
/// # Errors
/// A sentence for whoever typed it.
pub fn dav_address(text: &str) -> Result<String, BadHost> {
    let url = Url::parse(text.trim()).map_err(|_| BadHost("that is not an address"))?;
    let near = url.host().is_some_and(|host| this_machine(&host.to_owned()));
    let safe = url.scheme() == "https" || (url.scheme() == "http" && near);
    let plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    if !safe || !plain || url.fragment().is_some() || url.as_str().len() > DAV_MOST {
        return Err(BadHost("it has to be a plain https:// address (http:// on this machine)"));
    }
    Ok(url.to_string())
}

/// A mail domain in the one form it is compared in.
///
/// # Errors
/// A sentence for whoever typed it.
pub fn mail_domain(text: &str) -> Result<String, BadHost> {
    match Host::parse(text.trim()) {
        Ok(Host::Domain(name)) if name.len() <= HOST_MOST && !name.ends_with('.') => Ok(name),
        _ => Err(BadHost("a mail domain looks like larkfield.example")),
    }
}

fn this_machine(host: &Host<String>) -> bool {
    match host {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        // RFC 6761 §6.3: never leaves the machine.
        Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
    }
}

#[cfg(test)]
mod tests;
