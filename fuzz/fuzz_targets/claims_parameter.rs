//! The `claims` parameter by itself: JSON of any depth.
#![no_main]

use fronts::oidc::bare::Claims;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Some(claims) = Claims::parse(text) {
        assert!(claims.wanted.id_token.len() <= 6 && claims.wanted.userinfo.len() <= 6);
    }
});
