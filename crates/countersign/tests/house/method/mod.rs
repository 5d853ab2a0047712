//! A new method costs a folder and a line (architecture: at most six files). This one is not part
//! of the product; it goes through setting up, signing in, policy and the own account all the same.

mod card;

use crate::client::{Answer, Browser};
use countersign_core::{
    account::State,
    method::{Kind, Kinds},
    secret::Secret,
    session::Level,
};
use engine::{
    Engine, House, NewAccount, Organisation, Settings,
    clock::{Clock, RealClock, RealDice},
    courier::{Courier, CourierConfig, Opening},
    vault::Vault,
};
use std::sync::Arc;

/// The whole cost outside the folder: one line.
fn kinds() -> Kinds {
    let mut all: Vec<&'static dyn Kind> = methods::kinds().all().collect();
    all.push(&card::Card);
    Kinds(all.leak())
}

async fn open(port: u16) -> Engine {
    let vault = Arc::new(Vault::from_key(&Secret::new([7; 32])));
    let clock: Arc<dyn Clock> = Arc::new(RealClock);
    let public_url = format!("http://localhost:{port}");
    let config = CourierConfig { outbox: true, ..CourierConfig::default() };
    let opening = Opening { clock: Arc::clone(&clock), keyed: vault.as_ref(), receipts_at: None };
    let courier = Arc::new(Courier::open(config, &opening).unwrap());
    let settings = Settings {
        host: format!("localhost:{port}"),
        secure: false,
        authenticator_url: format!("http://approve.localhost:{port}"),
        trusted_proxies: Vec::new(),
        hash_threads: 1,
        hash_queue: 8,
        answers_per_minute: 100,
        begins_per_minute: 100,
        public_url: public_url.clone(),
    };
    let house = House {
        db: store::Db::open(&store::Config::Memory).await.unwrap(),
        clock,
        dice: Arc::new(RealDice),
        kinds: kinds(),
        vault,
        courier,
        compose: web::compose::composer(kinds(), &public_url).unwrap(),
        settings,
    };
    let engine = Engine::open(house).await.unwrap();
    let organisation =
        Organisation { name: "Larkfield Trust".into(), ready: true, ..<_>::default() };
    engine.save_organisation(organisation).await.unwrap();
    engine
}

/// A house with the card in it, on a port of its own.
async fn serve() -> (Engine, u16) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let engine = open(port).await;
    let pages = web::routes(engine.clone(), web::Options::default()).unwrap();
    let service = pages.into_make_service_with_connect_info::<std::net::SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
    (engine, port)
}

const PASSWORD: &str = "lanterns over quiet water";

async fn sign_in(browser: &mut Browser) -> Answer {
    let page = browser.open("/signin").await;
    let typed = [("username", "m.wong"), ("password", PASSWORD)];
    let answer = browser.submit(&page, "/signin", &typed).await;
    browser.follow(answer).await
}

#[tokio::test]
async fn a_method_of_three_files_is_set_up_asked_for_and_listed() {
    let (engine, port) = serve().await;
    let account = engine
        .add_account(NewAccount {
            username: "m.wong".into(),
            name: "Mei Lin Wong".into(),
            mail: "m.wong@larkfield.example".into(),
            state: State::Enforced,
            password: Some(Secret::from(PASSWORD)),
            ..NewAccount::default()
        })
        .await
        .unwrap();

    // Setting it up: offered among the others, kept only after it worked once.
    let mut first = Browser::new(port);
    let choose = sign_in(&mut first).await;
    choose.says("Printed card");
    let answer = first.submit(&choose, "/enrol/choose", &[("method", "card")]).await;
    let page = first.follow(answer).await;
    let wrong = first.submit(&page, "/enrol/answer", &[("code", "1")]).await;
    let wrong = first.follow(wrong).await;
    wrong.says("That is not the number on your card.");
    assert!(engine.ways(&account).await.unwrap().is_empty(), "kept before it worked");
    let number = pending(&engine, &first, &page).await;
    let answer = first.submit(&wrong, "/enrol/answer", &[("code", &number)]).await;
    let spare = first.follow(answer).await;
    let answer = first.submit(&spare, "/enrol/answer", &[("saved", "yes")]).await;
    let set = first.follow(answer).await;
    set.says("Card in my wallet");
    let answer = first.submit(&set, "/enrol/done", &[]).await;
    let home = first.follow(answer).await;
    assert!(home.address.ends_with("/home"), "{}", home.address);

    // Signing in: asked for by itself, and by the policy enough.
    let mut next = Browser::new(port);
    let ask = sign_in(&mut next).await;
    ask.says("Type the number on your card");
    let wrong = next.submit(&ask, "/signin/card", &[("code", "12345678")]).await;
    let wrong = next.follow(wrong).await;
    wrong.says("That is not the number on your card.");
    let answer = next.submit(&wrong, "/signin/card", &[("code", &number)]).await;
    let home = next.follow(answer).await;
    assert!(home.address.ends_with("/home"), "{}", home.address);
    let mut reader = engine.reader().await.unwrap();
    let sessions = store::session::of_account(&mut reader, &account.id, engine.now()).await;
    let levels: Vec<Level> = sessions.unwrap().iter().map(|one| one.level()).collect();
    assert_eq!(levels, [Level::Two, Level::Two]);

    // The own account: listed with its name.
    let security = next.open("/security").await;
    security.says("Card in my wallet");
}

/// The number on the card, as its owner would read it from the paper.
async fn pending(engine: &Engine, browser: &Browser, page: &Answer) -> String {
    let handle = page.address.split("r=").nth(1).unwrap().replace("%7E", "~");
    let visit = browser.visit(engine.settings());
    let look = engine.look(&visit, &handle.parse().unwrap()).await.unwrap();
    let stage = serde_json::to_value(&look.sign_in.stage).unwrap();
    stage["Enrol"]["step"]["SetUp"]["pending"]["number"].as_str().unwrap().to_owned()
}

#[test]
fn the_whole_method_is_at_most_six_files() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/house/method/card");
    assert!(std::fs::read_dir(folder).unwrap().count() <= 6);
}
