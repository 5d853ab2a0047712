//! Addresses answers are sent to: compared as they stand, never brought into another form (OA-1).

use super::client::Program;
use url::{Host, Url};

/// Longest address an app may register, in bytes.
const LONGEST: usize = 512;

/// Whether `asked` is the registered address. An installed program may listen on any port of a
/// loopback address (RFC 8252 §7.3); nothing else may differ.
pub fn matches(registered: &str, asked: &str, installed: bool) -> bool {
    registered == asked || (installed && same_but_port(registered, asked))
}

fn same_but_port(registered: &str, asked: &str) -> bool {
    let split = |text: &str| -> Option<(&'static str, Option<String>, String)> {
        let hosts = ["http://127.0.0.1", "http://[::1]"];
        let host = hosts.into_iter().find(|host| text.starts_with(host))?;
        let rest = text.get(host.len()..)?;
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (port, path) = rest.split_at_checked(end)?;
        match port.strip_prefix(':') {
            None => port.is_empty().then(|| (host, None, path.to_owned())),
            Some(digits) => {
                let number = digits.bytes().all(|b| b.is_ascii_digit());
                let port = digits.parse::<u16>().ok().filter(|port| number && *port > 0)?;
                Some((host, Some(port.to_string()), path.to_owned()))
            }
        }
    };
    match (split(registered), split(asked)) {
        (Some((host, _, path)), Some((other, _, asked))) => host == other && path == asked,
        _ => false,
    }
}

/// Whether an app of this kind may register the address; otherwise a sentence that says why not.
///
/// # Errors
/// The sentence.
pub fn acceptable(address: &str, program: Program) -> Result<(), &'static str> {
    let plain = address.bytes().all(|b| b.is_ascii_graphic() && b != b'*' && b != b'\\');
    if !plain || address.is_empty() || address.len() > LONGEST {
        return Err("it may only have visible ASCII characters, no * and no \\, 512 at most");
    }
    let Ok(url) = Url::parse(address) else { return Err("it is not an address") };
    // A parser mends "https:host" and "https:///host"; a browser may read them as something else.
    if url.has_host() && authority(address).is_empty() {
        return Err("it has to be written as scheme://host/path");
    }
    if address.contains('#') {
        return Err("it may not have a fragment (#)");
    }
    if !url.username().is_empty() || url.password().is_some() || authority(address).contains('@') {
        return Err("it may not have a user name");
    }
    match url.scheme() {
        "https" if loopback(&url) && program == Program::Installed => {
            Err("https on this machine is for mail programs only")
        }
        "https" => Ok(()),
        "http" if loopback(&url) => Ok(()),
        "http" => Err("http is only for this machine (127.0.0.1, ::1, localhost)"),
        // RFC 8252 §7.1: a name of the owner's own, so that two programs do not share one.
        scheme if scheme.contains('.') && program != Program::Web => Ok(()),
        _ => Err("an installed program's scheme is a domain name backwards, like com.example.app"),
    }
}

/// Origin the browser ends at; of a private scheme the scheme itself.
pub fn origin(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let origin = url.origin();
    Some(if origin.is_tuple() {
        origin.ascii_serialization()
    } else {
        format!("{}:", url.scheme())
    })
}

/// Where a form may lead so that the browser ends there, as CSP writes it: the origin, or the
/// scheme of an address in IPv6, which CSP cannot write (Level 3 §2.3.1) and browsers refuse.
pub fn source(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    match url.host() {
        Some(Host::Ipv6(_)) => Some(format!("{}:", url.scheme())),
        _ => origin(address),
    }
}

/// Whether a browser can post a form there.
pub fn takes_forms(address: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| address.starts_with(scheme))
}

/// The address with more parameters in its query (RFC 6749 §4.1.2: what it had stays).
pub fn with(address: &str, params: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in params {
        query.append_pair(name, value);
    }
    let joint = match address.split_once('?') {
        None => "?",
        Some((_, "")) => "",
        Some(_) => "&",
    };
    format!("{address}{joint}{}", query.finish())
}

fn authority(address: &str) -> &str {
    let rest = address.split_once("://").map_or("", |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or_default()
}

fn loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        // RFC 6761 §6.3: never leaves the machine.
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}
