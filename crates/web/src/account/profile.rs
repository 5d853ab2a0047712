//! `/profile`: name, language, time zone, appearance.

use crate::{
    Answer, Form, SignedIn,
    language::LANGUAGES,
    page::{Problem, Said},
    pages::account::{Chosen, Profile},
};
use countersign_core::account::{Account, Appearance};

pub async fn show(mut me: SignedIn) -> Answer {
    let done = me.done();
    let page = Profile { done, ..page(&me, &me.standing.account) };
    Ok(me.show(&page))
}

pub async fn save(me: SignedIn, form: Form) -> Answer {
    let own = |value: &str| (!value.is_empty()).then(|| value.to_owned());
    let language = own(form.get("language"));
    let time_zone = own(form.get("time_zone"));
    let name = form.get("name").to_owned();
    let appearance = Appearance::parse(form.get("appearance")).unwrap_or_default();
    let mut problems = Vec::new();
    if language.as_deref().is_some_and(|code| !LANGUAGES.iter().any(|(have, _)| *have == code)) {
        problems.push(Problem::of("language", "profile-language-bad", &[]));
    }
    if time_zone.as_deref().is_some_and(|zone| !is_zone(zone)) {
        problems.push(Problem::of("time_zone", "setup-organisation-zone-bad", &[]));
    }
    let wanted = Account {
        name: name.clone(),
        language: language.clone(),
        time_zone: time_zone.clone(),
        appearance,
        ..me.standing.account.clone()
    };
    if !problems.is_empty() {
        return Ok(me.again(&page(&me, &wanted), problems));
    }
    let profile = engine::Profile { name, language, time_zone, appearance };
    match me.engine.save_profile(&me.visit, &me.standing, profile).await {
        Err(engine::Error::Refused(key @ "profile-name-bad")) => {
            Ok(me.again(&page(&me, &wanted), vec![Problem::of("name", key, &[])]))
        }
        other => {
            other?;
            Ok(me.see_other_saying("/profile", Said::of("profile-done", &[])))
        }
    }
}

fn page(me: &SignedIn, account: &Account) -> Profile {
    let organisation = &me.organisation;
    let language = account.language.as_deref().unwrap_or_default();
    let zone = account.time_zone.as_deref().unwrap_or_default();
    Profile {
        done: None,
        name: account.name.clone(),
        username: account.username.clone(),
        mail: account.mail.clone(),
        managed: false,
        languages: languages(language, Some(&organisation.language)),
        time_zones: time_zones(zone, Some(&organisation.time_zone)),
        appearance: account.appearance.name().into(),
    }
}

/// All languages of the pages; before them, where there is one, what counts without a choice.
pub fn languages(chosen: &str, otherwise: Option<&str>) -> Vec<Chosen> {
    let named = |code: &str| LANGUAGES.iter().find(|(have, _)| *have == code);
    let first = otherwise.map(|code| Chosen {
        value: String::new(),
        name: named(code).map_or(code, |(_, name)| name).to_owned(),
        selected: chosen.is_empty(),
    });
    let all = LANGUAGES.iter().map(|(code, name)| Chosen {
        value: (*code).to_owned(),
        name: (*name).to_owned(),
        selected: *code == chosen,
    });
    first.into_iter().chain(all).collect()
}

/// Time zones by place, in alphabetic order; before them what counts without a choice.
pub fn time_zones(chosen: &str, otherwise: Option<&str>) -> Vec<Chosen> {
    let first = otherwise.map(|name| Chosen {
        value: String::new(),
        name: name.replace('_', " "),
        selected: chosen.is_empty(),
    });
    let all = zones().into_iter().map(|name| Chosen {
        name: name.replace('_', " "),
        selected: name == chosen,
        value: name,
    });
    first.into_iter().chain(all).collect()
}

/// Regions of the IANA list; other entries are old names for the same.
const REGIONS: [&str; 9] = [
    "Africa/",
    "America/",
    "Antarctica/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
];

fn zones() -> Vec<String> {
    let all = jiff::tz::db().available().map(|name| name.as_str().to_owned());
    let mut zones: Vec<String> =
        all.filter(|name| REGIONS.iter().any(|region| name.starts_with(region))).collect();
    zones.push("UTC".into());
    zones.sort();
    zones.dedup();
    zones
}

/// Whether somebody may live in that zone.
pub fn is_zone(name: &str) -> bool {
    zones().iter().any(|zone| zone == name)
}
