//! Guessing: counted before it is compared, the same for everybody, and told to the owner.

use super::{houses, people::*};
use crate::{
    Error,
    testing::{PASSWORD, Plan, TestBrowser, TestHouse, mail_of, window},
};
use countersign_core::{
    account::{Role, State},
    limit::Tally,
    session::Level,
    sign_in::{Event, Purpose, Stage},
    time::minutes,
};
use futures_util::FutureExt;

const WRONG: &str = "not the right words";

async fn tally(house: &TestHouse, kind: &str, door: &str) -> Tally {
    let account = house.account(MEI).await;
    let mut reader = house.engine.reader().await.unwrap();
    let key = format!("{}/{kind}/{door}", account.id);
    store::tally::get(&mut reader, &key).await.unwrap().unwrap_or_default()
}

/// What the first page says to `password` for `name`, in a browser nobody has used.
async fn says(house: &TestHouse, name: &str, password: &str) -> String {
    let mut browser = house.browser();
    let handle = browser.open("Mail").await;
    let after = browser.name(&handle, name, password).await.unwrap();
    match after.sign_in.stage {
        Stage::Name => words(&after).to_owned(),
        // Name and password were not compared: the page stays as it was.
        Stage::Prove { .. } if after.wrong.is_some() => words(&after).to_owned(),
        other => format!("in: {other:?}"),
    }
}

// RL-5: with ten to spend, ten are compared, however many come at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_wrong_passwords_at_once_ten_are_compared() {
    houses(|house| async move {
        house.person(MEI, Role::Person, State::Enforced).await;
        let tries = (0..64).map(|_| {
            let house = house.clone();
            tokio::spawn(async move { says(&house, &mail_of(MEI), WRONG).await })
        });
        let mut compared = 0;
        for one in tries.collect::<Vec<_>>() {
            compared += usize::from(one.await.unwrap() != "sign-in-paused");
        }
        let tally = tally(&house, "password", "any").await;
        assert_eq!(tally.streak, 10);
        assert_eq!(compared, 10);
    })
    .await;
}

// RL-7: while it is paused, right and wrong read alike and count alike.
#[tokio::test]
async fn ten_wrong_pause_for_a_quarter_of_an_hour() {
    houses(|house| async move {
        house.person(MEI, Role::Person, State::Enforced).await;
        for _ in 0..10 {
            assert_eq!(says(&house, &mail_of(MEI), WRONG).await, "sign-in-no-match");
        }
        assert_eq!(says(&house, &mail_of(MEI), WRONG).await, "sign-in-paused");
        assert_eq!(says(&house, &mail_of(MEI), PASSWORD).await, "sign-in-paused");
        assert_eq!(tally(&house, "password", "any").await.streak, 10);
        house.later(minutes(15));
        assert!(says(&house, &mail_of(MEI), PASSWORD).await.starts_with("in: "));
        // RL-3: the streak has ended, the slow budget remembers.
        let after = tally(&house, "password", "any").await;
        assert_eq!((after.streak, after.slow), (0, 10));
    })
    .await;
}

// RL-9: twelve tries at a name nobody has go like twelve at Mei's.
#[tokio::test]
async fn a_name_nobody_has_goes_the_same_way() {
    houses(|house| async move {
        house.person(MEI, Role::Person, State::Enforced).await;
        house.person("d.isabled", Role::Person, State::Enforced).await;
        let disabled = house.account("d.isabled").await;
        house.engine.disable_account(&disabled).await.unwrap();
        for try_ in 0..12 {
            let mei = says(&house, &mail_of(MEI), WRONG).await;
            assert_eq!(mei, says(&house, "n.obody@larkfield.example", WRONG).await, "{try_}");
            assert_eq!(mei, says(&house, &disabled.username, WRONG).await, "{try_}");
        }
    })
    .await;
}

// RL-2: one budget, however the name is written.
#[tokio::test]
async fn spellings_share_one_budget() {
    houses(|house| async move {
        house.person(MEI, Role::Person, State::Enforced).await;
        let names =
            ["m.wong@larkfield.example", " M.Wong@LARKFIELD.example ", "ｍ.wong@larkfield.example"];
        for name in names.iter().cycle().take(10) {
            assert_eq!(says(&house, name, WRONG).await, "sign-in-no-match");
        }
        for name in names {
            assert_eq!(says(&house, name, PASSWORD).await, "sign-in-paused", "{name}");
        }
        let nobody = ["no.body", "NO.BODY", " no.body"];
        for name in nobody.iter().cycle().take(10) {
            says(&house, name, WRONG).await;
        }
        assert_eq!(says(&house, nobody[0], WRONG).await, "sign-in-paused");
    })
    .await;
}

// RL-4: before the password nothing is sent or tried, and wrong passwords hurt no second step.
#[tokio::test]
async fn the_second_step_waits_for_the_password() {
    houses(|house| async move {
        Mei::at(&house).await;
        let account = house.account(MEI).await;
        let ways = house.engine.ways(&account).await.unwrap();
        let sent = house.told(NUMBER).await.len();
        let mut stranger = house.browser();
        let handle = stranger.open("Mail").await;
        let name = Event::Named { typed: mail_of(MEI), account: None };
        let chose = ways.iter().map(|way| Event::Chose(way.id.clone()));
        for event in std::iter::once(name).chain(chose) {
            stranger.turn(&handle, vec![event]).await.unwrap();
        }
        let look = house.engine.look(&stranger.visit(), &handle).await.unwrap();
        assert!(look.offers.iter().all(|way| way.kind == "password"), "RL-10");
        for _ in 0..12 {
            says(&house, &mail_of(MEI), WRONG).await;
        }
        assert_eq!(house.told(NUMBER).await.len(), sent);
        for door in ["any", "known"] {
            assert_eq!(tally(&house, "sms", door).await, Tally::default());
        }
    })
    .await;
}

// RL-6, LG-6: five tries for a code, ten in a row for the account, in whatever browser.
#[tokio::test]
async fn a_new_browser_refunds_no_tries_at_the_second_step() {
    houses(|house| async move {
        Mei::at(&house).await;
        for round in 0..2 {
            let mut stranger = house.browser();
            let handle = stranger.open("Mail").await;
            stranger.password(&handle, MEI).await.unwrap();
            for try_ in 0..5 {
                let after = stranger.code(&handle, "000000").await.unwrap();
                let last = if try_ == 4 { "code-void" } else { "code-wrong" };
                assert!(words(&after).ends_with(last), "{round} {try_} {}", words(&after));
            }
            house.later(minutes(3));
        }
        let mut third = house.browser();
        let handle = third.open("Mail").await;
        third.password(&handle, MEI).await.unwrap();
        let code = house.code_to(NUMBER).await;
        let after = third.code(&handle, &code).await.unwrap();
        assert_eq!(words(&after), "method-paused");
        assert_eq!(level(&third).await, Level::None);
        let told = house.told(&mail_of(MEI)).await;
        assert_eq!(told.iter().filter(|(words, _)| words == "mail-guessed").count(), 1);
        // The other way has a budget of its own.
        let look = house.engine.look(&third.visit(), &handle).await.unwrap();
        assert!(look.offers.iter().any(|way| way.kind == "recovery"));
    })
    .await;
}

// RL-8: strangers cannot lock the owner out, and the owner hears of it once.
#[tokio::test]
async fn a_browser_that_is_known_has_its_own_budget() {
    houses(|house| async move {
        let mut mei = Mei::at(&house).await.browser;
        for _ in 0..2 {
            for _ in 0..11 {
                says(&house, &mail_of(MEI), WRONG).await;
            }
            house.later(minutes(20));
        }
        let told = house.told(&mail_of(MEI)).await;
        let paused: Vec<_> = told.iter().filter(|(words, _)| words == "mail-paused").collect();
        assert_eq!(paused.len(), 1);
        assert!(house.told(NUMBER).await.iter().all(|(words, _)| !words.contains("paused")));
        assert_eq!(says(&house, &mail_of(MEI), PASSWORD).await, "sign-in-paused");
        mei.session = None;
        signs_in(&mut mei).await;
        assert_eq!(level(&mei).await, Level::Two);
    })
    .await;
}

// RL-1: fifty in a row end the method; a new one takes its place.
#[tokio::test]
async fn fifty_wrong_end_the_password_until_it_is_chosen_anew() {
    houses(|house| async move {
        house.person(MEI, Role::Person, State::Enforced).await;
        for _ in 0..5 {
            for _ in 0..10 {
                says(&house, &mail_of(MEI), WRONG).await;
            }
            house.later(countersign_core::time::hours(24));
        }
        assert!(tally(&house, "password", "any").await.disabled_at.is_some());
        assert_eq!(says(&house, &mail_of(MEI), PASSWORD).await, "method-must-be-set-up-again");
        super::reset::chooses(&house, MEI, "a kettle of fresh words").await;
        assert!(says(&house, &mail_of(MEI), "a kettle of fresh words").await.starts_with("in: "));
    })
    .await;
}

// RL-12
#[tokio::test]
async fn an_address_answers_so_often_in_a_minute() {
    let mut plan = Plan::of(methods::kinds());
    plan.settings.answers_per_minute = 3;
    let db = store::Db::open(&store::Config::Memory).await.unwrap();
    let house = TestHouse::planned(db, plan).await;
    let mut browser = house.browser();
    let handle = browser.open("Mail").await;
    for _ in 0..3 {
        browser.name(&handle, "no.body", WRONG).await.unwrap();
    }
    let more = browser.name(&handle, "no.body", WRONG).await;
    assert!(matches!(more, Err(Error::Busy { .. })));
    let mut elsewhere = house.browser();
    let handle = elsewhere.open("Mail").await;
    elsewhere.name(&handle, "no.body", WRONG).await.unwrap();
}

// RL-12: pages that only begin something are bounded for each address, joining ones too; a place
// that is quiet again may go on.
#[tokio::test]
async fn an_address_begins_so_often_in_a_minute_rl_12() {
    let mut plan = Plan::of(methods::kinds());
    plan.settings.begins_per_minute = 3;
    let db = store::Db::open(&store::Config::Memory).await.unwrap();
    let house = TestHouse::planned(db, plan).await;
    let begins = async |browser: &TestBrowser| {
        let purpose = Purpose::SignIn { at_least: Level::None };
        let (engine, visit) = (browser.engine().clone(), browser.visit());
        engine.begin(&browser.secret, &visit, purpose, window("Mail"), false).await.map(drop)
    };
    let browser = house.browser();
    for _ in 0..3 {
        begins(&browser).await.unwrap();
    }
    let more = begins(&browser).await;
    assert!(matches!(more, Err(Error::Busy { retry_after_seconds: 1..=60 })));
    // Another browser behind the same address, and one elsewhere.
    let same = TestBrowser { source: browser.source.clone(), ..house.browser() };
    assert!(begins(&same).await.is_err());
    begins(&house.browser()).await.unwrap();
}

// RL-12: a tab is kept overnight; of an address that opens many pages those nobody answers are
// forgotten after an hour.
#[tokio::test]
async fn of_many_that_are_only_opened_most_are_forgotten_early_rl_12() {
    let mut plan = Plan::of(methods::kinds());
    plan.settings.begins_per_minute = 30;
    for fresh in store::testing::databases().await {
        let house = TestHouse::planned(fresh.open().await, plan.clone()).await;
        let source = house.browser().source;
        let mut opened = Vec::new();
        for _ in 0..6 {
            let mut browser = house.browser();
            browser.source.clone_from(&source);
            let handle = browser.open("Mail").await;
            opened.push((browser, handle));
        }
        // An answer, right or wrong, shows that somebody is there.
        let (browser, handle) = &mut opened[5];
        browser.name(handle, "no.body", WRONG).await.unwrap();
        house.later(minutes(61));
        house.engine.sweep().await.unwrap();
        let mut there = Vec::new();
        let mut reader = house.engine.reader().await.unwrap();
        for (browser, handle) in &opened {
            let row = store::sign_in::by_id(&mut reader, &handle.id).await.unwrap();
            let look = house.engine.look(&browser.visit(), handle).await;
            assert_eq!(row.is_some(), look.is_ok());
            there.push(row.is_some());
        }
        assert_eq!(there, [true, true, true, false, false, true]);
    }
}

// AV-3: a full queue says so at once: before anything in it could be done, whoever asks. (How many
// milliseconds that is, `x bench` measures.)
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_full_hashing_queue_is_told_at_once() {
    let mut plan = Plan::of(methods::kinds());
    plan.settings.hash_threads = 1;
    plan.settings.hash_queue = 4;
    let db = store::Db::open(&store::Config::Memory).await.unwrap();
    let house = TestHouse::planned(db, plan).await;
    let (release, held) = std::sync::mpsc::channel::<()>();
    let (begun, running) = tokio::sync::oneshot::channel();
    let engine = house.engine.clone();
    let first = tokio::spawn(async move {
        let hold = move || {
            begun.send(()).unwrap();
            held.recv()
        };
        engine.0.pool.run("first", hold).await.map(drop)
    });
    running.await.unwrap();
    let mut queued = Vec::new();
    for number in 0..4 {
        let (engine, source) = (house.engine.clone(), format!("source-{number}"));
        let mut job = Box::pin(async move { engine.0.pool.run(&source, || ()).await });
        // Asked once it is in the queue, and waits there.
        assert!((&mut job).now_or_never().is_none());
        queued.push(job);
    }
    for _ in 0..20 {
        let mut browser = house.browser();
        let handle = browser.open("Mail").await;
        let name = browser.source.clone();
        let told = browser.name(&handle, &name, WRONG).await.map(drop);
        let Err(Error::Busy { retry_after_seconds }) = told else { panic!("{told:?}") };
        assert!(retry_after_seconds > 0);
    }
    release.send(()).unwrap();
    first.await.unwrap().unwrap();
    for job in queued {
        job.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_address_fills_half_of_the_hashing_queue() {
    let mut plan = Plan::of(methods::kinds());
    plan.settings.hash_threads = 1;
    plan.settings.hash_queue = 8;
    let db = store::Db::open(&store::Config::Memory).await.unwrap();
    let house = TestHouse::planned(db, plan).await;
    let source = house.browser().source;
    let mut greedy = Vec::new();
    for _ in 0..30 {
        let mut browser = house.browser();
        browser.source.clone_from(&source);
        let handle = browser.open("Mail").await;
        greedy.push(tokio::spawn(async move {
            browser.name(&handle, "no.body", WRONG).await.map(drop)
        }));
    }
    let mut other = house.browser();
    let handle = other.open("Mail").await;
    other.name(&handle, "somebody.else", WRONG).await.unwrap();
    let mut busy = 0;
    for one in greedy {
        busy += usize::from(matches!(one.await.unwrap(), Err(Error::Busy { .. })));
    }
    assert!(busy > 0);
}
