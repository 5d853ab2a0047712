//! Log lines: to standard error, readable for people or as JSON for machines (docs/logging.md).

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Section `[log]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogConfig {
    /// What is logged, as tracing's filters say it. Default "info".
    pub filter: String,
    /// "text" or "json". Default: text on a terminal, json elsewhere.
    pub format: Option<Format>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    Text,
    Json,
}

impl Default for LogConfig {
    fn default() -> Self {
        Self { filter: "info".into(), format: None }
    }
}

pub fn start(config: &LogConfig) -> Result<()> {
    let filter = EnvFilter::try_new(&config.filter)
        .with_context(|| format!("log.filter \"{}\" is not a filter", config.filter))?;
    let terminal = std::io::stderr().is_terminal();
    let format = config.format.unwrap_or(if terminal { Format::Text } else { Format::Json });
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        Format::Text => lines.with_ansi(terminal).init(),
        Format::Json => lines.json().init(),
    }
    Ok(())
}
