//! `/security/app-passwords/new`. Nothing is made before the boxes fit the program: whoever has no
//! script and chooses another program is asked once more with its boxes ticked.

use super::{HERE, On, programs};
use crate::{
    Answer, Error, Form, SignedIn,
    account::prove,
    page::{Problem, Said},
    pages::app_passwords::{CannotMake, MakeAppPassword, Program, ScopeBox},
};
use axum::{extract::Query, response::Response};
use countersign_core::app_password::{NAME_MOST, Opens, Scope, secret};
use engine::NewAppPassword;
use serde::Deserialize;

/// Letters of a name that are shown again.
const TYPED_MOST: usize = 100;

#[derive(Deserialize)]
pub struct Asked {
    /// Which program, when a message led here.
    #[serde(default, rename = "for")]
    program: String,
    /// The first sign-in this belongs to.
    #[serde(default)]
    r: String,
}

pub async fn ask(mut me: SignedIn, Query(asked): Query<Asked>) -> Answer {
    let on = On::find(&mut me, &asked.r).await?;
    if let Some(first) = refused(&me, &on) {
        return Ok(first);
    }
    let here = address(&asked.program, &on.r);
    if let Some(first) = prove(&me, "verify-app-password", &here).await? {
        return Ok(first);
    }
    if let Some(first) = not_now(&me, &on).await? {
        return Ok(first);
    }
    let chosen = match asked.program.as_str() {
        "" => "",
        name => programs::of(name).name,
    };
    Ok(me.show(&Typed::preset(&me, chosen).page(&me, on)))
}

/// The address of this page, to come back to.
pub fn address(program: &str, r: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in [("for", program), ("r", r)] {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    format!("{HERE}/new?{}", query.finish())
}

/// Whoever can have none at all is told so before being asked for proof.
fn refused(me: &SignedIn, on: &On) -> Option<Response> {
    super::refused(me).map(|why| me.show(&CannotMake { why, on: on.address.clone() }))
}

/// Whether one can be made now, by somebody who has just proved it.
async fn not_now(me: &SignedIn, on: &On) -> Result<Option<Response>, Error> {
    match me.engine.may_make(&me.standing).await {
        Ok(()) => Ok(None),
        Err(engine::Error::Refused(why)) => {
            Ok(Some(me.show(&CannotMake { why, on: on.address.clone() })))
        }
        Err(error) => Err(error.into()),
    }
}

/// What stands in the form.
struct Typed {
    chosen: String,
    preset: String,
    name: String,
    opens: Opens,
    changed: bool,
}

impl Typed {
    /// As a program needs it.
    fn preset(me: &SignedIn, chosen: &str) -> Self {
        let found = programs::named(chosen);
        Self {
            chosen: chosen.to_owned(),
            preset: chosen.to_owned(),
            name: found.map(|program| suggestion(me, program.name)).unwrap_or_default(),
            opens: found.map(programs::Program::opens).unwrap_or_default(),
            changed: false,
        }
    }

    fn of(form: &Form) -> Self {
        let ticked = |scope: &&Scope| form.ticked(&format!("opens-{}", scope.name()));
        Self {
            chosen: form.get("program").to_owned(),
            preset: form.get("preset").to_owned(),
            name: form.get("name").trim().chars().take(TYPED_MOST).collect(),
            opens: Scope::ALL.iter().filter(ticked).copied().collect(),
            changed: false,
        }
    }

    /// The boxes are still those of another program than the chosen one, untouched.
    fn for_another(&self) -> bool {
        let before = programs::named(&self.preset).map(programs::Program::opens);
        let now = programs::of(&self.chosen).opens();
        self.chosen != self.preset && self.opens == before.unwrap_or_default() && self.opens != now
    }

    fn page(self, me: &SignedIn, on: On) -> MakeAppPassword {
        let mail = &me.organisation.mail;
        MakeAppPassword {
            programs: programs::ALL
                .iter()
                .map(|program| Program {
                    name: program.name,
                    icon: program.icon,
                    suggestion: suggestion(me, program.name),
                    needs: program.needs.iter().map(|scope| scope.name()).collect(),
                })
                .collect(),
            chosen: self.chosen,
            preset: self.preset,
            name: self.name,
            scopes: Scope::ALL
                .iter()
                .map(|scope| ScopeBox { name: scope.name(), ticked: self.opens.contains(*scope) })
                .collect(),
            changed: self.changed,
            r: on.r,
            on: on.address,
            modern: mail.oauth_client.is_some() && mail.imap.is_some(),
            most: NAME_MOST,
        }
    }
}

/// "Thunderbird on Windows", from what the browser tells of its system.
fn suggestion(me: &SignedIn, program: &str) -> String {
    let key = format!("program-{program}-name");
    if !me.has_words(&key) {
        return String::new();
    }
    let system = me.visit.device.rsplit_once(" on ").map_or("", |(_, system)| system);
    let system = if system.is_empty() { "PC" } else { system };
    me.say_plainly(&Said::of(&key, &[("system", system)]))
}

pub async fn make(mut me: SignedIn, form: Form) -> Answer {
    let typed = Typed::of(&form);
    let on = On::find(&mut me, form.get("r")).await?;
    if let Some(first) = refused(&me, &on) {
        return Ok(first);
    }
    let here = address(&typed.chosen, &on.r);
    if let Some(first) = prove(&me, "verify-app-password", &here).await? {
        return Ok(first);
    }
    if programs::named(&typed.chosen).is_none() {
        let problem = Problem::of("program", "app-password-program-none", &[]);
        return Ok(me.again(&typed.page(&me, on), vec![problem]));
    }
    if typed.for_another() {
        let preset = Typed::preset(&me, &typed.chosen);
        let own = typed.name.is_empty() || typed.name == suggestion(&me, &typed.preset);
        let name = if own { preset.name.clone() } else { typed.name };
        return Ok(me.show(&Typed { changed: true, name, ..preset }.page(&me, on)));
    }
    keep(&me, typed, on).await
}

async fn keep(me: &SignedIn, typed: Typed, on: On) -> Answer {
    let new = NewAppPassword {
        program: typed.chosen.clone(),
        name: typed.name.clone(),
        opens: typed.opens,
        ..NewAppPassword::default()
    };
    match me.engine.make_app_password(&me.visit, &me.standing, new).await {
        Ok((made, canonical)) => {
            let shown = secret::shown(&canonical);
            me.engine.offer_to_phone(&me.standing, &made, &shown).await?;
            Ok(me.see_other(&super::show::address(made.id.as_str(), &on.r)))
        }
        Err(engine::Error::Refused(key)) => match field(key) {
            Some(name) => {
                let problem = Problem::of(name, key, &[]);
                Ok(me.again(&typed.page(me, on), vec![problem]))
            }
            None => Ok(me.show(&CannotMake { why: key, on: on.address })),
        },
        Err(error) => Err(error.into()),
    }
}

/// The field a refusal is about; nothing for those about the person.
fn field(key: &str) -> Option<&'static str> {
    match key {
        "app-password-name-bad" => Some("name"),
        "app-password-opens-nothing" => Some("opens"),
        _ => None,
    }
}
