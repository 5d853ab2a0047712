//! Words: complete in every language, chosen by the wishes of people, and none in a template.

use crate::language::{LANGUAGES, SOURCES, Words, choose, direction, shipped};
use countersign_core::message::args;
use fluent_syntax::{ast::Entry, parser};

/// Keys of a source, and whether it can be read as a whole.
fn keys(ftl: &str) -> Vec<String> {
    let resource = parser::parse(ftl.to_owned()).unwrap();
    let messages = resource.body.into_iter().filter_map(|entry| match entry {
        Entry::Message(message) => Some(message.id.name),
        _ => None,
    });
    messages.collect()
}

#[test]
fn every_language_has_every_sentence() {
    let words = Words::read(methods::kinds()).unwrap();
    let brought = methods::kinds();
    let brought = brought.all().flat_map(|kind| kind.parts().words.iter().copied());
    let own = SOURCES.iter().map(|(language, _, ftl)| (*language, *ftl));
    let mut seen = 0;
    for key in own.chain(brought).flat_map(|(_, ftl)| keys(ftl)) {
        for (language, _) in LANGUAGES {
            assert!(words.has(language, &key), "{key} is missing in {language}");
        }
        seen += 1;
    }
    assert!(seen > 800, "only {seen} sentences");
}

#[test]
fn templates_hold_no_words() {
    let mut found = Vec::new();
    for (name, text) in crate::render::sources() {
        for word in literal(&text) {
            found.push(format!("{name}: {word}"));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    let sample = "<p>{{ t(\"a\") }} Hello</p><a title=\"Help\" href=\"/x\">{# no #}</a>";
    assert_eq!(literal(sample), ["Hello", "Help"]);
}

/// Text and readable attributes that no function says.
fn literal(template: &str) -> Vec<String> {
    let mut text = template.to_owned();
    for (open, close) in [("{#", "#}"), ("{%", "%}"), ("{{", "}}")] {
        while let Some((before, rest)) = text.clone().split_once(open) {
            text = format!("{before}\u{1}{}", rest.split_once(close).unwrap().1);
        }
    }
    let mut words = Vec::new();
    let mut outside = String::new();
    for (at, part) in text.split('<').enumerate() {
        let (tag, after) = if at == 0 { ("", part) } else { part.split_once('>').unwrap() };
        outside.push_str(after);
        outside.push(' ');
        for attribute in ["title=\"", "aria-label=\"", "placeholder=\"", "alt=\""] {
            if let Some((_, value)) = tag.split_once(attribute) {
                outside.push_str(value.split('"').next().unwrap());
                outside.push(' ');
            }
        }
    }
    // Parts of attributes that a macro writes are no words.
    let letters = |word: &&str| {
        word.contains(|c: char| c.is_alphabetic()) && !word.contains('"') && !word.starts_with('-')
    };
    words.extend(outside.split(['\u{1}', ' ', '\n']).filter(letters).map(ToOwned::to_owned));
    words
}

#[test]
fn a_language_is_chosen_by_wishes_in_their_order() {
    let none: [&str; 0] = [];
    assert_eq!(choose(["zh-Hant", "en"], Some("en"), "en"), "zh-Hant");
    assert_eq!(choose(["", "fr zh-HK"], Some("en"), "en"), "zh-Hant");
    assert_eq!(choose(none, Some("fr, zh-TW;q=0.9, en;q=0.8"), "en"), "zh-Hant");
    assert_eq!(choose(none, Some("en;q=0.1, zh-Hant;q=0.2"), "en"), "zh-Hant");
    assert_eq!(choose(none, Some("zh-Hant;q=0, fr"), "en"), "en");
    assert_eq!(choose(none, Some(";;;,q=,en;q=x"), "zh-Hant"), "zh-Hant");
    assert_eq!(choose(none, None, "zh-Hant"), "zh-Hant");
    assert_eq!(choose(none, None, "xx"), "en");
}

#[test]
fn codes_of_languages_are_read_kindly() {
    for (code, language) in [
        ("en-GB", Some("en")),
        ("EN", Some("en")),
        ("zh-hk", Some("zh-Hant")),
        ("zh-Hant-MO", Some("zh-Hant")),
        ("zh-CN", None),
        ("zh", None),
        ("enough", None),
        ("", None),
    ] {
        assert_eq!(shipped(code), language, "{code}");
    }
    assert_eq!((direction("ar-XB"), direction("zh-Hant")), ("rtl", "ltr"));
}

#[test]
fn numbers_choose_and_names_are_kept_apart() {
    let ftl = "many = { $n ->\n    [one] one { $name }\n   *[other] { $n } { $name }\n}\n";
    let words = Words::from_sources(&[("en", ftl)]).unwrap();
    let said = |n: &str| words.plain("en", "many", &args(&[("n", n), ("name", "X")])).unwrap();
    assert_eq!((said("1").as_str(), said("2").as_str()), ("one X", "2 X"));
    // A code with a leading zero is text, not a number.
    assert_eq!(said("01"), "01 X");
    let page = words.say("en", "many", &args(&[("n", "2"), ("name", "X")])).unwrap();
    assert_eq!(page, "\u{2068}2\u{2069} \u{2068}X\u{2069}");
    assert!(words.say("zh-Hant", "many", &args(&[("n", "1"), ("name", "X")])).is_some());
    assert_eq!(words.say("en", "nothing", &args(&[])), None);
}

#[test]
fn a_sentence_that_stands_twice_is_refused() {
    assert!(Words::from_sources(&[("en", "a = A"), ("en", "a = B")]).is_err());
    assert!(Words::from_sources(&[("en", "a = { $")]).is_err());
}
