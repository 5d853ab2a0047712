//! Addresses answers are sent to.

use super::house::{Browser, CALLBACK, Rp, World};
use crate::oidc::{
    BadClient, NewClient, Program, new_secret,
    redirect::{acceptable, matches, origin, source, with},
    register, switch,
};
use axum::http::StatusCode;
use proptest::prelude::*;
use store::testing::both;

#[tokio::test]
async fn an_address_that_is_not_registered_gets_our_own_page_oa_1() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut browser = Browser::default();
        for bad in [
            "",
            "https://mail.example.test/callback/",
            "https://mail.example.test/callback?more=1",
            "https://mail.example.test/callback#part",
            "https://mail.example.test/callback/../callback",
            "https://mail.example.test/Callback",
            "HTTPS://mail.example.test/callback",
            "https://mail.example.test:443/callback",
            "https://mail.example.test.evil.test/callback",
            "https://user@mail.example.test/callback",
            "http://mail.example.test/callback",
            "javascript:alert(1)",
            "//mail.example.test/callback",
            "https://mail.example.test/callback%20",
            " https://mail.example.test/callback",
        ] {
            let answer = browser.get(&world, &rp.ask(&[("redirect_uri", bad)])).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER);
            assert_eq!(answer.location(), "/signin/problem?why=app-address", "{bad}");
        }
        // Nothing at all is answered at the app before both are proven, errors neither.
        let silent = rp.ask(&[("redirect_uri", "x"), ("prompt", "none")]);
        assert_eq!(
            browser.get(&world, &silent).await.location(),
            "/signin/problem?why=app-address"
        );
        for id in ["", "app_0", "mei"] {
            let answer = browser.get(&world, &rp.ask(&[("client_id", id)])).await;
            assert_eq!(answer.location(), "/signin/problem?why=app-unknown", "{id}");
        }
        let twice = format!("{}&redirect_uri=https%3A%2F%2Fevil.test", rp.ask(&[]));
        let answer = browser.get(&world, &twice).await;
        assert_eq!(answer.location(), "/signin/problem?why=app-request");
    })
    .await;
}

#[tokio::test]
async fn a_switched_off_app_opens_nothing_oa_6() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut browser = Browser::default();
        let code = browser.code(&world, &rp.ask(&[]), "mei").await;
        let tokens = rp.redeem(&world, &code).await.json();
        let code = browser.code(&world, &rp.ask(&[]), "mei").await;
        let apps = world.engine.apps().await.unwrap();
        let mut app = (**apps.by_key("oidc", &rp.id).unwrap()).clone();
        app.disabled_at = Some(world.engine.now());
        world.engine.save_app(&app).await.unwrap();
        let answer = browser.get(&world, &rp.ask(&[])).await;
        assert_eq!(answer.location(), "/signin/problem?why=app-unknown");
        assert_eq!(rp.redeem(&world, &code).await.error(), "invalid_client");
        let access = tokens["access_token"].as_str().unwrap();
        assert_eq!(world.userinfo(access).await.status, StatusCode::UNAUTHORIZED);
    })
    .await;
}

/// The console's way: off, on again, and another secret for one that got out.
#[tokio::test]
async fn an_app_is_switched_and_gets_another_secret_oa_6_oa_10() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut browser = Browser::default();
        let code = browser.code(&world, &rp.ask(&[]), "mei").await;
        let token = rp.redeem(&world, &code).await.json()["access_token"].clone();
        let opens = async || world.userinfo(token.as_str().unwrap()).await.status;
        switch(&world.engine, &rp.id, false).await.unwrap();
        assert_eq!(opens().await, StatusCode::UNAUTHORIZED);
        let answer = browser.get(&world, &rp.ask(&[])).await;
        assert_eq!(answer.location(), "/signin/problem?why=app-unknown");
        switch(&world.engine, &rp.id, true).await.unwrap();
        assert_eq!(opens().await, StatusCode::OK);
        let fresh = new_secret(&world.engine, &rp.id).await.unwrap();
        let code = browser.code(&world, &rp.ask(&[]), "mei").await;
        assert_eq!(rp.redeem(&world, &code).await.error(), "invalid_client");
        let next = Rp { secret: Some(fresh.reveal().clone()), ..rp.clone() };
        assert_eq!(next.redeem(&world, &code).await.status, StatusCode::OK);
        let page = world.app(NewClient { public: true, ..NewClient::default() }).await;
        for id in [page.id.as_str(), "app_nobody"] {
            let refused = new_secret(&world.engine, id).await;
            assert!(matches!(refused, Err(BadClient::Other(_))), "{id}");
        }
        assert!(matches!(switch(&world.engine, "", false).await, Err(BadClient::Other(_))));
        assert_eq!((world.events("app_removed").await, world.events("app_changed").await), (1, 2));
    })
    .await;
}

#[tokio::test]
async fn what_may_be_registered_oa_1_oa_15() {
    let fresh = store::testing::databases().await;
    let world = World::open(fresh.first().unwrap().open().await).await;
    let bad = NewClient {
        name: "Mail".into(),
        redirect_uris: vec!["http://mail.example.test/".into()],
        ..NewClient::default()
    };
    let refused = register(&world.engine, bad.clone()).await;
    assert!(matches!(refused, Err(BadClient::Address { .. })), "{refused:?}");
    let keyless = NewClient {
        public: true,
        pkce_required: false,
        redirect_uris: vec![CALLBACK.into()],
        ..bad
    };
    assert!(matches!(register(&world.engine, keyless).await, Err(BadClient::Other(_))));
    let rp = world.mail().await;
    let sub = world.engine.account_named("mei").await.unwrap().id.to_string();
    assert!(rp.id.starts_with("app_") && !sub.starts_with("app_"));
    // The secret is nowhere: only its keyed hash is, and that sealed (OA-10).
    let apps = world.engine.apps().await.unwrap();
    let connection = apps.by_key("oidc", &rp.id).unwrap().connection.to_string();
    assert!(!connection.contains(rp.secret.as_deref().unwrap()));
}

#[test]
fn each_kind_of_program_has_its_addresses_oa_1() {
    use Program::{Installed, Mail, Web};
    let table = [
        (Web, "https://app.example.test/cb", true),
        (Web, "https://app.example.test/index.php/login/oauth?x=1", true),
        (Web, "http://localhost:8080/cb", true),
        (Web, "http://mail.localhost:8080/cb", true),
        (Web, "http://127.0.0.1/cb", true),
        (Web, "http://app.example.test/cb", false),
        (Web, "http://localhost.example.test/cb", false),
        (Web, "https://app.example.test/cb#x", false),
        (Web, "https://app.example.test/cb#", false),
        (Web, "https://user:pass@app.example.test/cb", false),
        (Web, "https://@app.example.test/cb", false),
        (Web, "https://*.example.test/cb", false),
        (Web, "https://app.example.test\\@evil.test/", false),
        (Web, "javascript:alert(1)", false),
        (Web, "JavaScript:alert(1)", false),
        (Web, "data:text/html,x", false),
        (Web, "DATA:text/html,x", false),
        (Web, "com.example.app:/cb", false),
        (Web, "/cb", false),
        (Web, "", false),
        (Web, "https://app.example.test/c b", false),
        (Web, "https://app.example.test/\u{e9}", false),
        (Web, "file:///etc/passwd", false),
        (Installed, "com.example.app:/cb", true),
        (Installed, "myapp:/cb", false),
        (Installed, "http://127.0.0.1/cb", true),
        (Installed, "http://[::1]/cb", true),
        (Installed, "https://localhost", false),
        (Mail, "https://localhost", true),
    ];
    for (program, address, good) in table {
        assert_eq!(acceptable(address, program).is_ok(), good, "{program:?} {address}");
    }
}

#[test]
fn only_the_port_of_a_loopback_address_may_differ_oa_1() {
    let table = [
        ("http://127.0.0.1/cb", "http://127.0.0.1:49152/cb", true),
        ("http://127.0.0.1:80/cb", "http://127.0.0.1/cb", true),
        ("http://[::1]/cb", "http://[::1]:5/cb", true),
        ("http://127.0.0.1/cb?a=1", "http://127.0.0.1:1/cb?a=1", true),
        ("http://127.0.0.1/cb", "http://127.0.0.1:49152/cb/", false),
        ("http://127.0.0.1/cb", "http://127.0.0.1:49152/cb?x", false),
        ("http://127.0.0.1/cb", "http://127.0.0.1:0/cb", false),
        ("http://127.0.0.1/cb", "http://127.0.0.1:/cb", false),
        ("http://127.0.0.1/cb", "http://127.0.0.1:65536/cb", false),
        ("http://127.0.0.1/cb", "http://127.0.0.1:+80/cb", false),
        ("http://127.0.0.1/cb", "http://127.0.0.1:80@evil.test/cb", false),
        ("http://127.0.0.1/cb", "http://127.0.0.1.evil.test/cb", false),
        ("http://127.0.0.1/cb", "http://127.0.0.2/cb", false),
        ("http://127.0.0.1/cb", "https://127.0.0.1/cb", false),
        ("http://localhost/cb", "http://localhost:1/cb", false),
        ("http://[::1]/cb", "http://127.0.0.1/cb", false),
    ];
    for (registered, asked, good) in table {
        assert_eq!(matches(registered, asked, true), good, "{registered} {asked}");
        assert!(!matches(registered, asked, false) || registered == asked);
    }
}

#[test]
fn an_address_keeps_its_own_query() {
    assert_eq!(with("https://a.test/", &[("code", "1 2")]), "https://a.test/?code=1+2");
    assert_eq!(with("https://a.test/?x=1", &[("code", "1")]), "https://a.test/?x=1&code=1");
    assert_eq!(with("https://a.test/?", &[("code", "1")]), "https://a.test/?code=1");
    assert_eq!(origin("https://a.test:8443/x").as_deref(), Some("https://a.test:8443"));
    assert_eq!(origin("com.example.app:/cb").as_deref(), Some("com.example.app:"));
}

/// A policy with an address in IPv6 is refused by browsers, and nobody would get back to the app.
#[test]
fn a_policy_names_what_browsers_can_read_wb_2() {
    for (address, source_of) in [
        ("https://a.test:8443/x", "https://a.test:8443"),
        ("http://127.0.0.1:4711/cb", "http://127.0.0.1:4711"),
        ("http://[::1]:4711/cb", "http:"),
        ("https://[2001:db8::1]/cb", "https:"),
        ("com.example.app:/cb", "com.example.app:"),
    ] {
        assert_eq!(source(address).as_deref(), Some(source_of), "{address}");
    }
}

proptest! {
    /// Whatever is asked for, the browser ends at the host and path that were registered (OA-1).
    #[test]
    fn nothing_but_the_registered_place_matches_oa_1(
        scheme in "(http://|https://)?",
        host in "127\\.0\\.0\\.1|\\[::1\\]|[a-z.@]{0,8}",
        port in "(:[0-9+]{0,6})?",
        path in "/cb|[/?#@a-z.%0-9\\\\]{0,12}",
        installed: bool,
    ) {
        let registered = "http://127.0.0.1:7000/cb";
        let asked = format!("{scheme}{host}{port}{path}");
        if matches(registered, &asked, installed) {
            let url = url::Url::parse(&asked).unwrap();
            prop_assert_eq!(url.host_str(), Some("127.0.0.1"));
            prop_assert_eq!(url.path(), "/cb");
            prop_assert_eq!(url.query(), None);
            prop_assert_eq!(url.fragment(), None);
            prop_assert_eq!(url.username(), "");
            prop_assert!(installed || asked == registered);
        }
    }

    /// What one may register never leads a browser to run something (OA-1).
    #[test]
    fn what_may_be_registered_is_a_place_oa_1(
        address in "[a-zA-Z:/.@#*\\\\ \u{0}\u{e9}0-9-]{0,40}",
    ) {
        for program in [Program::Web, Program::Installed, Program::Mail] {
            if acceptable(&address, program).is_ok() {
                let url = url::Url::parse(&address).unwrap();
                prop_assert!(!["javascript", "data", "file", "blob"].contains(&url.scheme()));
                prop_assert!(url.fragment().is_none() && url.username().is_empty());
                prop_assert!(axum::http::HeaderValue::try_from(&address).is_ok());
            }
        }
    }
}
