//! Signing out because an app asks (OpenID Connect RP-Initiated Logout 1.0).

use super::house::{Browser, Rp, World, encoded};
use crate::oidc::NewClient;
use engine::Leaving;
use store::testing::both;

const TO: &str = "https://mail.example.test/bye";

async fn begun(world: &World) -> (Rp, Browser, String) {
    let rp =
        world.app(NewClient { post_logout_uris: vec![TO.into()], ..NewClient::default() }).await;
    let mut browser = Browser::default();
    let code = browser.code(world, &rp.ask(&[]), "mei").await;
    let token = rp.redeem(world, &code).await.json()["id_token"].as_str().unwrap().to_owned();
    (rp, browser, token)
}

fn leave(pairs: &[(&str, &str)]) -> String {
    format!("/oidc/logout?{}", encoded(pairs))
}

#[tokio::test]
async fn the_person_is_asked_and_then_led_back_oa_19() {
    both(async |db| {
        let world = World::open(db).await;
        let (rp, mut browser, token) = begun(&world).await;
        let good = [
            ("id_token_hint", token.as_str()),
            ("post_logout_redirect_uri", TO),
            ("state", "a b"),
            ("ui_locales", "zh-Hant"),
        ];
        let sent = browser.get(&world, &leave(&good)).await;
        let ticket = sent.param("r").unwrap();
        assert!(sent.location().starts_with("/signout?r="));
        // Nothing has ended yet: somebody may have led the person here.
        let visit = browser.visit(&world);
        let standing = world.engine.standing(&visit).await.unwrap().unwrap();
        let want = Leaving {
            app: "Larkfield Mail".into(),
            to: Some(format!("{TO}?state=a+b")),
            origin: Some("https://mail.example.test".into()),
            locales: "zh-Hant".into(),
            asked_at: world.engine.now(),
        };
        assert_eq!(world.engine.leaving(&ticket).await.unwrap(), Some(want.clone()));
        world.engine.sign_out(&visit, &standing, &standing.session.id).await.unwrap();
        assert_eq!(world.engine.left(&ticket).await.unwrap(), Some(want));
        assert_eq!(world.engine.left(&ticket).await.unwrap(), None);
        assert_eq!(world.engine.leaving(&ticket).await.unwrap(), None);
        // Nobody is signed in any more: there is nothing to ask.
        let again = browser.get(&world, &leave(&good)).await;
        assert_eq!(again.location(), format!("{TO}?state=a+b"));
        let by_id = [("client_id", rp.id.as_str()), ("post_logout_redirect_uri", TO)];
        assert_eq!(browser.get(&world, &leave(&by_id)).await.location(), TO);
    })
    .await;
}

#[tokio::test]
async fn only_a_registered_address_and_an_honest_hint_oa_19() {
    both(async |db| {
        let world = World::open(db).await;
        let (rp, mut browser, token) = begun(&world).await;
        let other = world.mail().await;
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let turned: String = signature.chars().rev().collect();
        let changed = format!("{signed}.{turned}");
        let id = rp.id.as_str();
        let query = format!("{TO}?x=1");
        let rows: [(&[(&str, &str)], &str); 10] = [
            (&[("client_id", id), ("post_logout_redirect_uri", &query)], "app-address"),
            (
                &[("client_id", id), ("post_logout_redirect_uri", "https://evil.test")],
                "app-address",
            ),
            (
                &[
                    ("client_id", id),
                    ("post_logout_redirect_uri", "https://mail.example.test/bye/"),
                ],
                "app-address",
            ),
            (&[("client_id", &other.id), ("post_logout_redirect_uri", TO)], "app-address"),
            (&[("client_id", "app_nobody")], "app-unknown"),
            (&[("post_logout_redirect_uri", TO)], "app-request"),
            (&[("id_token_hint", &changed)], "app-request"),
            (&[("id_token_hint", "nothing")], "app-request"),
            (&[("id_token_hint", &token), ("client_id", &other.id)], "app-request"),
            (&[("state", "1"), ("state", "2")], "app-request"),
        ];
        for (pairs, why) in rows {
            let answer = browser.get(&world, &leave(pairs)).await;
            assert_eq!(answer.location(), format!("/signin/problem?why={why}"), "{pairs:?}");
        }
        let visit = browser.visit(&world);
        assert!(world.engine.standing(&visit).await.unwrap().is_some());
        // With nothing to go by, or no place to go to, it is our own page.
        for query in ["", "?state=left", "?ui_locales=en", "?logout_hint=mei"] {
            let answer = browser.get(&world, &format!("/oidc/logout{query}")).await;
            assert_eq!(answer.location(), "/signout", "{query}");
        }
        let plain = browser.get(&world, &leave(&[("id_token_hint", &token)])).await;
        let leaving = world.engine.leaving(&plain.param("r").unwrap()).await.unwrap().unwrap();
        assert_eq!((leaving.to, leaving.origin), (None, None));
    })
    .await;
}

#[tokio::test]
async fn a_session_the_app_does_not_mean_stays_oa_19() {
    both(async |db| {
        let world = World::open(db).await;
        let (_, _, token) = begun(&world).await;
        let (_, mut browser, _) = begun(&world).await;
        let pairs = [("id_token_hint", token.as_str()), ("post_logout_redirect_uri", TO)];
        assert_eq!(browser.get(&world, &leave(&pairs)).await.location(), TO);
        let visit = browser.visit(&world);
        assert!(world.engine.standing(&visit).await.unwrap().is_some());
    })
    .await;
}

/// By POST the ID token stays out of addresses.
#[tokio::test]
async fn a_posted_request_is_asked_again_by_get() {
    both(async |db| {
        let world = World::open(db).await;
        let (_, mut browser, token) = begun(&world).await;
        let pairs = [("id_token_hint", token.as_str()), ("post_logout_redirect_uri", TO)];
        let sent = world.form("/oidc/logout", &[], &pairs).await;
        let at = sent.location().to_owned();
        assert!(at.starts_with("/oidc/logout?posted=") && !at.contains(&token), "{at}");
        let asked = browser.get(&world, &at).await;
        let ticket = asked.param("r").unwrap_or_else(|| panic!("{asked:?}"));
        let leaving = world.engine.leaving(&ticket).await.unwrap().unwrap();
        assert_eq!(leaving.to.as_deref(), Some(TO));
        assert_eq!(browser.get(&world, &at).await.location(), "/signin/problem?why=app-request");
    })
    .await;
}
