//! Mail servers let go of whoever may not be there any more, soon after it ended (AP-2). The mail
//! server is a small one of these tests; `mail/test_ends.py` has a real Dovecot.

use super::{houses, people::*, programs::*};
use crate::{
    courier::{
        Doveadm,
        tests::fake::{Fake, Seen, answer},
    },
    testing::{TestHouse, mail_of},
};
use countersign_core::{
    account::{Role, State},
    secret::Secret,
    time::{hours, minutes, seconds},
};

/// A mail server the house tells.
async fn told(house: &TestHouse) -> Fake {
    let fake = Fake::open().await;
    let url = format!("http://127.0.0.1:{}", fake.port);
    let server = Doveadm::new(&url, &Secret::from("key")).unwrap();
    house.engine.use_mail_servers(vec![server]);
    fake.usually("[]");
    fake
}

/// The names of each request.
fn names(fake: &Fake) -> Vec<Vec<String>> {
    let one = |seen: &Seen| {
        let asked = seen.json();
        let kicks = asked.as_array().unwrap().iter();
        kicks.map(|kick| kick[1]["mask"][0].as_str().unwrap().to_owned()).collect()
    };
    fake.seen().iter().map(one).collect()
}

async fn look(house: &TestHouse) -> usize {
    house.engine.close_ended().await.unwrap()
}

// AP-2
#[tokio::test]
async fn who_lost_an_app_password_is_let_go_of_once() {
    houses(|house| async move {
        let fake = told(&house).await;
        let programs = Programs::at(&house).await;
        assert_eq!(look(&house).await, 0, "nothing has ended");
        let standing = programs.mei.standing().await.unwrap();
        let visit = programs.mei.visit();
        house.engine.remove_app_password(&visit, &standing, &programs.made.id).await.unwrap();
        assert_eq!(look(&house).await, 1);
        for _ in 0..5 {
            house.later(minutes(1));
            assert_eq!(look(&house).await, 0, "it was told");
        }
        assert_eq!(names(&fake), [[mail_of(MEI)]]);
    })
    .await;
}

// AP-2: also without an app password, and each time it happens.
#[tokio::test]
async fn who_is_disabled_is_let_go_of() {
    houses(|house| async move {
        let fake = told(&house).await;
        house.person("s.reed", Role::Person, State::Disabled).await;
        for _ in 0..2 {
            house.engine.disable_account(&house.account("s.reed").await).await.unwrap();
            assert_eq!(look(&house).await, 1);
            house.engine.enable_account(&house.account("s.reed").await).await.unwrap();
            house.later(seconds(10));
            assert_eq!(look(&house).await, 0);
        }
        assert_eq!(names(&fake), [[mail_of("s.reed")], [mail_of("s.reed")]]);
    })
    .await;
}

// AP-2: a mail server that was away is told when it is back, and so is one after our own restart.
#[tokio::test]
async fn a_mail_server_that_was_away_is_told_later() {
    houses(|house| async move {
        let fake = told(&house).await;
        house.person("s.reed", Role::Person, State::Disabled).await;
        house.engine.disable_account(&house.account("s.reed").await).await.unwrap();
        fake.will([answer(500, "")]);
        assert_eq!(look(&house).await, 0);
        assert_eq!(look(&house).await, 0, "it rests");
        house.later(hours(3));
        assert_eq!(look(&house).await, 1);
        let next = house.again().await;
        let _fake = told(&next).await;
        assert_eq!(look(&next).await, 1, "what ended lately, once more");
        next.later(hours(48));
        let later = next.again().await;
        let _fake = told(&later).await;
        assert_eq!(look(&later).await, 0);
    })
    .await;
}
