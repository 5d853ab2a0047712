//! The engine with every real part, on both databases: what a person does, one turn after another.

mod app_passwords;
mod changes;
mod doors;
mod copies;
mod delivery;
mod first_run;
mod invited;
mod guessing;
mod keys;
mod once;
mod people;
mod programs;
mod post;
mod records;
mod reseal;
mod reset;
mod sign_in;
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
