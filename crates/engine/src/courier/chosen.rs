//! A text gateway that was chosen on a page, for a server whose configuration names none. It is
//! made of a preset and the few things a preset cannot know; whoever needs more writes it into the
//! configuration, which wins.

use super::gateway::{Auth, GatewayConfig, Preset};
use super::sms::Gateway;
use super::{ConfigError, Opening};
use countersign_core::secret::Secret;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, PoisonError, RwLock};

/// The name such a gateway has; part of the address of its receipts.
const NAME: &str = "chosen";

/// What was typed. Serialises with its password: only ever sealed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TextService {
    pub preset: Preset,
    /// Nothing where the preset has one.
    pub url: String,
    pub user: String,
    pub password: Secret<String>,
    pub sender: String,
    /// Two capital letters each (ISO 3166-1); where the configuration lists none.
    pub countries: Vec<String>,
}

impl TextService {
    fn config(&self) -> GatewayConfig {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let password = (!self.password.reveal().is_empty()).then(|| self.password.clone());
        // A generic service without a user name takes the password as a bearer token.
        let bearer = self.preset == Preset::Generic && self.user.is_empty() && password.is_some();
        GatewayConfig {
            name: NAME.to_owned(),
            preset: self.preset,
            url: given(&self.url),
            user: given(&self.user),
            password,
            auth: bearer.then_some(Auth::Bearer),
            sender: self.sender.clone(),
            ..GatewayConfig::default()
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Chosen(RwLock<State>);

#[derive(Debug, Default)]
struct State {
    gateway: Option<Arc<Gateway>>,
    countries: Vec<String>,
}

impl Chosen {
    pub(super) fn set(
        &self,
        service: Option<&TextService>,
        with: &Opening<'_>,
    ) -> Result<(), ConfigError> {
        let gateway = service.map(|it| Gateway::open(it.config(), with)).transpose()?;
        let countries = service.map(|it| it.countries.clone()).unwrap_or_default();
        let state = State { gateway: gateway.map(Arc::new), countries };
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = state;
        Ok(())
    }

    pub(super) fn gateways(&self) -> Vec<Arc<Gateway>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).gateway.iter().cloned().collect()
    }

    pub(super) fn countries(&self) -> Vec<String> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).countries.clone()
    }
}
