//! The first time: choose, set up, check, keep a spare.

use super::{MEI, leads, newcomer, r, regular, sign_in, texts, window};
use crate::account::house::{Answered, Browser, House, NUMBER, PASSWORD};
use countersign_core::{
    account::State,
    time::{days, minutes, seconds},
};
use totp_rs::{Algorithm, Builder};

/// Signs in to Mail, up to the choice; says the request.
async fn to_choice(house: &House, mei: &mut Browser) -> String {
    let mail = window(house, mei, "Larkfield Mail").await;
    let to = sign_in(mei, &mail).await.to();
    assert_eq!(to, format!("/enrol?r={mail}"));
    mail.to_string()
}

async fn choose(mei: &mut Browser, id: &str, kind: &str) -> Answered {
    let page = mei.get(&format!("/enrol?r={id}")).await;
    page.is(200);
    let to = mei.post("/enrol/choose", &[("r", id), ("method", kind)]).await.to();
    mei.get(&to).await
}

async fn answer(mei: &mut Browser, id: &str, fields: &[(&str, &str)]) -> Answered {
    let mut all = vec![("r", id)];
    all.extend(fields);
    mei.post("/enrol/answer", &all).await
}

/// SM-11: what is no number is told in words that name the country, and stays in the form.
#[tokio::test]
async fn a_number_is_read_before_anything_is_sent() {
    let house = newcomer(State::Disabled).await;
    let mut mei = house.browser();
    let id = to_choice(&house, &mut mei).await;
    let page = mei.get(&format!("/enrol?r={id}")).await;
    page.says("More information is needed: add a second step").says("Larkfield Mail");
    page.says("Larkfield Trust asks everyone for this.").says("Recommended").says("Text message");
    page.silent("Recovery codes").says("14 days from now").says("Not now");
    mei.post("/enrol/choose", &[("r", &id)]).await.is(422).says("Choose one of these ways");
    mei.post("/enrol/choose", &[("r", &id), ("method", "password")]).await.is(422);

    let page = choose(&mut mei, &id, "sms").await;
    page.says("Which number?").says("Hong Kong (+852)").says("We use the number only for this.");
    let page = answer(&mut mei, &id, &[("country", "HK"), ("phone", "")]).await;
    page.is(422).says("Type your phone number");
    let page = answer(&mut mei, &id, &[("country", ""), ("phone", "51234534")]).await;
    page.is(422).says("Choose the country of the number");
    let page = answer(&mut mei, &id, &[("country", "HK"), ("phone", "5550")]).await;
    page.is(422).says("That number is too short for Hong Kong").says("There is a problem");
    assert!(page.body.contains("value=\"5550\""), "what was typed stays");
    assert!(page.body.contains("<option value=\"HK\" selected>"), "what was chosen stays");
    assert_eq!(texts(&house).await, 0);
}

/// EN-6, EN-7, SM-5: the whole first time by text.
#[tokio::test]
async fn the_first_time_by_text() {
    let house = newcomer(State::Disabled).await;
    let mut mei = house.browser();
    let id = to_choice(&house, &mut mei).await;
    choose(&mut mei, &id, "sms").await;
    let to = answer(&mut mei, &id, &[("country", "HK"), ("phone", "5123 4534")]).await.to();
    let page = mei.get(&to).await;
    page.says("Type the code we texted to +852 5123 4534").says("Change the number");
    assert_eq!(texts(&house).await, 1);
    answer(&mut mei, &id, &[("code", "")]).await.is(422).says("Type the 6-digit code");
    let named = [("code", "12 34"), ("name", "Work <b>phone</b>")];
    let page = answer(&mut mei, &id, &named).await;
    page.is(422).says("The code has 6 digits. You typed 4.");
    assert!(page.body.contains("value=\"Work &lt;b&gt;phone&lt;"), "WB-6: {}", page.body);
    let wrong = super::wrong_code(&house).await;
    answer(&mut mei, &id, &[("code", &wrong)]).await.is(422).says("That is not the code for");
    answer(&mut mei, &id, &[("again", "1")]).await.is(422).says("You can ask again from 14:0");
    house.later(seconds(31));
    let to = answer(&mut mei, &id, &[("again", "1")]).await.to();
    mei.get(&to).await.says("It is the same code.");
    let account = house.account("m.wong").await;
    assert!(house.engine.ways(&account).await.unwrap().is_empty(), "nothing counts yet");

    let code = house.code_to(NUMBER).await;
    let to = answer(&mut mei, &id, &[("code", &code), ("name", "Work phone")]).await.to();
    keep_the_spare(&mut mei, &id, &to).await;
    assert!(!mei.cookies.contains_key("__Host-session"), "not signed in before it is done");
    let to = mei.post("/enrol/done", &[("r", &id)]).await.to();
    assert_eq!(to, "/oidc/continue/larkfield-mail");
    mei.get("/home").await.is(200);
    mei.post("/enrol/codes.txt", &[("r", &id)]).await.is(404);
}

/// RC-1: shown once, kept or left for later.
async fn keep_the_spare(mei: &mut Browser, id: &str, to: &str) {
    let page = mei.get(to).await;
    page.says("Keep a spare").says("If you change the number first, you will be locked out");
    assert_eq!(page.body.matches("class=\"mono\">").count(), 10);
    let page = answer(mei, id, &[]).await;
    page.is(422).says("Put the codes somewhere safe, then tick the box");
    let file = mei.post("/enrol/codes.txt", &[("r", id)]).await;
    file.is(200).says("Recovery codes, Larkfield Trust");
    let named = file.headers["content-disposition"].to_str().unwrap();
    assert!(named.contains("recovery-codes.txt"), "{named}");
    let to = answer(mei, id, &[("saved", "1")]).await.to();
    let page = mei.get(&to).await;
    page.says("You are set").says("Work phone").says("Recovery codes");
    page.says("Next time, after your password, we ask for Work phone.");
    page.says("Go on to Larkfield Mail");
}

/// OT-1, OT-5: by an app, with a key shown only now.
#[tokio::test]
async fn the_first_time_by_an_app() {
    let house = newcomer(State::Enforced).await;
    let mut mei = house.browser();
    let id = to_choice(&house, &mut mei).await;
    let page = choose(&mut mei, &id, "totp").await;
    page.says("Scan the square code").says("Cannot scan? Type this key").silent("Not now");
    assert!(page.body.contains("<svg class=\"qr\"") || page.body.contains("class=\"qr\""));
    assert!(page.body.contains("href=\"otpauth:"), "{}", page.body);
    let again = mei.get(&format!("/enrol?r={id}")).await;
    let key = key(&again);
    assert_eq!(key, self::key(&page), "opening it again changes nothing");
    let code = |at: u64| {
        let key = totp_rs::Secret::try_from_base32(&key).unwrap();
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_step_duration(30)
            .with_account_name("-")
            .with_secret(key)
            .build()
            .unwrap()
            .generate(at)
            .to_string()
    };
    let now = || u64::try_from(house.engine.now().seconds()).unwrap();
    let late = code(now() - 300);
    let page = mei.post("/enrol/answer", &[("r", &id), ("code", &late)]).await;
    page.is(422).says("Set your phone's clock to automatic");
    let to = mei.post("/enrol/answer", &[("r", &id), ("code", &code(now()))]).await.to();
    mei.get(&to).await.says("Keep a spare").silent("locked out");
    let to = mei.post("/enrol/answer", &[("r", &id), ("later", "1")]).await.to();
    mei.get(&to).await.says("You are set").says("Authenticator app");
    mei.post("/enrol/done", &[("r", &id)]).await.to();

    let mut other = house.browser();
    let mail = window(&house, &mut other, "Larkfield Mail").await;
    let to = sign_in(&mut other, &mail).await.to();
    assert_eq!(to, format!("/signin/totp?r={mail}"));
    other.get(&to).await.says("Open the app where you keep Larkfield Trust.");
    let used = code(now());
    let r = mail.to_string();
    other
        .post("/signin/totp", &[("r", &r), ("code", &used)])
        .await
        .is(422)
        .says("Each code works once");
    house.later(seconds(30));
    let to = other.post("/signin/totp", &[("r", &r), ("code", &code(now()))]).await.to();
    assert_eq!(to, "/oidc/continue/larkfield-mail");
}

fn key(page: &Answered) -> String {
    let rest = page.body.split_once("id=\"key\">").unwrap().1.split_once("</p>").unwrap().0;
    let fours = rest.split("<span>").skip(1).map(|part| part.split_once('<').unwrap().0);
    fours.collect()
}

/// EN-9: put off until the account's own last day, which does not move.
#[tokio::test]
async fn it_is_put_off_until_its_last_day() {
    let house = newcomer(State::Disabled).await;
    let mut mei = house.browser();
    let id = to_choice(&house, &mut mei).await;
    mei.get(&format!("/enrol?r={id}")).await;
    let to = mei.post("/enrol/choose", &[("r", &id), ("later", "1"), ("method", "sms")]).await.to();
    assert_eq!(to, "/oidc/continue/larkfield-mail");
    mei.get("/home").await.is(200);
    let day = house.account("m.wong").await.grace_ends_at;
    house.later(days(13));
    let mut mei = house.browser();
    let id = to_choice(&house, &mut mei).await;
    mei.get(&format!("/enrol?r={id}")).await.says("tomorrow").says("Not now");
    assert_eq!(house.account("m.wong").await.grace_ends_at, day);
    house.later(days(1));
    let mut mei = house.browser();
    let id = to_choice(&house, &mut mei).await;
    mei.get(&format!("/enrol?r={id}")).await.silent("Not now").says("From now on");
    let to = mei.post("/enrol/choose", &[("r", &id), ("later", "1")]).await.to();
    assert_eq!(to, format!("/enrol?r={id}"), "not any more");
}

/// EN-6: leaving and coming back goes on at the step, with what was typed.
#[tokio::test]
async fn a_set_up_is_resumed_and_turned_back() {
    let house = newcomer(State::Enforced).await;
    let mut mei = house.browser();
    let id = to_choice(&house, &mut mei).await;
    choose(&mut mei, &id, "call").await.says("We call it and read a code out");
    let fields = [("r", id.as_str()), ("country", "HK"), ("phone", "51234534")];
    mei.post("/enrol/answer", &fields).await.to();
    assert_eq!(mei.get(&format!("/signin?r={id}")).await.to(), format!("/enrol?r={id}"));
    mei.get(&format!("/enrol?r={id}")).await.says("Type the code we read out to +852 5123 4534");
    let to = mei.post("/enrol/answer", &[("r", &id), ("change", "1")]).await.to();
    let page = mei.get(&to).await;
    page.says("Which number?");
    assert!(page.body.contains("value=\"51234534\""), "{}", page.body);
    let to = mei.post("/enrol/back", &[("r", &id)]).await.to();
    mei.get(&to).await.says("How do you want to prove it is you?");
    choose(&mut mei, &id, "totp").await.says("Scan the square code");
    // Another window of this browser finds it where it is.
    let chat = window(&house, &mut mei, "Team Chat").await;
    let to = mei.get(&format!("/signin?r={chat}")).await.to();
    assert_eq!(to, format!("/signin/waiting?r={chat}"));
    assert!(leads(&mei.get(&to).await, &format!("/enrol?r={chat}")));
}

/// EN-6: a set-up that took too long begins again with the password, and still ends in the app.
#[tokio::test]
async fn a_set_up_that_took_too_long_begins_again() {
    let house = newcomer(State::Enforced).await;
    let mut mei = house.browser();
    let id = to_choice(&house, &mut mei).await;
    choose(&mut mei, &id, "sms").await;
    house.later(minutes(11));
    let to = mei.post("/enrol/choose", &[("r", &id), ("method", "sms")]).await.to();
    assert_eq!(to, format!("/signin?r={id}"));
    mei.get(&to).await.says("Sign in again").says("Larkfield Mail");
    let fields = [("r", id.as_str()), ("username", MEI), ("password", PASSWORD)];
    let to = mei.post("/signin", &fields).await.to();
    mei.get(&to).await.says("How do you want to prove it is you?");
}

/// EN-3: one more way from within a session, by the same pages.
#[tokio::test]
async fn one_more_way_is_added_from_a_session() {
    let house = regular().await;
    let mut mei = house.signed_in("m.wong").await;
    mei.get("/security/add").await;
    let to = mei.post("/security/add", &[("method", "sms")]).await.to();
    let page = mei.get(&to).await;
    page.is(200).says("Which number?").silent("Keep a spare");
    let id = r(&page);
    let fields = [("r", id.as_str()), ("country", "HK"), ("phone", "51234534")];
    mei.post("/enrol/answer", &fields).await.is(422).says("This number is already on your account");
    let fields = [("r", id.as_str()), ("country", "HK"), ("phone", "51234578")];
    mei.post("/enrol/answer", &fields).await.to();
    let code = house.code_to("+85251234578").await;
    let to = mei.post("/enrol/answer", &[("r", &id), ("code", &code)]).await.to();
    assert_eq!(to, "/security/added");
    let to = mei.get(&to).await.to();
    mei.get(&to).await.says("was added").says("ending 78");
    let to = mei.post("/security/add", &[("method", "totp")]).await.to();
    let page = mei.get(&to).await;
    let to = mei.post("/signin/cancel", &[("r", &r(&page))]).await.to();
    assert_eq!(to, "/security");
}
