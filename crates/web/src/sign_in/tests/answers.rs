//! What is said of answers that are not taken.

use super::{MEI, leads, newcomer, regular, sign_in, tag, texts, window, wrong_code};
use crate::account::house::{Answered, Browser, House, NUMBER, PASSWORD};
use countersign_core::{
    account::State,
    method::Fields,
    sign_in::Event,
    time::{minutes, seconds},
};

/// Signs in up to the code; says the request.
async fn at_code(house: &House, mei: &mut Browser) -> String {
    let mail = window(house, mei, "Larkfield Mail").await;
    let to = sign_in(mei, &mail).await.to();
    assert_eq!(to, format!("/signin/sms?r={mail}"));
    mei.get(&to).await.is(200);
    mail.to_string()
}

async fn answer(mei: &mut Browser, id: &str, code: &str) -> Answered {
    mei.post("/signin/sms", &[("r", id), ("code", code)]).await
}

/// OT-6: what is no code uses up no try; what is one in any writing counts.
#[tokio::test]
async fn slips_are_told_and_use_nothing_up() {
    let house = regular().await;
    let mut mei = house.browser();
    let id = at_code(&house, &mut mei).await;
    for _ in 0..3 {
        for (typed, sentence) in [
            ("", "Type the 6-digit code"),
            ("12345", "The code has 6 digits. You typed 5."),
            ("12 34-567", "The code has 6 digits. You typed 7."),
            ("abcdef", "The code has 6 digits and nothing else."),
        ] {
            let page = answer(&mut mei, &id, typed).await;
            page.is(422).says(sentence).says("There is a problem");
            let title = page.body.split_once("<title>").unwrap().1.split_once('<').unwrap().0;
            assert!(title.starts_with("Error: "), "{title}");
            assert!(page.body.contains("href=\"#code\""));
            assert!(page.body.contains("aria-invalid=\"true\""));
            assert!(page.body.contains(&format!("value=\"{typed}\"")) || typed.is_empty());
        }
    }
    let code = house.code_to(NUMBER).await;
    let wide: String =
        code.chars().map(|c| char::from_u32(c as u32 - 48 + 0xff10).unwrap()).collect();
    let to = answer(&mut mei, &id, &format!("# {}-{}", &wide[..9], &wide[9..])).await.to();
    assert_eq!(to, "/oidc/continue/larkfield-mail");
}

/// SM-2, RL-6: the fifth wrong try ends the code; a new one works, and is not there too early.
#[tokio::test]
async fn five_wrong_tries_end_a_code() {
    let house = regular().await;
    let mut mei = house.browser();
    let id = at_code(&house, &mut mei).await;
    let (right, wrong) = (house.code_to(NUMBER).await, wrong_code(&house).await);
    let sent = texts(&house).await;
    for _ in 0..4 {
        answer(&mut mei, &id, &wrong).await.is(422).says("That is not the code for");
    }
    let page = answer(&mut mei, &id, &wrong).await;
    page.is(422).says("That was the fifth wrong try").says("Send a new code");
    answer(&mut mei, &id, &right).await.is(422).says("no longer works");
    mei.get(&format!("/signin/sms?r={id}")).await.says("no longer works after five wrong tries");
    let page = mei.post("/signin/sms/again", &[("r", &id)]).await;
    page.is(422).says("You can ask again from");
    assert!(page.body.contains("href=\"#again\"") && page.body.contains("id=\"again\""));
    house.later(seconds(31));
    let to = mei.post("/signin/sms/again", &[("r", &id)]).await.to();
    mei.get(&to).await.says("A new code was sent at");
    assert_eq!(texts(&house).await, sent + 1);
    let new = house.code_to(NUMBER).await;
    assert_ne!(new, right);
    assert_eq!(answer(&mut mei, &id, &new).await.to(), "/oidc/continue/larkfield-mail");
}

/// SM-1: ten minutes; activity keeps the request, not the code.
#[tokio::test]
async fn a_code_expires_and_a_new_one_is_offered() {
    let house = regular().await;
    let mut mei = house.browser();
    let id = at_code(&house, &mut mei).await;
    let old = house.code_to(NUMBER).await;
    house.later(minutes(8));
    let to = mei.post("/signin/sms/again", &[("r", &id)]).await.to();
    mei.get(&to).await.says("Sent again at").says("It is the same code.");
    assert_eq!(house.code_to(NUMBER).await, old, "a resend repeats the code");
    house.later(minutes(3));
    let page = answer(&mut mei, &id, &old).await;
    page.is(422).says("That code could be used until").says("We can send a new one.");
    page.says("Send a new code");
    mei.get(&to).await.says("This code could be used until");
    let to = mei.post("/signin/sms/again", &[("r", &id)]).await.to();
    mei.get(&to).await.says("A new code was sent");
    let new = house.code_to(NUMBER).await;
    assert_eq!(answer(&mut mei, &id, &new).await.to(), "/oidc/continue/larkfield-mail");
}

/// SM-6, RL-6: five messages a request.
#[tokio::test]
async fn a_request_has_five_messages() {
    let house = regular().await;
    let mut mei = house.browser();
    let id = at_code(&house, &mut mei).await;
    for pause in [seconds(31), seconds(61), minutes(3), minutes(6)] {
        house.later(pause);
        mei.post("/signin/sms/again", &[("r", &id)]).await.to();
    }
    house.later(minutes(6));
    let page = mei.post("/signin/sms/again", &[("r", &id)]).await;
    page.is(422).says("as many messages as one request may have");
}

/// RL-1, RL-5, RL-8: wrong codes pause the way; other ways still work.
#[tokio::test]
async fn too_many_wrong_codes_pause_the_way() {
    let house = regular().await;
    let mut mei = house.browser();
    let mut id = at_code(&house, &mut mei).await;
    let mut said = String::new();
    for round in 0..40 {
        let wrong = wrong_code(&house).await;
        let page = answer(&mut mei, &id, &wrong).await;
        if page.status.as_u16() == 422 && page.body.contains("This way is paused until") {
            said = page.body;
            break;
        }
        if round % 5 == 4 {
            mei.post("/signin/cancel", &[("r", &id)]).await;
            house.later(minutes(3));
            id = at_code(&house, &mut mei).await;
        }
    }
    assert!(said.contains("Other ways still work."), "{said}");
    let page = mei.get(&format!("/signin/other?r={id}")).await;
    page.says("Paused until");
    assert!(page.body.contains("disabled"), "{}", page.body);
    let right = house.code_to(NUMBER).await;
    answer(&mut mei, &id, &right).await.is(422).says("This way is paused until");
}

/// RL-9: a name nobody has, one without a password, a wrong password and a disabled account: the
/// same page, byte for byte but for what is drawn at random.
#[tokio::test]
async fn nobody_learns_whether_an_account_is_there() {
    let house = newcomer(State::Enforced).await;
    house.invited("n.ito").await;
    house.person("o.ff", Default::default(), State::Disabled).await;
    house.engine.disable_account(&house.account("o.ff").await).await.unwrap();
    let mut pages = Vec::new();
    for user in ["m.wong", "nobody", "n.ito", "o.ff"] {
        let mut browser = house.browser();
        let mail = window(&house, &mut browser, "Larkfield Mail").await;
        let name = format!("{user}@larkfield.example");
        let r = mail.to_string();
        let shown = browser.get(&format!("/signin?r={r}")).await;
        let fields = [("r", r.as_str()), ("username", &name), ("password", "certainly not it")];
        let page = browser.post("/signin", &fields).await;
        page.is(422).says("That email and password do not match.").silent("certainly not it");
        let tag = tag(&page);
        assert_eq!(tag.len(), 2);
        let headers: Vec<_> = page.headers.keys().map(ToString::to_string).collect();
        let body = page
            .body
            .replace(&browser.csrf, "CSRF")
            .replace(&r, "R")
            .replace(&name, "NAME")
            .replace(&format!(">{tag}<"), ">TAG<");
        pages.push((headers, body));
        drop(shown);
    }
    let (first, rest) = pages.split_first().unwrap();
    for page in rest {
        assert_eq!(first, page);
    }
}

/// Told only after the password: a disabled account, and one that slept too long (EN-2).
#[tokio::test]
async fn what_cannot_go_on_is_told_after_the_password() {
    let house = newcomer(State::Enforced).await;
    let mut mei = house.browser();
    house.engine.disable_account(&house.account("m.wong").await).await.unwrap();
    let mail = window(&house, &mut mei, "Larkfield Mail").await;
    let to = sign_in(&mut mei, &mail).await.to();
    assert_eq!(to, format!("/signin/problem?r={mail}"));
    let page = mei.get(&to).await;
    page.is(403).says("This account is switched off").says("Ask the service desk").says("request");
    assert!(leads(&page, "/oidc/continue/larkfield-mail?denied=1"), "{}", page.body);
    let house = newcomer(State::Enforced).await;
    house.later(countersign_core::time::days(91));
    let mut mei = house.browser();
    let mail = window(&house, &mut mei, "Larkfield Mail").await;
    let to = sign_in(&mut mei, &mail).await.to();
    mei.get(&to).await.is(403).says("You need a second step first");
}

/// RL-7: guessing a password ends, for a name that is there and for one that is not.
#[tokio::test]
async fn guessing_a_password_is_paused() {
    for user in [MEI, "nobody@larkfield.example"] {
        let house = newcomer(State::Enforced).await;
        let mut guesser = house.browser();
        guesser.get("/signin").await;
        let mut said = false;
        for round in 0..40 {
            let guess = format!("guess number {round}");
            let fields = [("username", user), ("password", guess.as_str())];
            let page = guesser.post("/signin", &fields).await;
            page.is(422);
            said = page.body.contains("There were too many wrong tries.");
            if said {
                break;
            }
        }
        assert!(said, "{user}: forty wrong passwords and no pause");
        let page = guesser.post("/signin", &[("username", user), ("password", PASSWORD)]).await;
        page.is(422).says("There were too many wrong tries. Wait until");
    }
}

#[tokio::test]
async fn empty_fields_are_told_and_the_password_never_comes_back() {
    let house = newcomer(State::Enforced).await;
    let mut mei = house.browser();
    let mail = window(&house, &mut mei, "Larkfield Mail").await.to_string();
    mei.get(&format!("/signin?r={mail}")).await;
    let page = mei.post("/signin", &[("r", &mail), ("username", " "), ("password", "")]).await;
    page.is(422).says("Type your work email").says("Type your password");
    assert!(page.body.contains("href=\"#username\"") && page.body.contains("href=\"#password\""));
    let fields = [("r", mail.as_str()), ("username", ""), ("password", PASSWORD)];
    let page = mei.post("/signin", &fields).await;
    page.is(422).silent(PASSWORD);
    let fields = [("r", mail.as_str()), ("username", "M.Wong"), ("password", "")];
    let page = mei.post("/signin", &fields).await;
    page.is(422);
    assert!(page.body.contains("value=\"M.Wong\""), "the name stays");
}

/// A page that was left open overnight still signs in; what was half done begins again.
#[tokio::test]
async fn a_stale_page_is_taken() {
    let house = regular().await;
    let mut mei = house.browser();
    let mail = window(&house, &mut mei, "Larkfield Mail").await;
    mei.get(&format!("/signin?r={mail}")).await;
    house.later(minutes(600));
    let to = sign_in(&mut mei, &mail).await.to();
    assert_eq!(to, format!("/signin/sms?r={mail}"));
    house.later(minutes(11));
    let code = house.code_to(NUMBER).await;
    let page = answer(&mut mei, &mail.to_string(), &code).await;
    assert_eq!(page.to(), format!("/signin?r={mail}"));
    mei.get(&page.to()).await.says("Sign in again: this took longer than 10 minutes");
    let to = sign_in(&mut mei, &mail).await.to();
    assert_eq!(to, format!("/signin/sms?r={mail}"), "and still ends in the app");
}

/// A page of a request that has gone on leads to where it is.
#[tokio::test]
async fn a_page_that_was_left_behind_leads_on() {
    let house = regular().await;
    let mut mei = house.browser();
    let id = at_code(&house, &mut mei).await;
    let fields = [("r", id.as_str()), ("username", MEI), ("password", PASSWORD)];
    assert_eq!(mei.post("/signin", &fields).await.to(), format!("/signin/sms?r={id}"));
    for path in
        ["/signin", "/signin/totp", "/signin/no-such-kind", "/enrol", "/signin/problem", "/verify"]
    {
        assert_eq!(mei.get(&format!("{path}?r={id}")).await.to(), format!("/signin/sms?r={id}"));
    }
    for path in ["/signin/totp", "/signin/totp/again", "/enrol/answer", "/enrol/done", "/verify"] {
        let to = mei.post(path, &[("r", &id), ("code", "123456")]).await.to();
        assert_eq!(to, format!("/signin/sms?r={id}"), "{path}");
    }
}

/// AV-3, RL-12: too much at once is told kindly, on the same page, with a time to come back.
#[tokio::test]
async fn too_many_answers_are_told_on_the_same_page() {
    let house = newcomer(State::Enforced).await;
    let mut mei = house.browser();
    let mail = window(&house, &mut mei, "Larkfield Mail").await;
    let visit = mei.visit(&house);
    let empty = || vec![Event::Answered(Fields::default())];
    let mut turns = 0;
    while house.engine.turn(&visit, &mail, empty()).await.is_ok() {
        turns += 1;
        assert!(turns < 5000, "there is no end to answers");
    }
    let id = mail.to_string();
    mei.get(&format!("/signin?r={id}")).await.is(200);
    let fields = [("r", id.as_str()), ("username", MEI), ("password", PASSWORD)];
    let page = mei.post("/signin", &fields).await;
    page.is(503).says("Wait a few seconds, then press Sign in again.").silent(PASSWORD);
    assert!(page.body.contains(&format!("value=\"{MEI}\"")), "what was typed stays");
    assert!(page.headers.contains_key("retry-after"));
}

/// RL-12: pages that only begin something are bounded too; what somebody else has begun goes on.
#[tokio::test]
async fn too_many_that_only_begin_are_told_so_rl_12() {
    let house = newcomer(State::Enforced).await;
    let mut mei = house.browser();
    let mail = window(&house, &mut mei, "Larkfield Mail").await;
    let mut other = house.browser();
    other.get("/signin").await.is(200);
    let visit = other.visit(&house);
    let mut begun = 0;
    while house.engine.may_begin(&visit).is_ok() {
        begun += 1;
        assert!(begun < 5000, "there is no end to beginnings");
    }
    let page = other.post("/signin", &[("username", MEI), ("password", PASSWORD)]).await;
    page.is(503).silent(PASSWORD);
    assert!(page.headers.contains_key("retry-after"));
    let to = sign_in(&mut mei, &mail).await.to();
    assert!(to.starts_with("/enrol"), "{to}");
}
