//! What a turn asks the engine to do, in the transaction that saves the sign-in.

use crate::{
    audit::What,
    id::{MethodId, SessionId},
    message::{Args, Message},
    method::{Method, Wrong},
    time::Time,
};
use serde_json::Value;

#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    Send(Message),
    /// The proofs are enough: this browser is signed in.
    OpenSession,
    /// A session that was there already has proved itself again.
    Reprove(SessionId),
    /// The method's secret moved on (a time step, a spare code): lost races repeat the turn.
    Keep {
        method: MethodId,
        version: i64,
        secret: Value,
    },
    Used(MethodId),
    /// A new method, proved. `replaces`: all others of its kind end with it (RC-3).
    Add {
        method: Box<Method>,
        replaces: bool,
    },
    BeginGrace(Time),
    Audit(What, Args),
}

/// What came of one event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Turn {
    pub effects: Vec<Effect>,
    /// Why the answer was not taken, for the same page.
    pub wrong: Option<Wrong>,
    /// Kind whose secret was compared and was right: its streak ends.
    pub right: Option<String>,
}

impl Turn {
    pub fn wrong(wrong: Wrong) -> Self {
        Self { wrong: Some(wrong), ..Self::default() }
    }

    pub(super) fn audit(&mut self, what: What, facts: Args) {
        self.effects.push(Effect::Audit(what, facts));
    }
}
