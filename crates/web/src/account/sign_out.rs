//! `/signout`: asked first, then done, so that nobody is signed out by somebody else's link (SE-9).
//! An app that sent the person here is gone back to, if it said so when it asked.

use crate::{
    Answer, Error, Form, SignedIn, Visitor,
    page::Said,
    pages::account::{SignOut, SignedOut},
};
use axum::{extract::Query, response::Response};
use engine::Leaving;
use serde::Deserialize;

const DONE: &str = "/signout/done";
/// Longest reference to an app's wish that is looked at.
const R_MOST: usize = 128;

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    r: String,
}

pub async fn ask(mut visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    if visitor.standing.is_none() {
        return Ok(visitor.see_other(DONE));
    }
    let leaving = leaving(&visitor, &asked.r).await?;
    if let Some(origin) = leaving.as_ref().and_then(|leaving| leaving.origin.clone()) {
        visitor.lead_to(&origin);
    }
    if let Some(leaving) = &leaving {
        visitor.prefer(&leaving.locales, leaving.asked_at);
    }
    let r = if leaving.is_some() { asked.r } else { String::new() };
    let app = leaving.map(|leaving| leaving.app).unwrap_or_default();
    Ok(visitor.show(&SignOut { app, r }))
}

async fn leaving(visitor: &Visitor, r: &str) -> Result<Option<Leaving>, Error> {
    if r.is_empty() || r.len() > R_MOST {
        return Ok(None);
    }
    Ok(visitor.engine.leaving(r).await?)
}

pub async fn leave(mut visitor: Visitor, form: Form) -> Answer {
    let r = form.get("r");
    let wished = leaving(&visitor, r).await?.is_some();
    // Somebody who is signed out already wanted just that.
    let apps = match &visitor.standing {
        Some(standing) => {
            let id = &standing.session.id;
            let mut reader = visitor.engine.reader().await?;
            let apps = store::session::apps_of(&mut reader, id).await?;
            drop(reader);
            match visitor.engine.sign_out(&visitor.visit, standing, id).await {
                // Another window was faster: it is what was wanted.
                Ok(()) | Err(engine::Error::NotFound) => apps,
                Err(error) => return Err(error.into()),
            }
        }
        None => Vec::new(),
    };
    visitor.renew_browser().await?;
    let left = if wished { visitor.engine.left(r).await? } else { None };
    match left.and_then(|leaving| leaving.to) {
        Some(to) => Ok(gone_to(&visitor, &to)?),
        None => {
            let said = Said::of("signed-out-apps", &[("apps", &apps.join("\n"))]);
            let mut answer = visitor.see_other_saying(DONE, said);
            cleared(&visitor, &mut answer);
            Ok(answer)
        }
    }
}

/// To an address that was compared with the app's registered ones before the person was asked.
fn gone_to(visitor: &Visitor, to: &str) -> Result<Response, Error> {
    let address = to.parse().map_err(|_| Error::Bad)?;
    let mut answer = visitor.signed_out(DONE);
    answer.headers_mut().insert("location", address);
    Ok(answer)
}

/// The cookie goes, and what the browser kept of our pages (SE-8).
fn cleared(visitor: &Visitor, answer: &mut Response) {
    visitor.sign_out_of(answer);
}

pub async fn done(mut visitor: Visitor) -> Answer {
    let said = visitor.done().filter(|said| said.key == "signed-out-apps");
    let apps = said.and_then(|said| said.args.get("apps").cloned()).unwrap_or_default();
    let apps = apps.lines().filter(|name| !name.is_empty()).map(ToOwned::to_owned).collect();
    Ok(visitor.show(&SignedOut { apps }))
}

/// Ends this browser's session from the list of devices.
pub async fn this(me: &mut SignedIn) -> Answer {
    me.renew_browser().await?;
    Ok(me.signed_out(DONE))
}
