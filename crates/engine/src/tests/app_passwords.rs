//! Making, showing, naming and ending app passwords.

use super::{houses, people::*, programs::*};
use crate::{
    Error, Former, PasswordChange,
    check::By,
    testing::{PASSWORD, TestBrowser, TestHouse, mail_of},
};
use countersign_core::{
    account::{Account, Role, State},
    app_password::{AppPassword, Doors, MOST, Protocol, Refusal, Scope, Why, secret},
    audit::What,
    secret::Secret,
    sign_in::Event,
    time::{days, minutes, seconds},
};

async fn try_make(browser: &TestBrowser) -> crate::Result<(AppPassword, Secret<String>)> {
    let standing = browser.standing().await.unwrap();
    let new = new("Phone", &[Scope::Mail]);
    browser.engine().make_app_password(&browser.visit(), &standing, new).await
}

#[track_caller]
fn is_refused<T: std::fmt::Debug>(outcome: crate::Result<T>, key: &str) {
    assert!(matches!(&outcome, Err(Error::Refused(why)) if *why == key), "{key}: {outcome:?}");
}

async fn happened(house: &TestHouse, what: What) -> usize {
    let account = account(house).await;
    house.engine.activity(&account, &[what], None, 100).await.unwrap().len()
}

// AP-1, AP-4: shown once to the session that made it, listed without it, told to its owner.
#[tokio::test]
async fn it_is_made_shown_once_and_told() {
    houses(|house| async move {
        let programs = Programs::at(&house).await;
        let (mei, made) = (&programs.mei, &programs.made);
        let standing = mei.standing().await.unwrap();
        let engine = &house.engine;
        assert_eq!(programs.secret.len(), 20);
        let shown = engine.app_password_shown(&standing, &made.id).unwrap();
        let plain = secret::canonical(shown.reveal()).unwrap();
        assert_eq!(*plain.reveal(), programs.secret);
        let mut other = house.browser();
        signs_in(&mut other).await;
        let elsewhere = other.standing().await.unwrap();
        assert!(engine.app_password_shown(&elsewhere, &made.id).is_none());
        engine.app_password_hidden(&elsewhere, &made.id);
        assert!(engine.app_password_shown(&standing, &made.id).is_some());
        engine.app_password_hidden(&standing, &made.id);
        assert!(engine.app_password_shown(&standing, &made.id).is_none());
        let list = engine.app_passwords(&standing.account).await.unwrap();
        assert_eq!(list, std::slice::from_ref(made));
        assert!(!format!("{list:?}").contains(&programs.secret));
        assert_eq!(mails(&house, MEI, "mail-app-password-made").await, 1);
        assert_eq!(happened(&house, What::AppPasswordMade).await, 1);
    })
    .await;
}

// AP-1
#[tokio::test]
async fn it_is_shown_ten_minutes_at_most() {
    houses(|house| async move {
        let programs = Programs::at(&house).await;
        let standing = programs.mei.standing().await.unwrap();
        house.later(minutes(10) - seconds(1));
        assert!(house.engine.app_password_shown(&standing, &programs.made.id).is_some());
        house.later(seconds(1));
        assert!(house.engine.app_password_shown(&standing, &programs.made.id).is_none());
    })
    .await;
}

// AP-4: fresh proof of the last five minutes, for each change.
#[tokio::test]
async fn changes_want_fresh_proof_ap_4_() {
    houses(|house| async move {
        let programs = Programs::at(&house).await;
        let mut mei = programs.mei.clone();
        house.later(minutes(3));
        is_refused(try_make(&mei).await, "fresh");
        let (standing, visit, id) = (mei.standing().await.unwrap(), mei.visit(), &programs.made.id);
        let engine = &house.engine;
        is_refused(engine.rename_app_password(&visit, &standing, id, "Work").await, "fresh");
        is_refused(engine.remove_app_password(&visit, &standing, id).await, "fresh");
        proves_again(&mut mei).await;
        let (standing, visit) = (mei.standing().await.unwrap(), mei.visit());
        engine.rename_app_password(&visit, &standing, id, "Work").await.unwrap();
        is_refused(
            engine.rename_app_password(&visit, &standing, id, " ").await,
            "app-password-name-bad",
        );
        assert_eq!(engine.app_passwords(&standing.account).await.unwrap()[0].name, "Work");
        try_make(&mei).await.unwrap();
    })
    .await;
}

// AP-4, EN-9: not with a password alone, not after a recovery code.
#[tokio::test]
async fn not_in_grace_and_not_after_a_recovery_code() {
    houses(|house| async move {
        let mei = Mei::at(&house).await;
        let mut browser = house.browser();
        let handle = browser.open("Mail").await;
        browser.password(&handle, MEI).await.unwrap();
        let look = house.engine.look(&browser.visit(), &handle).await.unwrap();
        let spare = look.offers.iter().find(|way| way.kind == "recovery").unwrap();
        browser.turn(&handle, vec![Event::Chose(spare.id.clone())]).await.unwrap();
        browser.code(&handle, &mei.spares[3]).await.unwrap();
        is_refused(try_make(&browser).await, "app-password-second-step");
        house.person("new", Role::Person, State::Enabled).await;
        let mut grace = house.browser();
        let handle = grace.open("Mail").await;
        grace.password(&handle, "new").await.unwrap();
        grace.turn(&handle, vec![Event::PutOff]).await.unwrap();
        is_refused(try_make(&grace).await, "app-password-second-step");
    })
    .await;
}

// AP-7: administrators have none, and lose what they had when they become one; the organisation can
// forbid them for all.
#[tokio::test]
async fn roles_and_the_organisation_forbid_them_ap_7_() {
    houses(|house| async move {
        let programs = Programs::at(&house).await;
        let mut organisation = (*house.engine.organisation().await.unwrap()).clone();
        organisation.doors = Doors { app_passwords: false, ..Doors::default() };
        house.engine.save_organisation(organisation.clone()).await.unwrap();
        assert_eq!(programs.knocks().await, refused(Refusal::NotAllowed));
        is_refused(try_make(&programs.mei).await, "app-password-not-allowed");
        organisation.doors = Doors::default();
        house.engine.save_organisation(organisation).await.unwrap();
        assert!(matches!(programs.knocks().await, crate::check::Answer::Open { .. }));
        let auditor = Account { role: Role::Auditor, ..account(&house).await };
        house.engine.save_account(&auditor, What::StateChanged).await.unwrap();
        assert_eq!(programs.knocks().await, refused(Refusal::Retired));
        is_refused(try_make(&programs.mei).await, "app-password-not-allowed");
        let person = Account { role: Role::Person, ..account(&house).await };
        house.engine.save_account(&person, What::StateChanged).await.unwrap();
        assert_eq!(programs.knocks().await, refused(Refusal::Retired));
    })
    .await;
}

// AP-1: forty, also of 64 that are made at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_at_once_forty_are_made() {
    houses(|house| async move {
        let mei = Mei::at(&house).await.browser;
        let tasks: Vec<_> = (0..64)
            .map(|_| {
                let mei = mei.clone();
                tokio::spawn(async move {
                    for _ in 0..100 {
                        match try_make(&mei).await {
                            Err(Error::Busy { .. }) => {}
                            other => return other,
                        }
                    }
                    panic!("always too busy");
                })
            })
            .collect();
        let mut made = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(_) => made += 1,
                Err(error) => is_refused::<()>(Err(error), "app-password-most"),
            }
        }
        assert_eq!(made, MOST);
        let account = account(&house).await;
        let all = house.engine.app_passwords(&account).await.unwrap();
        assert_eq!(all.len(), MOST);
        let (standing, visit) = (mei.standing().await.unwrap(), mei.visit());
        house.engine.remove_app_password(&visit, &standing, &all[7].id).await.unwrap();
        try_make(&mei).await.unwrap();
        is_refused(try_make(&mei).await, "app-password-most");
    })
    .await;
}

#[tokio::test]
async fn what_was_typed_is_looked_at() {
    houses(|house| async move {
        let mei = Mei::at(&house).await.browser;
        let standing = mei.standing().await.unwrap();
        let make = async |change: fn(&mut crate::NewAppPassword)| {
            let mut new = new("Phone", &[Scope::Mail]);
            change(&mut new);
            house.engine.make_app_password(&mei.visit(), &standing, new).await
        };
        is_refused(make(|new| new.name = "a\nb".into()).await, "app-password-name-bad");
        let none = make(|new| new.opens = countersign_core::app_password::Opens::NOTHING).await;
        is_refused(none, "app-password-opens-nothing");
        for bad in ["192.0.2", "192.0.2.0/33", "2001:db8::/129", "10.0.0.0/8/8", "10.0.0.0/-1"] {
            let mut new = new("Phone", &[Scope::Mail]);
            new.networks = vec![bad.into()];
            let made = house.engine.make_app_password(&mei.visit(), &standing, new).await;
            is_refused(made, "app-password-network-bad");
        }
        let past = make(|new| new.ends_at = Some(countersign_core::time::Time(1))).await;
        is_refused(past, "app-password-end-bad");
        let (made, _) = make(|new| new.program = "\"><script>".into()).await.unwrap();
        assert_eq!(made.program, "");
    })
    .await;
}

/// One way to lose app passwords.
async fn ends(house: &TestHouse, programs: &Programs, how: usize) -> Why {
    let (engine, now) = (&house.engine, account(house).await);
    match how {
        0 => {
            let standing = programs.mei.standing().await.unwrap();
            let visit = programs.mei.visit();
            engine.remove_app_password(&visit, &standing, &programs.made.id).await.unwrap();
            Why::Removed
        }
        1 => {
            engine.disable_account(&now).await.unwrap();
            assert_eq!(programs.knocks().await, refused(Refusal::Disabled));
            engine.enable_account(&account(house).await).await.unwrap();
            Why::Disabled
        }
        2 => {
            engine.reset_methods(&now, "lost phone").await.unwrap();
            Why::MethodsReset
        }
        3 => {
            let token = super::reset::link_for(house, MEI).await;
            let (browser, handle) = super::reset::proved(house, &token).await;
            let (visit, new) = (browser.visit(), "paper boats on the harbour".into());
            engine.reset_password(&visit, &handle, &token, &new).await.unwrap();
            Why::PasswordChanged
        }
        4 => {
            change_password(&programs.mei, true).await;
            Why::PasswordChanged
        }
        5 => {
            let link = super::changes::undo_link(house, "mail-app-password-made").await;
            engine.undo(&house.browser().visit(), &link).await.unwrap();
            Why::Undone
        }
        6 => {
            assert_eq!(engine.remove_app_passwords(&now).await.unwrap(), 1);
            assert_eq!(mails(house, MEI, "mail-app-passwords-removed").await, 1);
            Why::RemovedByAdministrator
        }
        7 => {
            house.later(days(90));
            engine.tidy_up().await.unwrap();
            Why::Unused
        }
        other => panic!("{other}"),
    }
}

async fn change_password(mei: &TestBrowser, end_app_passwords: bool) {
    let change = PasswordChange {
        current: PASSWORD.into(),
        new: "paper boats on the harbour".into(),
        sign_out_others: false,
        end_app_passwords,
    };
    let standing = mei.standing().await.unwrap();
    mei.engine().change_password(&mei.visit(), &standing, change).await.unwrap();
}

// AP-2, AP-6: at the next request, on this server and on another, and for good.
#[tokio::test]
async fn whatever_ends_them_ends_them_at_the_next_request() {
    for how in 0..8 {
        houses(|house| async move {
            let programs = Programs::at(&house).await;
            let other = house.again().await;
            let open = opened(MEI, By::AppPassword(programs.made.id.clone()));
            for house in [&house, &other] {
                assert_eq!(check(house, &knock(MEI, &programs.secret)).await, open);
            }
            let why = ends(&house, &programs, how).await;
            for house in [&house, &other] {
                let answer = check(house, &knock(MEI, &programs.secret)).await;
                let want = match why {
                    // Its owner learns no more than that the account was disabled.
                    Why::Disabled => Refusal::Disabled,
                    _ => Refusal::Retired,
                };
                assert_eq!(answer, refused(want), "{why:?}");
            }
            let account = account(&house).await;
            assert!(house.engine.app_passwords(&account).await.unwrap().is_empty(), "{why:?}");
            assert!(happened(&house, What::AppPasswordEnded).await > 0, "{why:?}");
            let mut reader = house.engine.reader().await.unwrap();
            let ended = store::app_password::any(&mut reader, &programs.made.id).await.unwrap();
            assert_eq!(ended.unwrap().ended.map(|(_, why)| why), Some(why));
        })
        .await;
    }
}

// AP-2: a server of its own, which has opened with it a moment ago, knows the end at once.
#[tokio::test]
async fn another_server_sees_an_end_at_the_next_request() {
    // A SQLite file has one server only.
    for fresh in store::testing::databases().await.iter().filter(|it| it.name == "postgresql") {
        let house = TestHouse::on(fresh.open().await, methods::kinds()).await;
        let programs = Programs::at(&house).await;
        let (clock, key) = (std::sync::Arc::clone(&house.clock), Secret::new([7; 32]));
        let plan = crate::testing::Plan::of(methods::kinds());
        let other = TestHouse::start(fresh.open().await, plan, clock, &key).await.unwrap();
        let knock = knock(MEI, &programs.secret);
        let open = opened(MEI, By::AppPassword(programs.made.id.clone()));
        assert_eq!(check(&other, &knock).await, open);
        ends(&house, &programs, 0).await;
        assert_eq!(check(&other, &knock).await, refused(Refusal::Retired));
    }
}

// AP-6: asked when the password changes, and kept if that is the answer.
#[tokio::test]
async fn a_new_password_keeps_them_if_that_is_wished_ap_6_() {
    houses(|house| async move {
        let programs = Programs::at(&house).await;
        change_password(&programs.mei, false).await;
        let open = opened(MEI, By::AppPassword(programs.made.id.clone()));
        assert_eq!(programs.knocks().await, open);
        // M7 says what became of them.
        let told = house.told(&mail_of(MEI)).await;
        let (_, facts) = told.iter().find(|(words, _)| words == "mail-password-changed").unwrap();
        assert_eq!(facts["programs"], "kept");
    })
    .await;
}

// AP-2: 90 days unused, told 14 days before; a use puts it off.
#[tokio::test]
async fn it_ends_unused_and_is_warned_of() {
    houses(|house| async move {
        let programs = Programs::at(&house).await;
        let engine = &house.engine;
        house.later(days(70));
        programs.knocks().await;
        engine.write_uses().await.unwrap();
        house.later(days(75));
        engine.tidy_up().await.unwrap();
        assert_eq!(mails(&house, MEI, "mail-app-password-ends").await, 0);
        house.later(days(1));
        engine.tidy_up().await.unwrap();
        engine.tidy_up().await.unwrap();
        assert_eq!(mails(&house, MEI, "mail-app-password-ends").await, 1);
        house.later(days(14) - seconds(1));
        assert!(matches!(programs.knocks().await, crate::check::Answer::Open { .. }));
        // That use counts, once it is written; without it the next moment is the end.
        house.later(seconds(1));
        let again = house.again().await;
        assert_eq!(check(&again, &knock(MEI, &programs.secret)).await, refused(Refusal::Retired));
    })
    .await;
}

#[tokio::test]
async fn its_last_day_is_kept() {
    houses(|house| async move {
        let mei = Mei::at(&house).await.browser;
        let standing = mei.standing().await.unwrap();
        let end = house.engine.now().plus(days(30));
        let mut new = new("Guest", &[Scope::Mail]);
        new.ends_at = Some(end);
        let made = house.engine.make_app_password(&mei.visit(), &standing, new).await;
        let (_, secret) = made.unwrap();
        let knock = knock(MEI, secret.reveal());
        house.later(days(29));
        assert!(matches!(check(&house, &knock).await, crate::check::Answer::Open { .. }));
        house.engine.tidy_up().await.unwrap();
        assert_eq!(mails(&house, MEI, "mail-app-password-ends").await, 1);
        house.later(days(1));
        assert_eq!(check(&house, &knock).await, refused(Refusal::Retired));
    })
    .await;
}

// AP-2: when, from where and by what, on the page at once; written down within a minute.
#[tokio::test]
async fn the_page_sees_the_first_good_use() {
    houses(|house| async move {
        let programs = Programs::at(&house).await;
        let (engine, id) = (&house.engine, &programs.made.id);
        let standing = programs.mei.standing().await.unwrap();
        let watch = async || engine.watch_app_password(&standing, id).await.unwrap();
        assert_eq!(watch().await, crate::Watch::default());
        let mut wrong = knock(MEI, "abcdefghjkmnpqrstuvw");
        wrong.protocol = Protocol::Smtp;
        assert_eq!(check(&house, &wrong).await, refused(Refusal::Wrong));
        let seen = watch().await;
        assert_eq!(seen.wrong.len(), 1);
        assert_eq!((seen.wrong[0].source.as_str(), seen.wrong[0].why), (PHONE, Refusal::Wrong));
        programs.knocks().await;
        let seen = watch().await;
        assert_eq!(seen.used, [Protocol::Imap]);
        assert_eq!(seen.last.unwrap().source, PHONE);
        let listed = engine.app_passwords(&standing.account).await.unwrap();
        assert_eq!(listed[0].used, [Protocol::Imap]);
        // Another server knows it once it is written.
        engine.write_uses().await.unwrap();
        let other = house.again().await;
        let listed = other.engine.app_passwords(&standing.account).await.unwrap();
        assert_eq!(listed[0].last_used.as_ref().unwrap().source, PHONE);
        assert_eq!(happened(&house, What::AppPasswordUsed).await, 1);
    })
    .await;
}

// M10: a use from a network nobody of the account has come from is told, seldom.
#[tokio::test]
async fn a_new_network_is_told() {
    houses(|house| async move {
        let programs = Programs::at(&house).await;
        let from = async |source: &str| {
            let mut knock = knock(MEI, &programs.secret);
            knock.source = source.into();
            check(&house, &knock).await;
            house.later(minutes(2));
            house.engine.write_uses().await.unwrap();
            mails(&house, MEI, "mail-app-password-network").await
        };
        assert_eq!(from(PHONE).await, 0, "the first use of all is no news");
        assert_eq!(from("203.0.113.200").await, 0, "the same provider");
        assert_eq!(from("198.51.100.9").await, 1);
        assert_eq!(from("2001:db8:1::9").await, 1, "told this week");
        assert_eq!(from(PHONE).await, 1);
        house.later(days(8));
        assert_eq!(from("198.51.100.9").await, 1, "known by now");
        assert_eq!(from("100.64.0.1").await, 2);
        assert_eq!(from("").await, 2, "a door that tells no address");
    })
    .await;
}

// AP-5: "iPhone at 203.0.113.7 still uses the app password removed on 3 March".
#[tokio::test]
async fn who_still_uses_an_ended_one_is_told() {
    houses(|house| async move {
        let programs = Programs::at(&house).await;
        ends(&house, &programs, 0).await;
        change_password(&programs.mei, false).await;
        for secret in [programs.secret.as_str(), PASSWORD] {
            let mut knock = knock(MEI, secret);
            knock.program = Some("iPhone Mail".into());
            for _ in 0..5 {
                assert_eq!(check(&house, &knock).await, refused(Refusal::Retired));
            }
        }
        house.later(minutes(1));
        house.engine.write_uses().await.unwrap();
        let account = account(&house).await;
        let still = house.engine.still_used(&account).await.unwrap();
        assert_eq!(still.len(), 2);
        assert!(still.iter().all(|it| it.program == "iPhone Mail" && it.last.source == PHONE));
        assert!(matches!(
            &still[0].former,
            Former::AppPassword { name, why: Why::Removed, .. } if name == "Thunderbird"
        ));
        assert!(matches!(still[1].former, Former::Password { .. }));
        assert_eq!(mails(&house, MEI, "mail-still-used").await, 2);
        assert_eq!(happened(&house, What::RetiredUsed).await, 2);
        assert_eq!(happened(&house, What::WrongAnswer).await, 0);
        house.later(days(8));
        assert!(house.engine.still_used(&account).await.unwrap().is_empty());
        assert_eq!(mails(&house, MEI, "mail-still-used").await, 2);
    })
    .await;
}

// The owner's own: somebody else's are not there.
#[tokio::test]
async fn other_peoples_are_not_there() {
    houses(|house| async move {
        let programs = Programs::at(&house).await;
        house.person("tom", Role::Person, State::Disabled).await;
        let mut tom = house.browser();
        let handle = tom.open("Mail").await;
        tom.password(&handle, "tom").await.unwrap();
        tom.turn(&handle, vec![Event::PutOff]).await.unwrap();
        let standing = tom.standing().await.unwrap();
        let (engine, id, visit) = (&house.engine, &programs.made.id, tom.visit());
        let outcomes = [
            engine.remove_app_password(&visit, &standing, id).await,
            engine.rename_app_password(&visit, &standing, id, "Mine").await,
            engine.watch_app_password(&standing, id).await.map(drop),
        ];
        for outcome in outcomes {
            assert!(matches!(outcome, Err(Error::NotFound)), "{outcome:?}");
        }
        assert!(engine.app_password_shown(&standing, id).is_none());
        let other = knock("tom", &programs.secret);
        assert_eq!(check(&house, &other).await, refused(Refusal::Wrong));
        assert_eq!(mail_of("tom"), standing.account.mail);
    })
    .await;
}
