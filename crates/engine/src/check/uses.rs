//! Uses gather in memory and are written a minute's worth at a time (`write`): a program that asks
//! every second costs one row a minute, and a killed server forgets a minute of them at most. The
//! same for programs that still use what has ended.

use super::{Knock, shelf::Kept};
use countersign_core::{
    app_password::{IDLE, Protocol, Use},
    id::{AccountId, AppPasswordId},
    time::{Time, days, seconds},
};
use std::{
    collections::{BTreeMap, HashMap},
    net::IpAddr,
    ops::Bound,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use store::app_password::Still;

/// How long uses of one app password gather; the job that writes comes every five seconds.
const SPAN: Duration = seconds(55);
/// How many are looked at with the lock in hand.
const LOOKED: usize = 1000;
/// What nobody used for so long is forgotten here.
const QUIET: Duration = seconds(600);
/// Former secrets that are remembered at once.
const STILL_MOST: usize = 16_384;
/// Longest name of a program, in letters.
const PROGRAM_MOST: usize = 60;

/// A secret that has ended, and a program still uses.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Former {
    AppPassword(AppPasswordId),
    /// By its print.
    Password(AccountId, u16),
}

/// What was seen of one app password.
#[derive(Clone, Debug)]
pub struct Seen {
    pub account: AccountId,
    pub last: Use,
    /// All it was used for since it was first seen here.
    pub protocols: Vec<Protocol>,
    /// Another network than that of the last use that was written; `first`: there was none.
    pub moved: bool,
    pub first: bool,
    /// The end that is written.
    pub end: Time,
    /// Since when there is something to write.
    dirty: Option<Time>,
}

/// What was seen of a former secret.
#[derive(Clone, Debug)]
pub struct StillSeen {
    pub account: AccountId,
    pub still: Still,
    dirty: Option<Time>,
}

/// What is to be written, and where to go on; nowhere at the end.
pub struct Due {
    pub due: Vec<(AppPasswordId, Seen)>,
    pub next: Option<Box<str>>,
}

#[derive(Default)]
pub(crate) struct Uses {
    live: Mutex<BTreeMap<Box<str>, Seen>>,
    still: Mutex<HashMap<Former, StillSeen>>,
}

impl Uses {
    pub fn see(&self, kept: &Kept, knock: &Knock, now: Time) {
        let mut live = locked(&self.live);
        if let Some(seen) = live.get_mut(kept.id_text()) {
            seen.again(knock, now);
            return;
        }
        let protocol = knock.protocol;
        let seen = Seen {
            account: kept.account(),
            last: Use { at: now, source: knock.source.clone(), protocol },
            protocols: vec![protocol],
            moved: kept.network != Some(Network::of(&knock.source)),
            first: kept.network.is_none(),
            end: kept.end_written,
            dirty: Some(now),
        };
        live.insert(kept.id_text().into(), seen);
    }

    pub fn still(&self, former: Former, account: AccountId, knock: &Knock, now: Time) {
        let last = Use { at: now, source: knock.source.clone(), protocol: knock.protocol };
        let still = Still { last, program: program(knock) };
        let mut known = locked(&self.still);
        if let Some(seen) = known.get_mut(&former) {
            seen.still = still;
            seen.dirty.get_or_insert(now);
        } else if known.len() < STILL_MOST {
            known.insert(former, StillSeen { account, still, dirty: Some(now) });
        }
    }

    /// What this server has seen of one, written or not.
    pub fn of(&self, id: &AppPasswordId) -> Option<Seen> {
        locked(&self.live).get(id.as_str()).cloned()
    }

    /// Takes what is due to be written of the next `LOOKED` that come after `after`; `all` of it
    /// when the server stops. In the order of their ids, which is that of the rows, and a few at a
    /// time: nobody who uses one waits longer than that. The first use of all is due at once: a
    /// page waits for it.
    pub fn due(&self, now: Time, all: bool, after: Option<&str>) -> Due {
        let mut live = locked(&self.live);
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let (mut due, mut quiet, mut last, mut looked) = (Vec::new(), Vec::new(), None, 0);
        for (id, seen) in live.range_mut::<str, _>((from, Bound::Unbounded)).take(LOOKED) {
            (looked, last) = (looked + 1, Some(id));
            let ripe = |since| all || seen.first || ripe(since, now);
            if seen.dirty.is_some_and(ripe) {
                due.push((AppPasswordId::from(&**id), seen.clone()));
                (seen.dirty, seen.moved, seen.first) = (None, false, false);
                seen.end = seen.written_end();
            } else if seen.dirty.is_none() && now.since(seen.last.at) >= QUIET {
                quiet.push(id.clone());
            }
        }
        let next = last.filter(|_| looked == LOOKED).cloned();
        for id in quiet {
            live.remove(&id);
        }
        Due { due, next }
    }

    pub fn still_due(&self, now: Time, all: bool) -> Vec<(Former, StillSeen)> {
        let mut still = locked(&self.still);
        still.retain(|_, seen| seen.dirty.is_some() || now.since(seen.still.last.at) < QUIET);
        let ripe = |seen: &StillSeen| seen.dirty.is_some_and(|since| all || ripe(since, now));
        let due = still.iter_mut().filter(|(_, seen)| ripe(seen));
        due.map(|(former, seen)| {
            seen.dirty = None;
            (former.clone(), seen.clone())
        })
        .collect()
    }

    /// They could not be written: the next round takes them again.
    pub fn give_back(&self, due: &[(AppPasswordId, Seen)]) {
        let mut live = locked(&self.live);
        for (id, taken) in due {
            if let Some(seen) = live.get_mut(id.as_str()) {
                (seen.dirty, seen.end) = (taken.dirty, taken.end);
                seen.moved |= taken.moved;
                seen.first |= taken.first;
            }
        }
    }
}

impl Seen {
    fn again(&mut self, knock: &Knock, now: Time) {
        self.dirty.get_or_insert(now);
        self.last.at = self.last.at.max(now);
        self.last.protocol = knock.protocol;
        if !self.protocols.contains(&knock.protocol) {
            self.protocols.push(knock.protocol);
        }
        if self.last.source != knock.source {
            self.moved |= Network::of(&self.last.source) != Network::of(&knock.source);
            self.last.source.clone_from(&knock.source);
        }
    }

    /// The end that disuse leads to, if it is a day away from the one that is written: the index
    /// of ends need not move with every use.
    pub fn later_end(&self) -> Option<Time> {
        let end = self.last.at.plus(IDLE);
        (end.since(self.end) >= days(1)).then_some(end)
    }

    fn written_end(&self) -> Time {
        self.later_end().unwrap_or(self.end)
    }
}

/// Whether what has waited since `since` is to be written. A clock that was set back makes it due,
/// not late for ever.
fn ripe(since: Time, now: Time) -> bool {
    since > now || now.since(since) >= SPAN
}

/// The network an address is in, as wide as a provider's: phones change theirs all day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// A door that tells no address.
    Unknown,
    V4([u8; 2]),
    V6([u16; 2]),
}

impl Network {
    pub fn of(source: &str) -> Self {
        match source.parse::<IpAddr>().map(|address| address.to_canonical()) {
            Ok(IpAddr::V4(v4)) => {
                let [a, b, ..] = v4.octets();
                Self::V4([a, b])
            }
            Ok(IpAddr::V6(v6)) => {
                let [a, b, ..] = v6.segments();
                Self::V6([a, b])
            }
            Err(_) => Self::Unknown,
        }
    }

    /// How a network that programs of an account come from is kept beside its browsers.
    pub fn name(self) -> String {
        match self {
            Self::Unknown => "network".into(),
            Self::V4([a, b]) => format!("network {a}.{b}.0.0/16"),
            Self::V6([a, b]) => format!("network {a:x}:{b:x}::/32"),
        }
    }
}

/// What a program calls itself, in one line.
pub fn program(knock: &Knock) -> String {
    let named = knock.program.as_deref().unwrap_or_default().trim();
    named.chars().filter(|letter| !letter.is_control()).take(PROGRAM_MOST).collect()
}

fn locked<T>(map: &Mutex<T>) -> MutexGuard<'_, T> {
    map.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
