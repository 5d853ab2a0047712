//! Words and templates: every sentence exists in every language we ship and is said somewhere,
//! every template is a page or part of one.

use crate::source::{File, house, line, literals, none};
use std::collections::{BTreeMap, BTreeSet};

const SOURCE: &str = "en";
const SHIPPED: [&str; 1] = ["zh-Hant"];
/// Endings a message's name gets where it is said: subject, head, text of a mail, and the like.
const NOT_A_START: usize = 3;

/// Message names of one file with their lines and texts; terms begin with a hyphen.
fn messages(text: &str) -> BTreeMap<String, (usize, String)> {
    let mut found: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let mut last = None;
    for (number, line) in text.lines().enumerate() {
        let starts = line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-');
        match line.split_once('=') {
            Some((name, rest)) if starts => {
                last = Some(name.trim().to_owned());
                found.insert(name.trim().to_owned(), (number + 1, rest.trim().to_owned()));
            }
            _ if line.starts_with('#') => last = None,
            _ => {
                if let Some((_, text)) = last.as_ref().and_then(|name| found.get_mut(name)) {
                    text.push_str(line.trim());
                }
            }
        }
    }
    found
}

/// Every key is in every shipped language, with a text, and no language has keys of its own.
fn complete(files: &[File]) -> Vec<String> {
    let mut out = Vec::new();
    let ending = format!("words.{SOURCE}.ftl");
    for file in files.iter().filter(|file| file.is(&ending)) {
        let ours = messages(&file.text);
        for (name, (line, text)) in &ours {
            if text.is_empty() {
                out.push(format!("{}:{line}: {name} says nothing", file.path));
            }
        }
        for language in SHIPPED {
            let path = file.path.replace(&ending, &format!("words.{language}.ftl"));
            let Some(other) = files.iter().find(|file| file.path == path) else {
                out.push(format!("{path}: is missing"));
                continue;
            };
            let theirs = messages(&other.text);
            for (name, (line, _)) in &ours {
                if theirs.get(name).is_none_or(|(_, text)| text.is_empty()) {
                    out.push(format!("{}:{line}: {name} is missing in {language}", file.path));
                }
            }
            for (name, (line, _)) in theirs.iter().filter(|(name, _)| !ours.contains_key(*name)) {
                out.push(format!("{path}:{line}: {name} is not in {SOURCE}"));
            }
        }
    }
    out
}

/// What templates and code may ask for: whole names, and beginnings that are joined with the rest
/// of a name while running (`"kind-" ~ way.kind`, `format!("undo-{change}")`).
#[derive(Default)]
struct Said {
    whole: BTreeSet<String>,
    starts: BTreeSet<String>,
    ends: BTreeSet<String>,
}

impl Said {
    fn of(files: &[File]) -> Self {
        let mut said = Self::default();
        for file in files {
            if file.is(".rs") {
                for (_, literal) in literals(&file.text) {
                    said.add(literal);
                }
            } else if file.is(".html") || file.is(".txt") {
                for literal in quoted(&file.text) {
                    said.add(literal);
                }
            } else if file.is(".ftl") {
                for (_, text) in messages(&file.text).values() {
                    for word in text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-') {
                        // A message that another one quotes: `{ apps-and-more }`, `{ -product }`.
                        if word.contains('-') {
                            said.whole.insert(word.to_owned());
                        }
                    }
                }
            }
        }
        said
    }

    fn add(&mut self, literal: &str) {
        let name = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if literal.contains('{') {
            let start = literal.split('{').next().unwrap_or_default();
            let end = literal.rsplit('}').next().unwrap_or_default();
            if literal.chars().all(|c| name(c) || "{}_.".contains(c)) {
                self.starts.insert(start.to_owned());
                self.ends.insert(end.to_owned());
            }
        } else if literal.chars().all(name) {
            if literal.ends_with('-') {
                self.starts.insert(literal.to_owned());
            } else if literal.starts_with('-') {
                self.ends.insert(literal.to_owned());
                self.whole.insert(literal.to_owned());
            } else {
                self.whole.insert(literal.to_owned());
            }
        }
    }

    fn says(&self, name: &str) -> bool {
        let joined = |end: &String| {
            end.len() > NOT_A_START
                && name.strip_suffix(end.as_str()).is_some_and(|rest| self.begins(rest))
        };
        self.begins(name) || self.ends.iter().any(joined)
    }

    fn begins(&self, name: &str) -> bool {
        let begins = |start: &String| start.len() > NOT_A_START && name.starts_with(start.as_str());
        self.whole.contains(name) || self.starts.iter().any(begins)
    }
}

/// What stands between quotes in a template.
fn quoted(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for quote in ['"', '\''] {
        let parts: Vec<&str> = text.split(quote).collect();
        // Every part but the first and last stands between two quotes; which of two neighbours is
        // inside does not matter here, for text outside is no message name.
        found.extend(parts.iter().skip(1).take(parts.len().saturating_sub(2)));
    }
    found
}

fn unsaid(files: &[File]) -> Vec<String> {
    let said = Said::of(files);
    let ending = format!("words.{SOURCE}.ftl");
    let mut out = Vec::new();
    for file in files.iter().filter(|file| file.is(&ending)) {
        for (name, (line, _)) in messages(&file.text) {
            if !said.says(&name) {
                out.push(format!("{}:{line}: nothing says {name}", file.path));
            }
        }
    }
    out
}

/// Templates that are neither a page nor part of one. The list that compiles them in does not
/// count: it names them all.
fn orphans(files: &[File]) -> Vec<String> {
    let mut named = BTreeSet::new();
    for file in files {
        if file.is(".rs") {
            for (number, literal) in literals(&file.text) {
                let line = file.text.lines().nth(number - 1).unwrap_or_default();
                let method = file.path.starts_with("crates/methods/");
                if method || !line.contains("include_str!") {
                    named.insert(literal.to_owned());
                }
            }
        } else if file.is(".html") || file.is(".txt") {
            named.extend(quoted(&file.text).into_iter().map(str::to_owned));
        }
    }
    let mut out = Vec::new();
    for file in files {
        let template = file.is(".html") || (file.is(".txt") && file.path.contains("/templates/"));
        if !template || !file.path.starts_with("crates/") {
            continue;
        }
        let inside = file.path.split_once("/templates/").or(file.path.split_once("/src/"));
        let Some((_, name)) = inside else { continue };
        let short = name.rsplit('/').next().unwrap_or(name);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let known = [name, stem].iter().any(|name| named.contains(*name));
        let beside = file.path.starts_with("crates/methods/") && named.contains(short);
        if !known && !beside {
            out.push(format!("{}: no page and no template names it", file.path));
        }
    }
    out
}

/// Sentences people read do not use the trade's words; administrators may read "MFA".
fn jargon(file: &File) -> Vec<String> {
    const WORDS: [&str; 6] = ["otp", "2fa", "factor", "credential", "credentials", "invalid"];
    if !file.is(&format!("words.{SOURCE}.ftl")) {
        return Vec::new();
    }
    let mut out = Vec::new();
    for (name, (at, text)) in messages(&file.text) {
        let lower = text.to_lowercase();
        for word in WORDS {
            if lower.split(|c: char| !c.is_alphanumeric()).any(|part| part == word) {
                out.push(format!("{}:{at}: {name} says \"{word}\"", file.path));
            }
        }
        if text.contains('<') {
            let at = line(&file.text, file.text.find(&name).unwrap_or(0));
            out.push(format!("{}:{at}: {name} holds HTML", file.path));
        }
    }
    out
}

#[test]
fn every_sentence_is_there_in_every_language() {
    none(&complete(house()));
}

#[test]
fn every_sentence_is_said() {
    none(&unsaid(house()));
}

#[test]
fn sentences_are_plain() {
    none(&house().iter().flat_map(jargon).collect::<Vec<_>>());
}

#[test]
fn every_template_is_used() {
    none(&orphans(house()));
}

#[test]
fn a_missing_or_dead_sentence_is_found() {
    let files = |page: &str| {
        [
            File::sample(
                "a/words.en.ftl",
                "one = One\nkind-sms = Text\nempty =\nmail-x-subject = S",
            ),
            File::sample(
                "a/words.zh-Hant.ftl",
                "kind-sms = 文\nempty = 空\nmore = 多\nmail-x-subject = S",
            ),
            File::sample("a/a.html", page),
            File::sample("a/a.rs", "f(\"mail-x\", format!(\"{words}-subject\"))"),
        ]
    };
    let missing = complete(&files("")).join(" ");
    for name in ["one is missing in zh-Hant", "empty says nothing", "more is not in en"] {
        assert!(missing.contains(name), "{missing}");
    }
    assert!(complete(&files("")[..1]).join(" ").contains("words.zh-Hant.ftl: is missing"));
    let dead = unsaid(&files("{{ t(\"kind-\" ~ kind) }}{{ t('empty') }}"));
    assert_eq!(dead, ["a/words.en.ftl:1: nothing says one"]);
    assert_eq!(unsaid(&files("")).len(), 3);
}

#[test]
fn jargon_and_markup_are_found() {
    let text = "a = Type the OTP\nb = Go <b>on</b>\nc = a factory";
    let found = jargon(&File::sample("a/words.en.ftl", text));
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn an_orphan_template_is_found() {
    let files = [
        File::sample("crates/web/templates/a/page.html", "{% extends \"a/frame.html\" %}"),
        File::sample("crates/web/templates/a/frame.html", ""),
        File::sample("crates/web/templates/a/lost.html", ""),
        File::sample("crates/web/src/a.rs", "const T: &str = \"a/page.html\";"),
        File::sample("crates/web/src/b.rs", "(\"a/lost.html\", include_str!(\"a/lost.html\"))"),
        File::sample("crates/methods/src/sms/ask.html", ""),
        File::sample("crates/methods/src/sms/mod.rs", "(\"sms/ask\", include_str!(\"ask.html\"))"),
    ];
    assert_eq!(
        orphans(&files),
        ["crates/web/templates/a/lost.html: no page and no template names it"]
    );
}
