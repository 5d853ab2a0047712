//! `/phone/TOKEN`: the settings of one app password for one phone. Opening it hands out nothing
//! (previews open addresses); the button does, once. The device that pressed it may come back to
//! its settings for ten minutes.

use super::view;
use crate::{
    Answer, Error, Form, Visitor,
    page::Said,
    pages::app_passwords::{PhoneCard, PhoneOffer, PhoneOver},
    programs::{Login, profile as property_list},
};
use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::IntoResponse,
};
use countersign_core::{account::Account, app_password::AppPassword, secret::Secret};
use engine::{OnPhone, Phone};

/// What Apple's devices take for a profile.
const ASPEN: &str = "application/x-apple-aspen-config";
/// Longest token that is looked up, in letters.
const TOKEN_MOST: usize = 64;

pub async fn show(visitor: Visitor, Path(token): Path<String>) -> Answer {
    let token = secret(&token)?;
    let apple = apple(&visitor);
    match visitor.engine.phone(&token, &visitor.browser()).await? {
        Phone::Over => Ok(visitor.show_as(StatusCode::GONE, &PhoneOver {})),
        Phone::Offered { name, until } => {
            let action = format!("/phone/{}", token.reveal());
            Ok(visitor.show(&PhoneOffer { name, until: until.0, action, apple }))
        }
        Phone::Mine(own) => Ok(visitor.show(&card(&visitor, &own, &token, apple))),
    }
}

fn secret(token: &str) -> Result<Secret<String>, Error> {
    if token.len() > TOKEN_MOST { Err(Error::NotFound) } else { Ok(Secret::from(token)) }
}

fn card(visitor: &Visitor, own: &OnPhone, token: &Secret<String>, apple: bool) -> PhoneCard {
    let card = view::card(&visitor.organisation.mail, &own.app_password, &own.account.username);
    let profile = login_profile(visitor, &own.account, &own.app_password, &own.secret);
    PhoneCard {
        name: own.app_password.name.clone(),
        fours: own.secret.reveal().split(' ').map(ToOwned::to_owned).collect(),
        bare: card.empty(),
        card,
        until: own.until.0,
        profile: profile.filter(|_| apple).map(|_| address(token)),
    }
}

fn address(token: &Secret<String>) -> String {
    format!("/phone/{}/mail.mobileconfig", token.reveal())
}

/// Whether this device knows what to do with a profile.
fn apple(visitor: &Visitor) -> bool {
    ["iPhone", "iPad", "Mac"].iter().any(|name| visitor.visit.device.contains(name))
}

/// "Get the settings". Apple's devices are led to the profile, others to the card.
pub async fn take(visitor: Visitor, Path(token): Path<String>, _form: Form) -> Answer {
    let token = secret(&token)?;
    let browser = visitor.browser();
    if !visitor.engine.take_to_phone(&visitor.visit, &token, &browser).await? {
        return Ok(visitor.show_as(StatusCode::GONE, &PhoneOver {}));
    }
    let Phone::Mine(own) = visitor.engine.phone(&token, &browser).await? else {
        return Ok(visitor.show_as(StatusCode::GONE, &PhoneOver {}));
    };
    let profile = login_profile(&visitor, &own.account, &own.app_password, &own.secret);
    match profile.filter(|_| apple(&visitor)) {
        Some(_) => Ok(visitor.see_other(&address(&token))),
        None => Ok(visitor.see_other(&format!("/phone/{}", token.reveal()))),
    }
}

pub async fn profile(visitor: Visitor, Path(token): Path<String>) -> Answer {
    let token = secret(&token)?;
    match visitor.engine.phone(&token, &visitor.browser()).await? {
        Phone::Mine(own) => signed(&visitor, &own.account, &own.app_password, &own.secret).await,
        Phone::Offered { .. } | Phone::Over => Err(Error::NotFound),
    }
}

/// The profile as it is before it is signed; nothing where it would set nothing up.
pub fn login_profile(
    visitor: &Visitor,
    account: &Account,
    one: &AppPassword,
    secret: &Secret<String>,
) -> Option<Secret<String>> {
    let organisation = &visitor.organisation;
    let title = Said::of("device-profile-title", &[("organisation", &organisation.name)]);
    let about = Said::of("device-profile-about", &[("name", &account.name)]);
    let canonical = Secret::new(secret.reveal().replace(' ', ""));
    let login = Login {
        app_password: one,
        secret: canonical.reveal(),
        name: &account.name,
        mail: &account.mail,
        username: &account.username,
        host: &visitor.engine.settings().host,
        title: &visitor.say_plainly(&title),
        about: &visitor.say_plainly(&about),
    };
    property_list(organisation, &login).map(Secret::new)
}

/// The profile, signed, as a file.
pub async fn signed(
    visitor: &Visitor,
    account: &Account,
    one: &AppPassword,
    secret: &Secret<String>,
) -> Answer {
    let profile = login_profile(visitor, account, one, secret).ok_or(Error::NotFound)?;
    let signed = visitor.engine.signed(profile.reveal().as_bytes()).await?;
    let headers = [
        (header::CONTENT_TYPE, ASPEN),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"mail.mobileconfig\""),
    ];
    Ok((headers, signed).into_response())
}
