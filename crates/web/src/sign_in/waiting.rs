//! `/signin/waiting`: a window that joined a request waits for the one that asks (ux.md 4.6). It
//! goes on by its own button once there is an answer; nothing reloads itself.

use super::{Asked, Open, lost};
use crate::{Answer, Visitor, pages::sign_in::Waiting};
use axum::extract::Query;

pub async fn show(mut visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let Some(open) = Open::find(&mut visitor, &asked.r).await? else { return Ok(lost(&visitor)) };
    let sign_in = &open.look.sign_in;
    if sign_in.closed() || open.handle.window == 0 {
        return Ok(open.lead(&visitor));
    }
    let page = Waiting {
        r: open.r(),
        ticket: open.ticket(),
        asking: sign_in.app().to_owned(),
        app: open.window().map(|window| window.name.clone()).unwrap_or_default(),
        tag: sign_in.tag.to_string(),
        begun_at: sign_in.begun_at.0,
        here: open.address(),
        not_yet: !asked.asked.is_empty(),
    };
    Ok(visitor.show(&page))
}
