//! What is known of secrets that are no app passwords, so that the same one is compared once.
//!
//! Kept by a keyed hash of the account and the secret, in this process only, for a day or until the
//! account's password changes. Bounded: whoever fills it makes others compare once more.

use countersign_core::{
    app_password::{Protocol, Refusal},
    id::AccountId,
    time::{Time, days, minutes, seconds},
};
use std::{
    collections::{HashMap, VecDeque},
    hash::Hash,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// Half a SHA-256: what a secret of an account is known by.
pub type Print = [u8; 16];

const KNOWN_MOST: usize = 65_536;
const KNOWN: Duration = days(1);
/// Different wrong secrets that one address may try for one account by one protocol in `SPELL`.
pub const TRIES: u32 = 5;
const SPELL: Duration = minutes(15);
const COUNTED_MOST: usize = 65_536;
/// Accounts whose last tries are remembered, and how many of each.
const OWNERS_MOST: usize = 8_192;
const LAST_MOST: usize = 8;
const TOLD_MOST: usize = 16_384;
/// Different wrong secrets one address may try in a minute, whatever the account; right ones are
/// not counted, as a whole office may be behind one address.
pub const WRONG_A_MINUTE: u32 = 30;
const MINUTE: Duration = minutes(1);
/// The same secret asked for many times at once waits this long for its one comparison.
const TURN: Duration = seconds(5);
const TURNS: usize = 64;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Wrong,
    /// The account's password. What it opens is decided each time.
    Right,
    /// A password the account had before; its short print.
    Former(u16),
}

#[derive(Clone, Copy)]
struct Known {
    verdict: Verdict,
    generation: i64,
    at: Time,
}

/// A try that opened nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Try {
    pub at: Time,
    pub source: String,
    pub protocol: Protocol,
    pub why: Refusal,
}

/// One address trying one account by one protocol.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Spell {
    pub owner: String,
    pub source: String,
    pub protocol: Protocol,
}

impl Spell {
    /// Whose address it is, for what is counted by address. One that was not told is shared by
    /// everybody behind that server, so each account has its own.
    fn shared(&self) -> &str {
        if self.source.is_empty() { &self.owner } else { &self.source }
    }
}

/// Whether a secret may be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum May {
    Go,
    /// Too many for this account from there.
    Not,
    /// Too many from there at all. Others are behind the same address: they are told to come back,
    /// not that they are wrong.
    Later,
}

pub(crate) struct Memory {
    known: Mutex<HashMap<Print, Known>>,
    spells: Mutex<HashMap<Spell, (Time, u32)>>,
    last: Mutex<HashMap<AccountId, VecDeque<Try>>>,
    told: Mutex<HashMap<String, Time>>,
    sources: Mutex<HashMap<String, (Time, u32)>>,
    turns: Vec<tokio::sync::Mutex<()>>,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            known: Mutex::default(),
            spells: Mutex::default(),
            last: Mutex::default(),
            told: Mutex::default(),
            sources: Mutex::default(),
            turns: (0..TURNS).map(|_| tokio::sync::Mutex::new(())).collect(),
        }
    }
}

impl Memory {
    pub fn recall(&self, print: &Print, generation: i64, now: Time) -> Option<Verdict> {
        let known = locked(&self.known).get(print).copied()?;
        let young = known.at <= now && now.since(known.at) < KNOWN;
        (young && known.generation == generation).then_some(known.verdict)
    }

    pub fn remember(&self, print: Print, generation: i64, verdict: Verdict, now: Time) {
        let known = Known { verdict, generation, at: now };
        put(&mut locked(&self.known), print, known, KNOWN_MOST);
    }

    /// The turn to find out about a secret: of many that bring the same, one compares.
    pub async fn turn(&self, print: &Print) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        let turn = self.turns.get(usize::from(print[0]) % TURNS)?;
        tokio::time::timeout(TURN, turn.lock()).await.ok()
    }

    /// Whether one more secret may be compared for this account, from this address.
    pub fn may_compare(&self, spell: &Spell, now: Time) -> May {
        let source = locked(&self.sources).get(spell.shared()).copied();
        if source.is_some_and(|counted| within(counted, MINUTE, now) >= WRONG_A_MINUTE) {
            return May::Later;
        }
        let tried = locked(&self.spells).get(spell).copied();
        match tried.is_some_and(|counted| within(counted, SPELL, now) >= TRIES) {
            true => May::Not,
            false => May::Go,
        }
    }

    /// A different secret was wrong.
    pub fn count(&self, spell: Spell, now: Time) {
        let shared = spell.shared().to_owned();
        more(&mut locked(&self.sources), shared, MINUTE, now);
        more(&mut locked(&self.spells), spell, SPELL, now);
    }

    /// Notes a try for the page that waits for a good one.
    pub fn note(&self, account: &AccountId, seen: Try) {
        let mut last = locked(&self.last);
        if let Some(tries) = last.get_mut(account) {
            if tries.len() >= LAST_MOST {
                tries.pop_front();
            }
            tries.push_back(seen);
            return;
        }
        put(&mut last, account.clone(), VecDeque::from([seen]), OWNERS_MOST);
    }

    pub fn tries(&self, account: &AccountId, since: Time) -> Vec<Try> {
        let last = locked(&self.last);
        let tries = last.get(account).into_iter().flatten();
        tries.filter(|seen| seen.at >= since).cloned().collect()
    }

    /// Whether this server knows that `what` was told within `span`.
    pub fn was_told(&self, what: &str, span: Duration, now: Time) -> bool {
        let told = locked(&self.told).get(what).copied();
        told.is_some_and(|at| at <= now && now.since(at) < span)
    }

    pub fn told(&self, what: String, now: Time) {
        put(&mut locked(&self.told), what, now, TOLD_MOST);
    }

    pub fn sweep(&self, now: Time) {
        locked(&self.sources).retain(|_, counted| within(*counted, MINUTE, now) > 0);
        locked(&self.known).retain(|_, known| now.since(known.at) < KNOWN);
        locked(&self.spells).retain(|_, counted| within(*counted, SPELL, now) > 0);
        locked(&self.told).retain(|_, at| now.since(*at) < KNOWN);
        let recent =
            |tries: &VecDeque<Try>| tries.back().is_some_and(|it| now.since(it.at) < SPELL);
        locked(&self.last).retain(|_, tries| recent(tries));
    }
}

/// How many were counted, if it was in this span.
fn within((since, count): (Time, u32), span: Duration, now: Time) -> u32 {
    if since <= now && now.since(since) < span { count } else { 0 }
}

/// Counts one more; a span begins with its first.
fn more<K: Clone + Eq + Hash>(
    map: &mut HashMap<K, (Time, u32)>,
    key: K,
    span: Duration,
    now: Time,
) {
    if let Some(counted) = map.get_mut(&key) {
        let before = within(*counted, span, now);
        *counted = if before > 0 { (counted.0, before + 1) } else { (now, 1) };
        return;
    }
    put(map, key, (now, 1), COUNTED_MOST);
}

/// Puts something in; one of the others goes if there is no room.
fn put<K: Clone + Eq + Hash, T>(map: &mut HashMap<K, T>, key: K, value: T, most: usize) {
    if map.len() >= most
        && let Some(any) = map.keys().next().cloned()
    {
        map.remove(&any);
    }
    map.insert(key, value);
}

fn locked<K, T>(map: &Mutex<HashMap<K, T>>) -> MutexGuard<'_, HashMap<K, T>> {
    map.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
