//! What people of a test house do, step by step.

use crate::{
    After, Handle,
    testing::{TestBrowser, TestHouse, answer, window},
};
use countersign_core::{
    account::{Role, State},
    method::Fields,
    session::Level,
    sign_in::{Event, Purpose, Setup, SignIn, Stage, Step},
    time::minutes,
};
use serde_json::Value;

pub const MEI: &str = "m.wong";
pub const NUMBER: &str = "+85261234567";
pub const OTHER_NUMBER: &str = "+85291234567";

pub fn typed(event: fn(Fields) -> Event, pairs: &[(&str, &str)]) -> Event {
    event(Fields::of(pairs))
}

pub fn done(sign_in: &SignIn) -> bool {
    matches!(sign_in.stage, Stage::Done { .. })
}

pub fn words(after: &After) -> &str {
    after.wrong.as_ref().map_or("", |wrong| &wrong.words)
}

/// What a set-up page has to show.
pub fn pending(sign_in: &SignIn) -> Value {
    match &sign_in.stage {
        Stage::Enrol(Setup {
            step: Step::SetUp { pending, .. } | Step::Spare { pending, .. },
            ..
        }) => pending.clone(),
        other => panic!("nothing is set up: {other:?}"),
    }
}

/// The recovery codes on the page.
pub fn spares(sign_in: &SignIn) -> Vec<String> {
    let pending = pending(sign_in);
    let codes = pending["codes"].as_array().unwrap();
    codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect()
}

/// Mei with a number and recovery codes, signed in; the house is a few minutes further on.
pub struct Mei {
    pub browser: TestBrowser,
    pub spares: Vec<String>,
}

impl Mei {
    pub async fn at(house: &TestHouse) -> Self {
        house.person(MEI, Role::Person, State::Enforced).await;
        Self::enrolled(house, house.browser()).await
    }

    pub async fn enrolled(house: &TestHouse, mut browser: TestBrowser) -> Self {
        let handle = browser.open("Mail").await;
        let after = browser.password(&handle, MEI).await.unwrap();
        assert!(matches!(after.sign_in.stage, Stage::Enrol(_)), "{:?}", after.sign_in.stage);
        let after = set_up_text(&mut browser, &handle, NUMBER).await;
        let spares = spares(&after.sign_in);
        let kept = typed(Event::SetUpAnswered, &[("saved", "on")]);
        browser.turn(&handle, vec![kept]).await.unwrap();
        let after = browser.turn(&handle, vec![Event::Confirmed]).await.unwrap();
        assert!(done(&after.sign_in), "{:?}", after.sign_in.stage);
        // Notices have gone out, and texts may be sent again without being asked.
        house.sent().await;
        house.later(minutes(3));
        Self { browser, spares }
    }
}

/// Country, number, code.
pub async fn set_up_text(browser: &mut TestBrowser, handle: &Handle, number: &str) -> After {
    let phone = number.strip_prefix("+852").unwrap();
    let number_typed = typed(Event::SetUpAnswered, &[("country", "HK"), ("phone", phone)]);
    let after = browser.turn(handle, vec![Event::SetUp("sms".into()), number_typed]).await.unwrap();
    assert_eq!(words(&after), "");
    let code = browser.house.code_to(number).await;
    let after = browser.turn(handle, vec![typed(Event::SetUpAnswered, &[("code", &code)])]).await;
    let after = after.unwrap();
    assert_eq!(words(&after), "");
    after
}

/// Password, then the code that was sent; in any browser.
pub async fn signs_in(browser: &mut TestBrowser) -> Handle {
    let handle = browser.open("Mail").await;
    let after = browser.password(&handle, MEI).await.unwrap();
    assert_eq!(words(&after), "");
    let code = browser.house.code_to(NUMBER).await;
    let after = browser.code(&handle, &code).await.unwrap();
    assert!(done(&after.sign_in), "{} {:?}", words(&after), after.sign_in.stage);
    handle
}

/// Proves again for a change, within the session there is.
pub async fn proves_again(browser: &mut TestBrowser) {
    let standing = browser.standing().await.unwrap();
    let purpose = Purpose::StepUp { session: standing.session.id.clone(), words: "verify".into() };
    let visit = browser.visit();
    let engine = browser.engine().clone();
    let handle = engine.begin_within(&visit, &standing, purpose, window("")).await.unwrap();
    let look = engine.look(&visit, &handle).await.unwrap();
    let password = look.offers.first().unwrap();
    let events =
        vec![Event::Chose(password.id.clone()), answer("password", crate::testing::PASSWORD)];
    let after = browser.turn(&handle, events).await.unwrap();
    assert_eq!(words(&after), "");
    if !done(&after.sign_in) {
        let code = browser.house.code_to(NUMBER).await;
        let after = browser.code(&handle, &code).await.unwrap();
        assert!(done(&after.sign_in), "{}", words(&after));
    }
}

/// Opens a set-up within the session.
pub async fn adds(browser: &TestBrowser) -> Handle {
    let standing = browser.standing().await.unwrap();
    let purpose = Purpose::SetUp { session: standing.session.id.clone() };
    let visit = browser.visit();
    browser.engine().begin_within(&visit, &standing, purpose, window("")).await.unwrap()
}

pub async fn level(browser: &TestBrowser) -> Level {
    browser.standing().await.map_or(Level::None, |standing| standing.session.level())
}
