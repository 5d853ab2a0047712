//! The machine, walked through by kinds it has never heard of.

mod doors;
mod enrolment;
mod house;
mod joining;
mod kinds;
mod laws;
mod model;
mod questions;
mod random;
mod walk;
