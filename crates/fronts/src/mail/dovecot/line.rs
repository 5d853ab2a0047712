//! Lines of the Dovecot authentication protocol: fields by TAB, lines by LF, and the five bytes
//! that would break them escaped. No I/O, and nothing is kept that is longer than a line may be.

use crate::mail::{Caller, address, words};
use countersign_core::app_password::Protocol;
use std::borrow::Cow;

/// Longest line of a client, in bytes without its LF (ML-4).
pub const LINE_MOST: usize = 8 * 1024;

/// What a client can say. A word that is not known is not an error: newer minor versions have more.
#[derive(Debug, PartialEq, Eq)]
pub enum Line<'a> {
    Version {
        major: u32,
        minor: u32,
    },
    Cpid,
    /// Begins an exchange. `response` is in base64.
    Auth {
        id: u32,
        mechanism: &'a str,
        caller: Caller,
        response: Option<&'a [u8]>,
    },
    /// Goes on with one, in base64.
    Cont {
        id: u32,
        data: &'a [u8],
    },
    /// Nobody waits for the answer any more.
    Cancel {
        id: u32,
    },
    Unknown,
}

/// Longest name of a session that is kept, in bytes.
const SESSION_MOST: usize = 64;

/// Reads a line without its LF; nothing if a word that is known comes without what it needs.
pub fn parse(line: &[u8]) -> Option<Line<'_>> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let mut fields = line.split(|byte| *byte == b'\t');
    Some(match fields.next()? {
        b"VERSION" => {
            Line::Version { major: number(fields.next()?)?, minor: number(fields.next()?)? }
        }
        b"CPID" => {
            number(fields.next()?)?;
            Line::Cpid
        }
        b"AUTH" => {
            let id = number(fields.next()?)?;
            let mechanism = std::str::from_utf8(fields.next()?).ok()?;
            let (caller, response) = caller(fields);
            Line::Auth { id, mechanism, caller, response }
        }
        b"CONT" => Line::Cont { id: number(fields.next()?)?, data: fields.next().unwrap_or(b"") },
        b"CANCEL" => Line::Cancel { id: number(fields.next()?)? },
        _ => Line::Unknown,
    })
}

/// By key, not by place: servers send them in any order. Only `resp` is always last.
fn caller<'a>(fields: impl Iterator<Item = &'a [u8]>) -> (Caller, Option<&'a [u8]>) {
    let mut caller = Caller { secured: Some(false), ..Caller::default() };
    for field in fields {
        let at = field.iter().position(|byte| *byte == b'=').unwrap_or(field.len());
        let (key, rest) = field.split_at(at);
        let value = rest.get(1..).unwrap_or_default();
        match key {
            b"resp" => return (caller, Some(value)),
            b"service" => caller.protocol = text(value).and_then(|word| Protocol::parse(&word)),
            b"rip" => caller.source = text(value).map(|word| address(&word)).unwrap_or_default(),
            // Dovecot 2.4 says by what.
            b"secured" => caller.secured = Some(true),
            b"session" => {
                caller.session = text(value).and_then(|word| words(&word, SESSION_MOST));
            }
            _ => {}
        }
    }
    (caller, None)
}

fn text(value: &[u8]) -> Option<Cow<'_, str>> {
    match unescaped(value) {
        Cow::Borrowed(bytes) => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
        Cow::Owned(bytes) => String::from_utf8(bytes).ok().map(Cow::Owned),
    }
}

fn number(field: &[u8]) -> Option<u32> {
    std::str::from_utf8(field).ok()?.parse().ok()
}

/// Puts text into a field: nothing of it can end the field or the line (ML-5).
pub fn escape(into: &mut Vec<u8>, text: &[u8]) {
    for byte in text {
        let letter = match byte {
            0 => b'0',
            1 => b'1',
            b'\t' => b't',
            b'\r' => b'r',
            b'\n' => b'n',
            other => {
                into.push(*other);
                continue;
            }
        };
        into.extend_from_slice(&[1, letter]);
    }
}

/// The other way round. A letter that means nothing stands for itself, as Dovecot has it.
pub fn unescaped(field: &[u8]) -> Cow<'_, [u8]> {
    if !field.contains(&1) {
        return Cow::Borrowed(field);
    }
    let mut out = Vec::with_capacity(field.len());
    let mut bytes = field.iter();
    while let Some(byte) = bytes.next() {
        if *byte != 1 {
            out.push(*byte);
            continue;
        }
        match bytes.next() {
            Some(b'0') => out.push(0),
            Some(b'1') => out.push(1),
            Some(b't') => out.push(b'\t'),
            Some(b'r') => out.push(b'\r'),
            Some(b'n') => out.push(b'\n'),
            Some(other) => out.push(*other),
            None => {}
        }
    }
    Cow::Owned(out)
}
