//! What Dovecot's script and nginx ask over HTTP: the question in JSON, and a header's value.
#![no_main]

use fronts::mail::bare::{percent, question};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    if let Some(question) = question(body) {
        let caller = question.caller;
        assert!(caller.source.is_empty() || caller.source.parse::<std::net::IpAddr>().is_ok());
        for words in [caller.session, caller.program].into_iter().flatten() {
            assert!(!words.contains(char::is_control));
        }
    }
    let value = percent(body);
    assert!(value.len() <= body.len());
    if !body.contains(&b'%') {
        assert_eq!(value, body);
    }
});
