//! The steps one by one: each shows its form, and again with what was typed when that was not
//! taken. A password is never sent back.

use super::{HERE, at, elsewhere, texts};
use crate::{
    Answer, Error, Form, Visitor,
    account::{is_zone, languages, time_zones},
    language::LANGUAGES,
    page::{Page, Problem},
    pages::setup::{
        STEPS, SetupAdministrator, SetupCode, SetupDefaults, SetupMail, SetupOrganisation,
    },
    sign_in::delivery_of,
};
use countersign_core::{message::Channel, secret::Secret};
use engine::{NewAccount, Setup, SetupStep};

/// Days people may put a second step off, before anybody chose (ux.md 6.4).
const DAYS: &str = "14";
/// Shortest password of somebody with a second step, who every administrator is; the kind's own
/// rules decide.
const LEAST: u64 = 15;

pub async fn show(visitor: &Visitor, setup: &Setup) -> Answer {
    Ok(match setup.step {
        SetupStep::Code => visitor.show(&SetupCode::new()),
        SetupStep::Organisation => visitor.show(&organisation_page(visitor, &Typed::default())),
        SetupStep::Administrator => visitor.show(&administrator_page(&Typed::default())),
        SetupStep::SecondStep => visitor.see_other("/setup/second-step"),
        SetupStep::Mail => visitor.show(&mail_page(visitor, setup, "").await?),
        SetupStep::Texts => return texts::show(visitor, setup).await,
        SetupStep::Defaults => visitor.show(&defaults_page(true, DAYS)),
        SetupStep::Emergency | SetupStep::People | SetupStep::Done => {
            visitor.see_other("/setup/done")
        }
    })
}

/// What a step did: on to the next, or the same page with what is wrong.
pub fn answer<P: Page>(visitor: &Visitor, page: &P, outcome: Result<(), engine::Error>) -> Answer {
    match outcome {
        Ok(()) => Ok(visitor.see_other(HERE)),
        Err(engine::Error::Wrong(wrong)) => Ok(visitor.again(page, vec![wrong.into()])),
        Err(error) => elsewhere(visitor, error),
    }
}

pub async fn code(visitor: Visitor, form: Form) -> Answer {
    let browser = visitor.browser();
    let opened = visitor.engine.setup_open(&browser, &visitor.visit, form.get("code")).await;
    answer(&visitor, &SetupCode::new(), opened)
}

/// Fields of a form by name, to fill it again.
#[derive(Default)]
struct Typed<'a>(Option<&'a Form>);

impl Typed<'_> {
    fn get(&self, name: &str) -> String {
        self.0.map_or("", |form| form.get(name)).to_owned()
    }
}

fn organisation_page(visitor: &Visitor, typed: &Typed) -> SetupOrganisation {
    let settings = visitor.engine.settings();
    let chosen = |name: &str, otherwise: &str| match typed.get(name) {
        value if value.is_empty() => otherwise.to_owned(),
        value => value,
    };
    SetupOrganisation {
        steps: STEPS,
        step: SetupStep::Organisation.name(),
        organisation: typed.get("organisation"),
        short_name: typed.get("short_name"),
        service_desk: typed.get("service_desk"),
        languages: languages(&chosen("language", visitor.language), None),
        time_zones: time_zones(&chosen("time_zone", &own_zone()), None),
        public_url: settings.public_url.clone(),
        secure: settings.secure,
    }
}

/// The zone this computer is set to: most organisations are where their server is.
fn own_zone() -> String {
    let own = jiff::tz::TimeZone::system();
    own.iana_name().filter(|name| is_zone(name)).unwrap_or("UTC").to_owned()
}

pub async fn organisation(visitor: Visitor, form: Form) -> Answer {
    let page = organisation_page(&visitor, &Typed(Some(&form)));
    let wanted = form.get("language");
    if !LANGUAGES.iter().any(|(code, _)| *code == wanted) {
        let problem = Problem::of("language", "profile-language-bad", &[]);
        return Ok(visitor.again(&page, vec![problem]));
    }
    let text = |name: &str| form.get(name).to_owned();
    let wanted = engine::SetupOrganisation {
        name: text("organisation"),
        short: text("short_name"),
        service_desk: text("service_desk"),
        language: text("language"),
        time_zone: text("time_zone"),
    };
    let saved = visitor.engine.setup_organisation(&visitor.visit, wanted).await;
    answer(&visitor, &page, saved)
}

fn administrator_page(typed: &Typed) -> SetupAdministrator {
    SetupAdministrator {
        steps: STEPS,
        step: SetupStep::Administrator.name(),
        name: typed.get("name"),
        username: typed.get("username"),
        mail: typed.get("mail"),
        least: LEAST,
    }
}

pub async fn administrator(visitor: Visitor, form: Form) -> Answer {
    let page = administrator_page(&Typed(Some(&form)));
    if form.get("name").trim().is_empty() {
        let problem = Problem::of("name", "profile-name-bad", &[]);
        return Ok(visitor.again(&page, vec![problem]));
    }
    let browser = visitor.browser();
    let text = |name: &str| form.get(name).to_owned();
    let who = NewAccount {
        username: text("username"),
        name: text("name"),
        mail: text("mail"),
        password: Some(Secret::from(form.get("new_password"))),
        ..NewAccount::default()
    };
    match visitor.engine.setup_administrator(&browser, &visitor.visit, who).await {
        Ok(handle) => Ok(visitor.see_other(&format!("/enrol?r={handle}"))),
        Err(error) => answer(&visitor, &page, Err(error)),
    }
}

/// The second step was left half way: the sign-in of the administrator begins again.
pub async fn second_step(visitor: Visitor) -> Answer {
    let browser = visitor.browser();
    match visitor.engine.setup_second_step(&browser, &visitor.visit).await {
        Ok(handle) => Ok(visitor.see_other(&format!("/signin?r={handle}"))),
        Err(error) => elsewhere(&visitor, error),
    }
}

async fn mail_page(visitor: &Visitor, setup: &Setup, typed: &str) -> Result<SetupMail, Error> {
    let owner = setup.administrator.as_ref();
    let own = owner.map_or("", |account| &account.mail);
    let until = setup.mail_sent_at.map(|at| at.plus(engine::SETUP_TEST));
    Ok(SetupMail {
        delivery: delivery_of(visitor, owner.map(|owner| &owner.id), until).await?,
        steps: STEPS,
        step: SetupStep::Mail.name(),
        mail: if typed.is_empty() { own } else { typed }.to_owned(),
        ready: visitor.engine.courier().offers(Channel::Mail),
        relay: visitor.engine.courier().mail_relay(),
        sent_at: setup.mail_sent_at.map(|at| at.0),
    })
}

pub async fn send_mail(visitor: Visitor, form: Form) -> Answer {
    let setup = match at(&visitor, SetupStep::Mail).await {
        Ok(setup) => setup,
        Err(error) => return elsewhere(&visitor, error),
    };
    let page = mail_page(&visitor, &setup, form.get("mail")).await?;
    let sent = visitor.engine.setup_mail_send(&visitor.visit, &page.mail).await;
    answer(&visitor, &page, sent)
}

pub async fn check_mail(visitor: Visitor, form: Form) -> Answer {
    let setup = match at(&visitor, SetupStep::Mail).await {
        Ok(setup) => setup,
        Err(error) => return elsewhere(&visitor, error),
    };
    let page = mail_page(&visitor, &setup, "").await?;
    let checked = visitor.engine.setup_mail_check(&visitor.visit, form.get("code")).await;
    answer(&visitor, &page, checked)
}

pub async fn skip_mail(visitor: Visitor, _form: Form) -> Answer {
    match visitor.engine.setup_mail_skip(&visitor.visit).await {
        Ok(()) => Ok(visitor.see_other(HERE)),
        Err(error) => elsewhere(&visitor, error),
    }
}

fn defaults_page(on: bool, days: &str) -> SetupDefaults {
    SetupDefaults {
        steps: STEPS,
        step: SetupStep::Defaults.name(),
        on,
        grace_days: days.to_owned(),
    }
}

pub async fn defaults(visitor: Visitor, form: Form) -> Answer {
    let (on, typed) = (form.get("on") == "yes", form.get("grace_days").trim());
    let page = defaults_page(on, typed);
    // More than there may be is what a number is that cannot be read.
    let days = typed.parse().unwrap_or(u64::MAX);
    match visitor.engine.setup_defaults(&visitor.visit, on, days).await {
        Ok(()) => Ok(visitor.see_other(HERE)),
        Err(error) => answer(&visitor, &page, Err(error)),
    }
}
