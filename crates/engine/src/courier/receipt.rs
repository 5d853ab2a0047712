//! Delivery receipts: what a gateway calls back with after a text was taken (SM-10).
//!
//! Anybody on the internet can call that address. So it holds a secret made from the server's key
//! and the gateway's name, compared in constant time; a gateway that signs is held to its signature
//! too; and the most a receipt can do is to say what became of a message.

use super::gateway::{ReceiptConfig, Signature};
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_core::dice::{Keyed, hex};
use countersign_core::secret::{Secret, same};
use reqwest::header::HeaderMap;
use serde_json::Value;
use std::borrow::Cow;

/// A receipt is a few hundred bytes.
const LONGEST: usize = 64 * 1024;
const LONGEST_ID: usize = 200;

/// A call to `<base>/<gateway>/<token>?<query>`.
#[derive(Clone, Copy, Debug)]
pub struct Callback<'a> {
    pub gateway: &'a str,
    pub token: &'a str,
    /// Without its question mark.
    pub query: &'a str,
    pub headers: &'a HeaderMap,
    pub body: &'a [u8],
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// As in `Sent::Accepted`.
    pub provider_id: String,
    pub state: Delivery,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    Delivered,
    Failed,
    Pending,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// No such gateway, the wrong secret or the wrong signature. Answer 404 to all three.
    #[error("no such address")]
    Unknown,
    /// From the gateway, but it names no message or no state. Answer 400.
    #[error("the receipt names no message or no state")]
    Unreadable,
}

/// How one gateway's receipts are checked and read.
#[derive(Debug)]
pub(super) struct Receipts {
    pub config: ReceiptConfig,
    /// The whole address, with the secret.
    pub url: String,
    pub token: Secret<String>,
    /// What the gateway signs with.
    pub password: Secret<String>,
}

impl Receipts {
    /// # Errors
    /// See `ReceiptError`.
    pub(super) fn read(&self, call: &Callback<'_>) -> Result<Receipt, ReceiptError> {
        if !same(call.token.as_bytes(), self.token.reveal().as_bytes()) {
            return Err(ReceiptError::Unknown);
        }
        if call.body.len() + call.query.len() > LONGEST {
            return Err(ReceiptError::Unreadable);
        }
        if self.config.signature == Signature::Twilio && !self.is_signed(call) {
            return Err(ReceiptError::Unknown);
        }
        let provider_id = self.field(call, &self.config.id)?;
        let state = self.field(call, &self.config.state)?;
        if provider_id.is_empty() || provider_id.len() > LONGEST_ID {
            return Err(ReceiptError::Unreadable);
        }
        let state = if self.config.delivered.contains(&state) {
            Delivery::Delivered
        } else if self.config.failed.contains(&state) {
            Delivery::Failed
        } else {
            Delivery::Pending
        };
        Ok(Receipt { provider_id, state })
    }

    /// Signed are our address and the form's names and values one after another, sorted by name.
    fn is_signed(&self, call: &Callback<'_>) -> bool {
        let Some(given) = call.headers.get("x-twilio-signature") else { return false };
        let Ok(given) = STANDARD.decode(given.as_bytes()) else { return false };
        let mut form = pairs(call.body);
        form.sort();
        let mut signed = self.url.clone();
        form.iter().for_each(|(name, value)| {
            signed.push_str(name);
            signed.push_str(value);
        });
        let password = self.password.reveal().as_bytes();
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, password);
        !password.is_empty() && hmac::verify(&key, signed.as_bytes(), &given).is_ok()
    }

    /// From the body, or from the address if there is no body: one of them, so that nothing can be
    /// added in the part that was not signed. Two different values of one name are none.
    fn field(&self, call: &Callback<'_>, name: &str) -> Result<String, ReceiptError> {
        let is_json = call.body.trim_ascii_start().starts_with(b"{");
        if is_json && self.config.signature == Signature::None {
            let json: Value =
                serde_json::from_slice(call.body).map_err(|_| ReceiptError::Unreadable)?;
            return dotted(&json, name).ok_or(ReceiptError::Unreadable);
        }
        let signed = self.config.signature != Signature::None;
        let source =
            if call.body.is_empty() && !signed { call.query.as_bytes() } else { call.body };
        let found = pairs(source);
        let mut values = found.iter().filter(|(key, _)| key == name).map(|(_, value)| value);
        let value = values.next().ok_or(ReceiptError::Unreadable)?;
        if values.any(|other| other != value) {
            return Err(ReceiptError::Unreadable);
        }
        Ok(value.to_string())
    }
}

/// The secret in the address of a gateway's receipts: 128 bits in hexadecimal digits.
pub(super) fn token(keyed: &dyn Keyed, gateway: &str) -> Secret<String> {
    let drawn = keyed.keyed("receipt", gateway.as_bytes());
    Secret::new(hex(drawn.first_chunk::<16>().unwrap_or(&[0; 16])))
}

/// Text or number at `messages.0.id`.
pub(super) fn dotted(json: &Value, path: &str) -> Option<String> {
    match json.pointer(&format!("/{}", path.replace('.', "/")))? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn pairs(source: &[u8]) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    url::form_urlencoded::parse(source).collect()
}

#[cfg(test)]
mod tests;
