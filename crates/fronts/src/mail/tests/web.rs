//! nginx's headers and the Lua script's JSON, as they come and go.

use super::house::{Given, World};
use crate::mail::{
    auth_http::{self, AuthHttp, BackEnd},
    check,
};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, HeaderValue, Request, StatusCode},
};
use countersign_core::{app_password::Scope, secret::Secret};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tower::ServiceExt as _;

pub const SECRET: &str = "a secret of the mail server";
const MEI: &str = "mei@larkfield.example";

fn back_end(port: u16) -> Option<BackEnd> {
    let password = (port == 143).then(|| Secret::from("the master's"));
    Some(BackEnd { address: format!("192.0.2.1:{port}").parse().unwrap(), password })
}

pub fn nginx(world: &World) -> Router {
    let own =
        AuthHttp { secret: SECRET.into(), imap: back_end(143), pop3: None, smtp: back_end(25) };
    auth_http::routes(world.house.engine.clone(), own)
}

/// As nginx asks, with some headers changed; an empty one is left away.
pub async fn asked(app: &Router, changes: &[(&str, &[u8])]) -> BTreeMap<String, String> {
    let mut headers: BTreeMap<&str, &[u8]> = BTreeMap::from([
        ("auth-method", b"plain".as_slice()),
        ("auth-user", MEI.as_bytes()),
        ("auth-pass", b"x"),
        ("auth-protocol", b"imap"),
        ("auth-login-attempt", b"1"),
        ("client-ip", b"192.0.2.7"),
        ("auth-ssl", b"on"),
        (auth_http::SECRET, SECRET.as_bytes()),
    ]);
    headers.extend(changes.iter().copied());
    headers.retain(|_, value| !value.is_empty());
    let mut request = Request::get("/auth");
    for (name, value) in headers {
        request = request.header(name, HeaderValue::from_bytes(value).unwrap());
    }
    let response = app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let text = |headers: &HeaderMap| {
        let pair = |(name, value): (&axum::http::HeaderName, &HeaderValue)| {
            (name.to_string(), String::from_utf8(value.as_bytes().to_vec()).unwrap())
        };
        headers.iter().map(pair).filter(|(name, _)| name.starts_with("auth-")).collect()
    };
    text(response.headers())
}

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn nginx_is_led_to_the_back_end() {
    let world = World::new().await;
    let given = world.app_password(&[Scope::Mail, Scope::Sending], &[]).await;
    let app = nginx(&world);
    let secret = given.secret.reveal().as_bytes();
    let changes: [(&str, &[u8]); 2] =
        [("auth-user", b"MEI@larkfield.example"), ("auth-pass", secret)];
    let by_imap = asked(&app, &changes).await;
    let expected = map(&[
        ("auth-status", "OK"),
        ("auth-server", "192.0.2.1"),
        ("auth-port", "143"),
        ("auth-user", MEI),
        ("auth-pass", "the master's"),
    ]);
    assert_eq!(by_imap, expected);
    let by_smtp = asked(&app, &[("auth-protocol", b"smtp"), ("auth-pass", secret)]).await;
    let expected = map(&[
        ("auth-status", "OK"),
        ("auth-server", "192.0.2.1"),
        ("auth-port", "25"),
        ("auth-user", MEI),
    ]);
    assert_eq!(by_smtp, expected);
    // As people copy it, blanks and all: nginx escapes those.
    let spaced = countersign_core::app_password::secret::shown(&given.secret);
    let spaced = spaced.reveal().replace(' ', "%20").to_uppercase();
    let answer = asked(&app, &[("auth-pass", spaced.as_bytes())]).await;
    assert_eq!(answer["auth-status"], "OK");
}

/// ML-3: each protocol has its own word for a wrong password, and for an outage. ML-4: after the
/// third try nginx is not told to wait, so it closes.
#[tokio::test]
async fn nginx_says_it_in_the_protocols_words_ml_3_ml_4() {
    let world = World::new().await;
    let app = nginx(&world);
    let sentence = "Name or password is not right.";
    for (protocol, status, code) in [
        ("imap", "[AUTHENTICATIONFAILED] ", None),
        ("pop3", "[AUTH] ", None),
        ("smtp", "", Some("535 5.7.8")),
    ] {
        for (attempt, wait) in [("1", Some("2")), ("2", Some("2")), ("3", None), ("4", None)] {
            let changes = [
                ("auth-protocol", protocol.as_bytes()),
                ("auth-login-attempt", attempt.as_bytes()),
            ];
            let answer = asked(&app, &changes).await;
            assert_eq!(answer["auth-status"], format!("{status}{sentence}"));
            assert_eq!(answer.get("auth-error-code").map(String::as_str), code);
            assert_eq!(answer.get("auth-wait").map(String::as_str), wait);
        }
    }
    let given = world.app_password(&[Scope::Mail, Scope::Sending], &[]).await;
    let secret = given.secret.reveal().as_bytes();
    // No back end is set for POP3: that is ours to mend, not the program's.
    let none = asked(&app, &[("auth-protocol", b"pop3"), ("auth-pass", secret)]).await;
    assert!(none["auth-status"].starts_with("[SYS/TEMP] "), "{none:?}");
    // One that nobody has used: it is in no memory.
    let given = world.app_password(&[Scope::Mail, Scope::Sending], &[]).await;
    let secret = given.secret.reveal().as_bytes();
    world.break_down().await;
    for (protocol, status, code) in
        [("imap", "[UNAVAILABLE] ", None), ("smtp", "The sign-in", Some("454 4.7.0"))]
    {
        let changes = [("auth-protocol", protocol.as_bytes()), ("auth-pass", secret)];
        let answer = asked(&app, &changes).await;
        assert!(answer["auth-status"].starts_with(status), "{answer:?}");
        assert_eq!(answer.get("auth-error-code").map(String::as_str), code);
        assert_eq!(answer.get("auth-wait"), None);
    }
}

/// Only who shows the secret is answered; anybody else learns nothing, also of a right password.
#[tokio::test]
async fn nginx_shows_its_secret() {
    let world = World::new().await;
    let given = world.app_password(&[Scope::Mail], &[]).await;
    let app = nginx(&world);
    let secret = given.secret.reveal().as_bytes();
    for shown in [b"".as_slice(), b"another secret", b"a secret of the mail serve"] {
        let right = asked(&app, &[("auth-pass", secret), (auth_http::SECRET, shown)]).await;
        let wrong = asked(&app, &[(auth_http::SECRET, shown)]).await;
        assert_eq!(right, wrong);
        assert!(right["auth-status"].starts_with("[UNAVAILABLE] "), "{right:?}");
    }
}

/// ML-5: what is escaped in a header stays one value, and no name has two lines.
#[tokio::test]
async fn nginx_values_inject_nothing_ml_5() {
    let world = World::new().await;
    let given = world.app_password(&[Scope::Mail], &[]).await;
    let app = nginx(&world);
    let secret = given.secret.reveal().as_bytes();
    for (method, name) in [
        ("plain", "mei@larkfield.example%0D%0AAuth-Status:%20OK"),
        ("plain", "mei@larkfield.example%00"),
        ("plain", ""),
        ("apop", MEI),
        ("cram-md5", MEI),
        ("external", MEI),
        ("none", MEI),
    ] {
        let changes = [
            ("auth-method", method.as_bytes()),
            ("auth-user", name.as_bytes()),
            ("auth-pass", secret),
        ];
        let answer = asked(&app, &changes).await;
        assert!(answer["auth-status"].starts_with("[AUTHENTICATIONFAILED] "), "{method} {name}");
        assert_eq!(answer.get("auth-server"), None);
    }
}

pub fn script(world: &World) -> Router {
    check::routes(world.house.engine.clone(), &SECRET.into())
}

/// As the script asks.
pub async fn scripted(app: &Router, secret: &str, body: String) -> (StatusCode, Value) {
    let request = Request::post("/mail/check")
        .header("authorization", format!("Bearer {secret}"))
        .header("content-type", "application/json")
        .body(Body::from(body))
        .unwrap();
    let response = app.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let body = to_bytes(response.into_body(), 1 << 16).await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

pub fn question(service: &str, name: &str, given: &Given) -> String {
    json!({
        "user": name, "password": given.secret.reveal(), "service": service, "rip": "192.0.2.7",
        "rport": "4711", "lip": "", "lport": "", "secured": "TLS", "mech": "PLAIN",
        "session": "s", "cert": "", "client_id": "",
    })
    .to_string()
}

/// ML-3: 200 is an answer, 503 an outage.
#[tokio::test]
async fn the_script_is_answered_ml_3() {
    let world = World::new().await;
    let given = world.app_password(&[Scope::Mail], &[]).await;
    let app = script(&world);
    let answer = scripted(&app, SECRET, question("imap", "MEI@Larkfield.example", &given)).await;
    assert_eq!(answer, (StatusCode::OK, json!({ "result": "ok", "user": MEI })));
    let (status, answer) = scripted(&app, SECRET, question("submission", MEI, &given)).await;
    assert_eq!((status, &answer["result"]), (StatusCode::OK, &json!("fail")));
    let reason = answer["reason"].as_str().unwrap();
    assert!(reason.contains("something else") && reason.contains("/security/app-passwords"));
    let (status, answer) = scripted(&app, SECRET, question("door", MEI, &given)).await;
    assert_eq!((status, &answer["result"]), (StatusCode::OK, &json!("fail")));
    let (status, answer) = scripted(&app, SECRET, question("imap", "mei\r\nx", &given)).await;
    assert_eq!((status, answer), (StatusCode::OK, json!({ "result": "fail" })));
    for unclear in ["", "{}", "[1]", "not json"] {
        let (status, _) = scripted(&app, SECRET, unclear.to_owned()).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{unclear}");
    }
    let (status, _) = scripted(&app, SECRET, format!("{{\"user\":\"{}", "a".repeat(20_000))).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    let more = world.app_password(&[Scope::Mail], &[]).await;
    world.break_down().await;
    let answer = scripted(&app, SECRET, question("imap", MEI, &more)).await;
    assert_eq!(answer, (StatusCode::SERVICE_UNAVAILABLE, json!({ "result": "tempfail" })));
}

#[tokio::test]
async fn the_script_shows_its_secret() {
    let world = World::new().await;
    let given = world.app_password(&[Scope::Mail], &[]).await;
    let app = script(&world);
    for secret in ["", "another", "a secret of the mail server "] {
        let answer = scripted(&app, secret, question("imap", MEI, &given)).await;
        assert_eq!(answer, (StatusCode::UNAUTHORIZED, Value::Null), "{secret:?}");
    }
    let request = Request::post("/mail/check").body(Body::from(question("imap", MEI, &given)));
    let response = app.oneshot(request.unwrap()).await.unwrap();
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
}
