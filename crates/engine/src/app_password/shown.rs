//! "Shown once" means until Done, for ten minutes at most, within the session that made it, so that
//! a reload loses nothing. Sealed in memory; another node does not have it.

use crate::{Engine, session::Standing};
use countersign_core::{
    app_password::secret,
    id::{AppPasswordId, SessionId},
    secret::Secret,
    time::{Time, minutes},
};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

const LIFE: Duration = minutes(10);
/// At once, on this server.
const MOST: usize = 4096;

struct One {
    sealed: Vec<u8>,
    session: SessionId,
    until: Time,
}

#[derive(Default)]
pub(crate) struct Shown(Mutex<HashMap<AppPasswordId, One>>);

impl Shown {
    fn all(&self) -> MutexGuard<'_, HashMap<AppPasswordId, One>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn sweep(&self, now: Time) {
        self.all().retain(|_, one| now < one.until);
    }
}

impl Engine {
    pub(super) fn keep_shown(
        &self,
        standing: &Standing,
        id: &AppPasswordId,
        secret: &Secret<String>,
    ) {
        let now = self.now();
        let sealed = self.0.vault.seal(&context(id), secret.reveal().as_bytes());
        let session = standing.session.id.clone();
        let shown = &self.0.programs.shown;
        shown.sweep(now);
        let mut all = shown.all();
        if all.len() < MOST {
            all.insert(id.clone(), One { sealed, session, until: now.plus(LIFE) });
        }
    }

    /// The secret once more, in groups of four, within ten minutes and the session that made it,
    /// until [`Engine::app_password_hidden`].
    pub fn app_password_shown(
        &self,
        standing: &Standing,
        id: &AppPasswordId,
    ) -> Option<Secret<String>> {
        let all = self.0.programs.shown.all();
        let one = all.get(id)?;
        if one.session != standing.session.id || self.now() >= one.until {
            return None;
        }
        let opened = self.0.vault.open(&context(id), &one.sealed).ok()?;
        let text = Secret::new(String::from_utf8(opened.to_vec()).ok()?);
        Some(secret::shown(&text))
    }

    /// "Done, hide the password".
    pub fn app_password_hidden(&self, standing: &Standing, id: &AppPasswordId) {
        let mut all = self.0.programs.shown.all();
        if all.get(id).is_some_and(|one| one.session == standing.session.id) {
            all.remove(id);
        }
    }
}

fn context(id: &AppPasswordId) -> String {
    format!("app_password.shown:{id}")
}
