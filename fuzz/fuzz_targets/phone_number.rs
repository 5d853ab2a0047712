//! Telephone numbers as typed: what is taken is E.164 and is taken again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use methods::phone::{last_two, normalise, spaced};

fuzz_target!(|data: (&str, &str)| {
    let (country, typed) = data;
    for country in [country, "HK", "GB", "US"] {
        if let Ok(number) = normalise(country, typed) {
            let e164 = number.e164.as_str();
            assert!(e164.starts_with('+') && e164.len() <= 16);
            assert!(e164[1..].bytes().all(|b| b.is_ascii_digit()));
            assert_eq!(normalise(country, e164).map(|n| n.e164).ok().as_deref(), Some(e164));
            assert_eq!(last_two(e164).len(), 2);
            spaced(e164);
        }
    }
});
