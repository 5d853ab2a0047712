//! `/security`: all ways to sign in on one page.

use super::{app_passwords, ways};
use crate::{Answer, SignedIn, page::Said, pages::account::Security};
use countersign_core::{account::State, time::minutes};
use std::time::Duration;

/// A way that was added this lately was added just now.
const JUST: Duration = minutes(5);

pub async fn show(mut me: SignedIn) -> Answer {
    let done = me.done();
    let state = me.engine.effective(&me.standing.account).await?.state;
    let browsers = me.engine.sessions(&me.standing).await?.len();
    let ways = ways(&me).await?;
    let page = Security {
        undo: done.is_some().then(|| "/security/password".to_owned()),
        done,
        ways: ways.shown(),
        recovery: ways.recovery(),
        required: state != State::Disabled,
        app_passwords: app_passwords::card(&me).await?,
        browsers,
    };
    Ok(me.show(&page))
}

/// Where a set-up ends: says what was added, from what is there and not from the address.
pub async fn added(me: SignedIn) -> Answer {
    let ways = ways(&me).await?;
    let newest = ways.methods.iter().max_by_key(|way| way.added_at);
    let fresh = newest.filter(|way| ways.now.since(way.added_at) < JUST);
    let Some(way) = fresh else { return Ok(me.see_other("/security")) };
    let spare = ways.kinds.of(way).is_some_and(|kind| kind.spare());
    let done = match spare {
        true => Said::of("security-done-codes", &[]),
        false => Said::of("security-done-added", &[("label", &way.label)]),
    };
    Ok(me.see_other_saying("/security", done))
}
