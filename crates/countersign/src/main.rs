//! One binary: the server, its console and its demo. It wires; it holds no rules.

mod commands;
mod config;
mod demo;
mod door;
mod house;
mod mail;
mod serve;
mod stamp;
mod telemetry;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::{io::Write, path::PathBuf, process::ExitCode};

/// Self-hosted sign-in with a second step.
#[derive(Parser)]
#[command(name = "countersign", version, about)]
struct Arguments {
    /// Configuration file; without one, ./countersign.toml if it is there, else the defaults
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server
    Serve,
    /// Run a sample organisation in a temporary folder, with four sample apps and an outbox
    Demo(demo::DemoArguments),
    /// Make, list and mend accounts on this server's console
    #[command(subcommand)]
    Account(commands::account::AccountCommand),
    /// Show or check the configuration
    #[command(subcommand)]
    Config(commands::config::ConfigCommand),
    /// Make and list apps that sign in by OpenID Connect, and connect mail servers
    #[command(subcommand, alias = "apps")]
    App(commands::app::AppCommand),
    /// Show or change the organisation: name, service desk, colour, security defaults
    #[command(subcommand)]
    Organisation(commands::organisation::OrganisationCommand),
    /// Read the audit, or look whether anybody changed it
    #[command(subcommand)]
    Audit(commands::audit::AuditCommand),
    /// Change the master key
    #[command(subcommand)]
    Key(commands::key::KeyCommand),
    /// After a backup was put back or a standby took over: end everything that works once
    Restored,
    /// Look for what is wrong or untested
    Doctor,
}

fn main() -> ExitCode {
    match start(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // One sentence, from the outside to the cause; never a trace of ours.
            let _ = writeln!(std::io::stderr(), "countersign: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn start(arguments: Arguments) -> Result<()> {
    rustls::crypto::aws_lc_rs::default_provider()
        .install_default()
        .map_err(|_| anyhow::anyhow!("another crypto provider is installed already"))?;
    let config = config::load(arguments.config.as_deref())?;
    // Two threads are enough for the sockets: what takes long has threads of its own.
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(run(arguments.command, config))
}

async fn run(command: Command, config: config::Config) -> Result<()> {
    match command {
        Command::Serve => {
            telemetry::start(&config.log)?;
            serve::serve(config).await
        }
        Command::Demo(arguments) => demo::run(config, arguments).await,
        Command::Account(command) => commands::account::run(config, command).await,
        Command::Config(command) => commands::config::run(&config, &command),
        Command::App(command) => commands::app::run(config, command).await,
        Command::Organisation(command) => commands::organisation::run(config, command).await,
        Command::Audit(command) => commands::audit::run(config, command).await,
        Command::Key(command) => commands::key::run(config, command).await,
        Command::Restored => commands::restored::run(config).await,
        Command::Doctor => commands::doctor::run(config).await,
    }
}
