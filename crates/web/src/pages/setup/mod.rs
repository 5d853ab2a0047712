//! `/setup`: the first run, step by step; each step is saved, and coming back goes on there
//! (ux.md 6.11). The second step of the first administrator is set up on the enrolment pages.

mod administrator;
mod code;
mod defaults;
mod done;
mod emergency;
mod mail;
mod organisation;
mod people;
mod texts;

pub use administrator::SetupAdministrator;
pub use code::SetupCode;
pub use defaults::SetupDefaults;
pub use done::{SetupDone, SetupOver};
pub use emergency::SetupEmergency;
pub use mail::SetupMail;
pub use organisation::SetupOrganisation;
pub use people::{Guest, SetupPeople};
pub use texts::{SetupTexts, TestSent, TextServiceForm};

use crate::page::{Registered, registered};

/// Every page of this area, for the tests and the gallery.
pub fn all() -> Vec<Registered> {
    vec![
        registered::<SetupCode>(),
        registered::<SetupOrganisation>(),
        registered::<SetupAdministrator>(),
        registered::<SetupMail>(),
        registered::<SetupTexts>(),
        registered::<SetupDefaults>(),
        registered::<SetupEmergency>(),
        registered::<SetupPeople>(),
        registered::<SetupDone>(),
        registered::<SetupOver>(),
    ]
}

/// Where a step stands in the row of steps, by its name.
pub const STEPS: [&str; STEPS_MANY] = [
    "code",
    "organisation",
    "administrator",
    "second-step",
    "mail",
    "texts",
    "defaults",
    "emergency",
    "people",
    "done",
];
const STEPS_MANY: usize = 10;
