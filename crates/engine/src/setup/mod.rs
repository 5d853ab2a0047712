//! The first run: from a code on the server's console to an organisation with an owner who has a
//! second step, and what they need on their first day (ux.md 6.11). Every step is saved, and coming
//! back goes on where it was left.
//!
//! The code is 60 bits, lives an hour, works once and ends with the next start (PW-12). The browser
//! that typed it does the rest up to the security defaults; nobody else sees more than the page
//! that asks for the code. From there on the server is ready, the code opens nothing any more, and
//! what is left is done by the owner, signed in.

mod administrator;
mod end;
mod mail;
mod people;
mod texts;

pub use people::{PEOPLE_MOST, people_listed};
pub use texts::TestText;

use crate::{Engine, Error, Organisation, Result, courier::TextService, visit::Visit};
use countersign_core::{
    account::{Account, Role},
    dice,
    method::Wrong,
    secret::{Secret, same},
    sign_in::has_second_step,
    time::{Time, hours, minutes},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;
use store::Tx;

/// The code on the console lives this long, and the browser that typed it may go on this long.
const CODE: Duration = hours(1);
const PASS: Duration = hours(24);
/// No look-alikes; 12 of 32 are 60 bits, so that it needs no guessing budget.
const CODE_LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const CODE_LENGTH: usize = 12;
/// The code of a test mail or text: six digits, this long.
pub const TEST: Duration = minutes(30);
const TEST_DIGITS: usize = 6;
const SHORT_MOST: usize = 11;
const CODE_KIND: &str = "setup-code";
/// Settings: which browser typed the code, and how far it came.
const PASS_SETTING: &str = "setup-pass";
const PROGRESS: &str = "setup";

/// Steps in their order; those before the current one are done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SetupStep {
    Code,
    Organisation,
    Administrator,
    SecondStep,
    Mail,
    Texts,
    Defaults,
    Emergency,
    People,
    Done,
}

impl SetupStep {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Organisation => "organisation",
            Self::Administrator => "administrator",
            Self::SecondStep => "second-step",
            Self::Mail => "mail",
            Self::Texts => "texts",
            Self::Defaults => "defaults",
            Self::Emergency => "emergency",
            Self::People => "people",
            Self::Done => "done",
        }
    }
}

/// How far the first run is.
#[derive(Clone, Debug)]
pub struct Setup {
    pub step: SetupStep,
    /// The owner, once the account is made.
    pub administrator: Option<Account>,
    /// When the newest test mail was sent; its code is waited for.
    pub mail_sent_at: Option<Time>,
    pub mail_works: bool,
    /// How many people were invited.
    pub people: u64,
    /// The newest test text; its code is waited for.
    pub text: Option<TestText>,
    /// The service that was chosen here, where the configuration names none.
    pub text_service: Option<TextService>,
}

/// Step two, as typed.
#[derive(Clone, Debug, Default)]
pub struct SetupOrganisation {
    pub name: String,
    pub short: String,
    pub service_desk: String,
    /// One of the languages this server speaks; the caller offers no other.
    pub language: String,
    /// IANA name.
    pub time_zone: String,
}

/// What cannot be seen from the house itself.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Progress {
    organisation: bool,
    mail_sent_at: Option<Time>,
    /// Keyed hash of the newest test mail's code.
    mail_code: Option<String>,
    mail_works: bool,
    /// Mail was checked, or left for later.
    mail_done: bool,
    text: Option<TestText>,
    /// Keyed hash of the newest test text's code.
    text_code: Option<String>,
    texts_work: bool,
    texts_done: bool,
    /// The defaults were chosen here, so that the rest follows.
    defaults_done: bool,
    /// The sheet for an emergency is somewhere safe.
    emergency: bool,
    emergency_done: bool,
    /// How many people were invited.
    people: u64,
    people_done: bool,
}

/// The browser that typed the code.
#[derive(Serialize, Deserialize)]
struct Pass {
    browser: String,
    until: Time,
}

impl Engine {
    /// A fresh code for the console; the earlier ones end. Nothing when the first run is over.
    pub async fn setup_code(&self) -> Result<Option<Secret<String>>> {
        if self.organisation().await?.ready {
            return Ok(None);
        }
        let letters = dice::letters(self.dice(), CODE_LETTERS, CODE_LENGTH);
        let mut tx = self.0.db.begin().await?;
        store::ticket::void_kind(&mut tx, CODE_KIND, self.now()).await?;
        self.give_as(&mut tx, CODE_KIND, (None, &Value::Null), CODE, letters.reveal()).await?;
        tx.commit().await?;
        let groups: Vec<&str> =
            (0..CODE_LENGTH).step_by(4).filter_map(|at| letters.reveal().get(at..at + 4)).collect();
        Ok(Some(Secret::new(groups.join("-"))))
    }

    /// Where the first run is, as this browser may see it.
    ///
    /// # Errors
    /// `Refused("setup-over")` once it is finished, and to everybody but the owner once the server
    /// is ready.
    pub async fn setup(&self, visit: &Visit) -> Result<Setup> {
        let mut setup = Setup {
            step: SetupStep::Code,
            administrator: None,
            mail_sent_at: None,
            mail_works: false,
            people: 0,
            text: None,
            text_service: None,
        };
        if self.organisation().await?.ready {
            setup.administrator = Some(self.owner_at(visit).await?);
            let progress = self.progress().await?;
            setup.step = rest(&progress)?;
            setup.people = progress.people;
            return Ok(setup);
        }
        if !self.passed(visit).await? {
            return Ok(setup);
        }
        let progress = self.progress().await?;
        setup.administrator = self.first_owner().await?;
        setup.step = match &setup.administrator {
            _ if !progress.organisation => SetupStep::Organisation,
            None => SetupStep::Administrator,
            Some(owner) if !self.has_second(owner).await? => SetupStep::SecondStep,
            Some(_) if !progress.mail_done => SetupStep::Mail,
            Some(_) if !progress.texts_done => SetupStep::Texts,
            Some(_) => SetupStep::Defaults,
        };
        setup.mail_sent_at = progress.mail_sent_at;
        setup.mail_works = progress.mail_works;
        setup.text = progress.text;
        setup.text_service = self.text_service().await?;
        Ok(setup)
    }

    /// The owner, if they are signed in here with a second step.
    async fn owner_at(&self, visit: &Visit) -> Result<Account> {
        let standing = self.standing(visit).await?;
        let owner = standing.filter(|standing| standing.account.role == Role::Owner);
        owner.map(|standing| standing.account).ok_or(Error::Refused("setup-over"))
    }

    /// Takes the code of the console: from here on this browser sets the server up, no other.
    pub async fn setup_open(
        &self,
        browser: &Secret<String>,
        visit: &Visit,
        code: &str,
    ) -> Result<()> {
        if self.organisation().await?.ready {
            return Err(Error::Refused("setup-over"));
        }
        let clean: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
        if clean.is_empty() {
            return Err(Error::Wrong(Wrong::slip("code", "setup-code-empty")));
        }
        self.0.sources.allow(&visit.source)?;
        let mut tx = self.0.db.begin().await?;
        let taken = self.take_in(&mut tx, CODE_KIND, &clean.to_ascii_uppercase()).await?;
        if taken.is_none() {
            return Err(Error::Wrong(Wrong::guess("code", "setup-code-wrong")));
        }
        let pass = Pass { browser: self.browser_hash(browser), until: self.now().plus(PASS) };
        let value = serde_json::to_value(&pass)?;
        store::setting::put(&mut tx, PASS_SETTING, &value, self.now()).await?;
        Ok(tx.commit().await?)
    }

    async fn passed(&self, visit: &Visit) -> Result<bool> {
        let Some(browser) = &visit.browser else { return Ok(false) };
        let mut reader = self.reader().await?;
        let Some(pass) = store::setting::get(&mut reader, PASS_SETTING).await? else {
            return Ok(false);
        };
        let pass: Pass = serde_json::from_value(pass)?;
        let own = same(pass.browser.as_bytes(), self.browser_hash(browser).as_bytes());
        Ok(own && self.now() < pass.until)
    }

    /// The state of the first run, if this browser may do `step` now: that one, or an earlier one
    /// again.
    async fn at(&self, visit: &Visit, step: SetupStep) -> Result<Setup> {
        let setup = self.setup(visit).await?;
        match setup.step {
            SetupStep::Code => Err(Error::Refused("setup-code-first")),
            now if now < step => Err(Error::Refused("setup-step-later")),
            // What only the code of the console could do ends with it.
            now if now > SetupStep::Defaults && step <= SetupStep::Defaults => {
                Err(Error::Refused("setup-over"))
            }
            _ => Ok(setup),
        }
    }

    /// Saves whose server this is. Can be done again until the end.
    pub async fn setup_organisation(&self, visit: &Visit, typed: SetupOrganisation) -> Result<()> {
        self.at(visit, SetupStep::Organisation).await?;
        let before = Organisation::clone(&*self.organisation().await?);
        let organisation = named(typed, before)?;
        let mut tx = self.0.db.begin().await?;
        self.put_organisation(&mut tx, &organisation).await?;
        self.step_in(&mut tx, |progress| progress.organisation = true).await?;
        tx.commit().await?;
        self.cache_organisation(organisation);
        Ok(())
    }

    async fn first_owner(&self) -> Result<Option<Account>> {
        let mut reader = self.reader().await?;
        let all = store::account::administrators(&mut reader).await?;
        Ok(all.into_iter().find(|account| account.role == Role::Owner))
    }

    async fn has_second(&self, account: &Account) -> Result<bool> {
        let mut reader = self.reader().await?;
        let methods = self.methods_of(&mut reader, &account.id).await?;
        Ok(has_second_step(self.kinds(), &methods))
    }

    async fn progress(&self) -> Result<Progress> {
        let mut reader = self.reader().await?;
        let stored = store::setting::get(&mut reader, PROGRESS).await?;
        Ok(stored.map(serde_json::from_value).transpose()?.unwrap_or_default())
    }

    /// Saves a step that changes nothing but how far the first run is.
    async fn step(&self, change: impl FnOnce(&mut Progress)) -> Result<()> {
        let mut tx = self.0.db.begin().await?;
        self.step_in(&mut tx, change).await?;
        Ok(tx.commit().await?)
    }

    /// As it is now, within the write: two steps at once do not undo one another.
    async fn step_in(&self, tx: &mut Tx, change: impl FnOnce(&mut Progress)) -> Result<()> {
        let stored = store::setting::get(tx, PROGRESS).await?;
        let mut progress: Progress =
            stored.map(serde_json::from_value).transpose()?.unwrap_or_default();
        change(&mut progress);
        let value = serde_json::to_value(&progress)?;
        Ok(store::setting::put(tx, PROGRESS, &value, self.now()).await?)
    }

    /// The code of a test, kept as keyed hash.
    fn test_hash(&self, code: &str) -> String {
        dice::hex(&self.0.vault.keyed_hash("setup-test", code.as_bytes()))
    }

    fn test_code(&self) -> Secret<String> {
        dice::letters(self.dice(), b"0123456789", TEST_DIGITS)
    }
}

/// What is left once the server is ready.
fn rest(progress: &Progress) -> Result<SetupStep> {
    match progress {
        Progress { defaults_done: false, .. } | Progress { people_done: true, .. } => {
            Err(Error::Refused("setup-over"))
        }
        Progress { emergency_done: false, .. } => Ok(SetupStep::Emergency),
        _ => Ok(SetupStep::People),
    }
}

/// The organisation as typed, or the field that has to be mended.
fn named(typed: SetupOrganisation, before: Organisation) -> Result<Organisation> {
    let slip = |field: &str, words: &str| Err(Error::Wrong(Wrong::slip(field, words)));
    let fits = |text: &str, most: usize| (1..=most).contains(&text.chars().count());
    let [name, short, desk] =
        [&typed.name, &typed.short, &typed.service_desk].map(|text| text.trim().to_owned());
    if !fits(&name, 100) || name.chars().any(char::is_control) {
        return slip("organisation", "setup-organisation-name-bad");
    }
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == ' ';
    if !fits(&short, SHORT_MOST) || !short.chars().all(plain) {
        return slip("short_name", "setup-organisation-short-bad");
    }
    if !fits(&desk, 200) || desk.chars().any(char::is_control) {
        return slip("service_desk", "setup-organisation-desk-bad");
    }
    if jiff::tz::TimeZone::get(&typed.time_zone).is_err() {
        return slip("time_zone", "setup-organisation-zone-bad");
    }
    Ok(Organisation {
        name,
        short,
        service_desk: desk,
        language: typed.language,
        time_zone: typed.time_zone,
        ..before
    })
}

/// Digits of a code, however they were grouped.
fn digits(typed: &str) -> String {
    typed.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').collect()
}
