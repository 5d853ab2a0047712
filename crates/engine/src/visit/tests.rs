//! What headers tell of a visitor, and what they cannot make us believe.

use super::*;
use proptest::prelude::*;

fn from(trusted: &[&str], peer: &str, forwarded: Option<&str>) -> String {
    let trusted: Vec<String> = trusted.iter().map(|one| (*one).to_owned()).collect();
    group(source(&trusted, peer.parse().unwrap(), forwarded))
}

// RL-11: the socket, or the right-most hop that is no listed proxy; what does not parse is none.
#[test]
fn the_source_is_the_socket_or_what_a_listed_proxy_says() {
    let proxy: &[&str] = &["10.0.0.0/8", "::1"];
    let rows = [
        (&[][..], "203.0.113.7", Some("198.51.100.1"), "203.0.113.7"),
        (proxy, "203.0.113.7", Some("198.51.100.1"), "203.0.113.7"),
        (proxy, "10.1.2.3", None, "10.1.2.3"),
        (proxy, "10.1.2.3", Some("198.51.100.1"), "198.51.100.1"),
        (proxy, "10.1.2.3", Some("1.1.1.1, 198.51.100.1"), "198.51.100.1"),
        (proxy, "10.1.2.3", Some("1.1.1.1, 198.51.100.1, 10.9.9.9"), "198.51.100.1"),
        (proxy, "10.1.2.3", Some("1.1.1.1, unknown, 10.9.9.9"), "10.9.9.9"),
        (proxy, "10.1.2.3", Some("198.51.100.1:4711"), "10.1.2.3"),
        (proxy, "10.1.2.3", Some(""), "10.1.2.3"),
        (proxy, "::ffff:10.1.2.3", Some("198.51.100.1"), "198.51.100.1"),
        (proxy, "10.1.2.3", Some("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64"),
        (proxy, "2001:db8:1:2::9", None, "2001:db8:1:2::/64"),
        (proxy, "::1", None, "::1"),
    ];
    for (trusted, peer, forwarded, expected) in rows {
        assert_eq!(from(trusted, peer, forwarded), expected, "{peer} {forwarded:?}");
    }
}

#[test]
fn a_network_contains_its_own_and_a_broken_one_nothing() {
    let rows = [
        ("10.0.0.0/8", "10.255.0.1", true),
        ("10.0.0.0/8", "11.0.0.1", false),
        ("0.0.0.0/0", "203.0.113.7", true),
        ("2001:db8::/32", "2001:db8:ffff::1", true),
        ("2001:db8::/32", "10.0.0.1", false),
        ("192.0.2.1", "192.0.2.1", true),
        ("192.0.2.1", "192.0.2.2", false),
        ("10.0.0.0/33", "10.0.0.1", false),
        ("10.0.0.0/x", "10.0.0.1", false),
        ("ten", "10.0.0.1", false),
    ];
    for (network, address, inside) in rows {
        assert_eq!(contains(network, address.parse().unwrap()), inside, "{network} {address}");
    }
}

// SE-2, SE-7: our cookie once, whole, and of a length that ours have; else it is as if none came.
#[test]
fn a_cookie_that_is_there_twice_or_too_long_is_none() {
    let long = format!("{SESSION}={}", "a".repeat(COOKIE_MOST + 1));
    let rows = [
        ("__Host-session=abc", Some("abc")),
        ("other=1; __Host-session=abc; more=2", Some("abc")),
        ("__Host-session=abc; __Host-session=def", None),
        ("__Host-session=", None),
        ("__host-session=abc", None),
        ("x__Host-session=abc", None),
        (long.as_str(), None),
    ];
    for (header, expected) in rows {
        assert_eq!(cookie(header, SESSION), expected, "{header:.60}");
    }
}

// SE-2
#[test]
fn our_cookies_are_bound_to_the_host_and_out_of_reach_of_scripts() {
    let token = Secret::from("abc");
    for cookie in [browser_cookie(&token), session_cookie(&token), language_cookie("en", Time(0))] {
        assert!(cookie.starts_with("__Host-"), "{cookie}");
        for attribute in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(attribute), "{cookie} lacks {attribute}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
    let evil = language_cookie("en; Domain=evil.example\r\n", Time(9_000));
    assert!(evil.starts_with("__Host-language=enDomainevilexample.9; Path=/"), "{evil}");
}

#[test]
fn people_recognise_their_browser() {
    let chrome = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36";
    let rows = [
        (chrome, "Chrome on Windows"),
        (&format!("{chrome} Edg/140.0"), "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("", "an unknown program"),
    ];
    for (agent, name) in rows {
        assert_eq!(device(agent), name);
    }
}

proptest! {
    /// Headers are anybody's bytes: reading them never panics, and never believes a stranger.
    #[test]
    fn no_header_breaks_it(cookies in ".*", agent in ".*", forwarded in ".*") {
        let peer: IpAddr = "203.0.113.7".parse().unwrap();
        let seen = group(source(&["10.0.0.0/8".into()], peer, Some(&forwarded)));
        prop_assert_eq!(seen, "203.0.113.7");
        cookie(&cookies, SESSION);
        prop_assert!(device(&agent).len() < 40);
    }
}

#[test]
fn a_language_is_read_with_the_moment_it_was_chosen() {
    let at = |seconds: i64| Time(seconds * 1000);
    let rows = [
        ("zh-Hant.1795328460", "zh-Hant", at(1_795_328_460)),
        ("en", "en", at(0)),
        ("en.soon", "en", at(0)),
        ("en.9223372036854775807", "en", Time(i64::MAX)),
    ];
    for (cookie, code, at) in rows {
        assert_eq!(chosen(cookie), Chosen { code: code.into(), at }, "{cookie}");
    }
    let cookie = language_cookie("zh-Hant", at(7));
    let value = cookie.strip_prefix("__Host-language=").unwrap().split(';').next().unwrap();
    assert_eq!(chosen(value), Chosen { code: "zh-Hant".into(), at: at(7) });
}
