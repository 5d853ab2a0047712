//! The way of a person through an app and back.

use super::house::{Browser, CALLBACK, ISSUER, VERIFIER, World, claims};
use crate::oidc::NewClient;
use axum::http::StatusCode;
use countersign_core::time::{hours, minutes};
use jsonwebtoken::{DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
use serde_json::{Value, json};
use store::testing::both;

#[tokio::test]
async fn from_the_app_and_back_oa_7_oa_8_oa_12() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut browser = Browser::default();
        let sent = browser.get(&world, &rp.ask(&[])).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
        assert!(sent.location().starts_with("/signin?r="), "{sent:?}");
        let on = browser.sign_in(&world, &sent, "mei").await;
        world.clock.turn(minutes(1));
        let back = browser.get(&world, &on).await;
        assert_eq!(back.status, StatusCode::SEE_OTHER);
        assert!(back.location().starts_with(&format!("{CALLBACK}?code=")), "{back:?}");
        assert_eq!(back.param("state").as_deref(), Some("state-1"));
        assert_eq!(back.param("iss").as_deref(), Some(ISSUER));
        let tokens = rp.redeem(&world, &back.param("code").unwrap()).await;
        assert_eq!(tokens.status, StatusCode::OK, "{tokens:?}");
        assert_eq!(tokens.headers["cache-control"], "no-store");
        let tokens = tokens.json();
        assert_eq!(tokens["token_type"], "Bearer");
        assert_eq!(tokens["scope"], "openid profile email");
        assert_eq!(tokens["expires_in"], 3600);
        assert_eq!(tokens["refresh_token"], Value::Null);
        let id = claims(tokens["id_token"].as_str().unwrap());
        let now = world.engine.now().seconds();
        let account = world.engine.account_named("mei").await.unwrap();
        assert_eq!(id["iss"], ISSUER);
        assert_eq!(id["sub"], account.id.as_str());
        assert_eq!((&id["aud"], &id["azp"]), (&json!(rp.id), &json!(rp.id)));
        assert_eq!(id["nonce"], "nonce-1");
        assert_eq!(id["iat"], now);
        assert_eq!(id["auth_time"], now - 60);
        assert!(id["exp"].as_i64().unwrap() > now);
        assert_eq!(id["acr"], "urn:countersign:acr:1");
        assert_eq!(id["amr"], json!(["pwd"]));
        assert_eq!(id["email"], "mei@larkfield.example");
        assert!(id["sid"].is_string() && id["at_hash"].is_string());
        let info = world.userinfo(tokens["access_token"].as_str().unwrap()).await;
        assert_eq!(info.json()["sub"], id["sub"]);
        assert_eq!(info.json()["name"], "mei of Larkfield");
        assert_eq!(info.json()["email_verified"], false, "nobody vouches for it");
        assert_eq!((world.events("app_opened").await, world.events("token_issued").await), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn the_second_app_opens_without_a_page() {
    both(async |db| {
        let world = World::open(db).await;
        let (mail, chat) = (world.mail().await, world.mail().await);
        let mut browser = Browser::default();
        browser.code(&world, &mail.ask(&[]), "mei").await;
        let sent = browser.get(&world, &chat.ask(&[("prompt", "none")])).await;
        assert!(sent.param("code").is_some(), "{sent:?}");
        // Apps that were opened are written down with the session.
        let visit = browser.visit(&world);
        let standing = world.engine.standing(&visit).await.unwrap().unwrap();
        let mut reader = world.engine.reader().await.unwrap();
        let apps = store::session::apps_of(&mut reader, &standing.session.id).await.unwrap();
        assert_eq!(apps, ["Larkfield Mail", "Larkfield Mail"]);
    })
    .await;
}

#[tokio::test]
async fn the_wish_for_a_language_and_a_name_go_along() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut browser = Browser::default();
        let wish = [("ui_locales", "zh-Hant en"), ("login_hint", "mei"), ("prompt", "login")];
        let sent = browser.get(&world, &rp.ask(&wish)).await;
        let handle = sent.param("r").unwrap().parse().unwrap();
        let look = world.engine.look(&browser.visit(&world), &handle).await.unwrap();
        let window = &look.sign_in.windows[0];
        assert_eq!(look.sign_in.typed, "mei");
        assert!(window.return_to.ends_with("?ui_locales=zh-Hant+en"), "{window:?}");
        let on = window.return_to.clone();
        world.clock.turn(minutes(1));
        browser.sign_in(&world, &sent, "mei").await;
        assert!(browser.get(&world, &on).await.param("code").is_some());
        let odd = rp.ask(&[("ui_locales", "<script>"), ("prompt", "login")]);
        let sent = browser.get(&world, &odd).await;
        assert!(!waiting(&browser, &world, &sent).await.contains('?'));
    })
    .await;
}

#[tokio::test]
async fn every_algorithm_verifies_with_the_published_keys_oa_12() {
    both(async |db| {
        let world = World::open(db).await;
        let keys = world.get("/oidc/jwks").await;
        let keys: JwkSet = serde_json::from_str(&keys.body).unwrap();
        let mut browser = Browser::default();
        for alg in engine::signing::Alg::ALL {
            let rp = world.app(NewClient { alg, ..NewClient::default() }).await;
            let code = browser.code(&world, &rp.ask(&[]), "mei").await;
            let tokens = rp.redeem(&world, &code).await.json();
            let token = tokens["id_token"].as_str().unwrap();
            let header = decode_header(token).unwrap();
            assert_eq!(format!("{:?}", header.alg), alg.name());
            let key = keys.find(header.kid.as_deref().unwrap()).unwrap();
            let mut validation = Validation::new(header.alg);
            validation.set_audience(&[&rp.id]);
            validation.validate_exp = false;
            let key = DecodingKey::from_jwk(key).unwrap();
            let checked = decode::<Value>(token, &key, &validation).unwrap();
            assert_eq!(checked.claims["iss"], ISSUER);
        }
    })
    .await;
}

#[tokio::test]
async fn another_browser_cannot_go_on_se_6() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut browser = Browser::default();
        let sent = browser.get(&world, &rp.ask(&[])).await;
        let on = browser.sign_in(&world, &sent, "mei").await;
        // A stranger who was sent the address, signed in as somebody else or not.
        world.person("tom").await;
        let mut other = Browser::default();
        assert_eq!(other.get(&world, &on).await.location(), "/signin/problem?why=app-request");
        other.code(&world, &rp.ask(&[]), "tom").await;
        assert_eq!(other.get(&world, &on).await.location(), "/signin/problem?why=app-request");
        // It still is the first one's, once.
        assert!(browser.get(&world, &on).await.param("code").is_some());
        assert_eq!(browser.get(&world, &on).await.location(), "/signin/problem?why=app-request");
    })
    .await;
}

#[tokio::test]
async fn a_code_without_a_second_step_is_not_enough_for_who_asks_more_oa_11() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut browser = Browser::default();
        browser.code(&world, &rp.ask(&[]), "mei").await;
        let more = [("acr_values", "urn:countersign:acr:2")];
        let silent = [("acr_values", "urn:countersign:acr:2"), ("prompt", "none")];
        let refused = browser.get(&world, &rp.ask(&silent)).await;
        assert_eq!(refused.param("error").as_deref(), Some("interaction_required"));
        let account = world.engine.account_named("mei").await.unwrap();
        world.badge(&account).await;
        let code = browser.code(&world, &rp.ask(&more), "mei").await;
        let tokens = rp.redeem(&world, &code).await.json();
        let id = claims(tokens["id_token"].as_str().unwrap());
        assert_eq!(id["acr"], "urn:countersign:acr:2");
        assert_eq!(id["amr"], json!(["pwd", "swk", "mfa"]));
        assert!(browser.get(&world, &rp.ask(&silent)).await.param("code").is_some());
    })
    .await;
}

#[tokio::test]
async fn a_session_from_before_is_not_enough_for_login_and_max_age_oa_11() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut browser = Browser::default();
        browser.code(&world, &rp.ask(&[]), "mei").await;
        world.clock.turn(minutes(20));
        for asked in [("prompt", "login"), ("prompt", "select_account"), ("max_age", "60")] {
            let sent = browser.get(&world, &rp.ask(&[asked])).await;
            assert!(sent.location().starts_with("/signin?r="), "{asked:?}: {sent:?}");
            // Pressing Back and going on with the old session does not do.
            let ticket = waiting(&browser, &world, &sent).await;
            let again = browser.get(&world, &ticket).await;
            assert!(again.location().starts_with("/signin?r="), "{asked:?}: {again:?}");
            world.clock.turn(minutes(2));
            let on = browser.sign_in(&world, &again, "mei").await;
            let code = browser.get(&world, &on).await.param("code").unwrap();
            let tokens = rp.redeem(&world, &code).await.json();
            let id = claims(tokens["id_token"].as_str().unwrap());
            assert_eq!(id["auth_time"], world.engine.now().seconds());
            world.clock.turn(minutes(2));
        }
        // A young session is enough for max_age, and an old one for a large one.
        assert!(browser.get(&world, &rp.ask(&[("max_age", "600")])).await.param("code").is_some());
        let silent = browser.get(&world, &rp.ask(&[("max_age", "0"), ("prompt", "none")])).await;
        assert_eq!(silent.param("error").as_deref(), Some("login_required"));
        world.clock.turn(hours(25));
        let over = browser.get(&world, &rp.ask(&[("prompt", "none")])).await;
        assert_eq!(over.param("error").as_deref(), Some("login_required"));
    })
    .await;
}

#[tokio::test]
async fn an_app_is_told_that_nobody_signed_in_oa_19() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut browser = Browser::default();
        let sent = browser.get(&world, &rp.ask(&[])).await;
        let on = waiting(&browser, &world, &sent).await;
        let asked = rp.ask(&[("ui_locales", "en"), ("prompt", "login")]);
        let other = browser.get(&world, &asked).await;
        let denied = format!("{}&denied=1", waiting(&browser, &world, &other).await);
        let refused = browser.get(&world, &denied).await;
        assert_eq!(refused.param("error").as_deref(), Some("access_denied"));
        let denied = format!("{on}?denied=1");
        let stranger = Browser::default().get(&world, &denied).await;
        assert_eq!(stranger.location(), "/signin/problem?why=app-request");
        let refused = browser.get(&world, &denied).await;
        assert_eq!(refused.param("error").as_deref(), Some("access_denied"));
        assert!(refused.param("iss").is_some() && refused.param("state").is_some());
        // A change of mind still ends in the app.
        let on = browser.sign_in(&world, &sent, "mei").await;
        assert!(browser.get(&world, &on).await.param("code").is_some());
    })
    .await;
}

async fn waiting(browser: &Browser, world: &World, sent: &super::house::Answer) -> String {
    let handle = sent.param("r").unwrap().parse().unwrap();
    let look = world.engine.look(&browser.visit(world), &handle).await.unwrap();
    look.sign_in.windows[handle.window].return_to.clone()
}

#[tokio::test]
async fn a_hint_for_somebody_else_never_switches_silently_oa_11() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        world.person("tom").await;
        let mut toms = Browser::default();
        let code = toms.code(&world, &rp.ask(&[]), "tom").await;
        let hint = rp.redeem(&world, &code).await.json()["id_token"].as_str().unwrap().to_owned();
        let mut browser = Browser::default();
        browser.code(&world, &rp.ask(&[]), "mei").await;
        let silent = [("id_token_hint", hint.as_str()), ("prompt", "none")];
        let refused = browser.get(&world, &rp.ask(&silent)).await;
        assert_eq!(refused.param("error").as_deref(), Some("login_required"));
        let hinted = [("id_token_hint", hint.as_str())];
        // Tom's name stands there already, but Mei signs in once more.
        let sent = browser.get(&world, &rp.ask(&hinted)).await;
        let handle = sent.param("r").unwrap().parse().unwrap();
        let look = world.engine.look(&browser.visit(&world), &handle).await.unwrap();
        assert_eq!(look.sign_in.typed, "tom");
        let on = browser.sign_in(&world, &sent, "mei").await;
        let refused = browser.get(&world, &on).await;
        assert_eq!(refused.param("error").as_deref(), Some("login_required"), "{refused:?}");
        // Of another app, changed, or unsigned: no hint at all.
        let chat = world.mail().await;
        let unsigned = format!("eyJhbGciOiJub25lIn0.{}.", hint.split('.').nth(1).unwrap());
        for (rp, bad) in [(&chat, hint.as_str()), (&rp, &unsigned), (&rp, "nothing")] {
            let answer = browser.get(&world, &rp.ask(&[("id_token_hint", bad)])).await;
            assert_eq!(answer.param("error").as_deref(), Some("invalid_request"), "{bad}");
        }
        assert!(toms.get(&world, &rp.ask(&silent)).await.param("code").is_some());
    })
    .await;
}

/// Anybody can write a `sub` into an address; only a token of ours says that the app knows a name.
#[tokio::test]
async fn a_subject_that_is_only_asked_for_tells_no_name_rl_9() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let tom = world.person("tom").await;
        let mut browser = Browser::default();
        let wanted = format!(r#"{{"id_token":{{"sub":{{"value":"{}"}}}}}}"#, tom.id);
        let sent = browser.get(&world, &rp.ask(&[("claims", &wanted)])).await;
        let handle = sent.param("r").unwrap().parse().unwrap();
        let look = world.engine.look(&browser.visit(&world), &handle).await.unwrap();
        assert_eq!(look.sign_in.typed, "");
        // Nobody else will do all the same.
        let on = browser.sign_in(&world, &sent, "mei").await;
        let refused = browser.get(&world, &on).await;
        assert_eq!(refused.param("error").as_deref(), Some("login_required"), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn an_essential_level_nobody_reaches_is_an_error_oa_11() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut browser = Browser::default();
        let claims = |level: &str, essential: bool| {
            let acr = json!({ "essential": essential, "values": [level] });
            json!({ "id_token": { "acr": acr, "name": null } }).to_string()
        };
        let unmet = browser.get(&world, &rp.ask(&[("claims", &claims("phr", true))])).await;
        let error = unmet.param("error");
        assert_eq!(error.as_deref(), Some("unmet_authentication_requirements"), "{unmet:?}");
        // Not essential: as much as there is. A claim asked for by name is there.
        let address = rp.ask(&[("claims", &claims("phr", false))]);
        let code = browser.code(&world, &address, "mei").await;
        let tokens = rp.redeem(&world, &code).await.json();
        let id = super::house::claims(tokens["id_token"].as_str().unwrap());
        assert_eq!(id["name"], "mei of Larkfield");
        let two = claims("urn:countersign:acr:2", true);
        let refused = browser.get(&world, &rp.ask(&[("claims", &two), ("prompt", "none")])).await;
        assert_eq!(refused.param("error").as_deref(), Some("interaction_required"));
    })
    .await;
}

#[tokio::test]
async fn windows_of_one_browser_join_one_sign_in() {
    both(async |db| {
        let world = World::open(db).await;
        let (mail, chat) = (world.mail().await, world.mail().await);
        let mut browser = Browser::default();
        let first = browser.get(&world, &mail.ask(&[])).await;
        let second = browser.get(&world, &chat.ask(&[])).await;
        let id = |answer: &super::house::Answer| {
            answer.param("r").unwrap().split_once('~').unwrap().0.to_owned()
        };
        assert_eq!(id(&first), id(&second));
        let alone = browser.get(&world, &chat.ask(&[("prompt", "login")])).await;
        assert_ne!(id(&first), id(&alone));
        let handle = second.param("r").unwrap().parse().unwrap();
        let look = world.engine.look(&browser.visit(&world), &handle).await.unwrap();
        let origins: Vec<_> = look.sign_in.windows.iter().map(|w| w.origin.as_deref()).collect();
        assert_eq!(origins, [Some("https://mail.example.test"); 2]);
        let on = browser.sign_in(&world, &first, "mei").await;
        assert!(browser.get(&world, &on).await.param("code").is_some());
        let on = &look.sign_in.windows[1].return_to;
        assert!(browser.get(&world, on).await.param("code").is_some());
    })
    .await;
}

#[tokio::test]
async fn an_installed_program_needs_no_secret_but_its_verifier_oa_2() {
    both(async |db| {
        let world = World::open(db).await;
        let new = NewClient {
            public: true,
            program: crate::oidc::Program::Mail,
            redirect_uris: vec!["https://localhost".into()],
            ..NewClient::default()
        };
        let rp = world.app(new).await;
        let mut browser = Browser::default();
        let address = rp.ask(&[("scope", "openid mail"), ("login_hint", "mei")]);
        let code = browser.code(&world, &address, "mei").await;
        let wrong = rp.redeem_with(&world, &code, &[("code_verifier", "")]).await;
        assert_eq!(wrong.error(), "invalid_grant");
        let tokens = rp.redeem_with(&world, &code, &[("code_verifier", VERIFIER)]).await.json();
        // It never asks for offline_access and gets a refresh token all the same.
        assert!(tokens["refresh_token"].is_string());
        assert_eq!(tokens["scope"], "openid mail");
    })
    .await;
}

/// Browsers hold the policy of a page against every step after its form: an app that leads on from
/// its address to where people use it is reached as well.
#[tokio::test]
async fn forms_may_lead_on_within_the_app_wb_2() {
    both(async |db| {
        let world = World::open(db).await;
        let new = NewClient {
            url: "https://wiki.example.test/start".into(),
            redirect_uris: vec![
                "https://login.example.test/cb".into(),
                "https://login.example.test/other".into(),
                "https://old.example.test/cb".into(),
            ],
            ..NewClient::default()
        };
        let rp = world.app(new).await;
        let mut browser = Browser::default();
        let sent = browser.get(&world, &rp.ask(&[])).await;
        let handle = sent.param("r").unwrap().parse().unwrap();
        let look = world.engine.look(&browser.visit(&world), &handle).await.unwrap();
        let want = "https://login.example.test https://wiki.example.test https://old.example.test";
        assert_eq!(look.sign_in.windows[0].origin.as_deref(), Some(want));
        let by_form = rp.ask(&[("prompt", "none"), ("response_mode", "form_post")]);
        assert_eq!(browser.get(&world, &by_form).await.hand_over().origin, want);
    })
    .await;
}
