//! What is to be said to a person over a channel: a key of the words and its arguments. The text is
//! made when it is sent, in the person's language.

use crate::{id::AccountId, time::Time};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    Text,
    Call,
    Mail,
}

impl Channel {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Call => "call",
            Self::Mail => "mail",
        }
    }
}

pub type Args = BTreeMap<String, String>;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    pub channel: Channel,
    /// E.164 number or mail address.
    pub to: String,
    /// Key of the words, e.g. `sms-sign-in`, `mail-password-changed`.
    pub words: String,
    pub args: Args,
    pub account: Option<AccountId>,
    /// Tag of the request it belongs to, for the log and the outbox.
    pub tag: Option<String>,
    /// After this it is not worth sending any more.
    pub until: Time,
}

/// `args(&[("tag", "K7")])`.
pub fn args(pairs: &[(&str, &str)]) -> Args {
    pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}
