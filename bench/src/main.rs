//! Measures the house, as docs/performance.md says: every figure beside the bare cost of the same
//! thing, in one run on the same cores, so that the ratios mean the same on another machine.
//!
//! `./x bench` runs all of it, `./x bench hashing accounts` the parts named. Nothing of it runs in
//! `cargo test`. It needs the server built for release beside it.

mod accounts;
mod app_passwords;
mod client;
mod hashing;
mod house;
mod mail;
mod measure;
mod program;
mod server;
mod table;
mod turns;
mod web;

use anyhow::{Result, bail};
use std::path::Path;
use table::Table;

const PARTS: [&str; 7] = ["hashing", "turns", "accounts", "web", "mail", "mail_wire", "program"];

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        // The bench's own children: a server of its own process, as ours is.
        ["--serve", folder] => runtime.block_on(server::serve(Path::new(folder))),
        parts => {
            if let Some(unknown) = parts.iter().find(|part| !PARTS.contains(part)) {
                bail!("no part is called {unknown}: there are {}", PARTS.join(", "));
            }
            let table = runtime.block_on(run(parts))?;
            table.print()
        }
    }
}

async fn run(parts: &[&str]) -> Result<Table> {
    // Installed by the server as well; somebody else's would be measured otherwise.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let wanted = |part: &str| parts.is_empty() || parts.contains(&part);
    let mut table = Table::default();
    if wanted("hashing") {
        hashing::run(&mut table).await?;
    }
    if wanted("turns") {
        turns::run(&mut table).await?;
    }
    if wanted("web") {
        web::run(&mut table).await?;
    }
    if wanted("mail") {
        app_passwords::run(&mut table).await?;
    }
    if wanted("mail_wire") {
        mail::run(&mut table).await?;
    }
    if wanted("program") {
        program::run(&mut table).await?;
    }
    if wanted("accounts") {
        accounts::run(&mut table).await?;
    }
    Ok(table)
}
