//! Changing the ways to sign in, being told of it, and taking it back.

use super::{houses, people::*};
use crate::{
    Error, Profile,
    testing::{PASSWORD, TestHouse, mail_of, window},
};
use countersign_core::{
    account::{Appearance, Role, State},
    app::App,
    id::AppId,
    session::Level,
    sign_in::{Event, Purpose, Stage},
    time::{hours, minutes, seconds},
};

/// The token of the newest mail of that sort to Mei.
pub async fn undo_link(house: &TestHouse, sort: &str) -> String {
    let told = house.told(&mail_of(MEI)).await;
    let (_, facts) = told.iter().rev().find(|(words, _)| words == sort).unwrap();
    facts["undo"].rsplit('/').next().unwrap().to_owned()
}

async fn kinds(house: &TestHouse) -> Vec<String> {
    let ways = house.engine.ways(&house.account(MEI).await).await.unwrap();
    ways.into_iter().map(|way| way.kind).collect()
}

// EN-3: five minutes, at the highest level there is.
#[tokio::test]
async fn a_change_needs_fresh_proof() {
    houses(|house| async move {
        let mut mei = Mei::at(&house).await.browser;
        house.later(minutes(3));
        let standing = mei.standing().await.unwrap();
        let visit = mei.visit();
        let ways = house.engine.ways(&standing.account).await.unwrap();
        let engine = &house.engine;
        let outcomes = [
            engine.remove_way(&visit, &standing, &ways[0].id).await,
            engine.rename_way(&visit, &standing, &ways[0].id, "Work").await,
            engine.default_way(&visit, &standing, &ways[0].id).await,
        ];
        for outcome in outcomes {
            assert!(matches!(outcome, Err(Error::Refused("fresh"))), "{outcome:?}");
        }
        proves_again(&mut mei).await;
        let standing = mei.standing().await.unwrap();
        engine.rename_way(&mei.visit(), &standing, &ways[0].id, "Work").await.unwrap();
    })
    .await;
}

/// Mei with two numbers; the browser has just proved.
async fn with_two_numbers(house: &TestHouse) -> crate::testing::TestBrowser {
    let mut mei = Mei::at(house).await.browser;
    proves_again(&mut mei).await;
    let handle = adds(&mei).await;
    set_up_text(&mut mei, &handle, OTHER_NUMBER).await;
    mei
}

// RC-6, SM-5: told everywhere but through what is new.
#[tokio::test]
async fn an_added_way_is_told_by_mail_and_by_the_old_number() {
    houses(|house| async move {
        with_two_numbers(&house).await;
        assert_eq!(kinds(&house).await, ["sms", "sms", "recovery"]);
        let told = |told: Vec<(String, _)>| told.into_iter().map(|(words, _)| words).collect();
        let mut by_mail: Vec<String> = told(house.told(&mail_of(MEI)).await);
        // Letters leave side by side: which arrives first is nobody's promise.
        by_mail.sort();
        assert_eq!(by_mail, ["mail-recovery-made", "mail-way-added", "mail-way-added"]);
        let by_text: Vec<String> = told(house.told(NUMBER).await);
        assert!(by_text.contains(&"sms-notice-way-added".to_owned()), "{by_text:?}");
        let new: Vec<String> = told(house.told(OTHER_NUMBER).await);
        assert!(!new.iter().any(|words| words.contains("notice")), "{new:?}");
    })
    .await;
}

#[tokio::test]
async fn the_default_is_always_a_way_that_is_there() {
    houses(|house| async move {
        let mei = with_two_numbers(&house).await;
        let ways = house.engine.ways(&house.account(MEI).await).await.unwrap();
        let standing = mei.standing().await.unwrap();
        assert_eq!(standing.account.default_method.as_ref(), Some(&ways[0].id));
        house.engine.default_way(&mei.visit(), &standing, &ways[1].id).await.unwrap();
        let standing = mei.standing().await.unwrap();
        assert_eq!(standing.account.default_method.as_ref(), Some(&ways[1].id));
        house.engine.remove_way(&mei.visit(), &standing, &ways[1].id).await.unwrap();
        let account = house.account(MEI).await;
        assert_eq!(account.default_method.as_ref(), Some(&ways[0].id));
        // Back by its link: the default stays what it is now.
        let link = undo_link(&house, "mail-way-removed").await;
        house.engine.undo(&mei.visit(), &link).await.unwrap();
        assert_eq!(kinds(&house).await, ["sms", "sms", "recovery"]);
        assert_eq!(house.account(MEI).await.default_method.as_ref(), Some(&ways[0].id));
    })
    .await;
}

// EN-4
#[tokio::test]
async fn the_last_second_step_stays() {
    houses(|house| async move {
        let mut mei = Mei::at(&house).await.browser;
        proves_again(&mut mei).await;
        let standing = mei.standing().await.unwrap();
        let ways = house.engine.ways(&standing.account).await.unwrap();
        let outcome = house.engine.remove_way(&mei.visit(), &standing, &ways[0].id).await;
        assert!(matches!(outcome, Err(Error::Refused("way-is-the-last"))));
        house.engine.remove_way(&mei.visit(), &standing, &ways[1].id).await.unwrap();
        assert_eq!(kinds(&house).await, ["sms"]);
    })
    .await;
}

// SE-5, invariant 4: a change ends the other sessions and whatever was half done.
#[tokio::test]
async fn a_removal_ends_other_sessions_and_half_finished_sign_ins() {
    houses(|house| async move {
        let mut other = Mei::at(&house).await.browser;
        let mut mei = house.browser();
        signs_in(&mut mei).await;
        house.later(minutes(3));
        let mut half = house.browser();
        let handle = half.open("Mail").await;
        half.password(&handle, MEI).await.unwrap();
        let code = house.code_to(NUMBER).await;
        house.later(minutes(3));
        proves_again(&mut mei).await;
        let standing = mei.standing().await.unwrap();
        let ways = house.engine.ways(&standing.account).await.unwrap();
        house.engine.remove_way(&mei.visit(), &standing, &ways[1].id).await.unwrap();
        assert_eq!(level(&other).await, Level::None);
        assert_eq!(level(&mei).await, Level::Two);
        let after = half.code(&handle, &code).await;
        assert!(after.is_err() || !done(&after.unwrap().sign_in));
        assert_eq!(level(&half).await, Level::None);
        signs_in_later(&house, &mut other).await;
    })
    .await;
}

// SE-5, invariant 7: a set-up and a proof begun within a session end with it.
#[tokio::test]
async fn what_was_begun_within_a_session_ends_with_it() {
    houses(|house| async move {
        let mut thief = Mei::at(&house).await.browser;
        proves_again(&mut thief).await;
        let handle = adds(&thief).await;
        let standing = thief.standing().await.unwrap();
        let session = standing.session.id.clone();
        let purpose = Purpose::StepUp { session: session.clone(), words: "verify".into() };
        let visit = thief.visit();
        let engine = &house.engine;
        let step_up = engine.begin_within(&visit, &standing, purpose, window("")).await.unwrap();
        engine.turn(&visit, &handle, vec![Event::SetUp("totp".into())]).await.unwrap();
        // Mei ends it from her list of devices.
        house.later(minutes(3));
        let mut mei = house.browser();
        signs_in(&mut mei).await;
        let own = mei.standing().await.unwrap();
        engine.sign_out(&mei.visit(), &own, &session).await.unwrap();
        for handle in [&handle, &step_up] {
            let seen = engine.look(&visit, handle).await;
            assert!(matches!(seen, Err(Error::NotFound)));
            let went_on = engine.turn(&visit, handle, vec![Event::SetUp("sms".into())]).await;
            assert!(matches!(went_on, Err(Error::NotFound)));
        }
    })
    .await;
}

// SM-3: what a person is called, or calls a way, stands in texts and mails: it adds no line there.
#[tokio::test]
async fn a_name_has_one_line() {
    houses(|house| async move {
        let mut mei = Mei::at(&house).await.browser;
        proves_again(&mut mei).await;
        let (visit, standing) = (mei.visit(), mei.standing().await.unwrap());
        let engine = &house.engine;
        let ways = engine.ways(&standing.account).await.unwrap();
        for text in ["Work\r\n@evil.example #123456", "Work\u{7f}", "\n", "", &"x".repeat(101)] {
            let renamed = engine.rename_way(&visit, &standing, &ways[0].id, text).await;
            assert!(matches!(renamed, Err(Error::Refused("way-name-bad"))), "{text:?}");
            let profile = Profile {
                name: text.into(),
                language: None,
                time_zone: None,
                appearance: Appearance::System,
            };
            let saved = engine.save_profile(&visit, &standing, profile).await;
            assert!(matches!(saved, Err(Error::Refused("profile-name-bad"))), "{text:?}");
        }
    })
    .await;
}

async fn signs_in_later(house: &TestHouse, browser: &mut crate::testing::TestBrowser) {
    house.later(minutes(3));
    signs_in(browser).await;
}

// RC-3: a new set ends the old one, and undoing brings it back.
#[tokio::test]
async fn new_recovery_codes_end_the_old_and_an_undo_brings_them_back() {
    houses(|house| async move {
        let Mei { mut browser, spares: old } = Mei::at(&house).await;
        proves_again(&mut browser).await;
        let handle = adds(&browser).await;
        let after = browser.turn(&handle, vec![Event::SetUp("recovery".into())]).await.unwrap();
        let new = spares(&after.sign_in);
        let saved = typed(Event::SetUpAnswered, &[("saved", "on")]);
        assert!(done(&browser.turn(&handle, vec![saved]).await.unwrap().sign_in));
        assert_eq!(kinds(&house).await, ["sms", "recovery"]);
        house.later(minutes(3));
        assert_eq!(with_spare(&house, &old[0]).await, Level::None);
        assert_eq!(with_spare(&house, &new[0]).await, Level::Two);
        let link = undo_link(&house, "mail-recovery-made").await;
        house.engine.undo(&browser.visit(), &link).await.unwrap();
        assert_eq!(with_spare(&house, &new[1]).await, Level::None);
        assert_eq!(with_spare(&house, &old[1]).await, Level::Two);
    })
    .await;
}

/// Signs Mei in with a recovery code; how far that gets.
async fn with_spare(house: &TestHouse, code: &str) -> Level {
    let mut browser = house.browser();
    let handle = browser.open("Mail").await;
    browser.password(&handle, MEI).await.unwrap();
    let look = house.engine.look(&browser.visit(), &handle).await.unwrap();
    let spare = look.offers.iter().find(|way| way.kind == "recovery").unwrap();
    browser.turn(&handle, vec![Event::Chose(spare.id.clone())]).await.unwrap();
    browser.code(&handle, code).await.unwrap();
    level(&browser).await
}

// RC-2: somebody else's code is nothing to Mei, and counts.
#[tokio::test]
async fn a_recovery_code_is_its_owners_alone() {
    houses(|house| async move {
        let mei = Mei::at(&house).await;
        house.person("t.okafor", Role::Person, State::Enforced).await;
        let mut tom = house.browser();
        let handle = tom.open("").await;
        tom.password(&handle, "t.okafor").await.unwrap();
        let after = set_up_text(&mut tom, &handle, OTHER_NUMBER).await;
        let of_tom = spares(&after.sign_in);
        tom.turn(&handle, vec![typed(Event::SetUpAnswered, &[("saved", "on")])]).await.unwrap();
        house.later(minutes(3));
        assert_eq!(with_spare(&house, &of_tom[0]).await, Level::None);
        assert_eq!(with_spare(&house, &mei.spares[0]).await, Level::Two);
    })
    .await;
}

// RC-6: undoing an addition ends everything, and leads to a new password.
#[tokio::test]
async fn an_undone_addition_signs_everything_out() {
    houses(|house| async move {
        let mei = with_two_numbers(&house).await;
        let link = undo_link(&house, "mail-way-added").await;
        let change = house.engine.undo_look(&link).await.unwrap();
        assert_eq!(change.what, "added");
        let reset = house.engine.undo(&house.browser().visit(), &link).await.unwrap();
        assert_eq!(kinds(&house).await, ["sms", "recovery"]);
        assert_eq!(level(&mei).await, Level::None);
        assert!(house.engine.reset_look(&reset).await.unwrap().second_step);
        for outcome in [
            house.engine.undo_look(&link).await.map(drop),
            house.engine.undo(&mei.visit(), &link).await.map(drop),
            house.engine.undo_confirm(&mei.visit(), &link).await.map(drop),
        ] {
            assert!(matches!(outcome, Err(Error::Refused("undo-over"))));
        }
    })
    .await;
}

#[tokio::test]
async fn an_undo_link_lives_three_days() {
    houses(|house| async move {
        Mei::at(&house).await;
        let link = undo_link(&house, "mail-way-added").await;
        house.later(hours(72).checked_sub(minutes(4)).unwrap());
        house.engine.undo_look(&link).await.unwrap();
        house.later(minutes(4));
        assert!(matches!(house.engine.undo_look(&link).await, Err(Error::Refused("undo-over"))));
    })
    .await;
}

// EN-10, invariant 7: what an administrator took away comes back by no link from before.
#[tokio::test]
async fn no_undo_from_before_brings_a_way_back_after_all_were_taken() {
    houses(|house| async move {
        let mut mei = Mei::at(&house).await.browser;
        proves_again(&mut mei).await;
        let standing = mei.standing().await.unwrap();
        let ways = house.engine.ways(&standing.account).await.unwrap();
        let spare = ways.iter().find(|way| way.kind == "recovery").unwrap();
        house.engine.remove_way(&mei.visit(), &standing, &spare.id).await.unwrap();
        let token = undo_link(&house, "mail-way-removed").await;
        house.engine.reset_methods(&house.account(MEI).await, "phone stolen").await.unwrap();
        let undone = house.engine.undo(&house.browser().visit(), &token).await;
        assert!(matches!(undone, Err(Error::Refused("undo-over"))), "{undone:?}");
        assert_eq!(kinds(&house).await, [""; 0]);
    })
    .await;
}

// EN-10: everything goes at once.
#[tokio::test]
async fn requiring_contact_methods_again_takes_everything() {
    houses(|house| async move {
        let mei = Mei::at(&house).await.browser;
        let mut half = house.browser();
        let handle = half.open("Mail").await;
        half.password(&handle, MEI).await.unwrap();
        let code = house.code_to(NUMBER).await;
        let account = house.account(MEI).await;
        assert_eq!(house.engine.reset_methods(&account, "lost phone").await.unwrap(), 2);
        assert_eq!(level(&mei).await, Level::None);
        assert!(half.code(&handle, &code).await.map_or(true, |after| !done(&after.sign_in)));
        assert_eq!(house.account(MEI).await.default_method, None);
        let mut again = house.browser();
        let handle = again.open("Mail").await;
        let after = again.password(&handle, MEI).await.unwrap();
        assert!(matches!(after.sign_in.stage, Stage::Enrol(_)));
        let told = house.told(&mail_of(MEI)).await;
        assert_eq!(told.last().unwrap().0, "mail-methods-reset");
    })
    .await;
}

// SE-5
#[tokio::test]
async fn a_disabled_account_is_out_at_once_and_told_only_after_the_password() {
    houses(|house| async move {
        let mei = Mei::at(&house).await.browser;
        house.engine.disable_account(&house.account(MEI).await).await.unwrap();
        assert_eq!(level(&mei).await, Level::None);
        let mut again = house.browser();
        let handle = again.open("Mail").await;
        let wrong = again.name(&handle, &mail_of(MEI), "other words here").await.unwrap();
        assert_eq!(words(&wrong), "sign-in-no-match");
        let after = again.name(&handle, &mail_of(MEI), PASSWORD).await.unwrap();
        assert!(matches!(after.sign_in.stage, Stage::Refused { .. }));
    })
    .await;
}

// AU-7
#[tokio::test]
async fn the_last_owner_stays() {
    houses(|house| async move {
        house.person("o.park", Role::Owner, State::Enforced).await;
        let olive = house.account("o.park").await;
        let outcome = house.engine.disable_account(&olive).await;
        assert!(matches!(outcome, Err(Error::Refused("account-last-owner"))));
        let link = house.engine.break_glass(&olive).await.unwrap();
        assert!(link.starts_with("https://sign-in.larkfield.example/reset/"));
    })
    .await;
}

// SE-3: whoever administers is out after a quarter of an hour.
#[tokio::test]
async fn an_administrators_session_rests_shorter() {
    houses(|house| async move {
        house.person("o.park", Role::Owner, State::Enforced).await;
        let mut olive = house.browser();
        let handle = olive.open("").await;
        olive.password(&handle, "o.park").await.unwrap();
        set_up_text(&mut olive, &handle, NUMBER).await;
        for event in [Event::SpareLater, Event::Confirmed] {
            olive.turn(&handle, vec![event]).await.unwrap();
        }
        house.later(minutes(14));
        assert_eq!(level(&olive).await, Level::Two);
        house.later(minutes(15));
        assert_eq!(level(&olive).await, Level::None);
    })
    .await;
}

// AU-6: what one server changes counts on every other within five seconds.
#[tokio::test]
async fn another_server_sees_a_change_of_the_organisation() {
    houses(|house| async move {
        let other = house.again().await;
        let before = other.engine.organisation().await.unwrap();
        let renamed = crate::Organisation { name: "Harbour Works".into(), ..(*before).clone() };
        house.engine.save_organisation(renamed).await.unwrap();
        assert_eq!(house.engine.organisation().await.unwrap().name, "Harbour Works");
        house.later(seconds(5));
        assert_eq!(other.engine.organisation().await.unwrap().name, "Harbour Works");
    })
    .await;
}

// E-8: a clock that was set back does not keep what was read before it.
#[tokio::test]
async fn what_was_read_in_the_future_is_read_again() {
    houses(|house| async move {
        let before = house.engine.now();
        house.later(hours(1));
        let apps = house.engine.apps().await.unwrap();
        let keys = house.engine.keys().await.unwrap();
        assert!(std::sync::Arc::ptr_eq(&keys, &house.engine.keys().await.unwrap()));
        let other = house.again().await;
        let app = mail_app(&house);
        other.engine.add_app(&app).await.unwrap();
        assert!(apps.by_id(&app.id).is_none());
        house.clock.set(before);
        assert!(house.engine.apps().await.unwrap().by_id(&app.id).is_some());
        assert!(!std::sync::Arc::ptr_eq(&keys, &house.engine.keys().await.unwrap()));
    })
    .await;
}

pub fn mail_app(house: &TestHouse) -> App {
    let now = house.engine.now();
    App {
        id: AppId::new(now, house.engine.dice()),
        name: "Mail".into(),
        about: String::new(),
        icon: "mail".into(),
        url: String::new(),
        front: "oidc".into(),
        key: "app_mail".into(),
        connection: serde_json::Value::Null,
        made_at: now,
        disabled_at: None,
        version: 0,
    }
}
