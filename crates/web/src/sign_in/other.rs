//! `/signin/other`: choosing a way, which asks and may send.

use super::{Asked, Open, Place, lost, onward, opened};
use crate::{
    Answer, Form, Visitor,
    page::{Problem, Said},
    pages::sign_in::{Other, Way},
};
use axum::extract::Query;
use countersign_core::{
    id::MethodId,
    method::Method,
    sign_in::{Event, Stage},
};

pub async fn show(mut visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let Some(open) = Open::find(&mut visitor, &asked.r).await? else { return Ok(lost(&visitor)) };
    if !here(&open) {
        return Ok(open.lead(&visitor));
    }
    let page = page(&visitor, &open).await?;
    Ok(visitor.show(&page))
}

/// Whether a way can be chosen now: while none is asked for, or instead of the one that is.
fn here(open: &Open) -> bool {
    matches!(open.place(), Place::Other | Place::Ask(_))
}

pub async fn choose(mut visitor: Visitor, form: Form) -> Answer {
    let Some(open) = opened(&mut visitor, &form).await? else { return Ok(lost(&visitor)) };
    if !here(&open) {
        return Ok(open.lead(&visitor));
    }
    let chosen = form.get("method");
    if !open.look.offers.iter().any(|way| way.id.as_str() == chosen) {
        let problem = Problem::of("method", "other-none", &[]);
        return again(&visitor, &open, problem).await;
    }
    let before = open.look.sign_in.stage.clone();
    let events = vec![Event::Chose(MethodId::from(chosen))];
    let after = visitor.engine.turn(&visitor.visit, &open.handle, events).await?;
    match after.wrong {
        // It could not be asked: the choice is still open, and this is its page.
        Some(ref wrong) if after.sign_in.stage == before => {
            let problem = Problem { field: "method".into(), ..wrong.clone().into() };
            again(&visitor, &open, problem).await
        }
        _ => onward(&mut visitor, &open, after, &form).await,
    }
}

pub async fn again(visitor: &Visitor, open: &Open, problem: Problem) -> Answer {
    let page = page(visitor, open).await?;
    Ok(visitor.again(&page, vec![problem]))
}

async fn page(visitor: &Visitor, open: &Open) -> Result<Other, crate::Error> {
    let paused = visitor.engine.paused(&open.look).await?;
    let ways: Vec<Way> = open
        .look
        .offers
        .iter()
        .map(|method| Way {
            paused_until: paused.iter().find(|(id, _)| *id == method.id).map(|(_, at)| at.0),
            ..way(visitor, open, method)
        })
        .collect();
    let wanted = open.look.account.as_ref().and_then(|account| account.default_method.as_ref());
    let free = || ways.iter().filter(|way| way.paused_until.is_none() && !way.unsent);
    let chosen = free()
        .find(|way| wanted.is_some_and(|wanted| way.id == wanted.as_str()))
        .or_else(|| free().find(|way| !way.tried))
        .or_else(|| free().next());
    let unasked = matches!(open.look.sign_in.stage, Stage::Prove { open: None });
    Ok(Other {
        r: open.r(),
        ticket: open.ticket(),
        chosen: chosen.map(|way| way.id.clone()).unwrap_or_default(),
        ways,
        quiet: unasked && open.look.quiet,
        back: match open.place() {
            Place::Ask(kind) => Some(kind.clone()),
            _ => None,
        },
    })
}

fn way(visitor: &Visitor, open: &Open, method: &Method) -> Way {
    let kind = visitor.engine.kinds().of(method);
    let hint = kind.map(|kind| kind.hint(method)).unwrap_or_default();
    let can = |channel| visitor.engine.courier().can_send(channel);
    let twins = open.look.offers.iter().filter(|other| other.kind == method.kind).count();
    Way {
        id: method.id.to_string(),
        kind: method.kind.clone(),
        title: Said::of(&format!("method-{}", method.kind), &[]),
        text: Said::of(&format!("method-{}-what", method.kind), &[("hint", &hint)]),
        label: (twins > 1).then(|| method.label.clone()),
        tried: open.look.sign_in.challenge(&method.id).is_some(),
        paused_until: None,
        unsent: kind.and_then(|kind| kind.channel()).is_some_and(|channel| !can(channel)),
    }
}
