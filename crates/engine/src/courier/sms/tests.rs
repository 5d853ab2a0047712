//! One gateway: what goes over the wire, and what each answer means.

use super::super::tests::fake::{Answer, Fake, answer};
use super::super::tests::{House, NUMBER, open, text, try_open};
use super::super::{CourierError, Outgoing, Sent};
use super::*;

const NASTY: &str = "a\"}],{text}&To=+1900\r\nX-Evil: 1 %0a<Say>'\\ é 碼";

async fn house(fake: &Fake, more: &str) -> House {
    let url = fake.url();
    open(&format!(
        "[[gateways]]\nname = \"g\"\nurl = \"{url}\"\nsender = \"Larkfield\"\n\
         timeout_seconds = 1\n{more}\n"
    ))
}

async fn outcome(fake: &Fake, more: &str, answers: Vec<Answer>) -> Result<Sent, CourierError> {
    fake.will(answers);
    house(fake, more).await.courier.send(&text("code")).await
}

fn accepted(provider_id: Option<&str>) -> Result<Sent, CourierError> {
    Ok(Sent::Accepted { provider_id: provider_id.map(str::to_owned), gateway: "g".into() })
}

#[tokio::test]
async fn the_generic_gateway_gets_json() {
    let fake = Fake::open().await;
    let house = house(&fake, "user = \"ada\"\npassword = \"p:w\"").await;
    assert_eq!(house.courier.send(&text("481926 is your code")).await, accepted(Some("m-1")));
    let seen = fake.seen().remove(0);
    assert_eq!((seen.method.as_str(), seen.path.as_str()), ("POST", "/send"));
    assert_eq!(seen.header("content-type"), Some("application/json"));
    assert_eq!(seen.header("idempotency-key"), Some("key-1"));
    assert_eq!(seen.header("authorization"), Some("Basic YWRhOnA6dw=="));
    assert_eq!(seen.header("user-agent"), Some("Countersign"));
    let callback = house.courier.receipts_url("g").unwrap();
    assert_eq!(
        seen.json(),
        serde_json::json!({
            "to": NUMBER,
            "text": "481926 is your code",
            "sender": "Larkfield",
            "id": "key-1",
            "callback": callback,
        })
    );
}

#[tokio::test]
async fn twilio_gets_its_form_and_its_account_in_the_address() {
    let fake = Fake::open().await;
    let port = fake.port;
    let path = "2010-04-01/Accounts/{user}/Messages.json";
    let house = open(&format!(
        "[[gateways]]\nname = \"g\"\npreset = \"twilio\"\nuser = \"AC1\"\npassword = \"tok\"\n\
         sender = \"+15005550006\"\nurl = \"http://127.0.0.1:{port}/{path}\"\n"
    ));
    fake.will([answer(201, r#"{"sid":"SM1","status":"queued"}"#)]);
    assert_eq!(house.courier.send(&text("a & b+c")).await, accepted(Some("SM1")));
    let seen = fake.seen().remove(0);
    assert_eq!(seen.path, "/2010-04-01/Accounts/AC1/Messages.json");
    assert_eq!(seen.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(seen.header("authorization"), Some("Basic QUMxOnRvaw=="));
    assert_eq!(
        seen.form(),
        [
            ("Body", "a & b+c"),
            ("From", "+15005550006"),
            ("StatusCallback", house.courier.receipts_url("g").unwrap()),
            ("To", NUMBER),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
    assert_eq!(seen.header("idempotency-key"), None);
}

#[tokio::test]
async fn a_call_speaks_the_text_and_not_its_markup() {
    let fake = Fake::open().await;
    let house =
        house(&fake, "preset = \"twilio\"\nvoice = true\nuser = \"AC1\"\npassword = \"t\"").await;
    fake.will([answer(201, r#"{"sid":"CA1"}"#)]);
    let out = Outgoing { channel: Channel::Call, ..text("is: 4, 8 </Say><Dial>+1900</Dial>") };
    assert_eq!(house.courier.send(&out).await, accepted(Some("CA1")));
    assert_eq!(
        fake.seen()[0].field("Twiml").unwrap(),
        "<Response><Say>is: 4, 8 &lt;/Say&gt;&lt;Dial&gt;+1900&lt;/Dial&gt;</Say></Response>"
    );
}

#[tokio::test]
async fn kannel_gets_everything_in_the_address() {
    let fake = Fake::open().await;
    let house = house(&fake, "preset = \"kannel\"\nuser = \"cs\"\npassword = \"p&w\"").await;
    fake.will([answer(202, "0: Accepted for delivery"), answer(202, "0: Accepted for delivery")]);
    assert_eq!(house.courier.send(&text("code #1")).await, accepted(Some("key-1")));
    let seen = fake.seen().remove(0);
    assert_eq!((seen.method.as_str(), seen.body.as_str()), ("GET", ""));
    assert_eq!(seen.header("authorization"), None);
    let field = |name| seen.field(name).unwrap();
    assert_eq!((field("username"), field("password")), ("cs".into(), "p&w".into()));
    assert_eq!(
        (field("to"), field("text"), field("coding")),
        (NUMBER.into(), "code #1".into(), "0".into())
    );
    let callback = house.courier.receipts_url("g").unwrap();
    assert_eq!(field("dlr-url"), format!("{callback}?id=key-1&state=%d"));

    house.courier.send(&text("驗證碼")).await.unwrap();
    assert_eq!(fake.seen()[1].field("coding").as_deref(), Some("2"));
}

/// SM-11
#[tokio::test]
async fn sm_11_no_text_reaches_beyond_its_field() {
    let fake = Fake::open().await;
    for more in [
        "",
        "form = { t = \"{text}\", n = \"{to}\" }",
        "method = \"GET\"\nform = { t = \"{text}\", n = \"{to}\" }",
    ] {
        house(&fake, more).await.courier.send(&text(NASTY)).await.unwrap();
    }
    let seen = fake.seen();
    assert_eq!((&seen[0].json()["text"], &seen[0].json()["to"]), (&NASTY.into(), &NUMBER.into()));
    for seen in &seen[1..] {
        assert_eq!(seen.form(), [("n".into(), NUMBER.into()), ("t".into(), NASTY.into())]);
    }
    assert!(seen.iter().all(|seen| seen.header("x-evil").is_none()));
}

#[tokio::test]
async fn sm_11_a_text_that_no_header_can_hold_is_refused() {
    let fake = Fake::open().await;
    let house = house(&fake, "headers = { X-Text = \"{text}\" }").await;
    let refused = house.courier.send(&text(NASTY)).await;
    assert!(matches!(refused, Err(CourierError::Refused(_))), "{refused:?}");
    assert!(fake.seen().is_empty());
}

#[tokio::test]
async fn other_ways_to_show_who_we_are() {
    let fake = Fake::open().await;
    let bearer = house(&fake, "auth = \"bearer\"\npassword = \"tok\"").await;
    bearer.courier.send(&text("code")).await.unwrap();
    let keyed = "auth = \"template\"\npassword = \"tok\"\nheaders = { X-Key = \"{password}\" }";
    house(&fake, keyed).await.courier.send(&text("code")).await.unwrap();
    let seen = fake.seen();
    assert_eq!(seen[0].header("authorization"), Some("Bearer tok"));
    assert_eq!((seen[1].header("authorization"), seen[1].header("x-key")), (None, Some("tok")));
}

#[tokio::test]
async fn a_password_may_lie_in_a_file() {
    let path = std::env::temp_dir().join(format!("countersign-sms-{}", std::process::id()));
    std::fs::write(&path, "from file\r\n").unwrap();
    let fake = Fake::open().await;
    let more = format!("auth = \"bearer\"\npassword_file = {:?}", path.to_str().unwrap());
    house(&fake, &more).await.courier.send(&text("code")).await.unwrap();
    std::fs::remove_file(path).unwrap();
    assert_eq!(fake.seen()[0].header("authorization"), Some("Bearer from file"));
}

#[tokio::test]
async fn answers_mean_what_they_say() {
    let fake = Fake::open().await;
    let temporary = |why: &str| Err(CourierError::Temporary(format!("g: {why}")));
    let refused = |why: &str| Err(CourierError::Refused(format!("g: {why}")));
    for (status, tries, expected) in [
        (200, 1, accepted(None)),
        (204, 1, accepted(None)),
        (206, 1, temporary("answered 206")),
        (302, 1, temporary("answered 302")),
        (400, 1, refused("answered 400")),
        (401, 1, temporary("answered 401")),
        (402, 1, temporary("answered 402")),
        (404, 1, temporary("answered 404")),
        (408, 2, temporary("answered 408")),
        (422, 1, refused("answered 422")),
        (429, 1, temporary("answered 429")),
        (500, 2, temporary("answered 500")),
        (503, 2, temporary("answered 503")),
    ] {
        let before = fake.seen().len();
        let answers = vec![answer(status, ""); tries];
        assert_eq!(outcome(&fake, "", answers).await, expected);
        assert_eq!(fake.seen().len() - before, tries, "{status}");
    }
}

#[tokio::test]
async fn success_may_need_a_word() {
    let fake = Fake::open().await;
    let more = "success_contains = \"OK\"\nsuccess_status = [200]\nprovider_id = \"\"";
    assert_eq!(outcome(&fake, more, vec![answer(200, "OK 17")]).await, accepted(Some("key-1")));
    let error = outcome(&fake, more, vec![answer(200, "ERR no credit")]).await;
    let why = "g: answered without the word for success";
    assert_eq!(error, Err(CourierError::Refused(why.into())));
}

/// Gateways like to repeat the number and the text; the log must not.
#[tokio::test]
async fn errors_hold_nothing_a_gateway_wrote_but_a_short_code() {
    let fake = Fake::open().await;
    for (body, expected) in [
        (r#"{"code":21211,"message":"+85255550123 is not valid"}"#, "g: answered 400 (21211)"),
        (r#"{"code":"+85255550123"}"#, "g: answered 400"),
        (r#"{"code":"a b\n"}"#, "g: answered 400"),
        (r#"{"code":"far_too_long_to_be_a_code"}"#, "g: answered 400"),
        ("+85255550123 is wrong", "g: answered 400"),
    ] {
        let error = outcome(&fake, "", vec![answer(400, body)]).await;
        assert_eq!(error, Err(CourierError::Refused(expected.into())));
    }
}

/// AU-11
#[tokio::test]
async fn au_11_redirects_are_not_followed() {
    let (fake, other) = (Fake::open().await, Fake::open().await);
    for status in [301, 302, 303, 307, 308] {
        let moved = Answer { header: Some(("location", other.url())), ..answer(status, "") };
        let result = outcome(&fake, "", vec![moved]).await;
        assert!(matches!(result, Err(CourierError::Temporary(_))), "{result:?}");
    }
    assert!(other.seen().is_empty());
}

/// AU-11
#[tokio::test]
async fn au_11_long_answers_are_cut_off() {
    let fake = Fake::open().await;
    let fits = format!("{{\"id\":\"m-2\",\"x\":\"{}\"}}", "x".repeat(60 * 1024));
    assert_eq!(outcome(&fake, "", vec![answer(200, &fits)]).await, accepted(Some("m-2")));
    let long = answer(200, &"x".repeat(70 * 1024));
    let result = outcome(&fake, "", vec![long.clone(), long]).await;
    assert_eq!(result, Err(CourierError::Temporary("g: answered more than 64 KiB".into())));
}

/// AU-11, AV-5
#[tokio::test]
async fn av_5_a_gateway_that_does_not_answer_is_left() {
    let fake = Fake::open().await;
    let slow = Answer { wait: Duration::from_secs(30), ..answer(200, "") };
    let result = outcome(&fake, "", vec![slow.clone(), slow]).await;
    assert_eq!(result, Err(CourierError::Temporary("g: no answer within 1 s".into())));
}

#[tokio::test]
async fn a_gateway_that_is_not_there_is_told_without_its_address() {
    let port = Fake::open().await.port;
    let url = format!("http://127.0.0.1:{port}/send?key=hush");
    let house = open(&format!("[[gateways]]\nname = \"g\"\nurl = \"{url}\"\n"));
    let error = house.courier.send(&text("code")).await;
    assert_eq!(error, Err(CourierError::Temporary("g: no connection".into())));
}

/// AV-5: the queue in front of a slow gateway has an end.
#[tokio::test]
async fn av_5_more_than_at_once_wait_and_then_give_up() {
    let fake = Fake::open().await;
    let house = house(&fake, "at_once = 1").await;
    let slow = Answer { wait: Duration::from_millis(900), ..answer(200, r#"{"id":"m-1"}"#) };
    fake.will(vec![slow; 5]);
    let message = text("code");
    let results =
        futures_util::future::join_all((0..4).map(|_| house.courier.send(&message))).await;
    let waited = results
        .iter()
        .filter(|r| matches!(r, Err(CourierError::Temporary(why)) if why == "g: too many at once"))
        .count();
    assert_eq!(waited, 2, "{results:?}");
    assert!(house.courier.can_send(Channel::Text), "waiting is no failure");
}

#[tokio::test]
async fn marks_of_direction_do_not_cost_a_second_part() {
    let fake = Fake::open().await;
    let house = house(&fake, "").await;
    house.courier.send(&text("to \u{2068}Larkfield\u{2069}")).await.unwrap();
    assert_eq!(fake.seen()[0].json()["text"], "to Larkfield");
}

#[test]
fn only_this_computer_may_have_http() {
    let with =
        |host: &str| try_open(&format!("[[gateways]]\nname = \"g\"\nurl = \"http://{host}/x\"\n"));
    for host in ["127.0.0.1:8000", "localhost", "sms.localhost:1", "[::1]:80", "127.9.9.9"] {
        assert!(with(host).is_ok(), "{host}");
    }
    for host in ["10.0.0.1", "localhost.example", "127.0.0.1.example", "0.0.0.0", "notlocalhost"] {
        assert!(with(host).is_err(), "{host}");
    }
}
