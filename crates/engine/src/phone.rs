//! Handing the settings of a new app password to a phone: an address that is good once, for ten
//! minutes and for one device. Whoever opens it first with the button has it; the secret inside is
//! sealed under the address itself, so that neither the database nor the master key is enough to
//! read it (AP-1).

use crate::{Engine, Result, session::Standing, visit::Visit};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use countersign_core::{
    account::Account,
    app_password::AppPassword,
    audit::What,
    dice::hex,
    id::AppPasswordId,
    message::args,
    secret::Secret,
    ticket::Ticket,
    time::{Time, minutes},
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Until a device has taken it, and then once more for that device.
pub const LIFE: Duration = minutes(10);

const OFFERED: &str = "phone.offered";
const TAKEN: &str = "phone.taken";

/// What one device sees of an address it opened.
#[derive(Clone, Debug)]
pub enum Phone {
    /// Nobody has taken it; a name of the app password is all that is told.
    Offered { name: String, until: Time },
    /// This device has.
    Mine(Box<OnPhone>),
    /// Another device has, or it is over, or there is none: all read the same.
    Over,
}

/// What a device is set up with.
#[derive(Clone, Debug)]
pub struct OnPhone {
    pub account: Account,
    pub app_password: AppPassword,
    /// In groups of four.
    pub secret: Secret<String>,
    pub until: Time,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    id: AppPasswordId,
    name: String,
    /// Under the address.
    sealed: String,
}

impl Engine {
    /// Makes the address of an app password that was just made. Its last part is
    /// [`Engine::phone_address`].
    pub async fn offer_to_phone(
        &self,
        standing: &Standing,
        made: &AppPassword,
        shown: &Secret<String>,
    ) -> Result<()> {
        let address = self.phone_address(&made.id, shown);
        let sealed = self.0.vault.seal(&under(&address), shown.reveal().as_bytes());
        let kept =
            Kept { id: made.id.clone(), name: made.name.clone(), sealed: BASE64.encode(sealed) };
        let data = serde_json::to_value(kept)?;
        let mut tx = self.0.db.begin().await?;
        let owner = (Some(&standing.account.id), &data);
        self.give_as(&mut tx, OFFERED, owner, LIFE, address.reveal()).await?;
        Ok(tx.commit().await?)
    }

    /// The last part of the address, for the page that shows the app password: the same each time
    /// the page is opened, and told by nothing that is kept.
    pub fn phone_address(&self, id: &AppPasswordId, shown: &Secret<String>) -> Secret<String> {
        let text = Secret::new(format!("{id}/{}", shown.reveal()));
        Secret::new(hex(&self.0.vault.keyed_hash("phone", text.reveal().as_bytes())))
    }

    /// "Done": nobody can take it any more.
    pub async fn withdraw_from_phone(&self, address: &Secret<String>) -> Result<()> {
        let mut tx = self.0.db.begin().await?;
        self.use_in(&mut tx, OFFERED, address.reveal()).await?;
        Ok(tx.commit().await?)
    }

    /// What a browser sees of the address. Changes nothing: previews and scanners open addresses.
    pub async fn phone(&self, address: &Secret<String>, browser: &Secret<String>) -> Result<Phone> {
        let now = self.now();
        let mine = self.peek(TAKEN, mine(address, browser).reveal()).await?;
        if let Some(ticket) = mine.filter(|ticket| crate::ticket::good(ticket, now)) {
            return Ok(match self.on_phone(address, &ticket).await? {
                Some(on_phone) => Phone::Mine(Box::new(on_phone)),
                None => Phone::Over,
            });
        }
        let offered = self.peek(OFFERED, address.reveal()).await?;
        let Some(ticket) = offered.filter(|ticket| crate::ticket::good(ticket, now)) else {
            return Ok(Phone::Over);
        };
        let kept: Kept = serde_json::from_value(ticket.data)?;
        Ok(Phone::Offered { name: kept.name, until: ticket.ends_at })
    }

    /// "Get the settings": of any number of devices one gets them, and keeps them for ten minutes.
    /// Whether it is this one.
    pub async fn take_to_phone(
        &self,
        visit: &Visit,
        address: &Secret<String>,
        browser: &Secret<String>,
    ) -> Result<bool> {
        let mut tx = self.0.db.begin().await?;
        let Some(ticket) = self.take_in(&mut tx, OFFERED, address.reveal()).await? else {
            drop(tx);
            return Ok(matches!(self.phone(address, browser).await?, Phone::Mine(_)));
        };
        let Some(account) = &ticket.account else { return Ok(false) };
        let owner = (Some(account), &ticket.data);
        self.give_as(&mut tx, TAKEN, owner, LIFE, mine(address, browser).reveal()).await?;
        let kept: Kept = serde_json::from_value(ticket.data.clone())?;
        let facts = args(&[("label", &kept.name)]);
        self.audit_visit(&mut tx, visit, account, What::AppPasswordTaken, facts).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Nothing once the account or the app password has ended.
    async fn on_phone(&self, address: &Secret<String>, ticket: &Ticket) -> Result<Option<OnPhone>> {
        let Some(id) = &ticket.account else { return Ok(None) };
        let kept: Kept = serde_json::from_value(ticket.data.clone())?;
        let mut reader = self.reader().await?;
        let account = store::account::by_id(&mut reader, id).await?;
        drop(reader);
        let Some(account) = account.filter(|account| account.disabled_at.is_none()) else {
            return Ok(None);
        };
        let live = self.app_passwords(&account).await?;
        let Some(app_password) = live.into_iter().find(|one| one.id == kept.id) else {
            return Ok(None);
        };
        let Ok(sealed) = BASE64.decode(&kept.sealed) else { return Ok(None) };
        // Under a key that was thrown away meanwhile: ten minutes are not worth sealing again.
        let Ok(text) = self.0.vault.open(&under(address), &sealed) else { return Ok(None) };
        let secret = Secret::new(String::from_utf8_lossy(&text).into_owned());
        Ok(Some(OnPhone { account, app_password, secret, until: ticket.ends_at }))
    }
}

/// The place a secret is sealed to: the key is made from it (`vault`), and nobody keeps it.
fn under(address: &Secret<String>) -> String {
    format!("phone.secret:{}", address.reveal())
}

/// The secret of the ticket of one device.
fn mine(address: &Secret<String>, browser: &Secret<String>) -> Secret<String> {
    Secret::new(format!("{}/{}", address.reveal(), browser.reveal()))
}
