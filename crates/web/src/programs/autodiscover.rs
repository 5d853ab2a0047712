//! The file Outlook and some phones ask for ("POX Autodiscover"): the same servers in Microsoft's
//! form. The request is XML as well; all that is read of it is the address.

use super::{is_plain, xml};
use engine::{
    Organisation,
    mail_hosts::{MailHost, Tls},
};
use std::fmt::Write;

const OUTER: &str = "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006";
const INNER: &str =
    "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a";
/// Longest address that is answered with, in bytes (RFC 5321 §4.5.3.1.3).
const ADDRESS_MOST: usize = 254;

/// What is between the tags of the address; nothing if it is no address. The request is never
/// parsed further, so there are no entities to grow.
pub fn address(request: &str) -> Option<&str> {
    let (_, rest) = request.split_once("EMailAddress>")?;
    let (address, _) = rest.split_once('<')?;
    let address = address.trim();
    let plain = |c: char| c.is_alphanumeric() || "@.-_+'~".contains(c);
    let whole = address.len() <= ADDRESS_MOST && address.chars().all(plain);
    (whole && address.split('@').count() == 2).then_some(address)
}

/// The answer for an address; without one, for any.
pub fn file(organisation: &Organisation, address: Option<&str>) -> Option<String> {
    let mail = &organisation.mail;
    if mail.imap.is_none() && mail.pop3.is_none() {
        return None;
    }
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Writing to a string cannot fail.
    let _ = writeln!(out, "<Autodiscover xmlns=\"{OUTER}\">\n  <Response xmlns=\"{INNER}\">");
    let _ = writeln!(out, "    <User>");
    xml::line(&mut out, 3, "DisplayName", address.unwrap_or(&organisation.name));
    let _ = writeln!(out, "    </User>\n    <Account>");
    xml::line(&mut out, 3, "AccountType", "email");
    xml::line(&mut out, 3, "Action", "settings");
    for (kind, host) in [("IMAP", &mail.imap), ("POP3", &mail.pop3), ("SMTP", &mail.smtp)] {
        if let Some(host) = host {
            protocol(&mut out, kind, host, address);
        }
    }
    out.push_str("    </Account>\n  </Response>\n</Autodiscover>\n");
    Some(out)
}

fn protocol(out: &mut String, kind: &str, host: &MailHost, address: Option<&str>) {
    let _ = writeln!(out, "      <Protocol>");
    xml::line(out, 4, "Type", kind);
    xml::line(out, 4, "Server", &host.host);
    xml::line(out, 4, "Port", &host.port.to_string());
    xml::line(out, 4, "DomainRequired", "off");
    if let Some(address) = address {
        xml::line(out, 4, "LoginName", address);
    }
    xml::line(out, 4, "SPA", "off");
    xml::line(out, 4, "SSL", if is_plain(host.tls) { "off" } else { "on" });
    xml::line(out, 4, "Encryption", encryption(host.tls));
    xml::line(out, 4, "AuthRequired", "on");
    if kind == "SMTP" {
        xml::line(out, 4, "UsePOPAuth", "off");
        xml::line(out, 4, "SMTPLast", "off");
    }
    let _ = writeln!(out, "      </Protocol>");
}

const fn encryption(tls: Tls) -> &'static str {
    match tls {
        Tls::Implicit => "SSL",
        Tls::StartTls => "TLS",
        Tls::Plain => "None",
    }
}
