//! `/activity`: what happened on the account in the last 90 days, page by page or as a file.

use super::view;
use crate::{
    Answer, Error, SignedIn,
    pages::account::{Activity, Filter, Filters},
};
use axum::extract::Query;
use countersign_core::{audit::AuditEvent, time::Time};
use serde::Deserialize;

/// Events of one page, and of the file.
const PAGE: usize = 50;
const FILE: i64 = 5000;

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    show: String,
    #[serde(default)]
    before: String,
}

impl Asked {
    fn filter(&self) -> Filter {
        Filter::parse(&self.show).unwrap_or(Filter::All)
    }
}

pub async fn show(me: SignedIn, Query(asked): Query<Asked>) -> Answer {
    let (account, now) = (&me.standing.account, asked.filter());
    let before = match asked.before.as_str() {
        "" => None,
        mark => Some(open(&me, now, mark).ok_or(Error::NotFound)?),
    };
    let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let events = me.engine.activity(account, &view::whats(now), before, most).await?;
    let (shown, rest) = cut(&events);
    let csv = format!("/activity.csv?show={}", now.name());
    let older = rest
        .map(|before| format!("/activity?show={}&before={}", now.name(), seal(&me, now, before)));
    let page = Activity {
        filters: Filters { now, all: Filter::EACH.to_vec() },
        days: view::days(shown, &me.zone(), me.engine.kinds()),
        older,
        csv,
    };
    Ok(me.show(&page))
}

/// A page, and the moment the next one begins before. Events of one moment stay together.
fn cut(events: &[AuditEvent]) -> (&[AuditEvent], Option<Time>) {
    let Some(next) = events.get(PAGE) else { return (events, None) };
    let whole = events.iter().take_while(|event| event.at > next.at).count();
    let shown = if whole == 0 { PAGE } else { whole };
    let before = if whole == 0 { next.at } else { Time(next.at.0.saturating_add(1)) };
    (events.get(..shown).unwrap_or(events), Some(before))
}

/// The mark of the next page: nobody else's, and of no other list (AU-9).
fn context(me: &SignedIn, filter: Filter) -> String {
    format!("activity.before:{}/{}", me.standing.account.id, filter.name())
}

fn seal(me: &SignedIn, filter: Filter, before: Time) -> String {
    let sealed = me.engine.vault().seal(&context(me, filter), before.0.to_string().as_bytes());
    base64(&sealed)
}

fn base64(bytes: &[u8]) -> String {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.encode(bytes)
}

fn open(me: &SignedIn, filter: Filter, mark: &str) -> Option<Time> {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    let sealed = URL_SAFE_NO_PAD.decode(mark).ok()?;
    let opened = me.engine.vault().open(&context(me, filter), &sealed).ok()?;
    String::from_utf8(opened.to_vec()).ok()?.parse().ok().map(Time)
}

/// The same list for a spreadsheet, in stable words.
pub async fn csv(me: SignedIn, Query(asked): Query<Asked>) -> Answer {
    let whats = view::whats(asked.filter());
    let events = me.engine.activity(&me.standing.account, &whats, None, FILE).await?;
    let mut text = String::from("time,what,app,with,name,device,address,request\r\n");
    for event in &events {
        let line = view::line(event, me.engine.kinds());
        let fact = |name: &str| line.facts.get(name).cloned().unwrap_or_default();
        let cells = [
            crate::time::exact(event.at),
            line.what.clone(),
            fact("app"),
            fact("kind"),
            fact("label"),
            line.device.clone(),
            line.place.clone(),
            line.tag.clone().unwrap_or_default(),
        ];
        text.push_str(&cells.map(|value| cell(&value)).join(","));
        text.push_str("\r\n");
    }
    Ok(me.file("activity.csv", "text/csv; charset=utf-8", text))
}

/// A quoted cell (RFC 4180 §2) that no spreadsheet takes for a formula.
fn cell(value: &str) -> String {
    let formula = value.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let safe = value.replace('"', "\"\"");
    format!("\"{}{safe}\"", if formula { "'" } else { "" })
}
