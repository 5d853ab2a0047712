//! The server's own console. Whoever can run these owns the machine: no sign-in is asked, and every
//! change is in the log as made on the console.

pub mod account;
pub mod app;
pub mod app_passwords;
pub mod audit;
pub mod config;
pub mod doctor;
pub mod key;
pub mod mail_hosts;
pub mod mail_server;
pub mod organisation;
pub mod restored;

use crate::{config::Config, house};
use anyhow::{Context, Result};
use engine::Engine;
use std::{io::Write, net::SocketAddr};

/// Opens the house beside, or instead of, a running server.
async fn engine(config: &Config) -> Result<Engine> {
    let listen: SocketAddr = config.server.listen.parse().context("server.listen")?;
    Ok(house::open(config, listen).await?.engine)
}

/// A line for whoever typed the command.
fn say(line: impl std::fmt::Display) -> Result<()> {
    Ok(writeln!(std::io::stdout(), "{line}")?)
}

/// An engine's error as a sentence for the console.
fn told(error: engine::Error) -> anyhow::Error {
    match error {
        engine::Error::NotFound => anyhow::anyhow!("nobody has that name"),
        engine::Error::Refused("account-name-taken") => {
            anyhow::anyhow!("that user name or address is taken")
        }
        engine::Error::Refused("account-name-bad") => {
            anyhow::anyhow!("a user name has 1 to 254 letters and no spaces")
        }
        engine::Error::Refused("account-mail-bad") => anyhow::anyhow!("that is no mail address"),
        engine::Error::Refused("account-last-owner") => {
            anyhow::anyhow!("this is the last owner; make another one first")
        }
        other => other.into(),
    }
}
