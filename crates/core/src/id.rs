//! Identifiers. A type each, so that an account can never be passed where a session is meant.
//! They are UUIDv7 (RFC 9562 §5.7): sorted by time, and never secret.

use crate::{dice::Dice, time::Time};
use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! ids {
    ($($name:ident),+ $(,)?) => {$(
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            pub fn new(now: Time, dice: &dyn Dice) -> Self { Self(fresh(now, dice)) }
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl From<String> for $name { fn from(text: String) -> Self { Self(text) } }
        impl From<&str> for $name { fn from(text: &str) -> Self { Self(text.to_owned()) } }
        impl AsRef<str> for $name { fn as_ref(&self) -> &str { &self.0 } }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
    )+};
}

ids!(
    AccountId,
    AppId,
    AppPasswordId,
    AuditId,
    GrantId,
    JobId,
    MethodId,
    SessionId,
    SignInId,
    TicketId
);

fn fresh(now: Time, dice: &dyn Dice) -> String {
    let mut random = [0u8; 10];
    dice.fill(&mut random);
    let millis = u64::try_from(now.0).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid().to_string()
}
