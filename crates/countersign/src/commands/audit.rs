//! `countersign audit …`: what happened, and whether the record of it is whole (LG-4).

use super::{engine, say, told};
use crate::config::Config;
use anyhow::{Context, Result, bail};
use clap::Subcommand;
use countersign_core::{
    audit::AuditEvent,
    time::{Time, days},
};
use engine::{Broken, Engine};

#[derive(Subcommand)]
pub enum AuditCommand {
    /// Print what happened, newest first: UTC, event, account, source, facts
    List {
        /// Only what is about this person
        #[arg(long)]
        account: Option<String>,
        /// How many days back
        #[arg(long, default_value_t = 30)]
        days: u64,
        /// Lines at most
        #[arg(long, default_value_t = 1000, value_parser = lines())]
        most: i64,
    },
    /// Look whether every row and every seal is as it was written; ends with 1 if not
    Verify,
    /// Delete what is older than so many days; the chain stays whole and can still be verified
    Forget {
        #[arg(long, value_parser = clap::value_parser!(u64).range(30..))]
        older_than_days: u64,
    },
}

fn lines() -> clap::builder::RangedI64ValueParser<i64> {
    clap::value_parser!(i64).range(1..=1_000_000)
}

pub async fn run(config: Config, command: AuditCommand) -> Result<()> {
    let engine = engine(&config).await?;
    match command {
        AuditCommand::List { account, days, most } => {
            list(&engine, account.as_deref(), days, most).await
        }
        AuditCommand::Verify => verify(&engine).await,
        AuditCommand::Forget { older_than_days } => {
            let before = engine.now().minus(days(older_than_days));
            let gone = engine.forget_audit(before).await?;
            say(format_args!("{gone} rows forgotten; their seals stay"))
        }
    }
}

async fn list(engine: &Engine, account: Option<&str>, back: u64, most: i64) -> Result<()> {
    let since = engine.now().minus(days(back));
    let before = Time(i64::MAX);
    let account = match account {
        Some(name) => Some(engine.account_named(name).await.map_err(told)?.id),
        None => None,
    };
    let mut reader = engine.reader().await?;
    let events = match &account {
        Some(id) => store::audit::of_account(&mut reader, id, since, before, most).await?,
        None => store::audit::recent(&mut reader, (since, before), most).await?,
    };
    for event in &events {
        say(line(event)?)?;
    }
    Ok(())
}

/// Fields by tabs, facts as JSON: nothing somebody typed can end a line or a field (LG-3).
fn line(event: &AuditEvent) -> Result<String> {
    let at = jiff::Timestamp::from_millisecond(event.at.0).context("a moment out of range")?;
    let account = event.account.as_ref().map_or("-", |id| id.as_str());
    let device = serde_json::to_string(&event.device)?;
    let facts = serde_json::to_string(&event.facts)?;
    let (what, source) = (event.what.name(), serde_json::to_string(&event.source)?);
    let tag = event.tag.as_deref().unwrap_or("-");
    Ok(format!("{at}\t{what}\t{account}\t{tag}\t{source}\t{device}\t{facts}"))
}

async fn verify(engine: &Engine) -> Result<()> {
    let looked = engine.look_at_audit().await?;
    if looked.forgotten > 0 {
        say(format_args!("up to seal {} rows were forgotten after their time", looked.forgotten))?;
    }
    say(format_args!(
        "{} rows under {} seals, and {} that no seal is over yet",
        looked.rows, looked.seals, looked.unsealed
    ))?;
    match looked.broken {
        None => say("every row and every seal is as it was written"),
        Some(Broken { seal, row, how }) => {
            let row = row.map(|row| format!("row {row}"));
            let seal = seal.map(|number| format!("seal {number}"));
            let place = match (row, seal) {
                (Some(row), Some(seal)) => format!("{row} under {seal}"),
                (Some(place), None) | (None, Some(place)) => place,
                (None, None) => "something".to_owned(),
            };
            bail!("{place} {}", how.told())
        }
    }
}
