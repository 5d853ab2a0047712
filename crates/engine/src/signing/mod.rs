//! Keys that sign what apps verify: one of each algorithm, made at the first start, sealed in the
//! store, kept ready in memory.
//!
//! A new key is published for a day before it signs, and the one it follows stays published until
//! nothing it signed can still be good (OA-20). So an app that reads the keys once a day never
//! meets one it does not know.

mod pair;
#[cfg(test)]
mod tests;

pub use pair::Alg;

use crate::{Engine, Error, Result};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use countersign_core::{
    audit::What,
    message::args,
    time::{Time, days, minutes},
};
use pair::Pair;
use serde::Serialize;
use serde_json::{Value, json};
use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};
use store::signing_key::Row;

/// A new key is published this long before it signs.
pub const LEAD: Duration = days(1);
/// A key that signs no more stays published this long: longer than any token or hint is good.
pub const KEPT: Duration = days(7);
/// Keys that are this old are followed by new ones.
const SIGNS: Duration = days(90);
/// Other nodes' changes are seen after this long.
const RELOAD: Duration = minutes(1);
/// Longest token of our own that is looked at, in bytes.
const TOKEN_MOST: usize = 8 * 1024;

/// The keys of this moment.
pub struct Keys {
    /// Oldest first.
    list: Vec<Key>,
    jwks: String,
    read_at: Time,
}

struct Key {
    id: String,
    pair: Pair,
    /// `{"alg":…,"kid":…,"typ":"JWT"}` in base64url with the dot after it.
    header: String,
    retired_at: Option<Time>,
}

/// What the engine keeps of them between requests.
#[derive(Default)]
pub(crate) struct Ring {
    known: RwLock<Option<Arc<Keys>>>,
    /// Held while the first keys are made, so that they are made once.
    making: tokio::sync::Mutex<()>,
}

impl Keys {
    /// A JWT (RFC 7519) in compact form with `claims`, signed with the key of `alg` that signs now.
    ///
    /// # Errors
    /// `Down` if there is none.
    pub fn sign(&self, alg: Alg, claims: &impl Serialize, now: Time) -> Result<String> {
        let good = |key: &&Key| {
            key.pair.alg() == alg && key.retired_at.is_none_or(|retired| retired > now)
        };
        // The one that ends first signs until then; the others wait for their day.
        let ends = |key: &&Key| key.retired_at.unwrap_or(Time(i64::MAX));
        let key = self.list.iter().filter(good).min_by_key(ends);
        let key = key.ok_or_else(|| Error::Down("no key signs".into()))?;
        let mut token = key.header.clone();
        URL_SAFE_NO_PAD.encode_string(serde_json::to_vec(claims)?, &mut token);
        let signature = key.pair.sign(token.as_bytes())?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }

    /// The claims of a JWT one of the published keys has signed; when it was good is the caller's
    /// question. A key signs in its own algorithm only, so `alg` chooses nothing.
    pub fn claims(&self, token: &str) -> Option<Value> {
        if token.len() > TOKEN_MOST {
            return None;
        }
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).ok();
        let header: Value = serde_json::from_slice(&decode(header)?).ok()?;
        let id = header.get("kid")?.as_str()?;
        let key = self.list.iter().find(|key| key.id == id)?;
        let same_alg = header.get("alg")?.as_str()? == key.pair.alg().name();
        let good = same_alg && key.pair.verify(signed.as_bytes(), &decode(signature)?);
        good.then(|| serde_json::from_slice(&decode(claims)?).ok())?
    }

    /// The public halves as a JWK Set (RFC 7517 §5), in JSON.
    pub fn jwks(&self) -> &str {
        &self.jwks
    }
}

impl Engine {
    /// The signing keys; made now if there are none yet.
    pub async fn keys(&self) -> Result<Arc<Keys>> {
        let now = self.now();
        if let Some(known) = self.known_keys(now) {
            return Ok(known);
        }
        let _making = self.0.keys.making.lock().await;
        if let Some(known) = self.known_keys(now) {
            return Ok(known);
        }
        let mut rows = self.published(now).await?;
        if rows.is_empty() {
            self.add_keys(&[]).await?;
            rows = self.published(now).await?;
        }
        let keys = Arc::new(self.open_keys(rows, now)?);
        let mut known = self.0.keys.known.write().unwrap_or_else(PoisonError::into_inner);
        *known = Some(Arc::clone(&keys));
        Ok(keys)
    }

    /// Makes new keys. They are published at once and sign in a day; those that sign until then
    /// stay published for a week more.
    pub async fn rotate_signing_keys(&self) -> Result<()> {
        let rows = self.published(self.now()).await?;
        let signing: Vec<Row> = rows.into_iter().filter(|row| row.retired_at.is_none()).collect();
        self.add_keys(&signing).await?;
        *self.0.keys.known.write().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(())
    }

    /// Makes new keys once those that sign are old enough (OA-20). Two servers that do it in the
    /// same minute publish two sets, which harms nobody.
    pub(crate) async fn rotate_when_due(&self) -> Result<()> {
        let now = self.now();
        let newest = self.published(now).await?.into_iter().map(|row| row.made_at).max();
        match newest {
            Some(at) if now.since(at) >= SIGNS => self.rotate_signing_keys().await,
            _ => Ok(()),
        }
    }

    fn known_keys(&self, now: Time) -> Option<Arc<Keys>> {
        let known = self.0.keys.known.read().unwrap_or_else(PoisonError::into_inner);
        known.clone().filter(|keys| keys.read_at <= now && now.since(keys.read_at) < RELOAD)
    }

    async fn published(&self, now: Time) -> Result<Vec<Row>> {
        let mut reader = self.reader().await?;
        Ok(store::signing_key::live(&mut reader, now).await?)
    }

    async fn add_keys(&self, followed: &[Row]) -> Result<()> {
        // RSA takes a tenth of a second to find its primes.
        let made = tokio::task::spawn_blocking(pair::make_all)
            .await
            .map_err(|error| Error::Down(error.to_string()))??;
        let now = self.now();
        let stops = now.plus(LEAD);
        let mut tx = self.0.db.begin().await?;
        for row in followed {
            store::signing_key::retire(&mut tx, &row.id, stops, stops.plus(KEPT)).await?;
            let facts = args(&[("key", &row.id), ("stops", &stops.0.to_string())]);
            self.audit_server(&mut tx, What::SigningKeyRetired, None, facts).await?;
        }
        for (private, pair) in made {
            let id = pair.thumbprint();
            let row = Row {
                alg: pair.alg().name().to_owned(),
                private: self.0.vault.seal(&context(&id), &private),
                public: public(&pair, &id).to_string(),
                id,
                made_at: now,
                retired_at: None,
                gone_at: None,
            };
            store::signing_key::add(&mut tx, &row).await?;
            let facts = args(&[("key", &row.id), ("alg", &row.alg)]);
            self.audit_server(&mut tx, What::SigningKeyMade, None, facts).await?;
        }
        tx.commit().await?;
        tracing::info!(followed = followed.len(), "new signing keys");
        Ok(())
    }

    fn open_keys(&self, rows: Vec<Row>, now: Time) -> Result<Keys> {
        let mut list = Vec::with_capacity(rows.len());
        let mut published = Vec::with_capacity(rows.len());
        for row in rows.into_iter().rev() {
            let private = self.0.vault.open(&context(&row.id), &row.private)?;
            let alg = Alg::parse(&row.alg).ok_or_else(|| Error::Down("unknown key".into()))?;
            let pair = Pair::read(alg, &private)?;
            let header = json!({ "alg": alg.name(), "kid": row.id, "typ": "JWT" }).to_string();
            let header = format!("{}.", URL_SAFE_NO_PAD.encode(header));
            published.push(serde_json::from_str::<Value>(&row.public)?);
            list.push(Key { id: row.id, pair, header, retired_at: row.retired_at });
        }
        published.reverse();
        let jwks = json!({ "keys": published }).to_string();
        Ok(Keys { list, jwks, read_at: now })
    }
}

fn public(pair: &Pair, id: &str) -> Value {
    let mut jwk = pair.public();
    if let Some(members) = jwk.as_object_mut() {
        members.insert("kid".into(), id.into());
        members.insert("use".into(), "sig".into());
        members.insert("alg".into(), pair.alg().name().into());
    }
    jwk
}

fn context(id: &str) -> String {
    format!("signing_key.private:{id}")
}
