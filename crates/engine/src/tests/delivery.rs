//! What became of a text, as its page is told.

use super::{houses, people::*};
use crate::{Delivery, courier::CourierError, testing::TestHouse};
use countersign_core::{
    account::{Role, State},
    id::AccountId,
    time::{Time, minutes, seconds},
};

/// Asks Mei for her code, with a courier that does `broken`; says until when the code counts.
async fn at_code(house: &TestHouse, broken: CourierError) -> (AccountId, Time) {
    let mut mei = Mei::at(house).await.browser;
    mei.session = None;
    house.courier.outbox().unwrap().break_down(Some(broken));
    let handle = mei.open("Mail").await;
    let after = mei.password(&handle, MEI).await.unwrap();
    let open = after.sign_in.challenges.iter().find(|open| open.kind == "sms").unwrap();
    (house.account(MEI).await.id, open.expires_at.unwrap())
}

// SM-9, SM-10: from its first try to its receipt, and nothing of anybody else's.
#[tokio::test]
async fn sm_10_a_text_is_followed_to_its_end() {
    houses(|house| async move {
        let outbox = house.courier.outbox().unwrap();
        let down = CourierError::Temporary("down".into());
        let (mei, until) = at_code(&house, down).await;
        let before = outbox.list().len();
        let at = async || house.engine.delivery(&mei, until).await.unwrap();
        while at().await == Some(Delivery::Leaving) {
            tokio::task::yield_now().await;
        }
        let Some(Delivery::Again(due)) = at().await else { panic!("{:?}", at().await) };
        assert_eq!(due, house.engine.now().plus(seconds(5)));
        outbox.break_down(None);
        house.later(seconds(6));
        house.engine.post_due().await.unwrap();
        assert_eq!(at().await, Some(Delivery::Taken(house.engine.now())));
        assert_eq!(outbox.list().len(), before + 1);
        let id = outbox.list().last().unwrap().id.clone();
        let note = async |delivered, failed| {
            let mut tx = house.db.begin().await.unwrap();
            store::outbox::delivered(&mut tx, "outbox", &id, delivered, failed).await.unwrap();
            tx.commit().await.unwrap();
        };
        note(None, Some(house.engine.now())).await;
        assert_eq!(at().await, Some(Delivery::Failed));
        note(Some(house.engine.now()), None).await;
        assert_eq!(at().await, Some(Delivery::Delivered(house.engine.now())));
        let olive = house.person("o.park", Role::Person, State::Disabled).await;
        assert_eq!(house.engine.delivery(&olive.id, until).await.unwrap(), None);
        let other = house.engine.delivery(&mei, until.plus(minutes(1))).await.unwrap();
        assert_eq!(other, None);
    })
    .await;
}

#[tokio::test]
async fn a_text_that_is_refused_is_told_so() {
    houses(|house| async move {
        let refused = CourierError::Refused("no such number".into());
        let (mei, until) = at_code(&house, refused).await;
        house.sent().await;
        let at = house.engine.delivery(&mei, until).await.unwrap();
        assert_eq!(at, Some(Delivery::Refused));
    })
    .await;
}
