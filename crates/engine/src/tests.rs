//! The engine with every real part, on both databases: what a person does, one turn after another.

mod app_passwords;
mod bearers;
mod browsers;
mod changes;
mod closing;
mod copies;
mod delivery;
mod doors;
mod first_run;
mod guessing;
mod invited;
mod keys;
mod once;
mod people;
mod post;
mod programs;
mod records;
mod reseal;
mod reset;
mod sign_in;
mod texts;
mod told;

use crate::testing::TestHouse;
use std::future::Future;

/// Runs a test in a house on each database.
async fn houses<F: Future<Output = ()>>(test: impl Fn(TestHouse) -> F) {
    for fresh in store::testing::databases().await {
        eprintln!("on {}", fresh.name);
        test(TestHouse::on(fresh.open().await, methods::kinds()).await).await;
    }
}
