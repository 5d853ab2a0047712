//! `/security/recovery-codes`: what making new ones does, and the button that makes them. They are
//! shown, once, on the page of the kind's own set-up.

use super::{add, prove, ways};
use crate::{Answer, Error, Form, SignedIn, pages::account::RecoveryCodesNew};

const HERE: &str = "/security/recovery-codes";

pub async fn show(me: SignedIn) -> Answer {
    if let Some(first) = prove(&me, "verify-codes", HERE).await? {
        return Ok(first);
    }
    let codes = ways(&me).await?.recovery();
    let page = RecoveryCodesNew {
        left: codes.as_ref().map_or(0, |codes| codes.left),
        made_at: codes.map(|codes| codes.made_at),
    };
    Ok(me.show(&page))
}

pub async fn begin(me: SignedIn, _form: Form) -> Answer {
    if let Some(first) = prove(&me, "verify-codes", HERE).await? {
        return Ok(first);
    }
    let spare = me.engine.kinds().all().find(|kind| kind.offered() && kind.spare());
    let Some(spare) = spare else { return Err(Error::NotFound) };
    add::set_up(&me, spare.name()).await
}
