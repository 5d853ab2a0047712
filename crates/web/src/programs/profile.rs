//! A configuration profile for iPhone, iPad and Mac: mail, and calendar and contacts where the app
//! password opens them. It holds the app password; whoever hands it out signs it.

use super::{is_plain, xml};
use countersign_core::app_password::{AppPassword, Scope};
use engine::{
    Organisation,
    mail_hosts::{MailHost, MailHosts},
};
use std::fmt::Write;
use url::Url;

/// Whose profile it is.
pub struct Login<'a> {
    pub app_password: &'a AppPassword,
    /// The secret, as the device keeps it.
    pub secret: &'a str,
    /// The person's name and address; both stand in their mails.
    pub name: &'a str,
    pub mail: &'a str,
    /// What is typed as user name.
    pub username: &'a str,
    /// Host of the house: where the identifiers of the profile begin.
    pub host: &'a str,
    /// Name and explanation, in the language of the person.
    pub title: &'a str,
    pub about: &'a str,
}

/// A property list under construction.
struct Dict(String);

impl Dict {
    fn text(&mut self, key: &str, value: &str) {
        let (key, value) = (xml::text(key), xml::text(value));
        // Writing to a string cannot fail.
        let _ = writeln!(self.0, "<key>{key}</key><string>{value}</string>");
    }

    fn number(&mut self, key: &str, value: u16) {
        let _ = writeln!(self.0, "<key>{}</key><integer>{value}</integer>", xml::text(key));
    }

    fn truth(&mut self, key: &str, value: bool) {
        let _ = writeln!(self.0, "<key>{}</key><{value}/>", xml::text(key));
    }
}

/// The property list; nothing where there is nothing to set up.
pub fn profile(organisation: &Organisation, login: &Login) -> Option<String> {
    let payloads = payloads(organisation, login);
    if payloads.is_empty() {
        return None;
    }
    let mut outer = Dict(String::new());
    common(&mut outer, login, "Configuration", "profile");
    outer.text("PayloadDisplayName", login.title);
    outer.text("PayloadDescription", login.about);
    outer.text("PayloadOrganization", &organisation.name);
    let _ = writeln!(outer.0, "<key>PayloadContent</key><array>");
    for payload in payloads {
        let _ = writeln!(outer.0, "<dict>\n{}</dict>", payload.0);
    }
    let _ = writeln!(outer.0, "</array>");
    Some(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \
         \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
         <plist version=\"1.0\"><dict>\n{}</dict></plist>\n",
        outer.0
    ))
}

fn payloads(organisation: &Organisation, login: &Login) -> Vec<Dict> {
    let hosts = &organisation.mail;
    let opens = login.app_password.opens;
    let mut all = Vec::new();
    if opens.contains(Scope::Mail) {
        all.extend(mail(hosts, login, opens.contains(Scope::Sending)));
    }
    if opens.contains(Scope::Calendar)
        && let Some(dav) = hosts.dav.as_deref().and_then(|address| Url::parse(address).ok())
    {
        all.extend(collection(login, &dav, "CalDAV", "com.apple.caldav.account"));
        all.extend(collection(login, &dav, "CardDAV", "com.apple.carddav.account"));
    }
    all
}

/// What every dictionary begins with. The identifiers stay the same for one app password, so that
/// installing the profile again replaces it.
fn common(dict: &mut Dict, login: &Login, kind: &str, part: &str) {
    let id = format!("{}.{part}", login.app_password.id);
    let home: Vec<&str> = login.host.split(':').next().unwrap_or_default().rsplit('.').collect();
    dict.text("PayloadType", kind);
    dict.number("PayloadVersion", 1);
    dict.text("PayloadIdentifier", &format!("{}.countersign.{id}", home.join(".")));
    dict.text("PayloadUUID", &uuid(&id));
}

/// A UUID of our own kind (RFC 9562 §5.8) out of a name.
fn uuid(name: &str) -> String {
    let hash = engine::vault::sha256(name.as_bytes());
    let bytes = hash.first_chunk::<16>().copied().unwrap_or_default();
    let mut number = u128::from_be_bytes(bytes);
    number = number & !(0xf << 76) | (8 << 76);
    number = number & !(0b11 << 62) | (0b10 << 62);
    let hex = format!("{number:032X}");
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

/// Apple's devices know one incoming server an account; IMAP goes before POP. They set up no
/// account that cannot send, so a server for it is always named.
fn mail(hosts: &MailHosts, login: &Login, sends: bool) -> Option<Dict> {
    let (kind, incoming) = match (&hosts.imap, &hosts.pop3) {
        (Some(imap), _) => ("EmailTypeIMAP", imap),
        (None, Some(pop3)) => ("EmailTypePOP", pop3),
        (None, None) => return None,
    };
    let outgoing = hosts.smtp.as_ref()?;
    let mut dict = Dict(String::new());
    common(&mut dict, login, "com.apple.mail.managed", "mail");
    dict.text("PayloadDisplayName", login.title);
    dict.text("EmailAccountType", kind);
    dict.text("EmailAccountName", login.name);
    dict.text("EmailAccountDescription", login.title);
    dict.text("EmailAddress", login.mail);
    server(&mut dict, "Incoming", incoming, login);
    dict.text("IncomingPassword", login.secret);
    server(&mut dict, "Outgoing", outgoing, login);
    dict.truth("OutgoingPasswordSameAsIncomingPassword", sends);
    Some(dict)
}

fn server(dict: &mut Dict, way: &str, host: &MailHost, login: &Login) {
    dict.text(&format!("{way}MailServerHostName"), &host.host);
    dict.number(&format!("{way}MailServerPortNumber"), host.port);
    dict.truth(&format!("{way}MailServerUseSSL"), !is_plain(host.tls));
    dict.text(&format!("{way}MailServerUsername"), login.username);
    dict.text(&format!("{way}MailServerAuthentication"), "EmailAuthPassword");
}

fn collection(login: &Login, dav: &Url, prefix: &str, kind: &str) -> Option<Dict> {
    let host = dav.host_str()?;
    let port = dav.port_or_known_default()?;
    let mut dict = Dict(String::new());
    common(&mut dict, login, kind, &prefix.to_ascii_lowercase());
    dict.text("PayloadDisplayName", login.title);
    let key = |end: &str| format!("{prefix}{end}");
    dict.text(&key("AccountDescription"), login.title);
    dict.text(&key("HostName"), host);
    dict.number(&key("Port"), port);
    dict.text(&key("PrincipalURL"), dav.path());
    dict.truth(&key("UseSSL"), dav.scheme() == "https");
    dict.text(&key("Username"), login.username);
    dict.text(&key("Password"), login.secret);
    Some(dict)
}
