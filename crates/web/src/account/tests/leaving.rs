//! Signing out: by oneself, and because an app asked for it.

use super::house::House;
use countersign_core::{
    account::{Role, State},
    time::minutes,
};
use engine::Leaving;

/// SE-5, SE-8, SE-9: asked first; then session and what the browser kept are gone.
#[tokio::test]
async fn signing_out_is_asked_and_done() {
    let house = House::new().await;
    house.person("m.wong", Role::Person, State::Enforced).await;
    let mut mei = house.signed_in("m.wong").await;
    mei.get("/signout?r=nothing-of-ours").await.is(200).says("Sign out?");
    mei.get("/home").await.is(200);
    let old = mei.cookies["__Host-session"].clone();
    mei.get("/signout").await;
    let gone = mei.post("/signout", &[]).await;
    assert_eq!(gone.to(), "/signout/done");
    assert!(gone.headers.contains_key("clear-site-data"));
    assert!(!mei.cookies.contains_key("__Host-session"));
    mei.get("/signout/done").await.says("You are signed out of Larkfield Trust");
    mei.cookies.insert("__Host-session".into(), old);
    assert!(mei.get("/home").await.to().starts_with("/signin"), "the old cookie opens nothing");
}

async fn asked(house: &House, to: Option<&str>) -> String {
    let leaving = Leaving {
        app: "Larkfield Mail".into(),
        to: to.map(ToOwned::to_owned),
        origin: to.map(|_| "https://mail.larkfield.example".into()),
        locales: String::new(),
        asked_at: house.engine.now(),
    };
    house.engine.leave(&leaving).await.unwrap().reveal().clone()
}

/// SE-9, WB-2: the app is named, the person is asked, and the policy lets the form lead back there.
#[tokio::test]
async fn an_app_asks_and_is_gone_back_to() {
    let house = House::new().await;
    house.person("m.wong", Role::Person, State::Enforced).await;
    let mut mei = house.signed_in("m.wong").await;
    let r = asked(&house, Some("https://mail.larkfield.example/bye?state=x")).await;
    let page = mei.get(&format!("/signout?r={r}")).await;
    page.is(200).says("Larkfield Mail asks to sign you out");
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.ends_with("form-action 'self' https://mail.larkfield.example"), "{policy}");
    mei.get("/home").await.is(200);
    mei.get(&format!("/signout?r={r}")).await;
    let gone = mei.post("/signout", &[("r", &r)]).await;
    assert_eq!(gone.to(), "https://mail.larkfield.example/bye?state=x");
    assert!(gone.headers.contains_key("clear-site-data"), "SE-8");
    assert!(!mei.cookies.contains_key("__Host-session"));
    assert!(mei.get("/home").await.to().starts_with("/signin"));
}

/// WB-5: an address comes only from the app's own wish, once and for ten minutes.
#[tokio::test]
async fn nobody_is_led_elsewhere() {
    let house = House::new().await;
    house.person("m.wong", Role::Person, State::Enforced).await;
    let mut mei = house.signed_in("m.wong").await;
    let r = asked(&house, Some("https://mail.larkfield.example/bye")).await;
    house.later(minutes(10));
    mei.get(&format!("/signout?r={r}")).await.is(200).silent("Larkfield Mail");
    for r in [r.as_str(), "https://evil.example/", "//evil.example", &"x".repeat(4000)] {
        let mut browser = mei.clone();
        browser.get("/signout").await;
        assert_eq!(browser.post("/signout", &[("r", r)]).await.to(), "/signout/done");
    }
}

#[tokio::test]
async fn an_app_without_an_address_ends_on_our_page() {
    let house = House::new().await;
    house.person("m.wong", Role::Person, State::Enforced).await;
    let mut mei = house.signed_in("m.wong").await;
    let r = asked(&house, None).await;
    mei.get(&format!("/signout?r={r}")).await.says("Larkfield Mail");
    let to = mei.post("/signout", &[("r", &r)]).await.to();
    mei.get(&to).await.says("You are signed out");
    assert_eq!(mei.get("/signout").await.to(), "/signout/done");
}

/// ux.md 8.2: the question is in the language the app wishes for, until the person chooses another.
#[tokio::test]
async fn an_app_is_left_in_the_language_it_wishes_for() {
    let house = House::new().await;
    house.person("m.wong", Role::Person, State::Enforced).await;
    let mut mei = house.signed_in("m.wong").await;
    let leaving = Leaving {
        app: "Larkfield Mail".into(),
        to: None,
        origin: None,
        locales: "fr zh-HK".into(),
        asked_at: house.engine.now(),
    };
    let r = house.engine.leave(&leaving).await.unwrap().reveal().clone();
    let here = format!("/signout?r={r}");
    mei.get(&here).await.says("lang=\"zh-Hant\"").says("要求你登出");
    house.later(minutes(1));
    mei.get("/home").await;
    mei.post("/language", &[("lang", "en"), ("here", &here)]).await;
    mei.get(&here).await.says("lang=\"en\"").says("Larkfield Mail asks to sign you out");
}
