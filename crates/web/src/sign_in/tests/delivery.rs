//! What became of the text that is waited for, said without script (ux.md 4.3).

use super::{leads, newcomer, r, regular, sign_in, window};
use crate::account::house::{Browser, House, NUMBER, URL};
use axum::http::Method;
use countersign_core::{
    account::{Role, State},
    time::{minutes, seconds},
};
use engine::courier::{CourierConfig, CourierError, GatewayConfig};

/// Signs in up to the code, with a courier that does `broken`; says the address of the page.
async fn at_code(house: &House, mei: &mut Browser, broken: Option<CourierError>) -> String {
    house.courier.outbox().unwrap().break_down(broken);
    let mail = window(house, mei, "Larkfield Mail").await;
    let to = sign_in(mei, &mail).await.to();
    assert_eq!(to, format!("/signin/sms?r={mail}"));
    to
}

/// Waits until the letter was tried once.
async fn tried(mei: &mut Browser, to: &str) {
    for _ in 0..1000 {
        if !mei.get(to).await.plain().contains("on its way to the network") {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("the text never left");
}

#[tokio::test]
async fn a_text_that_is_not_taken_is_tried_again_and_said() {
    let house = regular().await;
    let mut mei = house.browser();
    let down = CourierError::Temporary("down".into());
    let to = at_code(&house, &mut mei, Some(down)).await;
    tried(&mut mei, &to).await;
    let page = mei.get(&to).await;
    page.is(200).says("The network has not taken the message yet. We try again at");
    page.silent("down").says("Look again");
    assert!(leads(&page, &to));
    house.courier.outbox().unwrap().break_down(None);
    house.later(seconds(10));
    house.code_to(NUMBER).await;
    mei.get(&to).await.says("The network took the message at").says("a few minutes");
}

#[tokio::test]
async fn a_text_that_is_refused_says_what_to_do() {
    let house = regular().await;
    let mut mei = house.browser();
    let refused = CourierError::Refused("twilio: answered 400 (21610)".into());
    let to = at_code(&house, &mut mei, Some(refused)).await;
    tried(&mut mei, &to).await;
    let page = mei.get(&to).await;
    page.says("The network did not take the message.").says("Use another way");
    page.silent("21610").silent("twilio");
    // What is said after an answer, too; and no more once the code is over.
    let id = r(&page);
    let page = mei.post("/signin/sms", &[("r", &id), ("code", "")]).await;
    page.is(422).says("The network did not take the message.");
    // The same code once more, by a network that works again.
    house.courier.outbox().unwrap().break_down(None);
    house.later(minutes(1));
    let to = mei.post("/signin/sms/again", &[("r", &id)]).await.to();
    house.code_to(NUMBER).await;
    mei.get(&to).await.says("The network took the message at").silent("did not take");
    house.later(minutes(9));
    mei.get(&to).await.silent("The network").says("We can send a new one.");
}

/// SM-10: a receipt changes what the page says, and only for the person who waits.
#[tokio::test]
async fn sm_10_a_receipt_is_said_on_the_page() {
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
    house.later(minutes(15));
    let mut mei = house.browser();
    let to = at_code(&house, &mut mei, None).await;
    house.code_to(NUMBER).await;
    let url = house.courier.receipts_url("outbox").unwrap();
    let path = url.strip_prefix(URL).unwrap().to_owned();
    let newest = house.courier.outbox().unwrap().last_to(NUMBER).unwrap().id;
    let mut gateway = house.browser();
    for (state, sentence) in [
        ("buffered", "The network took the message at"),
        ("failed", "The network could not deliver the message."),
        ("delivered", "The network says that it was delivered at"),
    ] {
        let body = format!("id={newest}&state={state}");
        gateway.send(Method::POST, &path, body).await.is(204);
        mei.get(&to).await.is(200).says(sentence);
    }
    // Nobody else reads it there, whatever they know of the address.
    house.browser().get(&to).await.is(404).silent("delivered");
}

/// A number that is new can be changed where it is said that nothing arrives.
#[tokio::test]
async fn a_set_up_says_what_became_of_its_text() {
    let house = newcomer(State::Enforced).await;
    let mut mei = house.browser();
    let mail = window(&house, &mut mei, "Larkfield Mail").await;
    let to = sign_in(&mut mei, &mail).await.to();
    let id = r(&mei.get(&to).await);
    let refused = CourierError::Refused("no such number".into());
    house.courier.outbox().unwrap().break_down(Some(refused));
    let to = mei.post("/enrol/choose", &[("r", &id), ("method", "sms")]).await.to();
    let number = [("r", id.as_str()), ("country", "HK"), ("phone", "51234534")];
    mei.post("/enrol/answer", &number).await.to();
    tried(&mut mei, &to).await;
    let page = mei.get(&to).await;
    page.says("The network did not take the message.").says("Change the number, or choose");
    page.silent("no such number");
}
