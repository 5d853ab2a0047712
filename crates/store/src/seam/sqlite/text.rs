//! `$n` becomes `?n`: SQLite takes `$2` for a name and would bind by order of appearance, silently.

/// The statement as SQLite reads it. Quotes and comments stay as they are.
pub(super) fn numbered(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut inside = Inside::Code;
    let mut rest = sql.chars().peekable();
    while let Some(letter) = rest.next() {
        let next = rest.peek().copied();
        inside = match (inside, letter, next) {
            (Inside::Code, '\'' | '"', _) => Inside::Quote(letter),
            (Inside::Code, '-', Some('-')) => Inside::Line,
            (Inside::Code, '/', Some('*')) => Inside::Block,
            (Inside::Quote(quote), _, _) if letter == quote => Inside::Code,
            (Inside::Line, '\n', _) => Inside::Code,
            (Inside::Block, '*', Some('/')) => Inside::Code,
            (same, _, _) => same,
        };
        let placeholder = inside == Inside::Code
            && letter == '$'
            && next.is_some_and(|letter| letter.is_ascii_digit());
        out.push(if placeholder { '?' } else { letter });
    }
    out
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Code,
    Quote(char),
    Line,
    Block,
}
