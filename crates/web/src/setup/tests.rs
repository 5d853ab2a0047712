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
    for path in ["organisation", "administrator", "mail", "mail/code", "mail/skip", "defaults"] {
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
    olive.get(&to).await.says("Security defaults");
    for bad in ["91", "-1", "", "many", "99999999999999999999999"] {
        let page = olive.post("/setup/defaults", &[("on", "yes"), ("grace_days", bad)]).await;
        page.is(422).says("Type a number of days from 0 to 90.");
    }
    let to = olive.post("/setup/defaults", &[("on", "yes"), ("grace_days", "7")]).await.to();
    let page = olive.get(&to).await;
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
    for path in
        ["code", "organisation", "administrator", "mail", "mail/code", "mail/skip", "defaults"]
    {
        let page = olive.post(&format!("/setup/{path}"), &everything()).await;
        assert_eq!(page.status.as_u16(), 410, "{path} after the end: {}", page.body);
    }
    olive.get("/home").await.is(200);
    house.later(minutes(1));
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
    olive.get("/setup").await.says("Security defaults");
}
