//! Dovecot's administration by HTTP (`doveadm`, API v1): closes the connections somebody has open
//! at a mail server. Asked only of addresses the administrator wrote down, without redirects.

use super::{ConfigError, client, is_this_computer};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use countersign_core::secret::Secret;
use reqwest::{RequestBuilder, Response, Url, header::AUTHORIZATION};
use serde_json::{Value, json};
use std::{fmt, time::Duration};

/// Until an answer must be there.
const PATIENCE: Duration = Duration::from_secs(5);
/// Names in one request.
const AT_ONCE: usize = 100;
/// Longest answer that is read, in bytes.
const ANSWER_MOST: usize = 64 * 1024;
/// What `kick` ends with when nobody of that name is connected (sysexits.h, EX_NOHOST).
const NOBODY: i64 = 68;

/// A mail server that can be told.
pub struct Doveadm {
    url: Url,
    key: Secret<String>,
    http: reqwest::Client,
}

impl Doveadm {
    /// `url` up to and with the port; `key` is `doveadm_api_key` of its configuration.
    ///
    /// # Errors
    /// If the address is none, or in the clear and not of this computer: the key goes there.
    pub fn new(url: &str, key: &Secret<String>) -> Result<Self, ConfigError> {
        let wrong = |why: &str| ConfigError(format!("mail.doveadm: {url}: {why}"));
        let mut url_of = Url::parse(url).map_err(|_| wrong("no address"))?;
        let local = is_this_computer(url_of.host_str().unwrap_or_default());
        if url_of.scheme() != "https" && !(url_of.scheme() == "http" && local) {
            return Err(wrong("must be https, unless the host is this computer"));
        }
        url_of.set_path("/doveadm/v1");
        let key = Secret::new(format!("X-Dovecot-API {}", STANDARD.encode(key.reveal())));
        Ok(Self { url: url_of, key, http: client()? })
    }

    /// Host and port, for the log.
    pub fn place(&self) -> String {
        let port = self.url.port_or_known_default().unwrap_or_default();
        format!("{}:{port}", self.url.host_str().unwrap_or_default())
    }

    /// Closes whatever these users have open. A name's `*` and `?` stand for others there, too:
    /// more is closed then, and opened again by who may.
    ///
    /// # Errors
    /// In words for the log, without key or names. What was closed until then stays closed.
    pub async fn kick(&self, names: &[String]) -> Result<(), String> {
        for some in names.chunks(AT_ONCE) {
            let asked: Vec<Value> =
                some.iter().map(|name| json!(["kick", { "mask": [name] }, "kick"])).collect();
            let answer = self.ask(self.http.post(self.url.clone()).json(&asked)).await?;
            judge(&read(answer).await?)?;
        }
        Ok(())
    }

    /// Whether it is there and knows the key.
    ///
    /// # Errors
    /// In words for who set it up.
    pub async fn answers(&self) -> Result<(), String> {
        self.ask(self.http.get(self.url.clone())).await.map(drop)
    }

    async fn ask(&self, request: RequestBuilder) -> Result<Response, String> {
        let request = request.header(AUTHORIZATION, self.key.reveal()).timeout(PATIENCE);
        // Never the error's own words: they hold the address.
        let answer = request.send().await.map_err(|error| {
            if error.is_timeout() { "no answer within 5 s" } else { "no connection" }.to_owned()
        })?;
        match answer.status().as_u16() {
            200 => Ok(answer),
            401 | 403 => Err("it does not take the key".to_owned()),
            code => Err(format!("answered {code}")),
        }
    }
}

impl fmt::Debug for Doveadm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Doveadm({})", self.place())
    }
}

async fn read(mut answer: Response) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(|_| "the answer broke off".to_owned())? {
        if body.len() + part.len() > ANSWER_MOST {
            return Err("answered more than 64 KiB".to_owned());
        }
        body.extend_from_slice(&part);
    }
    Ok(body)
}

/// An answer for each name: it was closed, nobody was there, or it did not work.
fn judge(body: &[u8]) -> Result<(), String> {
    let answers: Vec<Value> =
        serde_json::from_slice(body).map_err(|_| "answered something else".to_owned())?;
    for answer in &answers {
        let exit = answer.get(1).and_then(|facts| facts.get("exitCode")).and_then(Value::as_i64);
        match answer.get(0).and_then(Value::as_str) {
            Some("doveadmResponse") => {}
            Some("error") if exit == Some(NOBODY) => {}
            _ => return Err(format!("could not close connections ({})", exit.unwrap_or(-1))),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
