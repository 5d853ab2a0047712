//! `/security/way/ID`: one way: its name, whether it is asked first, its removal.

use super::{devices, prove, view, ways};
use crate::{
    Answer, Error, Form, SignedIn,
    page::{Problem, Said},
    pages::account::{RemoveWay, Use, Way, WayDetail},
};
use axum::extract::Path;
use countersign_core::{
    account::State,
    audit::{AuditEvent, What},
    id::MethodId,
    method::Kinds,
    time::{Time, minutes},
};
use std::time::Duration;

/// Last uses that are shown, and events that are looked through for them.
const USES: usize = 5;
const LOOKED: i64 = 200;
/// A turn is written within this time, or not at all.
const WRITTEN: Duration = minutes(1);

pub async fn show(me: SignedIn, Path(id): Path<String>) -> Answer {
    let page = detail(&me, &id).await?;
    if let Some(first) = prove(&me, "verify-change", &here(&page.way)).await? {
        return Ok(first);
    }
    Ok(me.show(&page))
}

fn here(way: &Way) -> String {
    format!("/security/way/{}", way.id)
}

/// One of the person's own ways; anything else is not there (AU-2).
async fn detail(me: &SignedIn, id: &str) -> Result<WayDetail, Error> {
    let ways = ways(me).await?;
    let shown = ways.shown();
    let alone = shown.len() == 1;
    let way = shown.into_iter().find(|way| way.id == id).ok_or(Error::NotFound)?;
    let state = me.engine.effective(ways.account).await?.state;
    let whats = [What::SignedIn, What::MethodAdded];
    let events = me.engine.activity(ways.account, &whats, None, LOOKED).await?;
    Ok(WayDetail {
        added_from: added_from(&events, &way),
        uses: uses(&events, &way, ways.kinds),
        last: alone && state != State::Disabled,
        label: way.label.clone(),
        way,
    })
}

/// The event of the write that kept it: the machine took its time a moment before.
fn added_from(events: &[AuditEvent], way: &Way) -> Option<String> {
    let kept = |event: &&AuditEvent| {
        let kind = event.facts.get("kind").is_some_and(|kind| *kind == way.kind);
        event.what == What::MethodAdded && kind && event.at.since(Time(way.added_at)) < WRITTEN
    };
    let added = events.iter().rev().filter(|event| event.at.0 >= way.added_at).find(kept)?;
    Some(match added.device.as_str() {
        "" => added.source.clone(),
        device => format!("{device}, {}", added.source),
    })
}

/// Sign-ins and proofs it was part of. Setting it up is none.
fn uses(events: &[AuditEvent], way: &Way, kinds: Kinds) -> Vec<Use> {
    let fact = |event: &AuditEvent, name: &str| event.facts.get(name).cloned().unwrap_or_default();
    let used = |event: &&AuditEvent| {
        let part = fact(event, "methods").split(' ').any(|one| one == way.id);
        event.what == What::SignedIn && part && fact(event, "purpose") != "set-up"
    };
    let ever = way.last_used_at.is_some();
    events
        .iter()
        .filter(|event| ever && used(event))
        .take(USES)
        .map(|event| Use {
            at: event.at.0,
            app: view::line(event, kinds).facts.remove("app").unwrap_or_default(),
            tag: event.tag.clone().unwrap_or_default(),
        })
        .collect()
}

pub async fn rename(me: SignedIn, Path(id): Path<String>, form: Form) -> Answer {
    let page = detail(&me, &id).await?;
    let here = here(&page.way);
    if let Some(first) = prove(&me, "verify-change", &here).await? {
        return Ok(first);
    }
    let typed = form.get("label");
    let renamed = me.engine.rename_way(&me.visit, &me.standing, &MethodId::from(id), typed).await;
    match renamed {
        Err(engine::Error::Refused(key @ "way-name-bad")) => {
            let page = WayDetail { label: typed.to_owned(), ..page };
            Ok(me.again(&page, vec![Problem::of("label", key, &[])]))
        }
        other => {
            other?;
            let done = Said::of("security-done-renamed", &[("label", typed.trim())]);
            Ok(me.see_other_saying("/security", done))
        }
    }
}

/// From the select on `/security`.
pub async fn choose_default(me: SignedIn, form: Form) -> Answer {
    put_first(&me, form.get("method"), "/security").await
}

pub async fn make_default(me: SignedIn, Path(id): Path<String>, _form: Form) -> Answer {
    put_first(&me, &id, "/security").await
}

async fn put_first(me: &SignedIn, id: &str, back: &str) -> Answer {
    let way = detail(me, id).await?.way;
    if let Some(first) = prove(me, "verify-change", back).await? {
        return Ok(first);
    }
    let id = MethodId::from(id);
    me.engine.default_way(&me.visit, &me.standing, &id).await?;
    let done = Said::of("security-done-default", &[("label", &way.label)]);
    Ok(me.see_other_saying("/security", done))
}

pub async fn ask_remove(me: SignedIn, Path(id): Path<String>) -> Answer {
    let detail = detail(&me, &id).await?;
    // The page of the way says why it stays.
    if detail.last {
        return Ok(me.see_other(&here(&detail.way)));
    }
    let back = format!("{}/remove", here(&detail.way));
    if let Some(first) = prove(&me, "verify-remove", &back).await? {
        return Ok(first);
    }
    let ways = ways(&me).await?;
    let way = detail.way;
    let left: Vec<Way> = ways.shown().into_iter().filter(|other| other.id != way.id).collect();
    let page = RemoveWay {
        recovery_left: ways.recovery().map_or(0, |codes| codes.left),
        next_default: left.first().filter(|_| way.default).cloned(),
        browsers: devices::others(&me).await?,
        left,
        way,
    };
    Ok(me.show(&page))
}

pub async fn remove(me: SignedIn, Path(id): Path<String>, _form: Form) -> Answer {
    let detail = detail(&me, &id).await?;
    let back = format!("{}/remove", here(&detail.way));
    if let Some(first) = prove(&me, "verify-remove", &back).await? {
        return Ok(first);
    }
    let removed = me.engine.remove_way(&me.visit, &me.standing, &MethodId::from(id)).await;
    match removed {
        Err(engine::Error::Refused(key @ ("way-is-the-last" | "way-password-first"))) => {
            let problem = Problem::of("", key, &[]);
            return Ok(me.again(&detail, vec![problem]));
        }
        other => other?,
    }
    let way = detail.way;
    let left = ways(&me).await?.shown();
    let next = left.iter().find(|left| left.default).filter(|_| way.default);
    let done = match next {
        Some(next) => Said::of(
            "security-done-removed-default",
            &[("label", &way.label), ("next", &next.label)],
        ),
        None => Said::of("security-done-removed", &[("label", &way.label)]),
    };
    Ok(me.see_other_saying("/security", done))
}
