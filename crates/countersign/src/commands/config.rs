//! `countersign config …`

use super::say;
use crate::config::{Config, parse};
use anyhow::{Context, Result};
use clap::Subcommand;
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum ConfigCommand {
    /// Print the configuration in force, defaults included; secrets are not printed
    Show,
    /// Check a file; a mistake is named with its line
    Check { file: PathBuf },
}

pub fn run(config: &Config, command: &ConfigCommand) -> Result<()> {
    match command {
        ConfigCommand::Show => say(toml::to_string_pretty(&config.shown())?),
        ConfigCommand::Check { file } => {
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("{} cannot be read", file.display()))?;
            parse(&text).with_context(|| format!("in {}", file.display()))?;
            say(format_args!("{} is right", file.display()))
        }
    }
}
