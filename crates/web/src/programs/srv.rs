//! Records for the name server (RFC 6186, RFC 8314 §5.1, RFC 6764): many programs look for them
//! before they ask for a file.

use engine::mail_hosts::{MailHost, MailHosts, Tls};
use serde::Serialize;
use std::fmt;
use url::Url;

/// One record, as a line of a zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Srv {
    pub name: String,
    pub port: u16,
    /// With its dot; the dot alone says that there is no such service.
    pub target: String,
}

impl fmt::Display for Srv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, port, target } = self;
        let priority = if target == "." { 0 } else { 1 };
        write!(f, "{name} 3600 IN SRV 0 {priority} {port} {target}")
    }
}

/// For each mail domain: the servers there are, and that the open variants are none.
pub fn records(mail: &MailHosts) -> Vec<Srv> {
    mail.domains.iter().flat_map(|domain| of_domain(mail, domain)).collect()
}

fn of_domain(mail: &MailHosts, domain: &str) -> Vec<Srv> {
    let mut all = Vec::new();
    for (host, names) in [
        (&mail.imap, ("imaps", "imap")),
        (&mail.pop3, ("pop3s", "pop3")),
        (&mail.smtp, ("submissions", "submission")),
    ] {
        let Some(host) = host else { continue };
        all.extend(mail_server(host, names, domain));
    }
    let dav = mail.dav.as_deref().and_then(|address| Url::parse(address).ok());
    if let Some((host, port)) = dav.and_then(|url| place(&url)) {
        for service in ["caldavs", "carddavs"] {
            all.push(record(service, domain, port, &host));
        }
    }
    all
}

/// The one that is there, and of the other that it is not (RFC 6186 §3.4).
fn mail_server(host: &MailHost, (implicit, starttls): (&str, &str), domain: &str) -> Vec<Srv> {
    let (there, not) = match host.tls {
        Tls::Implicit => (implicit, starttls),
        Tls::StartTls => (starttls, implicit),
        Tls::Plain => return Vec::new(),
    };
    let none = Srv { name: name(not, domain), port: 0, target: ".".into() };
    vec![record(there, domain, host.port, &host.host), none]
}

/// Only over TLS, and only of a server that has a name: a record cannot lead to an address.
fn place(url: &Url) -> Option<(String, u16)> {
    let host = url.domain().filter(|_| url.scheme() == "https")?;
    Some((host.to_owned(), url.port_or_known_default()?))
}

fn record(service: &str, domain: &str, port: u16, host: &str) -> Srv {
    Srv { name: name(service, domain), port, target: format!("{host}.") }
}

fn name(service: &str, domain: &str) -> String {
    format!("_{service}._tcp.{domain}.")
}
