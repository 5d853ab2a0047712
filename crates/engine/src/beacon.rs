//! What the server remembers outside the database: the newest seal of the audit, in a file beside
//! the master key. A database that does not know that seal any more is older than we are: a backup
//! was put back, or a standby without the last writes took over. Then whatever worked once, and
//! whatever was revoked, might work again; so everything of that sort is ended (AV-8).
//!
//! The file is written after the seal is durable, so it is never ahead of a database that kept its
//! promises. What was written in the seconds after the last seal is not seen by it: a standby that
//! is asynchronous needs `countersign restored`.

use crate::{Engine, Error, Result, alert::Alert, vault};
use countersign_core::{
    audit::What,
    dice,
    message::args,
    time::{Time, minutes},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::{
    io,
    path::PathBuf,
    sync::{
        OnceLock,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};
use store::{Reader, restored::Ended};

/// For this long nobody answers anything after a restore: the code an app shows may have been used
/// in the moments that were lost.
const HOLD: Duration = minutes(2);
/// Names the database, whichever copy of it.
const NAME: &str = "database-id";
/// When everything was ended last.
const RESTORED: &str = "restored";
/// The file is one short line.
const FILE_MOST: u64 = 4096;

#[derive(Default)]
pub(crate) struct Beacon {
    file: OnceLock<PathBuf>,
    restored_at: AtomicI64,
    /// That the file cannot be written was said.
    told: AtomicBool,
}

/// The newest seal, as the file has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    database: String,
    seal: i64,
    hash: String,
    at: Time,
}

/// What was ended because the database had gone back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Restored {
    pub ended: Ended,
    /// Sets of recovery codes: which of them were used is not known any more.
    pub spares: u64,
}

impl Engine {
    /// The file to remember the newest seal in; the first one counts.
    pub fn remember_in(&self, file: PathBuf) {
        let _first = self.0.beacon.file.set(file);
    }

    /// Whether the database went back; ends everything that works once if so. Then remembers the
    /// newest seal. Nothing to do without a file.
    ///
    /// # Errors
    /// `Down` if the file cannot be read or is not ours; one that cannot be written is told in the
    /// log.
    pub async fn compare(&self) -> Result<Option<Restored>> {
        let Some(file) = self.0.beacon.file.get() else { return Ok(None) };
        let mark = read(file)?;
        let database = self.database_id().await?;
        let mut reader = self.reader().await?;
        let last_time = restored_at(&mut reader).await?;
        self.0.beacon.restored_at.fetch_max(last_time.0, Ordering::Relaxed);
        let restored = match &mark {
            Some(mark) if mark.database == database => {
                let known = self.knows(&mut reader, mark).await?;
                // Whoever saw it first has ended everything already.
                let seen = last_time > mark.at;
                drop(reader);
                if known || seen { None } else { Some(self.restored("behind").await?) }
            }
            _ => None,
        };
        self.light(mark, database).await?;
        Ok(restored)
    }

    /// Whether the seal the file knows of is in the database as it was.
    pub(crate) async fn end_is_known(&self, reader: &mut Reader) -> Result<bool> {
        let Some(file) = self.0.beacon.file.get() else { return Ok(true) };
        match read(file)? {
            Some(mark) if mark.database == self.database_id().await? => {
                self.knows(reader, &mark).await
            }
            _ => Ok(true),
        }
    }

    async fn knows(&self, reader: &mut Reader, mark: &Mark) -> Result<bool> {
        let seal = store::audit::seal(reader, mark.seal).await?;
        Ok(seal.is_some_and(|seal| dice::hex(&seal.hash) == mark.hash))
    }

    /// Ends all sessions, grants, half-finished sign-ins, links and codes, and all recovery codes.
    /// `why` is written down.
    pub async fn restored(&self, why: &str) -> Result<Restored> {
        let now = self.now();
        let mut tx = self.0.db.begin().await?;
        let mut all = Restored {
            ended: store::restored::end_everything(&mut tx, now).await?,
            ..Restored::default()
        };
        for kind in self.kinds().all().filter(|kind| kind.spare()) {
            all.spares += store::restored::end_kind(&mut tx, kind.name(), now).await?;
        }
        store::setting::put(&mut tx, RESTORED, &json!(now), now).await?;
        let facts = args(&[
            ("why", why),
            ("sessions", &all.ended.sessions.to_string()),
            ("recovery", &all.spares.to_string()),
        ]);
        self.audit_server(&mut tx, What::Restored, None, facts).await?;
        self.alert(&mut tx, Alert::restored()).await?;
        tx.commit().await?;
        self.0.beacon.restored_at.fetch_max(now.0, Ordering::Relaxed);
        tracing::error!(
            sessions = all.ended.sessions,
            sign_ins = all.ended.sign_ins,
            "the database is older than this server remembers: everything that works once was ended"
        );
        Ok(all)
    }

    /// After a restore, until codes of before are over.
    ///
    /// # Errors
    /// `Busy` until then.
    pub(crate) fn settled(&self, hold: Duration) -> Result<()> {
        let at = Time(self.0.beacon.restored_at.load(Ordering::Relaxed));
        let until = at.plus(hold);
        let now = self.now();
        if at == Time(0) || now < at || now >= until {
            return Ok(());
        }
        Err(Error::Busy { retry_after_seconds: until.since(now).as_secs() + 1 })
    }

    /// As [`Engine::settled`], for answers of people.
    pub(crate) fn settled_for_answers(&self) -> Result<()> {
        self.settled(HOLD)
    }

    async fn light(&self, old: Option<Mark>, database: String) -> Result<()> {
        let Some(file) = self.0.beacon.file.get() else { return Ok(()) };
        let mut reader = self.reader().await?;
        let Some(last) = store::audit::last_seal(&mut reader).await? else { return Ok(()) };
        let mark =
            Mark { database, seal: last.number, hash: dice::hex(&last.hash), at: self.now() };
        let same = |old: &Mark| {
            (&old.database, old.seal, &old.hash) == (&mark.database, mark.seal, &mark.hash)
        };
        if old.as_ref().is_some_and(same) {
            return Ok(());
        }
        let text = serde_json::to_string(&mark)?;
        let Err(error) = vault::replace(file, &text) else { return Ok(()) };
        // What worked a moment ago goes on working; that it is not remembered has to be told.
        if !self.0.beacon.told.swap(true, Ordering::Relaxed) {
            tracing::error!(%error, "a database that is put back will not be noticed (AV-8)");
        }
        Ok(())
    }

    async fn database_id(&self) -> Result<String> {
        let mut reader = self.reader().await?;
        for _ in 0..2 {
            let known = store::setting::get(&mut reader, NAME).await?;
            if let Some(id) = known.as_ref().and_then(|value| value.as_str()) {
                return Ok(id.to_owned());
            }
            let id = json!(dice::nonce(self.dice()));
            let mut tx = self.0.db.begin().await?;
            store::setting::put_first(&mut tx, NAME, &id, self.now()).await?;
            tx.commit().await?;
        }
        Err(Error::Down("the database does not keep its name".into()))
    }
}

async fn restored_at(reader: &mut Reader) -> Result<Time> {
    let at = store::setting::get(reader, RESTORED).await?;
    Ok(at.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default())
}

/// A file that is not ours is not overwritten: it may be another's.
fn read(file: &std::path::Path) -> Result<Option<Mark>> {
    let told = |error: &dyn std::fmt::Display| Error::Down(format!("{}: {error}", file.display()));
    let text = match std::fs::File::open(file) {
        Ok(opened) => io::read_to_string(io::Read::take(opened, FILE_MOST)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => Err(error),
    };
    let text = text.map_err(|error| told(&error))?;
    serde_json::from_str(&text).map(Some).map_err(|error| told(&error))
}
