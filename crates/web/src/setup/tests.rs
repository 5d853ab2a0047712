//! The first run, walked by its public door.

use crate::account::house::{Browser, House, PASSWORD};
use countersign_core::time::{hours, minutes};

const OWNER: &str = "o.park@larkfield.example";

async fn open(house: &House) -> Browser {
    let code = house.engine.setup_code().await.unwrap().unwrap();
    let mut olive = house.browser();
    olive.get("/setup").await.is(200).says("The server printed a code");
    let to = olive.post("/setup/code", &[("code", &code.reveal().to_lowercase())]).await.to();
    assert_eq!(to, "/setup");
    olive
}

const ORGANISATION: [(&str, &str); 5] = [
    ("organisation", "Larkfield Trust"),
    ("short_name", "Larkfield"),
    ("service_desk", "IT service desk, 5550 1234"),
    ("language", "en"),
    ("time_zone", "Asia/Hong_Kong"),
];

/// `fields` with one of them changed.
fn but<'a>(fields: &[(&'a str, &'a str)], name: &str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|(n, v)| (*n, if *n == name { value } else { v })).collect()
}

const ADMINISTRATOR: [(&str, &str); 4] =
    [("name", "Olive Park"), ("mail", OWNER), ("username", OWNER), ("new_password", PASSWORD)];

/// PW-12, RL-12: the code opens the first run once, for one browser; nobody else sees anything.
#[tokio::test]
async fn the_code_opens_it_once_for_one_browser() {
    let house = House::bare().await;
    let code = house.engine.setup_code().await.unwrap().unwrap().reveal().clone();
    let mut stranger = house.browser();
    stranger.get("/setup").await.says("Code from the server");
    stranger.post("/setup/code", &[("code", "")]).await.is(422).says("Type the code");
    let wrong = "That code does not fit.";
    stranger.post("/setup/code", &[("code", "ABCD-EFGH-JKLM")]).await.is(422).says(wrong);
    for path in STEPS {
        let to = stranger.post(&format!("/setup/{path}"), &everything()).await;
        assert_eq!(to.to(), "/setup", "{path} without the code");
    }
    let mut olive = house.browser();
    olive.get("/setup").await;
    olive.post("/setup/code", &[("code", &code)]).await.to();
    olive.get("/setup").await.says("Your organisation");
    stranger.get("/setup").await.says("Code from the server");
    stranger.post("/setup/code", &[("code", &code)]).await.is(422).says(wrong);
}

fn everything() -> Vec<(&'static str, &'static str)> {
    ORGANISATION.iter().chain(&ADMINISTRATOR).copied().collect()
}

#[tokio::test]
async fn the_code_lives_an_hour_and_ends_with_the_next() {
    let house = House::bare().await;
    let first = house.engine.setup_code().await.unwrap().unwrap().reveal().clone();
    let second = house.engine.setup_code().await.unwrap().unwrap().reveal().clone();
    let mut olive = house.browser();
    olive.get("/setup").await;
    olive.post("/setup/code", &[("code", &first)]).await.is(422);
    house.later(hours(1));
    olive.post("/setup/code", &[("code", &second)]).await.is(422);
}

/// ux.md 6.11: from the code to a server that is ready, with a second step for its administrator.
#[tokio::test]
async fn the_whole_first_run() {
    let house = House::bare().await;
    let mut olive = open(&house).await;
    let page = olive.get("/setup").await;
    page.says("Your organisation").says("http://localhost:8080").says("not encrypted");
    let to = olive.post("/setup/organisation", &ORGANISATION).await.to();
    olive.get(&to).await.says("The first administrator").says("At least 15 characters");
    let to = olive.post("/setup/administrator", &ADMINISTRATOR).await.to();
    let handle = to.strip_prefix("/enrol?r=").expect("on to the second step").parse().unwrap();
    // The second step was left half way, and is asked for again.
    let again = olive.get("/setup").await.to();
    assert_eq!(again, "/setup/second-step");
    assert!(olive.get(&again).await.to().starts_with("/signin?r="));
    let session = house.enrol(&olive.visit(&house), &handle).await.expect("signed in");
    olive.cookies.insert("__Host-session".into(), session.reveal().clone());
    olive.get("/setup").await.says("Does email work?");
    let to = olive.post("/setup/mail/skip", &[]).await.to();
    olive.get(&to).await.says("Do text messages work?").says("keeps all messages in memory");
    let to = olive.post("/setup/texts/skip", &[]).await.to();
    olive.get(&to).await.says("Security defaults").says("Step 7 of 10");
    for bad in ["91", "-1", "", "many", "99999999999999999999999"] {
        let page = olive.post("/setup/defaults", &[("on", "yes"), ("grace_days", bad)]).await;
        page.is(422).says("Type a number of days from 0 to 90.");
    }
    let to = olive.post("/setup/defaults", &[("on", "yes"), ("grace_days", "7")]).await.to();
    olive.get(&to).await.says("A sheet for an emergency");
    the_rest(&mut olive).await;
    let page = olive.get("/setup/done").await;
    page.says("The server is ready").says("The first administrator").says("Go to my apps");
    let organisation = house.engine.organisation().await.unwrap();
    assert!(organisation.ready && organisation.defaults.on);
    assert_eq!(
        (organisation.defaults.grace_days, organisation.name.as_str()),
        (7, "Larkfield Trust")
    );
    assert_eq!(house.engine.setup_code().await.unwrap().map(|_| ()), None);
    for path in ["", "/second-step"] {
        olive.get(&format!("/setup{path}")).await.is(410).says("set up already");
    }
    for path in STEPS.into_iter().chain(["code", "emergency", "emergency/codes", "people"]) {
        let page = olive.post(&format!("/setup/{path}"), &everything()).await;
        assert_eq!(page.status.as_u16(), 410, "{path} after the end: {}", page.body);
    }
    olive.get("/home").await.is(200);
    house.later(minutes(1));
}

/// What is done with the code of the console.
const STEPS: [&str; 10] = [
    "organisation",
    "administrator",
    "mail",
    "mail/code",
    "mail/skip",
    "texts",
    "texts/test",
    "texts/code",
    "texts/skip",
    "defaults",
];

/// The sheet and the people, by their pages.
async fn the_rest(olive: &mut Browser) {
    let page = olive.get("/setup").await;
    page.says("countersign account break-glass o.park@larkfield.example");
    page.says("No recovery codes are made yet.").says("http://localhost:8080/signin");
    olive.post("/setup/emergency", &[]).await.is(422).says("then tick the box");
    let to = olive.post("/setup/emergency/codes", &[]).await.to();
    let page = olive.get(&to).await;
    page.says("countersign account break-glass o.park@larkfield.example");
    let r = to.strip_prefix("/enrol?r=").unwrap().to_owned();
    let to = olive.post("/enrol/answer", &[("r", &r), ("saved", "1")]).await.to();
    assert_eq!(to, "/setup");
    olive.get(&to).await.says("10 recovery codes are left");
    let to = olive.post("/setup/emergency", &[("saved", "yes")]).await.to();
    olive.get(&to).await.says("Who else signs in?").says("Leave this for later");
    for (name, mail, sentence) in [
        ("", "m.wong@larkfield.example", "Type your name"),
        ("Mei Lin Wong", "m.wong", "Type a full email address"),
        ("Olive", OWNER, "Somebody signs in with that name already"),
    ] {
        let page = olive.post("/setup/people", &[("name", name), ("mail", mail)]).await;
        page.is(422).says(sentence).says(mail);
    }
    let mei = [("name", "Wong, Mei Lin"), ("mail", "m.wong@larkfield.example")];
    let page = olive.post("/setup/people", &mei).await;
    page.is(200).says("1 person was invited").says("Wong, Mei Lin").silent("/reset/");
    let bad = "Nao Ito, n.ito@larkfield.example\nSam Reed";
    let page = olive.post("/setup/people", &[("list", "1"), ("people", bad)]).await;
    page.is(422).says("Line 2: type a name, a comma and an email").says("Sam Reed");
    let list = "Name,Email\nNao Ito, n.ito@larkfield.example";
    let page = olive.post("/setup/people", &[("list", "1"), ("people", list)]).await;
    page.is(200).says("1 person was invited").says("2 people are invited so far");
    assert_eq!(olive.post("/setup/people/done", &[]).await.to(), "/setup/done");
}

/// A text service is typed, field by field, and does not answer.
async fn choose_texts(olive: &mut Browser, to: &str) {
    let page = olive.get(to).await;
    page.says("Which service sends your text messages?").says("nobody can get a code by text");
    let good = [
        ("preset", "generic"),
        ("url", "http://127.0.0.1:9/send"),
        ("password", "sesame-of-the-gateway"),
        ("sender", "Larkfield"),
        ("countries", "hk, GB"),
    ];
    for (name, value, sentence) in [
        ("url", "http://gateway.example/send", "beginning with https://"),
        ("url", "", "beginning with https://"),
        ("countries", "everywhere", "at least one country"),
        ("sender", "Läufer", "Type up to 20 letters"),
    ] {
        let page = olive.post("/setup/texts", &but(&good, name, value)).await;
        page.is(422).says(sentence).silent("sesame-of-the-gateway");
    }
    let page = olive.post("/setup/texts", &but(&good, "preset", "twilio")).await;
    page.is(422).says("Type the account or name");
    let to = olive.post("/setup/texts", &good).await.to();
    let page = olive.get(&to).await;
    page.says("through the service you chose").silent("sesame-of-the-gateway");
    let page = olive.get("/setup/texts?change=1").await;
    page.says("HK, GB").says("http://127.0.0.1:9/send").silent("sesame-of-the-gateway");
    let page = olive.post("/setup/texts/test", &[("number", "+1 202 555 0123")]).await;
    page.is(422).says("in a country you have not listed");
    let page = olive.post("/setup/texts/test", &[("number", "5123 4534")]).await;
    page.is(422).says("Type the whole number");
    let to = olive.post("/setup/texts/test", &[("number", "+852 5123 4534")]).await.to();
    let mut page = olive.get(&to).await;
    for _ in 0..10_000 {
        if page.plain().contains("no connection") {
            break;
        }
        tokio::task::yield_now().await;
        page = olive.get(&to).await;
    }
    page.says("to the number ending 34").says("We try again at").says("The service said:");
    olive.post("/setup/texts/code", &[("code", "")]).await.is(422).says("Type the six digits");
    olive.post("/setup/texts/code", &[("code", "1")]).await.is(422).says("does not fit");
}

/// A server whose configuration names no gateway and no relay: both are chosen or left, and what
/// that means is said.
#[tokio::test]
async fn a_server_that_can_send_nothing_yet() {
    let house = House::with(engine::courier::CourierConfig::default()).await;
    let mut olive = open(&house).await;
    olive.post("/setup/organisation", &ORGANISATION).await.to();
    let to = olive.post("/setup/administrator", &ADMINISTRATOR).await.to();
    let handle = to.strip_prefix("/enrol?r=").unwrap().parse().unwrap();
    // A way that nothing could be sent for is not offered.
    let page = olive.get(&to).await;
    page.says("Code from an authenticator app").silent("Text message").silent("Call");
    let session = house.enrol_app(&olive.visit(&house), &handle).await.expect("signed in");
    olive.cookies.insert("__Host-session".into(), session.reveal().clone());
    olive.get("/setup").await.says("No mail relay is set up yet.");
    let to = olive.post("/setup/mail/skip", &[]).await.to();
    choose_texts(&mut olive, &to).await;
    olive.post("/setup/texts/skip", &[]).await.to();
    olive.post("/setup/defaults", &[("on", "yes"), ("grace_days", "7")]).await.to();
    olive.post("/setup/emergency", &[("later", "1")]).await.to();
    let mei = [("name", "Mei Lin Wong"), ("mail", "m.wong@larkfield.example")];
    let page = olive.post("/setup/people", &mei).await;
    page.is(200).says("Hand these links over yourself").says("http://localhost:8080/reset/");
    let link = page.plain();
    let link = link.split_once("http://localhost:8080").unwrap().1.split_once('<').unwrap().0;
    house.browser().get(link).await.is(200).says("Welcome. Choose your password");
    olive.get("/setup").await.silent("/reset/");
    // Nobody else's page, whoever they are.
    house.browser().get("/setup").await.is(410);
    house.browser().post("/setup/people", &mei).await.to();
}

/// Every field says what to do, and keeps what was typed, but never a password.
#[tokio::test]
async fn what_is_not_taken_is_said_and_kept() {
    let house = House::bare().await;
    let mut olive = open(&house).await;
    olive.get("/setup").await;
    for (name, value, sentence) in [
        ("organisation", "", "Type the name of your organisation"),
        ("short_name", "A name that is long", "1 to 11 letters"),
        ("short_name", "郵政", "1 to 11 letters"),
        ("service_desk", "", "Type how people reach your service desk"),
        ("language", "tlh", "Choose a language from the list."),
        ("time_zone", "Moon/Base", "Choose a time zone from the list."),
    ] {
        let page = olive.post("/setup/organisation", &but(&ORGANISATION, name, value)).await;
        page.is(422).says(sentence);
        let kept = if name == "service_desk" { "Larkfield Trust" } else { "5550 1234" };
        page.says(kept);
    }
    olive.post("/setup/organisation", &ORGANISATION).await.to();
    for (name, value, sentence) in [
        ("name", " ", "Type your name"),
        ("username", "has a space", "Type a name without spaces"),
        ("mail", "no-address", "Type a full email address"),
        ("new_password", "short", "You typed 5."),
        ("new_password", "", "Type a new password"),
    ] {
        let page = olive.post("/setup/administrator", &but(&ADMINISTRATOR, name, value)).await;
        page.is(422).says(sentence);
        assert!(!page.body.contains(PASSWORD), "a password is never sent back");
        if name != "name" {
            page.says("Olive Park");
        }
    }
}

/// A half-done first run goes on where it was, after a new code too.
#[tokio::test]
async fn coming_back_goes_on() {
    let house = House::bare().await;
    let mut olive = open(&house).await;
    olive.post("/setup/organisation", &ORGANISATION).await.to();
    olive.get("/setup").await.says("The first administrator");
    let mut other = open(&house).await;
    other.get("/setup").await.says("The first administrator");
    olive.get("/setup").await.says("Code from the server");
}

#[tokio::test]
async fn the_test_mail_and_its_code() {
    let house = House::bare().await;
    let mut olive = open(&house).await;
    olive.post("/setup/organisation", &ORGANISATION).await.to();
    let to = olive.post("/setup/administrator", &ADMINISTRATOR).await.to();
    let handle = to.strip_prefix("/enrol?r=").unwrap().parse().unwrap();
    house.enrol(&olive.visit(&house), &handle).await.expect("signed in");
    olive.get("/setup").await.says("Send a test to").silent("No mail relay");
    olive.post("/setup/mail", &[("mail", "nowhere")]).await.is(422).says("full email address");
    olive.post("/setup/mail", &[("mail", OWNER)]).await.to();
    let test = |subject: &String| subject.starts_with("Test from");
    let letter = house.sent_to(OWNER, |mail| mail.subject.as_ref().is_some_and(test)).await;
    let code: String = letter
        .text
        .split(|c: char| !c.is_ascii_digit())
        .find(|word| word.len() == 6)
        .unwrap_or_else(|| panic!("no code in {}", letter.text))
        .to_owned();
    let wrong = if code == "000000" { "111111" } else { "000000" };
    olive.post("/setup/mail/code", &[("code", "")]).await.is(422);
    olive.post("/setup/mail/code", &[("code", wrong)]).await.is(422);
    olive.post("/setup/mail/code", &[("code", &code)]).await.to();
    olive.get("/setup").await.says("Do text messages work?");
    olive.post("/setup/texts/test", &[("number", "+852 5123 4534")]).await.to();
    let code = house.code_to("+85251234534").await;
    olive.get("/setup").await.says("to the number ending 34").silent("5123 4534");
    olive.post("/setup/texts/code", &[("code", &code)]).await.to();
    olive.get("/setup").await.says("Security defaults");
}
