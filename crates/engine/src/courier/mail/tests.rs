//! Letters over a real connection to a real, small mail server.

use super::super::testing::{Letter, SmtpSink};
use super::super::tests::{House, open};
use super::*;
use countersign_core::time::seconds;
use tls::TlsRelay;
use tokio::net::TcpListener;

mod tls;

const TO: &str = "mei@larkfield.example";

fn letter(to: &str) -> Outgoing {
    Outgoing {
        channel: Channel::Mail,
        to: to.into(),
        subject: Some("Thunderbird could not sign in".into()),
        text: "Today at 14:05 Thunderbird tried to read your mail.\n.\n..dots\nfrom here".into(),
        html: Some("<p>Today at <b>14:05</b></p>".into()),
        idempotency_key: "job-1".into(),
    }
}

fn house(port: u16, more: &str) -> House {
    open(&format!(
        "[mail]\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\ntimeout_seconds = 1\n\
         from = \"Larkfield Trust <no-reply@larkfield.example>\"\n{more}\n"
    ))
}

async fn sent(out: &Outgoing, more: &str) -> Letter {
    let sink = SmtpSink::open().await.unwrap();
    house(sink.port(), more).courier.send(out).await.unwrap();
    let mut letters = sink.letters();
    assert_eq!(letters.len(), 1);
    letters.remove(0)
}

async fn outcome(to: &str) -> Result<Sent, CourierError> {
    let sink = SmtpSink::open().await.unwrap();
    house(sink.port(), "").courier.send(&letter(to)).await
}

#[tokio::test]
async fn a_letter_arrives_as_it_was_written() {
    let got = sent(&letter(TO), "reply_to = \"desk@larkfield.example\"").await;
    assert_eq!(
        (got.from.as_str(), got.to.as_slice()),
        ("no-reply@larkfield.example", &[TO.to_owned()][..])
    );
    assert_eq!(got.subject(), "Thunderbird could not sign in");
    assert_eq!(got.text(), letter(TO).text);
    assert_eq!(got.html().as_deref(), Some("<p>Today at <b>14:05</b></p>"));
    let header = |name| got.header(name).unwrap();
    assert_eq!(header("From"), "\"Larkfield Trust\" <no-reply@larkfield.example>");
    assert_eq!(header("To"), TO);
    assert_eq!(header("Reply-To"), "desk@larkfield.example");
    assert_eq!(header("Message-ID"), "<job-1@larkfield.example>");
    assert_eq!(header("Auto-Submitted"), "auto-generated");
    assert_eq!(header("Date"), "Tue, 01 Dec 2026 06:00:00 +0000");
    assert!(header("Content-Type").starts_with("multipart/alternative"));
}

#[tokio::test]
async fn a_letter_of_text_alone_and_in_any_language() {
    let out = Outgoing {
        subject: Some("有一個登入方式已新增：Mei 的 Pixel \u{2068}7\u{2069} – é".into()),
        text: "Grüße, 您好, مرحبا\nhttps://sign-in.larkfield.example/undo?a=b&c=d ".to_owned()
            + &"x".repeat(2000),
        html: None,
        ..letter(TO)
    };
    let got = sent(&out, "").await;
    assert_eq!(got.subject(), "有一個登入方式已新增：Mei 的 Pixel 7 – é");
    assert_eq!(got.text(), out.text);
    assert_eq!(got.html(), None);
    assert!(got.raw.is_ascii() && got.raw.lines().all(|line| line.len() <= 998));
}

/// Nothing becomes a header or a second recipient.
#[tokio::test]
async fn a_subject_stays_one_header() {
    for nasty in [
        "Hello\r\nBcc: all@larkfield.example",
        "Hello\nBcc: all@larkfield.example\n\nbody",
        "Hello\r\n\r\n<script>",
        "é\r\nBcc: all@larkfield.example",
        "Hello\u{0}\u{b}\u{85}x",
    ] {
        let got = sent(&Outgoing { subject: Some(nasty.into()), ..letter(TO) }, "").await;
        assert_eq!((got.count("Bcc"), got.count("Subject")), (0, 1), "{}", got.raw);
        assert_eq!(got.to, [TO]);
        assert_eq!(got.text(), letter(TO).text);
        assert!(!got.subject().contains(['\r', '\n', '\0']));
    }
    let key = "a\r\nBcc: all@x>é".to_owned();
    let got = sent(&Outgoing { idempotency_key: key, ..letter(TO) }, "").await;
    assert_eq!(got.header("Message-ID").unwrap(), "<aBccallx@larkfield.example>");
    assert_eq!(got.count("Bcc"), 0);
}

#[tokio::test]
async fn what_is_no_address_gets_no_letter() {
    let sink = SmtpSink::open().await.unwrap();
    let house = house(sink.port(), "");
    for to in [
        "",
        "mei",
        "@larkfield.example",
        "mei@",
        "mei@larkfield.example, all@larkfield.example",
        "mei@larkfield.example\r\nRCPT TO:<all@larkfield.example>",
        "mei@larkfield.example>\r\nDATA",
        "Mei <mei@larkfield.example>",
        "mei @larkfield.example",
        "mei@lark field.example",
    ] {
        let refused = house.courier.send(&letter(to)).await;
        let expected = CourierError::Refused("not a mail address".into());
        assert_eq!(refused, Err(expected), "{to:?}");
    }
    assert!(sink.letters().is_empty());
}

#[tokio::test]
async fn the_relay_may_want_a_password() {
    let sink = SmtpSink::open_for("countersign", "pass word").await.unwrap();
    let right = house(sink.port(), "user = \"countersign\"\npassword = \"pass word\"");
    right.courier.send(&letter(TO)).await.unwrap();
    assert_eq!(sink.last_to(TO).unwrap().signed_in.as_deref(), Some("countersign"));

    let wrong = house(sink.port(), "user = \"countersign\"\npassword = \"wrong\"");
    let error = wrong.courier.send(&letter(TO)).await;
    assert_eq!(error, Err(CourierError::Temporary("mail: the relay answered 535".into())));
    let none = house(sink.port(), "").courier.send(&letter(TO)).await;
    assert_eq!(none, Err(CourierError::Temporary("mail: the relay answered 530".into())));
    assert_eq!(sink.letters().len(), 1);
}

#[tokio::test]
async fn refusals_are_told_apart() {
    let refused = CourierError::Refused("mail: the relay answered 550".into());
    assert_eq!(outcome("nobody@larkfield.example").await, Err(refused));
    let later = CourierError::Temporary("mail: the relay answered 451".into());
    assert_eq!(outcome("later@larkfield.example").await, Err(later));
    let gone = outcome("bye@larkfield.example").await;
    assert!(matches!(gone, Err(CourierError::Temporary(_))), "{gone:?}");
}

/// AV-5
#[tokio::test]
async fn av_5_a_relay_that_is_silent_is_left() {
    let silent = outcome("silent@larkfield.example").await;
    assert!(matches!(silent, Err(CourierError::Temporary(_))), "{silent:?}");
    // Takes connections and never greets.
    let mute = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let house = house(mute.local_addr().unwrap().port(), "");
    let error = house.courier.send(&letter(TO)).await;
    assert!(matches!(error, Err(CourierError::Temporary(_))), "{error:?}");
}

/// E-7: notices wait while the relay is down; letters nobody wants do not stop the others.
#[tokio::test]
async fn e_7_a_relay_that_is_down_rests_and_comes_back() {
    let port = {
        let gone = TcpListener::bind("127.0.0.1:0").await.unwrap();
        gone.local_addr().unwrap().port()
    };
    let down = house(port, "");
    for _ in 0..3 {
        let error = down.courier.send(&letter(TO)).await;
        assert_eq!(error, Err(CourierError::Temporary("mail: no connection to the relay".into())));
    }
    let error = down.courier.send(&letter(TO)).await;
    assert_eq!(error, Err(CourierError::Temporary("mail: rests after failures".into())));
    assert!(!down.courier.can_send(Channel::Mail) && down.courier.offers(Channel::Mail));
    down.clock.turn(seconds(30));
    assert!(down.courier.can_send(Channel::Mail));
    assert_eq!((down.courier.health()[0].failed, down.courier.health()[0].channel), (3, "mail"));

    let sink = SmtpSink::open().await.unwrap();
    let up = house(sink.port(), "");
    for to in ["nobody@a.example", "later@a.example"].repeat(6) {
        assert!(up.courier.send(&letter(to)).await.is_err());
    }
    up.courier.send(&letter(TO)).await.unwrap();
}

/// CR-5: a relay that does not offer TLS gets nothing, not even the password.
#[tokio::test]
async fn cr_5_without_tls_nothing_is_said() {
    let sink = SmtpSink::open_for("u", "p").await.unwrap();
    for tls in ["starttls", "tls"] {
        let toml = format!(
            "[mail]\nhost = \"localhost\"\nport = {}\ntls = \"{tls}\"\ntimeout_seconds = 1\n\
             from = \"a@b.example\"\nuser = \"u\"\npassword = \"p\"\n",
            sink.port()
        );
        let error = open(&toml).courier.send(&letter(TO)).await;
        assert!(matches!(error, Err(CourierError::Temporary(_))), "{tls} {error:?}");
    }
    assert!(sink.letters().is_empty());
}

async fn over_tls(kind: &str, host: &str, more: &str) -> (Result<Sent, CourierError>, Vec<String>) {
    let relay = TlsRelay::open(kind == "starttls");
    let toml = format!(
        "[mail]\nhost = \"{host}\"\nport = {}\ntls = \"{kind}\"\ntimeout_seconds = 2\n\
         from = \"a@b.example\"\nuser = \"u\"\npassword = \"p\"\n{more}\n",
        relay.port
    );
    let result = open(&toml).courier.send(&letter(TO)).await;
    (result, relay.heard())
}

/// CR-5: TLS works, and only with a relay whose name an authority vouches for.
#[tokio::test]
async fn cr_5_the_relays_name_is_checked() {
    let authority = concat!(env!("CARGO_MANIFEST_DIR"), "/src/courier/mail/tests/authority.pem");
    let known = format!("ca_file = {authority:?}");
    for kind in ["starttls", "tls"] {
        let (sent, heard) = over_tls(kind, "localhost", &known).await;
        assert!(sent.is_ok(), "{kind} {sent:?}");
        assert!(heard.iter().any(|line| line == "AUTH PLAIN AHUAcA=="), "{kind} {heard:?}");
        for (host, more) in [("localhost", ""), ("127.0.0.1", known.as_str())] {
            let (refused, heard) = over_tls(kind, host, more).await;
            assert!(matches!(refused, Err(CourierError::Temporary(_))), "{kind} {refused:?}");
            assert_eq!(heard, Vec::<String>::new(), "{kind} {host}");
        }
    }
}

#[tokio::test]
async fn many_letters_share_connections() {
    let sink = SmtpSink::open().await.unwrap();
    let house = house(sink.port(), "");
    let letters: Vec<_> =
        (0..40).map(|n| Outgoing { idempotency_key: format!("job-{n}"), ..letter(TO) }).collect();
    let sent =
        futures_util::future::join_all(letters.iter().map(|out| house.courier.send(out))).await;
    assert!(sent.iter().all(Result::is_ok), "{sent:?}");
    let ids: std::collections::HashSet<_> =
        sink.letters().iter().map(|letter| letter.header("Message-ID").unwrap()).collect();
    assert_eq!(ids.len(), 40);
}
