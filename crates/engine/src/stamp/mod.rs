//! Signs files that leave the house under its name: profiles for Apple devices. With the
//! certificate that was configured, so that a phone shows a verified name, or else with one made
//! once for this installation and kept sealed among its settings.

mod certificate;
mod der;
mod pair;
mod signed;
#[cfg(test)]
mod tests;

use crate::{Engine, Error, Result};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use pair::Pair;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, OnceLock};
use zeroize::Zeroizing;

/// Certificates, the signer's own first, and its key.
pub struct Stamp {
    chain: Vec<Vec<u8>>,
    pair: Pair,
}

/// The one in use; empty until it was configured, or first needed.
pub(crate) type Kept = OnceLock<Arc<Stamp>>;

const NAME: &str = "stamp";
const CONTEXT: &str = "setting.value:stamp";

/// As it is kept: both in DER.
#[derive(Serialize, Deserialize)]
struct Stored {
    certificate: String,
    key: String,
}

impl Stamp {
    /// From certificates and a private key in DER. Nothing if they cannot be used to sign.
    pub fn read(chain: Vec<Vec<u8>>, key: &[u8]) -> Option<Self> {
        let stamp = Self { chain, pair: Pair::read(key)? };
        certificate::named(stamp.chain.first()?)?;
        Some(stamp)
    }
}

impl Engine {
    /// Signs with this from now on, instead of with a certificate of our own. Once, at the start.
    pub fn use_stamp(&self, stamp: Stamp) {
        if self.0.stamp.set(Arc::new(stamp)).is_err() {
            tracing::warn!("files are signed already; the other certificate is not used");
        }
    }

    /// A file with its signature around it (RFC 5652 §5), in DER.
    ///
    /// # Errors
    /// `Down` if it cannot be signed.
    pub async fn signed(&self, content: &[u8]) -> Result<Vec<u8>> {
        let stamp = self.stamp().await?;
        signed::around(&stamp, content, self.now()).ok_or_else(|| broken("nothing was signed"))
    }

    async fn stamp(&self) -> Result<Arc<Stamp>> {
        if let Some(stamp) = self.0.stamp.get() {
            return Ok(Arc::clone(stamp));
        }
        let stamp = match self.kept_stamp().await? {
            Some(stamp) => stamp,
            None => self.make_stamp().await?,
        };
        Ok(Arc::clone(self.0.stamp.get_or_init(|| Arc::new(stamp))))
    }

    async fn kept_stamp(&self) -> Result<Option<Stamp>> {
        let mut reader = self.reader().await?;
        let Some(kept) = store::setting::get(&mut reader, NAME).await? else { return Ok(None) };
        let sealed = kept.as_str().and_then(|text| BASE64.decode(text).ok());
        let sealed = sealed.ok_or_else(|| broken("what is kept of it is no text of ours"))?;
        let stored: Stored = serde_json::from_slice(&self.0.vault.open(CONTEXT, &sealed)?)?;
        let decode = |text: &str| BASE64.decode(text).map_err(broken);
        let key = Zeroizing::new(decode(&stored.key)?);
        let stamp = Stamp::read(vec![decode(&stored.certificate)?], &key);
        stamp.map(Some).ok_or_else(|| broken("what is kept of it cannot be read"))
    }

    /// Nodes that make one at the same time end with the same: the first that is kept counts.
    async fn make_stamp(&self) -> Result<Stamp> {
        let organisation = self.organisation().await?;
        let made = tokio::task::spawn_blocking(Pair::make).await.map_err(broken)?;
        let (pair, key) = made.ok_or_else(|| broken("no key was made"))?;
        let mut serial = [0; 16];
        self.dice().fill(&mut serial);
        let certificate = certificate::make(&pair, &organisation.name, self.now(), serial)
            .ok_or_else(|| broken("no certificate was made"))?;
        let stored = Stored { certificate: BASE64.encode(&certificate), key: BASE64.encode(&*key) };
        let text = Zeroizing::new(serde_json::to_vec(&stored)?);
        let sealed = BASE64.encode(self.0.vault.seal(CONTEXT, &text));
        let mut tx = self.0.db.begin().await?;
        let first = store::setting::put_first(&mut tx, NAME, &sealed.into(), self.now()).await?;
        tx.commit().await?;
        if first {
            return Ok(Stamp { chain: vec![certificate], pair });
        }
        self.kept_stamp().await?.ok_or_else(|| broken("it was kept and is gone"))
    }
}

fn broken(error: impl std::fmt::Display) -> Error {
    Error::Down(format!("signing of files: {error}"))
}
