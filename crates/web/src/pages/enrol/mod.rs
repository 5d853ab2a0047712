//! Pages of setting up a second step: choose, set up, check that it works, keep a spare (ux.md
//! 4.12). The same pages add a way from within a session. Handlers fill them, templates show them.

mod choose;
mod set;
mod set_up;

pub use choose::{Choice, Choose};
pub use set::Set;
pub use set_up::{Country, SetUp, Shown, Typed};

use crate::page::{Registered, registered};

/// Every page of this area, for the tests and the gallery.
pub fn all() -> Vec<Registered> {
    vec![registered::<Choose>(), registered::<SetUp>(), registered::<Set>()]
}

/// Names of the steps; their words are `enrol-step-` and these.
pub const STEPS: [&str; 4] = ["choose", "set-up", "check", "spare"];

/// The request of the samples, as addresses and forms name it.
const R: &str = "0193-sample~0";
