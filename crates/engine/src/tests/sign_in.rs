//! Whole sign-ins.

use super::{
    houses,
    people::*,
    reset::{NEW, chooses},
};
use crate::{
    Error, Organisation,
    testing::{PASSWORD, answer, mail_of},
};
use countersign_core::{
    account::{Role, State},
    session::Level,
    sign_in::{Event, Stage},
    time::minutes,
};

#[tokio::test]
async fn the_first_time_sets_a_text_up_and_the_next_time_asks_for_it() {
    houses(|house| async move {
        let mei = Mei::at(&house).await;
        assert_eq!(mei.spares.len(), 10);
        assert_eq!(level(&mei.browser).await, Level::Two);
        let account = house.account(MEI).await;
        let ways = house.engine.ways(&account).await.unwrap();
        let kinds: Vec<_> = ways.iter().map(|way| way.kind.as_str()).collect();
        assert_eq!(kinds, ["sms", "recovery"]);
        assert_eq!(account.default_method.as_ref(), Some(&ways[0].id));
        let mut again = house.browser();
        signs_in(&mut again).await;
        assert_eq!(level(&again).await, Level::Two);
    })
    .await;
}

#[tokio::test]
async fn enabled_becomes_enforced_when_a_way_is_set_up() {
    houses(|house| async move {
        house.person("t.okafor", Role::Person, State::Enabled).await;
        let mut tom = house.browser();
        let handle = tom.open("").await;
        tom.password(&handle, "t.okafor").await.unwrap();
        set_up_text(&mut tom, &handle, OTHER_NUMBER).await;
        assert_eq!(house.account("t.okafor").await.state, State::Enforced);
    })
    .await;
}

// EN-9: put off, and no further than the one moment that was stored.
#[tokio::test]
async fn not_now_holds_until_the_last_day_and_not_longer() {
    houses(|house| async move {
        house.person(MEI, Role::Person, State::Disabled).await;
        let mut mei = house.browser();
        let handle = mei.open("Mail").await;
        let after = mei.password(&handle, MEI).await.unwrap();
        assert!(matches!(after.sign_in.stage, Stage::Enrol(_)));
        let end = house.account(MEI).await.grace_ends_at.unwrap();
        assert_eq!(end, house.engine.now().plus(countersign_core::time::days(14)));
        let after = mei.turn(&handle, vec![Event::PutOff]).await.unwrap();
        assert!(done(&after.sign_in));
        assert_eq!(level(&mei).await, Level::One);
        house.later(countersign_core::time::days(14).checked_sub(minutes(1)).unwrap());
        let mut mei = house.browser();
        let handle = mei.open("Mail").await;
        mei.password(&handle, MEI).await.unwrap();
        mei.turn(&handle, vec![Event::PutOff]).await.unwrap();
        assert_eq!(level(&mei).await, Level::One);
        assert_eq!(house.account(MEI).await.grace_ends_at, Some(end));
        house.later(minutes(1));
        // EN-8: what was open is asked again too.
        assert_eq!(level(&mei).await, Level::None);
        let handle = mei.open("Mail").await;
        mei.password(&handle, MEI).await.unwrap();
        let after = mei.turn(&handle, vec![Event::PutOff]).await.unwrap();
        assert!(matches!(after.sign_in.stage, Stage::Enrol(_)));
    })
    .await;
}

/// ux.md 1.4: four apps, one text, one answer.
#[tokio::test]
async fn windows_of_one_browser_wait_for_one_answer() {
    houses(|house| async move {
        let mut mei = Mei::at(&house).await.browser;
        mei.session = None;
        let before = house.told(NUMBER).await.len();
        let mail = mei.open("Larkfield Mail").await;
        let chat = mei.open("Team Chat").await;
        let files = mei.open("Files").await;
        mei.password(&mail, MEI).await.unwrap();
        let intranet = mei.open("Intranet").await;
        let told = house.told(NUMBER).await;
        assert_eq!(told.len(), before + 1);
        let (_, facts) = told.last().unwrap();
        assert_eq!((facts["app"].as_str(), facts["more"].as_str()), ("Larkfield Mail", "2"));
        assert_eq!([&chat.id, &files.id, &intranet.id], [&mail.id; 3]);
        let code = house.code_to(NUMBER).await;
        let after = mei.code(&intranet, &code).await.unwrap();
        assert!(done(&after.sign_in));
        assert_eq!(after.sign_in.windows.len(), 4);
        for handle in [&mail, &chat, &files] {
            let look = house.engine.look(&mei.visit(), handle).await.unwrap();
            assert!(done(&look.sign_in));
        }
    })
    .await;
}

/// ux.md 1.4: nothing is sent by itself while another request has just sent something.
#[tokio::test]
async fn a_second_browser_has_its_own_tag_and_sends_nothing_by_itself() {
    houses(|house| async move {
        let mut first = Mei::at(&house).await.browser;
        let one = first.open("Mail").await;
        first.session = None;
        let one_after = first.password(&one, MEI).await.unwrap();
        let sent = house.told(NUMBER).await.len();
        let mut second = house.browser();
        let two = second.open("Files").await;
        let two_after = second.password(&two, MEI).await.unwrap();
        assert_ne!(one_after.sign_in.tag, two_after.sign_in.tag);
        assert_eq!(two_after.sign_in.stage, Stage::Prove { open: None });
        assert_eq!(house.told(NUMBER).await.len(), sent);
        // SM-2: a code is good for its own request only, and the page says which that is.
        let code = house.code_to(NUMBER).await;
        let look = house.engine.look(&second.visit(), &two).await.unwrap();
        let text = look.offers.iter().find(|way| way.kind == "sms").unwrap();
        second.turn(&two, vec![Event::Chose(text.id.clone())]).await.unwrap();
        assert_eq!(house.told(NUMBER).await.len(), sent + 1);
        let after = second.code(&two, &code).await.unwrap();
        assert_eq!(words(&after), "code-other-request");
        let wrong = after.wrong.unwrap();
        assert_eq!(wrong.args["other"], one_after.sign_in.tag.as_str());
        assert_eq!(level(&second).await, Level::None);
        let after = first.code(&one, &code).await.unwrap();
        assert!(done(&after.sign_in));
    })
    .await;
}

// SE-6
#[tokio::test]
async fn no_other_browser_goes_on_with_a_sign_in() {
    houses(|house| async move {
        let mut mei = Mei::at(&house).await.browser;
        mei.session = None;
        let handle = mei.open("Mail").await;
        mei.password(&handle, MEI).await.unwrap();
        let code = house.code_to(NUMBER).await;
        let mut thief = house.browser();
        for outcome in [
            thief.code(&handle, &code).await.map(drop),
            house.engine.look(&thief.visit(), &handle).await.map(drop),
        ] {
            assert!(matches!(outcome, Err(crate::Error::NotFound)));
        }
        assert!(done(&mei.code(&handle, &code).await.unwrap().sign_in));
    })
    .await;
}

// SE-1
#[tokio::test]
async fn signing_in_again_ends_the_old_cookie() {
    houses(|house| async move {
        let mut mei = Mei::at(&house).await.browser;
        let old = mei.clone();
        signs_in(&mut mei).await;
        assert_eq!(level(&old).await, Level::None);
        assert_eq!(level(&mei).await, Level::Two);
        let old = mei.clone();
        house.later(minutes(3));
        proves_again(&mut mei).await;
        assert_eq!(level(&old).await, Level::None);
        assert_eq!(level(&mei).await, Level::Two);
    })
    .await;
}

// OA-11: `prompt=login` and the like: the same person proves it again within the same session, and
// only somebody else ends it.
#[tokio::test]
async fn the_same_person_again_keeps_the_session_and_another_ends_it() {
    houses(|house| async move {
        let mut mei = Mei::at(&house).await.browser;
        let first = mei.standing().await.unwrap().session;
        let old = mei.clone();
        signs_in(&mut mei).await;
        let again = mei.standing().await.unwrap().session;
        assert_eq!((&again.id, again.made_at), (&first.id, first.made_at));
        assert!(again.proved_at > first.proved_at);
        assert!(again.proofs.iter().all(|proof| proof.at == again.proved_at), "nothing is carried");
        assert_eq!(level(&old).await, Level::None, "under a new cookie (SE-1)");
        // Somebody who brings her cookie from another browser does not go on with it.
        house.later(minutes(3));
        let mut stranger = house.browser();
        stranger.session = mei.session.clone();
        signs_in(&mut stranger).await;
        assert_ne!(stranger.standing().await.unwrap().session.id, first.id);
        assert_eq!(level(&mei).await, Level::None);
        house.later(minutes(3));
        signs_in(&mut mei).await;
        let hers = mei.clone();
        house.person("t.okafor", Role::Person, State::Disabled).await;
        let mut organisation = Organisation::clone(&*house.engine.organisation().await.unwrap());
        organisation.defaults.on = false;
        house.engine.save_organisation(organisation).await.unwrap();
        let handle = mei.open("Mail").await;
        mei.password(&handle, "t.okafor").await.unwrap();
        let toms = mei.standing().await.unwrap();
        assert_eq!(toms.account.name, "t.okafor");
        assert_ne!(toms.session.id, first.id);
        assert_eq!(level(&hers).await, Level::None);
        let mut reader = house.engine.reader().await.unwrap();
        let account = &house.account(MEI).await.id;
        let left = store::session::of_account(&mut reader, account, house.engine.now()).await;
        let left: Vec<_> = left.unwrap().into_iter().map(|session| session.id).collect();
        assert_eq!(left, [stranger.standing().await.unwrap().session.id]);
    })
    .await;
}

// SE-3
#[tokio::test]
async fn sessions_end_idle_and_overall_on_the_server() {
    houses(|house| async move {
        let mei = Mei::at(&house).await.browser;
        house.later(minutes(56));
        assert_eq!(level(&mei).await, Level::Two);
        house.later(minutes(59));
        assert_eq!(level(&mei).await, Level::Two, "activity resets idle");
        house.later(minutes(60));
        assert_eq!(level(&mei).await, Level::None);
        let mut mei = house.browser();
        signs_in(&mut mei).await;
        for _ in 0..24 {
            house.later(minutes(59));
            assert_eq!(level(&mei).await, Level::Two);
        }
        house.later(minutes(30));
        assert_eq!(level(&mei).await, Level::None, "24 hours in all");
    })
    .await;
}

// LG-6
#[tokio::test]
async fn a_new_browser_is_told_by_mail_and_a_known_one_is_not() {
    houses(|house| async move {
        let mut mei = Mei::at(&house).await.browser;
        let mail = crate::testing::mail_of(MEI);
        let new =
            |told: &[(String, _)]| told.iter().filter(|(w, _)| w == "mail-new-browser").count();
        assert_eq!(new(&house.told(&mail).await), 0, "the first one is not new");
        signs_in(&mut mei).await;
        assert_eq!(new(&house.told(&mail).await), 0);
        house.later(minutes(3));
        let mut other = house.browser();
        signs_in(&mut other).await;
        assert_eq!(new(&house.told(&mail).await), 1);
    })
    .await;
}

// SE-5, invariant 7: a password is compared while the account gets another, or is disabled.
#[tokio::test]
async fn what_changed_while_a_password_was_hashed_counts() {
    houses(|house| async move {
        let mut organisation = Organisation::clone(&*house.engine.organisation().await.unwrap());
        organisation.defaults.on = false;
        house.engine.save_organisation(organisation).await.unwrap();
        let account = house.person(MEI, Role::Person, State::Disabled).await;
        for disabling in [false, true] {
            let browser = house.browser();
            let (visit, handle) = (browser.visit(), browser.open("Mail").await);
            let mut sign_in = house.engine.load(&visit, &handle.id).await.unwrap();
            let scene = house.engine.scene(&sign_in, Some(&account.id), true).await.unwrap();
            let typed = Event::Named { typed: mail_of(MEI), account: Some(account.id.clone()) };
            let given = if disabling { NEW } else { PASSWORD };
            let events = [typed, answer("password", given)];
            let think = |event| sign_in.handle(event, &scene.world(&house.engine.0));
            let turns: Vec<_> = events.map(think).into();
            assert!(done(&sign_in), "{:?}", sign_in.stage);
            if disabling {
                let account = house.account(MEI).await;
                house.engine.disable_account(&account).await.unwrap();
            } else {
                chooses(&house, MEI, NEW).await;
            }
            let written =
                house.engine.write(&visit, &mut sign_in, &scene, turns, &[]).await.map(drop);
            assert!(matches!(written, Err(Error::Stale)), "{written:?}");
            let account = house.account(MEI).await;
            let mut reader = house.engine.reader().await.unwrap();
            let now = house.engine.now();
            let open = store::session::of_account(&mut reader, &account.id, now).await.unwrap();
            assert_eq!(open.len(), 0);
        }
    })
    .await;
}

// LG-6: the password was right and the person says that it was not them.
#[tokio::test]
async fn not_me_after_the_password_is_told_and_a_name_given_up_is_not() {
    houses(|house| async move {
        Mei::at(&house).await;
        house.later(minutes(3));
        let mail = crate::testing::mail_of(MEI);
        let denied = |told: &[(String, _)]| told.iter().filter(|(w, _)| w == "mail-denied").count();
        let mut stranger = house.browser();
        let handle = stranger.open("Mail").await;
        stranger.turn(&handle, vec![Event::Cancelled]).await.unwrap();
        assert_eq!(denied(&house.told(&mail).await), 0, "nothing was proved");
        let handle = stranger.open("Mail").await;
        stranger.password(&handle, MEI).await.unwrap();
        stranger.turn(&handle, vec![Event::Cancelled]).await.unwrap();
        assert_eq!(denied(&house.told(&mail).await), 1);
    })
    .await;
}
