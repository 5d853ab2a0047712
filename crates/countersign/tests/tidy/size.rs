//! Files, functions, lines and arguments stay small enough to be read at once.

use crate::source::{File, code, line, none, rust, words_at};

const FILE: usize = 400;
const TEST_FILE: usize = 800;
const FUNCTION: usize = 60;
const LINE: usize = 100;
const ARGUMENTS: usize = 5;

fn complaints(file: &File) -> Vec<String> {
    let mut out = Vec::new();
    let code = code(&file.text);
    let lines = code_lines(&code);
    let most = if file.is_test() { TEST_FILE } else { FILE };
    if lines > most {
        out.push(format!("{}: {lines} lines of code, at most {most}", file.path));
    }
    for (number, line) in file.text.lines().enumerate() {
        let length = line.chars().count();
        if length > LINE {
            out.push(format!("{}:{}: {length} columns, at most {LINE}", file.path, number + 1));
        }
    }
    for function in functions(&code) {
        let at = format!("{}:{}: fn {}", file.path, function.line, function.name);
        if function.lines > FUNCTION {
            out.push(format!("{at}: {} lines of code, at most {FUNCTION}", function.lines));
        }
        if function.arguments > ARGUMENTS {
            out.push(format!("{at}: {} arguments, at most {ARGUMENTS}", function.arguments));
        }
    }
    out
}

/// Lines with something on them that is neither comment nor literal, or within a literal.
fn code_lines(code: &str) -> usize {
    code.lines().filter(|line| !line.trim().is_empty()).count()
}

struct Function<'a> {
    name: &'a str,
    line: usize,
    lines: usize,
    /// Without `self`: what a caller writes between the brackets.
    arguments: usize,
}

fn functions(code: &str) -> Vec<Function<'_>> {
    let mut found = Vec::new();
    for at in words_at(code, "fn") {
        let rest = code[at + 2..].trim_start();
        let name_length =
            rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let (name, after) = rest.split_at(name_length);
        if name.is_empty() {
            // A type: `fn(u8) -> u8`.
            continue;
        }
        let Some(open) = parameters(after) else { continue };
        let Some(length) = closing(&after[open..]) else { continue };
        let inside = &after[open + 1..open + length];
        let tail = &after[open + length..];
        let end = match (tail.find('{'), tail.find(';')) {
            (Some(brace), semicolon) if semicolon.is_none_or(|s| brace < s) => {
                closing(&tail[brace..]).map_or(tail.len(), |end| brace + end + 1)
            }
            _ => 0,
        };
        found.push(Function {
            name,
            line: line(code, at),
            lines: code_lines(&tail[..end]) + code_lines(inside).saturating_sub(1),
            arguments: arguments(inside),
        });
    }
    found
}

/// Where the parameters begin: the first bracket that is not within `<…>`.
fn parameters(text: &str) -> Option<usize> {
    let mut depth = 0;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match c {
            '<' => depth += 1,
            '>' if before != '-' => depth -= 1,
            '(' if depth == 0 => return Some(at),
            _ => {}
        }
        before = c;
    }
    None
}

/// Where the bracket the text begins with is closed.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

fn arguments(inside: &str) -> usize {
    let mut depth = 0;
    let mut before = ' ';
    let mut parts = vec![String::new()];
    for c in inside.chars() {
        match c {
            '(' | '[' | '{' | '<' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            '>' if before != '-' => depth -= 1,
            _ => {}
        }
        before = c;
        if c == ',' && depth == 0 {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    let is_self = |part: &str| {
        let name = part.split(':').next().unwrap_or_default();
        words_at(name, "self").next().is_some()
    };
    parts.iter().filter(|part| !part.trim().is_empty() && !is_self(part)).count()
}

#[test]
fn everything_is_small() {
    none(&rust().iter().flat_map(complaints).collect::<Vec<_>>());
}

#[test]
fn what_is_too_big_is_found() {
    let complain = |path: &str, text: String| complaints(&File::sample(path, &text)).join(" ");
    assert!(complain("a.rs", "x;\n".repeat(401)).contains("401 lines"));
    assert!(complain("a/tests.rs", "x;\n".repeat(401)).is_empty());
    assert!(complain("a/tests.rs", "x;\n".repeat(801)).contains("801 lines"));
    assert!(complain("a.rs", "// c\n\n".repeat(900)).is_empty());
    assert!(complain("a.rs", format!("// {}", "é".repeat(98))).contains("101 columns"));
    let long = format!("fn long() {{\n{}}}\nfn next() {{}}", "x;\n".repeat(60));
    assert!(complain("a.rs", long).contains("fn long: 62 lines"));
    let wide = "fn wide<F: Fn(u8, u8) -> u8>(&self, a: F, b: (u8, u8), c: A<B, C>, d: u8, e: u8)";
    assert!(complain("a.rs", format!("{wide} {{}}")).is_empty());
    let wider = wide.replace("e: u8)", "e: u8, f: u8) -> X<u8>;");
    assert!(complain("a.rs", wider).contains("6 arguments"));
}
