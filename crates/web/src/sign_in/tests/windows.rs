//! Four apps at once, a second browser, and whose request it is.

use super::{MEI, leads, r, regular, sign_in, tag, texts, window};
use crate::account::house::{NUMBER, PASSWORD};
use countersign_core::time::{minutes, seconds};

/// Four apps in one browser send one text, which names them; one answer opens all.
#[tokio::test]
async fn four_windows_are_one_text() {
    let house = regular().await;
    let mut mei = house.browser();
    let mail = window(&house, &mut mei, "Larkfield Mail").await;
    let mut others = Vec::new();
    for app in ["Team Chat", "Files", "Intranet"] {
        others.push((app, window(&house, &mut mei, app).await));
    }
    let sent = texts(&house).await;
    let to = sign_in(&mut mei, &mail).await.to();
    assert_eq!(texts(&house).await, sent + 1);
    let page = mei.get(&to).await;
    page.says("Larkfield Mail and 3 more").says("Team Chat").says("Files").says("Intranet");
    page.says("This one answer signs you in to everything");
    let tag = tag(&page);
    let text = house.sent_to(NUMBER, |kept| kept.text.contains(&tag)).await.text;
    assert!(text.contains("Larkfield Mail and 3 more"), "{text}");
    // OA-8, WB-2: a form may lead to each of them.
    let policy = page.headers["content-security-policy"].to_str().unwrap().to_owned();
    for host in ["larkfield-mail", "team-chat", "files", "intranet"] {
        assert!(policy.contains(&format!("https://{host}.example")), "{policy}");
    }
    for (app, other) in &others {
        let to = mei.get(&format!("/signin?r={other}")).await.to();
        assert_eq!(to, format!("/signin/waiting?r={other}"));
        let page = mei.get(&to).await;
        page.says("You are already being asked in another window").says(&format!("Request {tag}"));
        page.says("is for Larkfield Mail")
            .says(&format!("{app} joins it"))
            .says("Ask here instead");
        assert!(leads(&page, &format!("/signin/sms?r={other}")), "{}", page.body);
        mei.get(&format!("{to}&asked=1")).await.says("Not yet.");
    }
    assert_eq!(texts(&house).await, sent + 1, "waiting sends nothing");

    // It is answered in the second window.
    let code = house.code_to(NUMBER).await;
    let (_, chat) = &others[0];
    let to = mei.post("/signin/sms", &[("r", &chat.to_string()), ("code", &code)]).await.to();
    assert_eq!(to, "/oidc/continue/team-chat");
    for (handle, to) in [
        (&mail, "/oidc/continue/larkfield-mail"),
        (&others[1].1, "/oidc/continue/files"),
        (&others[2].1, "/oidc/continue/intranet"),
    ] {
        assert_eq!(mei.get(&format!("/signin/waiting?r={handle}&asked=1")).await.to(), to);
        assert_eq!(mei.get(&format!("/signin?r={handle}")).await.to(), to);
    }
}

/// "Ask here instead" before anything was typed.
#[tokio::test]
async fn a_waiting_window_can_ask_itself() {
    let house = regular().await;
    let mut mei = house.browser();
    window(&house, &mut mei, "Larkfield Mail").await;
    let chat = window(&house, &mut mei, "Team Chat").await;
    let page = mei.get(&format!("/signin/waiting?r={chat}")).await;
    let here = format!("/signin?r={chat}&here=1");
    assert!(leads(&page, &here), "{}", page.body);
    mei.get(&here).await.is(200).says("Sign in");
    let to = sign_in(&mut mei, &chat).await.to();
    let code = house.code_to(NUMBER).await;
    mei.get(&to).await.is(200);
    let to = mei.post("/signin/sms", &[("r", &chat.to_string()), ("code", &code)]).await.to();
    assert_eq!(to, "/oidc/continue/team-chat");
}

/// A second browser gets its own tag, and nothing is sent by itself; a code typed into the wrong
/// one is told by tag, and is not used up.
#[tokio::test]
async fn a_second_browser_is_quiet() {
    let house = regular().await;
    let mut first = house.browser();
    let mail = window(&house, &mut first, "Larkfield Mail").await;
    let to = sign_in(&mut first, &mail).await.to();
    let k = tag(&first.get(&to).await);
    let code = house.code_to(NUMBER).await;
    let sent = texts(&house).await;

    let mut second = house.browser();
    let chat = window(&house, &mut second, "Team Chat").await;
    let id = chat.to_string();
    let to = sign_in(&mut second, &chat).await.to();
    assert_eq!(to, format!("/signin/other?r={id}"));
    assert_eq!(texts(&house).await, sent, "nothing by itself");
    let page = second.get(&to).await;
    let m = tag(&page);
    assert_ne!(k, m);
    page.says("We have not sent another code yet");
    page.says(&format!("Send a code for Team Chat ({m})"));
    second.post("/signin/other", &[("r", &id)]).await.is(422).says("Choose one of your ways");
    let way = house.way("m.wong", 0).await;
    let to = second.post("/signin/other", &[("r", &id), ("method", &way)]).await.to();
    assert_eq!(texts(&house).await, sent + 1);
    let page = second.get(&to).await;
    page.says(&format!("Look for the message that says {m}"));
    let page = second.post("/signin/sms", &[("r", &id), ("code", &code)]).await;
    page.is(422).says(&format!("That code belongs to request {k}"));
    page.says(&format!("Type the code from the message that says {m}."));
    assert!(page.body.contains(&format!("value=\"{code}\"")), "what was typed stays");
    first.get(&format!("/signin/sms?r={mail}")).await;
    let to = first.post("/signin/sms", &[("r", &mail.to_string()), ("code", &code)]).await.to();
    assert_eq!(to, "/oidc/continue/larkfield-mail");
    // The first request is closed: its code is an earlier one now.
    let page = second.post("/signin/sms", &[("r", &id), ("code", &code)]).await;
    page.is(422).says("That code was for an earlier request.");
}

/// SE-6, AU-2: what one browser began another cannot go on with; both read like nothing.
#[tokio::test]
async fn a_request_stays_in_its_browser() {
    let house = regular().await;
    let mut mei = house.browser();
    let mail = window(&house, &mut mei, "Larkfield Mail").await;
    let to = sign_in(&mut mei, &mail).await.to();
    let mut thief = house.browser();
    thief.get("/signin").await;
    let made_up = "019a0000-0000-7000-8000-000000000000~0";
    for r in [mail.to_string().as_str(), made_up, "x", "", "a~b"] {
        for path in ["/signin/sms", "/signin/other", "/signin/waiting", "/enrol"] {
            let page = thief.get(&format!("{path}?r={r}")).await;
            page.is(404).says("This page belongs to a sign-in that is gone");
        }
        for path in [
            "/signin/sms",
            "/signin/sms/again",
            "/signin/other",
            "/signin/cancel",
            "/signin/begin-again",
            "/enrol/choose",
            "/enrol/answer",
            "/enrol/back",
            "/enrol/done",
        ] {
            thief.post(path, &[("r", r), ("code", "123456")]).await.is(404);
        }
    }
    mei.get(&to).await.is(200);
    let past = format!("{}~9", mail.id);
    mei.get(&format!("/signin?r={past}")).await.is(404);
    mei.get(&format!("/signin?r={mail}&r={mail}")).await.is(400);
}

/// EN-5, WB-3: without its token a form does nothing.
#[tokio::test]
async fn a_form_without_its_token_does_nothing() {
    let house = regular().await;
    let mut mei = house.browser();
    let mail = window(&house, &mut mei, "Larkfield Mail").await.to_string();
    let sent = texts(&house).await;
    for path in [
        "/signin",
        "/signin/sms",
        "/signin/sms/again",
        "/signin/other",
        "/signin/cancel",
        "/signin/begin-again",
        "/verify",
        "/enrol/choose",
        "/enrol/answer",
        "/enrol/done",
    ] {
        let fields = [("r", mail.as_str()), ("username", MEI), ("password", PASSWORD)];
        mei.post_bare(path, &fields).await.is(403);
    }
    assert_eq!(texts(&house).await, sent);
    mei.get(&format!("/signin?r={mail}")).await.is(200);
}

/// Architecture 11: opening pages sends nothing and changes nothing.
#[tokio::test]
async fn opening_a_page_sends_nothing() {
    let house = regular().await;
    let mut mei = house.browser();
    let mail = window(&house, &mut mei, "Larkfield Mail").await;
    sign_in(&mut mei, &mail).await;
    house.later(seconds(90));
    let sent = texts(&house).await;
    let before = house.engine.look(&mei.visit(&house), &mail).await.unwrap().sign_in;
    for path in [
        "/signin",
        "/signin/sms",
        "/signin/call",
        "/signin/other",
        "/signin/waiting",
        "/signin/problem",
        "/enrol",
        "/verify",
    ] {
        mei.get(&format!("{path}?r={mail}")).await;
    }
    for path in ["/signin/sms/again", "/signin/cancel", "/signin/begin-again", "/enrol/choose"] {
        mei.get(&format!("{path}?r={mail}")).await.is(405);
    }
    assert_eq!(texts(&house).await, sent);
    let after = house.engine.look(&mei.visit(&house), &mail).await.unwrap().sign_in;
    assert_eq!(before, after);
}

/// Somebody else at the same browser is not drawn into the request that is open there.
#[tokio::test]
async fn another_person_at_the_browser_begins_alone() {
    let house = regular().await;
    house.person("t.okafor", countersign_core::account::Role::Person, Default::default()).await;
    let mut mei = house.browser();
    let mail = window(&house, &mut mei, "Larkfield Mail").await;
    sign_in(&mut mei, &mail).await;
    mei.get("/signin").await;
    let fields = [("username", MEI), ("password", PASSWORD)];
    let to = mei.post("/signin", &fields).await.to();
    assert!(to.starts_with(&format!("/signin/sms?r={}~", mail.id)), "joined: {to}");
    house.later(minutes(1));
    let fields = [("username", "t.okafor@larkfield.example"), ("password", PASSWORD)];
    let to = mei.post("/signin", &fields).await.to();
    assert!(to.starts_with("/enrol?r="), "{to}");
    assert!(!r(&mei.get(&to).await).starts_with(mail.id.as_str()));
}
