//! Sealing everything again under the newest key, so that an older one can be thrown away (CR-3).
//!
//! A few rows at a time, each batch a transaction of its own, while everything else goes on. What
//! was done stays done: whoever is killed begins again and finds less to do. A row that somebody
//! changes meanwhile is sealed by them.

use crate::{Engine, Result, vault::VaultError};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use countersign_core::{audit::What, message::args};
use serde_json::Value;
use store::sealed::{PLACES, Place};

/// Rows of one transaction.
const BATCH: i64 = 200;
/// Settings that are sealed, with what the seal is bound to: base64 in a JSON text.
const SETTINGS: [(&str, &str); 2] = [("texts", "setting.texts"), ("stamp", "setting.value:stamp")];
/// The setting that says under which key the database is.
pub(crate) const KEY: &str = "master-key";

/// What was found, or done, about sealed values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sealed {
    /// Under an older key before.
    pub old: u64,
    /// That no key opens; they stay as they are, and are lost already.
    pub stuck: u64,
}

impl Engine {
    /// Whether everything was sealed again since the newest key came, as far as is known.
    pub async fn sealed_by_newest(&self) -> Result<bool> {
        let mut reader = self.reader().await?;
        let known = store::setting::get(&mut reader, KEY).await?;
        let print = self.vault().fingerprint();
        Ok(known.as_ref().and_then(Value::as_str) == Some(print.as_str()))
    }

    /// Looks at every sealed value.
    pub async fn look_at_seals(&self) -> Result<Sealed> {
        self.each(false).await
    }

    /// Seals everything again that is under an older key.
    pub async fn reseal(&self) -> Result<Sealed> {
        let _one = self.0.resealing.lock().await;
        let done = self.each(true).await?;
        let print = self.vault().fingerprint();
        let mut tx = self.0.db.begin().await?;
        store::setting::put(&mut tx, KEY, &print.into(), self.now()).await?;
        let facts = args(&[("rows", &done.old.to_string()), ("stuck", &done.stuck.to_string())]);
        self.audit_server(&mut tx, What::Resealed, None, facts).await?;
        tx.commit().await?;
        tracing::info!(rows = done.old, stuck = done.stuck, "sealed again under the newest key");
        Ok(done)
    }

    /// Takes up a key that was added, and seals again beside everything else.
    pub(crate) async fn follow_keys(&self) -> Result<()> {
        self.vault().refresh()?;
        if self.sealed_by_newest().await? || self.0.resealing.try_lock().is_err() {
            return Ok(());
        }
        let engine = self.clone();
        tokio::spawn(async move {
            if let Err(error) = engine.reseal().await {
                tracing::warn!(%error, "not everything could be sealed again; next try in 5 s");
            }
        });
        Ok(())
    }

    /// Writes down that older keys were taken out of the file.
    pub async fn dropped_keys(&self) -> Result<()> {
        self.note_keys(What::MasterKeyDropped).await
    }

    /// Writes down that a key was added to the file.
    pub async fn added_key(&self) -> Result<()> {
        self.note_keys(What::MasterKeyAdded).await
    }

    async fn note_keys(&self, what: What) -> Result<()> {
        let mut tx = self.0.db.begin().await?;
        let facts = args(&[("key", &self.vault().fingerprint())]);
        self.audit_house(&mut tx, what, None, facts).await?;
        Ok(tx.commit().await?)
    }

    async fn each(&self, change: bool) -> Result<Sealed> {
        let mut all = Sealed::default();
        for place in &PLACES {
            self.each_of(place, change, &mut all).await?;
        }
        for (name, context) in SETTINGS {
            self.setting(name, context, change, &mut all).await?;
        }
        Ok(all)
    }

    async fn each_of(&self, place: &Place, change: bool, all: &mut Sealed) -> Result<()> {
        let mut after = String::new();
        loop {
            let mut reader = self.reader().await?;
            let rows = place.page(&mut reader, &after, BATCH).await?;
            drop(reader);
            let Some((last, _)) = rows.last() else { return Ok(()) };
            after.clone_from(last);
            let mut anew = Vec::new();
            for (id, old) in rows.iter().filter(|(_, sealed)| !sealed.is_empty()) {
                match self.vault().reseal(&format!("{}:{id}", place.name), old) {
                    Ok(Some(new)) => anew.push((id, old, new)),
                    Ok(None) => {}
                    Err(VaultError::Sealed) => {
                        all.stuck += 1;
                        tracing::warn!(place = place.name, id, "a sealed value does not open");
                    }
                    Err(error) => return Err(error.into()),
                }
            }
            all.old += u64::try_from(anew.len()).unwrap_or(0);
            if !change || anew.is_empty() {
                continue;
            }
            let mut tx = self.0.db.begin().await?;
            for (id, old, new) in anew {
                place.replace(&mut tx, id, old, &new).await?;
            }
            tx.commit().await?;
        }
    }

    async fn setting(
        &self,
        name: &str,
        context: &str,
        change: bool,
        all: &mut Sealed,
    ) -> Result<()> {
        let mut tx = self.0.db.begin().await?;
        let stored = store::setting::get(&mut tx, name).await?;
        let Some(stored) = stored.filter(Value::is_string) else { return Ok(()) };
        let old = stored.as_str().unwrap_or_default();
        let new = STANDARD.decode(old).map_err(|_| VaultError::Sealed);
        match new.and_then(|old| self.vault().reseal(context, &old)) {
            Ok(Some(new)) => {
                all.old += 1;
                if change {
                    let new = Value::String(STANDARD.encode(new));
                    store::setting::replace(&mut tx, name, &stored, &new).await?;
                    tx.commit().await?;
                }
            }
            Ok(None) => {}
            Err(VaultError::Sealed) => all.stuck += 1,
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}
