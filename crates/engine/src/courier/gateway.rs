//! What an administrator writes about a text or voice gateway, and what three kinds of gateway need
//! already filled in. Whatever is written wins over the preset.

use super::ConfigError;
use countersign_core::secret::Secret;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// One `[[courier.gateways]]`. Gateways are tried in the order of the file.
///
/// Texts in `url`, `headers`, `json` and `form` may have places to fill: `{to}` (+85255550123),
/// `{to_digits}` (85255550123), `{text}`, `{text_xml}`, `{sender}`, `{id}` (the same when a message
/// is tried again), `{callback}` (address for delivery receipts), `{user}`, `{password}`,
/// `{coding}` (0 for the seven-bit alphabet, 2 for UCS-2). Brackets themselves are written twice.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GatewayConfig {
    /// Small letters, digits and hyphens; part of the address of delivery receipts. Must be given.
    pub name: String,
    /// What is not written below comes from here. Default `generic`.
    pub preset: Preset,
    /// Whether it speaks (calls) instead of writes (texts). Default false.
    pub voice: bool,
    /// Must be https, unless the host is this computer. Default: the preset's; `generic` has none.
    pub url: Option<String>,
    /// `GET` or `POST`. With `GET` the form goes into the address. Default POST.
    pub method: Option<Method>,
    /// Further headers. Never printed, as they may hold a key.
    #[serde(skip_serializing)]
    pub headers: BTreeMap<String, Secret<String>>,
    /// Body as JSON: a table of the file. Only one of `json` and `form`.
    pub json: Option<Value>,
    /// Body as a form.
    pub form: Option<BTreeMap<String, String>>,
    /// How `user` and `password` are shown. Default `basic`.
    pub auth: Option<Auth>,
    pub user: Option<String>,
    #[serde(skip_serializing)]
    pub password: Option<Secret<String>>,
    /// File that holds the password, instead of `password`.
    pub password_file: Option<PathBuf>,
    /// Name or number messages come from. Default: empty.
    pub sender: String,
    /// Answers that mean it was taken. Default 200, 201, 202, 204.
    pub success_status: Option<Vec<u16>>,
    /// What the answer must contain besides. Default: nothing.
    pub success_contains: Option<String>,
    /// Where the answer names the message, with dots: `messages.0.id`. Default: as the preset;
    /// where it is empty, receipts are expected to name our own `{id}`.
    pub provider_id: Option<String>,
    /// Where the answer names an error. Kept for the log if it is a short word or number.
    pub error_code: Option<String>,
    /// How delivery receipts are read. Default: as the preset.
    pub receipt: Option<ReceiptConfig>,
    /// Seconds until an answer must be there, 1 to 30. Default 5.
    pub timeout_seconds: Option<u64>,
    /// Messages under way at once, 1 to 1000. Default 20.
    pub at_once: Option<usize>,
}

/// `[courier.gateways.receipt]`: what a gateway calls back with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReceiptConfig {
    /// Field that names the message.
    pub id: String,
    /// Field that says what became of it.
    pub state: String,
    /// Values of it that mean it has arrived.
    pub delivered: Vec<String>,
    /// Values that mean it never will. All others: not known yet.
    pub failed: Vec<String>,
    /// Besides the secret in the address: a signature over address and form under the password,
    /// as Twilio makes it. Default none.
    pub signature: Signature,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Preset {
    /// POST of JSON with `to`, `text`, `sender`, `id`, `callback`, and an `Idempotency-Key`.
    #[default]
    Generic,
    /// Twilio's Messages (or Calls, with `voice`). `user` is the account, `password` its token.
    Twilio,
    /// Kannel's `sendsms`. `url` must be given, up to and with `/cgi-bin/sendsms`.
    Kannel,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    Get,
    #[default]
    Post,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Auth {
    /// HTTP Basic, if there is a user (RFC 7617).
    #[default]
    Basic,
    /// The password as a bearer token (RFC 6750 §2.1).
    Bearer,
    /// Only where `{user}` and `{password}` stand.
    Template,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Signature {
    #[default]
    None,
    /// `X-Twilio-Signature`: HMAC-SHA-1 over the address and the sorted form, in base64.
    Twilio,
}

impl GatewayConfig {
    /// With everything that is not written taken from the preset.
    pub(super) fn filled(self) -> Self {
        let preset = self.preset.config(self.voice);
        let own_body = self.json.is_some() || self.form.is_some();
        let mut headers = preset.headers;
        headers.extend(self.headers);
        Self {
            url: self.url.or(preset.url),
            method: self.method.or(preset.method),
            headers,
            json: if own_body { self.json } else { preset.json },
            form: if own_body { self.form } else { preset.form },
            auth: self.auth.or(preset.auth),
            success_status: self.success_status.or(preset.success_status),
            success_contains: self.success_contains.or(preset.success_contains),
            provider_id: self.provider_id.or(preset.provider_id),
            error_code: self.error_code.or(preset.error_code),
            receipt: self.receipt.or(preset.receipt),
            ..self
        }
    }

    /// What can be told without opening anything.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let wrong = |what: &str| Err(ConfigError(format!("gateway {:?}: {what}", self.name)));
        let named = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if self.name.is_empty() || self.name.len() > 32 || !self.name.bytes().all(named) {
            return wrong("name must be 1 to 32 small letters, digits and hyphens");
        }
        if self.json.is_some() && self.form.is_some() {
            return wrong("only one of json and form");
        }
        if self.json.is_some() && self.method == Some(Method::Get) {
            return wrong("GET has no body; use form");
        }
        if self.password.is_some() && self.password_file.is_some() {
            return wrong("only one of password and password_file");
        }
        if !(1..=30).contains(&self.timeout_seconds.unwrap_or(5)) {
            return wrong("timeout_seconds must be 1 to 30");
        }
        if !(1..=1000).contains(&self.at_once.unwrap_or(20)) {
            return wrong("at_once must be 1 to 1000");
        }
        if self.receipt.as_ref().is_some_and(|r| r.id.is_empty() || r.state.is_empty()) {
            return wrong("receipt needs the names of both fields, id and state");
        }
        Ok(())
    }
}

impl Preset {
    fn config(self, voice: bool) -> GatewayConfig {
        match (self, voice) {
            (Self::Generic, _) => generic(),
            (Self::Twilio, false) => twilio_text(),
            (Self::Twilio, true) => twilio_call(),
            (Self::Kannel, _) => kannel(),
        }
    }
}

fn generic() -> GatewayConfig {
    GatewayConfig {
        headers: [("Idempotency-Key".to_owned(), Secret::from("{id}"))].into(),
        json: Some(json!({
            "to": "{to}",
            "text": "{text}",
            "sender": "{sender}",
            "id": "{id}",
            "callback": "{callback}",
        })),
        provider_id: Some("id".to_owned()),
        error_code: Some("code".to_owned()),
        receipt: Some(receipt(("id", "state"), &["delivered"], &["failed"])),
        ..GatewayConfig::default()
    }
}

fn twilio_text() -> GatewayConfig {
    GatewayConfig {
        url: Some("https://api.twilio.com/2010-04-01/Accounts/{user}/Messages.json".to_owned()),
        form: Some(form(&[
            ("To", "{to}"),
            ("From", "{sender}"),
            ("Body", "{text}"),
            ("StatusCallback", "{callback}"),
        ])),
        success_status: Some(vec![200, 201]),
        provider_id: Some("sid".to_owned()),
        error_code: Some("code".to_owned()),
        receipt: Some(ReceiptConfig {
            signature: Signature::Twilio,
            ..receipt(("MessageSid", "MessageStatus"), &["delivered"], &["failed", "undelivered"])
        }),
        ..GatewayConfig::default()
    }
}

fn twilio_call() -> GatewayConfig {
    let failed = ["busy", "canceled", "failed", "no-answer"];
    GatewayConfig {
        url: Some("https://api.twilio.com/2010-04-01/Accounts/{user}/Calls.json".to_owned()),
        form: Some(form(&[
            ("To", "{to}"),
            ("From", "{sender}"),
            ("Twiml", "<Response><Say>{text_xml}</Say></Response>"),
            ("StatusCallback", "{callback}"),
        ])),
        receipt: Some(ReceiptConfig {
            signature: Signature::Twilio,
            ..receipt(("CallSid", "CallStatus"), &["completed"], &failed)
        }),
        ..twilio_text()
    }
}

/// Kannel names no message in its answer; it calls back the address it was given, with a number in
/// the place of `%d`: 1 delivered, 2 failed, 8 taken by the network, 16 refused by it.
fn kannel() -> GatewayConfig {
    GatewayConfig {
        method: Some(Method::Get),
        auth: Some(Auth::Template),
        form: Some(form(&[
            ("username", "{user}"),
            ("password", "{password}"),
            ("from", "{sender}"),
            ("to", "{to}"),
            ("text", "{text}"),
            ("charset", "UTF-8"),
            ("coding", "{coding}"),
            ("dlr-mask", "19"),
            ("dlr-url", "{callback}?id={id}&state=%d"),
        ])),
        success_status: Some(vec![202]),
        provider_id: Some(String::new()),
        receipt: Some(receipt(("id", "state"), &["1"], &["2", "16"])),
        ..GatewayConfig::default()
    }
}

fn receipt((id, state): (&str, &str), delivered: &[&str], failed: &[&str]) -> ReceiptConfig {
    let owned = |list: &[&str]| list.iter().map(|value| (*value).to_owned()).collect();
    ReceiptConfig {
        id: id.to_owned(),
        state: state.to_owned(),
        delivered: owned(delivered),
        failed: owned(failed),
        signature: Signature::None,
    }
}

fn form(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
