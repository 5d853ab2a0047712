//! Cases of the OpenID Foundation's plans that no other test here has; docs/openid-conformance.md
//! says which case is which (OA-19).

use super::house::{Browser, ISSUER, Rp, World, claims};
use axum::{
    body::Body,
    http::{Method, Request, StatusCode},
};
use countersign_core::time::seconds;
use serde_json::{Value, json};
use store::testing::both;

/// From the request to what the ID token says, every check of a careful client made.
async fn signed_in(world: &World, browser: &mut Browser, rp: &Rp, address: &str) -> (Value, Value) {
    let mut answer = browser.get(world, address).await;
    if answer.location().starts_with("/signin?") {
        let on = browser.sign_in(world, &answer, "mei").await;
        answer = browser.get(world, &on).await;
    }
    assert_eq!(answer.param("error"), None, "{address}");
    assert_eq!(answer.param("state").as_deref(), Some("state-1"));
    assert_eq!(answer.param("iss").as_deref(), Some(ISSUER));
    let tokens = rp.redeem(world, &answer.param("code").unwrap()).await;
    assert_eq!(tokens.status, StatusCode::OK, "{tokens:?}");
    let tokens = tokens.json();
    let id = claims(tokens["id_token"].as_str().unwrap());
    assert_eq!((&id["iss"], &id["aud"]), (&json!(ISSUER), &json!(rp.id)));
    let now = world.engine.now().seconds();
    assert!(id["iat"].as_i64().unwrap() <= now && now < id["exp"].as_i64().unwrap());
    (tokens, id)
}

/// `oidcc-display-page`, `-display-popup`, `-ensure-request-with-unknown-parameter-succeeds`,
/// `-ui-locales`, `-claims-locales`, `-login-hint`, `-max-age-10000`,
/// `-ensure-request-with-acr-values-succeeds`, `-ensure-other-scope-order-succeeds`.
#[tokio::test]
async fn what_may_be_ignored_is_no_reason_to_refuse_oa_19() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut browser = Browser::default();
        let rows: [&[(&str, &str)]; 13] = [
            &[("display", "page")],
            &[("display", "popup")],
            &[("display", "nothing-there-is")],
            &[("extra", "foobar")],
            &[("ui_locales", "se")],
            &[("ui_locales", "zh-Hant se")],
            &[("claims_locales", "se")],
            &[("claims_locales", "zh-Hant en"), ("claims", r#"{"userinfo":{"name#zh":null}}"#)],
            &[("login_hint", "nobody@nowhere.example")],
            &[("max_age", "10000")],
            &[("acr_values", "urn:nobody:knows urn:countersign:acr:1")],
            &[("scope", "email openid profile")],
            &[("scope", "openid address phone profile")],
        ];
        for row in rows {
            let (_, id) = signed_in(&world, &mut browser, &rp, &rp.ask(row)).await;
            assert_eq!(id["nonce"], "nonce-1", "{row:?}");
            assert!(id["auth_time"].is_i64() && id["acr"].is_string(), "{row:?}");
        }
        // None of them began another sign-in than the first.
        assert_eq!(world.events("signed_in").await, 1);
    })
    .await;
}

/// `oidcc-ensure-request-without-nonce-succeeds-for-code-flow`.
#[tokio::test]
async fn a_code_needs_no_nonce_oa_19() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut browser = Browser::default();
        let (_, id) = signed_in(&world, &mut browser, &rp, &rp.ask(&[("nonce", "")])).await;
        assert!(id["nonce"].is_null());
    })
    .await;
}

/// `oidcc-scope-profile`, `-email`, `-address`, `-phone`, `-all`: each gives its claims, by every
/// way to ask userinfo, and what nobody here has is left out.
#[tokio::test]
async fn each_scope_gives_its_claims_and_no_others_oa_19() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut browser = Browser::default();
        let profile = ["name", "preferred_username"];
        let email = ["email", "email_verified"];
        let all: Vec<&str> = profile.iter().chain(&email).copied().collect();
        for (scope, granted, want) in [
            ("openid profile", "openid profile", &profile[..]),
            ("openid email", "openid email", &email),
            ("openid address", "openid", &[]),
            ("openid phone", "openid", &[]),
            ("openid profile email address phone", "openid profile email", &all),
        ] {
            let address = rp.ask(&[("scope", scope)]);
            let (tokens, id) = signed_in(&world, &mut browser, &rp, &address).await;
            assert_eq!(tokens["scope"], granted);
            let token = tokens["access_token"].as_str().unwrap();
            let bearer = format!("Bearer {token}");
            let answers = [
                world.userinfo(token).await,
                world.form("/oidc/userinfo", &[("authorization", &bearer)], &[]).await,
                world.form("/oidc/userinfo", &[], &[("access_token", token)]).await,
            ];
            for answer in answers {
                assert_eq!(answer.headers["content-type"], "application/json");
                let info = answer.json();
                let mut names: Vec<&str> =
                    info.as_object().unwrap().keys().map(String::as_str).collect();
                names.retain(|name| *name != "sub");
                let mut want = want.to_vec();
                want.sort_unstable();
                names.sort_unstable();
                assert_eq!(names, want, "{scope}");
                assert_eq!(info["sub"], id["sub"]);
            }
            assert!(id["name"].is_null(), "a code's client asks userinfo: {id}");
        }
    })
    .await;
}

/// `oidcc-claims-essential`: where it was asked for, and only there.
#[tokio::test]
async fn an_essential_claim_is_told_where_it_was_asked_for_oa_19() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut browser = Browser::default();
        let essential = json!({ "essential": true });
        for place in ["userinfo", "id_token"] {
            let wanted = json!({ place: { "name": essential, "auth_time": essential } });
            let asked = [("scope", "openid"), ("claims", &*wanted.to_string())];
            let (tokens, id) = signed_in(&world, &mut browser, &rp, &rp.ask(&asked)).await;
            let info = world.userinfo(tokens["access_token"].as_str().unwrap()).await.json();
            assert_eq!(info["name"].is_string(), place == "userinfo", "{place}: {info}");
            assert_eq!(id["name"].is_string(), place == "id_token", "{place}: {id}");
            assert!(id["auth_time"].is_i64());
        }
    })
    .await;
}

/// Only of domains that are the organisation's own is anybody told that an address is somebody's.
#[tokio::test]
async fn an_address_is_vouched_for_under_our_own_domains_oa_12() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut browser = Browser::default();
        let asked = rp.ask(&[("scope", "openid email")]);
        for (domains, verified) in [
            (&[][..], false),
            (&["larkfield.example"], true),
            (&["example", "d.example", "notlarkfield.example", "ext.larkfield.example"], false),
            (&["LARKFIELD.Example"], true),
        ] {
            let mut organisation =
                engine::Organisation::clone(&*world.engine.organisation().await.unwrap());
            organisation.mail.domains = domains.iter().map(|name| (*name).to_owned()).collect();
            world.engine.save_organisation(organisation).await.unwrap();
            let (tokens, id) = signed_in(&world, &mut browser, &rp, &asked).await;
            let info = world.userinfo(tokens["access_token"].as_str().unwrap()).await.json();
            for told in [&id, &info] {
                assert_eq!(told["email"], "mei@larkfield.example");
                assert_eq!(told["email_verified"], verified, "{domains:?}");
            }
        }
    })
    .await;
}

/// `oidcc-max-age-1` and what goes with it: `auth_time` is when it was proved, also for who has
/// been here all along, and `prompt` with `max_age` asks for the stricter of both.
#[tokio::test]
async fn auth_time_is_when_it_was_proved_oa_11() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut browser = Browser::default();
        let begun = world.engine.now().seconds();
        signed_in(&world, &mut browser, &rp, &rp.ask(&[])).await;
        world.clock.turn(seconds(10));
        let (_, id) = signed_in(&world, &mut browser, &rp, &rp.ask(&[("max_age", "10")])).await;
        assert_eq!(id["auth_time"], begun);
        for (changes, page) in [
            (&[("max_age", "9")][..], true),
            (&[("max_age", "10000"), ("prompt", "login")], true),
            (&[("max_age", "0")], true),
            (&[("max_age", "10000"), ("prompt", "consent")], false),
            (&[("max_age", "18446744073709551615")], false),
        ] {
            let answer = browser.get(&world, &rp.ask(changes)).await;
            let shown = answer.location().starts_with("/signin?");
            assert_eq!(shown, page, "{changes:?} {answer:?}");
        }
        for changes in [
            &[("prompt", "none"), ("max_age", "9")][..],
            &[("prompt", "none"), ("max_age", "0")],
            &[
                ("prompt", "none"),
                ("max_age", "10000"),
                ("claims", r#"{"id_token":{"sub":{"value":"x"}}}"#),
            ],
        ] {
            let answer = browser.get(&world, &rp.ask(changes)).await;
            assert_eq!(answer.param("error").as_deref(), Some("login_required"), "{changes:?}");
        }
        for (changes, why) in [
            (&[("prompt", "none consent")][..], "invalid_request"),
            (&[("prompt", "none select_account")], "invalid_request"),
            (&[("max_age", "1.5")], "invalid_request"),
            (&[("max_age", "18446744073709551616")], "invalid_request"),
        ] {
            let answer = browser.get(&world, &rp.ask(changes)).await;
            assert_eq!(answer.param("error").as_deref(), Some(why), "{changes:?}");
        }
    })
    .await;
}

/// Two parameters that mean two people can be met by nobody.
#[tokio::test]
async fn a_hint_and_a_claim_of_two_people_contradict_oa_11() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let tom = world.person("tom").await;
        let mut browser = Browser::default();
        let (tokens, id) = signed_in(&world, &mut browser, &rp, &rp.ask(&[])).await;
        let hint = tokens["id_token"].as_str().unwrap();
        let sub = |id: &str| json!({ "id_token": { "sub": { "value": id } } }).to_string();
        let both = [("id_token_hint", hint), ("claims", &*sub(tom.id.as_str()))];
        let answer = browser.get(&world, &rp.ask(&both)).await;
        assert_eq!(answer.param("error").as_deref(), Some("invalid_request"));
        let own = sub(id["sub"].as_str().unwrap());
        let both = [("id_token_hint", hint), ("claims", &*own), ("prompt", "none")];
        assert!(browser.get(&world, &rp.ask(&both)).await.param("code").is_some());
    })
    .await;
}

/// `oidcc-refresh-token`: the ID token of a refresh is about the same sign-in (§12.2).
#[tokio::test]
async fn a_refreshed_id_token_is_about_the_same_sign_in_oa_19() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut browser = Browser::default();
        let asked = rp.ask(&[("scope", "openid offline_access"), ("prompt", "consent")]);
        let (tokens, first) = signed_in(&world, &mut browser, &rp, &asked).await;
        world.clock.turn(seconds(100));
        let next = rp.refresh(&world, tokens["refresh_token"].as_str().unwrap()).await.json();
        let id = claims(next["id_token"].as_str().unwrap());
        for same in ["iss", "sub", "aud", "azp", "auth_time", "acr", "amr", "sid"] {
            assert_eq!(id[same], first[same], "{same}");
        }
        assert_eq!(id["iat"], first["iat"].as_i64().unwrap() + 100);
        assert!(id["nonce"].is_null() && id["at_hash"] != first["at_hash"]);
        let characters = next["refresh_token"].as_str().unwrap().bytes();
        assert!(characters.into_iter().all(|b| (0x20..0x7f).contains(&b)), "RFC 6749 A.17");
    })
    .await;
}

/// `oidcc-discovery-endpoint-verification` and that of the logout plan.
#[tokio::test]
async fn discovery_has_what_the_plans_look_for_oa_19() {
    both(async |db| {
        let world = World::open(db).await;
        let answer = world.get("/.well-known/openid-configuration").await;
        assert_eq!(answer.headers["content-type"], "application/json");
        let document = answer.json();
        let list = |name: &str| -> Vec<String> {
            let all = document[name].as_array().unwrap_or_else(|| panic!("{name}"));
            all.iter().map(|one| one.as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(list("response_types_supported"), ["code"]);
        assert_eq!(list("response_modes_supported"), ["query", "form_post"]);
        assert_eq!(list("subject_types_supported"), ["public"]);
        assert_eq!(list("ui_locales_supported"), ["en", "zh-Hant"]);
        assert_eq!(list("grant_types_supported"), ["authorization_code", "refresh_token"]);
        assert!(list("id_token_signing_alg_values_supported").contains(&"RS256".into()));
        assert!(!list("id_token_signing_alg_values_supported").contains(&"none".into()));
        assert!(list("scopes_supported").contains(&"openid".into()));
        for claim in ["sub", "name", "email", "email_verified", "auth_time", "acr"] {
            assert!(list("claims_supported").contains(&claim.into()), "{claim}");
        }
        assert_eq!(document["claims_parameter_supported"], true);
        assert_eq!(document["request_parameter_supported"], false);
        // Said in so many words: without it the standard's default is true.
        assert_eq!(document["request_uri_parameter_supported"], false);
        for name in ["authorization", "token", "userinfo", "end_session"] {
            let at = document[format!("{name}_endpoint")].as_str().unwrap();
            assert!(at.starts_with("https://") && !at.contains('#'), "{at}");
        }
        let keys = world.get("/oidc/jwks").await.json();
        for key in keys["keys"].as_array().unwrap() {
            assert!(key["kid"].is_string() && key["use"] == "sig" && key["alg"].is_string());
            for private in ["d", "p", "q", "dp", "dq", "qi", "k", "oth"] {
                assert!(key[private].is_null(), "{private}");
            }
        }
    })
    .await;
}

/// OA-20: what is sent often is asked for again without being sent, and changes its tag with the
/// keys.
#[tokio::test]
async fn keys_and_discovery_are_sent_once_while_they_last_oa_20() {
    both(async |db| {
        let world = World::open(db).await;
        let ask = async |method: Method, path: &str, known: &str| {
            let request =
                Request::builder().method(method).uri(path).header("if-none-match", known);
            world.send(request.body(Body::empty()).unwrap()).await
        };
        for path in ["/oidc/jwks", "/.well-known/openid-configuration"] {
            let whole = world.get(path).await;
            let tag = whole.headers["etag"].to_str().unwrap().to_owned();
            assert!(tag.starts_with('"') && tag.len() > 20, "{tag}");
            assert_eq!(whole.headers["cache-control"], "public, max-age=3600");
            let other = format!("\"other\", W/{tag}");
            for known in [tag.as_str(), other.as_str(), "*"] {
                let same = ask(Method::GET, path, known).await;
                assert_eq!((same.status, &*same.body), (StatusCode::NOT_MODIFIED, ""), "{known}");
                assert_eq!(same.headers["etag"], tag.as_str());
                assert_eq!(same.headers["cache-control"], "public, max-age=3600");
                assert_eq!(same.headers["access-control-allow-origin"], "*");
            }
            for other in ["\"other\"", tag.trim_matches('"'), "", "W/"] {
                let answer = ask(Method::GET, path, other).await;
                assert_eq!((answer.status, &answer.body), (StatusCode::OK, &whole.body), "{other}");
            }
            let head = ask(Method::HEAD, path, "").await;
            assert_eq!((head.status, &*head.body), (StatusCode::OK, ""));
        }
        let before = world.get("/oidc/jwks").await;
        world.engine.rotate_signing_keys().await.unwrap();
        let tag = before.headers["etag"].to_str().unwrap();
        let after = ask(Method::GET, "/oidc/jwks", tag).await;
        assert_eq!(after.status, StatusCode::OK, "an app that asks again sees the new key");
        assert_ne!(after.headers["etag"], tag);
    })
    .await;
}
