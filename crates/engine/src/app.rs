//! Apps people sign in to, read once and kept: every sign-in and every token asks for one.
//!
//! A change made here is seen at the next request; one made on another node within two seconds.

use crate::{Engine, Error, Result};
use countersign_core::{
    app::App,
    audit::What,
    id::AppId,
    message::{Args, args},
    time::{Time, seconds},
};
use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

/// How old the kept apps may be.
const RELOAD: Duration = seconds(2);

/// All apps as they were a moment ago. The same `Arc` means nothing has changed.
#[derive(Debug)]
pub struct Apps {
    by_id: HashMap<AppId, Arc<App>>,
    by_key: HashMap<String, HashMap<String, Arc<App>>>,
}

#[derive(Default)]
pub(crate) struct Shelf(RwLock<Option<(Time, Arc<Apps>)>>);

impl Apps {
    /// An app of `front` by what the front finds it by, switched off or not.
    pub fn by_key(&self, front: &str, key: &str) -> Option<&Arc<App>> {
        self.by_key.get(front)?.get(key)
    }

    pub fn by_id(&self, id: &AppId) -> Option<&Arc<App>> {
        self.by_id.get(id)
    }

    /// Those of one front, in no order.
    pub fn of_front(&self, front: &str) -> impl Iterator<Item = &Arc<App>> {
        self.by_key.get(front).into_iter().flat_map(HashMap::values)
    }

    fn same(&self, apps: &[App]) -> bool {
        self.by_id.len() == apps.len()
            && apps.iter().all(|app| self.by_id(&app.id).is_some_and(|known| **known == *app))
    }
}

impl Engine {
    /// All apps.
    pub async fn apps(&self) -> Result<Arc<Apps>> {
        let now = self.now();
        let kept = self.0.apps.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((read_at, apps)) = &kept
            // A clock that was set back says nothing about how old they are.
            && *read_at <= now
            && now.since(*read_at) < RELOAD
        {
            return Ok(Arc::clone(apps));
        }
        let mut reader = self.reader().await?;
        let rows = store::app::all(&mut reader).await?;
        drop(reader);
        let read: Result<Vec<App>> = rows.into_iter().map(|row| self.open_app_row(row)).collect();
        let read = read?;
        let apps = match kept {
            Some((_, apps)) if apps.same(&read) => apps,
            _ => Arc::new(sorted(read)),
        };
        *self.0.apps.0.write().unwrap_or_else(PoisonError::into_inner) =
            Some((now, Arc::clone(&apps)));
        Ok(apps)
    }

    /// Keeps a new app.
    ///
    /// # Errors
    /// `Refused` if the front knows another app by the same key.
    pub async fn add_app(&self, app: &App) -> Result<()> {
        let mut tx = self.0.db.begin().await?;
        match store::app::add(&mut tx, app, &self.seal_connection(app)?).await {
            Err(store::Error::Taken(_)) => return Err(Error::Refused("app-key-taken")),
            other => other?,
        }
        self.audit_house(&mut tx, What::AppAdded, None, facts(app)).await?;
        tx.commit().await?;
        tracing::info!(app = %app.id, key = app.key, "app added");
        self.forget_apps();
        Ok(())
    }

    /// Saves what was changed about an app; switching it off ends nothing but opens nothing either.
    ///
    /// # Errors
    /// `Stale` if somebody else changed it meanwhile.
    pub async fn save_app(&self, app: &App) -> Result<()> {
        let apps = self.apps().await?;
        let on = apps.by_id(&app.id).is_some_and(|known| known.disabled_at.is_none());
        let removed = on && app.disabled_at.is_some();
        let what = if removed { What::AppRemoved } else { What::AppChanged };
        let mut tx = self.0.db.begin().await?;
        store::app::save(&mut tx, app, &self.seal_connection(app)?).await?;
        self.audit_house(&mut tx, what, None, facts(app)).await?;
        tx.commit().await?;
        tracing::info!(app = %app.id, key = app.key, "app changed");
        self.forget_apps();
        Ok(())
    }

    fn forget_apps(&self) {
        *self.0.apps.0.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn seal_connection(&self, app: &App) -> Result<Vec<u8>> {
        Ok(self.0.vault.seal(&context(&app.id), &serde_json::to_vec(&app.connection)?))
    }

    fn open_app_row(&self, (mut app, sealed): store::app::Sealed) -> Result<App> {
        let connection = self.0.vault.open(&context(&app.id), &sealed)?;
        app.connection = serde_json::from_slice(&connection)?;
        Ok(app)
    }
}

fn sorted(apps: Vec<App>) -> Apps {
    let mut sorted = Apps { by_id: HashMap::new(), by_key: HashMap::new() };
    for app in apps {
        let app = Arc::new(app);
        let front = sorted.by_key.entry(app.front.clone()).or_default();
        front.insert(app.key.clone(), Arc::clone(&app));
        sorted.by_id.insert(app.id.clone(), app);
    }
    sorted
}

/// What the log says of an app; never a secret of it.
fn facts(app: &App) -> Args {
    let on = if app.disabled_at.is_none() { "yes" } else { "no" };
    args(&[("app", app.id.as_str()), ("name", &app.name), ("key", &app.key), ("on", on)])
}

fn context(id: &AppId) -> String {
    format!("app.connection:{id}")
}
