//! What programs and their owners do at the doors, for `app_passwords` and `doors`.

use super::people::{MEI, Mei};
use crate::{
    NewAppPassword,
    check::{Answer, By, Knock},
    testing::{TestBrowser, TestHouse, mail_of},
};
use countersign_core::{
    account::Account,
    app_password::{AppPassword, Opens, Protocol, Refusal, Scope},
    secret::Secret,
};

pub const PHONE: &str = "203.0.113.7";

/// Mei, who has just shown her second step, and one app password for mail.
pub struct Programs {
    pub house: TestHouse,
    pub mei: TestBrowser,
    pub made: AppPassword,
    pub secret: String,
}

impl Programs {
    pub async fn at(house: &TestHouse) -> Self {
        let mei = Mei::at(house).await.browser;
        let (made, secret) = make(&mei, "Thunderbird", &[Scope::Mail, Scope::Sending]).await;
        Self { house: house.clone(), mei, made, secret }
    }

    pub async fn knocks(&self) -> Answer {
        check(&self.house, &knock(MEI, &self.secret)).await
    }
}

pub fn new(name: &str, opens: &[Scope]) -> NewAppPassword {
    NewAppPassword {
        program: "thunderbird".into(),
        name: name.into(),
        opens: Opens::of(opens),
        ..NewAppPassword::default()
    }
}

pub async fn make(browser: &TestBrowser, name: &str, opens: &[Scope]) -> (AppPassword, String) {
    let standing = browser.standing().await.unwrap();
    let (visit, new) = (browser.visit(), new(name, opens));
    let made = browser.engine().make_app_password(&visit, &standing, new).await;
    let (made, secret) = made.unwrap();
    (made, secret.reveal().clone())
}

/// Thunderbird on somebody's phone, reading mail.
pub fn knock(user: &str, secret: &str) -> Knock {
    Knock {
        protocol: Protocol::Imap,
        app: None,
        name: mail_of(user),
        secret: Secret::from(secret),
        source: PHONE.into(),
        tls: Some(true),
        program: None,
    }
}

pub async fn check(house: &TestHouse, knock: &Knock) -> Answer {
    house.engine.check(knock).await.unwrap()
}

pub fn opened(user: &str, by: By) -> Answer {
    Answer::Open { account: mail_of(user), mail: mail_of(user), by }
}

pub const fn refused(why: Refusal) -> Answer {
    Answer::Refused(why)
}

/// How often `words` was mailed to somebody.
pub async fn mails(house: &TestHouse, user: &str, words: &str) -> usize {
    let told = house.told(&mail_of(user)).await;
    told.iter().filter(|(sent, _)| sent == words).count()
}

pub async fn account(house: &TestHouse) -> Account {
    house.account(MEI).await
}
