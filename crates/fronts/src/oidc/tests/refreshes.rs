//! Refresh tokens: rotated, and ended with their family when one comes twice.

use super::house::{Answer, Browser, Rp, World, at_once};
use crate::oidc::{NewClient, Program};
use axum::http::StatusCode;
use countersign_core::time::{days, seconds};
use serde_json::Value;
use store::testing::both;

async fn begin(world: &World, rp: &Rp) -> Value {
    let mut browser = Browser::default();
    let address = rp.ask(&[("scope", "openid email offline_access")]);
    let code = browser.code(world, &address, "mei").await;
    rp.redeem(world, &code).await.json()
}

fn refresh_of(answer: &Value) -> &str {
    answer["refresh_token"].as_str().unwrap_or_else(|| panic!("no refresh token: {answer}"))
}

async fn public(world: &World) -> Rp {
    let redirect_uris = vec!["http://127.0.0.1/cb".to_owned()];
    let program = Program::Installed;
    world.app(NewClient { public: true, program, redirect_uris, ..NewClient::default() }).await
}

async fn dead(world: &World, rp: &Rp, token: &str) {
    let answer = rp.refresh(world, token).await;
    assert_eq!(answer.error(), "invalid_grant");
}

#[tokio::test]
async fn each_works_once_and_is_followed_by_the_next_oa_5() {
    both(async |db| {
        let world = World::open(db).await;
        for rp in [world.mail().await, public(&world).await] {
            let first = begin(&world, &rp).await;
            let second = rp.refresh(&world, refresh_of(&first)).await.json();
            assert_ne!(refresh_of(&first), refresh_of(&second));
            assert!(second["id_token"].is_string());
            let id = super::house::claims(second["id_token"].as_str().unwrap());
            assert!(id["nonce"].is_null(), "{id}");
            let third = rp.refresh(&world, refresh_of(&second)).await.json();
            // Whoever has the first one is not the client: all of them end.
            world.clock.turn(seconds(11));
            dead(&world, &rp, refresh_of(&first)).await;
            dead(&world, &rp, refresh_of(&third)).await;
            for tokens in [&first, &second, &third] {
                let token = tokens["access_token"].as_str().unwrap();
                assert_eq!(world.userinfo(token).await.status, StatusCode::UNAUTHORIZED);
            }
        }
        assert_eq!(world.events("token_replayed").await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_client_with_a_secret_may_ask_once_more_for_ten_seconds_oa_5() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let first = begin(&world, &rp).await;
        let lost = rp.refresh(&world, refresh_of(&first)).await.json();
        world.clock.turn(seconds(10));
        let second = rp.refresh(&world, refresh_of(&first)).await.json();
        // What got lost is over, the repeat goes on.
        let third = rp.refresh(&world, refresh_of(&second)).await.json();
        assert!(third["refresh_token"].is_string());
        dead(&world, &rp, refresh_of(&lost)).await;
        dead(&world, &rp, refresh_of(&third)).await;
        // Not twice, not once the child was used, not later, and not without a secret.
        let first = begin(&world, &rp).await;
        rp.refresh(&world, refresh_of(&first)).await;
        let second = rp.refresh(&world, refresh_of(&first)).await.json();
        dead(&world, &rp, refresh_of(&first)).await;
        dead(&world, &rp, refresh_of(&second)).await;
        let first = begin(&world, &rp).await;
        let second = rp.refresh(&world, refresh_of(&first)).await.json();
        rp.refresh(&world, refresh_of(&second)).await;
        dead(&world, &rp, refresh_of(&first)).await;
        let first = begin(&world, &rp).await;
        rp.refresh(&world, refresh_of(&first)).await;
        world.clock.turn(seconds(11));
        dead(&world, &rp, refresh_of(&first)).await;
        let installed = public(&world).await;
        let first = begin(&world, &installed).await;
        installed.refresh(&world, refresh_of(&first)).await;
        dead(&world, &installed, refresh_of(&first)).await;
    })
    .await;
}

fn good(answers: &[Answer]) -> usize {
    answers.iter().filter(|answer| answer.status == StatusCode::OK).count()
}

async fn all_at_once(world: &World, rp: &Rp, token: &str) -> Vec<Answer> {
    at_once(|| {
        let (world, rp, token) = (world.clone(), rp.clone(), token.to_owned());
        async move { rp.refresh(&world, &token).await }
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_at_once_one_goes_on_oa_5() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = public(&world).await;
        let first = begin(&world, &rp).await;
        let token = refresh_of(&first);
        let answers = all_at_once(&world, &rp, token).await;
        assert_eq!(good(&answers), 1);
        assert!(answers.iter().all(|a| a.status == StatusCode::OK || a.error() == "invalid_grant"));
        // With a secret one more, the repeat; the rest ends the family.
        let rp = world.mail().await;
        let first = begin(&world, &rp).await;
        let token = refresh_of(&first);
        let answers = all_at_once(&world, &rp, token).await;
        assert!((1..=2).contains(&good(&answers)), "{}", good(&answers));
        for answer in answers.iter().filter(|answer| answer.status == StatusCode::OK) {
            dead(&world, &rp, refresh_of(&answer.json())).await;
        }
    })
    .await;
}

#[tokio::test]
async fn it_is_useless_to_others_and_only_shrinks_oa_5() {
    both(async |db| {
        let world = World::open(db).await;
        let (rp, other) = (world.mail().await, world.mail().await);
        let first = begin(&world, &rp).await;
        let token = refresh_of(&first).to_owned();
        dead(&world, &other, &token).await;
        dead(&world, &rp, first["access_token"].as_str().unwrap()).await;
        let ask = async |token: &str, scope: &str| {
            let pairs =
                [("grant_type", "refresh_token"), ("refresh_token", token), ("scope", scope)];
            rp.call(&world, "/oidc/token", &pairs).await
        };
        assert_eq!(ask(&token, "openid profile").await.error(), "invalid_scope");
        let less = ask(&token, "openid").await.json();
        assert_eq!(less["scope"], "openid");
        let info = world.userinfo(less["access_token"].as_str().unwrap()).await.json();
        assert!(info["sub"].is_string() && info["email"].is_null(), "{info}");
        // The grant still is what it was.
        let all = rp.refresh(&world, refresh_of(&less)).await.json();
        assert_eq!(all["scope"], "openid email offline_access");
    })
    .await;
}

#[tokio::test]
async fn it_outlives_the_session_but_not_the_person_oa_5_oa_6() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut tokens = begin(&world, &rp).await;
        // Used every three weeks it goes on for 90 days, and no longer.
        for _ in 0..4 {
            world.clock.turn(days(21));
            let answer = rp.refresh(&world, refresh_of(&tokens)).await;
            assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
            tokens = answer.json();
        }
        world.clock.turn(days(6));
        dead(&world, &rp, refresh_of(&tokens)).await;
        let tokens = begin(&world, &rp).await;
        world.clock.turn(days(30));
        dead(&world, &rp, refresh_of(&tokens)).await;
        // A second step came to be asked for.
        let tokens = begin(&world, &rp).await;
        let account = world.engine.account_named("mei").await.unwrap();
        world.badge(&account).await;
        dead(&world, &rp, refresh_of(&tokens)).await;
        assert_eq!(world.events("token_refused").await, 1);
        let tokens = begin(&world, &rp).await;
        let account = world.engine.account_named("mei").await.unwrap();
        world.engine.disable_account(&account).await.unwrap();
        dead(&world, &rp, refresh_of(&tokens)).await;
        let account = world.engine.account_named("mei").await.unwrap();
        world.engine.enable_account(&account).await.unwrap();
        dead(&world, &rp, refresh_of(&tokens)).await;
    })
    .await;
}
