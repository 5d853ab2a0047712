//! `countersign app …`: apps that sign in by OpenID Connect, until the administration has a page.

use super::{engine, mail_server, say};
use crate::config::Config;
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use engine::signing::Alg;
use fronts::oidc::{NewClient, Program, Verifies, new_secret, public_keys, register, switch};
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum AppCommand {
    /// Register an app; prints its client id and, once, its secret
    Add(Box<New>),
    /// All apps with their client ids
    List,
    /// Give an app another secret, printed once; the one before ends at once
    NewSecret { client_id: String },
    /// Switch an app off: it opens nothing, and its tokens neither
    Disable { client_id: String },
    /// Switch it on again
    Enable { client_id: String },
    /// Let mail programs such as Thunderbird sign in by OAuth, once mail servers take our tokens
    AddMailPrograms,
    /// Print what a mail server's own configuration needs, with the addresses filled in: dovecot,
    /// postfix, nginx, radicale, exim or stalwart
    MailServer { server: String },
    /// Print the SRV records by which programs find the mail servers
    MailRecords,
}

#[derive(Args)]
pub struct New {
    name: String,
    /// Where the app takes people back to; may be given several times
    #[arg(long = "redirect-uri", required_unless_present_any = ["introspects", "verifies"])]
    redirect_uris: Vec<String>,
    /// Where the launcher leads
    #[arg(long, default_value = "", required_unless_present_any = ["introspects", "verifies"])]
    url: String,
    /// Where people may be led after signing out of the app
    #[arg(long = "post-logout-uri")]
    post_logout_uris: Vec<String>,
    /// mail, chat, files or web
    #[arg(long, default_value = "web")]
    icon: String,
    /// An app without a secret: a single-page or installed program
    #[arg(long)]
    public: bool,
    /// Where it runs; a mail program gets refresh tokens without asking
    #[arg(long, default_value = "web", value_parser = ["web", "installed", "mail"])]
    program: String,
    /// For old clients that cannot do PKCE
    #[arg(long)]
    without_pkce: bool,
    /// What its ID tokens are signed by
    #[arg(long, value_name = "ALGORITHM", default_value = "ES256",
        value_parser = ["ES256", "EdDSA", "RS256"])]
    id_token_alg: String,
    /// A file with its public keys (a JWK Set): it then signs assertions and has no secret
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
    /// What it may ask for, in the place of everything; may be given several times
    #[arg(long = "scope")]
    scopes: Vec<String>,
    /// A server that asks whose tokens it is brought, such as Dovecot
    #[arg(long)]
    introspects: bool,
    /// A server that asks about app passwords by the password grant: "dovecot", which says the
    /// service itself, or the one service it stands for, such as "radicale"
    #[arg(long, value_name = "SERVICE")]
    verifies: Option<String>,
}

pub async fn run(config: Config, command: AppCommand) -> Result<()> {
    // Beside a running server: nothing of it is needed but its configuration.
    if let AppCommand::MailServer { server } = &command {
        return mail_server::lines(&config, &public_url(&config)?, server);
    }
    let engine = engine(&config).await?;
    match command {
        AppCommand::MailServer { .. } => Ok(()),
        AppCommand::MailRecords => mail_server::print_records(&engine).await,
        AppCommand::AddMailPrograms => {
            let client = mail_server::add_mail_programs(&engine).await?;
            say(format_args!("client id     {client}"))?;
            let url = &engine.settings().public_url;
            say(format_args!("extension     {url}/mail/thunderbird.xpi"))
        }
        AppCommand::Add(new) => {
            let (app, secret) = register(&engine, new.read()?).await?;
            say(format_args!("issuer        {}", engine.settings().public_url))?;
            say(format_args!("client id     {}", app.key))?;
            match secret {
                Some(secret) => say(format_args!("client secret {}", secret.reveal())),
                None => say("client secret none: this app keeps no secret"),
            }
        }
        AppCommand::List => {
            let mut reader = engine.reader().await?;
            for (app, _) in store::app::all(&mut reader).await? {
                let off = if app.disabled_at.is_some() { "\tswitched off" } else { "" };
                say(format_args!("{}\t{}\t{}{off}", app.key, app.front, app.name))?;
            }
            Ok(())
        }
        AppCommand::NewSecret { client_id } => {
            let secret = new_secret(&engine, &client_id).await?;
            say(format_args!("client secret {}", secret.reveal()))
        }
        AppCommand::Disable { client_id } => {
            say(format_args!("{} is switched off", switch(&engine, &client_id, false).await?.name))
        }
        AppCommand::Enable { client_id } => {
            say(format_args!("{} is switched on", switch(&engine, &client_id, true).await?.name))
        }
    }
}

fn public_url(config: &Config) -> Result<String> {
    let listen = config.server.listen.parse().context("server.listen")?;
    Ok(crate::house::settings(config, listen).public_url)
}

impl New {
    fn read(self) -> Result<NewClient> {
        let usual = NewClient::default();
        let keys = |file: PathBuf| -> Result<_> {
            let text = std::fs::read_to_string(&file)
                .with_context(|| format!("{} cannot be read", file.display()))?;
            Ok(public_keys(&text)?)
        };
        Ok(NewClient {
            name: self.name,
            url: self.url,
            icon: self.icon,
            redirect_uris: self.redirect_uris,
            post_logout_uris: self.post_logout_uris,
            public: self.public,
            program: match self.program.as_str() {
                "installed" => Program::Installed,
                "mail" => Program::Mail,
                _ => Program::Web,
            },
            pkce_required: !self.without_pkce,
            alg: Alg::parse(&self.id_token_alg).unwrap_or_default(),
            jwks: self.keys.map(keys).transpose()?,
            scopes: if self.scopes.is_empty() { usual.scopes.clone() } else { self.scopes },
            introspects: self.introspects,
            verifies: self.verifies.as_deref().map(service).transpose()?,
            ..usual
        })
    }
}

fn service(word: &str) -> Result<Verifies> {
    Verifies::parse(word).with_context(|| format!("no service is called {word}"))
}
