//! `countersign restored`: a backup was put back or a standby took over (AV-8).

use super::{engine, say};
use crate::config::Config;
use anyhow::Result;

pub async fn run(config: Config) -> Result<()> {
    let engine = engine(&config).await?;
    let restored = engine.restored("console").await?;
    engine.seal_audit().await?;
    engine.compare().await?;
    let ended = restored.ended;
    say(format_args!(
        "Ended: {} sessions, {} half-finished sign-ins, {} links and codes, {} grants of apps, {} \
         messages that waited, {} sets of recovery codes.\nA password, a way to sign in or an app \
         password that was changed or removed since the backup is the old one again: see \
         docs/operations.md.",
        ended.sessions, ended.sign_ins, ended.tickets, ended.grants, ended.letters, restored.spares
    ))
}
