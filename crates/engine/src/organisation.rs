//! The organisation: one per installation, kept as a setting, seen at the next request.

use crate::{Engine, Result};
use countersign_core::{audit::What, message::args, policy::Defaults};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, PoisonError};
use store::Tx;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Organisation {
    pub name: String,
    /// Up to 11 characters, the sender of texts.
    pub short: String,
    /// "IT service desk, 5550 1234": stands on every page and in every mail.
    pub service_desk: String,
    /// Brand colour as `#rrggbb`; nothing means the product's own.
    pub colour: Option<String>,
    pub language: String,
    /// IANA name.
    pub time_zone: String,
    pub defaults: Defaults,
    /// Whether `/setup` was finished.
    pub ready: bool,
}

impl Default for Organisation {
    fn default() -> Self {
        Self {
            name: "Countersign".into(),
            short: "Countersign".into(),
            service_desk: String::new(),
            colour: None,
            language: "en".into(),
            time_zone: "UTC".into(),
            defaults: Defaults::default(),
            ready: false,
        }
    }
}

const NAME: &str = "organisation";

impl Engine {
    pub async fn organisation(&self) -> Result<Arc<Organisation>> {
        if let Some(known) = self.cached() {
            return Ok(known);
        }
        let mut reader = self.reader().await?;
        let stored = store::setting::get(&mut reader, NAME).await?;
        let organisation = match stored {
            Some(value) => serde_json::from_value(value)?,
            None => Organisation::default(),
        };
        Ok(self.cache_organisation(organisation))
    }

    /// Saves the organisation as a whole; who did it is in the log.
    pub async fn save_organisation(&self, organisation: Organisation) -> Result<()> {
        let mut tx = self.0.db.begin().await?;
        self.put_organisation(&mut tx, &organisation).await?;
        tx.commit().await?;
        self.cache_organisation(organisation);
        Ok(())
    }

    /// As [`Engine::save_organisation`], inside a write that is under way; after it was committed
    /// belongs [`Engine::cache_organisation`].
    pub(crate) async fn put_organisation(
        &self,
        tx: &mut Tx,
        organisation: &Organisation,
    ) -> Result<()> {
        let value = serde_json::to_value(organisation)?;
        store::setting::put(tx, NAME, &value, self.now()).await?;
        let facts = args(&[("name", &organisation.name)]);
        self.audit_house(tx, What::OrganisationMade, None, facts).await
    }

    fn cached(&self) -> Option<Arc<Organisation>> {
        self.0.organisation.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn cache_organisation(&self, organisation: Organisation) -> Arc<Organisation> {
        let shared = Arc::new(organisation);
        *self.0.organisation.write().unwrap_or_else(PoisonError::into_inner) =
            Some(Arc::clone(&shared));
        shared
    }
}
