//! `/security/app-passwords`: passwords for programs that have nowhere to type a code. Making,
//! naming and removing one needs fresh proof (AP-4); looking at the list does not.

mod make;
mod phone;
mod programs;
mod show;
mod view;

use super::prove;
use crate::{
    Answer, AppState, Error, Form, SignedIn,
    page::{Problem, Said},
    pages::app_passwords::{AppPasswordList, Item, OneAppPassword, RemoveAppPassword},
    sign_in::{Open, Place},
};
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use countersign_core::{
    app_password::{AppPassword, may_have},
    id::AppPasswordId,
};

const HERE: &str = "/security/app-passwords";

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/security/app-passwords", get(list))
        .route("/security/app-passwords/new", get(make::ask).post(make::make))
        .route("/security/app-passwords/{id}", get(one))
        .route("/security/app-passwords/{id}/rename", post(rename))
        .route("/security/app-passwords/{id}/remove", get(ask_remove).post(remove))
        .route("/security/app-passwords/{id}/show", get(show::show))
        .route("/security/app-passwords/{id}/done", post(show::done))
        .route("/security/app-passwords/{id}/mail.mobileconfig", get(show::profile))
        .route("/phone/{token}", get(phone::show).post(phone::take))
        .route("/phone/{token}/mail.mobileconfig", get(phone::profile))
}

/// The page of a new one, for a program of ours or, with an empty name, for any.
pub fn address_for(program: &str) -> String {
    make::address(program, "")
}

/// Where a first sign-in leads that wants to make one.
pub fn new_address(r: &str) -> String {
    make::address("", r)
}

/// The first sign-in somebody came from, and where it goes on to; all empty for whoever did not.
/// The page's policy lets its forms lead there.
#[derive(Default)]
struct On {
    r: String,
    address: String,
    /// Name of the app; empty for the own account.
    app: String,
}

impl On {
    async fn find(me: &mut SignedIn, r: &str) -> Result<Self, Error> {
        if r.is_empty() {
            return Ok(Self::default());
        }
        let Some(open) = Open::find(&mut me.visitor, r).await? else { return Ok(Self::default()) };
        if !matches!(open.place(), Place::Done(_)) {
            return Ok(Self::default());
        }
        Ok(Self { r: open.r(), address: open.address(), app: open.ticket().app })
    }
}

/// Whether this person can have any; otherwise the key of the sentence that says why not.
pub fn refused(me: &SignedIn) -> Option<&'static str> {
    let may = may_have(me.standing.account.role, me.organisation.doors);
    (!may).then_some("app-password-not-allowed")
}

/// The card on `/security`; nothing for those who can have none.
pub async fn card(me: &SignedIn) -> Result<Option<Vec<Item>>, Error> {
    if refused(me).is_some() {
        return Ok(None);
    }
    let all = me.engine.app_passwords(&me.standing.account).await?;
    let now = me.engine.now();
    Ok(Some(all.iter().map(|one| view::item(one, now)).collect()))
}

async fn list(mut me: SignedIn) -> Answer {
    let done = me.done();
    let account = &me.standing.account;
    let refused = refused(&me);
    let all = match refused {
        Some(_) => Vec::new(),
        None => me.engine.app_passwords(account).await?,
    };
    let still = me.engine.still_used(account).await?;
    let now = me.engine.now();
    let page = AppPasswordList {
        done,
        list: all.iter().map(|one| view::item(one, now)).collect(),
        still: still.into_iter().map(view::still).collect(),
        refused,
    };
    Ok(me.show(&page))
}

/// One of the person's own that has not ended; anything else is not there (AU-2).
async fn find(me: &SignedIn, id: &str) -> Result<AppPassword, Error> {
    let all = me.engine.app_passwords(&me.standing.account).await?;
    all.into_iter().find(|one| one.id.as_str() == id).ok_or(Error::NotFound)
}

async fn page(me: &SignedIn, id: &str) -> Result<OneAppPassword, Error> {
    let found = find(me, id).await?;
    Ok(OneAppPassword {
        done: None,
        item: view::item(&found, me.engine.now()),
        label: found.name.clone(),
        works: view::works(me, &found).await?,
    })
}

async fn one(mut me: SignedIn, Path(id): Path<String>) -> Answer {
    let done = me.done();
    let page = OneAppPassword { done, ..page(&me, &id).await? };
    Ok(me.show(&page))
}

async fn rename(me: SignedIn, Path(id): Path<String>, form: Form) -> Answer {
    let page = page(&me, &id).await?;
    let back = format!("{HERE}/{id}");
    if let Some(first) = prove(&me, "verify-change", &back).await? {
        return Ok(first);
    }
    let typed = form.get("label").trim();
    let id = AppPasswordId::from(id);
    match me.engine.rename_app_password(&me.visit, &me.standing, &id, typed).await {
        Err(engine::Error::Refused(key @ "app-password-name-bad")) => {
            let page = OneAppPassword { label: typed.to_owned(), ..page };
            Ok(me.again(&page, vec![Problem::of("label", key, &[])]))
        }
        other => {
            other?;
            let done = Said::of("app-password-done-renamed", &[("name", typed)]);
            Ok(me.see_other_saying(&back, done))
        }
    }
}

async fn ask_remove(me: SignedIn, Path(id): Path<String>) -> Answer {
    let found = find(&me, &id).await?;
    let back = format!("{HERE}/{id}/remove");
    if let Some(first) = prove(&me, "verify-change", &back).await? {
        return Ok(first);
    }
    Ok(me.show(&RemoveAppPassword { item: view::item(&found, me.engine.now()) }))
}

async fn remove(me: SignedIn, Path(id): Path<String>, _form: Form) -> Answer {
    let found = find(&me, &id).await?;
    let back = format!("{HERE}/{id}/remove");
    if let Some(first) = prove(&me, "verify-change", &back).await? {
        return Ok(first);
    }
    me.engine.remove_app_password(&me.visit, &me.standing, &found.id).await?;
    let done = Said::of("app-passwords-done-removed", &[("name", &found.name)]);
    Ok(me.see_other_saying(HERE, done))
}
