//! Who is at the door: the two cookies, the network address and the browser, read from headers in
//! one place for pages and fronts alike.

use crate::Settings;
use countersign_core::{secret::Secret, sign_in::SignIn, time::Time};
use std::net::IpAddr;

/// What a request tells about its sender. Nothing in it is proof by itself.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Names the browser, before and after anybody signed in.
    pub browser: Option<Secret<String>>,
    pub session: Option<Secret<String>>,
    /// Language chosen in the footer.
    pub language: Option<Chosen>,
    /// Network address; IPv6 by its /64 (RL-11).
    pub source: String,
    /// "Firefox on Windows".
    pub device: String,
}

/// A language somebody chose in this browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    pub code: String,
    /// What an app wished for before that counts less, and what it wishes for later more.
    pub at: Time,
}

const BROWSER: &str = "__Host-browser";
const SESSION: &str = "__Host-session";
const LANGUAGE: &str = "__Host-language";
/// Longest value a cookie of ours can have; longer ones are not looked at.
const COOKIE_MOST: usize = 128;

impl Visit {
    pub fn read(
        settings: &Settings,
        cookies: Option<&str>,
        user_agent: &str,
        peer: IpAddr,
        forwarded_for: Option<&str>,
    ) -> Self {
        let cookies = cookies.unwrap_or_default();
        Self {
            browser: cookie(cookies, BROWSER).map(Secret::from),
            session: cookie(cookies, SESSION).map(Secret::from),
            language: cookie(cookies, LANGUAGE).map(chosen),
            source: group(source(&settings.trusted_proxies, peer, forwarded_for)),
            device: device(user_agent),
        }
    }
}

impl Visit {
    /// The server's own console.
    pub(crate) fn console() -> Self {
        let (source, device) = ("console".to_owned(), String::new());
        Self { browser: None, session: None, language: None, source, device }
    }

    /// The visitor of a sign-in, where the sign-in is all there is.
    pub(crate) fn of(sign_in: &SignIn) -> Self {
        Self {
            browser: None,
            session: None,
            language: None,
            source: sign_in.source.clone(),
            device: sign_in.device.clone(),
        }
    }
}

/// `Set-Cookie` for the browser's name, a year long.
pub fn browser_cookie(token: &Secret<String>) -> String {
    format!(
        "{BROWSER}={}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=31536000",
        token.reveal()
    )
}

/// `Set-Cookie` for a session; its end is kept on the server (SE-2, SE-3).
pub fn session_cookie(token: &Secret<String>) -> String {
    format!("{SESSION}={}; Path=/; Secure; HttpOnly; SameSite=Lax", token.reveal())
}

pub fn clear_session_cookie() -> String {
    format!("{SESSION}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0")
}

/// `Set-Cookie` for the language that was chosen `now`, as `zh-Hant.1795328460`.
pub fn language_cookie(language: &str, now: Time) -> String {
    let safe: String =
        language.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(20).collect();
    let at = now.seconds();
    format!("{LANGUAGE}={safe}.{at}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=31536000")
}

/// Without a moment it was chosen long ago.
fn chosen(cookie: &str) -> Chosen {
    let (code, at) = cookie.split_once('.').unwrap_or((cookie, ""));
    let seconds = at.parse::<i64>().unwrap_or_default();
    Chosen { code: code.to_owned(), at: Time(seconds.saturating_mul(1000)) }
}

/// The value of one cookie; nothing if it is there twice, since somebody else then put one.
fn cookie<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    let mut found = header
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value);
    let first = found.next().filter(|value| !value.is_empty() && value.len() <= COOKIE_MOST);
    if found.next().is_some() { None } else { first }
}

/// The socket's address, or behind a trusted proxy the right-most hop that is not one. A hop that
/// does not parse ends the walk: it is no value, and opens nothing (RL-11).
fn source(trusted: &[String], peer: IpAddr, forwarded_for: Option<&str>) -> IpAddr {
    let mut at = peer.to_canonical();
    let hops = forwarded_for.unwrap_or_default().rsplit(',');
    for hop in hops {
        if !trusted.iter().any(|network| contains(network, at)) {
            break;
        }
        match hop.trim().parse::<IpAddr>() {
            Ok(address) => at = address.to_canonical(),
            Err(_) => break,
        }
    }
    at
}

/// Whether `network` ("10.0.0.0/8" or one address) contains `address`.
pub fn contains(network: &str, address: IpAddr) -> bool {
    let (base, bits) = network.split_once('/').unwrap_or((network, ""));
    let Ok(base) = base.parse::<IpAddr>() else { return false };
    let (a, b, width) = match (base.to_canonical(), address) {
        (IpAddr::V4(a), IpAddr::V4(b)) => (u128::from(a.to_bits()), u128::from(b.to_bits()), 32),
        (IpAddr::V6(a), IpAddr::V6(b)) => (a.to_bits(), b.to_bits(), 128),
        _ => return false,
    };
    let bits = if bits.is_empty() { width } else { bits.parse::<u32>().unwrap_or(u32::MAX) };
    if bits > width {
        return false;
    }
    let shift = width - bits;
    a.checked_shr(shift).unwrap_or(0) == b.checked_shr(shift).unwrap_or(0)
}

fn group(address: IpAddr) -> String {
    match address {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) if v6.is_loopback() => v6.to_string(),
        IpAddr::V6(v6) => {
            let net = std::net::Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64);
            format!("{net}/64")
        }
    }
}

/// "Firefox on Windows": what a person recognises. Browsers freeze the rest anyway.
pub fn device(user_agent: &str) -> String {
    let has = |part: &str| user_agent.contains(part);
    let browser = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Thunderbird", "Thunderbird"),
        ("Firefox", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
        ("curl", "curl"),
    ]
    .into_iter()
    .find_map(|(part, name)| has(part).then_some(name));
    let system = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("CrOS", "ChromeOS"),
        ("Mac OS X", "Mac"),
        ("Linux", "Linux"),
    ]
    .into_iter()
    .find_map(|(part, name)| has(part).then_some(name));
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => "an unknown program".to_owned(),
    }
}

#[cfg(test)]
mod tests;
