//! Codes: bound, short, used once.

use super::house::{Browser, Rp, World, at_once};
use axum::http::StatusCode;
use countersign_core::time::{hours, seconds};
use store::testing::both;

#[tokio::test]
async fn a_code_is_bound_to_all_it_came_with_oa_3() {
    both(async |db| {
        let world = World::open(db).await;
        let (rp, other) = (world.mail().await, world.mail().await);
        let mut browser = Browser::default();
        let code = browser.code(&world, &rp.ask(&[]), "mei").await;
        assert!(code.len() >= 32);
        let verifier = "z".repeat(50);
        let wrong = [
            other.redeem(&world, &code).await,
            rp.redeem_with(&world, &code, &[("redirect_uri", "")]).await,
            rp.redeem_with(&world, &code, &[("redirect_uri", "https://mail.example.test/")]).await,
            rp.redeem_with(&world, &code, &[("code_verifier", &verifier)]).await,
            rp.redeem_with(&world, &code, &[("code_verifier", "")]).await,
            rp.redeem(&world, "0123456789abcdef").await,
        ];
        for answer in wrong {
            assert_eq!((answer.status.as_u16(), &*answer.error()), (400, "invalid_grant"));
        }
        // None of them used it up.
        assert_eq!(rp.redeem(&world, &code).await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn a_code_is_over_after_a_minute_oa_3() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut browser = Browser::default();
        let code = browser.code(&world, &rp.ask(&[]), "mei").await;
        world.clock.turn(seconds(60));
        assert_eq!(rp.redeem(&world, &code).await.error(), "invalid_grant");
        let code = browser.code(&world, &rp.ask(&[]), "mei").await;
        world.clock.turn(seconds(59));
        assert_eq!(rp.redeem(&world, &code).await.status, StatusCode::OK);
    })
    .await;
}

async fn opens(world: &World, tokens: &serde_json::Value) -> bool {
    let token = tokens["access_token"].as_str().unwrap();
    world.userinfo(token).await.status == StatusCode::OK
}

#[tokio::test]
async fn a_second_use_ends_what_the_first_was_given_oa_3_oa_19() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut browser = Browser::default();
        // At once, after half a minute, and when the code would have been over anyway.
        for later in [0, 30, 90] {
            let address = rp.ask(&[("scope", "openid offline_access")]);
            let code = browser.code(&world, &address, "mei").await;
            let tokens = rp.redeem(&world, &code).await.json();
            assert!(opens(&world, &tokens).await);
            // A use that is not a good one ends nothing.
            rp.redeem_with(&world, &code, &[("code_verifier", "")]).await;
            assert!(opens(&world, &tokens).await);
            world.clock.turn(seconds(later));
            assert_eq!(rp.redeem(&world, &code).await.error(), "invalid_grant");
            assert!(!opens(&world, &tokens).await, "after {later} s");
            let refresh = tokens["refresh_token"].as_str().unwrap();
            assert_eq!(rp.refresh(&world, refresh).await.error(), "invalid_grant");
        }
        assert_eq!(world.events("token_replayed").await, 3);
    })
    .await;
}

/// Somebody else had the code, and the person has left.
#[tokio::test]
async fn a_second_use_counts_after_the_session_too_oa_3() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut browser = Browser::default();
        let address = rp.ask(&[("scope", "openid offline_access")]);
        let code = browser.code(&world, &address, "mei").await;
        let tokens = rp.redeem(&world, &code).await.json();
        let visit = browser.visit(&world);
        let standing = world.engine.standing(&visit).await.unwrap().unwrap();
        world.engine.sign_out(&visit, &standing, &standing.session.id).await.unwrap();
        assert!(opens(&world, &tokens).await, "it goes on after the session");
        assert_eq!(rp.redeem(&world, &code).await.error(), "invalid_grant");
        assert!(!opens(&world, &tokens).await);
        let refresh = tokens["refresh_token"].as_str().unwrap();
        assert_eq!(rp.refresh(&world, refresh).await.error(), "invalid_grant");
        assert_eq!(world.events("token_replayed").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_at_once_one_gets_tokens_oa_3() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut browser = Browser::default();
        let code = browser.code(&world, &rp.ask(&[]), "mei").await;
        let redeem = || {
            let (world, rp, code) = (world.clone(), rp.clone(), code.clone());
            async move { rp.redeem(&world, &code).await }
        };
        let answers = at_once(redeem).await;
        let good = answers.iter().filter(|answer| answer.status == StatusCode::OK);
        assert_eq!(good.count(), 1);
        let refused = answers.iter().filter(|answer| answer.status == StatusCode::BAD_REQUEST);
        assert_eq!(refused.count(), 63);
        assert_eq!(world.events("token_issued").await, 1);
    })
    .await;
}

#[tokio::test]
async fn the_person_is_looked_at_again_when_a_code_is_exchanged_oa_6() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let closed = async |rp: &Rp, code: &str| {
            assert_eq!(rp.redeem(&world, code).await.error(), "invalid_grant");
        };
        // Signed out meanwhile.
        let mut browser = Browser::default();
        let code = browser.code(&world, &rp.ask(&[]), "mei").await;
        let visit = browser.visit(&world);
        let standing = world.engine.standing(&visit).await.unwrap().unwrap();
        world.engine.sign_out(&visit, &standing, &standing.session.id).await.unwrap();
        closed(&rp, &code).await;
        // A second step came to be asked for meanwhile.
        let mut browser = Browser::default();
        let code = browser.code(&world, &rp.ask(&[]), "mei").await;
        let account = world.engine.account_named("mei").await.unwrap();
        world.badge(&account).await;
        closed(&rp, &code).await;
        // Switched off meanwhile.
        let code = browser.code(&world, &rp.ask(&[]), "mei").await;
        let account = world.engine.account_named("mei").await.unwrap();
        world.engine.disable_account(&account).await.unwrap();
        closed(&rp, &code).await;
        assert_eq!(world.events("token_refused").await, 3);
        assert_eq!(world.events("token_issued").await, 0);
    })
    .await;
}

#[tokio::test]
async fn access_ends_with_the_session_the_account_or_its_time_oa_6() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let fresh = async || {
            let mut browser = Browser::default();
            let code = browser.code(&world, &rp.ask(&[]), "mei").await;
            let tokens = rp.redeem(&world, &code).await.json();
            assert!(opens(&world, &tokens).await);
            (browser, tokens)
        };
        let (browser, tokens) = fresh().await;
        let visit = browser.visit(&world);
        let standing = world.engine.standing(&visit).await.unwrap().unwrap();
        world.engine.sign_out(&visit, &standing, &standing.session.id).await.unwrap();
        assert!(!opens(&world, &tokens).await);
        let (_, tokens) = fresh().await;
        world.clock.turn(hours(1));
        assert!(!opens(&world, &tokens).await);
        // Signed out everywhere else, as a new password does.
        let (_, tokens) = fresh().await;
        let (browser, own) = fresh().await;
        let visit = browser.visit(&world);
        let standing = world.engine.standing(&visit).await.unwrap().unwrap();
        world.engine.sign_out_others(&visit, &standing).await.unwrap();
        assert!(!opens(&world, &tokens).await && opens(&world, &own).await);
        let account = world.engine.account_named("mei").await.unwrap();
        world.engine.disable_account(&account).await.unwrap();
        assert!(!opens(&world, &own).await);
    })
    .await;
}
