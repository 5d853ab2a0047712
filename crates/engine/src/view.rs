//! Copies of rows that every request asks for, kept in memory while they are known to be what the
//! database holds.
//!
//! A change made here is seen at the next request, because the write names what it touches
//! (`store::Tx::on`). One made by another server is seen within five seconds, because a copy is
//! never used longer than that unless this process owns the database alone. What depends on the
//! time (an end, a pause) is never copied: it is asked of the copy each time.

use countersign_core::time::{Time, seconds};
use std::{
    collections::HashMap,
    hash::{BuildHasher as _, RandomState},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use store::{Db, Noted};

/// How long another server's change may stay unseen (AU-6).
const GOOD: Duration = seconds(5);
/// Threads rarely want the same shelf.
const SHELVES: usize = 16;
/// Copies on a shelf; a full one is emptied, which costs a read each.
const MOST: usize = 1024;

pub(crate) struct View<T> {
    shelves: Vec<Mutex<HashMap<Vec<u8>, Copied<T>>>>,
    hasher: RandomState,
}

struct Copied<T> {
    value: T,
    noted: Noted,
    read_at: Time,
}

impl<T: Clone> View<T> {
    pub fn new() -> Self {
        let shelves = (0..SHELVES).map(|_| Mutex::default()).collect();
        Self { shelves, hasher: RandomState::new() }
    }

    /// The copy under `key`, if it is still good.
    pub fn get(&self, db: &Db, now: Time, key: &[u8]) -> Option<T> {
        let shelf = self.shelf(key)?;
        let copied = shelf.get(key)?;
        // A clock that was set back says nothing about how old it is.
        let young = copied.read_at <= now && now.since(copied.read_at) < GOOD;
        ((db.alone() || young) && db.unchanged(&copied.noted)).then(|| copied.value.clone())
    }

    /// Keeps what was read, if it may be kept.
    pub fn put(&self, key: &[u8], noted: Option<Noted>, read_at: Time, value: T) {
        let Some((noted, mut shelf)) = noted.zip(self.shelf(key)) else { return };
        if shelf.len() >= MOST {
            shelf.clear();
        }
        shelf.insert(key.to_vec(), Copied { value, noted, read_at });
    }

    pub fn forget(&self, key: &[u8]) {
        if let Some(mut shelf) = self.shelf(key) {
            shelf.remove(key);
        }
    }

    fn shelf(&self, key: &[u8]) -> Option<MutexGuard<'_, HashMap<Vec<u8>, Copied<T>>>> {
        let at = self.hasher.hash_one(key) % SHELVES as u64;
        let shelf = self.shelves.get(usize::try_from(at).ok()?)?;
        Some(shelf.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<T: Clone> Default for View<T> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests;
