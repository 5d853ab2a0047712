//! Changing: with fresh proof, by a form of ours, told on other channels, undone once.

use super::house::{House, NUMBER, PASSWORD, window};
use countersign_core::{
    account::{Role, State},
    sign_in::Purpose,
    time::{hours, minutes},
};

const NEW: &str = "violet kites above harbour";

async fn mei() -> (House, super::house::Browser) {
    let house = House::new().await;
    house.person("m.wong", Role::Person, State::Enforced).await;
    let browser = house.signed_in("m.wong").await;
    (house, browser)
}

/// WB-3, EN-5: without the token of a form, or with another browser's, nothing changes.
#[tokio::test]
async fn a_form_without_its_token_changes_nothing() {
    let (house, mut mei) = mei().await;
    let way = house.way("m.wong", 0).await;
    let mut other = house.signed_in_again("m.wong").await;
    other.get("/security").await;
    let paths = [
        format!("/security/way/{way}/rename"),
        format!("/security/way/{way}/default"),
        format!("/security/way/{way}/remove"),
        "/security/default".into(),
        "/security/add".into(),
        "/security/recovery-codes".into(),
        "/security/password".into(),
        "/security/devices/sign-out-everywhere".into(),
        "/profile".into(),
        "/signout".into(),
        "/forgot".into(),
        "/forgot/sent".into(),
        "/reset/0000".into(),
        "/security/undo/0000".into(),
        "/setup/code".into(),
    ];
    for path in &paths {
        for fields in [vec![], vec![("csrf", "")], vec![("csrf", other.csrf.as_str())]] {
            let answer = mei.post_bare(path, &fields).await;
            assert_eq!(answer.status.as_u16(), 403, "{path} with {fields:?}");
        }
    }
    mei.get("/home").await.is(200);
    other.get("/home").await.is(200);
}

/// EN-3, SE-4, PW-6: a proof older than five minutes is shown again first, then it goes on.
#[tokio::test]
async fn changes_want_fresh_proof() {
    let (house, mut mei) = mei().await;
    let way = house.way("m.wong", 0).await;
    mei.get("/security/add").await.is(200);
    house.later(minutes(6));
    let pages = [
        "/security/add".to_owned(),
        "/security/recovery-codes".into(),
        "/security/password".into(),
        format!("/security/way/{way}"),
    ];
    for path in &pages {
        assert!(mei.get(path).await.to().starts_with("/verify?r="), "{path}");
    }
    mei.get("/security").await;
    for (path, fields) in [
        (format!("/security/way/{way}/rename"), vec![("label", "New")]),
        (format!("/security/way/{way}/default"), vec![]),
        ("/security/default".into(), vec![("method", way.as_str())]),
        ("/security/add".into(), vec![("method", "totp")]),
        ("/security/recovery-codes".into(), vec![]),
        ("/security/password".into(), vec![("current_password", PASSWORD), ("new_password", NEW)]),
    ] {
        let to = mei.post(&path, &fields).await.to();
        assert!(to.starts_with("/verify?r="), "{path} leads to {to}");
    }
    let to = mei.get("/security/add").await.to();
    let old = mei.cookies["__Host-session"].clone();
    let back = house.prove(&mut mei, &to).await;
    assert_eq!(back, "/security/add");
    assert_ne!(mei.cookies["__Host-session"], old, "SE-1: a new cookie with each proof");
    mei.get(&back).await.is(200).says("Add a way to sign in");
}

/// SE-6: what one browser began another cannot go on with, not even one of the same person.
#[tokio::test]
async fn a_step_up_stays_in_its_browser() {
    let (house, mut mei) = mei().await;
    let other = house.signed_in_again("m.wong").await;
    house.later(minutes(6));
    let to = mei.get("/security/add").await.to();
    let handle = to.split_once("r=").unwrap().1.parse().unwrap();
    let look = house.engine.look(&other.visit(&house), &handle).await;
    assert!(matches!(look, Err(engine::Error::NotFound)));
}

/// RC-6, EN-7: adding, naming, ordering; told by mail with a way back.
#[tokio::test]
async fn a_way_is_added_named_and_asked_first() {
    let (house, mut mei) = mei().await;
    mei.get("/security/add").await.says("Text message").says("1 added").says("Recommended");
    mei.post("/security/add", &[("method", "carrier-pigeon")]).await.is(422).says("Choose which");
    mei.post("/security/add", &[("method", "password")]).await.is(422);
    let to = mei.post("/security/add", &[("method", "sms")]).await.to();
    let handle = to.strip_prefix("/enrol?r=").unwrap().parse().unwrap();
    house.type_number(&mei.visit(&house), &handle, "61234578").await;
    let to = mei.get("/security/added").await.to();
    assert_eq!(to, "/security");
    mei.get("/security").await.says("was added").says("ending 78").says("ending 34");
    mei.get("/security").await.silent("was added.");
    let letter =
        house.sent_to("m.wong@larkfield.example", |mail| mail.text.contains("/undo/")).await;
    assert!(letter.text.contains("/security/undo/"), "{}", letter.text);

    let second = house.way("m.wong", 1).await;
    let to = mei.post("/security/default", &[("method", &second)]).await.to();
    mei.get(&to).await.says("We will ask for");
    assert_eq!(house.account("m.wong").await.default_method.unwrap().as_str(), second);
    let rename = format!("/security/way/{second}/rename");
    for bad in ["", "   ", &"x".repeat(61)] {
        mei.post(&rename, &[("label", bad)]).await.is(422).says("up to 60 letters");
    }
    let to = mei.post(&rename, &[("label", " Home phone ")]).await.to();
    mei.get(&to).await.says("It is called “Home phone” now.");
    let page = mei.get(&format!("/security/way/{second}")).await;
    page.says("from Firefox on Windows, 203.0.113.7").says("Not used yet.");
    let first = house.way("m.wong", 0).await;
    mei.get(&format!("/security/way/{first}")).await.silent("Your account, request");
    house.later(hours(1));
    let mut again = house.signed_in_with("m.wong", "+85261234578").await;
    again.get(&format!("/security/way/{second}")).await.says("Your account, request");
}

/// EN-4: the last way stays while one is required.
#[tokio::test]
async fn the_last_way_stays() {
    let (house, mut mei) = mei().await;
    let way = house.way("m.wong", 0).await;
    mei.get(&format!("/security/way/{way}")).await.says("This is your only second step.");
    let to = mei.get(&format!("/security/way/{way}/remove")).await.to();
    assert_eq!(to, format!("/security/way/{way}"));
    let page = mei.post(&format!("/security/way/{way}/remove"), &[]).await;
    page.is(422).says("This is your only second step. Add another first.");
    assert_eq!(house.engine.ways(&house.account("m.wong").await).await.unwrap().len(), 1);
}

/// SE-5, RC-6: removing asks once more, moves the default and says so, ends the other browsers.
#[tokio::test]
async fn a_way_is_removed() {
    let (house, mut mei) = mei().await;
    let mut other = house.signed_in_again("m.wong").await;
    house.add_text(&mut mei, "61234578").await;
    let first = house.way("m.wong", 0).await;
    let page = mei.get(&format!("/security/way/{first}/remove")).await;
    page.is(200).says("Remove").says("What is left").says("1 other browser");
    mei.post(&format!("/security/way/{first}/default"), &[]).await.to();
    let to = mei.post(&format!("/security/way/{first}/remove"), &[]).await.to();
    mei.get(&to).await.says("was removed. We will ask for").silent("ending 34");
    assert!(other.get("/home").await.to().starts_with("/signin"));
    mei.get(&format!("/security/way/{first}")).await.is(404);
    mei.post(&format!("/security/way/{first}/remove"), &[]).await.is(404);
}

/// RC-3: a new set of codes takes the place of the old one.
#[tokio::test]
async fn new_codes_end_the_old_ones() {
    let (house, mut mei) = mei().await;
    mei.get("/security").await.says("None yet. They let you in");
    for _ in 0..2 {
        mei.get("/security/recovery-codes").await.says("You see them once.");
        let to = mei.post("/security/recovery-codes", &[]).await.to();
        house.keep_codes(&mei, &to).await;
        let to = mei.get("/security/added").await.to();
        mei.get(&to).await.says("Your new recovery codes count").says("10 of 10 left");
    }
    mei.get("/security/recovery-codes").await.says("The 10 codes you still have");
    let ways = house.engine.ways(&house.account("m.wong").await).await.unwrap();
    assert_eq!(ways.iter().filter(|way| way.kind == "recovery").count(), 1);
}

/// PW-1, PW-5, PW-6: the current one is checked, the rules are said, the others are signed out.
#[tokio::test]
async fn the_password_is_changed() {
    let (house, mut mei) = mei().await;
    let mut other = house.signed_in_again("m.wong").await;
    let page = mei.get("/security/password").await;
    page.says("At least 12 characters.");
    assert!(page.body.contains("autocomplete=\"current-password\""), "PW-9");
    assert!(page.body.contains("autocomplete=\"new-password\""), "PW-9");
    let change = |current, new| {
        vec![("current_password", current), ("new_password", new), ("sign_out_others", "on")]
    };
    for (current, new, sentence) in [
        ("", NEW, "Type your current password."),
        ("not my password at all", NEW, "That is not your current password."),
        (PASSWORD, "short", "at least 12 characters. You typed 5."),
        (PASSWORD, "", "Type a new password"),
        (PASSWORD, PASSWORD, "That is your password already."),
        (PASSWORD, "m.wong@larkfield.example", "which is your name or address"),
        (PASSWORD, "passwordpassword", "has turned up in a data leak"),
    ] {
        let page = mei.post("/security/password", &change(current, new)).await;
        page.is(422).says(sentence);
        assert!(!page.body.contains(NEW), "a password is never sent back");
    }
    let to = mei.post("/security/password", &change(PASSWORD, NEW)).await.to();
    mei.get(&to).await.says("Your password was changed at 14:0").says("1 other sign-in was ended.");
    assert!(other.get("/home").await.to().starts_with("/signin"), "SE-5");
    let letter = house
        .sent_to("m.wong@larkfield.example", |mail| mail.text.contains("/security/undo/"))
        .await;
    assert!(letter.text.contains("password"), "{}", letter.text);
}

/// RL-5: guessing the current password ends, for the right one too.
#[tokio::test]
async fn guessing_the_current_password_ends() {
    let (_house, mut mei) = mei().await;
    mei.get("/security/password").await;
    let mut paused = false;
    for round in 0..40 {
        let guess = format!("guess number {round} of many");
        let fields = [("current_password", guess.as_str()), ("new_password", NEW)];
        let page = mei.post("/security/password", &fields).await;
        page.is(422);
        paused |= page.body.contains("paused");
        if paused {
            break;
        }
    }
    assert!(paused, "forty wrong tries and no pause");
    let fields = [("current_password", PASSWORD), ("new_password", NEW)];
    mei.post("/security/password", &fields).await.is(422);
}

/// PW-1: a password that is too short to stand alone keeps the last way.
#[tokio::test]
async fn a_short_password_is_never_alone() {
    let house = House::new().await;
    house.no_defaults().await;
    house.person("m.wong", Role::Person, State::Enabled).await;
    let mut mei = house.signed_in("m.wong").await;
    mei.get("/security/password").await;
    let fields = [("current_password", PASSWORD), ("new_password", "kites aloft 9")];
    mei.post("/security/password", &fields).await.to();
    house.state("m.wong", State::Disabled).await;
    let way = house.way("m.wong", 0).await;
    mei.get("/security").await;
    let page = mei.post(&format!("/security/way/{way}/remove"), &[]).await;
    page.is(422).says("Your password is too short to be all you sign in with.");
}

/// RC-6: the link of a notice takes the change back, once, ends everything, and leads to a new
/// password.
#[tokio::test]
async fn a_change_is_undone_from_its_notice() {
    let (house, mut mei) = mei().await;
    house.add_text(&mut mei, "61234578").await;
    let path = house.undo_path("m.wong").await;
    let mut anybody = house.browser();
    for _ in 0..2 {
        let page = anybody.get(&path).await;
        page.is(200).says("Was that you?").says("Someone added").says("Firefox on Windows");
    }
    mei.get("/home").await.is(200);
    let done = anybody.post(&path, &[("answer", "no")]).await.to();
    let page = anybody.get(&done).await;
    page.says("We undid it").says("can no longer be used to sign in");
    page.says("href=\"/reset/");
    assert!(mei.get("/home").await.to().starts_with("/signin"), "everything was signed out");
    assert_eq!(house.engine.ways(&house.account("m.wong").await).await.unwrap().len(), 1);
    for answer in ["no", "yes"] {
        anybody.post(&path, &[("answer", answer)]).await.is(410).says("This link has ended");
    }
    anybody.get(&path).await.is(410).says("72 hours");
}

#[tokio::test]
async fn a_change_is_confirmed_from_its_notice() {
    let (house, mut mei) = mei().await;
    house.add_text(&mut mei, "61234578").await;
    let path = house.undo_path("m.wong").await;
    let mut anybody = house.browser();
    anybody.get(&path).await;
    anybody.post(&path, &[("answer", "perhaps")]).await.to();
    let to = anybody.post(&path, &[("answer", "yes")]).await.to();
    anybody.get(&to).await.says("Good, nothing changes");
    anybody.post(&path, &[("answer", "no")]).await.is(410);
    assert_eq!(house.engine.ways(&house.account("m.wong").await).await.unwrap().len(), 2);
    mei.get("/home").await.is(200);
    anybody.get("/security/undo/0123456789abcdef").await.is(410);
}

#[tokio::test]
async fn a_notice_undoes_nothing_after_72_hours() {
    let (house, mut mei) = mei().await;
    house.add_text(&mut mei, "61234578").await;
    let path = house.undo_path("m.wong").await;
    let mut anybody = house.browser();
    anybody.get(&path).await.is(200);
    house.later(hours(72));
    anybody.post(&path, &[("answer", "no")]).await.is(410);
    assert_eq!(house.engine.ways(&house.account("m.wong").await).await.unwrap().len(), 2);
}

/// EN-9: somebody with a password only cannot set anything up from the account pages by an old
/// proof, and a step-up is at the level the account has.
#[tokio::test]
async fn a_password_alone_is_fresh_only_where_it_is_all_there_is() {
    let house = House::new().await;
    house.no_defaults().await;
    house.person("t.okafor", Role::Person, State::Disabled).await;
    let mut tom = house.signed_in("t.okafor").await;
    tom.get("/home").await.says("You sign in with a password only.");
    tom.get("/security").await.says("You sign in with a password only.");
    tom.get("/security/add").await.is(200);
    house.later(minutes(6));
    let to = tom.get("/security/add").await.to();
    assert!(to.starts_with("/verify"));
    let handle = to.split_once("r=").unwrap().1.parse().unwrap();
    let look = house.engine.look(&tom.visit(&house), &handle).await.unwrap();
    assert!(matches!(look.sign_in.purpose, Purpose::StepUp { .. }));
    assert_eq!(look.sign_in.windows, [window_of(&look.sign_in, "/security/add")]);
}

fn window_of(
    sign_in: &countersign_core::sign_in::SignIn,
    path: &str,
) -> countersign_core::sign_in::Window {
    countersign_core::sign_in::Window { at: sign_in.begun_at, ..window(path) }
}

#[tokio::test]
async fn the_number_itself_is_nowhere() {
    let (_house, mut mei) = mei().await;
    for path in ["/security", "/activity", "/activity.csv", "/home"] {
        mei.get(path).await.silent(NUMBER).silent("51234534");
    }
}
