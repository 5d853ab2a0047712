//! How many connections there are, altogether and from one mail server, and how much they have
//! under way (ML-4, AV-2).

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::Semaphore;

/// Checks of one mail server that may be under way at once, on all its connections.
const RUNNING_OF_ONE: usize = 8192;

/// Counts; cheap to clone.
#[derive(Clone)]
pub struct Seats(Arc<Inner>);

struct Inner {
    most: usize,
    of_one: usize,
    peers: Mutex<HashMap<Peer, Counts>>,
}

/// A mail server: its address, or nothing for those on a socket of this machine.
pub type Peer = Option<IpAddr>;

struct Counts {
    connections: usize,
    running: Arc<Semaphore>,
}

impl Seats {
    pub fn new(most: usize, of_one: usize) -> Self {
        Self(Arc::new(Inner { most, of_one, peers: Mutex::default() }))
    }

    /// A place for one more connection, if there is one.
    pub fn enter(&self, peer: Peer) -> Option<Seat> {
        let mut peers = self.0.peers.lock().unwrap_or_else(PoisonError::into_inner);
        let total: usize = peers.values().map(|counts| counts.connections).sum();
        let own = peers.get(&peer).map_or(0, |counts| counts.connections);
        // Whoever may open a socket of this machine was let in by its owner.
        let share = if peer.is_some() { self.0.of_one } else { self.0.most };
        if total >= self.0.most || own >= share {
            return None;
        }
        let counts = peers.entry(peer).or_insert_with(|| Counts {
            connections: 0,
            running: Arc::new(Semaphore::new(RUNNING_OF_ONE)),
        });
        counts.connections += 1;
        let running = Arc::clone(&counts.running);
        drop(peers);
        Some(Seat { seats: self.clone(), peer, running })
    }
}

/// One connection's place; given back when it closes.
pub struct Seat {
    seats: Seats,
    pub peer: Peer,
    /// What its mail server may have under way.
    pub running: Arc<Semaphore>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut peers = self.seats.0.peers.lock().unwrap_or_else(PoisonError::into_inner);
        match peers.get_mut(&self.peer) {
            Some(counts) if counts.connections > 1 => counts.connections -= 1,
            _ => drop(peers.remove(&self.peer)),
        }
    }
}
