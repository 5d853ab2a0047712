//! The one time an app password is shown: until Done or for ten minutes, in the session that made
//! it. Opening the page again shows the same; its address has nothing secret in it.

use super::{HERE, On, find, phone, programs, view};
use crate::{Answer, Error, Form, SignedIn, page::Said, pages::app_passwords::ShowAppPassword};
use axum::extract::{Path, Query};
use countersign_core::{app_password::AppPassword, qr, secret::Secret, time::minutes};
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    r: String,
}

/// Where one is shown.
pub fn address(id: &str, r: &str) -> String {
    match r {
        "" => format!("{HERE}/{id}/show"),
        r => format!("{HERE}/{id}/show?r={r}"),
    }
}

/// Where the page is looked at again, at what became of it: another address each time, since a
/// browser does not ask again for a place on the same page.
fn again(me: &SignedIn, id: &str, r: &str) -> String {
    let at = address(id, r);
    let joint = if r.is_empty() { '?' } else { '&' };
    format!("{at}{joint}look={}#does", me.engine.now().0)
}

/// The app password and its secret in groups, while they may be shown.
async fn shown(me: &SignedIn, id: &str) -> Result<Option<(AppPassword, Secret<String>)>, Error> {
    let found = find(me, id).await?;
    let secret = me.engine.app_password_shown(&me.standing, &found.id);
    Ok(secret.map(|secret| (found, secret)))
}

pub async fn show(mut me: SignedIn, Path(id): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let on = On::find(&mut me, &asked.r).await?;
    let Some((found, secret)) = shown(&me, &id).await? else {
        let over = Said::of("app-password-over", &[]);
        return Ok(me.see_other_saying(&format!("{HERE}/{id}"), over));
    };
    let card = view::card(&me.organisation.mail, &found, &me.standing.account.username);
    let token = me.engine.phone_address(&found.id, &secret);
    let link = format!("{}/phone/{}", me.engine.settings().public_url, token.reveal());
    // A phone has nothing to set up where no server is known.
    let qr = (!card.empty()).then(|| qr::svg(&link)).flatten().unwrap_or_default();
    let page = ShowAppPassword {
        works: view::works(&me, &found).await?,
        program: programs::of(&found.program).name,
        fours: secret.reveal().split(' ').map(ToOwned::to_owned).collect(),
        until: found.made_at.plus(minutes(10)).0,
        opens: view::names(found.opens),
        bare: card.empty(),
        profile: phone::login_profile(&me, &me.standing.account, &found, &secret).is_some(),
        again: again(&me, &id, &on.r),
        name: found.name,
        qr,
        card,
        id,
        r: on.r,
        app: on.app,
    };
    Ok(me.show(&page))
}

/// "Done, hide the password": on to where the person was going, or back to the list.
pub async fn done(mut me: SignedIn, Path(id): Path<String>, form: Form) -> Answer {
    let found = find(&me, &id).await?;
    if let Some(secret) = me.engine.app_password_shown(&me.standing, &found.id) {
        let token = me.engine.phone_address(&found.id, &secret);
        me.engine.withdraw_from_phone(&token).await?;
    }
    me.engine.app_password_hidden(&me.standing, &found.id);
    let on = On::find(&mut me, form.get("r")).await?;
    if !on.address.is_empty() {
        return Ok(me.see_other(&on.address));
    }
    let said = Said::of("app-passwords-done-made", &[("name", &found.name)]);
    Ok(me.see_other_saying(HERE, said))
}

/// The profile for the device the page is open on.
pub async fn profile(me: SignedIn, Path(id): Path<String>) -> Answer {
    let Some((found, secret)) = shown(&me, &id).await? else { return Err(Error::NotFound) };
    phone::signed(&me, &me.standing.account, &found, &secret).await
}
