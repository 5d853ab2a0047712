//! Mails nobody asked for: reminders of who put the second step off, what an owner is told of a
//! sign-in, and what administrators are told of everybody.

use super::{houses, people::*};
use crate::{
    courier::CourierError,
    testing::{Plan, TestHouse, mail_of},
};
use countersign_core::{
    account::{Role, State},
    audit::What,
    message::Args,
    sign_in::Event,
    time::{days, hours, minutes, seconds},
};

const OWNER: &str = "h.lam";
const WRONG: &str = "not the right words";

/// Mails to somebody whose words begin so, oldest first.
async fn mails(house: &TestHouse, user: &str, words: &str) -> Vec<Args> {
    let told = house.told(&mail_of(user)).await;
    told.into_iter().filter(|(said, _)| said.starts_with(words)).map(|(_, facts)| facts).collect()
}

/// Mei put the second step off for two weeks, just now.
async fn puts_off(house: &TestHouse) {
    house.person(MEI, Role::Person, State::Disabled).await;
    let mut mei = house.browser();
    let handle = mei.open("Mail").await;
    mei.password(&handle, MEI).await.unwrap();
    mei.turn(&handle, vec![Event::PutOff]).await.unwrap();
}

async fn left(house: &TestHouse) -> Vec<String> {
    house.engine.tidy_up().await.unwrap();
    let mails = mails(house, MEI, "mail-remind").await;
    mails.iter().map(|facts| facts["days"].clone()).collect()
}

// M12: once each, at seven, three and one day.
#[tokio::test]
async fn who_put_it_off_is_reminded_three_times() {
    houses(|house| async move {
        puts_off(&house).await;
        let ends = house.account(MEI).await.grace_ends_at.unwrap();
        let mut seen = Vec::new();
        // Two weeks, four looks a day, and a restart in each of them.
        for _ in 0..60 {
            house.later(hours(6));
            seen = left(&house).await;
            house.again().await.engine.tidy_up().await.unwrap();
        }
        assert_eq!(seen, ["7", "3", "1"]);
        let mails = mails(&house, MEI, "mail-remind").await;
        assert!(mails.iter().all(|facts| facts["last_day"] == ends.0.to_string()));
    })
    .await;
}

// M12: of several that are due one is sent, and a clock that goes back sends none again.
#[tokio::test]
async fn reminders_are_put_together_and_never_repeated() {
    houses(|house| async move {
        puts_off(&house).await;
        house.later(days(12));
        assert_eq!(left(&house).await, ["2"]);
        house.clock.set(house.engine.now().minus(days(6)));
        assert_eq!(left(&house).await, ["2"]);
        house.later(days(7));
        assert_eq!(left(&house).await, ["2", "1"]);
    })
    .await;
}

// M12: two servers of a house send one.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reminder_is_sent_by_one_of_many() {
    houses(|house| async move {
        puts_off(&house).await;
        house.later(days(7));
        let other = house.again().await;
        let rounds: Vec<_> = (0..16)
            .map(|n| if n % 2 == 0 { house.clone() } else { other.clone() })
            .map(|house| tokio::spawn(async move { house.engine.remind_who_put_off().await }))
            .collect();
        let mut sent = 0;
        for round in rounds {
            sent += round.await.unwrap().unwrap();
        }
        assert_eq!(sent, 1);
    })
    .await;
}

// M12: nobody is reminded of what they have, of what is not asked any more, or while kept out.
#[tokio::test]
async fn who_needs_none_gets_no_reminder() {
    houses(|house| async move {
        puts_off(&house).await;
        let mut mei = house.browser();
        let handle = mei.open("Mail").await;
        mei.password(&handle, MEI).await.unwrap();
        set_up_text(&mut mei, &handle, NUMBER).await;
        house.person("s.reed", Role::Person, State::Disabled).await;
        let mut sam = house.browser();
        let handle = sam.open("Mail").await;
        sam.password(&handle, "s.reed").await.unwrap();
        house.engine.disable_account(&house.account("s.reed").await).await.unwrap();
        house.later(days(8));
        house.engine.tidy_up().await.unwrap();
        assert!(mails(&house, MEI, "mail-remind").await.is_empty());
        assert!(mails(&house, "s.reed", "mail-remind").await.is_empty());
        house.engine.enable_account(&house.account("s.reed").await).await.unwrap();
        house.engine.tidy_up().await.unwrap();
        assert_eq!(mails(&house, "s.reed", "mail-remind").await.len(), 1);
        let mut organisation =
            crate::Organisation::clone(&*house.engine.organisation().await.unwrap());
        organisation.defaults.on = false;
        house.engine.save_organisation(organisation).await.unwrap();
        house.later(days(4));
        house.engine.tidy_up().await.unwrap();
        assert_eq!(mails(&house, "s.reed", "mail-remind").await.len(), 1);
    })
    .await;
}

async fn tries_wrong(house: &TestHouse, times: usize) {
    let mut browser = house.browser();
    let handle = browser.open("Mail").await;
    for _ in 0..times {
        browser.name(&handle, &mail_of(MEI), WRONG).await.unwrap();
    }
}

// LG-6: whoever got in after a series of wrong answers is told of, once; after a slip nobody is.
#[tokio::test]
async fn a_sign_in_after_a_series_of_failures_is_told_lg_6() {
    houses(|house| async move {
        Mei::at(&house).await;
        let after = async || mails(&house, MEI, "mail-after-failures").await;
        tries_wrong(&house, 4).await;
        signs_in(&mut house.browser()).await;
        assert!(after().await.is_empty(), "four are slips");
        house.later(minutes(3));
        tries_wrong(&house, 6).await;
        // The password alone is no sign-in yet.
        let mut other = house.browser();
        let handle = other.open("Mail").await;
        other.password(&handle, MEI).await.unwrap();
        assert!(after().await.is_empty());
        let code = house.code_to(NUMBER).await;
        assert!(done(&other.code(&handle, &code).await.unwrap().sign_in));
        let told = after().await;
        assert_eq!((told.len(), told[0]["count"].as_str()), (1, "6"));
        assert_eq!(told[0]["device"], "Firefox on Windows");
        house.later(minutes(3));
        signs_in(&mut house.browser()).await;
        assert_eq!(after().await.len(), 1, "the streak is over");
    })
    .await;
}

// LG-6: the second step, guessed at in a browser that is known, counts as well.
#[tokio::test]
async fn a_series_at_the_second_step_is_told_too_lg_6() {
    houses(|house| async move {
        let mut mei = Mei::at(&house).await.browser;
        mei.session = None;
        for _ in 0..2 {
            let handle = mei.open("Mail").await;
            mei.password(&handle, MEI).await.unwrap();
            for _ in 0..3 {
                mei.code(&handle, "000000").await.unwrap();
            }
            mei.turn(&handle, vec![Event::Cancelled]).await.unwrap();
            house.later(minutes(3));
        }
        signs_in(&mut mei).await;
        let told = mails(&house, MEI, "mail-after-failures").await;
        assert_eq!((told.len(), told[0]["count"].as_str()), (1, "6"));
    })
    .await;
}

/// A house with an owner, an administrator of another sort and Mei.
async fn staffed(house: &TestHouse) {
    house.person(OWNER, Role::Owner, State::Enforced).await;
    house.person("d.desk", Role::Helpdesk, State::Enforced).await;
    house.person(MEI, Role::Person, State::Enforced).await;
}

// A1: "this is not me" concerns the house too: its owners are told, in an hour once of one person.
#[tokio::test]
async fn a_reported_sign_in_is_told_to_owners() {
    houses(|house| async move {
        staffed(&house).await;
        let mut mei = Mei::enrolled(&house, house.browser()).await.browser;
        mei.session = None;
        for _ in 0..2 {
            let handle = mei.open("Mail").await;
            mei.password(&handle, MEI).await.unwrap();
            mei.turn(&handle, vec![Event::Cancelled]).await.unwrap();
            house.sent().await;
            house.later(minutes(3));
        }
        let told = mails(&house, OWNER, "mail-reported").await;
        assert_eq!((told.len(), told[0]["name"].as_str()), (1, MEI));
        assert!(mails(&house, "d.desk", "mail-").await.is_empty());
        assert!(mails(&house, MEI, "mail-reported").await.is_empty());
        house.later(hours(1));
        let handle = mei.open("Mail").await;
        mei.password(&handle, MEI).await.unwrap();
        mei.turn(&handle, vec![Event::Cancelled]).await.unwrap();
        assert_eq!(mails(&house, OWNER, "mail-reported").await.len(), 2);
    })
    .await;
}

// A2: a gateway that is down until a code is over, and one that refuses again and again.
#[tokio::test]
async fn delivery_that_fails_is_told_to_owners() {
    houses(|house| async move {
        staffed(&house).await;
        let mut mei = Mei::enrolled(&house, house.browser()).await.browser;
        mei.session = None;
        let outbox = house.courier.outbox().unwrap();
        let asks = async |mei: &mut crate::testing::TestBrowser| {
            let handle = mei.open("Mail").await;
            mei.password(&handle, MEI).await.unwrap();
            handle
        };
        outbox.break_down(Some(CourierError::Temporary("down".into())));
        asks(&mut mei).await;
        for _ in 0..20 {
            house.later(seconds(60));
            house.engine.post_due().await.unwrap();
        }
        outbox.break_down(None);
        // The alert waited in the same outbox.
        house.later(hours(1));
        let failing = async || mails(&house, OWNER, "mail-alert-delivery").await;
        let told = failing().await;
        assert_eq!((told.len(), told[0]["channel"].as_str()), (1, "text"));
        assert_eq!(failed(&house).await, 1);
        // A number that is refused now and then concerns its owner alone.
        house.later(hours(2));
        let refused = || Some(CourierError::Refused("no such number".into()));
        for n in 0..6 {
            outbox.break_down(refused());
            asks(&mut mei).await;
            // Written down with the alert, if there is one.
            while failed(&house).await < n + 2 {
                tokio::task::yield_now().await;
            }
            outbox.break_down(None);
            assert_eq!(failing().await.len(), if n < 5 { 1 } else { 2 }, "{n}");
            mei = house.browser();
            house.later(minutes(3));
        }
    })
    .await;
}

async fn failed(house: &TestHouse) -> usize {
    let account = house.account(MEI).await;
    house.engine.activity(&account, &[What::DeliveryFailed], None, 99).await.unwrap().len()
}

// A3, A4: what was done on the console is told to every owner.
#[tokio::test]
async fn emergency_and_changed_defaults_are_told_to_owners() {
    houses(|house| async move {
        staffed(&house).await;
        house.engine.break_glass(&house.account(OWNER).await).await.unwrap();
        let told = mails(&house, OWNER, "mail-alert-emergency").await;
        assert_eq!((told.len(), told[0]["username"].as_str()), (1, mail_of(OWNER).as_str()));
        let mut organisation =
            crate::Organisation::clone(&*house.engine.organisation().await.unwrap());
        organisation.name = "Larkfield".into();
        house.engine.save_organisation(organisation.clone()).await.unwrap();
        let defaults = async || mails(&house, OWNER, "mail-alert-defaults").await;
        assert!(defaults().await.is_empty(), "a name is no default");
        organisation.defaults.on = false;
        house.engine.save_organisation(organisation.clone()).await.unwrap();
        organisation.defaults.grace_days = 3;
        house.engine.save_organisation(organisation).await.unwrap();
        let mut told = defaults().await;
        told.sort_by_key(|facts| facts["days"].clone());
        assert_eq!(told.len(), 2);
        assert!(told.iter().all(|facts| facts["state"] == "off"));
        assert_eq!((told[0]["days"].as_str(), told[1]["days"].as_str()), ("14", "3"));
    })
    .await;
}

/// Somebody who has a code sent to a number of one range, and types it or not.
async fn tries_to_set_up(house: &TestHouse, n: usize, types: bool) -> String {
    let user = format!("p{n}");
    house.person(&user, Role::Person, State::Enforced).await;
    let mut browser = house.browser();
    let handle = browser.open("Mail").await;
    browser.password(&handle, &user).await.unwrap();
    let phone = format!("6123400{n}");
    let typed_number = typed(Event::SetUpAnswered, &[("country", "HK"), ("phone", &phone)]);
    let events = vec![Event::SetUp("sms".into()), typed_number];
    let after = browser.turn(&handle, events).await.unwrap();
    if types {
        let code = house.code_to(&format!("+852{phone}")).await;
        let code = typed(Event::SetUpAnswered, &[("code", &code)]);
        assert_eq!(words(&browser.turn(&handle, vec![code]).await.unwrap()), "");
    }
    words(&after).to_owned()
}

async fn watched() -> Vec<TestHouse> {
    let mut plan = Plan::of(methods::kinds());
    plan.courier.ceilings.watched_from = 4;
    plan.courier.ceilings.entered_percent = 30;
    let mut houses = Vec::new();
    for fresh in store::testing::databases().await {
        houses.push(TestHouse::planned(fresh.open().await, plan.clone()).await);
    }
    houses
}

// SM-8: codes that do not come back stop the range, and only it; owners are told (A2).
#[tokio::test]
async fn a_range_whose_codes_do_not_come_back_gets_no_more_sm_8() {
    for house in watched().await {
        house.person(OWNER, Role::Owner, State::Enforced).await;
        assert_eq!(tries_to_set_up(&house, 0, true).await, "");
        for n in 1..4 {
            assert_eq!(tries_to_set_up(&house, n, false).await, "");
        }
        assert_eq!(tries_to_set_up(&house, 4, false).await, "", "they may still come back");
        house.later(minutes(11));
        assert_eq!(tries_to_set_up(&house, 5, false).await, "send-withheld");
        let told = mails(&house, OWNER, "mail-alert-withheld").await;
        assert_eq!((told.len(), told[0]["why"].as_str()), (1, "never_entered"));
        house.later(hours(24));
        assert_eq!(tries_to_set_up(&house, 6, false).await, "", "a day later it is another range");
    }
}

// SM-8: people who type their codes are never in the way of each other; nor is a gateway that is
// down.
#[tokio::test]
async fn a_range_of_people_goes_on_sm_8() {
    for house in watched().await {
        for n in 0..4 {
            assert_eq!(tries_to_set_up(&house, n, n % 3 == 0).await, "");
        }
        house.later(minutes(11));
        assert_eq!(tries_to_set_up(&house, 4, true).await, "", "half of them came back");
        house.courier.outbox().unwrap().break_down(Some(CourierError::Refused("no".into())));
        for n in 5..9 {
            assert_eq!(tries_to_set_up(&house, n, false).await, "");
        }
        house.sent().await;
        house.courier.outbox().unwrap().break_down(None);
        house.later(minutes(11));
        assert_eq!(tries_to_set_up(&house, 9, true).await, "");
    }
}
