//! `/signin/spare`: after a recovery code, how many are left. It stands between the code and where
//! the sign-in goes, because that may be an app, which cannot say it (ux.md 4.7).

use super::{Asked, Open, Place, lost};
use crate::{Answer, SignedIn, Visitor, account::LOW, pages::sign_in::SpareUsed};
use axum::extract::Query;

/// Where somebody goes on who has just signed in: here first, if a spare way let them in.
pub fn first(visitor: &Visitor, open: &Open) -> String {
    match used(visitor, open) {
        true => format!("/signin/spare?r={}", open.r()),
        false => open.address(),
    }
}

fn used(visitor: &Visitor, open: &Open) -> bool {
    let spare = |kind: &str| visitor.engine.kinds().get(kind).is_some_and(|kind| kind.spare());
    matches!(open.place(), Place::Done(_))
        && open.look.sign_in.proofs.iter().any(|proof| spare(&proof.kind))
}

pub async fn show(mut me: SignedIn, Query(asked): Query<Asked>) -> Answer {
    let Some(open) = Open::find(&mut me, &asked.r).await? else { return Ok(lost(&me)) };
    let own = open.look.sign_in.account.as_ref() == Some(&me.standing.account.id);
    if !own || !used(&me, &open) {
        return Ok(open.lead(&me));
    }
    let ways = me.engine.ways(&me.standing.account).await?;
    let hint = |way| me.engine.kinds().of(way).filter(|kind| kind.spare()).map(|k| k.hint(way));
    let left = ways.iter().find_map(hint).and_then(|left| left.parse().ok()).unwrap_or(0);
    let page = SpareUsed {
        r: open.r(),
        ticket: open.ticket(),
        left,
        low: left <= LOW,
        next: open.address(),
    };
    Ok(me.show(&page))
}
