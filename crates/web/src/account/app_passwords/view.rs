//! What the engine knows, as the pages show it.

use super::programs;
use crate::{
    Error, SignedIn,
    pages::app_passwords::{Card, Former, Item, Server, StillUsed, Tried, Used, Works},
};
use countersign_core::{
    app_password::{AppPassword, Opens, Protocol, Scope, Use, WARNED},
    time::Time,
};
use engine::mail_hosts::{MailHost, MailHosts, Tls};

/// Tries that are shown.
const TRIES: usize = 2;

pub fn item(one: &AppPassword, now: Time) -> Item {
    let over_at = one.over_at();
    Item {
        id: one.id.to_string(),
        name: one.name.clone(),
        icon: programs::of(&one.program).icon,
        opens: names(one.opens),
        made_at: one.made_at.0,
        used: one.last_used.as_ref().map(used),
        over_at: over_at.0,
        soon: over_at <= now.plus(WARNED),
    }
}

pub fn names(opens: Opens) -> Vec<&'static str> {
    opens.scopes().map(Scope::name).collect()
}

fn used(one: &Use) -> Used {
    Used { at: one.at.0, from: one.source.clone(), protocol: one.protocol.name() }
}

pub fn still(one: engine::StillUsed) -> StillUsed {
    let former = match one.former {
        engine::Former::AppPassword { name, ended_at, .. } => {
            Former::AppPassword { name, ended_at: ended_at.0 }
        }
        engine::Former::Password { changed_at } => Former::Password { changed_at: changed_at.0 },
    };
    StillUsed { program: one.program, used: used(&one.last), former }
}

/// What became of it. Tries count from the last good use on: before that they are settled.
pub async fn works(me: &SignedIn, one: &AppPassword) -> Result<Works, Error> {
    let watch = me.engine.watch_app_password(&me.standing, &one.id).await?;
    let since = watch.last.as_ref().map_or(one.made_at, |last| last.at);
    let tries = watch.wrong.iter().rev().filter(|tried| tried.at > since).take(TRIES);
    let tries = tries
        .map(|tried| Tried {
            at: tried.at.0,
            from: tried.source.clone(),
            protocol: tried.protocol.name(),
            why: tried.why.words().replace('_', "-"),
        })
        .collect();
    let tested = |scope: Scope| watch.used.iter().any(|protocol| protocol.scope() == scope);
    let untried = one.opens.scopes().filter(|scope| watch.last.is_some() && !tested(*scope));
    Ok(Works {
        program: one.name.clone(),
        untried: untried.map(Scope::name).collect(),
        good: watch.last.as_ref().map(used),
        tries,
        ended: watch.ended,
    })
}

/// The servers an app password opens, and nothing it does not.
pub fn card(hosts: &MailHosts, one: &AppPassword, username: &str) -> Card {
    let opens = |scope| one.opens.contains(scope);
    let mail = opens(Scope::Mail);
    let incoming = [(Protocol::Imap, &hosts.imap), (Protocol::Pop3, &hosts.pop3)]
        .into_iter()
        .filter(|_| mail)
        .filter_map(|(protocol, host)| Some(server(protocol, host.as_ref()?)))
        .collect();
    let outgoing = hosts.smtp.as_ref().filter(|_| opens(Scope::Sending));
    Card {
        incoming,
        outgoing: outgoing.map(|host| server(Protocol::Smtp, host)),
        dav: hosts.dav.clone().filter(|_| opens(Scope::Calendar)),
        username: username.to_owned(),
        finds: mail && hosts.imap.is_some() && programs::of(&one.program).finds,
    }
}

fn server(protocol: Protocol, host: &MailHost) -> Server {
    let tls = match host.tls {
        Tls::Implicit => "implicit",
        Tls::StartTls => "starttls",
        Tls::Plain => "plain",
    };
    Server { kind: protocol.name(), host: host.host.clone(), port: host.port, tls }
}
