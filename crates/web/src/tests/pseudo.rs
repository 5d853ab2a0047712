//! Two languages nobody speaks: one longer, with accents and in brackets, one written from right to
//! left. A sentence that comes from nowhere else than the words is in brackets there.

use super::draws::{Drawer, each};
use crate::{
    language::{SOURCES, Words},
    render::Kit,
};
use fluent_syntax::{
    ast::{Entry, Expression, Pattern, PatternElement},
    parser, serializer,
};

/// Each text longer by nearly half, and with accents.
fn stretched(ftl: &str) -> String {
    let mut resource = parser::parse(ftl.to_owned()).unwrap();
    for entry in &mut resource.body {
        if let Entry::Message(message) = entry
            && let Some(pattern) = &mut message.value
        {
            stretch(pattern);
        }
    }
    serializer::serialize(&resource)
}

fn stretch(pattern: &mut Pattern<String>) {
    for element in &mut pattern.elements {
        match element {
            PatternElement::TextElement { value } => *value = accented(value),
            PatternElement::Placeable { expression: Expression::Select { variants, .. } } => {
                variants.iter_mut().for_each(|variant| stretch(&mut variant.value));
            }
            PatternElement::Placeable { .. } => {}
        }
    }
}

fn accented(text: &str) -> String {
    let plain = "aeiounyAEIOUcgszr";
    let marked = "áéíóúñýÁÉÍÓÚçğšžř";
    let letter =
        |c: char| plain.chars().position(|own| own == c).and_then(|at| marked.chars().nth(at));
    let bare = text.trim_matches(' ');
    if bare.is_empty() || bare.contains('\n') {
        return text.to_owned();
    }
    let long: String = bare.chars().map(|c| letter(c).unwrap_or(c)).collect();
    let more = "·".repeat(bare.chars().count() * 2 / 5);
    text.replace(bare, &format!("⟦{long}{more}⟧"))
}

fn kit() -> Kit {
    let kinds = methods::kinds();
    let mut sources: Vec<(&str, String)> = Vec::new();
    let brought = kinds.all().flat_map(|kind| kind.parts().words.iter().copied());
    let own = SOURCES.iter().map(|(language, _, ftl)| (*language, *ftl));
    for (_, ftl) in own.chain(brought).filter(|(language, _)| *language == "en") {
        let all = ["en-XA", "ar-XB"].map(|language| (language, stretched(ftl)));
        if !sources.contains(&all[0]) {
            sources.extend(all);
        }
    }
    let sources: Vec<_> = sources.iter().map(|(language, ftl)| (*language, ftl.as_str())).collect();
    let words = Words::of_languages(&["en-XA", "ar-XB"], &sources).unwrap();
    Kit::with_words(kinds, words).unwrap()
}

#[test]
fn every_page_is_whole_in_them() {
    let drawer = Drawer::with(kit());
    for (language, direction) in [("en-XA", "ltr"), ("ar-XB", "rtl")] {
        each(|name, number, sample| {
            let html = drawer.draw(language, sample).unwrap();
            let head = format!("<html lang=\"{language}\" dir=\"{direction}\"");
            assert!(html.contains(&head), "{name} {number}");
            assert!(!html.contains("{$"), "{name} {number}");
            let title = html.split_once("<title>").unwrap().1.split_once("</title>").unwrap().0;
            assert!(title.contains('⟦'), "{name} {number}: {title}");
        });
    }
}

/// Codes, tags and addresses read from left to right everywhere (ux.md 8.2).
#[test]
fn codes_and_tags_do_not_turn_round() {
    let drawer = Drawer::with(kit());
    each(|name, number, sample| {
        let html = drawer.draw("ar-XB", sample).unwrap();
        for tag in html.split("<input ").skip(1).map(|part| part.split('>').next().unwrap()) {
            let code = tag.contains("one-time-code") || tag.contains("code-input");
            let address = tag.contains("type=\"email\"") || tag.contains("type=\"tel\"");
            let left = tag.contains("dir=\"ltr\"");
            assert!(left || !(code || address), "{name} {number}: {tag}");
        }
    });
}
