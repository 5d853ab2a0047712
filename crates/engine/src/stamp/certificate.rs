//! The certificate a profile is signed with: one that was configured, or one made here, which
//! names the organisation and vouches for nothing but that later profiles come from the same house.

use super::{
    der::{self, bits, boolean, element, explicit, integer, object, octets, sequence, set, text},
    pair::Pair,
};
use countersign_core::time::{Time, days};

/// Ours is good that long.
const LIFE_DAYS: u64 = 3650;
/// Clocks of phones may be slow.
const EARLIER_DAYS: u64 = 1;
/// Longest name in a certificate, in letters (RFC 5280, appendix A.1, ub-common-name).
const NAME_MOST: usize = 64;

const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const ORGANIZATION: &[u8] = &[0x55, 0x04, 0x0a];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
const KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x0f];
const SUBJECT_KEY: &[u8] = &[0x55, 0x1d, 0x0e];
/// Version 3 (RFC 5280 §4.1.2.1).
const VERSION_3: &[u8] = &[2];
/// Seven bits unused, the first set: `digitalSignature`.
const DIGITAL_SIGNATURE: &[u8] = &[0x07, 0x80];

/// What of a certificate stands in a signature made with it.
pub struct Named {
    /// Name of who issued it, as it stands there.
    pub issuer: Vec<u8>,
    /// Its number, as it stands there.
    pub serial: Vec<u8>,
}

/// Reads issuer and number (RFC 5280 §4.1); nothing if it is no certificate.
pub fn named(certificate: &[u8]) -> Option<Named> {
    let (_, body, _) = der::first(certificate)?;
    let (_, inner, _) = der::first(body)?;
    // The version comes first, unless it is 1.
    let (tag, _, after) = der::first(inner)?;
    let rest = if tag == 0xa0 { after } else { inner };
    let (serial, rest) = der::whole(rest)?;
    let (_, rest) = der::whole(rest)?;
    let (issuer, _) = der::whole(rest)?;
    (serial.first() == Some(&der::INTEGER) && issuer.first() == Some(&der::SEQUENCE))
        .then(|| Named { issuer: issuer.to_vec(), serial: serial.to_vec() })
}

/// A certificate of `pair` for the organisation, signed by itself. `serial` is drawn by the caller.
pub fn make(pair: &Pair, organisation: &str, now: Time, serial: [u8; 16]) -> Option<Vec<u8>> {
    let name = name(organisation);
    let begin = now.minus(days(EARLIER_DAYS));
    let end = now.plus(days(LIFE_DAYS));
    // Positive, and 20 bytes at most (RFC 5280 §4.1.2.2).
    let [first, rest @ ..] = serial;
    let serial = [&[first & 0x7f | 0x40], rest.as_slice()].concat();
    let inner = sequence(&[
        &explicit(0, &element(der::INTEGER, VERSION_3)),
        &integer(&serial),
        &pair.algorithm(),
        &name,
        &sequence(&[&der::time(begin.0), &der::time(end.0)]),
        &name,
        &pair.public(),
        &explicit(3, &extensions(pair)),
    ]);
    let signature = pair.sign(&inner)?;
    Some(sequence(&[&inner, &pair.algorithm(), &bits(&signature)]))
}

fn name(organisation: &str) -> Vec<u8> {
    let short: String = organisation.chars().take(NAME_MOST).collect();
    let part = |kind: &[u8]| set(vec![sequence(&[&object(kind), &text(&short)])]);
    sequence(&[&part(ORGANIZATION), &part(COMMON_NAME)])
}

fn extensions(pair: &Pair) -> Vec<u8> {
    let one =
        |kind: &[u8], value: &[u8]| sequence(&[&object(kind), &boolean(true), &octets(value)]);
    let id = crate::vault::sha256(&pair.public());
    let id = octets(id.first_chunk::<20>().map_or(&[][..], |id| id.as_slice()));
    sequence(&[
        &one(BASIC_CONSTRAINTS, &sequence(&[])),
        &one(KEY_USAGE, &element(0x03, DIGITAL_SIGNATURE)),
        &sequence(&[&object(SUBJECT_KEY), &octets(&id)]),
    ])
}
