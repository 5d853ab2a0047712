use super::*;

#[test]
fn a_network_is_as_wide_as_a_providers() {
    let rows = [
        ("203.0.113.7", "network 203.0.0.0/16"),
        ("203.0.1.1", "network 203.0.0.0/16"),
        ("::ffff:203.0.113.7", "network 203.0.0.0/16"),
        ("2001:db8:1::1", "network 2001:db8::/32"),
        ("", "network"),
        ("somewhere", "network"),
    ];
    for (source, name) in rows {
        assert_eq!(Network::of(source).name(), name, "{source}");
    }
    assert_ne!(Network::of("203.0.113.7"), Network::of("203.1.113.7"));
}

#[test]
fn a_program_calls_itself_one_line() {
    let knock = |program: &str| Knock {
        protocol: Protocol::Imap,
        app: None,
        name: String::new(),
        secret: "".into(),
        source: String::new(),
        tls: None,
        program: Some(program.into()),
    };
    assert_eq!(program(&knock(" iPhone\r\nMail ")), "iPhoneMail");
    assert_eq!(program(&knock(&"x".repeat(1000))).len(), PROGRAM_MOST);
}

// AP-2: the index of ends moves once a day.
#[test]
fn an_end_moves_by_days() {
    let now = Time(1_800_000_000_000);
    let seen = |end: Time| Seen {
        account: "mei".into(),
        last: Use { at: now, source: String::new(), protocol: Protocol::Imap },
        protocols: vec![],
        moved: false,
        first: false,
        end,
        dirty: None,
    };
    let end = now.plus(IDLE);
    assert_eq!(seen(end).later_end(), None);
    assert_eq!(seen(end.minus(days(1)).plus(seconds(1))).later_end(), None);
    assert_eq!(seen(end.minus(days(1))).later_end(), Some(end));
}
