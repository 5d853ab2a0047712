//! A house on a folder, as the server wires it: a real file, the real clock and dice. Only the
//! passwords can be had without a hash, to see what everything else costs.

use anyhow::{Context as _, Result};
use countersign_core::{
    account::{Account, Appearance, Role, State, canonical},
    challenge::Challenge,
    dice,
    id::{AccountId, MethodId},
    method::{Asked, Cx, Enrol, Enrolled, Factor, Fields, Kind, Kinds, Method, Verdict, Wrong},
    policy::Defaults,
    secret::Secret,
    session::Level,
    sign_in::{Event, Purpose, Window},
    time::Time,
};
use engine::{
    After, Composed, Engine, Handle, House, Organisation, Settings,
    clock::{Clock, RealClock, RealDice},
    courier::{Courier, CourierConfig, Opening},
    vault::Vault,
    visit::Visit,
};
use serde_json::{Value, json};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};
use store::{Db, Tx, method};

pub const PASSWORD: &str = "lanterns over quiet water";
/// One key for everybody: what a code costs does not depend on it.
const KEY: [u8; 20] = *b"twenty bytes of key!";

/// A folder that goes when it is dropped.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("countersign-bench-{}", std::process::id()));
        let path = folder.join(name);
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
        if let Some(parent) = self.0.parent() {
            let _ = std::fs::remove_dir(parent);
        }
    }
}

/// Opens the house in a folder; `db` to put many things in at once.
pub async fn open(folder: &Path, kinds: Kinds, public_url: &str) -> Result<(Engine, Db)> {
    let vault = Arc::new(Vault::open_or_make(&folder.join("master.key"))?);
    let clock: Arc<dyn Clock> = Arc::new(RealClock);
    let opening = Opening { clock: Arc::clone(&clock), keyed: vault.as_ref(), receipts_at: None };
    let courier = CourierConfig { outbox: true, ..CourierConfig::default() };
    let courier = Arc::new(Courier::open(courier, &opening)?);
    let db = Db::open(&store::Config::Sqlite(folder.join("countersign.db"))).await?;
    let house = House {
        db: db.clone(),
        clock,
        dice: Arc::new(RealDice),
        kinds,
        vault,
        courier,
        compose: Arc::new(|message, _, _| Composed {
            subject: None,
            text: message.words.clone(),
            html: None,
        }),
        settings: settings(public_url),
    };
    let engine = Engine::open(house).await?;
    if !engine.organisation().await?.ready {
        // Who has no second step is asked for none.
        let defaults = Defaults { on: false, ..Defaults::default() };
        let organisation = Organisation {
            name: "Larkfield Trust".into(),
            ready: true,
            defaults,
            ..Organisation::default()
        };
        engine.save_organisation(organisation).await?;
    }
    Ok((engine, db))
}

fn settings(public_url: &str) -> Settings {
    Settings {
        public_url: public_url.into(),
        authenticator_url: public_url.into(),
        host: public_url.trim_start_matches("http://").into(),
        secure: false,
        trusted_proxies: Vec::new(),
        hash_threads: crate::measure::cores(),
        hash_queue: 256,
        answers_per_minute: u32::MAX,
        begins_per_minute: u32::MAX,
    }
}

/// A password without a hash.
struct Word;

impl Kind for Word {
    fn name(&self) -> &'static str {
        "password"
    }
    fn factor(&self) -> Factor {
        Factor::Knows
    }
    fn strength(&self) -> u8 {
        20
    }
    fn first(&self) -> bool {
        true
    }
    fn hint(&self, _: &Method) -> String {
        String::new()
    }
    fn ask(&self, _: &Method, _: &Cx) -> Asked {
        Asked { data: Value::Null, send: None, expires_at: None, tries: 5 }
    }
    fn check(&self, _: &Method, _: &Challenge, answer: &Fields, _: &Cx) -> Verdict {
        if answer.get("password") == PASSWORD {
            Verdict::Proved { keep: None }
        } else {
            Verdict::Wrong(Wrong::guess("password", "sign-in-no-match"))
        }
    }
    fn enrol(&self, _: Enrol, _: &Cx) -> Enrolled {
        Enrolled::Ready { label: "Password".into(), secret: json!({}) }
    }
}

/// The kinds of the server, with a password that is not hashed.
pub fn unhashed() -> Kinds {
    static KINDS: &[&dyn Kind] = &[&Word, &methods::totp::Totp];
    Kinds(KINDS)
}

/// Puts accounts in, each with a password (of `unhashed`) and an app that makes codes.
pub async fn people(engine: &Engine, db: &Db, from: usize, to: usize) -> Result<()> {
    for numbers in (from..to).collect::<Vec<_>>().chunks(1000) {
        let mut tx = db.begin().await?;
        for number in numbers {
            let account = account(engine, *number);
            store::account::add(&mut tx, &account, &canonical(&account.username)).await?;
            add_method(engine, &mut tx, &account, "password", &json!({})).await?;
            add_app(engine, &mut tx, &account).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// An app that makes codes.
pub async fn add_app(engine: &Engine, tx: &mut Tx, account: &Account) -> Result<()> {
    let key = totp_rs::Secret::from(KEY.to_vec()).to_base32();
    add_method(engine, tx, account, "totp", &json!({ "key": key })).await
}

async fn add_method(
    engine: &Engine,
    tx: &mut Tx,
    account: &Account,
    kind: &str,
    secret: &Value,
) -> Result<()> {
    let id = MethodId::new(engine.now(), engine.dice());
    // As the engine seals it.
    let context = format!("method.secret:{id}");
    let row = method::Row {
        secret: engine.vault().seal(&context, &serde_json::to_vec(secret)?),
        id,
        account: account.id.clone(),
        kind: kind.into(),
        label: kind.into(),
        version: 0,
        added_at: engine.now(),
        last_used_at: None,
    };
    Ok(method::add(tx, &row).await?)
}

/// Somebody with that number.
pub fn account(engine: &Engine, number: usize) -> Account {
    let username = username(number);
    Account {
        id: AccountId::new(engine.now(), engine.dice()),
        name: format!("Person {number}"),
        mail: format!("{username}@larkfield.example"),
        username,
        role: Role::Person,
        state: State::Enforced,
        language: None,
        time_zone: None,
        appearance: Appearance::System,
        default_method: None,
        made_at: engine.now(),
        first_sign_in_at: None,
        last_sign_in_at: None,
        grace_ends_at: None,
        disabled_at: None,
        generation: 0,
        version: 0,
    }
}

pub fn username(number: usize) -> String {
    format!("user{number:06}")
}

/// The code of everybody's app now.
pub fn code(now: Time) -> Result<String> {
    let generator = totp_rs::Builder::new()
        .with_secret(totp_rs::Secret::from(KEY.to_vec()))
        .build()
        .map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let seconds = u64::try_from(now.0 / 1000).context("a clock before 1970")?;
    Ok(generator.generate(seconds).to_string())
}

/// Somebody's browser, at an address of its own.
pub fn browser(engine: &Engine, number: usize) -> Visit {
    Visit {
        browser: Some(dice::token(engine.dice())),
        session: None,
        language: None,
        source: format!("192.0.{}.{}", (number / 256) % 256, number % 256),
        device: "Firefox on Linux".into(),
    }
}

/// Begins a sign-in and proves the password: one page of two fields.
pub async fn name(engine: &Engine, visit: &Visit, username: &str) -> Result<(Handle, After)> {
    let window = Window {
        app: None,
        name: "Mail".into(),
        icon: "mail".into(),
        return_to: "/home".into(),
        origin: None,
        at: Time(0),
    };
    let browser = visit.browser.clone().context("no browser")?;
    let purpose = Purpose::SignIn { at_least: Level::None };
    let handle = engine.begin(&browser, visit, purpose, window, false).await?;
    let named = Event::Named { typed: username.into(), account: None };
    let after = engine.turn(visit, &handle, vec![named, answer("password", PASSWORD)]).await?;
    anyhow::ensure!(after.wrong.is_none(), "the password was not taken: {:?}", after.wrong);
    Ok((handle, after))
}

/// The second step; the session's cookie.
pub async fn second(
    engine: &Engine,
    visit: &Visit,
    handle: &Handle,
    code: &str,
) -> Result<Secret<String>> {
    let after = engine.turn(visit, handle, vec![answer("code", code)]).await?;
    after.session.with_context(|| format!("the code was not taken: {:?}", after.wrong))
}

fn answer(field: &str, value: &str) -> Event {
    Event::Answered(Fields::of(&[(field, value)]))
}
