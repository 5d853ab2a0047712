//! The name of a request in addresses and forms.
#![no_main]

use engine::Handle;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(handle) = text.parse::<Handle>() {
        assert_eq!(handle.to_string().parse::<Handle>().ok(), Some(handle));
    }
});
