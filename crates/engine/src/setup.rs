//! The first run: from a code on the server's console to an organisation with an owner who has a
//! second step (ux.md 6.11). Every step is saved, and coming back goes on where it was left.
//!
//! The code is 60 bits, lives an hour, works once and ends with the next start (PW-12). The browser
//! that typed it does the rest; nobody else sees more than the page that asks for the code.

use crate::{
    After, Engine, Error, Handle, NewAccount, Organisation, Result, session::Standing, visit::Visit,
};
use countersign_core::{
    account::{Account, Role, State},
    dice,
    limit::Allowed,
    message::{Channel, Message, args},
    method::{Fields, Wrong},
    secret::{Secret, same},
    session::Level,
    sign_in::{Event, Purpose, Window, has_second_step},
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
/// The test mail's code: six digits, this long.
const MAIL: Duration = minutes(30);
const MAIL_DIGITS: usize = 6;
const SHORT_MOST: usize = 11;
const GRACE_MOST: u64 = 90;
const CODE_KIND: &str = "setup-code";
const MAIL_KIND: &str = "setup-mail";
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
    Defaults,
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
            Self::Defaults => "defaults",
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
    /// `Refused("setup-over")` once it is finished.
    pub async fn setup(&self, visit: &Visit) -> Result<Setup> {
        let organisation = self.organisation().await?;
        if organisation.ready {
            return Err(Error::Refused("setup-over"));
        }
        let mut setup = Setup {
            step: SetupStep::Code,
            administrator: None,
            mail_sent_at: None,
            mail_works: false,
        };
        if !self.passed(visit).await? {
            return Ok(setup);
        }
        let progress = self.progress().await?;
        setup.mail_sent_at = progress.mail_sent_at;
        setup.mail_works = progress.mail_works;
        setup.administrator = self.first_owner().await?;
        setup.step = match &setup.administrator {
            _ if !progress.organisation => SetupStep::Organisation,
            None => SetupStep::Administrator,
            Some(owner) if !self.has_second(owner).await? => SetupStep::SecondStep,
            Some(_) if !progress.mail_done => SetupStep::Mail,
            Some(_) => SetupStep::Defaults,
        };
        Ok(setup)
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
            _ => Ok(setup),
        }
    }

    /// Saves whose server this is. Can be done again until the end.
    pub async fn setup_organisation(&self, visit: &Visit, typed: SetupOrganisation) -> Result<()> {
        self.at(visit, SetupStep::Organisation).await?;
        let before = Organisation::clone(&*self.organisation().await?);
        let organisation = named(typed, before)?;
        let mut progress = self.progress().await?;
        progress.organisation = true;
        let mut tx = self.0.db.begin().await?;
        self.put_organisation(&mut tx, &organisation).await?;
        self.put_progress(&mut tx, &progress).await?;
        tx.commit().await?;
        self.cache_organisation(organisation);
        Ok(())
    }

    /// Makes the owner and begins their sign-in with the password already right, so that the next
    /// page sets up the second step.
    pub async fn setup_administrator(
        &self,
        browser: &Secret<String>,
        visit: &Visit,
        new: NewAccount,
    ) -> Result<Handle> {
        let setup = self.at(visit, SetupStep::Administrator).await?;
        if setup.administrator.is_some() {
            return self.setup_second_step(browser, visit).await;
        }
        let password = new.password.clone().ok_or(Error::NotFound)?;
        let new = NewAccount { role: Role::Owner, state: State::Enforced, ..new };
        let username = new.username.clone();
        self.add_account(new).await.map_err(field_of)?;
        let handle = self.setup_window(browser, visit).await?;
        let mut visit = visit.clone();
        visit.browser = Some(browser.clone());
        let typed = Fields::of(&[("password", password.reveal())]);
        let events = vec![Event::Named { typed: username, account: None }, Event::Answered(typed)];
        let After { .. } = self.turn(&visit, &handle, events).await?;
        Ok(handle)
    }

    /// The second step was left half way: begins the sign-in again, from the password on.
    pub async fn setup_second_step(
        &self,
        browser: &Secret<String>,
        visit: &Visit,
    ) -> Result<Handle> {
        self.at(visit, SetupStep::SecondStep).await?;
        self.setup_window(browser, visit).await
    }

    async fn setup_window(&self, browser: &Secret<String>, visit: &Visit) -> Result<Handle> {
        let window = Window {
            app: None,
            name: String::new(),
            icon: "account".into(),
            return_to: "/setup".into(),
            origin: None,
            at: self.now(),
        };
        let purpose = Purpose::SignIn { at_least: Level::Two };
        self.begin(browser, visit, purpose, window, true).await
    }

    /// Sends a test mail with a code.
    pub async fn setup_mail_send(&self, visit: &Visit, to: &str) -> Result<()> {
        let setup = self.at(visit, SetupStep::Mail).await?;
        let to = to.trim();
        if !to.contains('@') || to.len() > 254 {
            return Err(Error::Wrong(Wrong::slip("mail", "account-mail-bad")));
        }
        // Whoever holds the pass could otherwise have any number of mails sent anywhere.
        self.0.sources.allow(&visit.source)?;
        let code = dice::letters(self.dice(), b"0123456789", MAIL_DIGITS);
        let now = self.now();
        let message = Message {
            channel: Channel::Mail,
            to: to.to_owned(),
            words: "mail-setup-test".into(),
            args: args(&[("code", code.reveal()), ("at", &now.0.to_string())]),
            account: setup.administrator.map(|owner| owner.id),
            tag: None,
            until: now.plus(MAIL),
        };
        let mut progress = self.progress().await?;
        progress.mail_sent_at = Some(now);
        progress.mail_code = Some(self.mail_hash(code.reveal()));
        let mut tx = self.0.db.begin().await?;
        let letter = self.put_letter(&mut tx, &message).await?;
        self.put_progress(&mut tx, &progress).await?;
        tx.commit().await?;
        self.post_now(vec![letter]);
        Ok(())
    }

    /// The code of the test mail was typed: mail works.
    pub async fn setup_mail_check(&self, visit: &Visit, code: &str) -> Result<()> {
        self.at(visit, SetupStep::Mail).await?;
        let typed: String = code.chars().filter(|letter| !letter.is_whitespace()).collect();
        if typed.is_empty() {
            return Err(Error::Wrong(Wrong::slip("code", "setup-mail-code-empty")));
        }
        let wrong = || Error::Wrong(Wrong::guess("code", "setup-mail-code-wrong"));
        let budget = self.budget_of_nobody("setup", MAIL_KIND);
        if self.charge(&budget).await? != Allowed::Go {
            return Err(wrong());
        }
        let mut progress = self.progress().await?;
        let right = progress.mail_code.take().ok_or_else(wrong)?;
        let sent_at = progress.mail_sent_at.unwrap_or_default();
        let fits = same(right.as_bytes(), self.mail_hash(&typed).as_bytes());
        if !fits || self.now() >= sent_at.plus(MAIL) {
            return Err(wrong());
        }
        progress.mail_works = true;
        progress.mail_done = true;
        let mut tx = self.0.db.begin().await?;
        self.absolve_in(&mut tx, &budget).await?;
        self.put_progress(&mut tx, &progress).await?;
        Ok(tx.commit().await?)
    }

    fn mail_hash(&self, code: &str) -> String {
        dice::hex(&self.0.vault.keyed_hash("setup-mail", code.as_bytes()))
    }

    /// Mail is left for later.
    pub async fn setup_mail_skip(&self, visit: &Visit) -> Result<()> {
        self.at(visit, SetupStep::Mail).await?;
        let mut progress = self.progress().await?;
        progress.mail_done = true;
        let mut tx = self.0.db.begin().await?;
        self.put_progress(&mut tx, &progress).await?;
        Ok(tx.commit().await?)
    }

    /// Security defaults, and with them the end of the first run: from here on the server is ready.
    pub async fn setup_defaults(&self, visit: &Visit, on: bool, grace_days: u64) -> Result<()> {
        self.at(visit, SetupStep::Defaults).await?;
        if grace_days > GRACE_MOST {
            return Err(Error::Wrong(Wrong::slip("grace_days", "setup-defaults-days-bad")));
        }
        let mut organisation = Organisation::clone(&*self.organisation().await?);
        organisation.defaults.on = on;
        organisation.defaults.on_since = self.now();
        organisation.defaults.grace_days = grace_days;
        organisation.ready = true;
        let mut tx = self.0.db.begin().await?;
        self.put_organisation(&mut tx, &organisation).await?;
        store::ticket::void_kind(&mut tx, CODE_KIND, self.now()).await?;
        tx.commit().await?;
        self.cache_organisation(organisation);
        Ok(())
    }

    /// The checklist of the last page: what is there, by name.
    pub async fn setup_done(&self, standing: &Standing) -> Result<Vec<(&'static str, bool)>> {
        let ways = self.ways(&standing.account).await?;
        let organisation = self.organisation().await?;
        let progress = self.progress().await?;
        let spare = ways.iter().filter_map(|way| self.kinds().of(way)).any(|kind| kind.spare());
        let mut reader = self.reader().await?;
        let apps = store::app::all(&mut reader).await?;
        Ok(vec![
            ("organisation", progress.organisation),
            ("administrator", true),
            ("second-step", has_second_step(self.kinds(), &ways)),
            ("recovery-codes", spare),
            ("mail", progress.mail_works),
            ("defaults", organisation.defaults.on),
            ("texts", self.courier().offers(Channel::Text)),
            ("apps", !apps.is_empty()),
        ])
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

    async fn put_progress(&self, tx: &mut Tx, progress: &Progress) -> Result<()> {
        let value = serde_json::to_value(progress)?;
        Ok(store::setting::put(tx, PROGRESS, &value, self.now()).await?)
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

/// Which field of the form a refusal of the account belongs to.
fn field_of(error: Error) -> Error {
    match error {
        Error::Refused(words @ ("account-name-bad" | "account-name-taken")) => {
            Error::Wrong(Wrong::slip("username", words))
        }
        Error::Refused(words @ "account-mail-bad") => Error::Wrong(Wrong::slip("mail", words)),
        other => other,
    }
}
