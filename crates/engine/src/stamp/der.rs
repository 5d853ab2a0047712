//! Just enough DER (X.690) to write a certificate and a signature: every element is tag, length
//! and content, and whatever is inside was written before.

pub const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
pub const OCTET_STRING: u8 = 0x04;
const NULL: u8 = 0x05;
const OBJECT: u8 = 0x06;
const UTF8: u8 = 0x0c;
pub const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// One element.
pub fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    length(&mut out, content.len());
    out.extend_from_slice(content);
    out
}

/// The shortest form of a length (X.690 §10.1).
fn length(out: &mut Vec<u8>, length: usize) {
    let bytes = length.to_be_bytes();
    let short: Vec<u8> = bytes.iter().copied().skip_while(|byte| *byte == 0).collect();
    match short.as_slice() {
        [] => out.push(0),
        [one] if *one < 0x80 => out.push(*one),
        more => {
            out.push(0x80 | u8::try_from(more.len()).unwrap_or(8));
            out.extend_from_slice(more);
        }
    }
}

pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(SEQUENCE, &parts.concat())
}

/// A set is written in the order of its elements' bytes (X.690 §11.6).
pub fn set(mut parts: Vec<Vec<u8>>) -> Vec<u8> {
    parts.sort();
    element(SET, &parts.concat())
}

/// `[n]` around what is there.
pub fn explicit(number: u8, content: &[u8]) -> Vec<u8> {
    element(0xa0 | number, content)
}

/// A number that is not negative, from its bytes.
pub fn integer(bytes: &[u8]) -> Vec<u8> {
    let mut short: Vec<u8> = bytes.iter().copied().skip_while(|byte| *byte == 0).collect();
    if short.first().is_none_or(|first| *first >= 0x80) {
        short.insert(0, 0);
    }
    element(INTEGER, &short)
}

pub fn octets(bytes: &[u8]) -> Vec<u8> {
    element(OCTET_STRING, bytes)
}

/// Whole bytes.
pub fn bits(bytes: &[u8]) -> Vec<u8> {
    element(BIT_STRING, &[&[0], bytes].concat())
}

pub fn null() -> Vec<u8> {
    element(NULL, &[])
}

pub fn boolean(truth: bool) -> Vec<u8> {
    element(0x01, &[if truth { 0xff } else { 0 }])
}

pub fn text(text: &str) -> Vec<u8> {
    element(UTF8, text.as_bytes())
}

/// An object identifier, already in the form it is written in: the tables of the callers say so.
pub fn object(encoded: &[u8]) -> Vec<u8> {
    element(OBJECT, encoded)
}

/// Milliseconds as a time: of two digits for the year until 2049, of four after (RFC 5280
/// §4.1.2.5).
pub fn time(millis: i64) -> Vec<u8> {
    let at = jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let at = at.to_zoned(jiff::tz::TimeZone::UTC);
    match at.year() {
        1950..=2049 => element(UTC_TIME, at.strftime("%y%m%d%H%M%SZ").to_string().as_bytes()),
        _ => element(GENERALIZED_TIME, at.strftime("%Y%m%d%H%M%SZ").to_string().as_bytes()),
    }
}

/// The element at the front: its tag, its content, and what follows it. Nothing if it is not whole.
pub fn first(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = der.split_first()?;
    let (short, rest) = rest.split_first()?;
    if *short < 0x80 {
        let (content, after) = rest.split_at_checked(usize::from(*short))?;
        return Some((*tag, content, after));
    }
    let (bytes, rest) = rest.split_at_checked(usize::from(short & 0x7f))?;
    let length = bytes
        .iter()
        .try_fold(0usize, |sum, byte| sum.checked_mul(256)?.checked_add(usize::from(*byte)))?;
    let (content, after) = rest.split_at_checked(length)?;
    Some((*tag, content, after))
}

/// The bytes of the first element as they stand, and what follows it.
pub fn whole(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (_, _, after) = first(der)?;
    der.split_at_checked(der.len().checked_sub(after.len())?)
}
