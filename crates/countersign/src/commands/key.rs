//! `countersign key …`: changing the master key (CR-3). The file is changed at once; what is sealed
//! in the database follows, beside everything else or here.

use super::{engine, say};
use crate::config::Config;
use anyhow::{Result, bail};
use clap::Subcommand;
use engine::{Engine, vault::Vault};

#[derive(Subcommand)]
pub enum KeyCommand {
    /// Add a new key to the file and seal everything again under it; the old one still opens
    Rotate,
    /// Seal again what is still under an older key; may be stopped and started at any time
    Reseal,
    /// Take the older keys out of the file, once nothing is under them any more
    DropOld,
}

pub async fn run(config: Config, command: KeyCommand) -> Result<()> {
    match command {
        KeyCommand::Rotate => rotate(&config).await,
        KeyCommand::Reseal => reseal(&engine(&config).await?).await,
        KeyCommand::DropOld => drop_old(&config).await,
    }
}

async fn rotate(config: &Config) -> Result<()> {
    let file = &config.server.master_key_file;
    let engine = match engine(config).await {
        Ok(engine) => engine,
        // The server that owns the database reads the file again by itself.
        Err(error) if in_use(&error) => {
            Vault::add_key(file)?;
            return say(
                "A new key seals from now on. The running server takes it up within seconds and \
                 seals everything again beside its work.\nWhen it is done: stop it, run \
                 \"countersign key drop-old\", start it again.",
            );
        }
        Err(error) => return Err(error),
    };
    Vault::add_key(file)?;
    engine.vault().refresh()?;
    engine.added_key().await?;
    say("A new key seals from now on.")?;
    reseal(&engine).await?;
    say(format_args!(
        "Keep a copy of {} apart from the backups. The old key opens older backups: keep it as \
         long as they are. \"countersign key drop-old\" takes it out of the file.",
        file.display()
    ))
}

fn in_use(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(store::Error::InUse(_)))
}

async fn reseal(engine: &Engine) -> Result<()> {
    let done = engine.reseal().await?;
    say(format_args!("{} values were sealed again", done.old))?;
    if done.stuck > 0 {
        say(format_args!("{} open under no key of the file and stay as they are", done.stuck))?;
    }
    Ok(())
}

async fn drop_old(config: &Config) -> Result<()> {
    let engine = engine(config).await?;
    if !engine.vault().has_older() {
        return say("There is one key; nothing to take out.");
    }
    let left = engine.look_at_seals().await?;
    if left.old > 0 || !engine.sealed_by_newest().await? {
        bail!(
            "{} values are still under an older key; run \"countersign key reseal\" first",
            left.old
        );
    }
    Vault::drop_old_keys(&config.server.master_key_file)?;
    engine.vault().refresh()?;
    engine.dropped_keys().await?;
    say("The older keys are out of the file; nothing is under them any more.")
}
