//! The page for whom this browser signed in last (ux.md 4.1), and what it tells nobody else.

use super::{MEI, regular, sign_in, window};
use crate::account::house::{Browser, House, NUMBER, PASSWORD};
use countersign_core::{
    account::{Account, State},
    time::{days, hours},
};

const OTHER: &str = "Not you? Use another account";

/// A browser in which Mei signed in by its pages, and whose session ended by itself.
async fn left_open(house: &House) -> Browser {
    let mut mei = house.signed_in("m.wong").await;
    house.later(hours(13));
    // It is told once that the session is over.
    let to = mei.get("/home").await.to();
    mei.get(&to).await.says(MEI);
    mei
}

#[tokio::test]
async fn a_browser_that_signed_in_shows_whose_it_is() {
    let house = regular().await;
    let mut mei = left_open(&house).await;
    let page = mei.get("/signin?next=%2Fsecurity").await;
    page.is(200).says(MEI).says(OTHER);
    assert!(page.body.contains("autocomplete=\"username\" dir=\"ltr\" readonly"), "{}", page.body);
    // Nothing but the password is typed, and a wrong one leaves the page as it is.
    let fields = [("next", "/security"), ("username", MEI), ("password", "a wrong password here")];
    let page = mei.post("/signin", &fields).await;
    page.is(422).says("do not match").says(OTHER);
    let id = super::r(&page);
    let fields = [("r", id.as_str()), ("username", MEI), ("password", PASSWORD)];
    let to = mei.post("/signin", &fields).await.to();
    let code = house.code_to(NUMBER).await;
    assert_eq!(to, format!("/signin/sms?r={id}"));
    assert_eq!(mei.post("/signin/sms", &[("r", &id), ("code", &code)]).await.to(), "/security");
}

#[tokio::test]
async fn another_account_is_one_link_away() {
    let house = regular().await;
    let mut mei = left_open(&house).await;
    let mail = window(&house, &mut mei, "Larkfield Mail").await;
    let page = mei.get(&format!("/signin?r={mail}")).await;
    page.says(MEI);
    let link = page.plain();
    let (_, link) = link.split_once("href=\"/signin?other").unwrap();
    let link = &format!("/signin?other{}", link.split_once('"').unwrap().0);
    let page = mei.get(link).await;
    page.is(200).silent(MEI).silent(OTHER).says("Larkfield Mail");
    assert!(!page.body.contains("readonly"));
    let r = mail.to_string();
    let fields = [("r", r.as_str()), ("username", "o.park@larkfield.example"), ("password", "x")];
    let page = mei.post("/signin", &fields).await;
    page.is(422).says("o.park@larkfield.example").silent(MEI).silent(OTHER);
}

/// RL-9: only a browser's own cookie says who it is, for as long as nobody signed out, and nothing
/// in it depends on whether the account can still sign in.
#[tokio::test]
async fn rl_9_a_stranger_learns_no_name() {
    let house = regular().await;
    let mut mei = left_open(&house).await;
    let mut stranger = house.browser();
    stranger.get("/signin").await.is(200).silent(MEI).silent(OTHER);
    stranger.get("/signin").await.silent(MEI);
    stranger.cookies.insert("__Host-browser".into(), "0".repeat(64));
    stranger.get("/signin").await.silent(MEI).silent(OTHER);
    // Switched off: the page is the same to the letter, but for its token.
    let before = mei.get("/signin").await;
    let account = house.account("m.wong").await;
    let off = Account { disabled_at: Some(house.engine.now()), ..account.clone() };
    house.engine.save_account(&off, countersign_core::audit::What::StateChanged).await.unwrap();
    assert_eq!(mei.get("/signin").await.body, before.body);
    house.state("m.wong", State::Enforced).await;
    // A month after its session ended a browser is anybody's.
    house.later(days(31));
    house.engine.sweep().await.unwrap();
    mei.get("/signin").await.is(200).silent(MEI);
}

/// Whoever signs out leaves no name on a computer that others use.
#[tokio::test]
async fn rl_9_signing_out_leaves_no_name() {
    let house = regular().await;
    let mut mei = house.signed_in("m.wong").await;
    mei.get("/signout").await.is(200);
    mei.post("/signout", &[]).await.to();
    mei.get("/signin").await.is(200).silent(MEI).silent(OTHER);
    // The next person of the same browser is the one it knows.
    let mail = window(&house, &mut mei, "Larkfield Mail").await;
    sign_in(&mut mei, &mail).await.to();
    mei.get("/signin").await.silent(MEI);
}
