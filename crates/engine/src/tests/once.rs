//! Whatever works once, tried 64 times at once.

use super::{houses, people::*};
use crate::testing::{TestBrowser, TestHouse};
use countersign_core::{session::Level, sign_in::Event, time::minutes};
use std::future::Future;

/// Starts 64 of them together; their outcomes.
async fn at_once<T: Send + 'static, F>(make: impl Fn(usize) -> F) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
{
    let tasks: Vec<_> = (0..64).map(|n| tokio::spawn(make(n))).collect();
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(task.await.unwrap());
    }
    outcomes
}

async fn sessions(house: &TestHouse) -> usize {
    let account = house.account(MEI).await;
    let mut reader = house.engine.reader().await.unwrap();
    let now = house.engine.now();
    store::session::of_account(&mut reader, &account.id, now).await.unwrap().len()
}

// SM-1, RL-5: one code, 64 answers, one session.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_code_opens_one_session() {
    houses(|house| async move {
        Mei::at(&house).await;
        let before = sessions(&house).await;
        let mut browser = house.browser();
        let handle = browser.open("Mail").await;
        browser.password(&handle, MEI).await.unwrap();
        let code = house.code_to(NUMBER).await;
        let opened = at_once(|_| {
            let (mut browser, handle, code) = (browser.clone(), handle.clone(), code.clone());
            async move { browser.code(&handle, &code).await.is_ok_and(|it| it.session.is_some()) }
        })
        .await;
        assert_eq!(opened.iter().filter(|opened| **opened).count(), 1);
        assert_eq!(sessions(&house).await, before + 1);
    })
    .await;
}

async fn at_the_spare(house: &TestHouse) -> (TestBrowser, crate::Handle) {
    let mut browser = house.browser();
    let handle = browser.open("Mail").await;
    browser.password(&handle, MEI).await.unwrap();
    let look = house.engine.look(&browser.visit(), &handle).await.unwrap();
    let spare = look.offers.iter().find(|way| way.kind == "recovery").unwrap();
    browser.turn(&handle, vec![Event::Chose(spare.id.clone())]).await.unwrap();
    (browser, handle)
}

// RC-1: one recovery code in 64 browsers at once opens one.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_recovery_code_opens_one_session() {
    houses(|house| async move {
        let mei = Mei::at(&house).await;
        let before = sessions(&house).await;
        let mut doors = Vec::new();
        for _ in 0..64 {
            doors.push(at_the_spare(&house).await);
        }
        let code = mei.spares[3].clone();
        let opened = at_once(|n| {
            let ((mut browser, handle), code) = (doors[n].clone(), code.clone());
            async move { browser.code(&handle, &code).await.is_ok_and(|it| it.session.is_some()) }
        })
        .await;
        assert_eq!(opened.iter().filter(|opened| **opened).count(), 1);
        assert_eq!(sessions(&house).await, before + 1);
        // However many of the 64 were counted, the longest pause they led to is over.
        house.later(minutes(20));
        let (mut browser, handle) = at_the_spare(&house).await;
        browser.code(&handle, &mei.spares[4]).await.unwrap();
        assert_eq!(level(&browser).await, Level::Two);
        // A right answer ended the streak, so the used code is compared, not paused.
        let (mut browser, handle) = at_the_spare(&house).await;
        assert_eq!(words(&browser.code(&handle, &code).await.unwrap()), "recovery-code-wrong");
        let told = house.told(&crate::testing::mail_of(MEI)).await;
        let left: Vec<_> = told
            .iter()
            .filter(|(w, _)| w == "mail-recovery-used")
            .map(|(_, f)| &f["left"])
            .collect();
        assert_eq!(left, ["9", "8"]);
    })
    .await;
}

// RC-7
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reset_link_changes_one_password() {
    houses(|house| async move {
        Mei::at(&house).await;
        let mut ready = Vec::new();
        let token = super::reset::link_for(&house, MEI).await;
        for _ in 0..8 {
            ready.push(super::reset::proved(&house, &token).await);
            house.later(minutes(2));
        }
        let changed = at_once(|n| {
            let ((browser, handle), token) = (ready[n % 8].clone(), token.clone());
            let word = format!("word number {n} of a long list");
            async move {
                let visit = browser.visit();
                let new = word.as_str().into();
                browser.engine().reset_password(&visit, &handle, &token, &new).await.is_ok()
            }
        })
        .await;
        assert_eq!(changed.iter().filter(|changed| **changed).count(), 1);
    })
    .await;
}

// RC-6
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_undo_link_undoes_once() {
    houses(|house| async move {
        let mei = Mei::at(&house).await.browser;
        let token = super::changes::undo_link(&house, "mail-way-added").await;
        let undone = at_once(|_| {
            let (visit, token) = (mei.visit(), token.clone());
            let engine = house.engine.clone();
            async move { engine.undo(&visit, &token).await.is_ok() }
        })
        .await;
        assert_eq!(undone.iter().filter(|undone| **undone).count(), 1);
        let ways = house.engine.ways(&house.account(MEI).await).await.unwrap();
        assert!(ways.iter().all(|way| way.kind != "sms"));
    })
    .await;
}

// PW-12
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_first_runs_code_opens_it_once() {
    for fresh in store::testing::databases().await {
        let plan = crate::testing::Plan::of(methods::kinds());
        let house = TestHouse::bare(fresh.open().await, plan).await;
        let code = house.engine.setup_code().await.unwrap().unwrap();
        let opened = at_once(|_| {
            let (browser, code) = (house.browser(), code.clone());
            async move {
                let visit = browser.visit();
                browser.engine().setup_open(&browser.secret, &visit, code.reveal()).await.is_ok()
            }
        })
        .await;
        assert_eq!(opened.iter().filter(|opened| **opened).count(), 1, "{}", fresh.name);
    }
}
