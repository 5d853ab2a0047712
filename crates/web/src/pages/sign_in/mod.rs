//! Pages of signing in, as data. Handlers fill them, templates show them; nothing here knows the
//! engine. Moments are milliseconds.

mod ask;
mod delivery;
mod hand_over;
mod name;
mod other;
mod problem;
mod spare;
mod verify;
mod waiting;

pub use ask::{Ask, Joined, Over};
pub use delivery::Delivery;
pub use hand_over::{Carried, HandOver};
pub use name::Name;
pub use other::{Other, Way};
pub use problem::CannotContinue;
pub use spare::SpareUsed;
pub use verify::Verify;
pub use waiting::Waiting;

use crate::page::{Registered, registered};

/// Every page of this area, for the tests and the gallery.
pub fn all() -> Vec<Registered> {
    vec![
        registered::<Name>(),
        registered::<Ask>(),
        registered::<Other>(),
        registered::<Waiting>(),
        registered::<Verify>(),
        registered::<CannotContinue>(),
        registered::<HandOver>(),
        registered::<SpareUsed>(),
    ]
}

/// The request of the samples, as addresses and forms name it.
const R: &str = "0193-sample~0";
