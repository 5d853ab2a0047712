//! `countersign app …`: apps that sign in by OpenID Connect, until the administration has a page.

use super::{engine, say};
use crate::config::Config;
use anyhow::{Context, Result};
use clap::Subcommand;
use fronts::oidc::{NewClient, Verifies, register};

#[derive(Subcommand)]
pub enum AppCommand {
    /// Register an app; prints its client id and, once, its secret
    Add {
        name: String,
        /// Where the app takes people back to; may be given several times
        #[arg(
            long = "redirect-uri",
            required_unless_present_any = ["introspects", "verifies"]
        )]
        redirect_uris: Vec<String>,
        /// Where the launcher leads
        #[arg(
            long,
            default_value = "",
            required_unless_present_any = ["introspects", "verifies"]
        )]
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
        /// For old clients that cannot do PKCE
        #[arg(long)]
        without_pkce: bool,
        /// A server that asks whose tokens it is brought, such as Dovecot
        #[arg(long)]
        introspects: bool,
        /// A server that asks about app passwords by the password grant: "dovecot", which says the
        /// service itself, or the one service it stands for, such as "radicale"
        #[arg(long, value_name = "SERVICE")]
        verifies: Option<String>,
    },
    /// All apps with their client ids
    List,
}

pub async fn run(config: Config, command: AppCommand) -> Result<()> {
    let engine = engine(&config).await?;
    match command {
        AppCommand::Add {
            name,
            redirect_uris,
            url,
            post_logout_uris,
            icon,
            public,
            without_pkce,
            introspects,
            verifies,
        } => {
            let verifies = verifies.as_deref().map(service).transpose()?;
            let new = NewClient {
                name,
                url,
                icon,
                redirect_uris,
                post_logout_uris,
                public,
                pkce_required: !without_pkce,
                introspects,
                verifies,
                ..NewClient::default()
            };
            let (app, secret) = register(&engine, new).await?;
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
                say(format_args!("{}\t{}\t{}", app.key, app.front, app.name))?;
            }
            Ok(())
        }
    }
}

fn service(word: &str) -> Result<Verifies> {
    Verifies::parse(word).with_context(|| format!("no service is called {word}"))
}
