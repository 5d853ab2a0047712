//! Where mail programs find the organisation's servers: as arguments of `organisation set` and of
//! the demo, and as lines of `organisation show`.

use super::say;
use anyhow::{Context, Result};
use clap::Args;
use engine::mail_hosts::{MailHost, MailHosts, dav_address};

#[derive(Args, Default)]
pub struct MailHostArguments {
    /// Server mail programs read from, HOST:PORT; the port says whether TLS comes first, or
    /// HOST:PORT/starttls does. "none" takes it away
    #[arg(long, value_name = "HOST:PORT")]
    imap: Option<String>,
    /// The same for POP3
    #[arg(long, value_name = "HOST:PORT")]
    pop3: Option<String>,
    /// Server mail programs send by
    #[arg(long, value_name = "HOST:PORT")]
    smtp: Option<String>,
    /// Address of calendar and contacts; "none" takes it away
    #[arg(long, value_name = "URL")]
    dav: Option<String>,
    /// Client id of the app mail programs sign in by, once these servers take its tokens; "none"
    /// takes it away. `app add-mail-programs` makes one and sets it
    #[arg(long, value_name = "CLIENT")]
    mail_programs: Option<String>,
}

impl MailHostArguments {
    /// Changes what is given and leaves the rest.
    pub fn change(&self, hosts: &mut MailHosts) -> Result<()> {
        for (name, given, kept) in [
            ("imap", &self.imap, &mut hosts.imap),
            ("pop3", &self.pop3, &mut hosts.pop3),
            ("smtp", &self.smtp, &mut hosts.smtp),
        ] {
            let Some(given) = given else { continue };
            let read = |text: &String| text.parse::<MailHost>();
            *kept = there(given).map(read).transpose().with_context(|| format!("--{name}"))?;
        }
        if let Some(given) = &self.dav {
            let read = |text: &String| dav_address(text);
            hosts.dav = there(given).map(read).transpose().context("--dav")?;
        }
        if let Some(given) = &self.mail_programs {
            hosts.oauth_client = there(given).cloned();
        }
        Ok(())
    }
}

fn there(given: &String) -> Option<&String> {
    (given != "none").then_some(given)
}

pub fn show(hosts: &MailHosts) -> Result<()> {
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "none".into());
    let host = |host: &Option<MailHost>| or_none(host.as_ref().map(ToString::to_string));
    say(format_args!("imap          {}", host(&hosts.imap)))?;
    say(format_args!("pop3          {}", host(&hosts.pop3)))?;
    say(format_args!("smtp          {}", host(&hosts.smtp)))?;
    say(format_args!("dav           {}", or_none(hosts.dav.clone())))?;
    say(format_args!("mail programs {}", or_none(hosts.oauth_client.clone())))
}
