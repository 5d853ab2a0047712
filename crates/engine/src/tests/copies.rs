//! Rows kept in memory never say anything else than the database.

use super::{houses, people::*};
use crate::{
    Standing,
    testing::{Plan, TestBrowser, TestHouse},
};
use countersign_core::{
    account::Role,
    audit::What,
    secret::Secret,
    time::{minutes, seconds},
};
use std::sync::Arc;

/// Who is signed in, as a server says that has just been started and remembers nothing.
async fn anew(browser: &TestBrowser) -> Option<Standing> {
    let house = browser.house.again().await;
    TestBrowser { house, ..browser.clone() }.standing().await
}

/// What both say, once each has written down that the session was used.
async fn agree(browser: &TestBrowser) -> Option<Standing> {
    browser.standing().await;
    let (kept, read) = (browser.standing().await, anew(browser).await);
    let told = |it: &Option<Standing>| it.as_ref().map(|it| format!("{it:?}"));
    assert_eq!(told(&kept), told(&read));
    kept
}

// SE-5, AU-6: whatever happens to a session or its account is seen at the next request.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_change_is_seen_at_the_next_request() {
    houses(|house| async move {
        let mei = Mei::at(&house).await;
        let (mut here, mut there) = (mei.browser, house.browser());
        signs_in(&mut there).await;
        house.later(minutes(3));
        assert!(agree(&here).await.is_some() && agree(&there).await.is_some());
        proves_again(&mut here).await;
        let proved = agree(&here).await.unwrap();
        let mut account = house.account(MEI).await;
        account.role = Role::Auditor;
        house.engine.save_account(&account, What::StateChanged).await.unwrap();
        assert_eq!(agree(&here).await.unwrap().account.role, Role::Auditor);
        house.engine.sign_out_others(&here.visit(), &proved).await.unwrap();
        assert!(agree(&there).await.is_none(), "signed out elsewhere");
        let account = house.account(MEI).await;
        house.engine.disable_account(&account).await.unwrap();
        assert!(agree(&here).await.is_none(), "disabled");
    })
    .await;
}

// SE-5, AU-6: what another server changed is seen within five seconds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_servers_change_is_seen_within_five_seconds() {
    // A SQLite file has one server only.
    for fresh in store::testing::databases().await.iter().filter(|it| it.name == "postgresql") {
        let house = TestHouse::on(fresh.open().await, methods::kinds()).await;
        let mei = Mei::at(&house).await.browser;
        let (clock, plan) = (Arc::clone(&house.clock), Plan::of(methods::kinds()));
        let key = Secret::new([7; 32]);
        let other = TestHouse::start(fresh.open().await, plan, clock, &key).await.unwrap();
        assert!(mei.standing().await.is_some());
        other.engine.disable_account(&other.account(MEI).await).await.unwrap();
        house.later(seconds(5));
        assert!(mei.standing().await.is_none());
    }
}
