//! Walks through the pages of an account, by their public door, with a real engine behind it.

mod changes;
pub mod house;
mod pages;
mod way_back;
