//! The files of the house, and Rust text with what is not code blanked out.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

/// One text file, by its path from the top of the house with forward slashes.
#[derive(Clone, Debug)]
pub struct File {
    pub path: String,
    pub text: String,
}

impl File {
    /// A made-up file, for the samples a check must complain about.
    pub fn sample(path: &str, text: &str) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    pub fn is(&self, ending: &str) -> bool {
        self.path.ends_with(ending)
    }

    /// Tests, and what only tests use.
    pub fn is_test(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        let folders = ["/tests/", "/testing/", "/examples/", "/benches/"];
        ["tests.rs", "testing.rs"].contains(&name) || folders.iter().any(|f| self.path.contains(f))
    }

    /// The crate's folder name: "store" of "crates/store/src/lib.rs".
    pub fn room(&self) -> &str {
        self.path.strip_prefix("crates/").and_then(|rest| rest.split('/').next()).unwrap_or("")
    }
}

/// Every file of the house that somebody wrote: no build output, nothing fetched.
pub fn house() -> &'static [File] {
    static HOUSE: OnceLock<Vec<File>> = OnceLock::new();
    HOUSE.get_or_init(|| {
        let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut files = Vec::new();
        walk(&top, &top, &mut files);
        assert!(files.len() > 50, "the house was not found at {}", top.display());
        files
    })
}

pub fn rust() -> Vec<File> {
    house().iter().filter(|file| file.is(".rs")).cloned().collect()
}

fn walk(top: &Path, folder: &Path, files: &mut Vec<File>) {
    const KINDS: [&str; 12] =
        ["rs", "toml", "md", "html", "ftl", "sql", "css", "js", "mjs", "py", "txt", "x"];
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            let skip = ["target", "node_modules", "data"].contains(&name.as_str());
            if !skip && !name.starts_with('.') {
                walk(top, &path, files);
            }
        } else if KINDS.contains(&name.rsplit('.').next().unwrap()) {
            // A file may go while others work in the checkout; then it is not part of the house.
            let Ok(text) = fs::read_to_string(&path) else { continue };
            let path = path.strip_prefix(top).unwrap().to_str().unwrap().replace('\\', "/");
            files.push(File { path, text });
        }
    }
}

/// Rust text whose comments and literals are spaces, so that lines and columns stay.
pub fn code(text: &str) -> String {
    pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Code(code) => code.to_owned(),
            Piece::Comment(other) | Piece::Literal(other) => {
                other.chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect()
            }
        })
        .collect()
}

/// The string literals of Rust text with their line numbers, as written between the quotes.
pub fn literals(text: &str) -> Vec<(usize, &str)> {
    let mut line = 1;
    let mut found = Vec::new();
    for piece in pieces(text) {
        let (Piece::Code(inner) | Piece::Comment(inner) | Piece::Literal(inner)) = piece;
        if let Piece::Literal(literal) = piece {
            let bare = literal.trim_start_matches(['r', 'b', 'c']).trim_matches('#');
            if let Some(bare) = bare.strip_prefix('"') {
                found.push((line, bare.strip_suffix('"').unwrap_or(bare)));
            }
        }
        line += inner.matches('\n').count();
    }
    found
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece<'a> {
    Code(&'a str),
    Comment(&'a str),
    Literal(&'a str),
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < text.len() {
        let rest = &text[at..];
        let before = text[..at].chars().next_back();
        let inside_name = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let (length, comment) = match comment(rest) {
            0 => (literal(rest, inside_name), false),
            length => (length, true),
        };
        if length == 0 {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        }
        pieces.push(Piece::Code(&text[start..at]));
        let piece = &rest[..length];
        pieces.push(if comment { Piece::Comment(piece) } else { Piece::Literal(piece) });
        at += length;
        start = at;
    }
    pieces.push(Piece::Code(&text[start..]));
    pieces
}

/// Length of the comment the text begins with; 0 if it begins with none.
fn comment(text: &str) -> usize {
    if text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    if !text.starts_with("/*") {
        return 0;
    }
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        match &text.as_bytes()[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// Length of the string or character literal the text begins with; 0 if it begins with none.
fn literal(text: &str, inside_name: bool) -> usize {
    let bytes = text.as_bytes();
    if bytes[0] == b'\'' {
        // A lifetime has no closing quote after one character.
        return match bytes {
            [_, b'\\', _, rest @ ..] => {
                rest.iter().position(|b| *b == b'\'').map_or(0, |end| end + 4)
            }
            _ => match text[1..].chars().next() {
                Some(c) if text[1 + c.len_utf8()..].starts_with('\'') => c.len_utf8() + 2,
                _ => 0,
            },
        };
    }
    let prefix = text.len() - text.trim_start_matches(['b', 'c', 'r']).len();
    if prefix > 2 || (prefix > 0 && inside_name) {
        return 0;
    }
    let raw = text[..prefix].ends_with('r');
    let hashes = if raw { text[prefix..].chars().take_while(|c| *c == '#').count() } else { 0 };
    let open = prefix + hashes + 1;
    if !text[prefix + hashes..].starts_with('"') {
        return 0;
    }
    if raw {
        let end = format!("\"{}", "#".repeat(hashes));
        return text[open..].find(&end).map_or(text.len(), |at| open + at + end.len());
    }
    let mut at = open;
    while at < text.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}

/// Fails with every complaint on a line of its own.
pub fn none(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n\n  {}\n", complaints.join("\n  "));
}

/// Where `word` stands in `text` with no letter, digit or underscore on either side.
pub fn words_at<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(word).map(|(at, _)| at).filter(move |at| {
        let after = text[at + word.len()..].chars().next();
        !part(text[..*at].chars().next_back()) && !part(after)
    })
}

/// Line number, from 1.
pub fn line(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

#[test]
fn comments_and_literals_are_no_code() {
    let text =
        "let a = \"x // {\"; // unwrap()\nlet r#type = r#\"a\"b\"#; /* } /* */ */ b'\\'' 'a '{'";
    let code = code(text);
    assert_eq!(code.len(), text.len());
    for gone in ["x", "{", "}", "unwrap", "\""] {
        assert!(!code.contains(gone), "{gone} in {code}");
    }
    assert!(code.contains("r#type") && code.contains("'a"), "{code}");
    let found: Vec<&str> = literals(text).into_iter().map(|(_, literal)| literal).collect();
    assert_eq!(found, ["x // {", "a\"b"]);
}

#[test]
fn words_end_where_names_end() {
    assert_eq!(words_at("now renow now_ (now)", "now").collect::<Vec<_>>(), [0, 16]);
}
