//! `countersign organisation …`: what the first run asked, until the administration has pages.

use super::{
    engine,
    mail_hosts::{self, MailHostArguments},
    say,
};
use crate::config::Config;
use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use engine::{Organisation, mail_hosts::mail_domain};

#[derive(Subcommand)]
pub enum OrganisationCommand {
    /// Print what pages and messages say of the organisation, and its security defaults
    Show,
    /// Change what is given and leave the rest
    Set(Box<Change>),
}

#[derive(Args)]
pub struct Change {
    /// Stands on every page and in every message
    #[arg(long)]
    name: Option<String>,
    /// Sender of texts, up to 11 letters
    #[arg(long)]
    short: Option<String>,
    /// How people reach the service desk
    #[arg(long)]
    service_desk: Option<String>,
    /// One brand colour as #rrggbb, from which light and dark pages are made; "none" for ours
    #[arg(long)]
    colour: Option<String>,
    /// Security defaults: on or off
    #[arg(long, value_parser = ["on", "off"])]
    defaults: Option<String>,
    /// Whether app passwords can be made and open anything: on or off
    #[arg(long, value_parser = ["on", "off"])]
    app_passwords: Option<String>,
    /// Whether programs may use the normal password of people who are not asked for a second step
    #[arg(long, value_parser = ["on", "off"])]
    normal_passwords: Option<String>,
    /// Days each person may put the second step off, 0 to 90
    #[arg(long, value_parser = clap::value_parser!(u64).range(0..=90))]
    grace_days: Option<u64>,
    /// A mail domain whose addresses the organisation gives out itself: apps are told that they are
    /// verified. May be given several times, in the place of those before; "none" for none
    #[arg(long = "mail-domain", value_name = "DOMAIN")]
    mail_domains: Vec<String>,
    #[command(flatten)]
    mail: MailHostArguments,
}

pub async fn run(config: Config, command: OrganisationCommand) -> Result<()> {
    let engine = engine(&config).await?;
    let organisation = Organisation::clone(&*engine.organisation().await?);
    match command {
        OrganisationCommand::Show => show(&organisation),
        OrganisationCommand::Set(change) => {
            let changed = changed(organisation, *change, engine.now())?;
            engine.save_organisation(changed.clone()).await?;
            show(&changed)
        }
    }
}

fn show(organisation: &Organisation) -> Result<()> {
    let defaults = &organisation.defaults;
    let (doors, on) = (organisation.doors, |on| if on { "on" } else { "off" });
    say(format_args!("name          {}", organisation.name))?;
    say(format_args!("short         {}", organisation.short))?;
    say(format_args!("service desk  {}", organisation.service_desk))?;
    say(format_args!("colour        {}", organisation.colour.as_deref().unwrap_or("none")))?;
    say(format_args!("language      {}", organisation.language))?;
    say(format_args!("time zone     {}", organisation.time_zone))?;
    say(format_args!("defaults      {}", if defaults.on { "on" } else { "off" }))?;
    say(format_args!("grace days    {}", defaults.grace_days))?;
    say(format_args!("mail domains  {}", organisation.mail.domains.join(" ")))?;
    mail_hosts::show(&organisation.mail)?;
    say(format_args!("app passwords     {}", on(doors.app_passwords)))?;
    say(format_args!("normal passwords  {}", on(doors.normal_passwords)))
}

fn changed(
    mut organisation: Organisation,
    change: Change,
    now: countersign_core::time::Time,
) -> Result<Organisation> {
    for (field, value, most) in [
        (&mut organisation.name, change.name, 100),
        (&mut organisation.short, change.short, 11),
        (&mut organisation.service_desk, change.service_desk, 200),
    ] {
        let Some(value) = value else { continue };
        let length = value.trim().chars().count();
        if length == 0 || length > most || value.chars().any(char::is_control) {
            bail!("\"{value}\" has to be 1 to {most} letters on one line");
        }
        value.trim().clone_into(field);
    }
    if let Some(colour) = change.colour {
        organisation.colour = match colour.as_str() {
            "none" => None,
            colour if web::colour_can_be_read(colour) => Some(colour.to_owned()),
            _ => bail!("\"{colour}\" is not #rrggbb, or text in it could not be read; try another"),
        };
    }
    for (field, value) in [
        (&mut organisation.doors.app_passwords, change.app_passwords),
        (&mut organisation.doors.normal_passwords, change.normal_passwords),
    ] {
        *field = value.map_or(*field, |value| value == "on");
    }
    match change.mail_domains.as_slice() {
        [] => {}
        [none] if none == "none" => organisation.mail.domains.clear(),
        names => {
            let read = names.iter().map(|name| mail_domain(name));
            organisation.mail.domains = read.collect::<Result<_, _>>()?;
        }
    }
    change.mail.change(&mut organisation.mail)?;
    if let Some(days) = change.grace_days {
        organisation.defaults.grace_days = days;
    }
    if let Some(on) = change.defaults {
        let on = on == "on";
        if on && !organisation.defaults.on {
            organisation.defaults.on_since = now;
        }
        organisation.defaults.on = on;
    }
    Ok(organisation)
}
