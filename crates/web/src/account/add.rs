//! `/security/add`: which way to add. The pages of setting it up are those of enrolment.

use super::{named, prove, ways, window};
use crate::{
    Answer, Error, Form, SignedIn,
    enrol::leaves,
    page::Problem,
    pages::account::{Add, Choice},
};
use axum::response::Response;
use countersign_core::sign_in::{Event, Purpose};

pub async fn show(me: SignedIn) -> Answer {
    if let Some(first) = prove(&me, "verify-add", "/security/add").await? {
        return Ok(first);
    }
    Ok(me.show(&page(&me, "").await?))
}

pub async fn begin(me: SignedIn, form: Form) -> Answer {
    let wanted = form.get("method").to_owned();
    let page = page(&me, &wanted).await?;
    if !page.choices.iter().any(|choice| choice.kind == wanted && !choice.full) {
        let problem = Problem::of("method", "add-choose", &[]);
        return Ok(me.again(&page, vec![problem]));
    }
    if let Some(first) = prove(&me, "verify-add", "/security/add").await? {
        return Ok(first);
    }
    match set_up(&me, &wanted).await {
        Err(Error::Wrong(wrong)) => Ok(me.again(&page, vec![wrong.into()])),
        other => other,
    }
}

/// Begins the set-up of a kind and leads to its first page.
pub async fn set_up(me: &SignedIn, kind: &str) -> Answer {
    set_up_at(me, kind, "/security/added").await
}

/// The same, ending at `back`.
pub async fn set_up_at(me: &SignedIn, kind: &str, back: &str) -> Answer {
    let session = me.standing.session.id.clone();
    let (_, visit) = named(me);
    let window = window(me, back);
    let purpose = Purpose::SetUp { session };
    let handle = me.engine.begin_within(&visit, &me.standing, purpose, window).await?;
    let after = me.engine.turn(&visit, &handle, vec![Event::SetUp(kind.to_owned())]).await?;
    match after.wrong {
        Some(wrong) => Err(engine::Error::Wrong(wrong).into()),
        None => Ok::<Response, Error>(me.see_other(&format!("/enrol?r={handle}"))),
    }
}

/// Every kind people may add, strongest first; spares have a page of their own.
async fn page(me: &SignedIn, chosen: &str) -> Result<Add, Error> {
    let ways = ways(me).await?;
    let mut kinds: Vec<_> =
        ways.kinds.all().filter(|kind| kind.offered() && !kind.spare()).collect();
    kinds.retain(|kind| leaves(me, *kind));
    kinds.sort_by_key(|kind| std::cmp::Reverse(kind.strength()));
    let choices: Vec<Choice> = kinds
        .iter()
        .enumerate()
        .map(|(at, kind)| {
            let have = ways.methods.iter().filter(|way| way.kind == kind.name()).count();
            Choice {
                kind: kind.name().to_owned(),
                recommended: at == 0,
                have: u64::try_from(have).unwrap_or(u64::MAX),
                full: kind.most() > 1 && have >= kind.most(),
            }
        })
        .collect();
    let free = choices.iter().find(|choice| !choice.full).map(|choice| choice.kind.clone());
    let there = choices.iter().any(|choice| choice.kind == chosen);
    let chosen = if there { chosen.to_owned() } else { free.unwrap_or_default() };
    Ok(Add { choices, chosen })
}
