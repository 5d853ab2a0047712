//! Text in XML. Names of organisations and people are whatever somebody typed.

use std::fmt::Write;

/// Escaped for content and attributes alike; letters XML 1.0 does not have are left out (§2.2).
pub fn text(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for letter in raw.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | ' '..='\u{fffd}' | '\u{10000}'.. => out.push(letter),
            _ => {}
        }
    }
    out
}

/// An element of text on a line of its own.
pub fn line(out: &mut String, depth: usize, name: &str, content: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{:width$}<{name}>{}</{name}>", "", text(content), width = depth * 2);
}
