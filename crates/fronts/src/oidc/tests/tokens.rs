//! How clients prove themselves, and what they may know and do about tokens.

use super::house::{Browser, Rp, World};
use crate::oidc::NewClient;
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use countersign_core::time::hours;
use serde_json::{Value, json};
use store::testing::both;

fn basic(user: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{secret}")))
}

async fn tokens(world: &World, rp: &Rp, scope: &str) -> Value {
    let code = Browser::default().code(world, &rp.ask(&[("scope", scope)]), "mei").await;
    let tokens = rp.redeem(world, &code).await;
    assert_eq!(tokens.status, StatusCode::OK, "{tokens:?}");
    tokens.json()
}

#[tokio::test]
async fn a_secret_in_the_header_or_in_the_form_but_once_oa_10() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let other = world.mail().await;
        let secret = rp.secret.clone().unwrap();
        let good = basic(&rp.id, &secret);
        let headers = |value: &str| vec![("authorization".to_owned(), value.to_owned())];
        let ask = [("token", "x")];
        let call = async |headers: &[(String, String)], more: &[(&str, &str)]| {
            let headers: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (&**n, &**v)).collect();
            let pairs: Vec<(&str, &str)> = ask.iter().chain(more).copied().collect();
            world.form("/oidc/introspect", &headers, &pairs).await
        };
        let both_ways = [("client_id", rp.id.as_str()), ("client_secret", secret.as_str())];
        assert_eq!(call(&headers(&good), &[]).await.status, StatusCode::OK);
        assert_eq!(call(&headers(&good), &[("client_id", &rp.id)]).await.status, StatusCode::OK);
        assert_eq!(call(&[], &both_ways).await.status, StatusCode::OK);
        let wrong = call(&headers(&basic(&rp.id, "guess")), &[]).await;
        assert_eq!((wrong.status.as_u16(), &*wrong.error()), (401, "invalid_client"));
        assert!(wrong.headers.contains_key("www-authenticate"));
        type Row<'a> = (String, &'a [(&'a str, &'a str)], &'a str);
        let rows: [Row<'_>; 9] = [
            (basic(&other.id, &secret), &[], "invalid_client"),
            (basic("app_nobody", &secret), &[], "invalid_client"),
            (basic(&rp.id, ""), &[], "invalid_client"),
            (format!("Bearer {secret}"), &[], "invalid_client"),
            ("Basic !".to_owned(), &[], "invalid_client"),
            (good.clone(), &both_ways, "invalid_request"),
            (good.clone(), &[("client_assertion", "x")], "invalid_request"),
            (good.clone(), &[("client_id", &other.id)], "invalid_request"),
            (good.clone(), &[("token", "y")], "invalid_request"),
        ];
        for (header, more, want) in rows {
            assert_eq!(call(&headers(&header), more).await.error(), want, "{header} {more:?}");
        }
        // Without any proof, and by a header that is there twice.
        assert_eq!(call(&[], &[("client_id", &rp.id)]).await.error(), "invalid_client");
        let mut twice = headers(&good);
        twice.extend(headers(&good));
        assert_eq!(call(&twice, &[]).await.error(), "invalid_client");
    })
    .await;
}

#[tokio::test]
async fn a_program_without_a_secret_has_no_other_way_oa_4_oa_10() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.app(NewClient { public: true, ..NewClient::default() }).await;
        let with = Rp { secret: Some("guess".into()), ..rp.clone() };
        let mut browser = Browser::default();
        let code = browser.code(&world, &rp.ask(&[]), "mei").await;
        assert_eq!(with.redeem(&world, &code).await.error(), "invalid_client");
        assert_eq!(rp.redeem(&world, &code).await.status, StatusCode::OK);
        // It proves nothing, so it may ask about nothing, not even its own.
        let own = tokens(&world, &rp, "openid").await;
        let asked = rp.call(&world, "/oidc/introspect", &[("token", token(&own))]).await;
        assert_eq!(asked.error(), "invalid_client");
    })
    .await;
}

fn token(tokens: &Value) -> &str {
    tokens["access_token"].as_str().unwrap()
}

#[tokio::test]
async fn introspection_tells_clients_their_own_and_servers_all_oa_17() {
    both(async |db| {
        let world = World::open(db).await;
        let (rp, other) = (world.mail().await, world.mail().await);
        let server = world.app(NewClient { introspects: true, ..NewClient::default() }).await;
        let given = tokens(&world, &rp, "openid email offline_access").await;
        let now = world.engine.now().seconds();
        let account = world.engine.account_named("mei").await.unwrap();
        let ask = async |who: &Rp, token: &str| {
            let answer = who.call(&world, "/oidc/introspect", &[("token", token)]).await;
            assert_eq!(answer.status, StatusCode::OK);
            answer.json()
        };
        for who in [&rp, &server] {
            let want = json!({
                "active": true, "iss": super::house::ISSUER, "sub": account.id.as_str(),
                "aud": rp.id, "client_id": rp.id, "username": "mei", "token_type": "Bearer",
                "scope": "openid email offline_access", "email": "mei@larkfield.example",
                "iat": now, "exp": now + 3600,
            });
            assert_eq!(ask(who, token(&given)).await, want);
            let refresh = given["refresh_token"].as_str().unwrap();
            assert_eq!(ask(who, refresh).await["active"], true);
        }
        let nothing = json!({ "active": false });
        let long = "x".repeat(1000);
        for (who, token) in [(&other, token(&given)), (&server, "unknown"), (&server, &*long)] {
            assert_eq!(ask(who, token).await, nothing);
        }
        world.clock.turn(hours(1));
        assert_eq!(ask(&server, token(&given)).await, nothing);
        let missing = server.call(&world, "/oidc/introspect", &[]).await;
        assert_eq!(missing.error(), "invalid_request");
    })
    .await;
}

#[tokio::test]
async fn a_client_ends_its_own_tokens_and_no_others_oa_17() {
    both(async |db| {
        let world = World::open(db).await;
        let (rp, other) = (world.mail().await, world.mail().await);
        let given = tokens(&world, &rp, "openid offline_access").await;
        let refresh = given["refresh_token"].as_str().unwrap();
        let end = async |who: &Rp, token: &str| {
            let answer = who.call(&world, "/oidc/revoke", &[("token", token)]).await;
            assert_eq!((answer.status, &*answer.body), (StatusCode::OK, ""));
        };
        let opens =
            async |tokens: &Value| world.userinfo(token(tokens)).await.status == StatusCode::OK;
        end(&other, token(&given)).await;
        end(&other, refresh).await;
        end(&rp, "unknown").await;
        assert!(opens(&given).await);
        // An access token goes alone.
        end(&rp, token(&given)).await;
        assert!(!opens(&given).await);
        let next = rp.refresh(&world, refresh).await.json();
        assert!(opens(&next).await);
        // A refresh token takes all of them along.
        end(&rp, next["refresh_token"].as_str().unwrap()).await;
        assert!(!opens(&next).await);
        let pairs = [("token", "x"), ("client_id", rp.id.as_str())];
        let unproven = world.form("/oidc/revoke", &[], &pairs).await;
        assert_eq!(unproven.error(), "invalid_client");
    })
    .await;
}

#[tokio::test]
async fn userinfo_wants_one_good_token_oa_12() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let given = tokens(&world, &rp, "openid email offline_access").await;
        let good = token(&given);
        let form = world.form("/oidc/userinfo", &[], &[("access_token", good)]).await;
        assert_eq!(form.json()["email"], "mei@larkfield.example");
        let header = format!("Bearer {good}");
        let headers = [("authorization", header.as_str())];
        assert_eq!(world.form("/oidc/userinfo", &headers, &[]).await.status, StatusCode::OK);
        let twice = world.form("/oidc/userinfo", &headers, &[("access_token", good)]).await;
        assert_eq!(twice.error(), "invalid_request");
        let refresh = given["refresh_token"].as_str().unwrap();
        for bad in ["unknown", refresh, &"x".repeat(500)] {
            assert_eq!(world.userinfo(bad).await.status, StatusCode::UNAUTHORIZED);
        }
        let query = world.get(&format!("/oidc/userinfo?access_token={good}")).await;
        assert_eq!(query.status, StatusCode::UNAUTHORIZED);
        let plain = tokens(&world, &rp, "email").await;
        assert!(plain["id_token"].is_null());
        let answer = world.userinfo(token(&plain)).await;
        assert_eq!((answer.status.as_u16(), &*answer.error()), (403, "insufficient_scope"));
    })
    .await;
}

#[tokio::test]
async fn pages_of_registered_origins_may_ask_and_no_others_wb_4() {
    both(async |db| {
        let world = World::open(db).await;
        let page = NewClient {
            public: true,
            redirect_uris: vec!["https://page.example.test/cb".into()],
            ..NewClient::default()
        };
        world.app(page).await;
        world.mail().await;
        let ask = async |method: &str, path: &str, origin: &str| {
            let request = Request::builder().method(method).uri(path).header("origin", origin);
            world.send(request.body(Body::empty()).unwrap()).await
        };
        let allowed = "access-control-allow-origin";
        for path in ["/oidc/token", "/oidc/userinfo", "/oidc/revoke"] {
            let yes = ask("OPTIONS", path, "https://page.example.test").await;
            assert_eq!(yes.headers[allowed], "https://page.example.test");
            assert_eq!(yes.headers["vary"], "origin");
            assert!(!yes.headers.contains_key("access-control-allow-credentials"));
            let yes = ask("POST", path, "https://page.example.test").await;
            assert_eq!(yes.headers[allowed], "https://page.example.test");
            for other in [
                "https://evil.test",
                "https://page.example.test.evil.test",
                "http://page.example.test",
                // A program with a secret has a server of its own to ask with.
                "https://mail.example.test",
                "null",
            ] {
                for method in ["OPTIONS", "POST"] {
                    let no = ask(method, path, other).await;
                    assert!(!no.headers.contains_key(allowed), "{path} {other}");
                }
            }
        }
        for path in ["/oidc/authorize", "/oidc/logout", "/oidc/introspect", "/oidc/par"] {
            let no = ask("OPTIONS", path, "https://page.example.test").await;
            assert!(!no.headers.contains_key(allowed), "{path}");
        }
        let keys = ask("GET", "/oidc/jwks", "https://evil.test").await;
        assert_eq!(keys.headers[allowed], "*");
    })
    .await;
}

#[tokio::test]
async fn nothing_is_framed_kept_or_told_on_oa_9() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        for path in [rp.ask(&[]), rp.ask(&[("redirect_uri", "x")]), "/oidc/logout".to_owned()] {
            let answer = world.get(&path).await;
            let policy = answer.headers["content-security-policy"].to_str().unwrap();
            assert!(policy.contains("frame-ancestors 'none'"));
            assert_eq!(answer.headers["referrer-policy"], "no-referrer");
            assert_eq!(answer.headers["cache-control"], "no-store");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_too_large_or_no_form_is_refused_before_it_is_read_av_1() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let long = "x".repeat(20_000);
        let answer = rp.call(&world, "/oidc/token", &[("code", &long)]).await;
        assert_eq!(answer.error(), "invalid_request");
        let longer = "x".repeat(40_000);
        let answer = rp.call(&world, "/oidc/token", &[("code", &longer)]).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
        let many: Vec<(String, String)> =
            (0..100).map(|n| (format!("p{n}"), String::new())).collect();
        let many: Vec<(&str, &str)> = many.iter().map(|(n, v)| (&**n, &**v)).collect();
        assert_eq!(rp.call(&world, "/oidc/token", &many).await.error(), "invalid_request");
        let json = [("content-type", "application/json")];
        assert_eq!(world.form("/oidc/token", &json, &[]).await.error(), "invalid_request");
        let bad = world.get("/oidc/authorize?client_id=%ff").await;
        assert_eq!(bad.location(), "/signin/problem?why=app-request");
        let ticket = world.get(&format!("/oidc/continue/{}", "a".repeat(200))).await;
        assert_eq!(ticket.location(), "/signin/problem?why=app-request");
    })
    .await;
}
