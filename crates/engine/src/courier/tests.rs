//! The courier as a whole: switch-over, breaker, channels, configuration.

use super::*;
use crate::clock::TestClock;
use crate::vault::Vault;
use countersign_core::time::seconds;
use fake::{Fake, answer};

pub mod fake;

pub const NUMBER: &str = "+85255550123";

pub fn text(words: &str) -> Outgoing {
    Outgoing {
        channel: Channel::Text,
        to: NUMBER.into(),
        subject: None,
        text: words.into(),
        html: None,
        idempotency_key: "key-1".into(),
    }
}

pub struct House {
    pub courier: Courier,
    pub clock: Arc<TestClock>,
}

pub fn try_open(toml: &str) -> Result<House, String> {
    let config: CourierConfig = toml::from_str(toml).map_err(|error| error.to_string())?;
    let clock = Arc::new(TestClock::default());
    let vault = Vault::from_key(&Secret::new([7; 32]));
    let opening = Opening {
        clock: Arc::clone(&clock) as Arc<dyn Clock>,
        keyed: &vault,
        receipts_at: Some("https://sign-in.example/receipts/"),
    };
    let courier = Courier::open(config, &opening).map_err(|error| error.to_string())?;
    Ok(House { courier, clock })
}

pub fn open(toml: &str) -> House {
    try_open(toml).unwrap()
}

fn gateway(name: &str, url: &str) -> String {
    format!("[[gateways]]\nname = \"{name}\"\nurl = \"{url}\"\ntimeout_seconds = 1\n")
}

fn by(sent: Result<Sent, CourierError>) -> String {
    let Sent::Accepted { gateway, .. } = sent.unwrap();
    gateway
}

/// SM-9
#[tokio::test]
async fn sm_9_one_more_try_with_the_same_key_then_the_next_gateway() {
    let (first, second) = (Fake::open().await, Fake::open().await);
    let house = open(&(gateway("first", &first.url()) + &gateway("second", &second.url())));
    first.will([answer(503, ""), answer(502, "")]);
    assert_eq!(by(house.courier.send(&text("code")).await), "second");
    let keys: Vec<_> = first
        .seen()
        .iter()
        .chain(&second.seen())
        .map(|seen| seen.header("idempotency-key").unwrap().to_owned())
        .collect();
    assert_eq!(keys, ["key-1", "key-1", "key-1"]);

    first.will([answer(503, "")]);
    assert_eq!(by(house.courier.send(&text("code")).await), "first", "the second try worked");
}

/// SM-9: what will not change is not tried again there.
#[tokio::test]
async fn sm_9_refused_and_unusable_are_tried_once_each() {
    let (first, second) = (Fake::open().await, Fake::open().await);
    let house = open(&(gateway("first", &first.url()) + &gateway("second", &second.url())));
    first.will([answer(400, r#"{"code":21211}"#)]);
    second.will([answer(401, "")]);
    let error = house.courier.send(&text("code")).await.unwrap_err();
    assert_eq!(
        error,
        CourierError::Temporary("second: answered 401; first: answered 400 (21211)".into())
    );
    assert_eq!((first.seen().len(), second.seen().len()), (1, 1));

    first.will([answer(400, "")]);
    second.will([answer(422, "")]);
    let error = house.courier.send(&text("code")).await.unwrap_err();
    assert_eq!(error, CourierError::Refused("first: answered 400; second: answered 422".into()));
}

/// AV-5, E-7: after three failures nobody waits for the gateway any more, until a probe works.
#[tokio::test]
async fn av_5_a_gateway_that_is_down_rests_and_is_tried_again() {
    let fake = Fake::open().await;
    let house = open(&gateway("only", &fake.url()));
    fake.will((0..4).map(|_| answer(500, "")));
    for _ in 0..2 {
        let error = house.courier.send(&text("code")).await.unwrap_err();
        assert_eq!(error, CourierError::Temporary("only: answered 500".into()));
    }
    assert!(!house.courier.can_send(Channel::Text) && house.courier.offers(Channel::Text));
    let error = house.courier.send(&text("code")).await.unwrap_err();
    assert_eq!(error, CourierError::Temporary("only: rests after failures".into()));
    assert_eq!(fake.seen().len(), 4);

    house.clock.turn(seconds(31));
    assert!(house.courier.can_send(Channel::Text));
    assert_eq!(by(house.courier.send(&text("code")).await), "only");
    let health = house.courier.health();
    assert_eq!((health[0].accepted, health[0].failed, health[0].state), (1, 4, Working::Yes));
    assert_eq!((health[0].name.as_str(), health[0].channel), ("only", "text"));
}

#[tokio::test]
async fn a_gateway_that_rests_is_passed_over_for_the_next() {
    let (first, second) = (Fake::open().await, Fake::open().await);
    let house = open(&(gateway("first", &first.url()) + &gateway("second", &second.url())));
    first.will((0..4).map(|_| answer(500, "")));
    for _ in 0..5 {
        assert_eq!(by(house.courier.send(&text("code")).await), "second");
    }
    assert_eq!(first.seen().len(), 4);
    assert!(house.courier.can_send(Channel::Text));
}

/// Wrong numbers of one person must not stop the texts of all.
#[tokio::test]
async fn refused_numbers_do_not_make_it_rest() {
    let fake = Fake::open().await;
    let house = open(&gateway("only", &fake.url()));
    fake.will((0..12).map(|_| answer(400, "")));
    for _ in 0..12 {
        let refused = house.courier.send(&text("code")).await;
        assert!(matches!(refused, Err(CourierError::Refused(_))), "{refused:?}");
    }
    assert_eq!(by(house.courier.send(&text("code")).await), "only");
}

#[tokio::test]
async fn texts_and_calls_have_gateways_of_their_own() {
    let (texts, calls) = (Fake::open().await, Fake::open().await);
    let toml = gateway("texts", &texts.url()) + &gateway("calls", &calls.url()) + "voice = true\n";
    let house = open(&toml);
    let call = Outgoing { channel: Channel::Call, ..text("4, 8, 1, 9, 2, 6") };
    assert_eq!(by(house.courier.send(&call).await), "calls");
    assert_eq!(by(house.courier.send(&text("481926")).await), "texts");
    assert_eq!(calls.seen()[0].json()["text"], "4, 8, 1, 9, 2, 6");
    assert!(!house.courier.offers(Channel::Mail));
}

#[tokio::test]
async fn what_is_not_set_up_refuses() {
    let house = open("");
    for channel in [Channel::Text, Channel::Call, Channel::Mail] {
        let out = Outgoing { channel, ..text("code") };
        let refused = house.courier.send(&out).await;
        assert!(matches!(refused, Err(CourierError::Refused(_))), "{refused:?}");
        assert!(!house.courier.offers(channel) && !house.courier.can_send(channel));
    }
    assert!(house.courier.health().is_empty() && house.courier.outbox().is_none());
}

/// SM-11
#[tokio::test]
async fn sm_11_only_canonical_numbers_reach_a_gateway() {
    let fake = Fake::open().await;
    let house = open(&gateway("only", &fake.url()));
    for to in [
        "",
        "85255550123",
        "+852 5555 0123",
        "+1 (555) 555-0123",
        "+852５555０123",
        "+85255550123;ext=5",
        "+85255550123\r\nX-To: +1900",
        "+0123456789",
        "+123456",
        "+1234567890123456",
        "++85255550123",
        "+85255550123@sms.example",
    ] {
        let out = Outgoing { to: to.into(), ..text("code") };
        let refused = house.courier.send(&out).await;
        let expected = CourierError::Refused("not a canonical phone number".into());
        assert_eq!(refused, Err(expected), "{to:?}");
    }
    assert!(fake.seen().is_empty());
}

#[tokio::test]
async fn with_the_outbox_nothing_goes_out() {
    let fake = Fake::open().await;
    let house = open(&("outbox = true\n".to_owned() + &gateway("only", &fake.url())));
    let mail = Outgoing { channel: Channel::Mail, to: "mei@example.org".into(), ..text("hello") };
    let mail = Outgoing { idempotency_key: "key-2".into(), ..mail };
    assert_eq!(by(house.courier.send(&text("481926")).await), "outbox");
    assert_eq!(by(house.courier.send(&mail).await), "outbox");
    assert!(fake.seen().is_empty());
    let outbox = house.courier.outbox().unwrap();
    assert_eq!(outbox.last_to(NUMBER).unwrap().text, "481926");
    assert_eq!(outbox.last_to("mei@example.org").unwrap().at, house.clock.now());
    assert!(house.courier.can_send(Channel::Call) && house.courier.offers(Channel::Mail));
}

/// SM-6
#[test]
fn sm_6_the_ceilings_of_the_configuration_hold() {
    let counts =
        |number_hour| Counts { country: "HK".into(), parts: 1, number_hour, ..Counts::default() };
    let listed = open("[ceilings]\ncountries_allowed = [\"HK\"]\nper_number_hour = 2\n");
    assert_eq!(listed.courier.may_send(&counts(1)), Ok(()));
    assert_eq!(listed.courier.may_send(&counts(2)), Err(Withheld::NumberHour));
    assert_eq!(open("").courier.may_send(&counts(0)), Err(Withheld::Country));
    let demo = open("outbox = true\n");
    assert_eq!(demo.courier.may_send(&counts(0)), Ok(()));
    assert_eq!(demo.courier.may_send(&counts(6)), Err(Withheld::NumberHour));
    let elsewhere = open("outbox = true\n[ceilings]\ncountries_allowed = [\"GB\"]\n");
    assert_eq!(elsewhere.courier.may_send(&counts(0)), Err(Withheld::Country));
}

/// SM-10: the callback address of one gateway is no key to another.
#[tokio::test]
async fn sm_10_receipts_are_read_for_the_gateway_they_come_from() {
    let url = "http://127.0.0.1:9/send";
    let house = open(&(gateway("first", url) + &gateway("second", url)));
    let token_of = |name: &str| {
        let url = house.courier.receipts_url(name).unwrap();
        let start = format!("https://sign-in.example/receipts/{name}/");
        url.strip_prefix(&start).unwrap().to_owned()
    };
    let (first, second) = (token_of("first"), token_of("second"));
    let headers = reqwest::header::HeaderMap::new();
    let read = |gateway: &str, token: &str| {
        let body = br#"{"id":"m-1","state":"delivered"}"#;
        house.courier.receipt(&Callback { gateway, token, query: "", headers: &headers, body })
    };
    let receipt = Receipt { provider_id: "m-1".into(), state: Delivery::Delivered };
    assert_eq!(read("first", &first), Ok(receipt));
    assert_eq!(read("second", &first), Err(ReceiptError::Unknown));
    assert_eq!(read("first", &second), Err(ReceiptError::Unknown));
    assert_eq!(read("third", &first), Err(ReceiptError::Unknown));
    assert!(house.courier.receipts_url("third").is_none());
}

#[test]
fn mistakes_in_the_configuration_are_told() {
    let g = |rest: &str| format!("[[gateways]]\nname = \"a\"\n{rest}\n");
    let url = "url = \"https://sms.example/send\"";
    let m = |rest: &str| format!("[mail]\nhost = \"127.0.0.1\"\ntls = \"none\"\n{rest}\n");
    let from = "from = \"Larkfield <no-reply@larkfield.example>\"";
    for (toml, says) in [
        ("outboxes = true".to_owned(), "outboxes"),
        (g("colour = 1"), "colour"),
        (g(""), "url must be given"),
        (g("url = \"http://sms.example/send\""), "https"),
        (g("url = \"ftp://127.0.0.1/send\""), "https"),
        (g("url = \"https://{user}.example/send\""), "host"),
        (g("url = \"https://u:p@sms.example/send\""), "host"),
        (g("url = \"https://sms.example/{nothing}\""), "{nothing}"),
        (g(&format!("{url}\njson = {{ t = \"{{txt}}\" }}")), "{txt}"),
        (g(&format!("{url}\nform = {{ t = \"{{text\" }}")), "bracket"),
        (g(&format!("{url}\nform = {{ t = \"x\" }}\njson = {{ t = \"x\" }}")), "only one of"),
        (g(&format!("{url}\nmethod = \"GET\"")), "GET has no body"),
        (g(&format!("{url}\nmethod = \"PUT\"")), "PUT"),
        (g(&format!("{url}\npreset = \"clickatell\"")), "clickatell"),
        (g(&format!("{url}\ntimeout_seconds = 0")), "timeout_seconds"),
        (g(&format!("{url}\nat_once = 0")), "at_once"),
        (g(&format!("{url}\nheaders = {{ \"a b\" = \"c\" }}")), "header"),
        (g(&format!("{url}\npassword = \"a\"\npassword_file = \"b\"")), "only one of"),
        (g(&format!("{url}\npassword_file = \"/nowhere/at/all\"")), "/nowhere/at/all"),
        (g(&format!("{url}\nreceipt = {{ id = \"x\" }}")), "receipt"),
        (g(url).replace("\"a\"", "\"A b\""), "name"),
        (g(url).replace("\"a\"", "\"../x\""), "name"),
        (g(url) + &g(url), "two gateways"),
        ((0..5).map(|n| g(url).replace("\"a\"", &format!("\"g{n}\""))).collect(), "at most 4"),
        (m(""), "from"),
        (m("from = \"no address\""), "from"),
        (m(from).replace("127.0.0.1", "mail.example"), "tls"),
        (m(from).replace("127.0.0.1", ""), "host"),
        (m(&format!("{from}\nuser = \"u\"")), "go together"),
        (m(&format!("{from}\nreply_to = \"@\"")), "reply_to"),
        (m(&format!("{from}\ntimeout_seconds = 100")), "timeout_seconds"),
        (m(&format!("{from}\nca_file = \"/nowhere\"")).replace("\"none\"", "\"tls\""), "/nowhere"),
        ("[ceilings]\nper_hour = 1".to_owned(), "per_hour"),
    ] {
        let error = try_open(&toml).err().unwrap_or_else(|| panic!("accepted:\n{toml}"));
        assert!(error.contains(says), "{toml}\n{error}");
    }
    open(&g(url));
    open(&m(from));
}

/// CR-7
#[test]
fn cr_7_no_secret_is_printed_by_the_configuration_or_the_courier() {
    let toml = "[[gateways]]\nname = \"a\"\nurl = \"https://sms.example/send\"\nuser = \"u\"\n\
                password = \"hush\"\nheaders = { X-Key = \"hush\" }\n\
                [mail]\nhost = \"mail.example\"\nuser = \"u\"\npassword = \"hush\"\n\
                from = \"a@b.example\"\n";
    let config: CourierConfig = toml::from_str(toml).unwrap();
    let shown = toml::to_string(&config).unwrap();
    let house = open(toml);
    let printed = format!("{config:?} {:?} {:?} {shown}", house.courier, text("hush"));
    assert!(!printed.contains("hush"), "{printed}");
}
