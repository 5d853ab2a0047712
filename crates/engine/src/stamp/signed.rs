//! A file with its signature around it: `SignedData` with the content inside (RFC 5652 §5), as
//! configuration profiles of Apple devices are signed.

use super::{
    Stamp,
    certificate::named,
    der::{self, element, explicit, integer, null, object, octets, sequence, set},
};
use countersign_core::time::Time;

const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
const CONTENT_TYPE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x03];
const MESSAGE_DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x04];
const SIGNING_TIME: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x05];
const SHA256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];

/// `content`, signed. Nothing if the certificate cannot be read or the key does not sign.
pub fn around(stamp: &Stamp, content: &[u8], now: Time) -> Option<Vec<u8>> {
    let hash = sequence(&[&object(SHA256), &null()]);
    let certificates = stamp.chain.concat();
    let signer = signer(stamp, content, now, &hash)?;
    let signed = sequence(&[
        &integer(&[1]),
        &set(vec![hash]),
        &sequence(&[&object(DATA), &explicit(0, &octets(content))]),
        // [0] IMPLICIT SET OF Certificate: the set's own tag is left out.
        &explicit(0, &certificates),
        &set(vec![signer]),
    ]);
    Some(sequence(&[&object(SIGNED_DATA), &explicit(0, &signed)]))
}

/// `SignerInfo`: who signed, and what exactly (RFC 5652 §5.3).
fn signer(stamp: &Stamp, content: &[u8], now: Time, hash: &[u8]) -> Option<Vec<u8>> {
    let own = named(stamp.chain.first()?)?;
    let attribute = |kind: &[u8], value: Vec<u8>| sequence(&[&object(kind), &set(vec![value])]);
    let attributes = set(vec![
        attribute(CONTENT_TYPE, object(DATA)),
        attribute(SIGNING_TIME, der::time(now.0)),
        attribute(MESSAGE_DIGEST, octets(&crate::vault::sha256(content))),
    ]);
    // What is signed is the set under its own tag; what is sent has [0] instead (RFC 5652 §5.4).
    let signature = stamp.pair.sign(&attributes)?;
    let (_, inside, _) = der::first(&attributes)?;
    Some(sequence(&[
        &integer(&[1]),
        &sequence(&[&own.issuer, &own.serial]),
        hash,
        &element(0xa0, inside),
        &stamp.pair.algorithm(),
        &octets(&signature),
    ]))
}
