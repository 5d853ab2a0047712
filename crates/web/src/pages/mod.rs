//! Pages as data, an area a folder. Handlers fill them, templates show them.

pub mod account;
pub mod app_passwords;
pub mod enrol;
pub mod mail;
pub mod setup;
pub mod sign_in;
