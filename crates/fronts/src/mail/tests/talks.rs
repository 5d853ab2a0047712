//! Whole conversations without a socket.

use crate::mail::{
    Verdict,
    dovecot::talk::{Ask, Broken, Hello, OPEN_MOST, Talk},
    sasl::Proof,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use proptest::prelude::*;

const GREETING: &str = "VERSION\t1\t2\n\
    MECH\tPLAIN\tplaintext\nMECH\tLOGIN\tplaintext\nMECH\tXOAUTH2\nMECH\tOAUTHBEARER\n\
    SPID\t77\nCUID\t3\nCOOKIE\t00112233445566778899aabbccddeeff\nDONE\n";

fn fresh() -> Talk {
    Talk::new(Hello {
        process: 77,
        connection: 3,
        cookie: "00112233445566778899aabbccddeeff".into(),
        discovery: "https://id.example/.well-known/openid-configuration".into(),
    })
}

/// A connection whose client has said who it is.
fn greeted(minor: u32) -> Talk {
    let mut talk = fresh();
    feed(&mut talk, format!("VERSION\t1\t{minor}\nCPID\t9\n").as_bytes());
    assert!(talk.question().unwrap().is_none());
    assert!(talk.greeted());
    said(&mut talk);
    talk
}

fn feed(talk: &mut Talk, bytes: &[u8]) {
    talk.input().extend_from_slice(bytes);
}

fn said(talk: &mut Talk) -> String {
    String::from_utf8(std::mem::take(talk.output())).unwrap()
}

/// Sends lines that have to lead to one check.
fn asked(talk: &mut Talk, lines: &str) -> Ask {
    feed(talk, lines.as_bytes());
    talk.question().unwrap().unwrap()
}

fn plain(name: &str, secret: &str) -> String {
    STANDARD.encode(format!("\0{name}\0{secret}"))
}

fn open(user: &str) -> Verdict {
    Verdict::Open { user: user.into() }
}

fn refused() -> Verdict {
    Verdict::Refused { reason: "Use an app\tpassword".into() }
}

#[test]
fn the_server_speaks_first_and_in_full() {
    let mut talk = fresh();
    assert_eq!(said(&mut talk), GREETING);
    assert!(!talk.greeted());
}

#[test]
fn a_program_is_let_in_under_the_accounts_name() {
    let mut talk = greeted(1);
    let lines = format!("AUTH\t1\tPLAIN\tservice=smtp\tresp={}\n", plain("MEI", "x"));
    let ask = asked(&mut talk, &lines);
    assert!(matches!(&ask.proof, Proof::Password { name, .. } if name == "MEI"));
    talk.answered(ask.ticket, &open("mei@larkfield.example"));
    assert_eq!(said(&mut talk), "OK\t1\tuser=mei@larkfield.example\n");
    assert!(talk.idle());
}

/// ML-5: a sentence and a name stay in their fields, whatever is in them.
#[test]
fn a_refusal_has_a_sentence_ml_5() {
    let mut talk = greeted(1);
    let lines = format!("AUTH\t1\tPLAIN\tservice=smtp\tresp={}\n", plain("mei", "x"));
    let ask = asked(&mut talk, &lines);
    talk.answered(ask.ticket, &refused());
    assert_eq!(said(&mut talk), "FAIL\t1\tuser=mei\treason=Use an app\x01tpassword\n");
}

/// ML-3: who asks for one at a time, as Postfix and Radicale, takes the mark of an outage for a
/// wrong password, and a lost connection for an outage. Who has more under way is told.
#[test]
fn an_outage_is_no_wrong_password_ml_3() {
    let lines = format!("AUTH\t1\tPLAIN\tservice=smtp\tresp={}\n", plain("mei", "x"));
    let mut talk = greeted(1);
    let first = asked(&mut talk, &lines);
    let second = asked(&mut talk, &lines.replace("AUTH\t1", "AUTH\t2"));
    talk.answered(first.ticket, &Verdict::Outage);
    assert_eq!(said(&mut talk), "FAIL\t1\tuser=mei\ttemp\tcode=temp_fail\n");
    assert!(!talk.closing());
    talk.answered(second.ticket, &Verdict::Outage);
    assert_eq!(said(&mut talk), "");
    assert!(talk.closing());
}

/// RFC 7628 §3.2.2: one challenge with the reason, then the end; four round trips are never needed.
#[test]
fn a_failed_token_is_told_before_its_end() {
    for (mechanism, message, error) in [
        (
            "OAUTHBEARER",
            "n,a=mei,\u{1}auth=Bearer abc\u{1}\u{1}",
            concat!(
                r#"{"openid-configuration":"https://id.example/.well-known/openid-configuration","#,
                r#""scope":"mail","status":"invalid_token"}"#
            ),
        ),
        (
            "XOAUTH2",
            "user=mei\u{1}auth=Bearer abc\u{1}\u{1}",
            r#"{"schemes":"bearer","scope":"mail","status":"401"}"#,
        ),
    ] {
        for reply in ["", "AQ=="] {
            let mut talk = greeted(1);
            let resp = STANDARD.encode(message);
            let ask =
                asked(&mut talk, &format!("AUTH\t5\t{mechanism}\tservice=imap\tresp={resp}\n"));
            talk.answered(ask.ticket, &refused());
            let told = said(&mut talk);
            let coded = told.strip_prefix("CONT\t5\t").unwrap().trim_end();
            assert_eq!(String::from_utf8(STANDARD.decode(coded).unwrap()).unwrap(), error);
            feed(&mut talk, format!("CONT\t5\t{reply}\n").as_bytes());
            assert!(talk.question().unwrap().is_none());
            assert_eq!(said(&mut talk), "FAIL\t5\tuser=mei\treason=Use an app\x01tpassword\n");
            assert!(talk.idle());
        }
        // An outage needs no challenge: nothing is wrong with the token.
        let mut talk = greeted(1);
        asked(&mut talk, "AUTH\t9\tPLAIN\tservice=imap\tresp=AGEAYg==\n");
        let resp = STANDARD.encode(message);
        let ask = asked(&mut talk, &format!("AUTH\t5\t{mechanism}\tservice=imap\tresp={resp}\n"));
        talk.answered(ask.ticket, &Verdict::Outage);
        assert_eq!(said(&mut talk), "FAIL\t5\tuser=mei\ttemp\tcode=temp_fail\n");
    }
}

#[test]
fn login_goes_through_two_questions() {
    let mut talk = greeted(1);
    feed(&mut talk, b"AUTH\t1\tLOGIN\tservice=smtp\n");
    assert!(talk.question().unwrap().is_none());
    assert_eq!(said(&mut talk), "CONT\t1\tVXNlcm5hbWU6\n");
    feed(&mut talk, b"CONT\t1\tbWVp\n");
    assert!(talk.question().unwrap().is_none());
    assert_eq!(said(&mut talk), "CONT\t1\tUGFzc3dvcmQ6\n");
    let ask = asked(&mut talk, "CONT\t1\tc2VjcmV0\n");
    assert_eq!(ask.proof, Proof::Password { name: "mei".into(), secret: "secret".into() });
}

#[test]
fn answers_come_in_any_order() {
    let mut talk = greeted(1);
    let tickets: Vec<_> = (1..=1000)
        .map(|id| {
            let resp = plain(&format!("user{id}"), "x");
            asked(&mut talk, &format!("AUTH\t{id}\tPLAIN\tservice=imap\tresp={resp}\n")).ticket
        })
        .collect();
    for (at, ticket) in tickets.iter().enumerate().rev() {
        talk.answered(*ticket, &open(&format!("user{}", at + 1)));
    }
    let answers = said(&mut talk);
    let expected: Vec<String> =
        (1..=1000).rev().map(|id| format!("OK\t{id}\tuser=user{id}")).collect();
    assert_eq!(answers.lines().collect::<Vec<_>>(), expected);
}

/// A check that was given up is not answered, also if its number is used again meanwhile.
#[test]
fn a_cancelled_number_is_free_again() {
    let mut talk = greeted(1);
    let lines = |name: &str| format!("AUTH\t1\tPLAIN\tservice=imap\tresp={}\n", plain(name, "x"));
    let first = asked(&mut talk, &lines("mei"));
    let second = asked(&mut talk, &format!("CANCEL\t1\n{}", lines("omar")));
    talk.answered(first.ticket, &open("mei"));
    assert_eq!(said(&mut talk), "");
    talk.answered(second.ticket, &open("omar"));
    assert_eq!(said(&mut talk), "OK\t1\tuser=omar\n");
    talk.answered(second.ticket, &open("omar"));
    assert_eq!(said(&mut talk), "");
}

#[test]
fn what_is_not_the_protocol_ends_it() {
    let auth = "AUTH\t1\tPLAIN\tservice=imap\tresp=AGEAYg==\n";
    let whole = "VERSION\t1\t1\nCPID\t9\n";
    for (lines, broken) in [
        ("CPID\t9\n".to_owned(), Broken::Version),
        (auth.to_owned(), Broken::Version),
        ("VERSION\t2\t0\n".to_owned(), Broken::Version),
        (format!("{whole}VERSION\t1\t1\n"), Broken::Version),
        (format!("VERSION\t1\t1\n{auth}"), Broken::Unclear),
        (format!("{whole}CPID\t10\n"), Broken::Unclear),
        (format!("{whole}{auth}{auth}"), Broken::Number),
        (format!("{whole}{auth}CONT\t1\tYQ==\n"), Broken::Unclear),
        (format!("{whole}AUTH\t1\n"), Broken::Unclear),
        ("GET / HTTP/1.1\r\n".to_owned(), Broken::Version),
    ] {
        let mut talk = fresh();
        feed(&mut talk, lines.as_bytes());
        let end = loop {
            match talk.question() {
                Ok(Some(_)) => {}
                other => break other.map(|_| ()),
            }
        };
        assert_eq!(end, Err(broken), "{lines:?}");
    }
}

/// Words of newer minor versions and late answers of programs are no reason to close.
#[test]
fn what_is_new_or_late_is_let_be() {
    let mut talk = greeted(9);
    feed(&mut talk, b"SERVICE\tSMTP\nNEW\tthing\nCONT\t44\tAAAA\nCANCEL\t44\n");
    assert!(talk.question().unwrap().is_none());
    assert_eq!(said(&mut talk), "");
}

/// ML-4: 8 KiB are a line, one byte more is not, with or without its end.
#[test]
fn a_line_has_an_end_ml_4() {
    let long = |length: usize| {
        let mut line = b"NEW\t".to_vec();
        line.resize(length, b'a');
        line
    };
    let mut talk = greeted(1);
    let mut fits = long(8192);
    fits.push(b'\n');
    feed(&mut talk, &fits);
    assert!(talk.question().unwrap().is_none());
    let mut ended = long(8193);
    ended.push(b'\n');
    for too_long in [ended, long(8193)] {
        let mut talk = greeted(1);
        feed(&mut talk, &too_long);
        assert!(matches!(talk.question(), Err(Broken::TooLong)));
    }
}

/// ML-4: a connection has so many exchanges open and no more; the rest is told to come back.
#[test]
fn open_exchanges_are_counted_ml_4() {
    let mut talk = greeted(1);
    for id in 0..OPEN_MOST {
        feed(&mut talk, format!("AUTH\t{id}\tLOGIN\tservice=imap\n").as_bytes());
    }
    assert!(talk.question().unwrap().is_none());
    assert_eq!(said(&mut talk).matches("CONT").count(), OPEN_MOST);
    feed(&mut talk, b"AUTH\t999999\tLOGIN\tservice=imap\n");
    assert!(talk.question().unwrap().is_none());
    assert_eq!(said(&mut talk), "FAIL\t999999\ttemp\tcode=temp_fail\n");
}

/// ML-4: an exchange its program has left alone is over at the second strike; a check is not.
#[test]
fn an_exchange_is_not_waited_for_without_end_ml_4() {
    let mut talk = greeted(1);
    let ask = asked(&mut talk, "AUTH\t2\tPLAIN\tservice=imap\tresp=AGEAYg==\n");
    feed(&mut talk, b"AUTH\t1\tLOGIN\tservice=imap\n");
    assert!(talk.question().unwrap().is_none());
    said(&mut talk);
    talk.strike();
    assert_eq!(said(&mut talk), "");
    talk.strike();
    assert_eq!(said(&mut talk), "FAIL\t1\n");
    talk.answered(ask.ticket, &open("a"));
    assert_eq!(said(&mut talk), "OK\t2\tuser=a\n");
}

/// Everything a client says, answered as it comes: refused if the secret has an even length.
fn played(pieces: &[&[u8]]) -> (String, Option<Broken>) {
    let mut talk = fresh();
    let mut broken = None;
    'all: for piece in pieces {
        feed(&mut talk, piece);
        loop {
            match talk.question() {
                Ok(Some(ask)) => {
                    let verdict = match &ask.proof {
                        Proof::Password { secret, .. } if secret.reveal().len() % 2 == 0 => {
                            refused()
                        }
                        Proof::Token { .. } => refused(),
                        Proof::Password { name, .. } => open(name),
                    };
                    talk.answered(ask.ticket, &verdict);
                }
                Ok(None) => break,
                Err(why) => {
                    broken = Some(why);
                    break 'all;
                }
            }
        }
    }
    (String::from_utf8_lossy(talk.output()).into_owned(), broken)
}

/// Lines that mean something, and now and then any bytes.
fn lines() -> impl Strategy<Value = Vec<u8>> {
    let id = 0..4u32;
    let message = proptest::collection::vec(any::<u8>(), 0..24);
    let line = prop_oneof![
        3 => (id.clone(), message.clone()).prop_map(|(id, said)| {
            let resp = STANDARD.encode([b"\0mei\0".as_slice(), said.as_slice()].concat());
            format!("AUTH\t{id}\tPLAIN\tservice=imap\tresp={resp}\n").into_bytes()
        }),
        2 => id.clone().prop_map(|id| format!("AUTH\t{id}\tLOGIN\tservice=smtp\n").into_bytes()),
        2 => id.clone().prop_map(|id| {
            let resp = STANDARD.encode("user=a\u{1}auth=Bearer b\u{1}\u{1}");
            format!("AUTH\t{id}\tXOAUTH2\tservice=smtp\tresp={resp}\n").into_bytes()
        }),
        3 => (id.clone(), message.clone()).prop_map(|(id, said)| {
            format!("CONT\t{id}\t{}\n", STANDARD.encode(said)).into_bytes()
        }),
        1 => id.prop_map(|id| format!("CANCEL\t{id}\n").into_bytes()),
        1 => message,
    ];
    proptest::collection::vec(line, 0..20)
        .prop_map(|lines| [b"VERSION\t1\t1\nCPID\t4\n".as_slice(), &lines.concat()].concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// However the bytes arrive, the answers are the same.
    #[test]
    fn pieces_do_not_change_the_answers(
        bytes in lines(),
        cuts in proptest::collection::vec(any::<proptest::sample::Index>(), 0..8),
    ) {
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        cuts.sort_unstable();
        let mut pieces = Vec::new();
        let mut start = 0;
        for cut in cuts.into_iter().chain([bytes.len()]) {
            pieces.push(&bytes[start..cut]);
            start = cut;
        }
        prop_assert_eq!(played(&pieces), played(&[&bytes]));
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        prop_assert_eq!(played(&single), played(&[&bytes]));
    }

    /// Any bytes at all: no panic, and every line of ours is one of the protocol's (ML-5).
    #[test]
    fn any_bytes_get_lines_or_an_end_ml_5(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let whole = [b"VERSION\t1\t1\nCPID\t4\n".as_slice(), &bytes].concat();
        let (answers, _) = played(&[&whole]);
        let rest = answers.strip_prefix(GREETING).unwrap();
        for line in rest.lines() {
            prop_assert!(["OK\t", "FAIL\t", "CONT\t"].iter().any(|word| line.starts_with(word)));
        }
    }
}
