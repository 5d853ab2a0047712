//! `/security/devices`: browsers that are signed in, and their end.

use super::{app_passwords, sign_out as leave};
use crate::{
    Answer, Error, Form, SignedIn,
    page::Said,
    pages::account::{Browser, Devices, SignOutEverywhere},
};
use axum::extract::Path;
use countersign_core::{
    id::SessionId,
    session::{IDLE, Session},
};

const HERE: &str = "/security/devices";

pub async fn show(mut me: SignedIn) -> Answer {
    let done = me.done();
    let mut sessions = me.engine.sessions(&me.standing).await?;
    let own = me.standing.session.id.clone();
    sessions.sort_by_key(|session| (session.id != own, std::cmp::Reverse(session.seen_at)));
    let mut browsers = Vec::new();
    let mut reader = me.engine.reader().await?;
    for session in sessions {
        let apps = store::session::apps_of(&mut reader, &session.id).await?;
        browsers.push(browser(session, &own, apps));
    }
    drop(reader);
    let programs = app_passwords::card(&me).await?.unwrap_or_default();
    Ok(me.show(&Devices { done, browsers, programs }))
}

fn browser(session: Session, own: &SessionId, apps: Vec<String>) -> Browser {
    let this = session.id == *own;
    // One that is not used ends sooner than one that is.
    let idle = if this { session.ends_at } else { session.seen_at.plus(IDLE) };
    Browser {
        id: session.id.to_string(),
        device: session.device,
        place: session.source,
        signed_in_at: session.made_at.0,
        seen_at: session.seen_at.0,
        ends_at: session.ends_at.min(idle).0,
        this,
        apps,
    }
}

pub async fn sign_out(mut me: SignedIn, Path(id): Path<String>, _form: Form) -> Answer {
    let id = SessionId::from(id);
    me.engine.sign_out(&me.visit, &me.standing, &id).await?;
    if id == me.standing.session.id {
        return leave::this(&mut me).await;
    }
    Ok(me.see_other_saying(HERE, Said::of("devices-done-one", &[])))
}

pub async fn ask_everywhere(me: SignedIn) -> Answer {
    match others(&me).await? {
        0 => Ok(me.see_other(HERE)),
        browsers => Ok(me.show(&SignOutEverywhere { browsers })),
    }
}

pub async fn everywhere(me: SignedIn, _form: Form) -> Answer {
    let ended = me.engine.sign_out_others(&me.visit, &me.standing).await?;
    let done = Said::of("devices-done-others", &[("count", &ended.to_string())]);
    Ok(me.see_other_saying(HERE, done))
}

/// Browsers that are signed in beside this one.
pub async fn others(me: &SignedIn) -> Result<u64, Error> {
    let all = me.engine.sessions(&me.standing).await?.len();
    Ok(u64::try_from(all.saturating_sub(1)).unwrap_or(0))
}
