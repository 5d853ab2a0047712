//! Walks through the pages of an account, by their public door, with a real engine behind it.

mod app_passwords;
mod changes;
pub mod house;
mod leaving;
mod once;
mod pages;
mod receipts;
mod way_back;
mod wrong;
