//! The query of `/oidc/authorize`: what was read and written again reads the same.
#![no_main]

use fronts::oidc::bare::{Claims, Params, challenge_fits};
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 8] =
    ["client_id", "redirect_uri", "scope", "state", "claims", "prompt", "max_age", "nonce"];

fuzz_target!(|query: &[u8]| {
    let Some(params) = Params::parse(query) else { return };
    if let Some(claims) = params.get("claims").and_then(Claims::parse) {
        assert!(!claims.essential || !claims.acr.is_empty());
    }
    challenge_fits(params.get("code_challenge").unwrap_or_default());
    if let Some(again) = Params::parse(params.query(&[]).as_bytes()) {
        assert_eq!(params.doubled(), again.doubled());
        for name in NAMES {
            assert_eq!(params.get(name), again.get(name));
        }
    }
});
