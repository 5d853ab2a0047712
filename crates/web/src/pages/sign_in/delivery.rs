//! What became of the message a page waits for; `part/delivery.html` says it.

use crate::page::NOW;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Delivery {
    /// The sentence is `delivery-` and this.
    pub state: &'static str,
    /// Since when, or when next.
    pub at: Option<i64>,
}

impl Delivery {
    /// A ceiling was in the way.
    pub const fn unsent() -> Self {
        Self { state: "unsent", at: None }
    }

    /// One where there is something to do.
    pub const fn refused() -> Self {
        Self { state: "refused", at: None }
    }

    /// Every state there is.
    pub fn samples() -> Vec<Self> {
        let at = Some(NOW - 60_000);
        vec![
            Self { state: "leaving", at: None },
            Self { state: "again", at: Some(NOW + 30_000) },
            Self { state: "taken", at },
            Self { state: "delivered", at },
            Self::refused(),
            Self { state: "failed", at: None },
            Self::unsent(),
        ]
    }
}
