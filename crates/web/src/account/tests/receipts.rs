//! Delivery receipts (SM-10): authenticated, bounded, and nothing but a note.

use super::house::{Browser, House, URL};
use axum::http::Method;
use countersign_core::account::{Role, State};
use engine::courier::{CourierConfig, GatewayConfig};

/// A gateway called as the development outbox calls itself, so that receipts meet its messages.
async fn house() -> (House, String) {
    let gateway = GatewayConfig {
        name: "outbox".into(),
        url: Some("http://127.0.0.1:9/send".into()),
        ..GatewayConfig::default()
    };
    let config =
        CourierConfig { outbox: true, gateways: vec![gateway], ..CourierConfig::default() };
    let house = House::with(config).await.ready().await;
    house.person("m.wong", Role::Person, State::Enforced).await;
    house.signed_in("m.wong").await;
    let url = house.courier.receipts_url("outbox").unwrap();
    let path = url.strip_prefix(URL).unwrap().to_owned();
    (house, path)
}

async fn call(browser: &mut Browser, path: &str, body: &str) -> u16 {
    let answer = browser.send(Method::POST, path, body.to_owned()).await;
    assert!(!answer.body.contains("outbox"), "an answer tells nothing: {}", answer.body);
    answer.status.as_u16()
}

#[tokio::test]
async fn a_receipt_is_taken_from_its_gateway_only() {
    let (house, path) = house().await;
    let mut gateway = house.browser();
    let body = "id=outbox-1&state=delivered";
    assert_eq!(call(&mut gateway, &path, body).await, 204);
    assert_eq!(call(&mut gateway, &path, "id=outbox-999&state=failed").await, 204);
    assert_eq!(call(&mut gateway, &path, "nothing=of&use=here").await, 400);
    let end = path.len() - 1;
    let last = if path.ends_with('0') { "1" } else { "0" };
    for wrong in [
        format!("{}{last}", &path[..end]),
        path[..end].to_owned(),
        path.replace("/outbox/", "/nobody/"),
        path.to_uppercase().replace("/RECEIPT/OUTBOX", "/receipt/outbox"),
    ] {
        assert_eq!(call(&mut gateway, &wrong, body).await, 404, "{wrong}");
    }
}

/// AV-1
#[tokio::test]
async fn a_receipt_is_short() {
    let (house, path) = house().await;
    let mut gateway = house.browser();
    let long = format!("id=outbox-1&state=delivered&more={}", "x".repeat(17 * 1024));
    let status = call(&mut gateway, &path, &long).await;
    assert_eq!(status, 413);
}

/// A receipt changes nothing but what is known of the delivery.
#[tokio::test]
async fn a_receipt_lets_nobody_in() {
    let (house, path) = house().await;
    let mut gateway = house.browser();
    for state in ["failed", "delivered", "unknown-to-us"] {
        call(&mut gateway, &path, &format!("id=outbox-1&state={state}")).await;
    }
    assert!(gateway.get("/home").await.to().starts_with("/signin"));
    assert!(gateway.cookies.is_empty(), "nothing is set in an answer to a program");
}
