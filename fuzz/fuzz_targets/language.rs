//! `Accept-Language` and what apps wish: always a language that is there.
#![no_main]

use libfuzzer_sys::fuzz_target;
use web::{choose_language, page::own_path};

fuzz_target!(|data: (&str, &str, &str)| {
    let (wish, accepted, organisation) = data;
    let chosen = choose_language([wish], Some(accepted), organisation);
    assert!(["en", "zh-Hant"].contains(&chosen));
    // The same door: a path to go on to stays on this site.
    if let Some(path) = own_path(wish) {
        assert!(path.starts_with('/') && !path.starts_with("//") && !path.contains('\\'));
    }
});
