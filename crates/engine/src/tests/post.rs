//! The outbox: nothing that was promised is lost, and nothing is sent that may not be.

use super::{houses, people::*};
use crate::{
    Error,
    courier::{Callback, CourierError},
    testing::{Plan, TestHouse, mail_of},
};
use countersign_core::{
    account::{Role, State},
    message::{Channel, Message, args},
    sign_in::Event,
    time::{hours, minutes, seconds},
};

fn letter(house: &TestHouse) -> Message {
    Message {
        channel: Channel::Mail,
        to: mail_of(MEI),
        words: "mail-reset".into(),
        args: args(&[("code", "ABCD")]),
        account: None,
        tag: None,
        until: house.engine.now().plus(hours(1)),
    }
}

/// A letter that was saved, by a server that ended before it could send it.
async fn saved(house: &TestHouse) -> store::outbox::Id {
    let mut tx = house.db.begin().await.unwrap();
    let id = house.engine.put_letter(&mut tx, &letter(house)).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn waiting(house: &TestHouse) -> i64 {
    let mut reader = house.engine.reader().await.unwrap();
    store::outbox::waiting(&mut reader).await.unwrap()
}

// Invariant 7: what was saved is sent, by whoever starts next.
#[tokio::test]
async fn a_letter_whose_server_ended_is_sent_by_the_next() {
    houses(|house| async move {
        saved(&house).await;
        let next = house.again().await;
        next.engine.post_due().await.unwrap();
        assert_eq!(next.told(&mail_of(MEI)).await.len(), 1);
        // In hand when the server ended: again after its lease, and under the same key.
        let id = saved(&house).await;
        let mut tx = house.db.begin().await.unwrap();
        let now = house.engine.now();
        store::outbox::claim_one(&mut tx, &id, now, now.plus(minutes(2))).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        let next = house.again().await;
        next.engine.post_due().await.unwrap();
        assert_eq!(next.told(&mail_of(MEI)).await.len(), 0);
        house.later(minutes(2));
        next.engine.post_due().await.unwrap();
        let sent = next.courier.outbox().unwrap().list();
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].idempotency_key, id.to_string());
    })
    .await;
}

// SM-9, AV-5: a courier that is down delays, and says so once it is over.
#[tokio::test]
async fn what_could_not_be_sent_is_tried_again_until_it_is_no_use() {
    houses(|house| async move {
        let outbox = house.courier.outbox().unwrap();
        outbox.break_down(Some(CourierError::Temporary("down".into())));
        saved(&house).await;
        for pause in [0, 5, 30, 120] {
            house.later(seconds(pause));
            house.engine.post_due().await.unwrap();
            assert_eq!(waiting(&house).await, 1);
        }
        outbox.break_down(None);
        house.engine.post_due().await.unwrap();
        assert!(outbox.list().is_empty(), "not before its pause is over");
        house.later(minutes(10));
        house.engine.post_due().await.unwrap();
        assert_eq!((outbox.list().len(), waiting(&house).await), (1, 0));
        // No use any more, and refused for good.
        outbox.break_down(Some(CourierError::Temporary("down".into())));
        saved(&house).await;
        house.engine.post_due().await.unwrap();
        for _ in 0..10 {
            house.later(minutes(10));
            house.engine.post_due().await.unwrap();
        }
        assert_eq!(waiting(&house).await, 0);
        outbox.break_down(Some(CourierError::Refused("no such mailbox".into())));
        saved(&house).await;
        house.engine.post_due().await.unwrap();
        assert_eq!(waiting(&house).await, 0);
        outbox.break_down(None);
        house.later(hours(2));
        house.engine.post_due().await.unwrap();
        assert_eq!(outbox.list().len(), 1);
    })
    .await;
}

// SM-9: nobody gets in because a gateway is down, and the page stays.
#[tokio::test]
async fn a_gateway_that_is_down_opens_nothing() {
    houses(|house| async move {
        let mut mei = Mei::at(&house).await.browser;
        mei.session = None;
        house.courier.outbox().unwrap().break_down(Some(CourierError::Temporary("down".into())));
        let handle = mei.open("Mail").await;
        let after = mei.password(&handle, MEI).await.unwrap();
        assert!(!done(&after.sign_in));
        let look = house.engine.look(&mei.visit(), &handle).await.unwrap();
        assert!(look.offers.iter().any(|way| way.kind == "recovery"));
    })
    .await;
}

async fn enrolling(house: &TestHouse) -> (crate::testing::TestBrowser, crate::Handle) {
    let mut browser = house.browser();
    let handle = browser.open("Mail").await;
    browser.password(&handle, MEI).await.unwrap();
    browser.turn(&handle, vec![Event::SetUp("sms".into())]).await.unwrap();
    (browser, handle)
}

/// Asks for a code to a number; the words of the answer.
async fn asks(house: &TestHouse, number: &str) -> String {
    let (mut browser, handle) = enrolling(house).await;
    let typed = typed(Event::SetUpAnswered, &[("country", "HK"), ("phone", number)]);
    let after = browser.turn(&handle, vec![typed]).await.unwrap();
    words(&after).to_owned()
}

async fn limited(limit: impl FnOnce(&mut Plan)) -> Vec<TestHouse> {
    let mut plan = Plan::of(methods::kinds());
    limit(&mut plan);
    let mut houses = Vec::new();
    for fresh in store::testing::databases().await {
        let house = TestHouse::planned(fresh.open().await, plan.clone()).await;
        house.person(MEI, Role::Person, State::Enforced).await;
        houses.push(house);
    }
    houses
}

// SM-6: so many to a number in an hour and in a day, whoever asks from wherever.
#[tokio::test]
async fn a_number_gets_so_many_texts() {
    let houses = limited(|plan| {
        plan.courier.ceilings.per_number_hour = 2;
        plan.courier.ceilings.per_number_day = 3;
    });
    for house in houses.await {
        assert_eq!(asks(&house, "61234567").await, "");
        assert_eq!(asks(&house, "61234567").await, "");
        assert_eq!(asks(&house, "61234567").await, "send-withheld");
        assert_eq!(asks(&house, "91234567").await, "", "another number");
        house.later(hours(1));
        assert_eq!(asks(&house, "61234567").await, "");
        assert_eq!(asks(&house, "61234567").await, "send-withheld");
        house.later(hours(24));
        assert_eq!(asks(&house, "61234567").await, "");
        assert_eq!(house.told("+85261234567").await.len(), 4);
    }
}

// SM-6: and so many for a person, by a source, to neighbours, and in all.
#[tokio::test]
async fn every_ceiling_withholds() {
    type Limit = fn(&mut Plan);
    let ceilings: [Limit; 5] = [
        |plan| plan.courier.ceilings.per_account_hour = 2,
        |plan| plan.courier.ceilings.per_account_day = 2,
        |plan| plan.courier.ceilings.per_prefix_hour = 2,
        |plan| plan.courier.ceilings.per_country_hour = 2,
        |plan| plan.courier.ceilings.per_day_total = 2,
    ];
    for limit in ceilings {
        for house in limited(limit).await {
            assert_eq!(asks(&house, "61234567").await, "");
            assert_eq!(asks(&house, "61234568").await, "");
            assert_eq!(asks(&house, "61234569").await, "send-withheld");
        }
    }
}

// SM-6: countries are listed.
#[tokio::test]
async fn a_country_that_is_not_listed_gets_none() {
    let houses = limited(|plan| plan.courier.ceilings.countries_allowed = vec!["GB".into()]);
    for house in houses.await {
        assert_eq!(asks(&house, "61234567").await, "send-withheld");
        assert!(house.told("+85261234567").await.is_empty());
        let whats = [countersign_core::audit::What::SendWithheld];
        let account = house.account(MEI).await;
        let log = house.engine.activity(&account, &whats, None, 10).await.unwrap();
        assert_eq!((log.len(), log[0].facts["reason"].as_str()), (1, "country"));
    }
}

// SM-10
#[tokio::test]
async fn a_receipt_from_nowhere_is_not_found() {
    houses(|house| async move {
        let headers = Default::default();
        let call =
            Callback { gateway: "outbox", token: "00", query: "", headers: &headers, body: b"" };
        assert!(matches!(house.engine.receipt(&call).await, Err(Error::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn what_is_over_is_forgotten_and_nothing_else() {
    houses(|house| async move {
        let mut mei = Mei::at(&house).await.browser;
        house.engine.sweep().await.unwrap();
        assert!(mei.standing().await.is_some());
        house.later(hours(24 * 40));
        house.engine.sweep().await.unwrap();
        assert_eq!(waiting(&house).await, 0);
        mei.session = None;
        signs_in(&mut mei).await;
        house.engine.sweep().await.unwrap();
        assert!(mei.standing().await.is_some());
    })
    .await;
}
