//! A client's assertion before and after its signature was checked.
#![no_main]

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use countersign_core::time::Time;
use fronts::oidc::bare::{checked, issuer};
use libfuzzer_sys::fuzz_target;

const US: &str = "https://id.example.test";
const NOW: Time = Time(1_796_104_800_000);

fuzz_target!(|data: (&str, &[u8])| {
    let (token, claims) = data;
    issuer(token);
    let _ = jsonwebtoken::decode_header(token);
    issuer(&format!("e30.{}.", URL_SAFE_NO_PAD.encode(claims)));
    let Ok(claims) = serde_json::from_slice(claims) else { return };
    if let Some((jti, ends_at)) = checked(&claims, "app_1", US, NOW) {
        assert!(!jti.is_empty() && ends_at > NOW && ends_at.0 - NOW.0 <= 600_000);
        assert_eq!(claims.get("iss").and_then(|iss| iss.as_str()), Some("app_1"));
    }
});
