//! Do texts leave? The service is the configuration's, or is chosen here.

use super::{HERE, at, elsewhere, steps::answer};
use crate::{
    Answer, Error, Form, Visitor,
    pages::setup::{STEPS, SetupTexts, TestSent, TextServiceForm},
    sign_in::delivery_of,
};
use axum::extract::Query;
use countersign_core::{message::Channel, secret::Secret};
use engine::{
    Setup, SetupStep,
    courier::{Preset, TextService},
};
use serde::Deserialize;

#[derive(Default, Deserialize)]
pub struct Asked {
    /// The service is to be chosen once more.
    #[serde(default)]
    pub change: String,
}

/// The kinds of services, by the names they have in the configuration.
const PRESETS: [(&str, Preset); 3] =
    [("twilio", Preset::Twilio), ("generic", Preset::Generic), ("kannel", Preset::Kannel)];

fn preset(name: &str) -> Preset {
    let found = PRESETS.iter().find(|(known, _)| *known == name);
    found.map_or(Preset::Generic, |(_, preset)| *preset)
}

fn name_of(preset: Preset) -> &'static str {
    let found = PRESETS.iter().find(|(_, known)| *known == preset);
    found.map_or("generic", |(name, _)| name)
}

pub async fn show(visitor: &Visitor, setup: &Setup) -> Answer {
    let page = page(visitor, setup, "").await?;
    Ok(visitor.show(&page))
}

/// The service once more, with what was chosen before.
pub async fn change(visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let setup = match at(&visitor, SetupStep::Texts).await {
        Ok(setup) => setup,
        Err(error) => return elsewhere(&visitor, error),
    };
    if visitor.engine.courier().is_configured() || asked.change.is_empty() {
        return Ok(visitor.see_other(HERE));
    }
    let form = chosen(&visitor, setup.text_service.as_ref());
    let page = page(&visitor, &setup, "").await?;
    Ok(visitor.show(&SetupTexts { form: Some(form), ..page }))
}

async fn page(visitor: &Visitor, setup: &Setup, number: &str) -> Result<SetupTexts, Error> {
    let courier = visitor.engine.courier();
    let form = (!courier.offers(Channel::Text)).then(|| chosen(visitor, None));
    Ok(SetupTexts {
        steps: STEPS,
        step: SetupStep::Texts.name(),
        form,
        through: courier.text_gateways(),
        configured: courier.is_configured(),
        outbox: courier.outbox().is_some(),
        sent: sent(visitor, setup).await?,
        number: number.to_owned(),
    })
}

fn chosen(visitor: &Visitor, service: Option<&TextService>) -> TextServiceForm {
    match service {
        Some(service) => TextServiceForm {
            preset: name_of(service.preset).to_owned(),
            url: service.url.clone(),
            user: service.user.clone(),
            sender: service.sender.clone(),
            countries: service.countries.join(", "),
        },
        None => TextServiceForm {
            preset: name_of(Preset::Twilio).to_owned(),
            url: String::new(),
            user: String::new(),
            sender: visitor.organisation.short.clone(),
            countries: String::new(),
        },
    }
}

/// The test that is waited for, and what became of it. Whoever sets the server up may read what the
/// service answered: it holds no number and no text.
async fn sent(visitor: &Visitor, setup: &Setup) -> Result<Option<TestSent>, Error> {
    let Some(test) = &setup.text else { return Ok(None) };
    let owner = setup.administrator.as_ref().map(|owner| &owner.id);
    let delivery = delivery_of(visitor, owner, Some(test.until())).await?;
    let unwell = delivery.as_ref().is_some_and(|one| matches!(one.state, "refused" | "again"));
    let health = visitor.engine.courier().health();
    let answer = health.into_iter().filter(|one| one.channel == Channel::Text.name());
    let said = |name: &str, why: String| format!("{name}: {why}");
    let mut answer = answer.filter_map(|one| Some(said(&one.name, one.last_reason?)));
    Ok(Some(TestSent {
        at: test.at.0,
        ending: test.ending.clone(),
        delivery,
        answer: answer.next_back().filter(|_| unwell),
    }))
}

pub async fn save(visitor: Visitor, form: Form) -> Answer {
    let setup = match at(&visitor, SetupStep::Texts).await {
        Ok(setup) => setup,
        Err(error) => return elsewhere(&visitor, error),
    };
    let text = |name: &str| form.get(name).to_owned();
    let typed = TextServiceForm {
        preset: name_of(preset(form.get("preset"))).to_owned(),
        url: text("url"),
        user: text("user"),
        sender: text("sender"),
        countries: text("countries"),
    };
    let listed = |c: char| c == ',' || c == ';' || c.is_whitespace();
    let countries = form.get("countries").split(listed).filter(|one| !one.is_empty());
    let service = TextService {
        preset: preset(form.get("preset")),
        url: text("url"),
        user: text("user"),
        password: Secret::from(form.get("password")),
        sender: text("sender"),
        countries: countries.map(ToOwned::to_owned).collect(),
    };
    let page = SetupTexts { form: Some(typed), ..page(&visitor, &setup, "").await? };
    let saved = visitor.engine.setup_text_service(&visitor.visit, service).await;
    answer(&visitor, &page, saved)
}

pub async fn test(visitor: Visitor, form: Form) -> Answer {
    let setup = match at(&visitor, SetupStep::Texts).await {
        Ok(setup) => setup,
        Err(error) => return elsewhere(&visitor, error),
    };
    let page = page(&visitor, &setup, form.get("number")).await?;
    let sent = visitor.engine.setup_text_send(&visitor.visit, form.get("number")).await;
    answer(&visitor, &page, sent)
}

pub async fn check(visitor: Visitor, form: Form) -> Answer {
    let setup = match at(&visitor, SetupStep::Texts).await {
        Ok(setup) => setup,
        Err(error) => return elsewhere(&visitor, error),
    };
    let page = page(&visitor, &setup, "").await?;
    let checked = visitor.engine.setup_text_check(&visitor.visit, form.get("code")).await;
    answer(&visitor, &page, checked)
}

pub async fn skip(visitor: Visitor, _form: Form) -> Answer {
    match visitor.engine.setup_texts_skip(&visitor.visit).await {
        Ok(()) => Ok(visitor.see_other(HERE)),
        Err(error) => elsewhere(&visitor, error),
    }
}
