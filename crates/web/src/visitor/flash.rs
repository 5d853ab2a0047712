//! What one page leaves to be said by the next: a short-lived cookie that only we can write and
//! only this browser can use, so that no link can put words on a page.

use crate::{headers::Asked, page::Said};
use axum::{
    http::{HeaderValue, header},
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use countersign_core::{
    dice::hex,
    secret::{Secret, same},
};
use engine::vault::Vault;

const NAME: &str = "__Host-done";
/// A cookie of ours is never longer, in bytes (SE-2 allows 4,096).
const MOST: usize = 2048;

#[derive(Default)]
pub struct Flash {
    kept: Option<String>,
    taken: bool,
}

impl Flash {
    pub fn read(asked: &Asked) -> Self {
        let cookies = asked.cookies();
        let kept = cookies
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, value)| *name == NAME && value.len() <= MOST)
            .map(|(_, value)| value.to_owned());
        Self { kept, taken: false }
    }

    pub fn take(&mut self, vault: &Vault, browser: &Secret<String>) -> Option<Said> {
        let kept = self.kept.take()?;
        self.taken = true;
        let (text, seal) = kept.split_once('.')?;
        if !same(sealed(vault, browser, text).as_bytes(), seal.as_bytes()) {
            return None;
        }
        serde_json::from_slice(&BASE64.decode(text).ok()?).ok()
    }

    /// Takes the cookie away once it was said.
    pub fn clear(&self, answer: &mut Response) {
        if self.taken {
            let gone = format!("{NAME}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
            if let Ok(value) = HeaderValue::from_str(&gone) {
                answer.headers_mut().append(header::SET_COOKIE, value);
            }
        }
    }
}

/// The `Set-Cookie` that leaves `said`; nothing if it is too long to be kept.
pub fn leave(vault: &Vault, browser: &Secret<String>, said: &Said) -> Option<String> {
    let text = BASE64.encode(serde_json::to_vec(said).ok()?);
    let seal = sealed(vault, browser, &text);
    let value = format!("{text}.{seal}");
    let end = "Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=60";
    (value.len() <= MOST).then(|| format!("{NAME}={value}; {end}"))
}

fn sealed(vault: &Vault, browser: &Secret<String>, text: &str) -> String {
    let hash = vault.keyed_hash("flash", format!("{}.{text}", browser.reveal()).as_bytes());
    hex(&hash)
}
