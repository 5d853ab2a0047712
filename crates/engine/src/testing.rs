//! A house for tests: every part is the real one, but for a clock to turn, dice with a seed, and
//! an outbox to read instead of messages that leave. The kinds come from the caller.

use crate::{
    After, Compose, Composed, Engine, Error, Handle, House, NewAccount, Organisation, Result,
    Settings, Standing,
    clock::{Clock, TestClock, TestDice},
    courier::{Courier, CourierConfig, Kept, Opening},
    vault::Vault,
    visit::Visit,
};
use countersign_core::{
    account::{Account, Role, State},
    message::{Args, Channel},
    method::{Fields, Kinds},
    secret::Secret,
    session::Level,
    sign_in::{Event, Purpose, Window},
    time::Time,
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use store::Db;

mod counted;

pub use counted::Counted;

/// Of everybody in a test house: long enough to be the only proof.
pub const PASSWORD: &str = "lanterns over quiet water";
pub const HOST: &str = "sign-in.larkfield.example";

/// What a house is made of; `Plan::of` is what most tests want.
#[derive(Clone)]
pub struct Plan {
    pub kinds: Kinds,
    pub compose: Compose,
    pub courier: CourierConfig,
    pub settings: Settings,
}

/// A house that is open. Cheap to clone.
#[derive(Clone)]
pub struct TestHouse {
    pub engine: Engine,
    pub clock: Arc<TestClock>,
    pub courier: Arc<Courier>,
    pub db: Db,
    pub plan: Plan,
}

/// Somebody's browser: its cookies, and where it is.
#[derive(Clone)]
pub struct TestBrowser {
    pub house: TestHouse,
    pub secret: Secret<String>,
    pub session: Option<Secret<String>>,
    pub source: String,
}

impl Plan {
    pub fn of(kinds: Kinds) -> Self {
        let mut courier = CourierConfig { outbox: true, ..CourierConfig::default() };
        courier.ceilings.generous();
        Self { kinds, compose: plain(), courier, settings: settings() }
    }
}

/// Settings of a house behind `https://sign-in.larkfield.example`.
pub fn settings() -> Settings {
    Settings {
        public_url: format!("https://{HOST}"),
        authenticator_url: format!("https://approve.{HOST}"),
        host: HOST.into(),
        secure: true,
        trusted_proxies: Vec::new(),
        hash_threads: 2,
        hash_queue: 64,
        answers_per_minute: 10_000,
        begins_per_minute: 10_000,
    }
}

/// Words and facts as they are, for houses without pages: the key, then a line for each argument.
pub fn plain() -> Compose {
    Arc::new(|message, _, _| {
        let facts: String =
            message.args.iter().map(|(name, value)| format!("\n{name}={value}")).collect();
        let subject = (message.channel == Channel::Mail).then(|| message.words.clone());
        Composed { subject, text: format!("{}{facts}", message.words), html: None }
    })
}

impl TestHouse {
    /// A house that is set up, on a database of its own.
    pub async fn on(db: Db, kinds: Kinds) -> Self {
        Self::planned(db, Plan::of(kinds)).await
    }

    pub async fn planned(db: Db, plan: Plan) -> Self {
        let house = Self::bare(db, plan).await;
        let mut organisation = Organisation {
            name: "Larkfield Trust".into(),
            short: "Larkfield".into(),
            service_desk: "IT service desk, 5550 1234".into(),
            time_zone: "Asia/Hong_Kong".into(),
            ready: true,
            ..Organisation::default()
        };
        organisation.defaults.on_since = house.engine.now();
        ok(house.engine.save_organisation(organisation).await);
        house
    }

    /// In front of its first run.
    pub async fn bare(db: Db, plan: Plan) -> Self {
        let clock = Arc::new(TestClock::default());
        ok(Self::start(db, plan, clock, &Secret::new([7; 32])).await)
    }

    /// The same database once more: the next start, or another node. Its messages are its own.
    pub async fn again(&self) -> Self {
        let clock = Arc::clone(&self.clock);
        ok(Self::start(self.db.clone(), self.plan.clone(), clock, &Secret::new([7; 32])).await)
    }

    /// A start under any master key.
    pub async fn start(
        db: Db,
        plan: Plan,
        clock: Arc<TestClock>,
        key: &Secret<[u8; 32]>,
    ) -> Result<Self> {
        Self::start_with(db, plan, clock, Arc::new(Vault::from_key(key))).await
    }

    /// A start with any key file.
    pub async fn start_with(
        db: Db,
        plan: Plan,
        clock: Arc<TestClock>,
        vault: Arc<Vault>,
    ) -> Result<Self> {
        let ticking: Arc<dyn Clock> = Arc::<TestClock>::clone(&clock);
        let receipts_at = format!("{}/receipt", plan.settings.public_url);
        let opening = Opening {
            clock: Arc::clone(&ticking),
            keyed: vault.as_ref(),
            receipts_at: Some(&receipts_at),
        };
        let courier = Courier::open(plan.courier.clone(), &opening)
            .map_err(|error| Error::Down(error.to_string()))?;
        let courier = Arc::new(courier);
        let house = House {
            db: db.clone(),
            clock: ticking,
            dice: Arc::new(TestDice::seeded(seed())),
            kinds: plan.kinds,
            vault,
            courier: Arc::clone(&courier),
            compose: Arc::clone(&plan.compose),
            settings: plan.settings.clone(),
        };
        Ok(Self { engine: Engine::open(house).await?, clock, courier, db, plan })
    }

    pub fn later(&self, span: Duration) {
        self.clock.turn(span);
    }

    /// Somebody with `PASSWORD`, whose user name is their address.
    pub async fn person(&self, user: &str, role: Role, state: State) -> Account {
        let mail = mail_of(user);
        let new = NewAccount {
            username: mail.clone(),
            name: user.into(),
            mail,
            role,
            state,
            password: Some(Secret::from(PASSWORD)),
        };
        ok(self.engine.add_account(new).await)
    }

    pub async fn account(&self, user: &str) -> Account {
        ok(self.engine.account_named(&mail_of(user)).await)
    }

    /// A browser nobody has used, at a network address of its own.
    pub fn browser(&self) -> TestBrowser {
        let n = seed();
        TestBrowser {
            house: self.clone(),
            secret: countersign_core::dice::token(self.engine.dice()),
            session: None,
            source: format!("192.0.{}.{}", 2 + n / 250, 1 + n % 250),
        }
    }

    /// Everything in the outbox, once what is due has been handed over.
    pub async fn sent(&self) -> Vec<Kept> {
        // Letters of a turn leave beside its answer.
        for _ in 0..400 {
            ok(self.engine.post_due().await);
            if ok(store::outbox::waiting(&mut ok(self.engine.reader().await)).await) == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.courier.outbox().map(super::courier::Outbox::list).unwrap_or_default()
    }

    /// What was sent to `to`, oldest first: its words and facts.
    pub async fn told(&self, to: &str) -> Vec<(String, Args)> {
        let sent = self.sent().await;
        sent.iter().filter(|kept| kept.to == to).map(|kept| facts(&kept.text)).collect()
    }

    /// The newest code that was sent to `to`.
    pub async fn code_to(&self, to: &str) -> String {
        let told = self.told(to).await;
        let code = told.iter().rev().find_map(|(_, facts)| facts.get("code").cloned());
        code.unwrap_or_else(|| panic!("no code was sent to {to}"))
    }
}

impl TestBrowser {
    pub fn visit(&self) -> Visit {
        Visit {
            browser: Some(self.secret.clone()),
            session: self.session.clone(),
            language: None,
            source: self.source.clone(),
            device: "Firefox on Windows".into(),
        }
    }

    /// Opens an app called `name` (the account pages for an empty one).
    pub async fn open(&self, name: &str) -> Handle {
        self.open_at(name, Level::None).await
    }

    pub async fn open_at(&self, name: &str, at_least: Level) -> Handle {
        let purpose = Purpose::SignIn { at_least };
        ok(self.engine().begin(&self.secret, &self.visit(), purpose, window(name), false).await)
    }

    /// One turn; a cookie that comes of it is kept.
    pub async fn turn(&mut self, handle: &Handle, events: Vec<Event>) -> Result<After> {
        let after = self.engine().turn(&self.visit(), handle, events).await?;
        if let Some(session) = &after.session {
            self.session = Some(session.clone());
        }
        Ok(after)
    }

    /// Types name and password on the first page.
    pub async fn name(&mut self, handle: &Handle, name: &str, password: &str) -> Result<After> {
        let named = Event::Named { typed: name.into(), account: None };
        self.turn(handle, vec![named, answer("password", password)]).await
    }

    /// The same for one of the people of this house.
    pub async fn password(&mut self, handle: &Handle, user: &str) -> Result<After> {
        self.name(handle, &mail_of(user), PASSWORD).await
    }

    pub async fn code(&mut self, handle: &Handle, code: &str) -> Result<After> {
        self.turn(handle, vec![answer("code", code)]).await
    }

    /// Who is signed in here.
    pub async fn standing(&self) -> Option<Standing> {
        ok(self.engine().standing(&self.visit()).await)
    }

    pub fn engine(&self) -> &Engine {
        &self.house.engine
    }
}

/// "m.wong@larkfield.example".
pub fn mail_of(user: &str) -> String {
    format!("{user}@larkfield.example")
}

/// One field of a form, as an answer.
pub fn answer(field: &str, value: &str) -> Event {
    Event::Answered(Fields::of(&[(field, value)]))
}

/// A window of an app called `name`.
pub fn window(name: &str) -> Window {
    Window {
        app: None,
        name: name.into(),
        icon: "web".into(),
        return_to: "/home".into(),
        origin: None,
        at: Time(0),
    }
}

/// What `plain` wrote, read again.
fn facts(text: &str) -> (String, Args) {
    let mut lines = text.lines();
    let words = lines.next().unwrap_or_default().to_owned();
    let pairs = lines.filter_map(|line| line.split_once('='));
    (words, pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

/// Another for each house and browser of a process, so that no two draw the same.
fn seed() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// A part of a test house that does not stand is a failure of the test.
fn ok<T, E: std::fmt::Display>(outcome: std::result::Result<T, E>) -> T {
    outcome.unwrap_or_else(|error| panic!("the test house: {error}"))
}
