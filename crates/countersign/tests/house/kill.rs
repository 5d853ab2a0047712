//! kill -9 in the middle of a journey loses nothing that was acknowledged, and opens nothing that
//! was used up (AV-7, E-9).

use crate::{
    client::{Answer, Browser},
    program::{Folder, Server},
};
const NUMBER: [(&str, &str); 2] = [("country", "HK"), ("phone", "5123 4567")];

async fn press(browser: &mut Browser, page: &Answer, to: &str, typed: &[(&str, &str)]) -> Answer {
    let answer = browser.submit(page, to, typed).await;
    browser.follow(answer).await
}

/// The server is killed and started again in the same folder at the same address.
fn again(server: Server, folder: &Folder) -> Server {
    let port = server.port;
    server.kill();
    Server::demo_at(&folder.0, port)
}

#[tokio::test]
async fn a_journey_goes_on_after_each_kill_and_nothing_used_opens_again() {
    let folder = Folder::new();
    let mut server = Server::demo(&folder.0);
    let ready = server.ready();
    let mei = &ready["people"][0];
    let who = [
        ("username", mei["username"].as_str().unwrap()),
        ("password", mei["password"].as_str().unwrap()),
    ];
    let mut browser = Browser::new(server.port);
    let page = browser.open(ready["apps"][0]["url"].as_str().unwrap()).await;
    server = again(server, &folder);

    // The request, the password, the number and the code each survive.
    let choose = press(&mut browser, &page, "/signin", &who).await;
    choose.says("More information is needed");
    server = again(server, &folder);
    let number = press(&mut browser, &choose, "/enrol/choose", &[("method", "sms")]).await;
    let check = press(&mut browser, &number, "/enrol/answer", &NUMBER).await;
    let code = browser.newest_code().await;
    server = again(server, &folder);
    let spare = press(&mut browser, &check, "/enrol/answer", &[("code", &code)]).await;
    spare.says("Keep a spare");
    server = again(server, &folder);
    let set = press(&mut browser, &spare, "/enrol/answer", &[("saved", "yes")]).await;
    set.says("You are set");
    let answer = browser.submit(&set, "/enrol/done", &[]).await;
    let on = answer.location.clone().unwrap();
    server = again(server, &folder);

    // The session it opened is still there; so is the way back to the app.
    assert_eq!(browser.get("/home").await.status, 200);
    let back = browser.get(&on).await;
    let to = back.location.clone().unwrap();
    assert!(to.contains("code="), "{to}");
    server = again(server, &folder);

    // What was used up before the kill opens nothing after it.
    let once_more = browser.get(&on).await;
    let second = once_more.location.unwrap_or_default();
    assert!(!second.contains("code="), "the request was answered twice: {second}");
    let next = browser.open("/security").await;
    next.says("Text message to the number ending");
    drop(server);
}
