//! Lines of the Dovecot protocol and values of nginx and the Lua script, as tables.

use crate::mail::{
    Caller,
    auth_http::unescaped as percent,
    check::read,
    dovecot::line::{LINE_MOST, Line, escape, parse, unescaped},
    sasl::Proof,
};
use countersign_core::app_password::Protocol;
use proptest::prelude::*;

fn caller(line: &str) -> (Caller, Option<Vec<u8>>) {
    match parse(line.as_bytes()) {
        Some(Line::Auth { caller, response, .. }) => (caller, response.map(<[u8]>::to_vec)),
        other => panic!("{line:?} is {other:?}"),
    }
}

/// What real servers send: Postfix, Exim, Radicale, and Dovecot's own login processes.
#[test]
fn facts_are_read_by_key() {
    let smtp = Some(Protocol::Smtp);
    let table = [
        (
            "AUTH\t1\tPLAIN\tservice=smtp\tnologin\tlip=::1\trip=192.0.2.7\tsecured\tresp=AA==",
            (smtp, "192.0.2.7", true, None, Some("AA==")),
        ),
        (
            "AUTH\t7\tLOGIN\tservice=smtp\tsecured\trip=2001:db8::1\tlip=::1\tnologin",
            (smtp, "2001:db8::1", true, None, None),
        ),
        (
            "AUTH\t2\tPLAIN\tservice=radicale\trip=::ffff:192.0.2.9\tresp=",
            (Some(Protocol::Caldav), "192.0.2.9", false, None, Some("")),
        ),
        (
            "AUTH\t3\tPLAIN\tservice=submission\tsession=ab/9\trip=x\tsecured=tls\tresp=A\tq",
            (smtp, "", true, Some("ab/9"), Some("A")),
        ),
        ("AUTH\t3\tPLAIN\tservice=door\trip=192.0.2.7", (None, "192.0.2.7", false, None, None)),
        ("AUTH\t3\tPLAIN", (None, "", false, None, None)),
    ];
    for (line, (protocol, source, secured, session, response)) in table {
        let (caller, said) = caller(line);
        assert_eq!(caller.protocol, protocol, "{line}");
        assert_eq!(caller.source, source, "{line}");
        assert_eq!(caller.secured, Some(secured), "{line}");
        assert_eq!(caller.session.as_deref(), session, "{line}");
        assert_eq!(said.as_deref(), response.map(str::as_bytes), "{line}");
    }
}

#[test]
fn words_need_what_belongs_to_them() {
    for bad in ["", "\t", "VERSION", "VERSION\t1", "VERSION\tx\t1", "CPID", "CPID\t-1", "AUTH"] {
        let expected = if bad.trim().is_empty() { Some(Line::Unknown) } else { None };
        assert_eq!(parse(bad.as_bytes()), expected, "{bad:?}");
    }
    for bad in ["AUTH\t1", "AUTH\t4294967296\tPLAIN", "AUTH\t1\t\u{fffd}", "CONT", "CANCEL\tx"] {
        let line = parse(bad.as_bytes());
        let unknown_mechanism = matches!(line, Some(Line::Auth { mechanism: "\u{fffd}", .. }));
        assert!(line.is_none() || unknown_mechanism, "{bad:?} is {line:?}");
    }
    assert_eq!(parse(b"AUTH\t1\t\xff"), None);
    assert_eq!(parse(b"CONT\t4294967295"), Some(Line::Cont { id: u32::MAX, data: b"" }));
    assert_eq!(parse(b"VERSION\t1\t99\tmore\r"), Some(Line::Version { major: 1, minor: 99 }));
    assert_eq!(parse(b"SERVICE\tSMTP"), Some(Line::Unknown));
}

/// ML-5: nothing in a value ends a field or a line, and it comes back as it was.
#[test]
fn what_is_escaped_breaks_no_line_ml_5() {
    let table: [(&[u8], &[u8]); 6] = [
        (b"plain text", b"plain text"),
        (b"a\tb\nc\rd", b"a\x01tb\x01nc\x01rd"),
        (b"\0\x01", b"\x010\x011"),
        ("密 ü".as_bytes(), "密 ü".as_bytes()),
        (b"", b""),
        (b"OK\t1\tuser=root\n", b"OK\x01t1\x01tuser=root\x01n"),
    ];
    for (raw, escaped) in table {
        let mut out = Vec::new();
        escape(&mut out, raw);
        assert_eq!(out, escaped);
        assert_eq!(&*unescaped(&out), raw);
    }
    // Dovecot lets a letter that means nothing stand, and drops an escape at the end.
    assert_eq!(&*unescaped(b"a\x01xb\x01"), b"axb");
}

/// Blanks, percent signs and controls come as `%20`, everything else as it is.
#[test]
fn nginx_values_are_read_as_bytes() {
    let table: [(&[u8], &[u8]); 7] = [
        (b"abc", b"abc"),
        (b"a%20b%25c%0D%0A", b"a b%c\r\n"),
        ("pä%20密".as_bytes(), "pä 密".as_bytes()),
        (b"%", b"%"),
        (b"%4", b"%4"),
        (b"%zz%41", b"%zzA"),
        (b"%%41", b"%A"),
    ];
    for (raw, read) in table {
        assert_eq!(percent(raw), read, "{raw:?}");
    }
}

/// What the script sends, with and without what it may leave out.
#[test]
fn a_question_is_read() {
    let body = r#"{"user":"mei","password":"p\"\\\u0000密","service":"imap","rip":"192.0.2.7",
        "rport":"1","lip":null,"secured":"TLS","mech":"PLAIN","session":"s1",
        "client_id":"name x"}"#;
    let question = read(body.as_bytes()).unwrap();
    assert_eq!(question.caller.protocol, Some(Protocol::Imap));
    assert_eq!(question.caller.source, "192.0.2.7");
    assert_eq!(question.caller.secured, Some(true));
    assert_eq!(question.caller.session.as_deref(), Some("s1"));
    assert_eq!(question.caller.program.as_deref(), Some("name x"));
    let Some(Proof::Password { name, secret }) = question.proof else { panic!("no password") };
    assert_eq!((name.as_str(), secret.reveal().as_str()), ("mei", "p\"\\\0密"));

    let bare = read(br#"{"user":"a@b.example","password":"t","service":7,"mech":"xoauth2"}"#);
    let bare = bare.unwrap();
    assert_eq!((bare.caller.protocol, bare.caller.secured), (None, None));
    assert!(
        matches!(bare.proof, Some(Proof::Token { name: Some(name), .. }) if name == "a@b.example")
    );

    for nobody in [r#"{"user":"","password":"x"}"#, r#"{"user":"a\nb","password":"x"}"#] {
        assert!(read(nobody.as_bytes()).unwrap().proof.is_none(), "{nobody}");
    }
    // A password in another character set is a wrong one, and no unclear question.
    assert!(read(b"{\"user\":\"mei\",\"password\":\"\xe4\"}").unwrap().proof.is_some());
    for unclear in ["", "[]", "{}", r#"{"user":"mei"}"#, r#"{"user":1,"password":"x"}"#] {
        assert!(read(unclear.as_bytes()).is_none(), "{unclear}");
    }
}

proptest! {
    /// ML-5 for every text there is.
    #[test]
    fn every_text_survives_its_line_ml_5(raw in proptest::collection::vec(any::<u8>(), 0..200)) {
        let mut out = Vec::new();
        escape(&mut out, &raw);
        prop_assert!(!out.iter().any(|byte| matches!(byte, b'\t' | b'\n' | b'\r' | 0)));
        prop_assert_eq!(&*unescaped(&out), raw.as_slice());
    }

    #[test]
    fn no_bytes_break_a_parser(raw in proptest::collection::vec(any::<u8>(), 0..LINE_MOST)) {
        parse(&raw);
        unescaped(&raw);
        prop_assert!(percent(&raw).len() <= raw.len());
        read(&raw);
    }
}
