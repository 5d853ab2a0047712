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

fn seen(at: Time) -> Seen {
    Seen {
        account: "mei".into(),
        last: Use { at, source: String::new(), protocol: Protocol::Imap },
        protocols: vec![Protocol::Imap],
        moved: true,
        first: false,
        end: at.plus(IDLE),
        dirty: Some(at),
    }
}

// AP-2: all of them are taken once, in order, a few at a time; what failed is taken again.
#[test]
fn what_is_due_is_taken_in_order() {
    let (uses, now) = (Uses::default(), Time(1_800_000_000_000));
    for n in 0..2500 {
        uses.live.lock().unwrap().insert(format!("{n:04}").into(), seen(now));
    }
    assert!(uses.due(now, false, None).due.is_empty(), "they gather");
    let later = now.plus(SPAN);
    let (mut all, mut after, mut rounds) = (Vec::new(), None, 0);
    loop {
        let Due { due, next } = uses.due(later, false, after.as_deref());
        all.extend(due);
        (after, rounds) = (next, rounds + 1);
        if after.is_none() {
            break;
        }
    }
    assert_eq!((all.len(), rounds), (2500, 3));
    assert!(all.iter().zip(all.iter().skip(1)).all(|(a, b)| a.0 < b.0));
    assert!(uses.due(later, true, None).due.is_empty(), "each is taken once");
    uses.give_back(&all[..10]);
    let again = uses.due(later, true, None).due;
    assert_eq!(again.len(), 10);
    assert!(again.iter().all(|(_, seen)| seen.moved));
    for after in [None, Some("0999"), Some("1999")] {
        uses.due(now.plus(QUIET), false, after);
    }
    assert!(uses.live.lock().unwrap().is_empty(), "what is quiet is forgotten");
}
