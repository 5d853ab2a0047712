//! What stands between Countersign and mail: `app mail-server` prints a mail server's own
//! configuration with the addresses filled in, `app mail-records` the name server's, and
//! `app add-mail-programs` lets mail programs sign in by OAuth.

use super::say;
use crate::config::Config;
use anyhow::{Context, Result, bail};
use engine::{Engine, Organisation};
use fronts::oidc::{NewClient, Program, register};
use web::programs::{mail_servers, records};

/// Where mail programs stop their sign-in window; nobody answers there.
const REDIRECT: &str = "https://localhost";

/// Prints the lines for one mail server.
pub fn lines(config: &Config, public_url: &str, server: &str) -> Result<()> {
    let mail = &config.mail;
    let house = mail_servers::House {
        public_url: public_url.to_owned(),
        dovecot: mail.dovecot_tcp.map(|address| address.to_string()),
        socket: mail.dovecot_socket.as_ref().map(|socket| socket.path.display().to_string()),
        auth_http: mail.auth_http.as_ref().map(|nginx| nginx.listen.to_string()),
    };
    let lines = mail_servers::lines(server, &house).with_context(|| {
        let known: Vec<&str> = mail_servers::SERVERS.iter().map(|(name, _)| *name).collect();
        format!("there are lines for {}", known.join(", "))
    })?;
    say(lines.trim_end())
}

/// Prints the records of the mail domains.
pub async fn print_records(engine: &Engine) -> Result<()> {
    let organisation = engine.organisation().await?;
    let all = records(&organisation.mail);
    if all.is_empty() {
        bail!(
            "no records: name the servers and domains with `organisation set --mail-domain \
             DOMAIN --imap HOST:PORT --smtp HOST:PORT`"
        );
    }
    for record in all {
        say(record)?;
    }
    Ok(())
}

/// Registers the app mail programs sign in by, once, and offers it from now on.
pub async fn add_mail_programs(engine: &Engine) -> Result<String> {
    let mut organisation = Organisation::clone(&*engine.organisation().await?);
    if let Some(known) = organisation.mail.oauth_client {
        return Ok(known);
    }
    let new = NewClient {
        name: format!("{} mail programs", organisation.short),
        icon: "mail".into(),
        redirect_uris: vec![REDIRECT.into()],
        public: true,
        program: Program::Mail,
        ..NewClient::default()
    };
    let (app, _) = register(engine, new).await?;
    organisation.mail.oauth_client = Some(app.key.clone());
    engine.save_organisation(organisation).await?;
    Ok(app.key)
}
