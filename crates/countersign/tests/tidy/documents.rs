//! Documents that say what is true: the map names every room, and a row of the security table that
//! names a test has one.

use crate::source::{File, house, line, none, words_at};
use std::collections::BTreeSet;

fn document<'a>(files: &'a [File], path: &str) -> &'a str {
    files.iter().find(|file| file.path == path).map_or("", |file| &file.text)
}

/// ARCHITECTURE.md names every room and no other.
fn map(files: &[File]) -> Vec<String> {
    let text = document(files, "ARCHITECTURE.md");
    let rooms: BTreeSet<&str> = files
        .iter()
        .filter(|file| file.path.starts_with("crates/") && file.path.matches('/').count() == 2)
        .filter(|file| file.is("/Cargo.toml"))
        .map(File::room)
        .collect();
    let named: BTreeSet<&str> = text
        .match_indices("crates/")
        .map(|(at, start)| {
            let rest = &text[at + start.len()..];
            &rest[..rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())]
        })
        .filter(|name| !name.is_empty())
        .collect();
    let missing = rooms.difference(&named).map(|r| format!("ARCHITECTURE.md: does not name {r}"));
    let gone = named.difference(&rooms).map(|r| format!("ARCHITECTURE.md: there is no room {r}"));
    missing.chain(gone).collect()
}

/// The documents that are read at once stay that short.
fn length(files: &[File]) -> Vec<String> {
    let mut out = Vec::new();
    for (start, most) in [("ARCHITECTURE.md", 150), ("STYLE.md", 150), ("docs/recipes/", 10)] {
        for file in files.iter().filter(|file| file.path.starts_with(start)) {
            let lines = file.text.lines().filter(|line| !line.trim().is_empty()).count();
            if lines > most {
                out.push(format!("{}: {lines} lines, at most {most}", file.path));
            }
        }
    }
    out
}

struct Row<'a> {
    line: usize,
    id: &'a str,
    tests: Vec<&'a str>,
}

/// Rows `| id | what | tests | open |`; tests stand between backticks.
fn rows(table: &str) -> Vec<Row<'_>> {
    let mut found = Vec::new();
    for (number, line) in table.lines().enumerate() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, id, _, tests, ..] = cells.as_slice() else { continue };
        if id.split_once('-').is_some_and(|(area, number)| {
            area.chars().all(char::is_uppercase) && number.parse::<u8>().is_ok()
        }) {
            let tests = tests.split('`').skip(1).step_by(2).collect();
            found.push(Row { line: number + 1, id, tests });
        }
    }
    found
}

/// Every test a row names exists and names the row: in its name, in the comment above it, or in the
/// sentence at the top of its file.
fn uncovered(files: &[File]) -> Vec<String> {
    let path = "docs/security.md";
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for row in rows(document(files, path)) {
        if !seen.insert(row.id) {
            out.push(format!("{path}:{}: {} stands there twice", row.line, row.id));
        }
        for test in &row.tests {
            if !files.iter().any(|file| names(file, test, row.id)) {
                let line = row.line;
                out.push(format!("{path}:{line}: no test {test} that names {}", row.id));
            }
        }
    }
    out
}

fn names(file: &File, test: &str, id: &str) -> bool {
    if test.ends_with(".mjs") || test.ends_with(".py") {
        let there = ["browser/", "mail/"].iter().any(|room| file.path == format!("{room}{test}"));
        return there && words_at(&file.text, id).next().is_some();
    }
    if !file.is(".rs") || !(file.is_test() || file.text.contains("#[cfg(test)]")) {
        return false;
    }
    words_at(&file.text, test).any(|at| {
        let Some(before) = file.text[..at].strip_suffix("fn ") else { return false };
        let head: Vec<&str> = before
            .lines()
            .rev()
            .skip(usize::from(!before.ends_with('\n')))
            .take_while(|line| {
                let line = line.trim_start();
                line.starts_with("//") || line.starts_with('#')
            })
            .chain(file.text.lines().take_while(|line| line.starts_with("//!")))
            .collect();
        let in_name = format!("_{}_", id.to_lowercase().replace('-', "_"));
        format!("_{test}_").contains(&in_name) || words_at(&head.join("\n"), id).next().is_some()
    })
}

/// Decisions are numbered without gaps, so that none is lost.
fn decisions(files: &[File]) -> Vec<String> {
    let start = "docs/decisions/";
    files
        .iter()
        .filter(|file| file.path.starts_with(start))
        .enumerate()
        .filter(|(index, file)| {
            !file.path[start.len()..].starts_with(&format!("{:03}-", index + 1))
        })
        .map(|(index, file)| format!("{}: should be number {:03}", file.path, index + 1))
        .collect()
}

/// Links of documents to files of the house lead somewhere.
fn broken(files: &[File], exists: impl Fn(&str) -> bool) -> Vec<String> {
    let mut out = Vec::new();
    for file in files.iter().filter(|file| file.is(".md")) {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (at, _) in file.text.match_indices("](") {
            let target = file.text[at + 2..].split(')').next().unwrap_or_default();
            let target = target.split('#').next().unwrap_or_default();
            if target.is_empty() || target.contains("://") {
                continue;
            }
            let path = if folder.is_empty() { target.into() } else { format!("{folder}/{target}") };
            if !exists(&path) {
                out.push(format!("{}:{}: {target} is not there", file.path, line(&file.text, at)));
            }
        }
    }
    out
}

#[test]
fn documents_are_true() {
    let top = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let there = |path: &str| top.join(path).exists();
    none(&[map(house()), length(house()), uncovered(house()), decisions(house())].concat());
    none(&broken(house(), there));
    assert!(rows(document(house(), "docs/security.md")).len() > 100);
}

#[test]
fn a_room_missing_on_the_map_is_found() {
    let files = [
        File::sample("ARCHITECTURE.md", "`crates/core` and `crates/cellar`"),
        File::sample("crates/core/Cargo.toml", ""),
        File::sample("crates/store/Cargo.toml", ""),
    ];
    assert_eq!(map(&files).len(), 2);
    assert_eq!(length(&[File::sample("STYLE.md", &"a\n".repeat(151))]).len(), 1);
}

#[test]
fn a_row_without_its_test_is_found() {
    let complain = |row: &str| {
        let files = [
            File::sample("docs/security.md", row),
            File::sample(
                "crates/a/src/tests.rs",
                "/// PW-1\n#[test]\nasync fn one() {}\nfn two() {}\nfn last_pw_3() {}",
            ),
            File::sample("browser/a.test.mjs", "// WB-2"),
        ];
        uncovered(&files).len()
    };
    assert_eq!(complain("| PW-1 | x | `one` | |"), 0);
    assert_eq!(complain("| PW-1 | x | | |"), 0);
    assert_eq!(complain("| PW-3 | x | `last_pw_3` | |"), 0);
    assert_eq!(complain("| PW-1 | x | `two` | |"), 1);
    assert_eq!(complain("| PW-1 | x | `none` | |"), 1);
    assert_eq!(complain("| PW-2 | x | `one` | |"), 1);
    assert_eq!(complain("| WB-2 | x | `a.test.mjs` | |"), 0);
    assert_eq!(complain("| WB-3 | x | `a.test.mjs` | |\n| WB-3 | x | | |"), 2);
}

#[test]
fn a_gap_and_a_broken_link_are_found() {
    let files = [
        File::sample("docs/decisions/001-a.md", "[b](002-b.md) [c](https://c.example)"),
        File::sample("docs/decisions/003-c.md", "[there](../x.md)"),
    ];
    assert_eq!(decisions(&files).len(), 1);
    assert_eq!(broken(&files, |path| path == "docs/decisions/../x.md").len(), 1);
}
