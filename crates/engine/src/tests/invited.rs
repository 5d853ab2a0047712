//! Invitations: a week to open them, half an hour from then on, and once.

use super::houses;
use crate::{
    Engine, Error, NewAccount,
    testing::{TestBrowser, TestHouse, mail_of},
};
use countersign_core::{
    secret::Secret,
    time::{days, minutes},
};

const NAO: &str = "n.ito";

/// Invites Nao; the token of the link in the mail.
async fn invited(house: &TestHouse) -> String {
    let nao = NewAccount {
        username: mail_of(NAO),
        name: "Nao Ito".into(),
        mail: mail_of(NAO),
        ..NewAccount::default()
    };
    house.engine.invite(vec![nao]).await.unwrap();
    let told = house.told(&mail_of(NAO)).await;
    let link = told.last().unwrap().1["link"].clone();
    link.rsplit_once('/').unwrap().1.to_owned()
}

async fn press(browser: &TestBrowser, token: &str) -> crate::Result<crate::Handle> {
    browser.engine().reset_begin(&browser.secret, &browser.visit(), token).await
}

fn over<T: std::fmt::Debug>(outcome: crate::Result<T>) {
    assert!(matches!(outcome, Err(Error::Refused("reset-over"))), "{outcome:?}");
}

// PW-11, RC-7: opening it starts nothing; the press of the button does.
#[tokio::test]
async fn pw_11_an_invitation_lives_half_an_hour_from_its_button_on() {
    houses(|house| async move {
        let token = invited(&house).await;
        let (engine, nao): (&Engine, _) = (&house.engine, house.browser());
        house.later(days(7).checked_sub(minutes(60)).unwrap());
        for _ in 0..3 {
            assert!(engine.reset_look(&token).await.unwrap().invitation);
        }
        press(&nao, &token).await.unwrap();
        let until = engine.reset_look(&token).await.unwrap().until;
        assert_eq!(until, house.engine.now().plus(minutes(30)));
        // A second press gives no more time.
        house.later(minutes(20));
        let handle = press(&nao, &token).await.unwrap();
        assert_eq!(engine.reset_look(&token).await.unwrap().until, until);
        house.later(minutes(5));
        let new = Secret::from("a violet umbrella waits outside");
        engine.reset_password(&nao.visit(), &handle, &token, &new).await.unwrap();
        over(press(&nao, &token).await);
        let mut own = house.browser();
        let mail = own.open("Mail").await;
        let after = own.name(&mail, &mail_of(NAO), new.reveal()).await.unwrap();
        assert_eq!(after.wrong, None);
    })
    .await;
}

#[tokio::test]
async fn pw_11_an_invitation_ends_by_itself() {
    houses(|house| async move {
        let token = invited(&house).await;
        let nao = house.browser();
        house.later(days(7));
        over(house.engine.reset_look(&token).await);
        over(press(&nao, &token).await);
    })
    .await;
    houses(|house| async move {
        let token = invited(&house).await;
        let nao = house.browser();
        press(&nao, &token).await.unwrap();
        house.later(minutes(30));
        over(house.engine.reset_look(&token).await);
        over(press(&nao, &token).await);
    })
    .await;
}

/// Without mail the link is given to whoever invites, and to nobody else.
#[tokio::test]
async fn without_mail_the_link_is_handed_over() {
    for fresh in store::testing::databases().await {
        let mut plan = crate::testing::Plan::of(methods::kinds());
        plan.courier.outbox = false;
        let house = TestHouse::planned(fresh.open().await, plan).await;
        let nao = NewAccount {
            username: mail_of(NAO),
            name: "Nao Ito".into(),
            mail: mail_of(NAO),
            ..NewAccount::default()
        };
        let invited = house.engine.invite(vec![nao.clone()]).await.unwrap();
        let link = invited[0].link.clone().unwrap();
        let token = link.rsplit_once('/').unwrap().1;
        assert_eq!(house.engine.reset_look(token).await.unwrap().username, mail_of(NAO));
        let again = house.engine.invite(vec![nao]).await;
        assert!(matches!(again, Err((Some(0), Error::Refused("account-name-taken")))));
    }
}
