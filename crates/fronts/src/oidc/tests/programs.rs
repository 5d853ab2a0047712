//! Mail and calendar servers that ask about programs by OAuth.

use super::house::{Answer, Rp, World};
use crate::oidc::{NewClient, Verifies, register};
use countersign_core::{
    app_password::{AppPassword, Opens, Scope, secret},
    id::AppPasswordId,
    secret::Secret,
};

/// A server that asks, as it is registered on the console.
async fn server(world: &World, verifies: Option<Verifies>) -> Rp {
    let new = NewClient {
        name: "Mail server".into(),
        introspects: verifies.is_none(),
        verifies,
        ..NewClient::default()
    };
    let (app, secret) = register(&world.engine, new).await.unwrap();
    let secret = secret.map(|secret| secret.reveal().clone());
    Rp { id: app.key, secret, redirect: String::new() }
}

/// One of Mei's, for these.
async fn app_password(world: &World, scopes: &[Scope], slot: i64) -> Secret<String> {
    let engine = &world.engine;
    let account = engine.account_named("mei").await.unwrap().id;
    let secret = secret::make(engine.dice());
    let new = AppPassword {
        id: AppPasswordId::new(engine.now(), engine.dice()),
        account,
        name: "Phone".into(),
        program: "phone".into(),
        opens: Opens::of(scopes),
        networks: vec!["192.0.2.0/24".into(), "2001:db8::/32".into()],
        made_at: engine.now(),
        last_used: None,
        used: Vec::new(),
        ends_at: None,
        ended: None,
    };
    let hash = engine.vault().keyed_hash("app-password", secret.reveal().as_bytes());
    let mut tx = world.db.begin().await.unwrap();
    store::app_password::add(&mut tx, &new, (slot, &hash), None).await.unwrap();
    tx.commit().await.unwrap();
    secret
}

/// As Dovecot and Radicale ask: the client's secret stands in the form.
async fn asked(world: &World, server: &Rp, said: &[(&str, &str)], password: &str) -> Answer {
    let form = [
        ("grant_type", "password"),
        ("username", "MEI@larkfield.example"),
        ("password", password),
        ("client_id", server.id.as_str()),
        ("client_secret", server.secret.as_deref().unwrap_or_default()),
        ("scope", "mail"),
    ];
    world.form("/oidc/token", said, &form).await
}

const REMOTE: (&str, &str) = ("x-dovecot-auth-remote", "192.0.2.7:4711");

fn said(service: &str) -> [(&str, &str); 2] {
    [("x-dovecot-auth-service", service), REMOTE]
}

/// AP-3: what the app password was made for, by the service Dovecot names, from its own network.
#[tokio::test]
async fn dovecot_is_told_by_service_and_network_ap_3() {
    store::testing::both(async |db| {
        let world = World::open(db).await;
        let dovecot = server(&world, Some(Verifies::Told)).await;
        let mail = app_password(&world, &[Scope::Mail], 1).await;
        let sending = app_password(&world, &[Scope::Sending], 2).await;
        for (service, opens, other) in [
            ("imap", &mail, &sending),
            ("pop3", &mail, &sending),
            ("submission", &sending, &mail),
            ("smtp", &sending, &mail),
        ] {
            let answer = asked(&world, &dovecot, &said(service), opens.reveal()).await;
            assert_eq!(answer.json()["username"], "mei", "{answer:?}");
            assert_eq!(answer.json()["token_type"], "Bearer");
            let answer = asked(&world, &dovecot, &said(service), other.reveal()).await;
            assert_eq!(answer.error(), "invalid_grant", "{service}");
        }
        for (remote, opens) in [
            ("192.0.2.250:1", true),
            ("192.0.2.250", true),
            ("[2001:db8::7]:993", true),
            ("2001:db8::7", true),
            ("198.51.100.7:4711", false),
            ("nowhere", false),
        ] {
            let said = [("x-dovecot-auth-service", "imap"), ("x-dovecot-auth-remote", remote)];
            let answer = asked(&world, &dovecot, &said, mail.reveal()).await;
            assert_eq!(answer.status == 200, opens, "{remote}: {answer:?}");
        }
        for service in [&[REMOTE][..], &said("unheard")] {
            let answer = asked(&world, &dovecot, service, mail.reveal()).await;
            assert_eq!(answer.error(), "invalid_request");
        }
    })
    .await;
}

/// Radicale says no service: its client stands for one, and what a header says changes nothing.
#[tokio::test]
async fn radicales_client_is_its_scope_ap_3() {
    store::testing::both(async |db| {
        let world = World::open(db).await;
        let radicale = server(&world, Verifies::parse("radicale")).await;
        let calendar = app_password(&world, &[Scope::Calendar], 1).await;
        let mail = app_password(&world, &[Scope::Mail], 2).await;
        for headers in [&[REMOTE][..], &said("imap")] {
            let answer = asked(&world, &radicale, headers, calendar.reveal()).await;
            assert_eq!(answer.json()["username"], "mei", "{answer:?}");
            let answer = asked(&world, &radicale, headers, mail.reveal()).await;
            assert_eq!(answer.error(), "invalid_grant");
        }
    })
    .await;
}

/// AP-3: nobody but such a server has the grant, the normal password never goes through it, and its
/// token opens nothing.
#[tokio::test]
async fn the_password_grant_opens_nothing_else_ap_3() {
    store::testing::both(async |db| {
        let world = World::open(db).await;
        let dovecot = server(&world, Some(Verifies::Told)).await;
        let mail = app_password(&world, &[Scope::Mail], 1).await;
        let other = world.mail().await;
        let answer = asked(&world, &other, &said("imap"), mail.reveal()).await;
        assert_eq!(answer.error(), "unsupported_grant_type");
        // Nobody asks Mei for a second step here, so that other doors would let her in by it.
        let answer = asked(&world, &dovecot, &said("imap"), super::people::WORD).await;
        assert_eq!(answer.error(), "invalid_grant");
        let wrong = Rp { secret: Some("wrong".into()), ..dovecot.clone() };
        let answer = asked(&world, &wrong, &said("imap"), mail.reveal()).await;
        assert_eq!(answer.error(), "invalid_client");
        for password in ["", &"a".repeat(4000)] {
            let answer = asked(&world, &dovecot, &said("imap"), password).await;
            assert_eq!(answer.error(), "invalid_grant");
        }
        let good = asked(&world, &dovecot, &said("imap"), mail.reveal()).await.json();
        let token = good["access_token"].as_str().unwrap();
        assert_eq!(world.userinfo(token).await.status, 401);
        let asks = server(&world, None).await;
        let answer = asks.call(&world, "/oidc/introspect", &[("token", token)]).await;
        assert_eq!(answer.json()["active"], false);
        let codes = [("response_type", "code"), ("client_id", dovecot.id.as_str())];
        let answer = world.get(&format!("/oidc/authorize?{}", super::house::encoded(&codes))).await;
        assert!(answer.location().starts_with("/signin/problem"), "{answer:?}");
    })
    .await;
}

/// OA-17, AP-3: what Dovecot says of the program beside a token is asked too.
#[tokio::test]
async fn a_token_opens_only_what_was_granted_oa_17() {
    store::testing::both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut browser = super::house::Browser::default();
        let code = browser.code(&world, &rp.ask(&[("scope", "openid email mail")]), "mei").await;
        let tokens = rp.redeem(&world, &code).await.json();
        let token = tokens["access_token"].as_str().unwrap();
        let dovecot = server(&world, None).await;
        let form = [
            ("token", token),
            ("client_id", dovecot.id.as_str()),
            ("client_secret", dovecot.secret.as_deref().unwrap()),
        ];
        for (headers, active) in [
            (&[][..], true),
            (&said("imap"), true),
            (&said("submission"), true),
            (&said("radicale"), false),
            (&said("unheard"), false),
        ] {
            let answer = world.form("/oidc/introspect", headers, &form).await.json();
            assert_eq!(answer["active"], active, "{headers:?}: {answer}");
            assert_eq!(answer["username"] == "mei", active);
        }
    })
    .await;
}
