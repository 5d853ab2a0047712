//! Signing out because an app asked for it: only after the person pressed a button.

use crate::{Engine, Result, ticket::good};
use countersign_core::{
    secret::Secret,
    ticket::Ticket,
    time::{Time, minutes},
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

const KIND: &str = "oidc.logout";
const LIFE: Duration = minutes(10);

/// Where a sign-out that an app asked for leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaving {
    /// Name of the app, from its registration.
    pub app: String,
    /// An address the app registered, if it gave one.
    pub to: Option<String>,
    /// Origin of `to`: the page's policy must let a form lead there.
    pub origin: Option<String>,
    /// Languages the app wishes for, with spaces between them.
    pub locales: String,
    /// When the app asked.
    pub asked_at: Time,
}

impl Engine {
    /// Keeps where a sign-out leads until the person has confirmed it.
    pub async fn leave(&self, leaving: &Leaving) -> Result<Secret<String>> {
        self.give(KIND, None, &serde_json::to_value(leaving)?, LIFE).await
    }

    /// Looks, for the page that asks.
    pub async fn leaving(&self, secret: &str) -> Result<Option<Leaving>> {
        let ticket = self.peek(KIND, secret).await?;
        read(ticket.filter(|ticket| good(ticket, self.now())))
    }

    /// Takes it, after the session has ended.
    pub async fn left(&self, secret: &str) -> Result<Option<Leaving>> {
        read(self.take(KIND, secret).await?)
    }
}

fn read(ticket: Option<Ticket>) -> Result<Option<Leaving>> {
    Ok(ticket.map(|ticket| serde_json::from_value(ticket.data)).transpose()?)
}
