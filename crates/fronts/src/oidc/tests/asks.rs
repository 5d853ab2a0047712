//! What is asked for, and what is refused of it.

use super::house::{Browser, CALLBACK, Rp, VERIFIER, World, borrowed, encoded};
use crate::oidc::NewClient;
use axum::http::StatusCode;
use countersign_core::time::{minutes, seconds};
use store::testing::both;

async fn error(browser: &mut Browser, world: &World, address: &str) -> Option<String> {
    let answer = browser.get(world, address).await;
    let back = answer.location().starts_with(CALLBACK);
    assert!(back || answer.location().starts_with("/signin?r="), "{address}: {answer:?}");
    assert!(!back || answer.param("iss").is_some(), "{answer:?}");
    answer.param("error")
}

/// Each row is answered with its error, whoever is signed in.
async fn refused(world: &World, rp: &Rp, rows: &[(&[(&str, &str)], &str)]) {
    let mut browser = Browser::default();
    for (changes, want) in rows {
        let got = error(&mut browser, world, &rp.ask(changes)).await;
        assert_eq!(got.unwrap_or_default(), *want, "{changes:?}");
    }
    // The same request unchanged is a good one: what was refused was the change.
    assert_eq!(error(&mut browser, world, &rp.ask(&[])).await, None);
}

#[tokio::test]
async fn pkce_is_needed_and_only_as_s256_oa_2() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let plain: &[(&str, &str)] =
            &[("code_challenge", VERIFIER), ("code_challenge_method", "plain")];
        let rows: [(&[(&str, &str)], &str); 7] = [
            (&[("code_challenge", ""), ("code_challenge_method", "")], "invalid_request"),
            (&[("code_challenge", "")], "invalid_request"),
            (&[("code_challenge_method", "")], "invalid_request"),
            (&[("code_challenge_method", "s256")], "invalid_request"),
            (&[("code_challenge", "short")], "invalid_request"),
            (&[("code_challenge", &"+".repeat(43))], "invalid_request"),
            (plain, "invalid_request"),
        ];
        refused(&world, &rp, &rows).await;
    })
    .await;
}

#[tokio::test]
async fn an_old_program_may_go_without_pkce_but_not_lose_it_oa_2() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.app(NewClient { pkce_required: false, ..NewClient::default() }).await;
        let mut browser = Browser::default();
        let without = rp.ask(&[("code_challenge", ""), ("code_challenge_method", "")]);
        let code = browser.code(&world, &without, "mei").await;
        // A verifier nobody announced: somebody took the challenge away.
        assert_eq!(rp.redeem(&world, &code).await.error(), "invalid_grant");
        let tokens = rp.redeem_with(&world, &code, &[("code_verifier", "")]).await;
        assert_eq!(tokens.status, StatusCode::OK);
        // With a challenge the verifier is needed although the program could do without.
        for (verifier, status) in [("", 400), ("x".repeat(43).as_str(), 400), (VERIFIER, 200)] {
            let code = browser.code(&world, &rp.ask(&[]), "mei").await;
            let answer = rp.redeem_with(&world, &code, &[("code_verifier", verifier)]).await;
            assert_eq!(answer.status.as_u16(), status, "{verifier}");
        }
    })
    .await;
}

#[tokio::test]
async fn only_codes_and_only_what_was_registered_oa_4_oa_13() {
    both(async |db| {
        let world = World::open(db).await;
        let scopes = vec!["openid".into(), "email".into()];
        let rp = world.app(NewClient { scopes, refresh: false, ..NewClient::default() }).await;
        let rows: [(&[(&str, &str)], &str); 17] = [
            (&[("response_type", "token")], "unsupported_response_type"),
            (&[("response_type", "id_token")], "unsupported_response_type"),
            (&[("response_type", "code id_token")], "unsupported_response_type"),
            (&[("response_type", "code token")], "unsupported_response_type"),
            (&[("response_type", "")], "invalid_request"),
            (&[("response_mode", "fragment")], "invalid_request"),
            (&[("response_mode", "query.jwt")], "invalid_request"),
            (&[("scope", "")], "invalid_scope"),
            (&[("scope", "admin profile")], "invalid_scope"),
            (&[("request", "eyJhbGciOiJub25lIn0.e30.")], "request_not_supported"),
            (&[("request_uri", "https://evil.test/r")], "request_uri_not_supported"),
            (&[("registration", "{}")], "registration_not_supported"),
            (&[("prompt", "none login")], "invalid_request"),
            (&[("prompt", "create")], "invalid_request"),
            (&[("max_age", "-1")], "invalid_request"),
            (&[("claims", "[]")], "invalid_request"),
            (&[("state", &"s".repeat(3000))], "invalid_request"),
        ];
        refused(&world, &rp, &rows).await;
        let mut browser = Browser::default();
        let twice = format!("{}&scope=openid", rp.ask(&[]));
        assert_eq!(error(&mut browser, &world, &twice).await.as_deref(), Some("invalid_request"));
        // Scopes of others are left out, and claims they would give cannot be had by name.
        let claims = r#"{"id_token":{"name":null},"userinfo":{"name":null,"email":null}}"#;
        let more = [("scope", "openid profile offline_access"), ("claims", claims)];
        let code = browser.code(&world, &rp.ask(&more), "mei").await;
        let tokens = rp.redeem(&world, &code).await.json();
        assert_eq!(tokens["scope"], "openid");
        assert!(tokens["refresh_token"].is_null());
        let info = world.userinfo(tokens["access_token"].as_str().unwrap()).await.json();
        assert!(info["name"].is_null() && info["email"].is_string(), "{info}");
        let password = [("grant_type", "password"), ("username", "mei"), ("password", "x")];
        for (pairs, want) in [
            (&password[..], "unsupported_grant_type"),
            (&[("grant_type", "client_credentials")], "unsupported_grant_type"),
            (&[("grant_type", "refresh_token"), ("refresh_token", "x")], "unauthorized_client"),
            (&[], "invalid_request"),
        ] {
            assert_eq!(rp.call(&world, "/oidc/token", pairs).await.error(), want);
        }
    })
    .await;
}

#[tokio::test]
async fn prompt_none_shows_no_page_and_opens_no_session_oa_11() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut browser = Browser::default();
        let answer = browser.get(&world, &rp.ask(&[("prompt", "none")])).await;
        assert_eq!(answer.param("error").as_deref(), Some("login_required"));
        assert_eq!(answer.param("state").as_deref(), Some("state-1"));
        assert!(!answer.headers.contains_key("set-cookie"));
    })
    .await;
}

/// What was posted stands in no address, waits a minute, and is read once.
#[tokio::test]
async fn a_posted_request_is_asked_again_by_get() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut browser = Browser::default();
        let mut pairs = rp.pushes(&[("login_hint", "mei@larkfield.example")]);
        pairs.push(("client_id".into(), rp.id.clone()));
        let post = async |pairs: &[(String, String)]| {
            let sent = world.form("/oidc/authorize", &[], &borrowed(pairs)).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER);
            assert!(sent.location().starts_with("/oidc/authorize?posted="), "{sent:?}");
            assert!(!sent.location().contains("mei"), "{sent:?}");
            sent.location().to_owned()
        };
        let problem = "/signin/problem?why=app-request";
        let again = post(&pairs).await;
        let code = browser.code(&world, &again, "mei").await;
        assert_eq!(rp.redeem(&world, &code).await.status, StatusCode::OK);
        assert_eq!(browser.get(&world, &again).await.location(), problem, "once");
        let late = post(&pairs).await;
        world.clock.turn(minutes(1));
        assert_eq!(browser.get(&world, &late).await.location(), problem, "for a minute");
        // A reference means nothing elsewhere, nor beside another, and twice stays twice.
        let other = post(&pairs).await.replace("authorize", "logout");
        assert_eq!(browser.get(&world, &other).await.location(), problem);
        let beside = format!("{}&posted=x", post(&pairs).await);
        assert_eq!(browser.get(&world, &beside).await.location(), problem);
        pairs.push(("scope".into(), "openid".into()));
        let twice = browser.get(&world, &post(&pairs).await).await;
        assert_eq!(twice.param("error").as_deref(), Some("invalid_request"));
        let long = "x".repeat(20_000);
        let answer = world.form("/oidc/authorize", &[], &[("state", &long)]).await;
        assert_eq!(answer.location(), problem);
    })
    .await;
}

#[tokio::test]
async fn a_pushed_request_works_once_for_who_pushed_it_oa_13() {
    both(async |db| {
        let world = World::open(db).await;
        let (rp, other) = (world.mail().await, world.mail().await);
        let address = rp.ask(&[]);
        let (_, query) = address.split_once('?').unwrap();
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .filter(|(name, _)| name != "client_id")
            .collect();
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(k, v)| (&**k, &**v)).collect();
        let mut browser = Browser::default();
        let pushed = rp.call(&world, "/oidc/par", &pairs).await;
        assert_eq!(pushed.status, StatusCode::CREATED, "{pushed:?}");
        let uri = pushed.json()["request_uri"].as_str().unwrap().to_owned();
        let open = |rp: &Rp, uri: &str| {
            let pairs = [("client_id", rp.id.as_str()), ("request_uri", uri)];
            format!("/oidc/authorize?{}", encoded(&pairs))
        };
        let sent = browser.get(&world, &open(&rp, &uri)).await;
        assert!(sent.location().starts_with("/signin?r="), "{sent:?}");
        let problem = "/signin/problem?why=app-request";
        assert_eq!(browser.get(&world, &open(&rp, &uri)).await.location(), problem);
        for turned in [seconds(0), minutes(2)] {
            let pushed = rp.call(&world, "/oidc/par", &pairs).await.json();
            let uri = pushed["request_uri"].as_str().unwrap().to_owned();
            world.clock.turn(turned);
            let whose = if turned == seconds(0) { &other } else { &rp };
            assert_eq!(browser.get(&world, &open(whose, &uri)).await.location(), problem);
        }
        // What would be refused later is refused at once, and so is a client without proof.
        let bad = rp.call(&world, "/oidc/par", &[("redirect_uri", "https://evil.test")]).await;
        assert_eq!(bad.error(), "invalid_request");
        let mut anybody = pairs.clone();
        anybody.push(("client_id", &rp.id));
        assert_eq!(world.form("/oidc/par", &[], &anybody).await.error(), "invalid_client");
    })
    .await;
}
