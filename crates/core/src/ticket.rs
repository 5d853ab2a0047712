//! Anything handed out that comes back once: an authorization code, a request in flight, a reset
//! link, an undo link. One conditional write takes it out of the world.

use crate::{
    id::{AccountId, TicketId},
    time::Time,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ticket {
    pub id: TicketId,
    /// "oidc.code", "oidc.request", "reset", "undo"…: a secret of one kind is nothing to another.
    pub kind: String,
    pub account: Option<AccountId>,
    /// Opened; sealed in its row.
    pub data: Value,
    pub made_at: Time,
    pub ends_at: Time,
    pub used_at: Option<Time>,
}
