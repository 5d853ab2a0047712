//! Uses gather in memory and are written a minute's worth at a time (`write`): a program that asks
//! every second costs one row a minute, and a killed server forgets a minute of them at most. The
//! same for programs that still use what has ended.

use super::{Knock, shelf::Kept};
use countersign_core::{
    app_password::{Protocol, Use},
    id::{AccountId, AppPasswordId},
    time::{Time, seconds},
};
use std::{
    collections::HashMap,
    hash::Hash,
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use store::app_password::Still;

/// Between two writes about one app password; the job that writes comes every five seconds.
const SPAN: Duration = seconds(55);
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

/// What was seen of one app password since it was last written.
#[derive(Clone, Debug)]
pub struct Seen {
    pub account: AccountId,
    pub last: Use,
    /// All it was used for since this server started.
    pub protocols: Vec<Protocol>,
    /// Another network than at the last write, or the first one seen here.
    pub moved: bool,
    dirty: bool,
    written_at: Option<Time>,
    /// When the end that disuse leads to was last moved.
    pub end_moved_at: Option<Time>,
}

/// What was seen of a former secret.
#[derive(Clone, Debug)]
pub struct StillSeen {
    pub account: AccountId,
    pub still: Still,
    dirty: bool,
    written_at: Option<Time>,
}

#[derive(Default)]
pub(crate) struct Uses {
    live: Mutex<HashMap<Box<str>, Seen>>,
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
            moved: true,
            dirty: true,
            written_at: None,
            end_moved_at: None,
        };
        live.insert(kept.id_text().into(), seen);
    }

    pub fn still(&self, former: Former, account: AccountId, knock: &Knock, now: Time) {
        let last = Use { at: now, source: knock.source.clone(), protocol: knock.protocol };
        let still = Still { last, program: program(knock) };
        let mut known = locked(&self.still);
        if let Some(seen) = known.get_mut(&former) {
            seen.still = still;
            seen.dirty = true;
        } else if known.len() < STILL_MOST {
            known.insert(former, StillSeen { account, still, dirty: true, written_at: None });
        }
    }

    /// What this server has seen of one, written or not.
    pub fn of(&self, id: &AppPasswordId) -> Option<Seen> {
        locked(&self.live).get(id.as_str()).cloned()
    }

    /// Takes what is due to be written; `all` of it when the server stops. In the order of their
    /// ids, which is that of the rows.
    pub fn due(&self, now: Time, all: bool) -> Vec<(AppPasswordId, Seen)> {
        let mut live = locked(&self.live);
        live.retain(|_, seen| seen.dirty || now.since(seen.last.at) < QUIET);
        let mut due: Vec<_> = live
            .iter_mut()
            .filter(|(_, seen)| seen.dirty && (all || ripe(seen.written_at, now)))
            .map(|(id, seen)| {
                let taken = (AppPasswordId::from(&**id), seen.clone());
                (seen.dirty, seen.moved, seen.written_at) = (false, false, Some(now));
                taken
            })
            .collect();
        due.sort_by(|a, b| a.0.cmp(&b.0));
        due
    }

    pub fn still_due(&self, now: Time, all: bool) -> Vec<(Former, StillSeen)> {
        let mut still = locked(&self.still);
        still.retain(|_, seen| seen.dirty || now.since(seen.still.last.at) < QUIET);
        let due = still.iter_mut().filter(|(_, it)| it.dirty && (all || ripe(it.written_at, now)));
        due.map(|(former, seen)| {
            (seen.dirty, seen.written_at) = (false, Some(now));
            (former.clone(), seen.clone())
        })
        .collect()
    }

    /// They could not be written: the next round takes them again.
    pub fn give_back(&self, due: &[(AppPasswordId, Seen)]) {
        let mut live = locked(&self.live);
        for (id, taken) in due {
            if let Some(seen) = live.get_mut(id.as_str()) {
                (seen.dirty, seen.written_at) = (true, None);
                seen.moved |= taken.moved;
            }
        }
    }

    pub fn end_moved(&self, id: &AppPasswordId, now: Time) {
        if let Some(seen) = locked(&self.live).get_mut(id.as_str()) {
            seen.end_moved_at = Some(now);
        }
    }
}

impl Seen {
    fn again(&mut self, knock: &Knock, now: Time) {
        self.dirty = true;
        self.last.at = self.last.at.max(now);
        self.last.protocol = knock.protocol;
        if !self.protocols.contains(&knock.protocol) {
            self.protocols.push(knock.protocol);
        }
        if self.last.source != knock.source {
            self.moved |= network(&self.last.source) != network(&knock.source);
            self.last.source.clone_from(&knock.source);
        }
    }
}

fn ripe(written_at: Option<Time>, now: Time) -> bool {
    // A clock that was set back makes it due, not late for ever.
    written_at.is_none_or(|at| at > now || now.since(at) >= SPAN)
}

/// The network an address is in, as wide as a provider's: phones change theirs all day.
pub fn network(source: &str) -> String {
    match source.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V4(v4)) => {
            let [a, b, ..] = v4.octets();
            format!("{a}.{b}.0.0/16")
        }
        Ok(IpAddr::V6(v6)) => {
            let [a, b, ..] = v6.segments();
            format!("{a:x}:{b:x}::/32")
        }
        Err(_) => String::new(),
    }
}

/// What a program calls itself, in one line.
pub fn program(knock: &Knock) -> String {
    let named = knock.program.as_deref().unwrap_or_default().trim();
    named.chars().filter(|letter| !letter.is_control()).take(PROGRAM_MOST).collect()
}

fn locked<K: Eq + Hash, T>(map: &Mutex<HashMap<K, T>>) -> MutexGuard<'_, HashMap<K, T>> {
    map.lock().unwrap_or_else(PoisonError::into_inner)
}
