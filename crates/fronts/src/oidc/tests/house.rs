//! A house of one organisation with two people, browsers that keep cookies, and apps.

use super::people::{BADGE, KINDS, WORD};
use crate::oidc::{NewClient, register};
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use countersign_core::{
    account::Account, id::MethodId, method::Fields, secret::Secret, sign_in::Event,
};
use engine::{
    Engine, ForPerson, HandOver, Handle, House, NewAccount, Organisation, Settings,
    clock::{Clock, TestClock, TestDice},
    courier::{Courier, CourierConfig, Opening},
    vault::{Vault, sha256},
    visit::Visit,
};
use serde_json::Value;
use std::{collections::BTreeMap, sync::Arc};
use store::Db;
use tower::ServiceExt;

pub const ISSUER: &str = "https://id.example.test";
pub const VERIFIER: &str = "a-verifier-of-enough-letters-for-the-rules-0123456789";
pub const CALLBACK: &str = "https://mail.example.test/callback";

#[derive(Clone)]
pub struct World {
    pub engine: Engine,
    pub db: Db,
    pub clock: Arc<TestClock>,
    pub router: Router,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
    /// What the pages are to draw.
    pub for_person: Option<ForPerson>,
}

impl Answer {
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    /// A parameter of the address the browser is sent to.
    pub fn param(&self, name: &str) -> Option<String> {
        let (_, query) = self.location().split_once('?')?;
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// The form that carries the answer to the app.
    pub fn hand_over(&self) -> &HandOver {
        match &self.for_person {
            Some(ForPerson::HandOver(hand_over)) => hand_over,
            _ => panic!("nothing is handed over: {self:?}"),
        }
    }

    /// A field of that form.
    pub fn field(&self, name: &str) -> Option<&str> {
        let mut fields = self.hand_over().fields.iter();
        fields.find(|(key, _)| *key == name).map(|(_, value)| value.reveal().as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.body))
    }

    pub fn error(&self) -> String {
        self.json()["error"].as_str().unwrap_or_default().to_owned()
    }
}

impl World {
    /// With a clock that stands still, and without security defaults.
    pub async fn open(db: Db) -> Self {
        let world = Self::reopen(db).await;
        let mut organisation = Organisation::default();
        organisation.defaults.on = false;
        organisation.ready = true;
        world.engine.save_organisation(organisation).await.unwrap();
        world.person("mei").await;
        world
    }

    /// What is there already.
    pub async fn reopen(db: Db) -> Self {
        Self::with(db, settings()).await
    }

    /// The same house, but a network address may begin only so much in a minute.
    pub async fn slowed(&self, begins_per_minute: u32) -> Self {
        Self::with(self.db.clone(), Settings { begins_per_minute, ..settings() }).await
    }

    async fn with(db: Db, settings: Settings) -> Self {
        let clock = Arc::new(TestClock::default());
        let vault = Arc::new(Vault::from_key(&Secret::new([7; 32])));
        let ticking: Arc<dyn Clock> = Arc::<TestClock>::clone(&clock);
        let opening =
            Opening { clock: Arc::clone(&ticking), keyed: vault.as_ref(), receipts_at: None };
        let config = CourierConfig { outbox: true, ..CourierConfig::default() };
        let courier = Arc::new(Courier::open(config, &opening).unwrap());
        let engine = Engine::open(House {
            db: db.clone(),
            clock: ticking,
            dice: Arc::new(TestDice::seeded(1)),
            kinds: KINDS,
            vault,
            courier,
            compose: Arc::new(|message, _, _| panic!("nothing is sent here: {message:?}")),
            settings,
        })
        .await
        .unwrap();
        let router = crate::routes(engine.clone(), &["en", "zh-Hant"]);
        Self { engine, db, clock, router }
    }

    pub async fn person(&self, name: &str) -> Account {
        let new = NewAccount {
            username: name.into(),
            name: format!("{name} of Larkfield"),
            mail: format!("{name}@larkfield.example"),
            password: Some(Secret::from(WORD)),
            ..NewAccount::default()
        };
        self.engine.add_account(new).await.unwrap()
    }

    /// Gives somebody a second step.
    pub async fn badge(&self, account: &Account) {
        let id = MethodId::new(self.engine.now(), self.engine.dice());
        let secret = self.engine.vault().seal(&format!("method.secret:{id}"), b"{}");
        let row = store::method::Row {
            id,
            account: account.id.clone(),
            kind: "badge".into(),
            label: String::new(),
            secret,
            version: 0,
            added_at: self.engine.now(),
            last_used_at: None,
        };
        let mut tx = self.db.begin().await.unwrap();
        store::method::add(&mut tx, &row).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn app(&self, new: NewClient) -> Rp {
        let new = NewClient {
            name: if new.name.is_empty() { "Larkfield Mail".into() } else { new.name },
            redirect_uris: if new.redirect_uris.is_empty() {
                vec![CALLBACK.to_owned()]
            } else {
                new.redirect_uris
            },
            ..new
        };
        let redirect = new.redirect_uris.first().unwrap().clone();
        let (app, secret) = register(&self.engine, new).await.unwrap();
        let secret = secret.map(|secret| secret.reveal().clone());
        Rp { id: app.key, secret, redirect }
    }

    pub async fn mail(&self) -> Rp {
        self.app(NewClient::default()).await
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (mut parts, body) = response.into_parts();
        let for_person = parts.extensions.remove::<ForPerson>();
        let beside = parts.extensions.get::<Arc<axum::http::request::Parts>>();
        assert_eq!(for_person.is_some(), beside.is_some(), "the pages need the request");
        let bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
        let body = String::from_utf8(bytes.to_vec()).unwrap();
        Answer { status: parts.status, headers: parts.headers, body, for_person }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// A form with headers.
    pub async fn form(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        pairs: &[(&str, &str)],
    ) -> Answer {
        let mut request = Request::builder().method(Method::POST).uri(path);
        if !headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header("content-type", "application/x-www-form-urlencoded");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(encoded(pairs))).unwrap()).await
    }

    /// Bearer's userinfo.
    pub async fn userinfo(&self, token: &str) -> Answer {
        let request = Request::get("/oidc/userinfo")
            .header("authorization", format!("Bearer {token}"))
            .body(Body::empty());
        self.send(request.unwrap()).await
    }

    pub async fn events(&self, what: &str) -> i64 {
        let mut reader = self.engine.reader().await.unwrap();
        let sql = "SELECT COUNT(*) FROM audit WHERE what = $1";
        let args = vec![store::seam::IntoValue::value(what)];
        reader.one(|row| row.int(0), sql, args).await.unwrap()
    }
}

pub fn borrowed(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs.iter().map(|(name, value)| (&**name, &**value)).collect()
}

pub fn encoded(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn settings() -> Settings {
    Settings {
        public_url: ISSUER.into(),
        authenticator_url: "https://approve.id.example.test".into(),
        host: "id.example.test".into(),
        secure: true,
        trusted_proxies: Vec::new(),
        hash_threads: 1,
        hash_queue: 8,
        answers_per_minute: 1000,
        begins_per_minute: 1000,
    }
}

/// The same by 64 at once, each on a task of its own.
pub async fn at_once<F>(ask: impl Fn() -> F) -> Vec<Answer>
where
    F: Future<Output = Answer> + Send + 'static,
{
    let tasks: Vec<_> = (0..64).map(|_| tokio::spawn(ask())).collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    answers
}

/// An app with what it was given at registration.
#[derive(Clone)]
pub struct Rp {
    pub id: String,
    pub secret: Option<String>,
    pub redirect: String,
}

impl Rp {
    /// The address of a good request with some parameters changed; an empty value takes one away.
    pub fn ask(&self, changes: &[(&str, &str)]) -> String {
        let challenge = URL_SAFE_NO_PAD.encode(sha256(VERIFIER.as_bytes()));
        let mut params: BTreeMap<&str, &str> = BTreeMap::from([
            ("response_type", "code"),
            ("client_id", self.id.as_str()),
            ("redirect_uri", self.redirect.as_str()),
            ("scope", "openid profile email"),
            ("state", "state-1"),
            ("nonce", "nonce-1"),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", "S256"),
        ]);
        params.extend(changes.iter().copied());
        params.retain(|_, value| !value.is_empty());
        let pairs: Vec<(&str, &str)> = params.into_iter().collect();
        format!("/oidc/authorize?{}", encoded(&pairs))
    }

    /// The parameters of a good request with some changed, as a form that is pushed brings them.
    pub fn pushes(&self, changes: &[(&str, &str)]) -> Vec<(String, String)> {
        let asked = self.ask(changes);
        let (_, query) = asked.split_once('?').unwrap();
        let pairs = url::form_urlencoded::parse(query.as_bytes()).into_owned();
        pairs.filter(|(name, _)| name != "client_id").collect()
    }

    /// Calls an endpoint with the client's own proof.
    pub async fn call(&self, world: &World, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let mut pairs = pairs.to_vec();
        pairs.push(("client_id", &self.id));
        if let Some(secret) = &self.secret {
            pairs.push(("client_secret", secret));
        }
        world.form(path, &[], &pairs).await
    }

    pub async fn redeem(&self, world: &World, code: &str) -> Answer {
        self.redeem_with(world, code, &[]).await
    }

    /// The exchange with some parameters changed; an empty value takes one away.
    pub async fn redeem_with(&self, world: &World, code: &str, changes: &[(&str, &str)]) -> Answer {
        let mut params: BTreeMap<&str, &str> = BTreeMap::from([
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self.redirect.as_str()),
            ("code_verifier", VERIFIER),
        ]);
        params.extend(changes.iter().copied());
        params.retain(|_, value| !value.is_empty());
        let pairs: Vec<(&str, &str)> = params.into_iter().collect();
        self.call(world, "/oidc/token", &pairs).await
    }

    pub async fn refresh(&self, world: &World, token: &str) -> Answer {
        let pairs = [("grant_type", "refresh_token"), ("refresh_token", token)];
        self.call(world, "/oidc/token", &pairs).await
    }
}

/// A browser with its cookies.
#[derive(Clone, Default)]
pub struct Browser {
    cookies: BTreeMap<String, String>,
}

impl Browser {
    fn header(&self) -> String {
        let pairs: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    fn keep(&mut self, headers: &HeaderMap) {
        for cookie in headers.get_all(header::SET_COOKIE) {
            let (pair, _) = cookie.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    pub async fn get(&mut self, world: &World, path: &str) -> Answer {
        let request = Request::get(path).header("cookie", self.header());
        let answer = world.send(request.body(Body::empty()).unwrap()).await;
        self.keep(&answer.headers);
        answer
    }

    pub fn visit(&self, world: &World) -> Visit {
        let peer = "192.0.2.7".parse().unwrap();
        let cookies = self.header();
        Visit::read(world.engine.settings(), Some(&cookies), "Firefox on Windows", peer, None)
    }

    /// Types name and word, and shows the badge if it is asked for; says where to go on.
    pub async fn sign_in(&mut self, world: &World, sent: &Answer, name: &str) -> String {
        let handle: Handle = sent.param("r").unwrap_or_else(|| panic!("{sent:?}")).parse().unwrap();
        let visit = self.visit(world);
        let named = Event::Named { typed: name.to_owned(), account: None };
        let answered = Event::Answered(Fields::of(&[("password", WORD)]));
        let mut after = world.engine.turn(&visit, &handle, vec![named, answered]).await.unwrap();
        assert_eq!(after.wrong, None);
        if after.session.is_none() {
            let badge = Event::Answered(Fields::of(&[("code", BADGE)]));
            after = world.engine.turn(&visit, &handle, vec![badge]).await.unwrap();
        }
        let session = after.session.unwrap_or_else(|| panic!("no session: {:?}", after.sign_in));
        self.cookies.insert("__Host-session".to_owned(), session.reveal().clone());
        after.sign_in.windows[handle.window].return_to.clone()
    }

    /// From the app's request to its code, signing in on the way if that is needed.
    pub async fn code(&mut self, world: &World, address: &str, name: &str) -> String {
        let mut answer = self.get(world, address).await;
        if answer.location().starts_with("/signin?") {
            let on = self.sign_in(world, &answer, name).await;
            answer = self.get(world, &on).await;
        }
        answer.param("code").unwrap_or_else(|| panic!("no code: {answer:?}"))
    }
}

/// Claims of a token nobody verified: it came straight from the token endpoint.
pub fn claims(token: &str) -> Value {
    let claims = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap()
}
