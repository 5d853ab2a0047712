//! Who is at the door, from the parts of a request.

use axum::{
    extract::ConnectInfo,
    http::{Extensions, HeaderMap, header},
};
use engine::{Settings, visit::Visit};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Longest user agent that is looked at, in bytes.
const AGENT_MOST: usize = 512;

/// Reads the visitor. A request that did not come through a socket has no address.
pub fn read(settings: &Settings, headers: &HeaderMap, extensions: &Extensions) -> Visit {
    let peer = extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip());
    let agent = text(headers, &header::USER_AGENT);
    let agent = agent.filter(|agent| agent.len() <= AGENT_MOST).unwrap_or_default();
    // Browsers send one; over HTTP/2 it may come in pieces (RFC 9113 §8.2.3).
    let cookies: Vec<&str> =
        headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).collect();
    let cookies = (!cookies.is_empty()).then(|| cookies.join("; "));
    let hops: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .map(|value| value.to_str().unwrap_or("unreadable"))
        .collect();
    let hops = (!hops.is_empty()).then(|| hops.join(","));
    Visit::read(settings, cookies.as_deref(), &agent, peer, hops.as_deref())
}

/// The value of a header that is there once and is text.
pub fn text(headers: &HeaderMap, name: &header::HeaderName) -> Option<String> {
    let mut all = headers.get_all(name).iter();
    let first = all.next()?.to_str().ok()?;
    all.next().is_none().then(|| first.to_owned())
}
