//! `countersign account app-passwords NAME`: what programs of somebody come in with, without a
//! secret, and what they still try.

use super::say;
use anyhow::Result;
use countersign_core::{account::Account, app_password::Use, time::Time};
use engine::{Engine, Former};

/// A line for each that opens something, and one for each program that uses what has ended.
pub async fn list(engine: &Engine, account: &Account) -> Result<()> {
    let all = engine.app_passwords(account).await?;
    if all.is_empty() {
        say(format_args!("{} has no app passwords", account.username))?;
    }
    for shown in &all {
        say(format_args!(
            "{}\t{}\tmade {}\tends {}\t{}",
            shown.name,
            shown.opens.line(),
            day(shown.made_at),
            day(shown.over_at()),
            shown.last_used.as_ref().map_or("never used".to_owned(), used),
        ))?;
    }
    for still in engine.still_used(account).await? {
        let program = if still.program.is_empty() { "a program" } else { &still.program };
        let former = match &still.former {
            Former::AppPassword { name, ended_at, why } => {
                format!("the app password {name} that ended on {} ({})", day(*ended_at), why.name())
            }
            Former::Password { changed_at } => {
                format!("the password that was changed on {}", day(*changed_at))
            }
        };
        say(format_args!("{program} still uses {former}; {}", used(&still.last)))?;
    }
    Ok(())
}

/// "used 2026-11-25 from 203.0.113.7 by imap".
fn used(last: &Use) -> String {
    let source = if last.source.is_empty() { "an unknown address" } else { &last.source };
    format!("used {} from {source} by {}", day(last.at), last.protocol.name())
}

/// The day in UTC.
fn day(at: Time) -> String {
    jiff::Timestamp::from_millisecond(at.0)
        .map(|at| at.strftime("%Y-%m-%d").to_string())
        .unwrap_or_default()
}
