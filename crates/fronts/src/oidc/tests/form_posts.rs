//! Answers by a form (OAuth 2.0 Form Post Response Mode 1.0). What the page looks like is tested
//! where it is drawn.

use super::house::{Browser, CALLBACK, ISSUER, World};
use crate::oidc::{NewClient, Program};
use axum::http::StatusCode;
use countersign_core::time::{minutes, seconds};
use store::testing::both;

const BY_FORM: (&str, &str) = ("response_mode", "form_post");

#[tokio::test]
async fn an_answer_goes_by_a_form_if_that_was_asked_for_oa_3_oa_7() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut browser = Browser::default();
        let asked = rp.ask(&[BY_FORM, ("ui_locales", "zh-Hant"), ("state", "a&b=\"c")]);
        let sent = browser.get(&world, &asked).await;
        let on = browser.sign_in(&world, &sent, "mei").await;
        let back = browser.get(&world, &on).await;
        assert_eq!((back.status, back.location()), (StatusCode::OK, ""), "{back:?}");
        assert_eq!(back.headers["cache-control"], "no-store");
        let form = back.hand_over();
        assert_eq!((form.app.as_str(), form.to.as_str()), ("Larkfield Mail", CALLBACK));
        assert_eq!(form.origin, "https://mail.example.test");
        assert_eq!((form.locales.as_str(), form.asked_at), ("zh-Hant", world.engine.now()));
        assert_eq!(back.field("state"), Some("a&b=\"c"));
        assert_eq!(back.field("iss"), Some(ISSUER));
        let names: Vec<_> = form.fields.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["code", "state", "iss"]);
        assert!(!back.body.contains(back.field("code").unwrap()), "only the page shows it");
        let tokens = rp.redeem(&world, back.field("code").unwrap()).await;
        assert_eq!(tokens.status, StatusCode::OK, "{tokens:?}");
        // With the session the next answer is one, too; the same code is none.
        let again = browser.get(&world, &rp.ask(&[BY_FORM, ("prompt", "none")])).await;
        assert!(again.field("code").is_some());
        assert_eq!(rp.redeem(&world, back.field("code").unwrap()).await.error(), "invalid_grant");
    })
    .await;
}

#[tokio::test]
async fn errors_go_the_same_way_oa_11() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut browser = Browser::default();
        for (changes, error) in [
            (&[BY_FORM, ("prompt", "none")][..], "login_required"),
            (&[BY_FORM, ("scope", "nothing")], "invalid_scope"),
            (&[BY_FORM, ("code_challenge", "")], "invalid_request"),
            (&[BY_FORM, ("response_type", "token")], "unsupported_response_type"),
        ] {
            let answer = browser.get(&world, &rp.ask(changes)).await;
            assert_eq!(answer.field("error"), Some(error), "{changes:?}");
            assert_eq!(answer.field("state"), Some("state-1"));
            assert_eq!(answer.field("iss"), Some(ISSUER));
            assert!(!answer.headers.contains_key("set-cookie"), "{answer:?}");
        }
        let sent = browser.get(&world, &rp.ask(&[BY_FORM])).await;
        let handle = sent.param("r").unwrap().parse().unwrap();
        let look = world.engine.look(&browser.visit(&world), &handle).await.unwrap();
        let denied = format!("{}?denied=1", look.sign_in.windows[0].return_to);
        let refused = browser.get(&world, &denied).await;
        assert_eq!(refused.field("error"), Some("access_denied"));
        // One that is not known, or there twice, is told in the query: that is always understood.
        for mode in ["fragment", "form_post.jwt", "FORM_POST"] {
            let answer = browser.get(&world, &rp.ask(&[("response_mode", mode)])).await;
            assert_eq!(answer.param("error").as_deref(), Some("invalid_request"), "{mode}");
        }
        let twice = format!("{}&response_mode=query", rp.ask(&[BY_FORM]));
        let answer = browser.get(&world, &twice).await;
        assert_eq!(answer.param("error").as_deref(), Some("invalid_request"));
    })
    .await;
}

#[tokio::test]
async fn an_address_that_is_not_proven_gets_no_form_oa_1() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut browser = Browser::default();
        for to in ["https://evil.test/", "https://mail.example.test/callback?x=1", ""] {
            let answer = browser.get(&world, &rp.ask(&[BY_FORM, ("redirect_uri", to)])).await;
            assert!(answer.for_person.is_none(), "{to}");
            assert_eq!(answer.location(), "/signin/problem?why=app-address", "{to}");
        }
        // A private scheme takes no forms.
        let new = NewClient {
            public: true,
            program: Program::Installed,
            redirect_uris: vec!["com.example.app:/done".into(), "http://127.0.0.1/done".into()],
            ..NewClient::default()
        };
        let app = world.app(new).await;
        let answer = browser.get(&world, &app.ask(&[BY_FORM])).await;
        assert!(answer.location().starts_with("com.example.app:/done?error=invalid_request"));
        let near = [BY_FORM, ("redirect_uri", "http://127.0.0.1:4711/done"), ("prompt", "none")];
        let answer = browser.get(&world, &app.ask(&near)).await;
        assert_eq!(answer.hand_over().to, "http://127.0.0.1:4711/done");
        let want = "http://127.0.0.1:4711 com.example.app: http://127.0.0.1";
        assert_eq!(answer.hand_over().origin, want);
    })
    .await;
}

/// An app that asks for fresh proof does not end what other apps have of the session.
#[tokio::test]
async fn fresh_proof_for_one_app_leaves_the_others_oa_11() {
    both(async |db| {
        let world = World::open(db).await;
        let (mail, chat) = (world.mail().await, world.mail().await);
        let mut browser = Browser::default();
        let code = browser.code(&world, &mail.ask(&[]), "mei").await;
        let before = mail.redeem(&world, &code).await.json();
        let token = before["access_token"].as_str().unwrap();
        let sid = |tokens: &serde_json::Value| {
            super::house::claims(tokens["id_token"].as_str().unwrap())["sid"].clone()
        };
        let anew = async |browser: &mut Browser, change: (&str, &str), name: &str| {
            world.clock.turn(minutes(2));
            let sent = browser.get(&world, &chat.ask(&[change])).await;
            world.clock.turn(seconds(20));
            let on = browser.sign_in(&world, &sent, name).await;
            let code = browser.get(&world, &on).await.param("code").unwrap();
            chat.redeem(&world, &code).await.json()
        };
        for change in [("prompt", "login"), ("max_age", "0"), ("prompt", "select_account")] {
            let fresh = anew(&mut browser, change, "mei").await;
            assert_eq!(sid(&fresh), sid(&before), "{change:?}");
            assert_eq!(world.userinfo(token).await.status, StatusCode::OK, "{change:?}");
        }
        // Somebody else in the same browser is another session, and the first one is over.
        world.person("tom").await;
        let toms = anew(&mut browser, ("prompt", "login"), "tom").await;
        assert_ne!(sid(&toms), sid(&before));
        assert_eq!(world.userinfo(token).await.status, StatusCode::UNAUTHORIZED);
    })
    .await;
}
