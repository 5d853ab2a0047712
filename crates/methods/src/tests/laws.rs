use super::{Room, method, ready};
use crate::{ALL, kinds, password::Password, sms::Sms};
use countersign_core::method::{Enrol, Enrolled, Factor, Fields, Kind, Kinds, Method, Verdict};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::{collections::BTreeSet, time::Instant};

#[test]
fn names_and_strengths_are_each_ones_own() {
    let names: BTreeSet<_> = ALL.iter().map(|kind| kind.name()).collect();
    let strengths: BTreeSet<_> = ALL.iter().map(|kind| kind.strength()).collect();
    assert_eq!(names.len(), ALL.len());
    assert_eq!(strengths.len(), ALL.len());
    for name in names {
        assert!(name.bytes().all(|b| b.is_ascii_lowercase()), "{name} stands in addresses");
    }
}

/// ux.md 1.5: code from an app, call, text, recovery code.
#[test]
fn second_steps_are_offered_strongest_first() {
    let mut steps: Vec<_> = ALL.iter().filter(|kind| kind.factor() != Factor::Knows).collect();
    steps.sort_by_key(|kind| std::cmp::Reverse(kind.strength()));
    let names: Vec<_> = steps.iter().map(|kind| kind.name()).collect();
    assert_eq!(names, ["totp", "call", "sms", "recovery"]);
}

/// RL-4: nothing but the password opens a sign-in; SM-4: a phone is never all there is to choose.
#[test]
fn only_the_password_opens_and_there_is_more_to_choose_than_a_phone() {
    let first: Vec<_> = ALL.iter().filter(|kind| kind.first()).map(|kind| kind.name()).collect();
    assert_eq!(first, ["password"]);
    let offered = ALL.iter().filter(|kind| kind.offered()).map(|kind| kind.name());
    let other: Vec<_> = offered.filter(|name| !["sms", "call"].contains(name)).collect();
    assert_eq!(other, ["totp", "recovery"]);
}

#[test]
fn a_spare_is_one_set_and_a_first_has_a_decoy() {
    for kind in ALL {
        assert!(!kind.spare() || kind.most() == 1, "{}", kind.name());
        assert_eq!(kind.first(), kind.decoy().is_some(), "{}", kind.name());
        assert_eq!(kind.first(), kind.slow(), "{}", kind.name());
    }
}

/// RL-9: who nobody is takes as long to refuse as somebody.
#[test]
#[expect(clippy::disallowed_methods, reason = "a stop watch; nothing is decided by it")]
fn a_decoy_costs_what_a_person_costs() {
    let room = Room::new();
    let fields = [("password", "correct horse battery")];
    let secret = ready(room.answer(&Password, &Value::Null, &[("new_password", fields[0].1)])).1;
    let (person, decoy) = (method(&Password, secret), Password.decoy().unwrap());
    let took = |of: &Method| {
        let begun = Instant::now();
        let verdict = room.check(&Password, of, &[("password", "wrong horse battery")]);
        assert!(matches!(verdict, Verdict::Wrong(_)));
        begun.elapsed()
    };
    // In turns, and the fastest of each: other tests want the same cores. Without a hash it would
    // be a thousandth.
    let both: Vec<_> = (0..5).map(|_| (took(&person), took(&decoy))).collect();
    let person = both.iter().map(|(person, _)| *person).min().unwrap();
    let decoy = both.iter().map(|(_, decoy)| *decoy).min().unwrap();
    assert!(decoy * 3 > person && decoy < person * 3, "{person:?} {decoy:?}");
}

/// A question that was not answered, or not with a secret anybody has, proves nothing, and a secret
/// that cannot be read denies.
#[test]
fn nothing_proves_nothing() {
    let room = Room::new();
    let secrets = [Value::Null, json!({}), json!([]), json!("x"), json!({ "hash": 1, "key": 2 })];
    let empty = [("code", ""), ("password", "")];
    let some = [("code", "000000"), ("password", "some password")];
    let codes = [("code", "AAAA-AAAA-AAAA-AAAA"), ("password", "x")];
    for kind in ALL {
        for secret in &secrets {
            for fields in [&[][..], &empty, &some, &codes] {
                let verdict = room.check(*kind, &method(*kind, secret.clone()), fields);
                assert!(matches!(verdict, Verdict::Wrong(_)), "{} {secret}", kind.name());
            }
        }
    }
}

#[test]
fn an_empty_field_uses_up_no_try() {
    let room = Room::new();
    for kind in ALL {
        let of = method(*kind, json!({ "number": "+85291234567", "hashes": ["x"] }));
        let verdict = room.check(*kind, &of, &[]);
        assert!(matches!(verdict, Verdict::Wrong(wrong) if !wrong.counts), "{}", kind.name());
    }
}

#[test]
fn a_set_up_that_is_not_ours_is_not_taken() {
    let room = Room::new();
    let fields = [("code", "123456"), ("saved", "on"), ("new_password", "short")];
    for kind in ALL {
        for pending in [Value::Null, json!({ "codes": ["A"], "key": "A", "step": "code" })] {
            let answer = room.answer(*kind, &pending, &fields);
            assert!(!matches!(answer, Enrolled::Ready { .. }), "{}", kind.name());
        }
    }
}

#[test]
fn only_what_is_sent_expires() {
    let room = Room::new();
    for kind in ALL {
        let of = method(*kind, json!({ "number": "+85291234567" }));
        let asked = kind.ask(&of, &room.cx());
        assert_eq!(asked.send.is_some(), asked.expires_at.is_some(), "{}", kind.name());
        assert_eq!(asked.send.is_some(), kind.reach(&of).is_some(), "{}", kind.name());
        assert_eq!(asked.tries, 5, "{}", kind.name());
    }
}

/// The list is what the binary hands over, and any other list does as well.
#[test]
fn lists_are_found_by_name() {
    static TWO: &[&dyn Kind] = &[&Password, &Sms];
    assert_eq!(kinds().all().count(), ALL.len());
    let two = Kinds(TWO);
    assert!(two.get("sms").is_some() && two.get("totp").is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// CR-6: no outside bytes take the thread with them.
    #[test]
    fn no_answer_panics(typed in any::<String>(), pending in "[\\PC]{0,40}") {
        let room = Room::new();
        let pairs = ["code", "saved", "name", "again", "change", "phone", "country"]
            .map(|field| (field, typed.as_str()));
        let fields = Fields::of(&pairs);
        for kind in ALL.iter().filter(|kind| !kind.slow()) {
            let of = method(*kind, json!({ "number": "+85291234567", "hashes": [pending] }));
            let verdict = room.check(*kind, &of, &pairs);
            prop_assert!(matches!(verdict, Verdict::Wrong(_)), "{}", kind.name());
            let begun = room.start(*kind);
            for pending in [&begun, &json!(pending)] {
                let _ = kind.enrol(Enrol::Answer { pending, fields: &fields }, &room.cx());
            }
        }
    }
}
