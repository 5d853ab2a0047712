use super::{ALPHABET, CODES, Recovery};
use crate::tests::{Room, mei, method, proved, ready, refused, wrong};
use countersign_core::{
    id::AccountId,
    method::{Enrolled, Kind, Method},
};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn codes(pending: &Value) -> Vec<String> {
    let codes = pending["codes"].as_array().unwrap();
    codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect()
}

/// A set, and what is kept of it.
fn set(room: &Room) -> (Vec<String>, Method) {
    let pending = room.start(&Recovery);
    let (label, secret) = ready(room.answer(&Recovery, &pending, &[("saved", "on")]));
    assert_eq!(label, "Recovery codes");
    (codes(&pending), method(&Recovery, secret))
}

/// RC-1: ten codes of 80 bits, from letters nobody takes for others, all different.
#[test]
fn rc_1_ten_codes_of_sixteen_letters() {
    let room = Room::new();
    let all: BTreeSet<String> = (0..30).flat_map(|_| codes(&room.start(&Recovery))).collect();
    assert_eq!(all.len(), 30 * CODES);
    let mut letters = BTreeSet::new();
    for code in &all {
        let groups: Vec<_> = code.split('-').collect();
        assert!(groups.len() == 4 && groups.iter().all(|four| four.len() == 4), "{code}");
        letters.extend(code.bytes().filter(|b| *b != b'-'));
    }
    assert_eq!(letters, ALPHABET.iter().copied().collect::<BTreeSet<_>>());
    assert_eq!(letters.len(), 32, "five bits a letter");
    assert!(!b"IO01".iter().any(|alike| letters.contains(alike)));
}

/// RC-1, decision 003: nothing that is kept is a code.
#[test]
fn rc_1_only_hashes_are_kept() {
    let room = Room::new();
    let (codes, kept) = set(&room);
    let text = kept.secret.to_string();
    for code in &codes {
        assert!(!text.contains(code.as_str()) && !text.contains(&code.replace('-', "")));
    }
    assert_eq!(kept.secret["hashes"].as_array().unwrap().len(), CODES);
    assert!(kept.secret["hashes"][0].as_str().unwrap().len() == 64);
}

#[test]
fn the_box_has_to_be_ticked_and_the_codes_stay() {
    let room = Room::new();
    let pending = room.start(&Recovery);
    let (wrong, kept) = refused(room.answer(&Recovery, &pending, &[]));
    assert_eq!((wrong.words.as_str(), wrong.field.as_str()), ("recovery-save-first", "saved"));
    assert_eq!(kept, pending);
    let foreign = json!({ "codes": ["AAAA-AAAA-AAAA-AAAA"] });
    match room.answer(&Recovery, &foreign, &[("saved", "on")]) {
        Enrolled::Show { pending, .. } => assert_eq!(codes(&pending).len(), CODES),
        other => panic!("{:?}", ready(other)),
    }
}

/// RC-1: each works once, in whatever order and grouping; then it is wrong like any other.
#[test]
fn rc_1_each_works_once() {
    let room = Room::new();
    let (codes, mut kept) = set(&room);
    for (used, code) in codes.iter().rev().enumerate() {
        assert_eq!(Recovery.hint(&kept), (CODES - used).to_string());
        let typed = match used % 5 {
            0 => code.clone(),
            1 => code.to_lowercase(),
            2 => code.replace('-', ""),
            3 => code.replace('-', " "),
            _ => code.chars().map(wide).collect(),
        };
        let answer = [("code", typed.as_str())];
        let secret = proved(room.check(&Recovery, &kept, &answer)).unwrap();
        kept = method(&Recovery, secret);
        let again = wrong(room.check(&Recovery, &kept, &answer));
        let left = CODES - used - 1;
        let words = if left == 0 { "recovery-none-left" } else { "recovery-code-wrong" };
        assert_eq!((again.words.as_str(), again.counts), (words, left > 0));
    }
    assert_eq!(Recovery.hint(&kept), "0");
}

fn wide(letter: char) -> char {
    match letter {
        '-' => '\u{2013}',
        _ => char::from_u32(u32::from(letter) - 0x21 + 0xff01).unwrap(),
    }
}

/// RC-2: another person's code fails and counts; so does one's own from a set before (RC-3).
#[test]
fn rc_2_codes_are_of_one_person_and_one_set() {
    let room = Room::new();
    let mut tom = Room::new();
    tom.account = Some(countersign_core::account::Account { id: AccountId::from("tom"), ..mei() });
    let (codes, mine) = set(&room);
    // The dice of both rooms begin alike: the very same codes, for two people.
    let (toms_codes, toms) = set(&tom);
    assert_eq!(codes, toms_codes);
    assert_ne!(mine.secret["hashes"], toms.secret["hashes"]);
    let (new_codes, new) = set(&room);
    for (of, code) in [(&new, &codes[0]), (&mine, &new_codes[0])] {
        let wrong = wrong(room.check(&Recovery, of, &[("code", code)]));
        assert_eq!((wrong.words.as_str(), wrong.counts), ("recovery-code-wrong", true));
    }
    assert_eq!(Recovery.most(), 1, "a new set takes the place of the old one");
}

/// The first run makes a set before the account has an id.
#[test]
fn a_set_for_an_account_to_be_works_once_it_is_there() {
    let mut room = Room::new();
    let me = room.account.take();
    let (codes, kept) = set(&room);
    room.account = me;
    assert!(proved(room.check(&Recovery, &kept, &[("code", &codes[3])])).is_some());
}

#[test]
fn slips_use_up_no_try() {
    let room = Room::new();
    let (_, kept) = set(&room);
    let table = [
        ("", "recovery-code-empty", false),
        (" - ", "recovery-code-empty", false),
        ("123456", "recovery-code-length", false),
        ("ABCD-EFGH-JKLM-NPQ", "recovery-code-length", false),
        ("ABCD-EFGH-JKLM-NPQRS", "recovery-code-length", false),
        ("ABCD-EFGH-JKLM-NPQR", "recovery-code-wrong", true),
        ("ABCD-EFGH-JKLM-NPQ0", "recovery-code-wrong", true),
        ("ÄBCD-EFGH-JKLM-NPQR", "recovery-code-wrong", true),
    ];
    for (typed, words, counts) in table {
        let wrong = wrong(room.check(&Recovery, &kept, &[("code", typed)]));
        assert_eq!((wrong.words.as_str(), wrong.counts), (words, counts), "{typed}");
    }
}

proptest! {
    /// Whatever stands between and however it is written, the letters are the same.
    #[test]
    fn grouping_does_not_matter(cuts in proptest::collection::vec(0usize..17, 0..6), lower: bool) {
        let room = Room::new();
        let (codes, kept) = set(&room);
        let mut typed: Vec<char> = codes[0].replace('-', "").chars().collect();
        for cut in cuts {
            typed.insert(cut, if cut % 2 == 0 { ' ' } else { '-' });
        }
        let typed: String = typed.into_iter().collect();
        let typed = if lower { typed.to_lowercase() } else { typed };
        prop_assert!(proved(room.check(&Recovery, &kept, &[("code", &typed)])).is_some());
    }

    #[test]
    fn anything_else_is_refused(typed in any::<String>()) {
        let room = Room::new();
        let (_, kept) = set(&room);
        wrong(room.check(&Recovery, &kept, &[("code", &typed)]));
    }
}
