//! A house with people in it, and browsers to visit it with.

use crate::{Options, routes};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, StatusCode},
};
use countersign_core::{
    account::{Account, Role, State},
    audit::What,
    method::{Fields, Kinds},
    secret::Secret,
    session::Level,
    sign_in::{Event, Purpose, Stage, Step, Window},
    time::{Time, minutes},
};
use engine::{
    Engine, Handle, House as Parts, NewAccount, Settings,
    clock::{Clock, RealDice, TestClock},
    courier::{Courier, CourierConfig, Kept, Opening},
    vault::Vault,
    visit::Visit,
};
use std::{collections::BTreeMap, net::SocketAddr, sync::Arc, time::Duration};
use tower::ServiceExt as _;

pub const HOST: &str = "localhost:8080";
pub const URL: &str = "http://localhost:8080";
pub const PASSWORD: &str = "lanterns over quiet water";
pub const NUMBER: &str = "+85251234534";

pub struct House {
    pub engine: Engine,
    pub clock: Arc<TestClock>,
    pub courier: Arc<Courier>,
    app: Router,
}

impl House {
    /// A new server, in front of its first run.
    pub async fn bare() -> Self {
        Self::with(CourierConfig { outbox: true, ..CourierConfig::default() }).await
    }

    pub async fn with(config: CourierConfig) -> Self {
        Self::made_of(config, methods::kinds()).await
    }

    pub async fn made_of(config: CourierConfig, kinds: Kinds) -> Self {
        let clock = Arc::new(TestClock::default());
        let ticking: Arc<dyn Clock> = Arc::<TestClock>::clone(&clock);
        let vault = Arc::new(Vault::from_key(&Secret::new([7; 32])));
        let receipts = format!("{URL}/receipt");
        let opening = Opening {
            clock: Arc::clone(&ticking),
            keyed: vault.as_ref(),
            receipts_at: Some(&receipts),
        };
        let courier = Arc::new(Courier::open(config, &opening).unwrap());
        let engine = Engine::open(Parts {
            db: store::Db::open(&store::Config::Memory).await.unwrap(),
            clock: ticking,
            dice: Arc::new(RealDice),
            kinds,
            vault,
            courier: Arc::clone(&courier),
            compose: crate::compose::composer(kinds, URL).unwrap(),
            settings: settings(),
        })
        .await
        .unwrap();
        let app = routes(engine.clone(), Options::default()).unwrap();
        Self { engine, clock, courier, app }
    }

    /// One that is set up.
    pub async fn new() -> Self {
        Self::bare().await.ready().await
    }

    pub async fn ready(self) -> Self {
        let house = self;
        let mut organisation =
            engine::Organisation::clone(&*house.engine.organisation().await.unwrap());
        organisation.name = "Larkfield Trust".into();
        organisation.time_zone = "Asia/Hong_Kong".into();
        organisation.ready = true;
        house.engine.save_organisation(organisation).await.unwrap();
        house
    }

    pub async fn person(&self, user: &str, role: Role, state: State) -> Account {
        let mail = format!("{user}@larkfield.example");
        let new = NewAccount {
            username: mail.clone(),
            name: "Mei Lin Wong".into(),
            mail,
            role,
            state,
            password: Some(Secret::from(PASSWORD)),
        };
        self.engine.add_account(new).await.unwrap()
    }

    pub async fn account(&self, user: &str) -> Account {
        self.engine.account_named(&format!("{user}@larkfield.example")).await.unwrap()
    }

    pub fn later(&self, span: Duration) {
        self.clock.turn(span);
    }

    pub fn browser(&self) -> Browser {
        Browser {
            app: self.app.clone(),
            cookies: BTreeMap::new(),
            csrf: String::new(),
            agent: "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0".into(),
        }
    }

    /// Somebody who has no password yet.
    pub async fn invited(&self, user: &str) -> Account {
        let mail = format!("{user}@larkfield.example");
        let new = NewAccount {
            username: mail.clone(),
            name: "Nao Ito".into(),
            mail,
            ..NewAccount::default()
        };
        self.engine.add_account(new).await.unwrap()
    }

    /// Security defaults off.
    pub async fn no_defaults(&self) {
        let mut organisation =
            engine::Organisation::clone(&*self.engine.organisation().await.unwrap());
        organisation.defaults.on = false;
        self.engine.save_organisation(organisation).await.unwrap();
    }

    pub async fn state(&self, user: &str, state: State) {
        let account = Account { state, ..self.account(user).await };
        self.engine.save_account(&account, What::StateChanged).await.unwrap();
    }

    /// Ids of the live sessions of `user`, oldest first.
    pub async fn sessions(&self, user: &str) -> Vec<String> {
        let account = self.account(user).await;
        let mut reader = self.engine.reader().await.unwrap();
        let now = self.engine.now();
        let all = store::session::of_account(&mut reader, &account.id, now).await.unwrap();
        all.into_iter().rev().map(|session| session.id.to_string()).collect()
    }

    /// Id of a way of `user`, in the order they were added.
    pub async fn way(&self, user: &str, at: usize) -> String {
        let mut ways = self.engine.ways(&self.account(user).await).await.unwrap();
        ways.sort_by_key(|way| way.added_at);
        ways.remove(at).id.to_string()
    }

    /// A second browser of somebody who has a number: later, so that a new text may be sent.
    pub async fn signed_in_again(&self, user: &str) -> Browser {
        self.later(minutes(3));
        self.signed_in(user).await
    }

    /// One more number, by way of the page that adds one.
    pub async fn add_text(&self, browser: &mut Browser, phone: &str) {
        let page = browser.get("/security/add").await;
        if page.status == StatusCode::SEE_OTHER {
            let to = page.to();
            self.prove(browser, &to).await;
            browser.get("/security/add").await.is(200);
        }
        let to = browser.post("/security/add", &[("method", "sms")]).await.to();
        let handle: Handle = to.strip_prefix("/enrol?r=").unwrap().parse().unwrap();
        self.type_number(&browser.visit(self), &handle, phone).await;
        self.later(Duration::from_millis(10));
    }

    /// The box under the recovery codes is ticked.
    pub async fn keep_codes(&self, browser: &Browser, to: &str) {
        let handle: Handle = to.strip_prefix("/enrol?r=").unwrap().parse().unwrap();
        let event = Event::SetUpAnswered(Fields::of(&[("saved", "on")]));
        let after = self.engine.turn(&browser.visit(self), &handle, vec![event]).await.unwrap();
        assert!(matches!(after.sign_in.stage, Stage::Done { .. }));
    }

    /// The path of the link in the newest notice to `user`.
    pub async fn undo_path(&self, user: &str) -> String {
        let mail = format!("{user}@larkfield.example");
        let letter = self.sent_to(&mail, |mail| mail.text.contains("/security/undo/")).await;
        let token = letter.text.split_once("/security/undo/").unwrap().1;
        let token: String = token.chars().take_while(char::is_ascii_hexdigit).collect();
        format!("/security/undo/{token}")
    }

    /// A browser in which `user` has signed in, with the second step if there is one; otherwise
    /// put off or set up by text.
    pub async fn signed_in(&self, user: &str) -> Browser {
        self.signed_in_with(user, NUMBER).await
    }

    /// The same, where the code comes to `number`.
    pub async fn signed_in_with(&self, user: &str, number: &str) -> Browser {
        let mut browser = self.browser();
        browser.get("/forgot").await;
        let visit = browser.visit(self);
        let purpose = Purpose::SignIn { at_least: Level::None };
        let secret = visit.browser.clone().unwrap();
        let handle =
            self.engine.begin(&secret, &visit, purpose, window("/home"), true).await.unwrap();
        let typed = format!("{user}@larkfield.example");
        let events = vec![
            Event::Named { typed, account: None },
            Event::Answered(Fields::of(&[("password", PASSWORD)])),
        ];
        let after = self.engine.turn(&visit, &handle, events).await.unwrap();
        assert_eq!(after.wrong, None);
        let session = match (&after.sign_in.stage, after.session) {
            (Stage::Done { .. }, session) => session,
            (Stage::Enrol(_), _) => self.enrol(&visit, &handle).await,
            (Stage::Prove { .. }, _) => self.answer_text(&visit, &handle, number).await,
            other => panic!("{other:?}"),
        };
        browser.cookies.insert("__Host-session".into(), session.unwrap().reveal().clone());
        browser
    }

    /// Sets a text up in a sign-in that asks for it.
    pub async fn enrol(&self, visit: &Visit, handle: &Handle) -> Option<Secret<String>> {
        self.set_up_text(visit, handle, "51234534").await;
        for event in [Event::SpareLater, Event::Confirmed] {
            let after = self.engine.turn(visit, handle, vec![event]).await.unwrap();
            if after.session.is_some() {
                return after.session;
            }
        }
        None
    }

    /// Sets an app up in a sign-in that asks for it, as somebody who types its key.
    pub async fn enrol_app(&self, visit: &Visit, handle: &Handle) -> Option<Secret<String>> {
        let turn = |event| self.engine.turn(visit, handle, vec![event]);
        let after = turn(Event::SetUp("totp".into())).await.unwrap();
        let Stage::Enrol(setup) = &after.sign_in.stage else { panic!("{:?}", after.sign_in.stage) };
        let Step::SetUp { pending, .. } = &setup.step else { panic!("{:?}", setup.step) };
        let key = pending["key"].as_str().unwrap().replace(' ', "");
        let code = totp_rs::Builder::new()
            .with_algorithm(totp_rs::Algorithm::SHA1)
            .with_digits(6)
            .with_step_duration(30)
            .with_account_name("-")
            .with_secret(totp_rs::Secret::try_from_base32(&key).unwrap())
            .build()
            .unwrap()
            .generate(u64::try_from(self.engine.now().seconds()).unwrap())
            .to_string();
        let typed = Event::SetUpAnswered(Fields::of(&[("code", &code)]));
        assert_eq!(turn(typed).await.unwrap().wrong, None);
        turn(Event::SpareLater).await.unwrap();
        turn(Event::Confirmed).await.unwrap().session
    }

    /// The set-up of a text way within a sign-in that waits for one.
    pub async fn set_up_text(&self, visit: &Visit, handle: &Handle, phone: &str) {
        let turn = |event| self.engine.turn(visit, handle, vec![event]);
        turn(Event::SetUp("sms".into())).await.unwrap();
        self.type_number(visit, handle, phone).await;
    }

    pub async fn type_number(&self, visit: &Visit, handle: &Handle, phone: &str) {
        let turn = |event| self.engine.turn(visit, handle, vec![event]);
        let fields = Fields::of(&[("country", "HK"), ("phone", phone)]);
        let after = turn(Event::SetUpAnswered(fields)).await.unwrap();
        assert_eq!(after.wrong, None);
        let code = self.code_to(&format!("+852{phone}")).await;
        let after = turn(Event::SetUpAnswered(Fields::of(&[("code", &code)]))).await.unwrap();
        assert_eq!(after.wrong, None);
        // Ways that were added at the same moment have no order.
        self.later(Duration::from_millis(10));
    }

    /// The text that was sent, typed.
    pub async fn answer_text(
        &self,
        visit: &Visit,
        handle: &Handle,
        number: &str,
    ) -> Option<Secret<String>> {
        let code = self.code_to(number).await;
        let event = Event::Answered(Fields::of(&[("code", &code)]));
        let after = self.engine.turn(visit, handle, vec![event]).await.unwrap();
        assert_eq!(after.wrong, None);
        after.session
    }

    /// The newest code sent to a number.
    pub async fn code_to(&self, to: &str) -> String {
        let text = self.sent_to(to, |kept| digits(&kept.text).is_some()).await.text;
        digits(&text).unwrap()
    }

    /// Waits for the courier: an older message must not be taken for the one on its way.
    async fn settle(&self) {
        for _ in 0..400 {
            self.engine.post_due().await.unwrap();
            let mut reader = self.engine.reader().await.unwrap();
            if store::outbox::waiting(&mut reader).await.unwrap() == 0 {
                return;
            }
            drop(reader);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// The newest message to somebody that fits; waits for the courier.
    pub async fn sent_to(&self, to: &str, fits: impl Fn(&Kept) -> bool) -> Kept {
        for _ in 0..200 {
            self.settle().await;
            let all = self.courier.outbox().unwrap().list();
            let newest = all.into_iter().rev().find(|kept| kept.to == to && fits(kept));
            match newest {
                Some(kept) => return kept,
                None => tokio::time::sleep(Duration::from_millis(5)).await,
            }
        }
        panic!("nothing was sent to {to}");
    }

    /// What is on its way, once nothing more comes.
    pub async fn mails(&self) -> usize {
        self.settle().await;
        self.courier.outbox().unwrap().list().len()
    }

    /// Follows a redirect to `/verify` or `/signin`: proves the second step again in the engine, as
    /// the pages of sign-in do, and keeps the new cookie. Says where it goes on.
    pub async fn prove(&self, browser: &mut Browser, to: &str) -> String {
        let visit = browser.visit(self);
        let handle: Handle = to.split_once("r=").unwrap().1.parse().unwrap();
        let look = self.engine.look(&visit, &handle).await.unwrap();
        let mut sign_in = look.sign_in;
        if sign_in.proofs.is_empty() && sign_in.purpose != Purpose::Reset {
            let password = look.methods.iter().find(|method| method.kind == "password").unwrap();
            let events = vec![
                Event::Chose(password.id.clone()),
                Event::Answered(Fields::of(&[("password", PASSWORD)])),
            ];
            let after = self.engine.turn(&visit, &handle, events).await.unwrap();
            assert_eq!(after.wrong, None);
            keep(browser, after.session);
            sign_in = after.sign_in;
        }
        if matches!(sign_in.stage, Stage::Prove { .. }) {
            let session = self.answer_text(&visit, &handle, NUMBER).await;
            keep(browser, session);
        }
        sign_in.windows.first().unwrap().return_to.clone()
    }
}

fn keep(browser: &mut Browser, session: Option<Secret<String>>) {
    if let Some(session) = session {
        browser.cookies.insert("__Host-session".into(), session.reveal().clone());
    }
}

fn digits(text: &str) -> Option<String> {
    let mut words = text.split(|c: char| !c.is_ascii_digit());
    words.find(|word| word.len() == 6).map(ToOwned::to_owned)
}

pub fn window(return_to: &str) -> Window {
    Window {
        app: None,
        name: String::new(),
        icon: "account".into(),
        return_to: return_to.into(),
        origin: None,
        at: Time(0),
    }
}

pub fn settings() -> Settings {
    Settings {
        public_url: URL.into(),
        authenticator_url: "http://approve.localhost:8080".into(),
        host: HOST.into(),
        secure: false,
        trusted_proxies: Vec::new(),
        hash_threads: 2,
        hash_queue: 64,
        answers_per_minute: 1000,
        begins_per_minute: 1000,
    }
}

/// One person's browser: keeps cookies and the token of the last form it saw.
#[derive(Clone)]
pub struct Browser {
    app: Router,
    pub cookies: BTreeMap<String, String>,
    pub csrf: String,
    pub agent: String,
}

pub struct Answered {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answered {
    /// Where a redirect leads.
    #[track_caller]
    pub fn to(&self) -> String {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text());
        self.headers.get("location").unwrap().to_str().unwrap().to_owned()
    }

    #[track_caller]
    pub fn says(&self, text: &str) -> &Self {
        assert!(self.plain().contains(text), "{text:?} is not on the page:\n{}", self.text());
        self
    }

    #[track_caller]
    pub fn silent(&self, text: &str) -> &Self {
        assert!(!self.plain().contains(text), "{text:?} is on the page:\n{}", self.text());
        self
    }

    #[track_caller]
    pub fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        self
    }

    /// What a person reads of it, for when a test fails.
    pub fn text(&self) -> String {
        let plain = self.plain();
        let main = plain.split_once("<main").map_or(plain.as_str(), |(_, rest)| rest);
        let main = main.split_once("</main>").map_or(main, |(main, _)| main);
        let words =
            main.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text.trim());
        words.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" | ")
    }

    /// The page without the marks that keep names from turning a line.
    pub fn plain(&self) -> String {
        let body = self.body.replace(['\u{2068}', '\u{2069}'], "");
        body.replace("&#x27;", "'").replace("&#x2f;", "/").replace("&amp;", "&")
    }
}

impl Browser {
    pub fn visit(&self, house: &House) -> Visit {
        let cookies = self.jar();
        let peer = "203.0.113.7".parse().unwrap();
        Visit::read(house.engine.settings(), Some(&cookies), &self.agent, peer, None)
    }

    fn jar(&self) -> String {
        let pairs = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("; ")
    }

    pub async fn get(&mut self, path: &str) -> Answered {
        self.send(Method::GET, path, String::new()).await
    }

    /// Opens a page and presses its only button.
    pub async fn post_after(&mut self, path: &str) -> String {
        self.get(path).await;
        self.post(path, &[]).await.to()
    }

    /// Sends a form with the token of the last page.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answered {
        let csrf = self.csrf.clone();
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend(fields);
        self.post_bare(path, &all).await
    }

    pub async fn post_bare(&mut self, path: &str, fields: &[(&str, &str)]) -> Answered {
        let body =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send(Method::POST, path, body).await
    }

    pub async fn send(&mut self, method: Method, path: &str, body: String) -> Answered {
        let mut request = Request::builder()
            .method(&method)
            .uri(path)
            .header("host", HOST)
            .header("user-agent", &self.agent)
            .header("cookie", self.jar());
        if method == Method::POST {
            request = request
                .header("content-type", "application/x-www-form-urlencoded")
                .header("sec-fetch-site", "same-origin")
                .header("origin", URL);
        }
        let mut request = request.body(Body::from(body)).unwrap();
        let peer: SocketAddr = "203.0.113.7:40000".parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 10 << 20).await.unwrap();
        let body = String::from_utf8_lossy(&body).into_owned();
        self.keep(&parts.headers);
        if let Some(rest) = body.split_once("name=\"csrf\" value=\"") {
            self.csrf = rest.1.split_once('"').unwrap().0.to_owned();
        }
        Answered { status: parts.status, headers: parts.headers, body }
    }

    fn keep(&mut self, headers: &HeaderMap) {
        for set in headers.get_all("set-cookie") {
            let set = set.to_str().unwrap();
            let (name, rest) = set.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if set.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}
