//! `/signin/KIND`: the question that is open. Nothing here knows any kind by name: what is asked
//! and said is the kind's.

use super::{Asked, Open, Place, at_field, lost, opened, turn, words};
use crate::{
    Answer, Error, Form, Visitor,
    page::Said,
    pages::sign_in::{Ask, Delivery, Joined, Over},
};
use axum::extract::{Path, Query};
use countersign_core::{
    challenge::Challenge,
    id::AccountId,
    method::{Kind, Method, Wrong},
    sign_in::{Event, SENDS_MOST, next_send},
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
    match page(&visitor, &open).await? {
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
pub async fn again_wrong(visitor: &Visitor, open: &Open, mut wrong: Wrong, form: &Form) -> Answer {
    let Some(page) = page(visitor, open).await? else { return Ok(lost(visitor)) };
    // Nothing was sent, so nothing new can be.
    if page.over == Some(Over::Spent) && wrong.words == "code-void" {
        wrong.words = "ask-spent".into();
    }
    let page = Ask { typed: form.get("code").chars().take(TYPED_MOST).collect(), ..page };
    Ok(visitor.again(&page, vec![at_field(wrong, &["code"])]))
}

/// Letters of a wrong answer that are shown again.
const TYPED_MOST: usize = 100;

fn challenge(open: &Open) -> Option<&Challenge> {
    open.look.sign_in.challenge(&open.asked()?.id)
}

/// What became of the newest message of a code: only once the password was right, and only of the
/// person's own (ux.md 3.5). A code that has run out is over, wherever its message is.
pub async fn delivery(
    visitor: &Visitor,
    open: &Open,
    until: Option<Time>,
) -> Result<Option<Delivery>, Error> {
    delivery_of(visitor, open.look.sign_in.account.as_ref(), until).await
}

/// The same of an account that is known otherwise.
pub async fn delivery_of(
    visitor: &Visitor,
    account: Option<&AccountId>,
    until: Option<Time>,
) -> Result<Option<Delivery>, Error> {
    use engine::Delivery as At;
    let until = until.filter(|until| *until > visitor.engine.now());
    let (Some(account), Some(until)) = (account, until) else { return Ok(None) };
    let Some(is) = visitor.engine.delivery(account, until).await? else { return Ok(None) };
    let (state, at) = match is {
        At::Leaving => ("leaving", None),
        At::Again(at) => ("again", Some(at)),
        At::Taken(at) => ("taken", Some(at)),
        At::Delivered(at) => ("delivered", Some(at)),
        At::Refused => ("refused", None),
        At::Failed => ("failed", None),
    };
    Ok(Some(Delivery { state, at: at.map(|at| at.0) }))
}

async fn page(visitor: &Visitor, open: &Open) -> Result<Option<Ask>, Error> {
    let Some(page) = bare(visitor, open) else { return Ok(None) };
    let live = challenge(open).filter(|it| it.live(visitor.engine.now()) && page.sent);
    let Some(live) = live else { return Ok(Some(page)) };
    Ok(Some(match delivery(visitor, open, live.expires_at).await? {
        // It was to be sent, and a ceiling was in the way: nothing is to be looked for.
        None => {
            let text = Said::of("ask-text", &[]);
            Ask { delivery: Some(Delivery::unsent()), text, ..page }
        }
        delivery => Ask { delivery, ..page },
    }))
}

/// What can be told from the request alone.
fn bare(visitor: &Visitor, open: &Open) -> Option<Ask> {
    let (method, challenge) = (open.asked()?, challenge(open)?);
    let kind = visitor.engine.kinds().of(method)?;
    let enough = challenge.sent.len() >= SENDS_MOST;
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
        delivery: None,
        again_at: next_send(&challenge.sent).filter(|_| !enough).map(|at| at.0),
        enough,
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
