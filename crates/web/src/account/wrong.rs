//! `/security/lost-phone` and `/security/hacked`: the way through what has to be done. They only
//! show; what changes something is done where it always is, with fresh proof.

use super::ways;
use crate::{
    Answer, SignedIn,
    pages::account::{Hacked, LostPhone},
};
use countersign_core::account::State;

pub async fn lost_phone(me: SignedIn) -> Answer {
    let state = me.engine.effective(&me.standing.account).await?.state;
    let ways = ways(&me).await?;
    let shown = ways.shown();
    let page = LostPhone {
        only: shown.len() == 1 && state != State::Disabled,
        left: ways.recovery().map_or(0, |codes| codes.left),
        ways: shown,
    };
    Ok(me.show(&page))
}

pub async fn hacked(me: SignedIn) -> Answer {
    let sessions = me.engine.sessions(&me.standing).await?.len();
    let others = u64::try_from(sessions.saturating_sub(1)).unwrap_or(u64::MAX);
    let page = Hacked { ways: ways(&me).await?.shown(), others };
    Ok(me.show(&page))
}
