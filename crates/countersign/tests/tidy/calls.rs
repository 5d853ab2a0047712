//! Calls that have one home or none: what makes a rule untestable or a request fall over.

use crate::source::{File, code, line, none, rust, words_at};

/// A call, the only files that may make it, and why.
const BANNED: [(&str, &[&str], &str); 15] = [
    ("SystemTime::now", CLOCK, "time is an argument"),
    ("Instant::now", CLOCK, "time is an argument"),
    ("Timestamp::now", CLOCK, "time is an argument"),
    ("Zoned::now", CLOCK, "time is an argument"),
    ("Utc::now", CLOCK, "time is an argument"),
    ("env::var", CONFIG, "the configuration file is the only configuration"),
    ("env::vars", CONFIG, "the configuration file is the only configuration"),
    ("env::var_os", CONFIG, "the configuration file is the only configuration"),
    ("rand::fill", CLOCK, "dice are an argument"),
    ("rand::random", &[], "dice are an argument"),
    ("thread_rng", &[], "dice are an argument"),
    ("OsRng", &[], "dice are an argument"),
    ("getrandom", &[], "dice are an argument"),
    ("process::exit", &[], "it drops nothing and answers nobody"),
    ("dbg!", &[], "it may print a secret"),
];
/// The second one measures: that is what it is for.
const CLOCK: &[&str] = &["crates/engine/src/clock.rs", "bench/src/measure.rs"];
const CONFIG: &[&str] = &["crates/countersign/src/config.rs"];

/// Ways to fall over. Errors are answers; see STYLE.md.
const FALLS: [&str; 6] =
    [".unwrap()", ".expect(", "panic!(", "unreachable!(", "todo!(", "unimplemented!("];

fn complaints(file: &File) -> Vec<String> {
    let aside = ["fuzz/", "bench/"].iter().any(|folder| file.path.starts_with(folder));
    if file.is_test() || aside {
        return Vec::new();
    }
    let code = code(&file.text);
    let at = |at| format!("{}:{}", file.path, line(&code, at));
    let mut out = Vec::new();
    for (call, homes, why) in BANNED {
        if !homes.contains(&file.path.as_str()) {
            out.extend(words_at(&code, call).map(|p| format!("{}: {call}: {why}", at(p))));
        }
    }
    for fall in FALLS {
        out.extend(
            code.match_indices(fall).map(|(p, _)| format!("{}: {fall} outside tests", at(p))),
        );
    }
    out
}

/// Whoever leaves a note to do something later signs it.
fn unsigned(file: &File) -> Vec<String> {
    let notes = [concat!("TO", "DO"), concat!("FIX", "ME")];
    let mut out = Vec::new();
    for note in notes {
        for at in words_at(&file.text, note) {
            let after = &file.text[at + note.len()..];
            let signed = after.strip_prefix('(').and_then(|rest| rest.split_once(')'));
            if signed.is_none_or(|(name, _)| name.trim().is_empty() || name.contains('\n')) {
                let line = line(&file.text, at);
                out.push(format!("{}:{line}: {note} without a name: {note}(name)", file.path));
            }
        }
    }
    out
}

#[test]
fn nothing_calls_what_it_must_not() {
    none(&rust().iter().flat_map(complaints).collect::<Vec<_>>());
}

#[test]
fn notes_are_signed() {
    let kinds = [".rs", ".html", ".css", ".ftl", ".sql", ".js", ".mjs", "/x"];
    let files = crate::source::house().iter().filter(|f| kinds.iter().any(|kind| f.is(kind)));
    none(&files.flat_map(unsigned).collect::<Vec<_>>());
}

#[test]
fn a_banned_call_is_found() {
    let complain = |path: &str, text: &str| complaints(&File::sample(path, text)).join(" ");
    for (call, _, _) in BANNED {
        let text = format!("fn f() {{ std::{call}(); }}");
        assert!(complain("crates/web/src/a.rs", &text).contains(call), "{call}");
    }
    for fall in FALLS {
        assert!(complain("crates/web/src/a.rs", &format!("x{fall}\"a\");")).contains(fall));
        assert!(complain("crates/web/src/a/tests.rs", &format!("x{fall}\"a\");")).is_empty());
    }
    assert!(complain("crates/engine/src/clock.rs", "SystemTime::now()").is_empty());
    assert!(complain("crates/web/src/a.rs", "// .unwrap()\nx.unwrap_or(1)").is_empty());
}

#[test]
fn an_unsigned_note_is_found() {
    let note = concat!("TO", "DO");
    let complain = |text: &str| unsigned(&File::sample("a.rs", text)).len();
    assert_eq!(complain(&format!("// {note}: later")), 1);
    assert_eq!(complain(&format!("// {note}(): later")), 1);
    assert_eq!(complain(&format!("// {note}(ada): later")), 0);
}
