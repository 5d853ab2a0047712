//! An `Authorization: Basic` header, as it comes and with anything inside the base64.
#![no_main]

use base64::{Engine as _, engine::general_purpose::STANDARD};
use fronts::oidc::bare::basic;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: (&str, &[u8])| {
    let (header, inside) = data;
    basic(header);
    basic(&format!("Basic {}", STANDARD.encode(inside)));
});
