//! The chain over the audit (LG-4): a row that is changed, taken away or slipped in is found.
//!
//! Each row carries a keyed hash of its own, made where the row is written. Rows are then *sealed*
//! in batches, one after the other: a seal names its rows and carries a keyed hash over them and
//! over the seal before it. So writers never wait for one another, and the chain cannot fork: the
//! number of a seal is taken once. The key is outside the database, so that whoever has only the
//! database can make neither.
//!
//! Rows that were forgotten after their time leave their seal behind, and the chain whole.

use super::AuditEvent;
use crate::{dice::Keyed, id::AuditId, time::Time};

/// A keyed hash as it is kept.
pub type Mac = [u8; 32];

/// What comes before the first seal.
const NOTHING: Mac = [0; 32];

/// Proves that the row was written by us and is as it was.
pub fn mac(keyed: &dyn Keyed, event: &AuditEvent) -> Mac {
    let mut bytes = Vec::with_capacity(256);
    put(&mut bytes, event.id.as_str());
    bytes.extend_from_slice(&event.at.0.to_be_bytes());
    put(&mut bytes, event.what.name());
    put_opt(&mut bytes, event.account.as_ref().map(AsRef::as_ref));
    put_opt(&mut bytes, event.actor.as_ref().map(AsRef::as_ref));
    put_opt(&mut bytes, event.tag.as_deref());
    put(&mut bytes, &event.source);
    put(&mut bytes, &event.device);
    for (name, value) in &event.facts {
        put(&mut bytes, name);
        put(&mut bytes, value);
    }
    keyed.keyed("audit-row", &bytes)
}

/// One link of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// From 1, without gaps.
    pub number: i64,
    pub at: Time,
    /// The rows it is over, in order; empty once they were forgotten.
    pub ids: Vec<AuditId>,
    /// Over the rows and their hashes; stays when they are forgotten.
    pub digest: Vec<u8>,
    pub hash: Vec<u8>,
}

impl Seal {
    /// The seal after `last` over `rows`, which are sorted by id here.
    pub fn over(
        keyed: &dyn Keyed,
        last: Option<&Self>,
        mut rows: Vec<(AuditId, Vec<u8>)>,
        at: Time,
    ) -> Self {
        rows.sort_by(|(a, _), (b, _)| a.as_str().cmp(b.as_str()));
        let digest = digest(keyed, &rows).to_vec();
        let number = last.map_or(0, |last| last.number) + 1;
        let before = last.map_or(NOTHING.as_slice(), |last| &last.hash);
        let hash = link(keyed, before, number, at, &digest).to_vec();
        let ids = rows.into_iter().map(|(id, _)| id).collect();
        Self { number, at, ids, digest, hash }
    }

    /// Whether it follows `last` and nothing about it was changed.
    pub fn follows(&self, keyed: &dyn Keyed, last: Option<&Self>) -> bool {
        let before = last.map_or(NOTHING.as_slice(), |last| &last.hash);
        let right = link(keyed, before, self.number, self.at, &self.digest);
        self.number == last.map_or(0, |last| last.number) + 1 && self.hash == right
    }

    /// Whether it is over exactly `rows`, which come sorted by id.
    pub fn is_over(&self, keyed: &dyn Keyed, rows: &[(AuditId, Vec<u8>)]) -> bool {
        self.digest == digest(keyed, rows)
    }
}

fn digest(keyed: &dyn Keyed, rows: &[(AuditId, Vec<u8>)]) -> Mac {
    let mut bytes = Vec::with_capacity(rows.len() * 80);
    for (id, mac) in rows {
        put(&mut bytes, id.as_str());
        bytes.extend_from_slice(&length(mac.len()));
        bytes.extend_from_slice(mac);
    }
    keyed.keyed("audit-rows", &bytes)
}

fn link(keyed: &dyn Keyed, before: &[u8], number: i64, at: Time, digest: &[u8]) -> Mac {
    let mut bytes = before.to_vec();
    bytes.extend_from_slice(&number.to_be_bytes());
    bytes.extend_from_slice(&at.0.to_be_bytes());
    bytes.extend_from_slice(digest);
    keyed.keyed("audit-seal", &bytes)
}

/// With its length in front, so that no two rows read alike.
fn put(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend_from_slice(&length(text.len()));
    bytes.extend_from_slice(text.as_bytes());
}

/// Nothing is not the empty text.
fn put_opt(bytes: &mut Vec<u8>, text: Option<&str>) {
    bytes.push(u8::from(text.is_some()));
    put(bytes, text.unwrap_or_default());
}

fn length(bytes: usize) -> [u8; 8] {
    u64::try_from(bytes).unwrap_or(u64::MAX).to_be_bytes()
}

#[cfg(test)]
mod tests;
