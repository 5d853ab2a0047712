//! `/signin/KIND`: the question that is open. Nothing here knows any kind by name: what is asked
//! and said is the kind's.

use super::{Asked, Open, Place, at_field, lost, opened, turn, words};
use crate::{
    Answer, Form, Visitor,
    page::Said,
    pages::sign_in::{Ask, Joined, Over},
};
use axum::{
    extract::{Path, Query},
    response::Response,
};
use countersign_core::{
    challenge::Challenge,
    method::{Kind, Method, Wrong},
    sign_in::{Event, next_send},
    time::Time,
};

pub async fn show(
    mut visitor: Visitor,
    Path(kind): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let Some(open) = Open::find(&mut visitor, &asked.r).await? else { return Ok(lost(&visitor)) };
    if *open.place() != Place::Ask(kind) {
        return Ok(open.lead(&visitor));
    }
    let note = visitor.done();
    match page(&visitor, &open) {
        Some(page) => Ok(visitor.show(&Ask { note, ..page })),
        None => Ok(lost(&visitor)),
    }
}

pub async fn answer(mut visitor: Visitor, Path(kind): Path<String>, form: Form) -> Answer {
    let Some(open) = opened(&mut visitor, &form).await? else { return Ok(lost(&visitor)) };
    // A page that was left behind: what it asked is not what is asked now.
    if *open.place() != Place::Ask(kind) && !open.lapsed() {
        return Ok(open.lead(&visitor));
    }
    let events = vec![Event::Answered(form.fields().clone())];
    turn(&mut visitor, &open, events, &form).await
}

/// "Send it again": the same code while it is good, a new one afterwards.
pub async fn again(mut visitor: Visitor, Path(kind): Path<String>, form: Form) -> Answer {
    let Some(open) = opened(&mut visitor, &form).await? else { return Ok(lost(&visitor)) };
    if *open.place() != Place::Ask(kind) {
        return Ok(open.lead(&visitor));
    }
    let before = challenge(&open).and_then(|challenge| challenge.expires_at);
    let answer = turn(&mut visitor, &open, vec![Event::Again], &form).await?;
    if !answer.status().is_redirection() {
        return Ok(answer);
    }
    let Some(now) = Open::find(&mut visitor, &open.r()).await? else { return Ok(answer) };
    match challenge(&now) {
        Some(challenge) => Ok(visitor.see_other_saying(
            &now.address(),
            sent(challenge.sent.last().copied(), before == challenge.expires_at),
        )),
        None => Ok(answer),
    }
}

/// What there is to say after something was sent once more.
pub fn sent(at: Option<Time>, same: bool) -> Said {
    let at = at.unwrap_or_default().0.to_string();
    let words = if same { "ask-sent-again" } else { "ask-sent-new" };
    Said::of(words, &[("at", &at)])
}

/// After an answer that was not taken: what was typed stays.
pub fn again_wrong(visitor: &Visitor, open: &Open, mut wrong: Wrong, form: &Form) -> Response {
    let Some(page) = page(visitor, open) else { return lost(visitor) };
    // Nothing was sent, so nothing new can be.
    if page.over == Some(Over::Spent) && wrong.words == "code-void" {
        wrong.words = "ask-spent".into();
    }
    let page = Ask { typed: form.get("code").chars().take(TYPED_MOST).collect(), ..page };
    visitor.again(&page, vec![at_field(wrong, &["code"])])
}

/// Letters of a wrong answer that are shown again.
const TYPED_MOST: usize = 100;

fn challenge(open: &Open) -> Option<&Challenge> {
    open.look.sign_in.challenge(&open.asked()?.id)
}

fn page(visitor: &Visitor, open: &Open) -> Option<Ask> {
    let (method, challenge) = (open.asked()?, challenge(open)?);
    let kind = visitor.engine.kinds().of(method)?;
    let facts = facts(open, method, challenge, kind);
    let said = |end: &str, otherwise: &str| {
        let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
        Said::of(&words(visitor, kind.name(), end, otherwise), &facts)
    };
    let now = visitor.engine.now();
    let sent = !challenge.sent.is_empty();
    let over = match (challenge.void(), challenge.expired(now)) {
        (true, _) if !sent => Some(Over::Spent),
        (true, _) => Some(Over::Void),
        (_, true) => Some(Over::Expired),
        _ => None,
    };
    let tip = if kind.spare() { "ask-tip" } else { "ask-tip-digits" };
    Some(Ask {
        r: open.r(),
        ticket: open.ticket(),
        kind: kind.name().to_owned(),
        title: said("title", "ask-title"),
        text: said("text", "ask-text"),
        label: said("label", "ask-label"),
        tip: said("tip", tip),
        letters: kind.spare(),
        sent,
        again_at: next_send(&challenge.sent).map(|at| at.0),
        until: challenge.expires_at.map(|at| at.0),
        over,
        typed: String::new(),
        joined: joined(open),
        note: None,
        template: brought(kind, "ask"),
    })
}

/// The kind's own page, if it brings one.
pub fn brought(kind: &dyn Kind, page: &str) -> Option<String> {
    let name = format!("methods/{}/{page}.html", kind.name());
    kind.parts().templates.iter().any(|(own, _)| *own == name).then_some(name)
}

/// What the kind's sentences may name.
fn facts(
    open: &Open,
    method: &Method,
    challenge: &Challenge,
    kind: &dyn Kind,
) -> Vec<(&'static str, String)> {
    let moment = |at: Option<Time>| at.unwrap_or_default().0.to_string();
    vec![
        ("at", moment(challenge.sent.last().copied())),
        ("until", moment(challenge.expires_at)),
        ("hint", kind.hint(method)),
        ("tag", open.look.sign_in.tag.to_string()),
        ("organisation", open.look.organisation.name.clone()),
    ]
}

/// All windows that wait, an app's once, when there is more than one.
fn joined(open: &Open) -> Vec<Joined> {
    let mut all: Vec<Joined> = Vec::new();
    for window in &open.look.sign_in.windows {
        if all.iter().any(|one| one.app == window.name) {
            continue;
        }
        all.push(Joined {
            app: window.name.clone(),
            icon: window.icon.clone(),
            at: window.at.0,
            first: all.is_empty(),
        });
    }
    if all.len() > 1 { all } else { Vec::new() }
}
