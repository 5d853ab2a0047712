//! `countersign doctor`: what is wrong or untested, one line each, with what to do about it.

use super::{engine, say};
use crate::{
    config::{Config, mail::MailConfig},
    mail::answers,
};
use anyhow::{Result, bail};
use countersign_core::{message::Channel, sign_in::has_second_step};
use engine::Engine;

enum Found {
    Good(String),
    Warning(String),
    Bad(String),
}

pub async fn run(config: Config) -> Result<()> {
    // Before anything else: on SQLite the house does not open beside a running server.
    let mut found = mail_doors(&config.mail).await;
    match engine(&config).await {
        Ok(engine) => found.extend(house(&config, &engine).await?),
        Err(error) => found.push(Found::Bad(format!("{error:#}"))),
    }
    let mut bad = 0;
    for line in &found {
        match line {
            Found::Good(text) => say(format_args!("good  {text}"))?,
            Found::Warning(text) => say(format_args!("look  {text}"))?,
            Found::Bad(text) => {
                bad += 1;
                say(format_args!("BAD   {text}"))?;
            }
        }
    }
    if bad > 0 {
        bail!("{bad} things are wrong");
    }
    Ok(())
}

async fn house(config: &Config, engine: &Engine) -> Result<Vec<Found>> {
    let mut found = vec![Found::Good("the database opens and fits the master key".into())];
    found.extend(origins(engine));
    found.extend(channels(config, engine));
    found.extend(administrators(engine).await?);
    found.push(keys(engine).await?);
    found.push(audit(engine).await?);
    Ok(found)
}

fn origins(engine: &Engine) -> Vec<Found> {
    let settings = engine.settings();
    let mut found = Vec::new();
    if settings.secure {
        found.push(Found::Good(format!("people sign in at {}", settings.public_url)));
    } else {
        found.push(Found::Warning(format!(
            "{} is not https: good for trying out on this machine only; set server.public_url",
            settings.public_url
        )));
    }
    if settings.authenticator_url == settings.public_url {
        found.push(Found::Bad("the authenticator needs a host of its own".into()));
    }
    found
}

fn channels(config: &Config, engine: &Engine) -> Vec<Found> {
    if config.courier.outbox {
        return vec![Found::Warning("courier.outbox is on: nothing leaves this server".into())];
    }
    [(Channel::Mail, "mail"), (Channel::Text, "text messages"), (Channel::Call, "calls")]
        .into_iter()
        .map(|(channel, name)| match engine.courier().can_send(channel) {
            true => Found::Good(format!("{name} can be sent")),
            false => Found::Warning(format!("{name} cannot be sent; see docs/delivery.md")),
        })
        .collect()
}

/// Doors for mail servers: whether whoever runs the server would be answered by it now.
async fn mail_doors(config: &MailConfig) -> Vec<Found> {
    let mut found = Vec::new();
    for (door, answer) in answers(config).await {
        found.push(match answer {
            Ok(()) => Found::Good(format!("{door} answers")),
            Err(why) => Found::Warning(format!("{door} does not answer ({why:#})")),
        });
    }
    found
}

async fn keys(engine: &Engine) -> Result<Found> {
    let left = engine.look_at_seals().await?;
    if left.stuck > 0 {
        let stuck = left.stuck;
        return Ok(Found::Bad(format!("{stuck} sealed values open under no key of the key file")));
    }
    Ok(match (left.old, engine.vault().has_older()) {
        (0, false) => Found::Good("everything sealed is under the one master key".into()),
        (0, true) => Found::Warning(
            "older master keys are in the file and nothing needs them: countersign key drop-old"
                .into(),
        ),
        (old, _) => Found::Warning(format!(
            "{old} values are sealed under an older master key: countersign key reseal"
        )),
    })
}

async fn audit(engine: &Engine) -> Result<Found> {
    let looked = engine.look_at_audit().await?;
    Ok(match looked.broken {
        None => Found::Good(format!("the audit is whole: {} rows", looked.rows + looked.unsealed)),
        Some(_) => Found::Bad("somebody changed the audit: countersign audit verify".into()),
    })
}

async fn administrators(engine: &Engine) -> Result<Vec<Found>> {
    let mut reader = engine.reader().await?;
    let owners = store::account::owners(&mut reader).await?;
    drop(reader);
    let mut found = Vec::new();
    match owners {
        0 => found.push(Found::Bad("there is no owner; finish /setup first".into())),
        1 => found.push(Found::Warning("there is one owner; a second one is wise".into())),
        n => found.push(Found::Good(format!("{n} owners"))),
    }
    let organisation = engine.organisation().await?;
    if !organisation.defaults.on {
        found.push(Found::Warning("security defaults are off".into()));
    }
    let mut reader = engine.reader().await?;
    for owner in store::account::administrators(&mut reader).await? {
        let ways = engine.ways(&owner).await?;
        if !has_second_step(engine.kinds(), &ways) {
            let name = &owner.username;
            found.push(Found::Warning(format!("administrator {name} has no second step yet")));
        }
    }
    Ok(found)
}
