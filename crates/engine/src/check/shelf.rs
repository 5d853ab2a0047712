//! App passwords that were used here, kept in memory while they are known to be what the database
//! holds. Only where this process alone writes to it: on PostgreSQL each check is a read, so that a
//! change is seen at the next request on every node.

use super::{Answer, By, uses::Network};
use countersign_core::{
    account::canonical,
    app_password::{Holder, Terms},
    id::{AccountId, AppPasswordId},
    secret::same,
    time::Time,
};
use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};
use store::{Db, Moment, Noted, app_password::Found};

/// Threads rarely want the same board.
const BOARDS: usize = 16;
/// Copies in all, some 300 bytes each; more are read from the database each time.
const MOST: usize = 393_216;

/// What a door needs of one app password and its owner.
pub(crate) struct Kept {
    hash: [u8; 32],
    id: Box<str>,
    account: Box<str>,
    pub terms: Terms,
    pub networks: Box<[Box<str>]>,
    pub holder: Holder,
    username: Box<str>,
    mail: Box<str>,
    /// Where its last use came from, if there was one, and the end that is written.
    pub network: Option<Network>,
    pub end_written: Time,
}

impl Kept {
    /// As it stands in its row; nothing for a hash of another length.
    pub fn read(found: Found) -> Option<([u8; 32], Arc<Self>)> {
        let hash = *found.secret_hash.first_chunk()?;
        Some((hash, Self::of(vec![found], &hash)?))
    }

    /// The one of `found` that has this very hash.
    pub fn of(found: Vec<Found>, hash: &[u8; 32]) -> Option<Arc<Self>> {
        let found = found.into_iter().find(|found| same(&found.secret_hash, hash))?;
        let shown = &found.app_password;
        Some(Arc::new(Self {
            hash: *hash,
            id: shown.id.as_str().into(),
            account: shown.account.as_str().into(),
            terms: shown.terms(),
            networks: shown.networks.iter().map(|network| network.as_str().into()).collect(),
            holder: found.holder,
            network: shown.last_used.as_ref().map(|last| Network::of(&last.source)),
            end_written: found.end_written,
            username: found.username.into(),
            mail: found.mail.into(),
        }))
    }

    /// Whether a typed name is its owner's user name or address, in any spelling.
    pub fn is_of(&self, typed: &str) -> bool {
        if typed == &*self.username || typed == &*self.mail {
            return true;
        }
        let typed = canonical(typed);
        typed == canonical(&self.username) || typed == canonical(&self.mail)
    }

    pub fn id(&self) -> AppPasswordId {
        AppPasswordId::from(&*self.id)
    }

    pub fn id_text(&self) -> &str {
        &self.id
    }

    pub fn account(&self) -> AccountId {
        AccountId::from(&*self.account)
    }

    pub fn open(&self) -> Answer {
        let (account, mail) = (String::from(&*self.username), String::from(&*self.mail));
        Answer::Open { account, mail, by: By::AppPassword(self.id()) }
    }
}

/// One board: copies by the beginning of their hash.
type Board = HashMap<u64, (Noted, Arc<Kept>)>;

pub(crate) struct Shelf(Vec<RwLock<Board>>);

impl Default for Shelf {
    fn default() -> Self {
        Self((0..BOARDS).map(|_| RwLock::default()).collect())
    }
}

impl Shelf {
    /// The copy, if it is still what the database holds.
    pub fn get(&self, db: &Db, hash: &[u8; 32]) -> Option<Arc<Kept>> {
        let key = key(hash);
        let board = self.board(key)?.read().unwrap_or_else(PoisonError::into_inner);
        let (noted, kept) = board.get(&key)?;
        (same(&kept.hash, hash) && db.unchanged(noted)).then(|| Arc::clone(kept))
    }

    /// Keeps what was read since `moment`, if nothing was written meanwhile.
    pub fn put(&self, db: &Db, moment: Moment, hash: [u8; 32], kept: Arc<Kept>) {
        if !db.alone() {
            return;
        }
        let Some(noted) = db.note(moment, &[kept.account.as_bytes()]) else { return };
        let key = key(&hash);
        let Some(board) = self.board(key) else { return };
        let mut board = board.write().unwrap_or_else(PoisonError::into_inner);
        if board.len() >= MOST / BOARDS
            && let Some(any) = board.keys().next().copied()
        {
            board.remove(&any);
        }
        board.insert(key, (noted, kept));
    }

    pub fn is_full(&self) -> bool {
        let full = |board: &RwLock<Board>| {
            board.read().unwrap_or_else(PoisonError::into_inner).len() >= MOST / BOARDS
        };
        self.0.iter().any(full)
    }

    fn board(&self, key: u64) -> Option<&RwLock<Board>> {
        // Not the bits that a map of the board sorts by.
        let at = usize::try_from(key >> 48).unwrap_or(0) % BOARDS;
        self.0.get(at)
    }
}

fn key(hash: &[u8; 32]) -> u64 {
    u64::from_be_bytes(hash.first_chunk().copied().unwrap_or_default())
}
