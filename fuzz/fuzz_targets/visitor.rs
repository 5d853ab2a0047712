//! Cookies, the user agent and `X-Forwarded-For`: a hop that was not proven opens nothing.
#![no_main]

use countersign_core::time::Time;
use countersign_fuzz::SETTINGS;
use engine::visit::{Visit, language_cookie};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: (&str, &str, &str, [u8; 4])| {
    let (cookies, agent, hops, peer) = data;
    let visit = Visit::read(&SETTINGS, Some(cookies), agent, peer.into(), Some(hops));
    // Nobody in front of us: what the header says does not count.
    if peer[0] != 10 {
        assert_eq!(visit.source, std::net::Ipv4Addr::from(peer).to_string());
    }
    for cookie in [visit.browser, visit.session].into_iter().flatten() {
        assert!(!cookie.reveal().is_empty() && cookies.contains(cookie.reveal().as_str()));
    }
    let chosen = visit.language.as_ref();
    let at = chosen.map_or(Time(0), |chosen| chosen.at);
    let line = language_cookie(chosen.map_or(hops, |chosen| chosen.code.as_str()), at);
    assert!(!line.contains(['\r', '\n']) && line.matches(';').count() == 5);
});
