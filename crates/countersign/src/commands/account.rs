//! `countersign account …`

use super::{app_passwords, engine, say, told};
use crate::config::Config;
use anyhow::{Context, Result};
use clap::Subcommand;
use countersign_core::account::{Role, State};
use engine::NewAccount;

#[derive(Subcommand)]
pub enum AccountCommand {
    /// Make an account; prints a link with which the person chooses a password
    Add {
        /// What they sign in with
        username: String,
        #[arg(long)]
        name: String,
        #[arg(long)]
        mail: String,
        /// person, auditor, helpdesk, service, apps, users, security or owner
        #[arg(long, default_value = "person")]
        role: String,
    },
    /// All accounts, with state and ways to sign in
    List,
    /// Keep somebody out at once: sessions, links and half-finished sign-ins end
    Disable { username: String },
    /// Let somebody in again
    Enable { username: String },
    /// Ask for contact methods again: every way but the password goes
    ResetMethods {
        username: String,
        #[arg(long, default_value = "console")]
        reason: String,
    },
    /// Print a link with which the person chooses a new password
    SetPassword { username: String },
    /// Set the per-user state: disabled, enabled or enforced
    SetState { username: String, state: String },
    /// What programs of somebody come in with, without the secrets; or end all of it
    AppPasswords {
        username: String,
        /// End all of them; their owner is told
        #[arg(long)]
        remove_all: bool,
    },
    /// A locked-out administrator's way back in: all ways go, a link is printed, the log says so
    BreakGlass { username: String },
}

pub async fn run(config: Config, command: AccountCommand) -> Result<()> {
    let engine = engine(&config).await?;
    match command {
        AccountCommand::Add { username, name, mail, role } => {
            let role = Role::parse(&role)
                .with_context(|| format!("there is no role \"{role}\"; see --help"))?;
            let new = NewAccount { username, name, mail, role, ..NewAccount::default() };
            let account = engine.add_account(new).await.map_err(told)?;
            link(&engine, &account.username, "made").await
        }
        AccountCommand::List => list(&engine).await,
        AccountCommand::Disable { username } => {
            let account = engine.account_named(&username).await.map_err(told)?;
            engine.disable_account(&account).await.map_err(told)?;
            say(format_args!("{} is disabled; everything that was open has ended", username))
        }
        AccountCommand::Enable { username } => {
            let account = engine.account_named(&username).await.map_err(told)?;
            engine.enable_account(&account).await.map_err(told)?;
            say(format_args!("{username} may sign in again"))
        }
        AccountCommand::ResetMethods { username, reason } => {
            let account = engine.account_named(&username).await.map_err(told)?;
            let gone = engine.reset_methods(&account, &reason).await.map_err(told)?;
            say(format_args!("{gone} ways removed; {username} is asked to set one up again"))
        }
        AccountCommand::SetPassword { username } => link(&engine, &username, "found").await,
        AccountCommand::SetState { username, state } => set_state(&engine, &username, &state).await,
        AccountCommand::AppPasswords { username, remove_all } => {
            let account = engine.account_named(&username).await.map_err(told)?;
            if !remove_all {
                return app_passwords::list(&engine, &account).await;
            }
            let ended = engine.remove_app_passwords(&account).await.map_err(told)?;
            say(format_args!("{ended} app passwords of {username} have ended"))
        }
        AccountCommand::BreakGlass { username } => {
            let account = engine.account_named(&username).await.map_err(told)?;
            let link = engine.break_glass(&account).await.map_err(told)?;
            say(format_args!(
                "All ways of {username} are removed and everything open has ended.\n\
                 Good once, for 24 hours:\n{link}"
            ))
        }
    }
}

async fn link(engine: &engine::Engine, username: &str, verb: &str) -> Result<()> {
    let account = engine.account_named(username).await.map_err(told)?;
    let link = engine.start_link(&account).await.map_err(told)?;
    say(format_args!(
        "{} is {verb}. Good once, for 24 hours, to choose a password:\n{link}",
        account.username
    ))
}

async fn set_state(engine: &engine::Engine, username: &str, state: &str) -> Result<()> {
    let state = State::parse(state)
        .with_context(|| format!("\"{state}\" is not disabled, enabled or enforced"))?;
    let mut account = engine.account_named(username).await.map_err(told)?;
    account.state = state;
    engine.save_account(&account, countersign_core::audit::What::StateChanged).await?;
    say(format_args!("{username} is {}", state.name()))
}

/// Rows a page of the list reads at a time.
const PAGE: i64 = 500;

async fn list(engine: &engine::Engine) -> Result<()> {
    let mut after = String::new();
    loop {
        let mut reader = engine.reader().await?;
        let filter =
            store::account::Filter { search: None, after: Some(after.clone()), limit: PAGE };
        let accounts = store::account::page(&mut reader, &filter).await?;
        drop(reader);
        let Some(last) = accounts.last() else { return Ok(()) };
        after = countersign_core::account::canonical(&last.username);
        for account in &accounts {
            let effective = engine.effective(account).await?;
            let ways = engine.ways(account).await?;
            let kinds: Vec<&str> = ways.iter().map(|way| way.kind.as_str()).collect();
            let state = if account.disabled_at.is_some() {
                "kept out".to_owned()
            } else {
                format!("{} ({:?})", effective.state.name(), effective.why)
            };
            say(format_args!(
                "{}\t{}\t{}\t{state}\t{}",
                account.username,
                account.name,
                account.role.name(),
                kinds.join(" ")
            ))?;
        }
    }
}
