//! Forgotten passwords and start links.

use super::house::{Browser, House, PASSWORD};
use countersign_core::{
    account::{Role, State},
    time::minutes,
};

const NEW: &str = "violet kites above harbour";
const MAIL: &str = "m.wong@larkfield.example";

async fn house() -> House {
    let house = House::new().await;
    house.person("m.wong", Role::Person, State::Enforced).await;
    house.signed_in("m.wong").await;
    house.later(minutes(10));
    house
}

/// Asks for a message; its link and its code.
async fn ask(house: &House, browser: &mut Browser) -> (String, String) {
    browser.get("/forgot").await.says("Type your work email.");
    let to = browser.post("/forgot", &[("username", MAIL)]).await.to();
    assert_eq!(to, "/forgot/sent");
    let letter = house.sent_to(MAIL, |mail| mail.text.contains("/reset/")).await;
    let link = letter.text.split_once("/reset/").unwrap().1;
    let link: String = link.chars().take_while(char::is_ascii_hexdigit).collect();
    let code = letter
        .text
        .split_whitespace()
        .find(|word| word.len() == 9 && word.as_bytes()[4] == b'-')
        .unwrap_or_else(|| panic!("no code in {}", letter.text));
    (format!("/reset/{link}"), code.to_owned())
}

/// RL-9: the same answer for a name nobody has, and no mail.
#[tokio::test]
async fn asking_tells_nothing() {
    let house = house().await;
    let mut answers = Vec::new();
    for name in [MAIL, "nobody@larkfield.example", "a b c"] {
        let mut browser = house.browser();
        browser.get("/forgot").await;
        let answer = browser.post("/forgot", &[("username", name)]).await;
        let page = browser.get(&answer.to()).await;
        let shown = page.body.replace(name, "NAME");
        let csrf = format!("value=\"{}\"", browser.csrf);
        answers.push((answer.status, answer.to(), shown.replace(&csrf, "")));
    }
    assert!(answers.windows(2).all(|two| two[0].0 == two[1].0 && two[0].1 == two[1].1));
    assert!(answers[0].2.contains("If that address belongs to an account"));
    assert_eq!(answers[0].2, answers[1].2);
    let before = house.mails().await;
    let mut browser = house.browser();
    browser.get("/forgot").await;
    browser.post("/forgot", &[("username", "nobody@larkfield.example")]).await.to();
    assert_eq!(house.mails().await, before);
    browser.post("/forgot", &[("username", "  ")]).await.is(422).says("Type your work email.");
}

/// RC-5, RC-7, RC-4: opening uses nothing up; the second step comes first; the link works once and
/// nobody is signed in by it.
#[tokio::test]
async fn a_link_leads_to_a_new_password_after_the_second_step() {
    let house = house().await;
    let mut old = house.signed_in_again("m.wong").await;
    let mut mei = house.browser();
    let (path, _) = ask(&house, &mut mei).await;
    for _ in 0..3 {
        let page = mei.get(&path).await;
        page.is(200).says("Next we ask for your second step").silent("0 1234");
    }
    let before = house.mails().await;
    let to = mei.post(&path, &[]).await.to();
    assert!(to.starts_with("/signin?r="), "{to}");
    assert!(house.mails().await > before, "the press of the button sends the code");
    let handle = to.split_once("r=").unwrap().1.to_owned();
    let skip = format!("{path}/new?r={handle}");
    assert_eq!(mei.get(&skip).await.to(), to, "not before the second step");
    mei.post(&skip, &[("new_password", NEW)]).await.to();
    let back = house.prove(&mut mei, &to).await;
    assert_eq!(back, skip);
    let page = mei.get(&back).await;
    page.is(200).says("Your new password").says("At least 12 characters");
    mei.post(&back, &[("new_password", "short")]).await.is(422).says("You typed 5.");
    mei.post(&back, &[("new_password", PASSWORD)]).await.is(422).says("your password already");
    let done = mei.post(&back, &[("new_password", NEW)]).await.to();
    mei.get(&done).await.says("Your password was changed").says("14:");
    assert!(mei.get("/home").await.to().starts_with("/signin"), "RC-5: a link signs nobody in");
    assert!(old.get("/home").await.to().starts_with("/signin"), "SE-5");
    mei.get(&path).await.is(410).says("This link has ended");
    mei.post(&path, &[]).await.is(410);
    mei.post(&back, &[("new_password", "another one of these")]).await.is(410);
    mei.get("/reset/0123").await.is(410).says("This link has ended");
}

/// RC-7: bound to the state of the account, one live per person, half an hour.
#[tokio::test]
async fn a_link_ends_with_its_reasons() {
    let house = house().await;
    let mut mei = house.browser();
    let (first, _) = ask(&house, &mut mei).await;
    house.later(minutes(5));
    let (second, _) = ask(&house, &mut mei).await;
    assert_ne!(first, second);
    mei.get(&first).await.is(410);
    mei.get(&second).await.is(200);
    let mut known = house.signed_in_again("m.wong").await;
    known.get("/security/password").await;
    let fields = [("current_password", PASSWORD), ("new_password", NEW)];
    known.post("/security/password", &fields).await.to();
    mei.get(&second).await.is(410);
}

#[tokio::test]
async fn a_link_lives_half_an_hour() {
    let house = house().await;
    let mut mei = house.browser();
    let (path, _) = ask(&house, &mut mei).await;
    house.later(minutes(29));
    mei.get(&path).await.is(200);
    house.later(minutes(1));
    mei.get(&path).await.is(410);
    mei.post(&path, &[]).await.is(410);
}

/// SE-6: who finds the address of the last page gets nowhere in another browser.
#[tokio::test]
async fn a_reset_stays_in_its_browser() {
    let house = house().await;
    let mut mei = house.browser();
    let (path, _) = ask(&house, &mut mei).await;
    let to = mei.post_after(&path).await;
    let back = house.prove(&mut mei, &to).await;
    let mut thief = house.browser();
    assert_eq!(thief.get(&back).await.to(), path);
    thief.get("/forgot").await;
    let to = thief.post(&back, &[("new_password", NEW)]).await.to();
    assert_eq!(to, path);
    mei.get(&back).await.is(200);
}

/// The code of the mail instead of its link; wrong ones end.
#[tokio::test]
async fn the_code_works_like_the_link() {
    let house = house().await;
    let mut mei = house.browser();
    let (_, code) = ask(&house, &mut mei).await;
    mei.get("/forgot/sent").await.says("Code from the message");
    let wrong = "That code does not fit";
    mei.post("/forgot/sent", &[("username", MAIL), ("code", "")]).await.is(422);
    let typed = [("username", MAIL), ("code", "ABCD-EFGH")];
    mei.post("/forgot/sent", &typed).await.is(422).says(wrong);
    let typed = [("username", "nobody@larkfield.example"), ("code", code.as_str())];
    mei.post("/forgot/sent", &typed).await.is(422).says(wrong);
    let lower = code.to_lowercase().replace('-', " ");
    let typed = [("username", MAIL), ("code", lower.as_str())];
    let to = mei.post("/forgot/sent", &typed).await.to();
    assert!(to.starts_with("/reset/"));
    mei.get(&to).await.is(200);
    mei.get("/forgot/sent").await;
    mei.post("/forgot/sent", &typed).await.is(422).says(wrong);
}

/// SE-5: a disabled account gets no mail and its links end.
#[tokio::test]
async fn a_disabled_account_has_no_way_back() {
    let house = house().await;
    let mut mei = house.browser();
    let (path, _) = ask(&house, &mut mei).await;
    house.engine.disable_account(&house.account("m.wong").await).await.unwrap();
    mei.get(&path).await.is(410);
    let before = house.mails().await;
    mei.get("/forgot").await;
    mei.post("/forgot", &[("username", MAIL)]).await.to();
    assert_eq!(house.mails().await, before);
}

/// PW-11: a start link leads to the first password, which is the person's own.
#[tokio::test]
async fn a_start_link_leads_to_the_first_password() {
    let house = House::new().await;
    let account = house.invited("n.ito").await;
    let link = house.engine.start_link(&account).await.unwrap();
    let path = link.strip_prefix(super::house::URL).unwrap();
    let mut new = house.browser();
    new.get(path).await.is(200).says("Welcome. Choose your password");
    let to = new.post(path, &[]).await.to();
    assert!(to.starts_with(&format!("{path}/new?r=")), "{to}");
    new.get(&to).await.says("At least 15 characters");
    new.post(&to, &[("new_password", "only 13 chars")]).await.is(422).says("15 characters");
    let done = new.post(&to, &[("new_password", NEW)]).await.to();
    assert_eq!(done, "/reset/done");
    new.get(path).await.is(410);
}
