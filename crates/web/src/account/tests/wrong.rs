//! The way through a lost phone and an intruder (ux.md 5.9).

use super::house::House;
use countersign_core::{
    account::{Role, State},
    time::hours,
};

async fn mei_at_home() -> House {
    let house = House::new().await;
    house.person("m.wong", Role::Person, State::Enforced).await;
    house
}

/// EN-4: the only second step is not removed by somebody who has lost their phone; more are.
#[tokio::test]
async fn en_4_a_lost_phone_leaves_a_way_in() {
    let house = mei_at_home().await;
    let mut mei = house.signed_in("m.wong").await;
    mei.get("/security").await.says("My phone is lost or broken");
    let page = mei.get("/security/lost-phone").await;
    page.is(200).says("Which one is gone?").says("None are left.").silent("This one");
    house.add_text(&mut mei, "61234534").await;
    let page = mei.get("/security/lost-phone").await;
    page.says("This one");
    let way = house.way("m.wong", 0).await;
    assert!(page.plain().contains(&format!("/security/way/{way}/remove")), "{}", page.body);
    let to = mei.get(&format!("/security/way/{way}/remove")).await;
    to.is(200).says("What is left");
    house.browser().get("/security/lost-phone").await.to();
}

#[tokio::test]
async fn what_to_look_through_when_somebody_got_in() {
    let house = mei_at_home().await;
    let mut mei = house.signed_in("m.wong").await;
    mei.get("/security/hacked").await.is(200).says("No other browser is signed in.");
    house.signed_in_again("m.wong").await;
    let page = mei.get("/security/hacked").await;
    page.says("One other browser is signed in.").says("Look through your app passwords");
    page.says("Text message to the number ending 34");
    house.browser().get("/security/hacked").await.to();
}

/// ux.md 4.1: whoever was signed in is told that they are not any more, once.
#[tokio::test]
async fn a_session_that_ended_is_told() {
    let house = mei_at_home().await;
    let mut mei = house.signed_in("m.wong").await;
    house.later(hours(13));
    let to = mei.get("/security").await.to();
    assert_eq!(to, "/signin?next=%2Fsecurity");
    mei.get(&to).await.says("You are not signed in any more.");
    mei.get(&to).await.silent("You are not signed in any more.");
    let mut stranger = house.browser();
    let to = stranger.get("/security").await.to();
    stranger.get(&to).await.silent("You are not signed in any more.");
}
