//! What can happen to a sign-in.

use super::Window;
use crate::{
    id::{AccountId, MethodId},
    method::Fields,
};

#[derive(Clone, Debug)]
pub enum Event {
    /// A name was typed. `account` is nothing for a name nobody has.
    Named {
        typed: String,
        account: Option<AccountId>,
    },
    /// A way was chosen: a press of a button, so it may send.
    Chose(MethodId),
    Answered(Fields),
    /// "Send it again."
    Again,
    /// Another window of the same browser waits for the same answer (ux.md 1.4).
    Joined(Window),
    /// A kind to set up was chosen.
    SetUp(String),
    /// An answer to a step of setting up.
    SetUpAnswered(Fields),
    /// Back to the choice of what to set up.
    Back,
    /// "Not now."
    PutOff,
    /// "I will do it later", about the spare.
    SpareLater,
    /// The page that says "You are set" was read.
    Confirmed,
    /// "This is not me", or Cancel.
    Cancelled,
}
