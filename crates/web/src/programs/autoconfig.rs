//! The file Thunderbird and other mail programs look for, so that an address and a password are all
//! a person types (draft-ietf-mailmaint-autoconfig).

use super::{is_plain, xml};
use engine::{
    Organisation,
    mail_hosts::{MailHost, MailHosts, Tls},
};
use std::fmt::Write;

/// For any address of the organisation: programs fill in the one that was typed.
const USER: &str = "%EMAILADDRESS%";

/// The file; nothing where there is no mail server.
pub fn file(organisation: &Organisation) -> Option<String> {
    let mail = &organisation.mail;
    if mail.imap.is_none() && mail.pop3.is_none() {
        return None;
    }
    let id = mail.domains.first().map_or("mail", String::as_str);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str("<clientConfig version=\"1.1\">\n");
    // Writing to a string cannot fail.
    let _ = writeln!(out, "  <emailProvider id=\"{}\">", xml::text(id));
    for domain in &mail.domains {
        xml::line(&mut out, 2, "domain", domain);
    }
    xml::line(&mut out, 2, "displayName", &organisation.name);
    xml::line(&mut out, 2, "displayShortName", &organisation.short);
    for (kind, host) in [("imap", &mail.imap), ("pop3", &mail.pop3)] {
        if let Some(host) = host {
            server(&mut out, "incomingServer", kind, host, mail);
        }
    }
    if let Some(host) = &mail.smtp {
        server(&mut out, "outgoingServer", "smtp", host, mail);
    }
    out.push_str("  </emailProvider>\n");
    if let Some(address) = &mail.dav {
        dav(&mut out, "addressBook", "carddav", address);
        dav(&mut out, "calendar", "caldav", address);
    }
    out.push_str("</clientConfig>\n");
    Some(out)
}

fn server(out: &mut String, element: &str, kind: &str, host: &MailHost, mail: &MailHosts) {
    let _ = writeln!(out, "    <{element} type=\"{kind}\">");
    xml::line(out, 3, "hostname", &host.host);
    xml::line(out, 3, "port", &host.port.to_string());
    xml::line(out, 3, "socketType", socket(host.tls));
    // The first that a program knows is taken. Over an open connection no token is sent.
    if mail.oauth_client.is_some() && !is_plain(host.tls) {
        xml::line(out, 3, "authentication", "OAuth2");
    }
    xml::line(out, 3, "authentication", "password-cleartext");
    xml::line(out, 3, "username", USER);
    let _ = writeln!(out, "    </{element}>");
}

const fn socket(tls: Tls) -> &'static str {
    match tls {
        Tls::Implicit => "SSL",
        Tls::StartTls => "STARTTLS",
        Tls::Plain => "plain",
    }
}

fn dav(out: &mut String, element: &str, kind: &str, address: &str) {
    let _ = writeln!(out, "  <{element} type=\"{kind}\">");
    xml::line(out, 2, "username", USER);
    xml::line(out, 2, "authentication", "http-basic");
    xml::line(out, 2, "serverURL", address);
    let _ = writeln!(out, "  </{element}>");
}
