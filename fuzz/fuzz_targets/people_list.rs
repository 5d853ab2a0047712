//! A list of people as it is typed or pasted in the first run: never more than the bound, and taken
//! once more it is the same.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|list: &str| {
    let many = engine::people_listed(list);
    assert!(many.is_none_or(|many| (1..=engine::PEOPLE_MOST).contains(&many)));
    let spaced = list.replace('\n', " \n");
    if many.is_some() && spaced.len() <= 32 * 1024 {
        assert_eq!(engine::people_listed(&spaced), many);
    }
});
