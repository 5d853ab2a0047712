//! Do texts leave? The service is the configuration's, or is chosen here; a test with a code that
//! is typed back shows that it works.

use super::{SetupStep, TEST, digits};
use crate::{
    Engine, Error, Result,
    courier::{Preset, TextService, Withheld, country},
    visit::Visit,
};
use countersign_core::{
    limit::Allowed,
    message::{Channel, Message, args},
    method::Wrong,
    secret::same,
    time::Time,
};
use rlibphonenumber::{PHONE_NUMBER_UTIL, Region};
use serde::{Deserialize, Serialize};

const KIND: &str = "setup-text";
/// Letters of each field, and countries, at most.
const LONGEST: usize = 500;
const SENDER_MOST: usize = 20;
const COUNTRIES_MOST: usize = 250;

/// A test text that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestText {
    pub at: Time,
    /// The last two digits of its number.
    pub ending: String,
}

impl TestText {
    /// Until when its code can be typed.
    pub fn until(&self) -> Time {
        self.at.plus(TEST)
    }
}

impl Engine {
    /// Saves the service texts leave through. Where the configuration names gateways, it wins and
    /// nothing is chosen here.
    pub async fn setup_text_service(&self, visit: &Visit, typed: TextService) -> Result<()> {
        self.at(visit, SetupStep::Texts).await?;
        if self.courier().is_configured() {
            return Err(Error::Refused("setup-not-now"));
        }
        let service = checked(typed)?;
        let bad = |_| Error::Wrong(Wrong::slip("url", "setup-texts-url-bad"));
        self.choose_texts(Some(&service)).map_err(bad)?;
        let mut tx = self.0.db.begin().await?;
        self.put_text_service(&mut tx, &service).await?;
        self.step_in(&mut tx, |progress| {
            progress.text = None;
            progress.text_code = None;
            progress.texts_work = false;
        })
        .await?;
        Ok(tx.commit().await?)
    }

    /// Sends a test text with a code. The ceilings count it like every other (SM-6).
    pub async fn setup_text_send(&self, visit: &Visit, number: &str) -> Result<()> {
        let setup = self.at(visit, SetupStep::Texts).await?;
        let to = e164(number).ok_or_else(|| slip("number", "setup-texts-number-bad"))?;
        self.0.sources.allow(&visit.source)?;
        let (code, now) = (self.test_code(), self.now());
        let message = Message {
            channel: Channel::Text,
            words: "sms-setup-test".into(),
            args: args(&[("code", code.reveal())]),
            account: setup.administrator.map(|owner| owner.id),
            tag: None,
            until: now.plus(TEST),
            to,
        };
        let hash = self.test_hash(code.reveal());
        let ending = message.to.get(message.to.len() - 2..).unwrap_or_default().to_owned();
        let mut tx = self.0.db.begin().await?;
        if let Some(why) = self.withheld(&mut tx, &message, &visit.source).await? {
            return Err(match why {
                Withheld::Country => slip("number", "setup-texts-country"),
                _ => slip("number", "send-withheld"),
            });
        }
        let letter = self.put_letter(&mut tx, &message).await?;
        self.step_in(&mut tx, |progress| {
            progress.text = Some(TestText { at: now, ending });
            progress.text_code = Some(hash);
        })
        .await?;
        tx.commit().await?;
        self.post_now(vec![letter]);
        Ok(())
    }

    /// The code of the test text was typed: texts work.
    pub async fn setup_text_check(&self, visit: &Visit, code: &str) -> Result<()> {
        self.at(visit, SetupStep::Texts).await?;
        let typed = digits(code);
        if typed.is_empty() {
            return Err(slip("code", "setup-texts-code-empty"));
        }
        let wrong = || Error::Wrong(Wrong::guess("code", "setup-texts-code-wrong"));
        let budget = self.budget_of_nobody("setup", KIND);
        if self.charge(&budget).await? != Allowed::Go {
            return Err(wrong());
        }
        let progress = self.progress().await?;
        let (right, sent) = progress.text_code.zip(progress.text).ok_or_else(wrong)?;
        let fits = same(right.as_bytes(), self.test_hash(&typed).as_bytes());
        if !fits || self.now() >= sent.until() {
            return Err(wrong());
        }
        let mut tx = self.0.db.begin().await?;
        self.absolve_in(&mut tx, &budget).await?;
        self.step_in(&mut tx, |progress| {
            progress.text_code = None;
            progress.texts_work = true;
            progress.texts_done = true;
        })
        .await?;
        Ok(tx.commit().await?)
    }

    /// Texts are left for later, or are used without a test.
    pub async fn setup_texts_skip(&self, visit: &Visit) -> Result<()> {
        self.at(visit, SetupStep::Texts).await?;
        self.step(|progress| progress.texts_done = true).await
    }
}

fn slip(field: &str, words: &str) -> Error {
    Error::Wrong(Wrong::slip(field, words))
}

/// What was typed, cleaned, or the field that has to be mended.
fn checked(typed: TextService) -> Result<TextService> {
    let own_url = typed.preset == Preset::Twilio;
    let [url, user, sender] =
        [&typed.url, &typed.user, &typed.sender].map(|text| text.trim().to_owned());
    let short = |text: &str| text.len() <= LONGEST && !text.chars().any(char::is_control);
    let needs_name = typed.preset != Preset::Generic;
    if !short(&url) || (url.is_empty() && !own_url) {
        return Err(slip("url", "setup-texts-url-bad"));
    }
    if !short(&user) || (user.is_empty() && needs_name) {
        return Err(slip("user", "setup-texts-user-bad"));
    }
    let password = typed.password.reveal();
    if !short(password) || (password.is_empty() && needs_name) {
        return Err(slip("password", "setup-texts-password-bad"));
    }
    let plain = |letter: char| letter.is_ascii_alphanumeric() || " +-.".contains(letter);
    let named = sender.chars().all(plain) && sender.len() <= SENDER_MOST;
    if !named || (sender.is_empty() && own_url) {
        return Err(slip("sender", "setup-texts-sender-bad"));
    }
    let countries = countries(&typed.countries);
    let countries = countries.ok_or_else(|| slip("countries", "setup-texts-countries-bad"))?;
    // An address of one's own for the preset that has one is no part of it.
    let url = if own_url { String::new() } else { url };
    Ok(TextService { url, user, sender, countries, ..typed })
}

/// Two letters each that some number has (ISO 3166-1); none twice, and at least one.
fn countries(typed: &[String]) -> Option<Vec<String>> {
    let mut all = Vec::new();
    for one in typed.iter().map(|one| one.trim().to_ascii_uppercase()) {
        let region = Region::try_from(one.as_str()).ok().filter(|_| one.len() == 2)?;
        PHONE_NUMBER_UTIL.get_country_code_for_region(region)?;
        if !all.contains(&one) {
            all.push(one);
        }
    }
    (!all.is_empty() && all.len() <= COUNTRIES_MOST).then_some(all)
}

/// A whole number with its plus, of a country there is (ITU-T E.164 §6).
fn e164(typed: &str) -> Option<String> {
    let sign = |c: &char| c.is_whitespace() || "-().".contains(*c);
    let clean: String = typed.chars().filter(|c| !sign(c)).collect();
    let digits = clean.strip_prefix('+')?;
    let right = (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    (right && !country(&clean).is_empty()).then_some(clean)
}

#[cfg(test)]
mod tests;
