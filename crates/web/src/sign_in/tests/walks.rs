//! The next time, the way back, and proving it again.

use super::{MEI, newcomer, r, regular, sign_in, tag, texts, window};
use crate::account::house::{Browser, House, NUMBER, PASSWORD};
use countersign_core::{
    account::{Role, State},
    time::minutes,
};

/// SM-3, SM-7, RL-10: the password, then the code that was sent, then the app.
#[tokio::test]
async fn the_next_time_is_a_password_and_a_code() {
    let house = regular().await;
    let mut mei = house.browser();
    let mail = window(&house, &mut mei, "Larkfield Mail").await;
    let page = mei.get(&format!("/signin?r={mail}")).await;
    page.is(200).says("Sign in").says("Larkfield Mail").says("Firefox on Windows");
    page.says("Check that the address starts with localhost:8080").silent("ending 34");
    assert!(page.body.contains("autocomplete=\"username\""), "PW-9");
    assert!(page.body.contains("autocomplete=\"current-password\""), "PW-9");
    let sent = texts(&house).await;
    let to = sign_in(&mut mei, &mail).await.to();
    assert_eq!(to, format!("/signin/sms?r={mail}"));
    assert_eq!(texts(&house).await, sent + 1);

    let page = mei.get(&to).await;
    let tag = tag(&page);
    page.is(200).says("Type the code we texted you").says("to the number ending 34");
    page.says(&format!("Look for the message that says {tag}")).says("Use another way");
    page.says("Never read this code out to anyone.").silent("5123");
    assert!(page.body.contains("autocomplete=\"one-time-code\""));
    let text = house.sent_to(NUMBER, |kept| kept.text.contains(&tag)).await.text;
    assert!(text.contains("Larkfield Mail"), "{text}");

    let code = house.code_to(NUMBER).await;
    let old = mei.cookies.get("__Host-session").cloned();
    let done = mei.post("/signin/sms", &[("r", &mail.to_string()), ("code", &code)]).await;
    assert_eq!(done.to(), "/oidc/continue/larkfield-mail");
    assert_ne!(mei.cookies.get("__Host-session").cloned(), old, "SE-1");
    mei.get("/home").await.is(200);
    // The page that was answered leads on, however often it is opened or sent.
    assert_eq!(mei.get(&to).await.to(), "/oidc/continue/larkfield-mail");
    let again = mei.post("/signin/sms", &[("r", &mail.to_string()), ("code", &code)]).await;
    assert_eq!(again.to(), "/oidc/continue/larkfield-mail");
}

/// The portal needs no app: nothing is begun by opening the page.
#[tokio::test]
async fn the_own_account_is_signed_in_to_without_an_app() {
    let house = regular().await;
    let mut mei = house.browser();
    let page = mei.get("/signin?next=/security").await;
    page.is(200).says("Your account");
    assert!(!page.body.contains("name=\"r\""));
    let fields = [("next", "/security"), ("username", MEI), ("password", PASSWORD)];
    let to = mei.post("/signin", &fields).await.to();
    assert!(to.starts_with("/signin/sms?r="), "{to}");
    let page = mei.get(&to).await;
    let text = house.sent_to(NUMBER, |kept| kept.text.contains(&tag(&page))).await.text;
    assert!(text.contains("to sign in to Larkfield Trust"), "{text}");
    let code = house.code_to(NUMBER).await;
    let to = mei.post("/signin/sms", &[("r", &r(&page)), ("code", &code)]).await.to();
    assert_eq!(to, "/security");
    // Who is signed in is not asked again.
    assert_eq!(mei.get("/signin").await.to(), "/home");
    assert_eq!(mei.get("/signin?next=/profile").await.to(), "/profile");
}

/// WB-5: a return address is a path of ours or none.
#[tokio::test]
async fn a_return_address_is_our_own() {
    let house = newcomer(State::Disabled).await;
    house.no_defaults().await;
    for next in ["https://evil.example/", "//evil.example", "/\\evil.example", "home", ""] {
        let mut mei = house.browser();
        let page = mei.get(&format!("/signin?next={next}")).await;
        page.is(200);
        assert!(!page.body.contains("name=\"next\""), "{next}");
        let fields = [("next", next), ("username", MEI), ("password", PASSWORD)];
        assert_eq!(mei.post("/signin", &fields).await.to(), "/home", "{next}");
    }
}

/// RC-1: a spare code, by "Use another way".
#[tokio::test]
async fn a_spare_code_lets_in() {
    let house = regular().await;
    let mut mei = house.browser();
    let mail = window(&house, &mut mei, "Larkfield Mail").await;
    let codes = {
        let mut own = house.signed_in("m.wong").await;
        own.get("/security/recovery-codes").await;
        let to = own.post("/security/recovery-codes", &[]).await.to();
        let page = own.get(&to).await;
        page.is(200).says("Your recovery codes");
        let file = own.post("/enrol/codes.txt", &[("r", &r(&page))]).await;
        file.is(200);
        let to = own.post("/enrol/answer", &[("r", &r(&page)), ("saved", "1")]).await.to();
        assert_eq!(to, "/security/added");
        file.body.lines().filter(|line| line.len() == 19).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(codes.len(), 10);
    house.later(minutes(3));
    let id = mail.to_string();
    sign_in(&mut mei, &mail).await;
    let page = mei.get(&format!("/signin/other?r={id}")).await;
    page.is(200).says("Recovery code").says("10 left").says("Tried last").says("Text message");
    page.says("None of these works").says("We never ask for your password or a code.");
    let way = house.account("m.wong").await;
    let ways = house.engine.ways(&way).await.unwrap();
    let spare = ways.iter().find(|way| way.kind == "recovery").unwrap();
    let fields = [("r", id.as_str()), ("method", spare.id.as_str())];
    let to = mei.post("/signin/other", &fields).await.to();
    assert_eq!(to, format!("/signin/recovery?r={id}"));
    let page = mei.get(&to).await;
    page.says("Type a recovery code").silent("Never read this code");
    assert!(page.body.contains("autocapitalize=\"characters\""), "{}", page.body);
    mei.post("/signin/recovery", &[("r", &id), ("code", "ABCD")])
        .await
        .is(422)
        .says("You typed 4.");
    let wrong = "AAAA-AAAA-AAAA-AAAA";
    let page = mei.post("/signin/recovery", &[("r", &id), ("code", wrong)]).await;
    page.is(422).says("not one of your recovery codes");
    let spoken = codes[3].to_lowercase().replace('-', " ");
    let to = mei.post("/signin/recovery", &[("r", &id), ("code", &spoken)]).await.to();
    assert_eq!(to, format!("/signin/spare?r={id}"));
    let page = mei.get(&to).await;
    page.is(200).says("You used a recovery code").says("You have 9 left.").silent("Make new ones");
    assert!(super::leads(&page, "/oidc/continue/larkfield-mail"), "{}", page.body);
    house.browser().get(&to).await.to();
    mei.get("/signin/spare?r=0").await.is(404);
    use_up(&house, &mut mei, spare.id.as_str(), &codes).await;
}

/// Few are left: it is time for new ones.
async fn use_up(house: &House, mei: &mut Browser, spare: &str, codes: &[String]) {
    for left in (0..9).rev() {
        house.later(minutes(61));
        let next = window(house, mei, "Team Chat").await;
        let id = next.to_string();
        mei.cookies.remove("__Host-session");
        sign_in(mei, &next).await.to();
        mei.post("/signin/other", &[("r", id.as_str()), ("method", spare)]).await.to();
        let code = &codes[if left < 3 { 2 - left } else { left + 1 }];
        let to = mei.post("/signin/recovery", &[("r", &id), ("code", code)]).await.to();
        let page = mei.get(&to).await;
        page.is(200).says(["None are left", "You have 1 left", "left"][left.min(2)]);
        let low = left <= 3;
        assert_eq!(super::leads(&page, "/security/recovery-codes"), low, "with {left} left");
        assert!(super::leads(&page, "/oidc/continue/team-chat"));
        assert_eq!(mei.get("/security").await.plain().contains("Few left"), low);
    }
}

/// SE-4, EN-3: proved again within a session, for a change.
#[tokio::test]
async fn a_change_asks_for_proof_again() {
    let house = regular().await;
    let mut mei = house.signed_in("m.wong").await;
    house.later(minutes(6));
    let to = mei.get("/security/add").await.to();
    let page = mei.get(&to).await;
    page.is(200).says("Prove that it is you").says(MEI).says("Then comes your second step.");
    let id = r(&page);
    let page = mei.post("/verify", &[("r", &id), ("password", "")]).await;
    page.is(422).says("Type your password");
    let page = mei.post("/verify", &[("r", &id), ("password", "not it at all")]).await;
    page.is(422).says("That is not your password.").silent("not it at all");
    let to = mei.post("/verify", &[("r", &id), ("password", PASSWORD)]).await.to();
    assert_eq!(to, format!("/signin/sms?r={id}"));
    let code = house.code_to(NUMBER).await;
    let old = mei.cookies["__Host-session"].clone();
    let to = mei.post("/signin/sms", &[("r", &id), ("code", &code)]).await.to();
    assert_eq!(to, "/security/add");
    assert_ne!(mei.cookies["__Host-session"], old, "SE-1");
    mei.get("/security/add").await.is(200);
}

/// `/verify` that is only linked to begins the request with its button.
#[tokio::test]
async fn a_proof_can_be_asked_for_by_a_link() {
    let house = regular().await;
    let mut mei = house.browser();
    assert!(mei.get("/verify?next=/profile").await.to().starts_with("/signin?next="));
    let mut mei = house.signed_in("m.wong").await;
    let page = mei.get("/verify?next=/profile&why=verify-add").await;
    page.is(200).says(MEI);
    mei.get("/verify?why=enrol-head").await.says("We ask again before something important");
    house.later(minutes(3));
    let fields = [("next", "/profile"), ("why", "verify-add"), ("password", PASSWORD)];
    let to = mei.post("/verify", &fields).await.to();
    let page = mei.get(&to).await;
    let code = house.code_to(NUMBER).await;
    let to = mei.post("/signin/sms", &[("r", &r(&page)), ("code", &code)]).await.to();
    assert_eq!(to, "/profile");
    let page = mei.get("/verify").await;
    page.is(200);
    house.later(minutes(3));
    let to = mei.post("/verify", &[("password", PASSWORD)]).await.to();
    let page = mei.get(&to).await;
    let to = mei.post("/signin/cancel", &[("r", &r(&page))]).await.to();
    assert_eq!(to, "/security");
}

/// RC-5: a link asks for the second step before it lets a password be chosen.
#[tokio::test]
async fn a_new_password_needs_the_second_step() {
    let house = regular().await;
    let link = house.engine.start_link(&house.account("m.wong").await).await.unwrap();
    let path = link.split_once("8080").unwrap().1.to_owned();
    let mut mei = house.browser();
    let to = mei.post_after(&path).await;
    let to = mei.get(&to).await.to();
    assert!(to.starts_with("/signin/sms?r="), "{to}");
    let page = mei.get(&to).await;
    page.says("Type the code we texted you");
    let code = house.code_to(NUMBER).await;
    let to = mei.post("/signin/sms", &[("r", &r(&page)), ("code", &code)]).await.to();
    assert!(to.starts_with(&format!("{path}/new?r=")), "{to}");
    mei.get(&to).await.is(200);
}

/// RC-7: the link was good for its moment; a request that took too long is over.
#[tokio::test]
async fn a_reset_that_took_too_long_is_over() {
    let house = regular().await;
    let link = house.engine.start_link(&house.account("m.wong").await).await.unwrap();
    let path = link.split_once("8080").unwrap().1.to_owned();
    let mut mei = house.browser();
    let to = mei.post_after(&path).await;
    let to = mei.get(&to).await.to();
    let page = mei.get(&to).await;
    house.later(minutes(11));
    let to = mei.get(&to).await.to();
    mei.get(&to).await.is(403).says("This took too long");
    let to = mei.post("/signin/sms", &[("r", &r(&page)), ("code", "123456")]).await.to();
    assert!(to.starts_with("/signin/problem?r="), "{to}");
    mei.get(&to).await.is(403).says("This took too long");
}

/// An administrator has no time to put it off (EN-9).
#[tokio::test]
async fn administrators_cannot_put_it_off() {
    let house = newcomer(State::Disabled).await;
    house.person("o.park", Role::Owner, State::Disabled).await;
    let mut olive = house.browser();
    olive.get("/signin").await;
    let fields = [("username", "o.park@larkfield.example"), ("password", PASSWORD)];
    let to = olive.post("/signin", &fields).await.to();
    let page = olive.get(&to).await;
    page.says("add a second step").silent("Not now").says("From now on you cannot sign in");
    let to = olive.post("/enrol/choose", &[("r", &r(&page)), ("later", "1")]).await.to();
    assert!(to.starts_with("/enrol?r="), "{to}");
}
