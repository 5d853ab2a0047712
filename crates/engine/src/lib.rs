//! Runs the rules: load, think, write, send, answer. The only room that writes.
//!
//! Nothing is held open while a password is hashed, nothing is sent for a turn that was not saved,
//! nothing is revealed before it is saved. Whoever loses a race starts the turn again.

pub mod check;
pub mod clock;
mod closing;
pub mod courier;
pub mod mail_hosts;
pub mod oauth;
pub mod signing;
pub mod stamp;
pub mod vault;
pub mod visit;

mod account;
mod alert;
mod app;
mod app_password;
mod apply;
mod audit;
mod beacon;
mod delivery;
mod for_person;
mod guard;
mod guesses;
mod invite;
mod notice;
mod on_pool;
mod organisation;
mod password;
mod phone;
mod pool;
mod post;
mod remind;
mod reseal;
mod scene;
mod security_info;
mod session;
mod setup;
mod sign_in;
mod sweep;
mod texts;
mod ticket;
mod undo;
mod view;

#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;

pub use account::NewAccount;
pub use app::Apps;
pub use app_password::{Former, NewAppPassword, StillUsed, Watch};
pub use audit::chain::{Broken, How, Looked};
pub use beacon::Restored;
pub use delivery::Delivery;
pub use for_person::{ForPerson, HandOver};
pub use invite::Invited;
pub use oauth::Leaving;
pub use organisation::Organisation;
pub use password::{PasswordChange, ResetOpen};
pub use phone::{OnPhone, Phone};
pub use post::Composed;
pub use reseal::Sealed;
pub use security_info::Profile;
pub use session::Standing;
#[doc(hidden)]
pub use setup::people_listed;
pub use setup::{PEOPLE_MOST, Setup, SetupOrganisation, SetupStep, TEST as SETUP_TEST, TestText};
pub use sign_in::{After, Handle, Look};
pub use undo::Change;

use clock::Clock;
use countersign_core::{
    dice::Dice,
    message::Message,
    method::{Kinds, Wrong},
    time::Time,
};
use std::sync::Arc;
use store::{Db, Reader};

/// What the binary wires together.
pub struct House {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub dice: Arc<dyn Dice>,
    pub kinds: Kinds,
    pub vault: Arc<vault::Vault>,
    pub courier: Arc<courier::Courier>,
    pub compose: Compose,
    pub settings: Settings,
}

/// Makes the text of a message in a language: the words live with the pages.
pub type Compose = Arc<dyn Fn(&Message, &Organisation, &str) -> Composed + Send + Sync>;

/// What does not change while the server runs.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Origin of the sign-in pages, without a slash at the end; also the issuer.
    pub public_url: String,
    pub authenticator_url: String,
    /// Host and port of `public_url`, for texts and pages.
    pub host: String,
    /// Whether `public_url` is https.
    pub secure: bool,
    /// Networks whose `X-Forwarded-For` is believed (RL-11).
    pub trusted_proxies: Vec<String>,
    /// Threads that hash passwords; each keeps 19 MiB once it has hashed.
    pub hash_threads: usize,
    /// Passwords that may wait for a thread; more are answered "too busy" at once (AV-3).
    pub hash_queue: usize,
    /// Answers a network address may give in a minute before it has to wait (RL-12).
    pub answers_per_minute: u32,
    /// Sign-ins a network address may begin in a minute. Those beyond a tenth of it are forgotten
    /// after an hour, if nobody answered anything (RL-12).
    pub begins_per_minute: u32,
}

/// What can go wrong at a door.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not allowed, with the key of the sentence that says what to do.
    #[error("refused: {0}")]
    Refused(&'static str),
    /// An answer or a field was not taken.
    #[error("wrong: {}", .0.words)]
    Wrong(Wrong),
    /// Not there, or not for this visitor: both read the same (AU-2).
    #[error("not found")]
    NotFound,
    /// Somebody else was faster three times in a row.
    #[error("stale")]
    Stale,
    /// Too much at once; ask again after that many seconds.
    #[error("busy")]
    Busy { retry_after_seconds: u64 },
    /// A part of the house is down; the text is for the log.
    #[error("down: {0}")]
    Down(String),
}

pub type Result<T> = std::result::Result<T, Error>;

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Stale => Self::Stale,
            other => Self::Down(other.to_string()),
        }
    }
}

impl From<vault::VaultError> for Error {
    fn from(error: vault::VaultError) -> Self {
        Self::Down(error.to_string())
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Down(format!("stored form: {error}"))
    }
}

/// The engine's face. Cheap to clone.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

pub(crate) struct Inner {
    db: Db,
    clock: Arc<dyn Clock>,
    dice: Arc<dyn Dice>,
    kinds: Kinds,
    vault: Arc<vault::Vault>,
    courier: Arc<courier::Courier>,
    compose: Compose,
    settings: Settings,
    pool: pool::Pool,
    beacon: beacon::Beacon,
    resealing: tokio::sync::Mutex<()>,
    sources: guard::Sources,
    begins: guard::Sources,
    calm: guard::Sources,
    organisation: organisation::Cached,
    apps: app::Shelf,
    keys: signing::Ring,
    texts: texts::Followed,
    stamp: stamp::Kept,
    copies: Copies,
    programs: Programs,
    mail_servers: closing::MailServers,
}

/// What is in memory about programs at their doors (`check`).
#[derive(Default)]
struct Programs {
    shelf: check::Shelf,
    memory: check::Memory,
    uses: check::Uses,
    shown: app_password::Shown,
}

/// Rows kept in memory; `view` says how they stay true.
#[derive(Default)]
struct Copies {
    /// By the hash of the cookie.
    sessions: view::View<Arc<Standing>>,
    /// By the id of the session.
    standings: view::View<Arc<Standing>>,
    /// Whether an account has a second step, by its id.
    second_steps: view::View<bool>,
    tokens: view::View<Arc<store::token::Held>>,
    /// Codes that were just given here, by the hash of their secret.
    codes: view::View<Arc<oauth::Code>>,
    /// Apps that were noted to be opened in a session.
    opened: view::View<()>,
}

impl Engine {
    /// Opens the house. Refuses a database that was sealed under another master key (CR-3).
    pub async fn open(house: House) -> Result<Self> {
        let House { db, clock, dice, kinds, vault, courier, compose, settings } = house;
        let pool = pool::Pool::new(settings.hash_threads, settings.hash_queue);
        let sources = guard::Sources::new(settings.answers_per_minute);
        let begins = guard::Sources::new(settings.begins_per_minute);
        let calm = guard::Sources::new(settings.begins_per_minute / 10);
        let engine = Self(Arc::new(Inner {
            db,
            clock,
            dice,
            kinds,
            vault,
            courier,
            compose,
            settings,
            pool,
            beacon: beacon::Beacon::default(),
            resealing: tokio::sync::Mutex::default(),
            sources,
            begins,
            calm,
            organisation: organisation::Cached::default(),
            apps: app::Shelf::default(),
            keys: signing::Ring::default(),
            texts: texts::Followed::default(),
            stamp: stamp::Kept::default(),
            copies: Copies::default(),
            programs: Programs::default(),
            mail_servers: closing::MailServers::default(),
        }));
        engine.check_key().await?;
        // Without it no text leaves, and everything else works.
        if let Err(error) = engine.follow_texts().await {
            tracing::error!(%error, "the text service that was chosen cannot be used");
        }
        engine.begin_chain().await?;
        Ok(engine)
    }

    async fn check_key(&self) -> Result<()> {
        let mut reader = self.reader().await?;
        let known = store::setting::get(&mut reader, reseal::KEY).await?;
        drop(reader);
        match known.as_ref().and_then(|value| value.as_str()) {
            Some(print) if self.0.vault.knows(print) => Ok(()),
            Some(_) => Err(Error::Down("the master key is not the one this database uses".into())),
            None => {
                let print = serde_json::Value::String(self.0.vault.fingerprint());
                let mut tx = self.0.db.begin().await?;
                store::setting::put(&mut tx, reseal::KEY, &print, self.now()).await?;
                Ok(tx.commit().await?)
            }
        }
    }

    pub fn now(&self) -> Time {
        self.0.clock.now()
    }

    pub fn dice(&self) -> &dyn Dice {
        self.0.dice.as_ref()
    }

    pub fn vault(&self) -> &vault::Vault {
        &self.0.vault
    }

    pub fn kinds(&self) -> Kinds {
        self.0.kinds
    }

    pub fn courier(&self) -> &courier::Courier {
        &self.0.courier
    }

    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// A connection to read with: anyone may read, only the engine writes.
    pub async fn reader(&self) -> Result<Reader> {
        Ok(self.0.db.reader().await?)
    }
}
