//! The four mechanisms, message by message.

use crate::mail::sasl::{Mechanism, Proof, Turn, begin};
use base64::{Engine as _, engine::general_purpose::STANDARD};

/// What comes of these messages of a program; the challenges on the way.
fn walk(mechanism: Mechanism, messages: &[&str]) -> (Option<Proof>, Vec<&'static str>) {
    let coded: Vec<String> = messages.iter().map(|message| STANDARD.encode(message)).collect();
    let mut messages = coded.iter();
    let mut challenges = Vec::new();
    let mut turn = begin(mechanism, messages.next().map(|message| message.as_bytes()));
    loop {
        match turn {
            Turn::Done(proof) => {
                assert_eq!(messages.next(), None, "it had enough already");
                return (Some(proof), challenges);
            }
            Turn::Bad => return (None, challenges),
            Turn::Ask(exchange, challenge) => {
                challenges.push(challenge);
                let Some(message) = messages.next() else { return (None, challenges) };
                turn = exchange.go_on(message.as_bytes());
            }
        }
    }
}

fn password(name: &str, secret: &str) -> Option<Proof> {
    Some(Proof::Password { name: name.into(), secret: secret.into() })
}

fn token(name: Option<&str>, token: &str) -> Option<Proof> {
    Some(Proof::Token { name: name.map(ToOwned::to_owned), token: token.into() })
}

#[test]
fn plain_is_two_names_and_a_password() {
    for (message, proof) in [
        ("\0mei\0secret", password("mei", "secret")),
        ("mei\0mei\0secret", password("mei", "secret")),
        ("\0密@例.example\0a\tb\r\n\u{fc}", password("密@例.example", "a\tb\r\n\u{fc}")),
        // Nobody acts for somebody else.
        ("omar\0mei\0secret", None),
        ("mei\0secret", None),
        ("\0mei\0secret\0", None),
        ("\0\0secret", None),
        ("\0mei\0", None),
        ("", None),
        // ML-5: no name has two lines.
        ("\0mei\nX\0secret", None),
        ("\0mei\tX\0secret", None),
    ] {
        assert_eq!(walk(Mechanism::Plain, &[message]).0, proof, "{message:?}");
        // Without an initial response it is asked for with nothing.
        let (asked, challenges) = walk(Mechanism::Plain, &["", message]);
        assert_eq!((asked, challenges), (proof, vec![""]), "{message:?}");
    }
    assert_eq!(walk(Mechanism::Plain, &[&format!("\0{}\0x", "a".repeat(321))]).0, None);
    assert_eq!(walk(Mechanism::Plain, &[&format!("\0a\0{}", "x".repeat(2049))]).0, None);
}

/// With and without a name in the first message, as clients do either.
#[test]
fn login_asks_for_name_and_password() {
    let name = "VXNlcm5hbWU6";
    let secret = "UGFzc3dvcmQ6";
    let good = password("mei", "secret");
    assert_eq!(walk(Mechanism::Login, &["", "mei", "secret"]), (good, vec![name, secret]));
    let good = password("mei", "secret");
    assert_eq!(walk(Mechanism::Login, &["mei", "secret"]), (good, vec![secret]));
    assert_eq!(walk(Mechanism::Login, &["mei\r\n", "secret"]).0, None);
    assert_eq!(walk(Mechanism::Login, &["mei", ""]).0, None);
}

#[test]
fn xoauth2_is_a_name_and_a_token() {
    for (message, proof) in [
        ("user=mei\u{1}auth=Bearer abc.DEF-_~+/=\u{1}\u{1}", token(Some("mei"), "abc.DEF-_~+/=")),
        ("user=mei\u{1}auth=bearer abc\u{1}\u{1}", token(Some("mei"), "abc")),
        ("auth=Bearer abc\u{1}user=mei\u{1}\u{1}", token(Some("mei"), "abc")),
        ("user=mei\u{1}auth=Basic abc\u{1}\u{1}", None),
        ("user=mei\u{1}auth=Bearer a b\u{1}\u{1}", None),
        ("user=mei\u{1}auth=Bearer \u{1}\u{1}", None),
        ("user=mei\u{1}user=omar\u{1}auth=Bearer abc\u{1}\u{1}", None),
        ("user=mei\u{1}\u{1}", None),
        ("auth=Bearer abc\u{1}\u{1}", None),
        ("user=mei\u{1}auth=Bearer abc\u{1}", None),
        ("", None),
    ] {
        assert_eq!(walk(Mechanism::Xoauth2, &[message]).0, proof, "{message:?}");
    }
}

/// RFC 7628 §3.1 and its examples in §4.
#[test]
fn oauthbearer_is_a_header_and_pairs() {
    for (message, proof) in [
        (
            "n,a=user@example.com,\u{1}host=server.example.com\u{1}port=143\u{1}\
             auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\u{1}\u{1}",
            token(Some("user@example.com"), "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg=="),
        ),
        ("n,,\u{1}auth=Bearer abc\u{1}\u{1}", token(None, "abc")),
        ("y,a=a=2Cb=3Dc,\u{1}auth=Bearer abc\u{1}\u{1}", token(Some("a,b=c"), "abc")),
        ("n,a=a=2cb,\u{1}auth=Bearer abc\u{1}\u{1}", None),
        ("n,a=a=,\u{1}auth=Bearer abc\u{1}\u{1}", None),
        ("n,a=,\u{1}auth=Bearer abc\u{1}\u{1}", None),
        ("p=tls-unique,,\u{1}auth=Bearer abc\u{1}\u{1}", None),
        ("n,b=mei,\u{1}auth=Bearer abc\u{1}\u{1}", None),
        ("n,a=mei\u{1}auth=Bearer abc\u{1}\u{1}", None),
        ("n,a=mei,x,\u{1}auth=Bearer abc\u{1}\u{1}", None),
        ("n,,\u{1}auth=Bearer abc\u{1}auth=Bearer abd\u{1}\u{1}", None),
        ("n,,\u{1}host=x\u{1}\u{1}", None),
        ("n,,\u{1}auth=Bearer abc", None),
        ("", None),
    ] {
        assert_eq!(walk(Mechanism::OauthBearer, &[message]).0, proof, "{message:?}");
    }
}

#[test]
fn mechanisms_have_names_in_any_case() {
    for mechanism in Mechanism::ALL {
        assert_eq!(Mechanism::parse(mechanism.name()), Some(mechanism));
        assert_eq!(Mechanism::parse(&mechanism.name().to_lowercase()), Some(mechanism));
    }
    for other in ["", "CRAM-MD5", "SCRAM-SHA-256", "EXTERNAL", "ANONYMOUS", "PLAIN "] {
        assert_eq!(Mechanism::parse(other), None, "{other}");
    }
    assert!(matches!(begin(Mechanism::Plain, Some(b"not base64!")), Turn::Bad));
}
