//! The form of `/oidc/token`: a parameter that counts came once.
#![no_main]

use fronts::oidc::bare::Params;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|form: &[u8]| {
    let Some(params) = Params::parse(form) else { return };
    for name in ["grant_type", "code", "code_verifier", "client_secret", "refresh_token"] {
        let there = params.get(name).is_some();
        assert!(!there || form.windows(1).count() > name.len());
        assert!(params.doubled() || !params.twice(name));
    }
    assert!(params.query(&["code"]).len() <= 3 * form.len() + 64);
});
