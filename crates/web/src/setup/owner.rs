//! What is left once the server is ready, for its owner, signed in: the sheet for an emergency, and
//! the first people.

use super::{HERE, elsewhere};
use crate::{
    Answer, Error, Form, SignedIn, Visitor,
    account::{break_glass, prove, recovery, set_up_at},
    page::Problem,
    pages::setup::{Guest, STEPS, SetupEmergency, SetupPeople},
};
use axum::response::Response;
use countersign_core::message::Channel;
use engine::{Invited, PEOPLE_MOST, Setup, SetupStep};

/// The step that is next, for whoever is signed in as the owner.
pub async fn show(visitor: Visitor, setup: &Setup) -> Answer {
    let Some(standing) = visitor.standing.clone() else { return Ok(visitor.see_other("/signin")) };
    let me = SignedIn { visitor, standing };
    match setup.step {
        SetupStep::Emergency => {
            let page = sheet(&me).await?;
            Ok(me.show(&page))
        }
        _ => Ok(me.show(&people_page(&me, setup))),
    }
}

async fn sheet(me: &SignedIn) -> Result<SetupEmergency, Error> {
    let codes = recovery(me).await?;
    let account = &me.standing.account;
    Ok(SetupEmergency {
        steps: STEPS,
        step: SetupStep::Emergency.name(),
        left: codes.as_ref().map_or(0, |codes| codes.left),
        made_at: codes.map(|codes| codes.made_at),
        person: account.name.clone(),
        command: break_glass(account),
        username: account.username.clone(),
        address: format!("{}/signin", me.engine.settings().public_url),
        at: me.engine.now().0,
    })
}

/// New codes, shown and printed once, on the pages of their own set-up; and back here.
pub async fn codes(me: SignedIn, _form: Form) -> Answer {
    if let Some(left) = not_at(&me, SetupStep::Emergency).await? {
        return Ok(left);
    }
    if let Some(first) = prove(&me, "verify-codes", HERE).await? {
        return Ok(first);
    }
    let spare = me.engine.kinds().all().find(|kind| kind.offered() && kind.spare());
    let Some(spare) = spare else { return Err(Error::NotFound) };
    set_up_at(&me, spare.name(), HERE).await
}

pub async fn emergency(me: SignedIn, form: Form) -> Answer {
    if let Some(left) = not_at(&me, SetupStep::Emergency).await? {
        return Ok(left);
    }
    let (kept, later) = (form.ticked("saved"), form.ticked("later"));
    if !kept && !later {
        let problem = Problem::of("saved", "setup-emergency-first", &[]);
        return Ok(me.again(&sheet(&me).await?, vec![problem]));
    }
    let kept = kept && !later;
    match me.engine.setup_emergency(&me.visit, kept).await {
        Ok(()) => Ok(me.see_other(HERE)),
        Err(error) => elsewhere(&me, error),
    }
}

/// Where somebody is led who is not at `wanted`.
async fn not_at(me: &SignedIn, wanted: SetupStep) -> Result<Option<Response>, Error> {
    match super::at(me, wanted).await {
        Ok(_) => Ok(None),
        Err(error) => elsewhere(me, error).map(Some),
    }
}

fn people_page(me: &SignedIn, setup: &Setup) -> SetupPeople {
    SetupPeople {
        steps: STEPS,
        step: SetupStep::People.name(),
        by_mail: me.engine.courier().offers(Channel::Mail),
        guests: Vec::new(),
        until: None,
        count: setup.people,
        name: String::new(),
        mail: String::new(),
        people: String::new(),
        most: u64::try_from(PEOPLE_MOST).unwrap_or(u64::MAX),
    }
}

/// One person, or a list. Links that are handed over are shown in the answer, and never again.
pub async fn people(me: SignedIn, form: Form) -> Answer {
    let setup = match super::at(&me, SetupStep::People).await {
        Ok(setup) => setup,
        Err(error) => return elsewhere(&me, error),
    };
    let listed = form.ticked("list");
    let list = match listed {
        true => form.get("people").to_owned(),
        false => format!("{}, {}", one_line(form.get("name")), one_line(form.get("mail"))),
    };
    let page = people_page(&me, &setup);
    let page = match listed {
        true => SetupPeople { people: list.clone(), ..page },
        false => SetupPeople {
            name: form.get("name").to_owned(),
            mail: form.get("mail").to_owned(),
            ..page
        },
    };
    match me.engine.setup_people(&me.visit, &list).await {
        Ok(invited) => Ok(me.show(&invited_page(&me, &setup, invited))),
        Err(engine::Error::Wrong(wrong)) => {
            let problem = Problem::from(wrong);
            let problem = if listed { problem } else { about_one(problem) };
            Ok(me.again(&page, vec![problem]))
        }
        Err(error) => elsewhere(&me, error),
    }
}

/// A comma or a line of somebody's name separates nothing.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control()).collect::<Vec<_>>().join(" ").trim().to_owned()
}

/// What is wrong with a line, said of the two fields of one person.
fn about_one(problem: Problem) -> Problem {
    match problem.said.key.as_str() {
        "setup-people-name" => Problem::of("name", "profile-name-bad", &[]),
        "setup-people-taken" => Problem::of("mail", "account-name-taken", &[]),
        _ => Problem::of("mail", "account-mail-bad", &[]),
    }
}

fn invited_page(me: &SignedIn, setup: &Setup, invited: Vec<Invited>) -> SetupPeople {
    let page = people_page(me, setup);
    let now = u64::try_from(invited.len()).unwrap_or_default();
    SetupPeople {
        until: invited.first().map(|one| one.until.0),
        count: page.count.saturating_add(now),
        guests: invited
            .into_iter()
            .map(|one| Guest {
                name: one.account.name.clone(),
                mail: one.account.mail.clone(),
                link: one.link,
            })
            .collect(),
        ..page
    }
}

pub async fn people_done(me: SignedIn, _form: Form) -> Answer {
    match me.engine.setup_people_done(&me.visit).await {
        Ok(()) => Ok(me.see_other("/setup/done")),
        Err(error) => elsewhere(&me, error),
    }
}
