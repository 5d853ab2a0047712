//! `/setup`: the first run, step by step; each step is saved, and coming back goes on there
//! (ux.md 6.11). The second step of the first administrator is set up on the enrolment pages.

mod administrator;
mod code;
mod defaults;
mod done;
mod mail;
mod organisation;

pub use administrator::SetupAdministrator;
pub use code::SetupCode;
pub use defaults::SetupDefaults;
pub use done::{SetupDone, SetupOver};
pub use mail::SetupMail;
pub use organisation::SetupOrganisation;

use crate::page::{Registered, registered};

/// Every page of this area, for the tests and the gallery.
pub fn all() -> Vec<Registered> {
    vec![
        registered::<SetupCode>(),
        registered::<SetupOrganisation>(),
        registered::<SetupAdministrator>(),
        registered::<SetupMail>(),
        registered::<SetupDefaults>(),
        registered::<SetupDone>(),
        registered::<SetupOver>(),
    ]
}

/// Where a step stands in the row of steps: "code", "organisation", "administrator",
/// "second-step", "mail", "defaults", "done".
pub const STEPS: [&str; 7] =
    ["code", "organisation", "administrator", "second-step", "mail", "defaults", "done"];
