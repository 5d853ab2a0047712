//! What became of a message, for the page that waits for its answer (ux.md 4.3). Read from the
//! outbox, where the courier and the gateways' receipts write it; nothing here sends.

use crate::{Engine, Result};
use countersign_core::{id::AccountId, time::Time};
use store::outbox::Fate;

/// Where the newest message of a code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It is on its way to the network.
    Leaving,
    /// The network has not taken it; it is tried again at that moment.
    Again(Time),
    /// The network has it, since that moment.
    Taken(Time),
    /// It has arrived, as the network says.
    Delivered(Time),
    /// The network did not want it, or nobody took it in time.
    Refused,
    /// The network took it and could not deliver it.
    Failed,
}

impl Engine {
    /// Of the newest message of the code that can be used until `until`. Nothing when none was
    /// sent, or it has been forgotten since.
    pub async fn delivery(&self, account: &AccountId, until: Time) -> Result<Option<Delivery>> {
        let mut reader = self.reader().await?;
        let fate = store::outbox::fate(&mut reader, account, until).await?;
        Ok(fate.as_ref().map(Delivery::of))
    }
}

impl Delivery {
    /// A receipt counts more than what the gateway said when it took the message, and arriving
    /// more than failing: receipts overtake one another.
    fn of(fate: &Fate) -> Self {
        match (fate.delivered_at, fate.failed_at, fate.sent_at) {
            (Some(at), _, _) => Self::Delivered(at),
            (None, Some(_), Some(_)) => Self::Failed,
            (None, Some(_), None) => Self::Refused,
            (None, None, Some(at)) => Self::Taken(at),
            (None, None, None) if fate.tried => Self::Again(fate.due_at),
            (None, None, None) => Self::Leaving,
        }
    }
}
