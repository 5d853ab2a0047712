//! Delivery receipts: whatever comes, only who knows the address is read.
#![no_main]

use countersign_fuzz::VAULT;
use engine::{
    clock::RealClock,
    courier::{Callback, Courier, CourierConfig, Opening},
};
use libfuzzer_sys::fuzz_target;
use reqwest::header::HeaderMap;
use std::sync::{Arc, LazyLock};

static COURIER: LazyLock<Courier> = LazyLock::new(|| {
    let config: CourierConfig = toml::from_str(include_str!("../gateway.toml")).unwrap();
    let opening = Opening {
        clock: Arc::new(RealClock),
        keyed: &*VAULT,
        receipts_at: Some("https://id.example.test/receipt"),
    };
    Courier::open(config, &opening).unwrap()
});

static TOKEN: LazyLock<String> = LazyLock::new(|| {
    let address = COURIER.receipts_url("g").unwrap();
    address.rsplit('/').next().unwrap().to_owned()
});

fuzz_target!(|data: (&str, &str, &[u8], bool)| {
    let (token, query, body, known) = data;
    let headers = HeaderMap::new();
    let token = if known { TOKEN.as_str() } else { token };
    let call = |gateway| Callback { gateway, token, query, headers: &headers, body };
    assert!(COURIER.receipt(&call("signs")).is_err());
    let read = COURIER.receipt(&call("g"));
    assert!(token == *TOKEN || read.is_err());
    if let Ok(receipt) = read {
        assert!(!receipt.provider_id.is_empty() && receipt.provider_id.len() <= 200);
    }
});
