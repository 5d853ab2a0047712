//! Pages of app passwords, as data: the list, a new one, the one time it is shown, and what a phone
//! sees that takes its settings (ux.md 5.6). Nothing here knows the engine. Moments are
//! milliseconds, shown in the reader's time zone.

mod card;
mod list;
mod make;
mod phone;
mod show;
mod works;

pub use card::{Card, Server};
pub use list::{AppPasswordList, Former, Item, OneAppPassword, RemoveAppPassword, StillUsed, Used};
pub use make::{CannotMake, MakeAppPassword, Program, ScopeBox};
pub use phone::{PhoneCard, PhoneOffer, PhoneOver};
pub use show::ShowAppPassword;
pub use works::{Tried, Works};

use crate::page::{Registered, registered};

/// Every page of this area, for the tests and the gallery.
pub fn all() -> Vec<Registered> {
    vec![
        registered::<AppPasswordList>(),
        registered::<OneAppPassword>(),
        registered::<RemoveAppPassword>(),
        registered::<MakeAppPassword>(),
        registered::<CannotMake>(),
        registered::<ShowAppPassword>(),
        registered::<PhoneOffer>(),
        registered::<PhoneCard>(),
        registered::<PhoneOver>(),
    ]
}

const MINUTE: i64 = 60_000;
const DAY: i64 = 86_400_000;
