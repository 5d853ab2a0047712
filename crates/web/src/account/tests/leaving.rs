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

/// SE-1: a cookie that was copied while somebody was signed in names no browser afterwards, and
/// what was left to be said is still said.
#[tokio::test]
async fn a_signed_out_browser_gets_another_name_se_1() {
    let house = House::new().await;
    house.person("m.wong", Role::Person, State::Enforced).await;
    let mut mei = house.signed_in("m.wong").await;
    let old = mei.cookies["__Host-browser"].clone();
    mei.get("/signout").await;
    let form = mei.csrf.clone();
    assert_eq!(mei.post("/signout", &[]).await.to(), "/signout/done");
    assert_ne!(mei.cookies["__Host-browser"], old);
    mei.get("/signout/done").await.is(200);
    // Another window that was open at the page: signed out is what it wanted.
    let again = mei.post_bare("/signout", &[("csrf", form.as_str())]).await;
    assert_eq!(again.to(), "/signout/done");
}

/// WB-3: a form of the account pages is good for the session it was drawn for and no other, also
/// in the same browser; a sign-in's form stays good while another window signs in.
#[tokio::test]
async fn forms_of_the_account_are_bound_to_its_session_wb_3() {
    let house = House::new().await;
    house.person("m.wong", Role::Person, State::Enforced).await;
    let mut mei = house.signed_in("m.wong").await;
    mei.get("/profile").await.is(200);
    let first = mei.csrf.clone();
    let fields = |csrf: &str| {
        [("csrf", csrf.to_owned()), ("name", "Mei".into()), ("appearance", "dark".into())]
    };
    let saves = async |mei: &mut super::house::Browser, csrf: &str| {
        let all = fields(csrf);
        let all: Vec<(&str, &str)> =
            all.iter().map(|(name, text)| (*name, text.as_str())).collect();
        mei.post_bare("/profile", &all).await.status.as_u16()
    };
    assert_eq!(saves(&mut mei, &first).await, 303);
    // A page of the sign-in, drawn before anybody was there, is no form of the account.
    let mut other = house.browser();
    other.get("/signin").await.is(200);
    let before = other.csrf.clone();
    other.cookies.insert("__Host-session".into(), mei.cookies["__Host-session"].clone());
    assert_eq!(saves(&mut other, &before).await, 403);
    other.get("/profile").await.is(200);
    let bound = other.csrf.clone();
    assert_ne!(bound, before);
    assert_eq!(saves(&mut other, &bound).await, 303);
    // Another session in the same browser.
    mei.cookies.remove("__Host-session");
    let browser = mei.cookies["__Host-browser"].clone();
    let mut again = house.signed_in("m.wong").await;
    again.cookies.insert("__Host-browser".into(), browser);
    assert_eq!(saves(&mut again, &first).await, 403);
    assert_eq!(again.post_bare("/signin", &[("csrf", first.as_str())]).await.status.as_u16(), 403);
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
