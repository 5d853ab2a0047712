//! Words: every kind says the same things in every language, and what it sends fits a text.

use super::{Room, method, ready, refused, wrong};
use crate::{ALL, call::Call, password::Password, sms::Sms};
use countersign_core::{
    message::{Args, Message},
    method::{Enrolled, Kind, Wrong},
};
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const LANGUAGES: [&str; 2] = ["en", "zh-Hant"];

type Bundle = FluentBundle<FluentResource>;

fn bundle(language: &str) -> Bundle {
    let mut bundle = Bundle::new(vec![language.parse().unwrap()]);
    bundle.set_use_isolating(false);
    for kind in ALL {
        for (_, words) in kind.parts().words.iter().filter(|(of, _)| *of == language) {
            let resource = FluentResource::try_new((*words).to_owned()).unwrap();
            bundle.add_resource(resource).unwrap();
        }
    }
    bundle
}

/// As the composer says it: every argument the sentence names has to be given.
fn say(bundle: &Bundle, key: &str, args: &Args) -> String {
    let pattern =
        bundle.get_message(key).and_then(|message| message.value()).unwrap_or_else(|| {
            panic!("nothing says {key}");
        });
    let mut given = FluentArgs::new();
    for (name, value) in args {
        match value.parse::<i32>().ok().filter(|number| number.to_string() == *value) {
            Some(number) => given.set(name.as_str(), number),
            None => given.set(name.as_str(), value.as_str()),
        }
    }
    let mut errors = Vec::new();
    let said = bundle.format_pattern(pattern, Some(&given), &mut errors).into_owned();
    assert!(errors.is_empty(), "{key}: {errors:?}");
    said
}

fn keys(kind: &dyn Kind, language: &str) -> BTreeSet<String> {
    let words = kind.parts().words.iter().filter(|(of, _)| *of == language);
    let lines = words.flat_map(|(_, ftl)| ftl.lines());
    let key = |line: &str| Some(line.split_once(" =")?.0.to_owned());
    let starts = |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase());
    lines.filter(starts).filter_map(key).collect()
}

#[test]
fn every_kind_says_the_same_in_every_language() {
    for kind in ALL {
        let english = keys(*kind, "en");
        for suffix in ["", "-what"] {
            let key = format!("method-{}{suffix}", kind.name());
            assert!(english.contains(&key), "{key}");
        }
        for language in LANGUAGES {
            assert_eq!(keys(*kind, language), english, "{} {language}", kind.name());
        }
        for (name, _) in kind.parts().templates {
            assert!(name.starts_with(&format!("methods/{}/", kind.name())), "{name}");
        }
    }
}

#[test]
fn every_refusal_is_a_sentence_in_every_language() {
    let mut room = Room::new();
    room.methods = vec![method(&Sms, json!({ "number": "+85291234567" }))];
    let typed = ["", "1", "12345x", "1234567", "AAAABBBBCCCCDDDD", "+85291234567", "+85221234567"];
    let mut found: Vec<Wrong> = Vec::new();
    for kind in ALL {
        let secret = json!({ "number": "+85291234567", "hashes": ["x"], "key": "A".repeat(32) });
        let begun = room.start(*kind);
        for typed in typed {
            let pairs = ["code", "password", "new_password", "phone"].map(|name| (name, typed));
            found.push(wrong(room.check(*kind, &method(*kind, secret.clone()), &pairs)));
            if let Enrolled::Wrong { wrong, .. } = room.answer(*kind, &begun, &pairs) {
                found.push(wrong);
            }
        }
    }
    let bundles = LANGUAGES.map(bundle);
    for wrong in &found {
        for bundle in &bundles {
            assert!(!say(bundle, &wrong.words, &wrong.args).is_empty(), "{wrong:?}");
        }
    }
    let found: BTreeSet<_> = found.iter().map(|wrong| wrong.words.as_str()).collect();
    assert!(found.len() > 15, "{found:?}");
}

fn sent(kind: &dyn Kind, room: &Room) -> [Message; 2] {
    let of = method(kind, json!({ "number": "+85291234567" }));
    let sign_in = kind.ask(&of, &room.cx()).send.unwrap();
    let pairs = [("country", "HK"), ("phone", "9876 5432")];
    match room.answer(kind, &room.start(kind), &pairs) {
        Enrolled::Show { send: Some(new_number), .. } => [sign_in, new_number],
        other => panic!("{:?}", refused(other)),
    }
}

/// SM-3, ux.md 7.1: service, purpose and tag; the last line is the one browsers read; no link.
#[test]
fn a_text_ends_with_the_line_that_binds_it_to_the_page() {
    let mut room = Room::new();
    for more in [0, 3] {
        room.more = more;
        for language in LANGUAGES {
            for message in sent(&Sms, &room) {
                let text = say(&bundle(language), &message.words, &message.args);
                let (code, lines) = (&message.args["code"], text.lines().collect::<Vec<_>>());
                assert_eq!(lines.len(), 3, "{text}");
                assert!(lines[0].starts_with(code.as_str()) && lines[0].contains("K7"), "{text}");
                assert_eq!(lines[1], "");
                assert_eq!(lines[2], format!("@sign-in.larkfield.example #{code}"));
                assert!(!text.contains("://"), "{text}");
                let named = match message.words.as_str() {
                    "sms-sign-in" => "Larkfield Mail",
                    _ => "Larkfield Trust",
                };
                assert!(lines[0].contains(named), "{text}");
                let sum = message.words == "sms-sign-in" && more == 3;
                assert_eq!(lines[0].replace(code, "").contains('3'), sum, "{text}");
                // One part in the alphabet of GSM, two otherwise.
                let most = if text.is_ascii() { 160 } else { 134 };
                assert!(text.encode_utf16().count() <= most, "{language}: {text}");
            }
        }
    }
}

#[test]
fn a_call_says_each_digit_twice() {
    let room = Room::new();
    for language in LANGUAGES {
        for message in sent(&Call, &room) {
            let said = say(&bundle(language), &message.words, &message.args);
            let spoken: Vec<String> = message.args["code"].chars().map(String::from).collect();
            assert_eq!(said.matches(&spoken.join(", ")).count(), 2, "{said}");
            assert!(said.contains("K 7") && said.contains("Larkfield Trust"), "{said}");
            assert!(!said.contains(&message.args["code"]), "{said}");
            assert_eq!(said.lines().count(), 1, "{said}");
        }
    }
}

#[test]
fn rules_of_a_password_name_their_numbers() {
    let room = Room::new();
    let (short, _) = refused(room.answer(&Password, &Value::Null, &[("new_password", "seven 7")]));
    let said = say(&bundle("en"), &short.words, &short.args);
    assert_eq!(said, "A password here has at least 15 characters. You typed 7.");
    // The page that asks for one learns the least from the refusal of a letter.
    let (letter, _) = refused(room.answer(&Password, &Value::Null, &[("new_password", "x")]));
    assert_eq!((letter.args["least"].as_str(), letter.counts), ("15", false));
    let secret = ready(room.answer(&Password, &Value::Null, &[("new_password", GOOD)])).1;
    assert!(secret["hash"].as_str().unwrap().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
}

const GOOD: &str = "nine purple tractors";
