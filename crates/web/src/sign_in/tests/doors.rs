//! Ways out, and reasons why it cannot go on.

use super::{newcomer, r, regular, sign_in, window};
use crate::account::house::PASSWORD;
use countersign_core::account::State;

/// "This is not me" ends the request in all windows; a new one still goes to the app.
#[tokio::test]
async fn a_request_is_stopped_and_begun_again() {
    let house = regular().await;
    let mut mei = house.browser();
    let mail = window(&house, &mut mei, "Larkfield Mail").await;
    let chat = window(&house, &mut mei, "Team Chat").await;
    sign_in(&mut mei, &mail).await;
    let to = mei.post("/signin/cancel", &[("r", &chat.to_string())]).await.to();
    let page = mei.get(&to).await;
    page.is(403).says("You stopped this sign-in").says("Begin again for Team Chat");
    page.says("Back to Team Chat");
    let to = mei.get(&format!("/signin/sms?r={mail}")).await.to();
    assert_eq!(to, format!("/signin/problem?r={mail}"));
    let to = mei.post("/signin/begin-again", &[("r", &chat.to_string())]).await.to();
    let page = mei.get(&to).await;
    page.is(200).says("Team Chat").says("Sign in").silent("m.wong");
    assert_ne!(r(&page), chat.to_string());
}

/// What apps send people here with.
#[tokio::test]
async fn reasons_are_told_by_name_and_only_ours() {
    let house = newcomer(State::Enforced).await;
    let mut browser = house.browser();
    for (why, sentence) in [
        ("app-unknown", "We do not know this app"),
        ("app-address", "an address it has not told us"),
        ("app-request", "asked for something we cannot read"),
        ("", "This sign-in cannot go on"),
        ("%3Cscript%3E", "This sign-in cannot go on"),
    ] {
        let page = browser.get(&format!("/signin/problem?why={why}")).await;
        page.is(400).says(sentence).silent("script>alert").says("For the service desk");
    }
}

/// A request that is done is not begun again by its old page.
#[tokio::test]
async fn what_is_done_is_not_begun_again() {
    let house = newcomer(State::Disabled).await;
    house.no_defaults().await;
    let mut mei = house.browser();
    let mail = window(&house, &mut mei, "Larkfield Mail").await;
    let to = sign_in(&mut mei, &mail).await.to();
    assert_eq!(to, "/oidc/continue/larkfield-mail");
    for path in ["/signin/begin-again", "/signin/other", "/signin/sms", "/signin"] {
        let fields = [("r", mail.to_string()), ("password", PASSWORD.to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
        assert_eq!(mei.post(path, &fields).await.to(), to, "{path}");
    }
    let to = mei.post("/signin/cancel", &[("r", &mail.to_string())]).await.to();
    assert_eq!(to, "/oidc/continue/larkfield-mail");
}
