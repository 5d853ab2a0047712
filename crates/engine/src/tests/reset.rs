//! Forgotten passwords.

use super::{houses, people::*};
use crate::{
    Error, Handle,
    testing::{PASSWORD, TestBrowser, TestHouse, mail_of},
};
use countersign_core::{
    account::{Role, State},
    secret::Secret,
    session::Level,
    sign_in::{Event, Stage},
    time::minutes,
};

pub const NEW: &str = "a kettle of fresh words";

/// Asks for a link, as from the page, and reads the mail.
pub async fn link_for(house: &TestHouse, user: &str) -> String {
    house.engine.forgot(&house.browser().visit(), &mail_of(user)).await.unwrap();
    let told = house.told(&mail_of(user)).await;
    let (_, facts) = told.iter().rev().find(|(words, _)| words == "mail-reset").unwrap();
    facts["link"].rsplit('/').next().unwrap().to_owned()
}

/// A browser that followed the link and showed the second step, if there is one.
pub async fn proved(house: &TestHouse, token: &str) -> (TestBrowser, Handle) {
    let mut browser = house.browser();
    let visit = browser.visit();
    let handle = house.engine.reset_begin(&browser.secret, &visit, token).await.unwrap();
    let look = house.engine.look(&browser.visit(), &handle).await.unwrap();
    if !done(&look.sign_in) {
        let text = look.offers.iter().find(|way| way.kind == "sms").unwrap();
        browser.turn(&handle, vec![Event::Chose(text.id.clone())]).await.unwrap();
        let code = house.code_to(NUMBER).await;
        let after = browser.code(&handle, &code).await.unwrap();
        assert!(done(&after.sign_in), "{}", words(&after));
    }
    (browser, handle)
}

/// The whole way to a new password.
pub async fn chooses(house: &TestHouse, user: &str, new: &str) {
    let token = link_for(house, user).await;
    let (browser, handle) = proved(house, &token).await;
    let visit = browser.visit();
    house.engine.reset_password(&visit, &handle, &token, &new.into()).await.unwrap();
}

// RC-5: the link alone changes nothing where there is a second step.
#[tokio::test]
async fn a_link_needs_the_second_step_and_signs_nobody_in() {
    houses(|house| async move {
        let mei = Mei::at(&house).await.browser;
        let token = link_for(&house, MEI).await;
        let browser = house.browser();
        let visit = browser.visit();
        let handle = house.engine.reset_begin(&browser.secret, &visit, &token).await.unwrap();
        let new: Secret<String> = NEW.into();
        let early = house.engine.reset_password(&visit, &handle, &token, &new).await;
        assert!(matches!(early, Err(Error::NotFound)));
        let (browser, handle) = proved(&house, &token).await;
        house.engine.reset_password(&browser.visit(), &handle, &token, &new).await.unwrap();
        assert_eq!(level(&browser).await, Level::None);
        // SE-5: what was open ends.
        assert_eq!(level(&mei).await, Level::None);
        house.later(minutes(3));
        let mut mei = house.browser();
        let handle = mei.open("Mail").await;
        assert_eq!(words(&mei.password(&handle, MEI).await.unwrap()), "sign-in-no-match");
        let after = mei.name(&handle, &mail_of(MEI), NEW).await.unwrap();
        assert!(matches!(after.sign_in.stage, Stage::Prove { open: Some(_) }));
    })
    .await;
}

// RC-7: once, 30 minutes, one live at a time; looking uses nothing up.
#[tokio::test]
async fn a_link_works_once_for_half_an_hour_and_the_newest_only() {
    houses(|house| async move {
        house.person(MEI, Role::Person, State::Disabled).await;
        let over = |outcome: crate::Result<crate::ResetOpen>| {
            assert!(matches!(outcome, Err(Error::Refused("reset-over"))));
        };
        let first = link_for(&house, MEI).await;
        for _ in 0..3 {
            house.engine.reset_look(&first).await.unwrap();
        }
        let second = link_for(&house, MEI).await;
        over(house.engine.reset_look(&first).await);
        house.later(minutes(30));
        over(house.engine.reset_look(&second).await);
        let third = link_for(&house, MEI).await;
        let (browser, handle) = proved(&house, &third).await;
        let visit = browser.visit();
        let engine = &house.engine;
        engine.reset_password(&visit, &handle, &third, &NEW.into()).await.unwrap();
        over(engine.reset_look(&third).await);
        assert!(engine.reset_password(&visit, &handle, &third, &PASSWORD.into()).await.is_err());
    })
    .await;
}

// RC-7: any change of the account in between voids it.
#[tokio::test]
async fn a_change_voids_the_link() {
    houses(|house| async move {
        let mut mei = Mei::at(&house).await.browser;
        proves_again(&mut mei).await;
        let token = link_for(&house, MEI).await;
        let standing = mei.standing().await.unwrap();
        let ways = house.engine.ways(&standing.account).await.unwrap();
        house.engine.remove_way(&mei.visit(), &standing, &ways[1].id).await.unwrap();
        let outcome = house.engine.reset_look(&token).await;
        assert!(matches!(outcome, Err(Error::Refused("reset-over"))));
    })
    .await;
}

// RC-5, invariant 4: what was proved before the account changed allows nothing, under any link.
#[tokio::test]
async fn a_second_step_set_up_meanwhile_is_asked_for() {
    houses(|house| async move {
        house.person(MEI, Role::Person, State::Enforced).await;
        // Somebody at Mei's mailbox, while a link is all it takes.
        let token = link_for(&house, MEI).await;
        let (thief, handle) = proved(&house, &token).await;
        let mut mei = house.browser();
        let own = mei.open("Mail").await;
        mei.password(&own, MEI).await.unwrap();
        set_up_text(&mut mei, &own, NUMBER).await;
        let token = link_for(&house, MEI).await;
        let engine = &house.engine;
        assert!(engine.reset_look(&token).await.unwrap().second_step);
        let saved = engine.reset_password(&thief.visit(), &handle, &token, &NEW.into()).await;
        assert!(matches!(saved, Err(Error::NotFound)), "{saved:?}");
    })
    .await;
}

// RL-9: nobody learns who has an account, and nothing is sent for nobody.
#[tokio::test]
async fn a_name_nobody_has_gets_the_same_answer() {
    houses(|house| async move {
        house.person(MEI, Role::Person, State::Disabled).await;
        house.engine.forgot(&house.browser().visit(), "no.body").await.unwrap();
        assert!(house.sent().await.is_empty());
        house.engine.forgot(&house.browser().visit(), " M.WONG@larkfield.example").await.unwrap();
        assert_eq!(house.sent().await.len(), 1);
        let visit = house.browser().visit();
        for name in ["no.body", &mail_of(MEI)] {
            let Err(Error::Wrong(wrong)) =
                house.engine.reset_by_code(&visit, name, "AAAA-2222").await
            else {
                panic!("{name}");
            };
            assert_eq!(wrong.words, "reset-code-wrong");
        }
    })
    .await;
}

/// A mailbox is not flooded, and nobody can use its owner's last mail up.
#[tokio::test]
async fn five_mails_an_hour_and_never_the_last() {
    houses(|house| async move {
        house.person(MEI, Role::Person, State::Disabled).await;
        let visit = house.browser().visit();
        for hour in 1..=30 {
            for _ in 0..8 {
                house.engine.forgot(&visit, &mail_of(MEI)).await.unwrap();
                house.engine.forgot(&visit, "no.body").await.unwrap();
            }
            assert_eq!(house.told(&mail_of(MEI)).await.len(), hour * 5);
            house.later(minutes(60));
        }
        chooses(&house, MEI, NEW).await;
    })
    .await;
}

// RC-4: the code of the mail, typed; guesses at it run out.
#[tokio::test]
async fn the_code_of_the_mail_stands_for_the_link() {
    houses(|house| async move {
        house.person(MEI, Role::Person, State::Disabled).await;
        link_for(&house, MEI).await;
        let code = house.code_to(&mail_of(MEI)).await;
        let visit = house.browser().visit();
        let engine = &house.engine;
        let token =
            engine.reset_by_code(&visit, &mail_of(MEI), &code.to_lowercase()).await.unwrap();
        engine.reset_look(&token).await.unwrap();
        assert!(engine.reset_by_code(&visit, &mail_of(MEI), &code).await.is_err(), "once");
        link_for(&house, MEI).await;
        let code = house.code_to(&mail_of(MEI)).await;
        for _ in 0..11 {
            assert!(engine.reset_by_code(&visit, &mail_of(MEI), "AAAA-2222").await.is_err());
        }
        assert!(engine.reset_by_code(&visit, &mail_of(MEI), &code).await.is_err(), "paused");
    })
    .await;
}

// PW-10, PW-11: a start link is random, ends, works once, and nobody else chooses the password.
#[tokio::test]
async fn a_start_link_lives_a_day_and_works_once() {
    houses(|house| async move {
        let new = crate::NewAccount {
            username: mail_of(MEI),
            name: MEI.into(),
            mail: mail_of(MEI),
            ..crate::NewAccount::default()
        };
        let account = house.engine.add_account(new).await.unwrap();
        let link = house.engine.start_link(&account).await.unwrap();
        let token = link.rsplit('/').next().unwrap().to_owned();
        house.later(minutes(60 * 24 - 1));
        let (browser, handle) = proved(&house, &token).await;
        let visit = browser.visit();
        house.engine.reset_password(&visit, &handle, &token, &NEW.into()).await.unwrap();
        assert!(house.engine.reset_look(&token).await.is_err());
        let link = house.engine.start_link(&house.account(MEI).await).await.unwrap();
        house.later(minutes(60 * 24));
        assert!(house.engine.reset_look(link.rsplit('/').next().unwrap()).await.is_err());
    })
    .await;
}
