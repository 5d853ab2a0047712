//! Walks through signing in and setting up, by their public door, with a real engine behind it.

mod answers;
mod delivery;
mod doors;
mod kinds;
mod known;
mod setting_up;
mod walks;
mod windows;

use crate::account::house::{Answered, Browser, House, NUMBER, PASSWORD};
use countersign_core::{
    account::{Role, State},
    id::AppId,
    session::Level,
    sign_in::{Purpose, Window},
    time::minutes,
};
use engine::Handle;

const MEI: &str = "m.wong@larkfield.example";

/// A house with Mei, who has no second step yet.
async fn newcomer(state: State) -> House {
    let house = House::new().await;
    house.person("m.wong", Role::Person, state).await;
    house
}

/// A house with Mei, who has a number; some time ago, so that a new text may be sent.
async fn regular() -> House {
    let house = newcomer(State::Enforced).await;
    house.signed_in("m.wong").await;
    house.later(minutes(15));
    house
}

/// A window of an app, as a front begins it.
async fn window(house: &House, browser: &mut Browser, app: &str) -> Handle {
    if !browser.cookies.contains_key("__Host-browser") {
        browser.get("/signin").await;
    }
    let visit = browser.visit(house);
    let host = app.to_lowercase().replace(' ', "-");
    let window = Window {
        app: Some(AppId::from(host.clone())),
        name: app.into(),
        icon: "mail".into(),
        return_to: format!("/oidc/continue/{host}"),
        origin: Some(format!("https://{host}.example")),
        at: house.engine.now(),
    };
    let purpose = Purpose::SignIn { at_least: Level::One };
    let secret = visit.browser.clone().unwrap();
    house.engine.begin(&secret, &visit, purpose, window, false).await.unwrap()
}

/// Types name and password in the window `r`.
async fn sign_in(browser: &mut Browser, r: &Handle) -> Answered {
    let r = r.to_string();
    browser.get(&format!("/signin?r={r}&here=1")).await.is(200);
    browser.post("/signin", &[("r", &r), ("username", MEI), ("password", PASSWORD)]).await
}

/// The request a page is about, from its forms.
fn r(page: &Answered) -> String {
    let rest = page.body.split_once("name=\"r\" value=\"").unwrap().1;
    rest.split_once('"').unwrap().0.to_owned()
}

/// The tag on the stub of the ticket.
fn tag(page: &Answered) -> String {
    let stub = page.body.split_once("ticket-stub").unwrap().1;
    let bold = stub.split_once("<b").unwrap().1.split_once('>').unwrap().1;
    bold.split_once('<').unwrap().0.to_owned()
}

/// A code that is not the one that was sent.
async fn wrong_code(house: &House) -> String {
    let right: u32 = house.code_to(NUMBER).await.parse().unwrap();
    format!("{:06}", (right + 1) % 1_000_000)
}

/// How many texts have been sent.
async fn texts(house: &House) -> usize {
    house.mails().await;
    house.courier.outbox().unwrap().list().iter().filter(|kept| kept.to.starts_with('+')).count()
}

/// Whether a link or button of the page leads to `path`.
fn leads(page: &Answered, path: &str) -> bool {
    let plain = page.body.replace("&#x2f;", "/").replace("&amp;", "&");
    [format!("href=\"{path}\""), format!("action=\"{path}\"")].iter().any(|one| plain.contains(one))
}
