use super::{LEAST, LEAST_ALONE, MOST, Password, hash, leaked};
use crate::tests::{Room, kind, mei, method, proved, ready, refused, wrong};
use countersign_core::{
    account::Account,
    method::{Enrolled, Method, Wrong},
};
use proptest::prelude::*;
use serde_json::{Value, json};

const GOOD: &str = "nine purple tractors";

fn choose(room: &Room, typed: &str) -> Enrolled {
    room.answer(&Password, &Value::Null, &[("new_password", typed)])
}

fn why(room: &Room, typed: &str) -> Wrong {
    refused(choose(room, typed)).0
}

fn kept(room: &Room, typed: &str) -> Method {
    method(&Password, ready(choose(room, typed)).1)
}

fn with_app() -> Room {
    let mut room = Room::new();
    room.methods = vec![method(kind("totp"), json!({ "key": "" }))];
    room
}

/// PW-3, PW-7: what was chosen opens, in either spelling of é, and nothing else does.
#[test]
fn pw_3_the_password_opens_and_only_it() {
    let room = Room::new();
    let kept = kept(&room, "Crème brûlée for tea ");
    let right = ["Crème brûlée for tea ", "Cre\u{300}me bru\u{302}le\u{301}e for tea "];
    for typed in right {
        assert_eq!(proved(room.check(&Password, &kept, &[("password", typed)])), None);
    }
    // Not trimmed, not folded, not cut.
    for typed in ["Crème brûlée for tea", "crème brûlée for tea ", "Crème brûlée for tea x"]
    {
        let wrong = wrong(room.check(&Password, &kept, &[("password", typed)]));
        assert_eq!((wrong.words.as_str(), wrong.counts), ("sign-in-no-match", true));
        assert_eq!(wrong.field, "password");
    }
}

/// PW-7: salted with 128 bits, the cost in the text; made anew when it was made with less.
#[test]
fn pw_7_an_older_hash_is_made_anew_at_the_next_right_answer() {
    let room = Room::new();
    let cheap = hash::Cost { memory: 64, passes: 1, lanes: 1 };
    let old = hash::make_at(cheap, GOOD, room.cx().dice).unwrap();
    assert!(old.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{old}");
    let old = method(&Password, json!({ "hash": old }));
    wrong(room.check(&Password, &old, &[("password", "nine purple tractor")]));
    let new = proved(room.check(&Password, &old, &[("password", GOOD)])).unwrap();
    let text = new["hash"].as_str().unwrap();
    assert!(text.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{text}");
    let parts: Vec<_> = text.split('$').collect();
    assert_eq!((parts[4].len(), parts[5].len()), (22, 43), "128 and 256 bits");
    assert_eq!(new["alone"], true);
    let new = method(&Password, new);
    assert_eq!(proved(room.check(&Password, &new, &[("password", GOOD)])), None);
}

/// A hash by another program: `echo -n "correct horse battery" | argon2 "somesalt16bytes!" -id -t 2
/// -k 19456 -p 1 -l 32 -e`, checked with the reference implementation.
#[test]
fn pw_7_hashes_of_the_reference_implementation_open() {
    let room = Room::new();
    let kept = method(&Password, json!({ "hash": REFERENCE }));
    let keep = proved(room.check(&Password, &kept, &[("password", "correct horse battery")]));
    assert_eq!(keep, None, "made with today's parameters");
}

const REFERENCE: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQxNmJ5dGVzIQ$\
                         1TfTh8GEI3XG3XDAhWY28tYhiBOhwulXdJq4Lq7+naM";

/// PW-1: 15 alone, 12 beside a second step; a spare is no second step.
#[test]
fn pw_1_shorter_only_beside_a_second_step() {
    let twelve = "zug vor elf!";
    let alone = Room::new();
    let wrong = why(&alone, twelve);
    assert_eq!(wrong.words, "password-too-short-alone");
    assert_eq!((wrong.args["least"].as_str(), wrong.args["typed"].as_str()), ("15", "12"));
    assert_eq!((LEAST, LEAST_ALONE, MOST), (12, 15, 256));
    let secret = ready(choose(&with_app(), twelve)).1;
    assert_eq!(secret["alone"], false);
    let wrong = why(&with_app(), "zug vor elf");
    assert_eq!((wrong.words.as_str(), wrong.args["least"].as_str()), ("password-too-short", "12"));
    assert_eq!(why(&alone, "zug vor elf").words, "password-too-short");
    let mut spare = Room::new();
    spare.methods = vec![method(kind("recovery"), json!({ "hashes": ["x"] }))];
    assert_eq!(why(&spare, twelve).words, "password-too-short-alone");
    // Characters, not bytes.
    assert_eq!(why(&alone, &"é".repeat(14)).args["typed"], "14");
}

/// PW-2: to 256 code points, refused beyond and never cut; two that differ at the end differ.
#[test]
fn pw_2_long_ones_are_whole_or_refused() {
    let room = Room::new();
    let long = format!("{}a", "長い合言葉 ".repeat(42) + "abc");
    assert_eq!(long.chars().count(), 256);
    let kept = kept(&room, &long);
    let other = format!("{}b", &long[..long.len() - 1]);
    wrong(room.check(&Password, &kept, &[("password", &other)]));
    assert_eq!(proved(room.check(&Password, &kept, &[("password", &long)])), None);
    let too_long = why(&room, &format!("{long}c"));
    assert_eq!(
        (too_long.words.as_str(), too_long.args["most"].as_str()),
        ("password-too-long", "256")
    );
    // A megabyte is refused before anything is done with it.
    assert_eq!(why(&room, &"x".repeat(1 << 20)).words, "password-too-long");
    let wrong = wrong(room.check(&Password, &kept, &[("password", &"x".repeat(1 << 20))]));
    assert_eq!(wrong.words, "sign-in-no-match");
}

/// PW-3, PW-4: any characters, no rules of composition.
#[test]
fn pw_4_anything_long_goes() {
    let room = Room::new();
    for typed in ["               .", "zzzz yyyy xxxx wwww", "🚲🚲🚲🚲🚲🚲🚲🚲🚲🚲🚲🚲🚲🚲🚲"]
    {
        ready(choose(&room, typed));
    }
}

/// PW-5: not the person's name or address, the organisation's or ours, and the refusal says why.
#[test]
fn pw_5_context_words() {
    let room = with_app();
    let table = [
        ("mei lin wong 1984", Some("password-has-name")),
        ("MeiLinWong1984!!", Some("password-has-name")),
        ("my name is Wong, hello", Some("password-has-name")),
        ("m.wong@larkfield.example", Some("password-has-name")),
        ("xxWONGxx2024", Some("password-has-name")),
        // Within another word, and long enough without it.
        ("swongle the purple tractor", None),
        ("Larkfield2024!", Some("password-has-organisation")),
        ("larkfieldtrust", Some("password-has-organisation")),
        ("Countersign-2024", Some("password-has-organisation")),
        ("sign-in.larkfield", Some("password-has-organisation")),
        ("larks fly over eleven fields", None),
        ("trust nobody with tractors", None),
    ];
    for (typed, words) in table {
        match words {
            Some(words) => assert_eq!(why(&room, typed).words, words, "{typed}"),
            None => drop(ready(choose(&room, typed))),
        }
    }
    assert_eq!(why(&room, "my name is Wong, hello").args["word"], "wong");
    let mut chinese = with_app();
    chinese.account = Some(Account { name: "陳 大文".into(), ..mei() });
    assert_eq!(why(&chinese, "大文 2024 2024").words, "password-has-name");
    let mut nobody = with_app();
    nobody.account = None;
    ready(choose(&nobody, "mei lin wong 1984"));
}

/// PW-5: at least 100,000 leaked ones; those that are long enough to be chosen are refused.
#[test]
fn pw_5_leaked_passwords() {
    assert!(leaked::count() >= 100_000);
    let room = with_app();
    for typed in LEAKED {
        assert!(leaked::has(typed), "{typed}");
        assert_eq!(why(&room, typed).words, "password-leaked", "{typed}");
        assert_eq!(why(&room, &typed.to_uppercase()).words, "password-leaked", "{typed}");
        assert!(!leaked::has(&format!("{typed}~")), "whole, not by parts: {typed}");
    }
}

/// From all over the list, and from both ends of the set.
const LEAKED: &[&str] = &[
    "31fagar6holhi",
    "xyop8w1v5nfkw",
    "1q2w3e4r5t6y",
    "passwordpassword",
    "iloveyou1234",
    "qwertyuiop123",
    "123456789012",
    "whateverfight4lif3",
];

/// Fewer than one in 100,000 is taken for a leaked one. The share does not depend on the number of
/// entries, so a small set tells: 1.5 are expected here, and 10 would be one case in a million.
#[test]
fn pw_5_hardly_any_good_one_is_taken_for_leaked() {
    let words: Vec<String> = (0..40).map(|n| format!("on the list {n}")).collect();
    let set = leaked::make(words.iter().map(String::as_str));
    let taken = |n: &u32| leaked::among(&set, &format!("not on the list {n}"));
    let hits = (0..200_000).filter(taken).count();
    assert!(hits < 10, "{hits}");
}

#[test]
fn a_set_has_what_was_put_in() {
    let words: Vec<String> = (0..500).map(|n| format!("Password number {n}")).collect();
    let set = leaked::make(words.iter().map(String::as_str).chain(["PASSWORD number 3"]));
    assert_eq!(set[..4], 500u32.to_be_bytes());
    for word in &words {
        assert!(leaked::among(&set, word), "{word}");
        assert!(!leaked::among(&set, &format!("{word} ")), "{word}");
    }
    assert!(!leaked::among(&leaked::make([]), "anything"));
}

#[test]
fn the_same_again_is_no_new_one() {
    let mut room = Room::new();
    assert_eq!(why(&room, "").words, "password-new-empty");
    room.methods = vec![method(kind("sms"), json!({})), kept(&room, GOOD)];
    assert_eq!(why(&room, GOOD).words, "password-same");
    assert_eq!(why(&room, GOOD).field, "new_password");
}

/// CR-6: what is kept cannot be read, or asks for a gigabyte: refused, and at once.
#[test]
fn a_kept_text_that_is_not_ours_opens_nothing() {
    let room = Room::new();
    let good = hash::make(GOOD, room.cx().dice).unwrap();
    let broken = [
        String::new(),
        "plain".into(),
        good.replace("argon2id", "argon2i"),
        good.replace("v=19", "v=16"),
        good.replace("m=19456", "m=1048576"),
        good.replace("m=19456", "m=0"),
        good.replace("t=2", "t=0"),
        good.replace("t=2", "t=4000000000"),
        good.replace("p=1", "p=255"),
        good.replace(",p=1", ""),
        good[..good.len() - 1].into(),
        format!("{good}$x"),
        good.rsplit_once('$').unwrap().0.to_owned() + "$",
    ];
    for text in broken {
        assert!(!hash::fits(&text, GOOD), "{text}");
    }
    assert!(hash::fits(&good, GOOD));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_kept_text_and_no_set_panics(text in "(\\$argon2id\\$)?\\PC{0,60}", set: Vec<u8>) {
        prop_assert!(!hash::fits(&text, "x"));
        let _ = leaked::among(&set, &text);
    }

    /// The rules look at anything; short ones never get as far as the hash.
    #[test]
    fn no_new_password_panics(typed in "\\PC{0,11}") {
        why(&Room::new(), &typed);
    }
}
