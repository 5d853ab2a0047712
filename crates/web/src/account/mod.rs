//! Somebody's own account: what they see of it, and what they change. Everything needs a session;
//! what changes how one gets in needs proof not older than five minutes as well (EN-3), and a page
//! never names an account: it is always the visitor's own (AU-2).

mod activity;
mod add;
mod app_passwords;
mod codes;
mod devices;
mod forgot;
mod home;
mod password;
mod profile;
mod reset;
mod security;
mod sign_out;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub use tests::house;
mod undo;
mod view;
mod way;
mod wrong;

use crate::{AppState, Error, SignedIn, Visitor, pages::account::RecoveryLeft};
pub use add::set_up_at;
use app_passwords::address_for as new_app_password_for;
pub use app_passwords::new_address as new_app_password;
use axum::{
    Router,
    response::Response,
    routing::{get, post},
};
use countersign_core::{
    account::Account,
    secret::Secret,
    sign_in::{Purpose, Window},
};
use engine::visit::Visit;
pub use home::LOW;
pub use profile::{is_zone, languages, time_zones};
use view::Ways;

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/home", get(home::show))
        .route("/profile", get(profile::show).post(profile::save))
        .route("/activity", get(activity::show))
        .route("/activity.csv", get(activity::csv))
        .route("/signout", get(sign_out::ask).post(sign_out::leave))
        .route("/signout/done", get(sign_out::done))
        .merge(security_info())
        .merge(app_passwords::routes())
        .merge(way_back())
}

fn security_info() -> Router<AppState> {
    Router::new()
        .route("/security", get(security::show))
        .route("/security/added", get(security::added))
        .route("/security/default", post(way::choose_default))
        .route("/security/add", get(add::show).post(add::begin))
        .route("/security/way/{id}", get(way::show))
        .route("/security/way/{id}/rename", post(way::rename))
        .route("/security/way/{id}/default", post(way::make_default))
        .route("/security/way/{id}/remove", get(way::ask_remove).post(way::remove))
        .route("/security/lost-phone", get(wrong::lost_phone))
        .route("/security/hacked", get(wrong::hacked))
        .route("/security/recovery-codes", get(codes::show).post(codes::begin))
        .route("/security/password", get(password::show).post(password::change))
        .route("/.well-known/change-password", get(password::well_known))
        .route("/security/devices", get(devices::show))
        .route("/security/devices/{id}/sign-out", post(devices::sign_out))
        .route(
            "/security/devices/sign-out-everywhere",
            get(devices::ask_everywhere).post(devices::everywhere),
        )
}

/// Doors that open without a session, each by a secret of its own.
fn way_back() -> Router<AppState> {
    Router::new()
        .route("/forgot", get(forgot::show).post(forgot::ask))
        .route("/forgot/sent", get(forgot::sent).post(forgot::type_code))
        .route("/reset/done", get(reset::done))
        .route("/reset/{token}", get(reset::show).post(reset::begin))
        .route("/reset/{token}/new", get(reset::choose).post(reset::save))
        .route("/security/undo/done/{token}", get(undo::done))
        .route("/security/undo/kept", get(undo::kept))
        .route("/security/undo/{token}", get(undo::show).post(undo::answer))
}

/// The visit with the browser's name in it, new or not: what begins a sign-in needs one.
fn named(visitor: &Visitor) -> (Secret<String>, Visit) {
    let browser = visitor.browser();
    let visit = Visit { browser: Some(browser.clone()), ..visitor.visit.clone() };
    (browser, visit)
}

/// A window of the account's own pages.
fn window(visitor: &Visitor, return_to: &str) -> Window {
    Window {
        app: None,
        name: String::new(),
        icon: "account".into(),
        return_to: return_to.to_owned(),
        origin: None,
        at: visitor.engine.now(),
    }
}

/// Nothing when the proof is fresh enough for a change; otherwise the way to `/verify` and back to
/// `back`. `why` is the key of a sentence. What a form carried is not kept: the person comes back
/// to the page and presses again.
pub async fn prove(me: &SignedIn, why: &str, back: &str) -> Result<Option<Response>, Error> {
    if me.engine.fresh(&me.standing).await? {
        return Ok(None);
    }
    let session = me.standing.session.id.clone();
    let purpose = Purpose::StepUp { session, words: why.to_owned() };
    let (_, visit) = named(me);
    let window = window(me, back);
    let handle = me.engine.begin_within(&visit, &me.standing, purpose, window).await?;
    Ok(Some(me.see_other(&format!("/verify?r={handle}"))))
}

/// The way back in on the server's own console, as it is typed there.
pub fn break_glass(account: &Account) -> String {
    format!("countersign account break-glass {}", account.username)
}

/// How many recovery codes somebody has left.
pub async fn recovery(me: &SignedIn) -> Result<Option<RecoveryLeft>, Error> {
    Ok(ways(me).await?.recovery())
}

async fn ways(me: &SignedIn) -> Result<Ways<'_>, Error> {
    let account = &me.standing.account;
    Ok(Ways {
        account,
        kinds: me.engine.kinds(),
        methods: me.engine.ways(account).await?,
        paused: me.engine.paused_ways(account).await?,
        zone: me.zone(),
        now: me.engine.now(),
    })
}
