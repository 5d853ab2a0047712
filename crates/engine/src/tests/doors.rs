//! Programs at their doors: what opens, what does not, and what it costs to be wrong.

use super::{houses, people::*, programs::*};
use crate::{
    check::{Answer, By, Knock},
    testing::{Counted, PASSWORD, TestHouse},
};
use countersign_core::{
    account::{Account, Role, State},
    app_password::{Doors, Protocol, Refusal, Scope},
    audit::What,
    method::{Kind, Kinds},
    secret::Secret,
    time::{days, hours, minutes, seconds},
};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A house whose passwords are counted instead of hashed slowly, on each database.
async fn counted(
    kinds: &'static [&'static dyn Kind],
    count: &'static AtomicUsize,
    test: impl AsyncFn(TestHouse),
) {
    for fresh in store::testing::databases().await {
        eprintln!("on {}", fresh.name);
        count.store(0, Ordering::SeqCst);
        test(TestHouse::on(fresh.open().await, Kinds(kinds)).await).await;
    }
}

/// `counted!(NAME, async |house, compared| { … })`: kinds and counter of one test.
macro_rules! counted {
    ($test:expr) => {{
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        static WORD: Counted = Counted(&COUNT);
        static KINDS: &[&dyn Kind] = &[&WORD, &methods::sms::Sms, &methods::recovery::Recovery];
        let compared = || COUNT.load(Ordering::SeqCst);
        counted(KINDS, &COUNT, async |house| $test(house, compared).await).await;
    }};
}

// AP-3: in any spelling, by name or address, for what it was made for.
#[tokio::test]
async fn an_app_password_opens_what_it_was_made_for() {
    houses(|house| async move {
        let programs = Programs::at(&house).await;
        let open = opened(MEI, By::AppPassword(programs.made.id.clone()));
        let spelt = programs.secret.to_uppercase();
        let groups: Vec<&str> = (0..5).map(|n| &spelt[4 * n..4 * n + 4]).collect();
        for secret in [programs.secret.clone(), groups.join(" "), groups.join("-")] {
            assert_eq!(check(&house, &knock(MEI, &secret)).await, open, "{secret}");
        }
        let mut upper = knock(MEI, &programs.secret);
        upper.name = upper.name.to_uppercase();
        assert_eq!(check(&house, &upper).await, open);
        for protocol in Protocol::ALL {
            let knock = Knock { protocol: *protocol, ..knock(MEI, &programs.secret) };
            let may = matches!(protocol.scope(), Scope::Mail | Scope::Sending);
            let want = if may { open.clone() } else { refused(Refusal::OtherScope) };
            assert_eq!(check(&house, &knock).await, want, "{protocol:?}");
        }
    })
    .await;
}

// AP-3: on the pages it is nobody's password.
#[tokio::test]
async fn an_app_password_is_no_password_of_the_pages() {
    houses(|house| async move {
        let programs = Programs::at(&house).await;
        let mut browser = house.browser();
        let handle = browser.open("Mail").await;
        let name = crate::testing::mail_of(MEI);
        let after = browser.name(&handle, &name, &programs.secret).await.unwrap();
        assert_eq!(words(&after), "sign-in-no-match");
        let mut code = house.browser();
        let handle = code.open("Mail").await;
        code.password(&handle, MEI).await.unwrap();
        let after = code.code(&handle, &programs.secret).await.unwrap();
        assert!(!done(&after.sign_in));
    })
    .await;
}

// AP-2: only from its networks, and from none if the door does not say where the program is.
#[tokio::test]
async fn networks_limit_it_ap_2_() {
    houses(|house| async move {
        let mei = Mei::at(&house).await.browser;
        let standing = mei.standing().await.unwrap();
        let mut new = new("Scanner", &[Scope::Sending]);
        new.networks = vec!["203.0.113.0/24".into(), "2001:db8::/32".into()];
        let made = house.engine.make_app_password(&mei.visit(), &standing, new).await;
        let (_, secret) = made.unwrap();
        for (source, may) in [
            (PHONE, true),
            ("::ffff:203.0.113.9", true),
            ("2001:db8:7::1", true),
            ("198.51.100.1", false),
            ("2001:db9::1", false),
            ("", false),
            ("localhost", false),
        ] {
            // Twice: what one network opened, memory must not open for another.
            for _ in 0..2 {
                let knock = Knock {
                    protocol: Protocol::Smtp,
                    source: source.into(),
                    ..knock(MEI, secret.reveal())
                };
                let open = matches!(check(&house, &knock).await, Answer::Open { .. });
                assert_eq!(open, may, "{source}");
            }
        }
    })
    .await;
}

// AP-3, original.md §5: what the normal password opens, state by state.
#[tokio::test]
async fn the_normal_password_by_state_ap_3_() {
    houses(|house| async move {
        let rows = [
            ("off", Role::Person, State::Disabled, true),
            ("on", Role::Person, State::Enabled, true),
            ("must", Role::Person, State::Enforced, false),
            ("boss", Role::Owner, State::Disabled, false),
        ];
        for (user, role, state, may) in rows {
            house.person(user, role, state).await;
            let answer = check(&house, &knock(user, PASSWORD)).await;
            let open = opened(user, By::Password);
            let want = if may { open } else { refused(Refusal::NeedsAppPassword) };
            assert_eq!(answer, want, "{user}");
            assert_eq!(mails(&house, user, "mail-old-program").await, usize::from(!may), "{user}");
        }
        // Enabled turns into Enforced when the grace period is over.
        let on = house.account("on").await;
        let over = Account { grace_ends_at: Some(house.engine.now().plus(days(1))), ..on };
        house.engine.save_account(&over, What::StateChanged).await.unwrap();
        let known = check(&house, &knock("on", PASSWORD)).await;
        assert_eq!(known, opened("on", By::Password));
        house.later(days(1));
        let late = check(&house, &knock("on", PASSWORD)).await;
        assert_eq!(late, refused(Refusal::NeedsAppPassword));
        let mut organisation = (*house.engine.organisation().await.unwrap()).clone();
        organisation.doors = Doors { normal_passwords: false, ..Doors::default() };
        house.engine.save_organisation(organisation).await.unwrap();
        let off = check(&house, &knock("off", PASSWORD)).await;
        assert_eq!(off, refused(Refusal::NeedsAppPassword));
    })
    .await;
}

// AP-3: from the moment a second step is set up.
#[tokio::test]
async fn set_up_ends_the_normal_password_at_once() {
    houses(|house| async move {
        Mei::at(&house).await;
        let answer = check(&house, &knock(MEI, PASSWORD)).await;
        assert_eq!(answer, refused(Refusal::NeedsAppPassword));
        let off = Account { state: State::Disabled, ..account(&house).await };
        house.engine.save_account(&off, What::StateChanged).await.unwrap();
        let answer = check(&house, &knock(MEI, PASSWORD)).await;
        assert_eq!(answer, refused(Refusal::NeedsAppPassword), "she is asked for a second step");
    })
    .await;
}

// M8, LG-6: once per program and day, only for the right password.
#[tokio::test]
async fn an_old_program_is_told_once_a_day() {
    counted!(async |house: TestHouse, compared: fn() -> usize| {
        house.person("must", Role::Person, State::Enforced).await;
        let knocks = async |program: Option<&str>, protocol| {
            let program = program.map(Into::into);
            let knock = Knock { program, protocol, ..knock("must", PASSWORD) };
            assert_eq!(check(&house, &knock).await, refused(Refusal::NeedsAppPassword));
        };
        assert_eq!(check(&house, &knock("must", "guess")).await, refused(Refusal::Wrong));
        assert_eq!(mails(&house, "must", "mail-old-program").await, 0);
        for protocol in [Protocol::Imap, Protocol::Smtp, Protocol::Imap] {
            knocks(None, protocol).await;
        }
        assert_eq!(mails(&house, "must", "mail-old-program").await, 1);
        knocks(Some("Thunderbird"), Protocol::Imap).await;
        knocks(Some("Thunderbird"), Protocol::Smtp).await;
        assert_eq!(mails(&house, "must", "mail-old-program").await, 2);
        let other = house.again().await;
        check(&other, &knock("must", PASSWORD)).await;
        assert_eq!(mails(&other, "must", "mail-old-program").await, 0, "told by its neighbour");
        house.later(days(1));
        knocks(None, Protocol::Imap).await;
        assert_eq!(mails(&house, "must", "mail-old-program").await, 3);
        // The wrong one, the right one, on the other server, and once more the next day.
        assert_eq!(compared(), 4);
    });
}

// AP-5, RL-2: the same wrong secret is compared and counted once, however often it comes, and 64 at
// once as well.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_forgotten_phone_is_compared_once() {
    counted!(async |house: TestHouse, compared: fn() -> usize| {
        house.person("must", Role::Person, State::Enforced).await;
        for name in ["must", "nobody"] {
            let before = compared();
            let tasks: Vec<_> = (0..64)
                .map(|_| {
                    let house = house.clone();
                    tokio::spawn(async move { check(&house, &knock(name, "last year's")).await })
                })
                .collect();
            for task in tasks {
                assert_eq!(task.await.unwrap(), refused(Refusal::Wrong));
            }
            for _ in 0..200 {
                let knock = knock(name, "last year's");
                assert_eq!(check(&house, &knock).await, refused(Refusal::Wrong));
            }
            assert_eq!(compared() - before, 1, "{name}");
        }
        house.later(days(1));
        check(&house, &knock("must", "last year's")).await;
        assert_eq!(compared(), 3, "a day later it is compared once more");
    });
}

// AP-5: 200 phones with what has ended compare nothing, and lock nobody out.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn retired_secrets_compare_nothing() {
    counted!(async |house: TestHouse, compared: fn() -> usize| {
        let programs = Programs::at(&house).await;
        let standing = programs.mei.standing().await.unwrap();
        let (visit, id) = (programs.mei.visit(), &programs.made.id);
        let change = crate::PasswordChange {
            current: PASSWORD.into(),
            new: "paper boats on the harbour".into(),
            sign_out_others: false,
            end_app_passwords: false,
        };
        house.engine.change_password(&visit, &standing, change).await.unwrap();
        house.engine.remove_app_password(&visit, &standing, id).await.unwrap();
        let before = compared();
        let phones = (0..200).map(|n| {
            let (house, secret) = (house.clone(), programs.secret.clone());
            tokio::spawn(async move {
                let secret = if n % 2 == 0 { secret.as_str() } else { PASSWORD };
                let source = format!("198.51.100.{n}");
                let knock = Knock { source, ..knock(MEI, secret) };
                for _ in 0..5 {
                    assert_eq!(check(&house, &knock).await, refused(Refusal::Retired));
                }
            })
        });
        for phone in phones.collect::<Vec<_>>() {
            phone.await.unwrap();
        }
        assert_eq!(compared(), before);
        let mut browser = house.browser();
        let handle = browser.open("Mail").await;
        let name = crate::testing::mail_of(MEI);
        let after = browser.name(&handle, &name, "paper boats on the harbour").await.unwrap();
        assert_eq!(words(&after), "", "the pages know nothing of it");
    });
}

// AP-5, RL-1: different guesses are counted for each address, account and protocol; they pause, for
// a name nobody has as well, and never lock the pages or app passwords.
#[tokio::test]
async fn guesses_pause_the_door_and_nothing_else() {
    counted!(async |house: TestHouse, compared: fn() -> usize| {
        let programs = Programs::at(&house).await;
        let guess = async |name: &str, n: usize, source: &str, protocol| {
            let secret = Secret::new(format!("guess {n}"));
            let knock = Knock { secret, source: source.into(), protocol, ..knock(name, "") };
            match check(&house, &knock).await {
                Answer::Refused(refusal) => refusal,
                open => panic!("{open:?}"),
            }
        };
        for name in [MEI, "nobody"] {
            let before = compared();
            let mut answers = Vec::new();
            for n in 0..7 {
                answers.push(guess(name, n, PHONE, Protocol::Imap).await);
            }
            let mut want = vec![Refusal::Wrong; 5];
            want.extend([Refusal::Paused; 2]);
            assert_eq!(answers, want, "{name}");
            assert_eq!(guess(name, 0, PHONE, Protocol::Imap).await, Refusal::Wrong, "known");
            // Another address may go on, until the account's own budget is used up.
            for n in 10..15 {
                assert_eq!(guess(name, n, "198.51.100.1", Protocol::Imap).await, Refusal::Wrong);
            }
            assert_eq!(guess(name, 20, "198.51.100.2", Protocol::Imap).await, Refusal::Paused);
            assert_eq!(compared() - before, 10, "{name}");
        }
        // RL-8: its owner is told, once, and not of the pages.
        assert_eq!(mails(&house, MEI, "mail-programs-paused").await, 1);
        assert_eq!(mails(&house, MEI, "mail-paused").await, 0);
        let open = opened(MEI, By::AppPassword(programs.made.id.clone()));
        assert_eq!(programs.knocks().await, open);
        let mut browser = house.browser();
        signs_in(&mut browser).await;
        house.later(hours(1));
        assert_eq!(guess(MEI, 30, PHONE, Protocol::Imap).await, Refusal::Wrong);
    });
}

// RL-12: an office behind one address is let in, and a spray from there is told to come back later.
#[tokio::test]
async fn an_office_is_no_spray() {
    counted!(async |house: TestHouse, compared: fn() -> usize| {
        for n in 0..40 {
            house.person(&format!("off{n}"), Role::Person, State::Disabled).await;
        }
        for n in 0..40 {
            let user = format!("off{n}");
            let answer = check(&house, &knock(&user, PASSWORD)).await;
            assert_eq!(answer, opened(&user, By::Password));
        }
        for n in 0..30 {
            let spray = knock(&format!("off{n}"), "Summer2026");
            assert_eq!(check(&house, &spray).await, refused(Refusal::Wrong));
        }
        let before = compared();
        let spray = knock("off35", "Summer2026");
        let later = house.engine.check(&spray).await;
        assert!(matches!(later, Err(crate::Error::Busy { .. })), "{later:?}");
        assert_eq!(compared(), before);
        let known = check(&house, &knock("off35", PASSWORD)).await;
        assert_eq!(known, opened("off35", By::Password), "what is known is not compared");
        house.later(minutes(1));
        assert_eq!(check(&house, &spray).await, refused(Refusal::Wrong));
    });
}

// RL-8: a network that programs of the account come from has its own budget.
#[tokio::test]
async fn strangers_use_up_their_own_budget_rl_8_() {
    counted!(async |house: TestHouse, _: fn() -> usize| {
        let programs = Programs::at(&house).await;
        programs.knocks().await;
        house.engine.write_uses().await.unwrap();
        for n in 0..12 {
            let (secret, source) = (format!("guess {n}"), format!("198.51.{n}.1"));
            check(&house, &Knock { source, ..knock(MEI, &secret) }).await;
        }
        let stranger = Knock { source: "198.51.99.1".into(), ..knock(MEI, "one more") };
        assert_eq!(check(&house, &stranger).await, refused(Refusal::Paused));
        let own = Knock { source: "203.0.200.1".into(), ..knock(MEI, "mistyped") };
        assert_eq!(check(&house, &own).await, refused(Refusal::Wrong));
    });
}

// AP-5, RL-5: of many different guesses at once no more are compared than are counted.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_guesses_at_once_ten_are_compared() {
    counted!(async |house: TestHouse, compared: fn() -> usize| {
        house.person("must", Role::Person, State::Enforced).await;
        let guesses: Vec<_> = (0..64)
            .map(|n| {
                let house = house.clone();
                tokio::spawn(async move {
                    let (secret, source) = (format!("guess {n}"), format!("198.51.{n}.1"));
                    let knock = Knock { source, ..knock("must", &secret) };
                    loop {
                        match house.engine.check(&knock).await {
                            Err(crate::Error::Busy { .. }) => {}
                            other => return other.unwrap(),
                        }
                    }
                })
            })
            .collect();
        let mut wrong = 0;
        for guess in guesses {
            wrong += usize::from(guess.await.unwrap() == refused(Refusal::Wrong));
        }
        assert_eq!((wrong, compared()), (10, 10));
    });
}

// AP-2: a removal that has returned holds, whatever was under way meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_programs_and_one_removal() {
    houses(|house| async move {
        let programs = Programs::at(&house).await;
        let gone = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        let tasks: Vec<_> = (0..64)
            .map(|_| {
                let (house, gone) = (house.clone(), std::sync::Arc::clone(&gone));
                let knock = knock(MEI, &programs.secret);
                tokio::spawn(async move {
                    loop {
                        let removed = gone.load(Ordering::SeqCst);
                        let answer = check(&house, &knock).await;
                        if removed {
                            return answer;
                        }
                        tokio::task::yield_now().await;
                    }
                })
            })
            .collect();
        let standing = programs.mei.standing().await.unwrap();
        let (visit, id) = (programs.mei.visit(), &programs.made.id);
        house.engine.remove_app_password(&visit, &standing, id).await.unwrap();
        gone.store(true, Ordering::SeqCst);
        for task in tasks {
            assert_eq!(task.await.unwrap(), refused(Refusal::Retired));
        }
    })
    .await;
}

// AP-2: what was read beforehand opens, and its end is seen all the same.
#[tokio::test]
async fn what_is_read_beforehand_is_true_ap_2_() {
    houses(|house| async move {
        let programs = Programs::at(&house).await;
        let other = house.again().await;
        other.engine.remember_programs().await.unwrap();
        let open = opened(MEI, By::AppPassword(programs.made.id.clone()));
        let knock = knock(MEI, &programs.secret);
        assert_eq!(check(&other, &knock).await, open);
        let standing = programs.mei.standing().await.unwrap();
        let (visit, id) = (programs.mei.visit(), &programs.made.id);
        other.engine.remember_programs().await.unwrap();
        house.engine.remove_app_password(&visit, &standing, id).await.unwrap();
        assert_eq!(check(&other, &knock).await, refused(Refusal::Retired));
        other.engine.remember_programs().await.unwrap();
        assert_eq!(check(&other, &knock).await, refused(Refusal::Retired));
    })
    .await;
}

// AP-2: a minute's uses are one row.
#[tokio::test]
async fn uses_are_written_once_a_minute() {
    houses(|house| async move {
        let programs = Programs::at(&house).await;
        let account = account(&house).await;
        let other = house.again().await;
        let written = async || {
            let all = other.engine.app_passwords(&account).await.unwrap();
            all[0].last_used.as_ref().map(|last| last.at)
        };
        let first = house.engine.now();
        for _ in 0..50 {
            programs.knocks().await;
        }
        house.engine.write_uses().await.unwrap();
        assert_eq!(written().await, Some(first));
        house.later(seconds(20));
        programs.knocks().await;
        house.engine.write_uses().await.unwrap();
        assert_eq!(written().await, Some(first), "a minute has not passed");
        house.engine.write_all_uses().await.unwrap();
        assert_eq!(written().await, Some(first.plus(seconds(20))), "the server stops");
        house.later(minutes(1));
        programs.knocks().await;
        house.later(seconds(54));
        programs.knocks().await;
        house.engine.write_uses().await.unwrap();
        assert_eq!(written().await, Some(first.plus(seconds(20))), "they gather");
        house.later(seconds(1));
        house.engine.write_uses().await.unwrap();
        assert_eq!(written().await, Some(first.plus(seconds(134))));
    })
    .await;
}

// Whatever is not a name and a secret opens nothing and compares nothing.
#[tokio::test]
async fn nothing_comes_of_nothing() {
    counted!(async |house: TestHouse, compared: fn() -> usize| {
        house.person("off", Role::Person, State::Disabled).await;
        let long = "x".repeat(1025);
        for (name, secret) in [("", PASSWORD), ("off", ""), ("off", long.as_str())] {
            let mut knock = knock(name, secret);
            if name.is_empty() {
                knock.name = String::new();
            }
            assert_eq!(check(&house, &knock).await, refused(Refusal::Wrong));
        }
        assert_eq!(compared(), 0);
        let name = format!("{}@larkfield.example", "x".repeat(300));
        let knock = Knock { name, ..knock("off", "secret") };
        assert_eq!(check(&house, &knock).await, refused(Refusal::Wrong));
        assert_eq!(compared(), 0);
    });
}

#[test]
fn sentences_are_one_line_of_ascii() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let db = store::Db::open(&store::Config::Memory).await.unwrap();
        let house = TestHouse::on(db, methods::kinds()).await;
        for refusal in Refusal::ALL {
            let sentence = house.engine.sentence(refusal);
            let plain = |c: char| c.is_ascii() && !c.is_control() && c != '"' && c != '\\';
            assert!(sentence.chars().all(plain) && sentence.len() < 200, "{sentence}");
        }
        let needs = house.engine.sentence(Refusal::NeedsAppPassword);
        assert!(needs.contains("https://sign-in.larkfield.example/security/app-passwords/new"));
    });
}
