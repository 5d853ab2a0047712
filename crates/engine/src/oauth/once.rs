//! Things others hand in that may be used once: the `jti` of an assertion.

use crate::{Engine, Result};
use countersign_core::{
    id::TicketId,
    time::{Time, minutes},
};
use std::time::Duration;

const KIND: &str = "oidc.once";
/// What is handed in lives this long at most.
const NEWEST: Duration = minutes(11);

impl Engine {
    /// Whether nobody has brought `what` before `until`. Of any number of callers one gets `true`.
    pub async fn first_use(&self, what: &str, until: Time) -> Result<bool> {
        let now = self.now();
        // After a restore nobody knows what was brought before it.
        self.settled(NEWEST)?;
        let row = store::ticket::Row {
            id: TicketId::new(now, self.dice()),
            kind: KIND.to_owned(),
            secret_hash: self.0.vault.keyed_hash("once", what.as_bytes()).to_vec(),
            account: None,
            data: Vec::new(),
            made_at: now,
            ends_at: until,
            used_at: None,
        };
        let mut tx = self.0.db.begin().await?;
        match store::ticket::issue(&mut tx, &row).await {
            Ok(()) => {
                tx.commit().await?;
                Ok(true)
            }
            Err(store::Error::Taken(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}
