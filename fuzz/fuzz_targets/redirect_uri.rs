//! Addresses of apps: what may be registered is a place, and only that place matches it.
#![no_main]

use fronts::oidc::{
    Program,
    bare::{acceptable, matches},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: (&str, &str)| {
    let (registered, asked) = data;
    for program in [Program::Web, Program::Installed, Program::Mail] {
        if acceptable(registered, program).is_err() {
            continue;
        }
        let place = url::Url::parse(registered).unwrap();
        assert!(!["javascript", "data", "file", "blob"].contains(&place.scheme()));
        assert!(place.fragment().is_none() && place.username().is_empty());
        assert!(matches(registered, registered, false));
        assert!(!matches(registered, asked, false) || registered == asked);
        if matches(registered, asked, true) {
            let asked = url::Url::parse(asked).unwrap();
            assert_eq!(asked.host_str(), place.host_str());
            assert_eq!((asked.path(), asked.query()), (place.path(), place.query()));
            assert!(asked.fragment().is_none() && asked.username().is_empty());
        }
    }
});
