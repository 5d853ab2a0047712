//! The text service that was chosen in the first run: sealed in the store, read by every server of
//! the house. The configuration wins over it.

use crate::{
    Engine, Error, Result,
    courier::{ConfigError, TextService},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;
use std::sync::{Mutex, PoisonError};
use store::Tx;

const SETTING: &str = "texts";
/// What it is sealed to.
const CONTEXT: &str = "setting.texts";

/// The sealed setting as it was last followed.
pub(crate) type Followed = Mutex<Option<String>>;

impl Engine {
    /// The service that was chosen, with its password.
    pub(crate) async fn text_service(&self) -> Result<Option<TextService>> {
        let sealed = self.sealed_service().await?;
        sealed.map(|sealed| self.open_service(&sealed)).transpose()
    }

    async fn sealed_service(&self) -> Result<Option<String>> {
        let mut reader = self.reader().await?;
        let stored = store::setting::get(&mut reader, SETTING).await?;
        Ok(stored.as_ref().and_then(Value::as_str).map(ToOwned::to_owned))
    }

    fn open_service(&self, sealed: &str) -> Result<TextService> {
        let bytes = STANDARD.decode(sealed).map_err(|error| Error::Down(error.to_string()))?;
        Ok(serde_json::from_slice(&self.0.vault.open(CONTEXT, &bytes)?)?)
    }

    pub(crate) async fn put_text_service(&self, tx: &mut Tx, service: &TextService) -> Result<()> {
        let sealed = self.0.vault.seal(CONTEXT, &serde_json::to_vec(service)?);
        let value = Value::String(STANDARD.encode(sealed));
        Ok(store::setting::put(tx, SETTING, &value, self.now()).await?)
    }

    /// From now on texts leave through it, on this server.
    pub(crate) fn choose_texts(
        &self,
        service: Option<&TextService>,
    ) -> std::result::Result<(), ConfigError> {
        let receipts_at = format!("{}/receipt", self.settings().public_url);
        self.courier().choose(service, (self.0.vault.as_ref(), &receipts_at))
    }

    /// Follows what another server of the house, or the last start, was told. One small read.
    pub(crate) async fn follow_texts(&self) -> Result<()> {
        if self.courier().is_configured() {
            return Ok(());
        }
        let sealed = self.sealed_service().await?;
        let same = *self.0.texts.lock().unwrap_or_else(PoisonError::into_inner) == sealed;
        if same {
            return Ok(());
        }
        let service = sealed.as_deref().map(|sealed| self.open_service(sealed)).transpose()?;
        self.choose_texts(service.as_ref()).map_err(|error| Error::Down(error.to_string()))?;
        *self.0.texts.lock().unwrap_or_else(PoisonError::into_inner) = sealed;
        Ok(())
    }
}
