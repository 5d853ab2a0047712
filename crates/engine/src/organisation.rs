//! The organisation: one per installation, kept as a setting. A change is seen at the next request
//! by the server that made it, and within five seconds by every other.

use crate::{Engine, Result, alert::Alert, mail_hosts::MailHosts};
use countersign_core::{
    app_password::Doors,
    audit::What,
    message::args,
    policy::Defaults,
    time::{Time, seconds},
};
use serde::{Deserialize, Serialize};
use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};
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
    /// What programs that cannot ask for a second step may come in with.
    #[serde(default)]
    pub doors: Doors,
    /// Where mail programs find its servers.
    #[serde(default)]
    pub mail: MailHosts,
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
            doors: Doors::default(),
            mail: MailHosts::default(),
            ready: false,
        }
    }
}

const NAME: &str = "organisation";
/// What was read is good this long; another server may have changed it meanwhile (AU-6).
const GOOD: Duration = seconds(5);

/// What was read of it, and when.
pub(crate) type Cached = RwLock<Option<(Time, Arc<Organisation>)>>;

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
        self.compare_defaults(&mut tx, &organisation).await?;
        self.put_organisation(&mut tx, &organisation).await?;
        tx.commit().await?;
        self.cache_organisation(organisation);
        Ok(())
    }

    /// What everybody is asked for is written down, and told to administrators (A4).
    async fn compare_defaults(&self, tx: &mut Tx, new: &Organisation) -> Result<()> {
        let Some(old) = store::setting::get(tx, NAME).await? else { return Ok(()) };
        let old: Organisation = serde_json::from_value(old)?;
        let (on, days) = (new.defaults.on, new.defaults.grace_days);
        if !old.ready || (old.defaults.on, old.defaults.grace_days) == (on, days) {
            return Ok(());
        }
        let facts = args(&[("on", if on { "yes" } else { "no" }), ("days", &days.to_string())]);
        self.audit_house(tx, What::DefaultsChanged, None, facts).await?;
        self.alert(tx, Alert::defaults(on, days)).await
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
        let read = self.0.organisation.read().unwrap_or_else(PoisonError::into_inner);
        let (at, organisation) = read.as_ref()?;
        // A clock that went back makes it old, not good for ever.
        let now = self.now();
        (*at <= now && now.since(*at) < GOOD).then(|| Arc::clone(organisation))
    }

    pub(crate) fn cache_organisation(&self, organisation: Organisation) -> Arc<Organisation> {
        let shared = Arc::new(organisation);
        *self.0.organisation.write().unwrap_or_else(PoisonError::into_inner) =
            Some((self.now(), Arc::clone(&shared)));
        shared
    }
}
