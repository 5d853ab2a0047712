//! The start of a server, and its first run.

use super::people::*;
use crate::{
    Error, NewAccount, SetupOrganisation, SetupStep,
    clock::TestClock,
    testing::{PASSWORD, Plan, TestBrowser, TestHouse, mail_of},
};
use countersign_core::{
    account::{Role, State},
    method::Wrong,
    secret::Secret,
    sign_in::{Event, Stage},
    time::{hours, minutes},
};
use std::sync::Arc;

const OLIVE: &str = "o.park";

async fn bare_houses() -> Vec<TestHouse> {
    let mut houses = Vec::new();
    for fresh in store::testing::databases().await {
        houses.push(TestHouse::bare(fresh.open().await, Plan::of(methods::kinds())).await);
    }
    houses
}

async fn step(browser: &TestBrowser) -> SetupStep {
    browser.engine().setup(&browser.visit()).await.unwrap().step
}

fn larkfield() -> SetupOrganisation {
    SetupOrganisation {
        name: "Larkfield Trust".into(),
        short: "Larkfield".into(),
        service_desk: "IT service desk, 5550 1234".into(),
        language: "en".into(),
        time_zone: "Asia/Hong_Kong".into(),
    }
}

fn olive() -> NewAccount {
    NewAccount {
        username: mail_of(OLIVE),
        name: "Olive Park".into(),
        mail: mail_of(OLIVE),
        password: Some(PASSWORD.into()),
        ..NewAccount::default()
    }
}

fn slip(outcome: crate::Result<()>) -> (String, String) {
    match outcome {
        Err(Error::Wrong(Wrong { field, words, .. })) => (field, words),
        other => panic!("{other:?}"),
    }
}

async fn opened(house: &TestHouse) -> TestBrowser {
    let code = house.engine.setup_code().await.unwrap().unwrap();
    let browser = house.browser();
    house.engine.setup_open(&browser.secret, &browser.visit(), code.reveal()).await.unwrap();
    browser
}

// PW-12: once, an hour, and the newest only; nobody but the browser that typed it goes on.
#[tokio::test]
async fn the_code_dies_by_use_by_time_and_by_the_next_start() {
    for house in bare_houses().await {
        let browser = house.browser();
        let (engine, visit) = (&house.engine, browser.visit());
        let open = async |code: &str| engine.setup_open(&browser.secret, &visit, code).await;
        let wrong = ("code".to_owned(), "setup-code-wrong".to_owned());
        let first = engine.setup_code().await.unwrap().unwrap();
        let next = house.again().await.engine.setup_code().await.unwrap().unwrap();
        assert_eq!(slip(open(first.reveal()).await), wrong);
        house.later(hours(1));
        assert_eq!(slip(open(next.reveal()).await), wrong);
        let third = engine.setup_code().await.unwrap().unwrap();
        house.later(minutes(59));
        assert_eq!(step(&browser).await, SetupStep::Code);
        let early = engine.setup_organisation(&visit, larkfield()).await;
        assert!(matches!(early, Err(Error::Refused("setup-code-first"))));
        open(&third.reveal().to_lowercase().replace('-', " ")).await.unwrap();
        assert_eq!(slip(open(third.reveal()).await), wrong);
        assert_eq!(step(&browser).await, SetupStep::Organisation);
        assert_eq!(step(&house.browser()).await, SetupStep::Code);
    }
}

#[tokio::test]
async fn the_whole_first_run() {
    for house in bare_houses().await {
        let mut browser = opened(&house).await;
        let (engine, visit) = (house.engine.clone(), browser.visit());
        let bad = SetupOrganisation { short: "More than eleven".into(), ..larkfield() };
        let (field, _) = slip(engine.setup_organisation(&visit, bad).await);
        assert_eq!(field, "short_name");
        let skipping = engine.setup_defaults(&visit, true, 14).await;
        assert!(matches!(skipping, Err(Error::Refused("setup-step-later"))));
        engine.setup_organisation(&visit, larkfield()).await.unwrap();
        assert_eq!(step(&browser).await, SetupStep::Administrator);
        let weak = NewAccount { password: Some("short".into()), ..olive() };
        let weak = engine.setup_administrator(&browser.secret, &visit, weak).await.map(drop);
        assert_eq!(slip(weak).0, "new_password");
        let handle = engine.setup_administrator(&browser.secret, &visit, olive()).await.unwrap();
        assert_eq!(house.account(OLIVE).await.role, Role::Owner);
        assert_eq!(step(&browser).await, SetupStep::SecondStep);
        let look = engine.look(&visit, &handle).await.unwrap();
        assert!(matches!(look.sign_in.stage, Stage::Enrol(_)), "{:?}", look.sign_in.stage);
        second_step(&house, &mut browser, &handle).await;
        assert_eq!(step(&browser).await, SetupStep::Mail);
        mail(&house, &browser).await;
        assert_eq!(step(&browser).await, SetupStep::Texts);
        texts(&house, &browser).await;
        assert_eq!(step(&browser).await, SetupStep::Defaults);
        let (field, _) = slip(engine.setup_defaults(&browser.visit(), true, 91).await);
        assert_eq!(field, "grace_days");
        engine.setup_defaults(&browser.visit(), true, 30).await.unwrap();
        assert!(engine.setup_code().await.unwrap().is_none());
        the_rest(&house, &browser).await;
        let again = house.again().await;
        let organisation = again.engine.organisation().await.unwrap();
        assert!(organisation.ready);
        assert_eq!(
            (organisation.name.as_str(), organisation.defaults.grace_days),
            ("Larkfield Trust", 30)
        );
        let standing = browser.standing().await.unwrap();
        let items = engine.setup_done(&standing).await.unwrap();
        let missing: Vec<_> = items.iter().filter(|(_, there)| !there).map(|(n, _)| *n).collect();
        assert_eq!(missing, ["recovery-codes", "apps"]);
        // The list is the owner's alone.
        house.person("s.reed", Role::Person, State::Disabled).await;
        let mut sam = house.browser();
        let handle = sam.open("Mail").await;
        sam.password(&handle, "s.reed").await.unwrap();
        sam.turn(&handle, vec![Event::PutOff]).await.unwrap();
        let standing = sam.standing().await.unwrap();
        assert!(matches!(engine.setup_done(&standing).await, Err(Error::NotFound)));
    }
}

/// The enrolment pages, left once in the middle.
async fn second_step(house: &TestHouse, browser: &mut TestBrowser, handle: &crate::Handle) {
    browser.turn(handle, vec![Event::SetUp("sms".into())]).await.unwrap();
    let engine = house.engine.clone();
    let again = engine.setup_second_step(&browser.secret, &browser.visit()).await.unwrap();
    browser.password(&again, OLIVE).await.unwrap();
    set_up_text(browser, &again, NUMBER).await;
    for event in [Event::SpareLater, Event::Confirmed] {
        browser.turn(&again, vec![event]).await.unwrap();
    }
    assert!(browser.session.is_some());
}

async fn mail(house: &TestHouse, browser: &TestBrowser) {
    let (engine, visit) = (&house.engine, browser.visit());
    let (_, words) = slip(engine.setup_mail_check(&visit, "123456").await);
    assert_eq!(words, "setup-mail-code-wrong");
    engine.setup_mail_send(&visit, &mail_of(OLIVE)).await.unwrap();
    let first = house.code_to(&mail_of(OLIVE)).await;
    house.courier.outbox().unwrap().clear();
    engine.setup_mail_send(&visit, &mail_of(OLIVE)).await.unwrap();
    let second = house.code_to(&mail_of(OLIVE)).await;
    assert_ne!(first, second);
    let (_, words) = slip(engine.setup_mail_check(&visit, &first).await);
    assert_eq!(words, "setup-mail-code-wrong");
    engine.setup_mail_check(&visit, &second).await.unwrap();
}

/// The configuration of a test house keeps everything in memory, so nothing is chosen.
async fn texts(house: &TestHouse, browser: &TestBrowser) {
    let (engine, visit) = (&house.engine, browser.visit());
    let chosen = engine.setup_text_service(&visit, crate::courier::TextService::default()).await;
    assert!(matches!(chosen, Err(Error::Refused("setup-not-now"))));
    let (field, _) = slip(engine.setup_text_send(&visit, "51234534").await);
    assert_eq!(field, "number");
    engine.setup_text_send(&visit, "+852 5123 4534").await.unwrap();
    let code = house.code_to("+85251234534").await;
    let setup = engine.setup(&visit).await.unwrap();
    assert_eq!(setup.text.unwrap().ending, "34");
    let (_, words) = slip(engine.setup_text_check(&visit, "12345").await);
    assert_eq!(words, "setup-texts-code-wrong");
    engine.setup_text_check(&visit, &code).await.unwrap();
}

/// What is left once the server is ready: the owner's own, in whatever browser.
async fn the_rest(house: &TestHouse, browser: &TestBrowser) {
    let engine = &house.engine;
    assert_eq!(step(browser).await, SetupStep::Emergency);
    let over = |outcome: crate::Result<()>| {
        assert!(matches!(outcome, Err(Error::Refused("setup-over"))), "{outcome:?}");
    };
    // The browser that typed the code is nothing any more without its session.
    let bare = TestBrowser { session: None, ..browser.clone() };
    over(engine.setup(&bare.visit()).await.map(drop));
    over(engine.setup_emergency(&bare.visit(), true).await);
    over(engine.setup_people(&bare.visit(), "Mei, m.wong@larkfield.example").await.map(drop));
    over(engine.setup_organisation(&browser.visit(), larkfield()).await);
    over(engine.setup_defaults(&browser.visit(), false, 90).await);
    let early = engine.setup_people_done(&browser.visit()).await;
    assert!(matches!(early, Err(Error::Refused("setup-step-later"))));
    engine.setup_emergency(&browser.visit(), true).await.unwrap();
    assert_eq!(step(browser).await, SetupStep::People);
    people(house, browser).await;
    engine.setup_people_done(&browser.visit()).await.unwrap();
    over(engine.setup(&browser.visit()).await.map(drop));
    over(engine.setup_people(&browser.visit(), "Sam, s@larkfield.example").await.map(drop));
}

/// All of a list, or nobody.
async fn people(house: &TestHouse, browser: &TestBrowser) {
    let (engine, visit) = (&house.engine, browser.visit());
    let list = "Mei Lin Wong, m.wong@larkfield.example\nOlive, o.park@larkfield.example";
    let (field, words) = slip(engine.setup_people(&visit, list).await.map(drop));
    assert_eq!((field.as_str(), words.as_str()), ("people", "setup-people-taken"));
    let mei = engine.account_named("m.wong@larkfield.example").await;
    assert!(matches!(mei, Err(Error::NotFound)), "half of a list is nothing");
    let list = "Mei Lin Wong, m.wong@larkfield.example\nNao Ito, n.ito@larkfield.example";
    let invited = engine.setup_people(&visit, list).await.unwrap();
    assert_eq!(invited.len(), 2);
    assert!(invited.iter().all(|one| one.link.is_none()), "it went by mail");
    let told = house.told("n.ito@larkfield.example").await;
    assert_eq!(told.last().unwrap().0, "mail-invitation");
    assert_eq!(engine.setup(&visit).await.unwrap().people, 2);
}

// AU-7, PW-12: of 64 that come at once, one becomes the owner.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn au_7_sixty_four_at_once_make_one_owner() {
    for house in bare_houses().await {
        let browser = opened(&house).await;
        house.engine.setup_organisation(&browser.visit(), larkfield()).await.unwrap();
        let all = (0..64).map(|n| {
            let (engine, browser) = (house.engine.clone(), browser.clone());
            let name = format!("owner{n}");
            let who = NewAccount { username: mail_of(&name), mail: mail_of(&name), ..olive() };
            tokio::spawn(async move {
                engine.setup_administrator(&browser.secret, &browser.visit(), who).await
            })
        });
        let mut made = 0;
        for one in all.collect::<Vec<_>>() {
            match one.await.unwrap() {
                Ok(_) => made += 1,
                Err(Error::Refused("setup-not-now") | Error::Busy { .. }) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
        let mut reader = house.engine.reader().await.unwrap();
        let all = store::account::administrators(&mut reader).await.unwrap();
        assert_eq!(all.len(), 1, "{all:?}");
        // Those that came after it were led on to its second step.
        assert!(made >= 1);
        assert_eq!(step(&browser).await, SetupStep::SecondStep);
    }
}

// CR-3: a wrong key file is told at the start, and changes nothing.
#[tokio::test]
async fn another_master_key_does_not_start() {
    for house in bare_houses().await {
        let clock = Arc::new(TestClock::default());
        let other = Secret::new([8; 32]);
        let start =
            TestHouse::start(house.db.clone(), house.plan.clone(), clock, &other).await.err();
        assert!(matches!(start, Some(Error::Down(why)) if why.contains("master key")));
        house.again().await;
    }
}
