//! What changed: how a copy of rows in memory knows that it is old.
//!
//! A row that is copied goes by names: its own, its account's, its session's. Each name falls on
//! one of a few thousand counters, which who keeps a copy notes. A write that names what it touches
//! counts them on after it was committed and before it is answered. As long as the counters stand,
//! the copy is what the database holds, but for what other servers wrote.
//!
//! The names are often known only from the rows, so the counters are noted after the reading; a
//! clock of all writes tells whether one came between.
//!
//! A write to a watched table that names nothing counts for every name: to forget one costs time,
//! never truth.

use std::{
    hash::{BuildHasher as _, RandomState},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// More of them only make it rarer that two names share one.
const COUNTERS: usize = 4096;
/// Tables whose rows are copied.
const WATCHED: [&str; 5] = ["account", "method", "oauth_grant", "oauth_token", "session"];

pub(super) struct Watch {
    counters: Vec<AtomicU64>,
    all: AtomicU64,
    /// Writes that were told of.
    told: AtomicU64,
    hasher: RandomState,
}

/// How many writes had been told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment(u64);

/// The counters of some names at a moment.
#[derive(Clone, Debug)]
pub struct Noted {
    all: u64,
    counters: Vec<(usize, u64)>,
}

impl Watch {
    pub(super) fn new() -> Self {
        Self {
            counters: (0..COUNTERS).map(|_| AtomicU64::new(0)).collect(),
            all: AtomicU64::new(0),
            told: AtomicU64::new(0),
            hasher: RandomState::new(),
        }
    }

    pub(super) fn moment(&self) -> Moment {
        Moment(self.told.load(Ordering::SeqCst))
    }

    /// The counters of what was read since `moment`; nothing if a write came between.
    pub(super) fn note(&self, moment: Moment, names: &[&[u8]]) -> Option<Noted> {
        let counters = names.iter().map(|name| {
            let at = self.place(name);
            (at, self.at(at))
        });
        let noted = Noted { all: self.all.load(Ordering::SeqCst), counters: counters.collect() };
        (self.moment() == moment).then_some(noted)
    }

    pub(super) fn unchanged(&self, noted: &Noted) -> bool {
        noted.all == self.all.load(Ordering::SeqCst)
            && noted.counters.iter().all(|(at, then)| self.at(*at) == *then)
    }

    fn at(&self, place: usize) -> u64 {
        self.counters.get(place).map_or(0, |counter| counter.load(Ordering::SeqCst))
    }

    fn place(&self, name: &[u8]) -> usize {
        let hash = self.hasher.hash_one(name);
        usize::try_from(hash % COUNTERS as u64).unwrap_or(0)
    }
}

/// What one transaction touched; told when it was committed.
pub(super) struct Marks {
    watch: Arc<Watch>,
    places: Vec<usize>,
    all: bool,
    /// The next statement was given a name.
    named: bool,
}

impl Marks {
    pub(super) const fn new(watch: Arc<Watch>) -> Self {
        Self { watch, places: Vec::new(), all: false, named: false }
    }

    #[cfg(test)]
    pub(super) fn none() -> Self {
        Self::new(Arc::new(Watch::new()))
    }

    pub(super) fn name(&mut self, name: &[u8]) {
        self.places.push(self.watch.place(name));
        self.named = true;
    }

    /// A statement was run and changed so many rows.
    pub(super) fn ran(&mut self, sql: &str, changed: u64) {
        let named = std::mem::take(&mut self.named);
        self.all |= changed > 0 && !named && watched(sql);
    }

    /// Counts on what was touched. The clock goes first: whoever notes a counter that was counted
    /// on sees that the clock moved, and keeps nothing it read before.
    pub(super) fn tell(&self) {
        self.watch.told.fetch_add(1, Ordering::SeqCst);
        for counter in self.places.iter().filter_map(|at| self.watch.counters.get(*at)) {
            counter.fetch_add(1, Ordering::SeqCst);
        }
        if self.all {
            self.watch.all.fetch_add(1, Ordering::SeqCst);
        }
    }
}

/// Whether a statement may change a row that is copied somewhere. New rows are nobody's copy yet,
/// except a new method, which changes what is known of its account.
fn watched(sql: &str) -> bool {
    let table = sql
        .strip_prefix("UPDATE ")
        .or_else(|| sql.strip_prefix("DELETE FROM "))
        .or_else(|| sql.strip_prefix("INSERT INTO ").filter(|rest| rest.starts_with("method ")));
    let table = table.and_then(|rest| rest.split_ascii_whitespace().next());
    table.is_some_and(|table| WATCHED.contains(&table))
}

#[cfg(test)]
mod tests;
