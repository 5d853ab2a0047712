//! What holds of every secret, whatever it is.

use super::*;

// CR-7: nothing that prints a value prints a secret.
#[test]
fn it_prints_nothing() {
    let secret = Secret::from("481926");
    let within = (1, Some(&secret));
    for said in [format!("{secret:?}"), format!("{secret:#?}"), format!("{within:?}")] {
        assert!(!said.contains('4') && said.contains("***"), "{said}");
    }
}

// CR-4: one comparison for all, over the whole length, and unequal lengths are unequal.
#[test]
fn it_compares_whole() {
    let cases = [("", "", true), ("a", "a", true), ("a", "b", false), ("a", "", false)];
    for (a, b, equal) in cases.into_iter().chain([("abc", "abcd", false), ("abc", "abC", false)]) {
        assert_eq!(Secret::from(a) == Secret::from(b), equal, "{a} {b}");
        assert_eq!(same(a.as_bytes(), b.as_bytes()), equal, "{a} {b}");
    }
}
