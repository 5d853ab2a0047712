//! `countersign.toml`: read, or refused, and what is shown of it can be read again.
#![no_main]
#![expect(dead_code, reason = "only the reading half of the binary's rooms is used here")]

#[path = "../../crates/countersign/src/config.rs"]
mod config;
#[path = "../../crates/countersign/src/telemetry.rs"]
mod telemetry;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(config) = toml::from_str::<config::Config>(text) {
        let shown = toml::to_string(&config.shown()).unwrap();
        assert!(toml::from_str::<config::Config>(&shown).is_ok());
    }
});
