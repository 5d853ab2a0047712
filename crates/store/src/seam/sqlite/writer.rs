//! The one writer, and commits that are shared.
//!
//! A transaction is a savepoint on the one writing connection. When it is kept, the connection
//! goes to the next that waits, inside the same transaction of SQLite; when nobody waits, or
//! enough are kept, one COMMIT makes all of them durable, on a thread of its own, and each is
//! answered after it. Alone, a transaction is committed at once.
//!
//! Everything hangs on one rule: the connection is in exactly one hand. Whoever lets go of it
//! calls `pass_on`, and nothing is ever kept without somebody who will commit it.

use super::{Connection, Sqlite};
use crate::{Error, Result, seam::watch::Marks};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc},
    thread,
    time::Duration,
};
use tokio::{sync::oneshot, time::timeout};

pub(super) struct Writer {
    state: Mutex<State>,
    commits: mpsc::Sender<(Arc<Sqlite>, Box<Hand>)>,
    /// How often the disk was waited for.
    #[cfg(test)]
    pub(super) made: std::sync::atomic::AtomicU64,
}

struct State {
    free: Option<Box<Hand>>,
    queue: VecDeque<oneshot::Sender<Lease>>,
}

/// The writing connection with what was kept on it and is not yet committed.
struct Hand {
    connection: Connection,
    kept: Vec<Kept>,
}

/// A transaction that waits for its commit.
struct Kept {
    tell: oneshot::Sender<Result<()>>,
    marks: Marks,
}

/// The right to write, until it is dropped.
pub(in crate::seam) struct Lease {
    house: Arc<Sqlite>,
    hand: Option<Box<Hand>>,
    /// A savepoint is open.
    begun: bool,
    /// No statement has failed.
    sound: bool,
}

/// Transactions that share one commit at most.
const SHARE: usize = 128;
/// Transactions that wait for the writer at most; more are answered at once (AV-5).
const WAITING: usize = 8192;
const PATIENCE: Duration = Duration::from_secs(10);

impl Writer {
    pub(super) fn new(connection: Connection) -> Result<Self> {
        let (commits, batches) = mpsc::channel::<(Arc<Sqlite>, Box<Hand>)>();
        thread::Builder::new()
            .name("commit".into())
            .spawn(move || {
                for (house, hand) in batches {
                    house.finish(hand);
                }
            })
            .map_err(Error::db)?;
        let hand = Box::new(Hand { connection, kept: Vec::new() });
        let state = State { free: Some(hand), queue: VecDeque::new() };
        Ok(Self {
            state: Mutex::new(state),
            commits,
            #[cfg(test)]
            made: std::sync::atomic::AtomicU64::new(0),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sqlite {
    pub(in crate::seam) async fn begin(self: &Arc<Self>) -> Result<Lease> {
        let mut lease = match self.ask()? {
            Ok(hand) => Lease::new(Arc::clone(self), hand),
            Err(waiting) => timeout(PATIENCE, waiting)
                .await
                .map_err(|_| Error::db("the database was busy for too long"))?
                .map_err(|_| Error::db("the database is closed"))?,
        };
        lease.begin()?;
        Ok(lease)
    }

    /// The connection, or a place in the queue.
    fn ask(&self) -> Result<std::result::Result<Box<Hand>, oneshot::Receiver<Lease>>> {
        let mut state = self.writer.state();
        if let Some(hand) = state.free.take() {
            return Ok(Ok(hand));
        }
        if state.queue.len() >= WAITING {
            return Err(Error::db("too many wait for the database"));
        }
        let (turn, waiting) = oneshot::channel();
        state.queue.push_back(turn);
        Ok(Err(waiting))
    }

    /// Gives the connection to the next, or to the committing thread, or lays it down.
    fn pass_on(self: &Arc<Self>, mut hand: Box<Hand>) {
        hand.settle();
        loop {
            let mut state = self.writer.state();
            let due = state.queue.is_empty() || hand.kept.len() >= SHARE;
            if due && !hand.kept.is_empty() {
                drop(state);
                if let Err(mpsc::SendError((house, hand))) =
                    self.writer.commits.send((Arc::clone(self), hand))
                {
                    house.finish(hand);
                }
                return;
            }
            let Some(next) = state.queue.pop_front() else {
                state.free = Some(hand);
                return;
            };
            drop(state);
            match next.send(Lease::new(Arc::clone(self), hand)) {
                Ok(()) => return,
                // It went away while it waited.
                Err(mut lease) => match lease.hand.take() {
                    Some(back) => hand = back,
                    None => return,
                },
            }
        }
    }

    /// Commits what was kept and answers everybody.
    fn finish(self: &Arc<Self>, mut hand: Box<Hand>) {
        #[cfg(test)]
        self.writer.made.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        hand.commit();
        self.checkpoints.after_commit(&mut hand.connection);
        // Those who were answered are awake before the next begins, and may share its commit.
        self.pass_on(hand);
    }
}

impl Hand {
    /// Notices a transaction that SQLite ended by itself, and ends one that holds nothing.
    fn settle(&mut self) {
        if self.connection.idle() {
            self.answer(|| Err(Error::db("the database gave up a transaction")));
        } else if self.kept.is_empty() {
            self.undo_all();
        }
    }

    fn commit(&mut self) {
        // Without this, a COMMIT outside a transaction would fail as it should, but say less.
        self.settle();
        if self.kept.is_empty() {
            return;
        }
        match self.connection.run("COMMIT", &[]) {
            Ok(_) => {
                // Before anybody is answered, no copy of what changed is good any more.
                self.kept.iter().for_each(|kept| kept.marks.tell());
                self.answer(|| Ok(()));
            }
            Err(error) => {
                self.undo_all();
                let text = format!("nothing was saved: {error}");
                self.answer(|| Err(Error::db(&text)));
            }
        }
    }

    fn undo_all(&mut self) {
        if !self.connection.idle()
            && let Err(error) = self.connection.run("ROLLBACK", &[])
        {
            tracing::error!(%error, "a transaction could not be undone");
        }
    }

    fn answer(&mut self, outcome: impl Fn() -> Result<()>) {
        for waiting in self.kept.drain(..) {
            // Nobody listens when the request went away; what it kept stays kept.
            let _ = waiting.tell.send(outcome());
        }
    }
}

impl Lease {
    const fn new(house: Arc<Sqlite>, hand: Box<Hand>) -> Self {
        Self { house, hand: Some(hand), begun: false, sound: true }
    }

    fn begin(&mut self) -> Result<()> {
        let hand = self.hand.as_mut().ok_or_else(over)?;
        if hand.connection.idle() {
            hand.connection.run("BEGIN IMMEDIATE", &[])?;
        }
        hand.connection.run("SAVEPOINT one", &[])?;
        self.begun = true;
        Ok(())
    }

    /// Runs a statement; after one that failed no other is run.
    pub(super) fn with<T>(
        &mut self,
        statement: impl FnOnce(&mut Connection) -> Result<T>,
    ) -> Result<T> {
        let hand = self.hand.as_mut().filter(|_| self.sound).ok_or_else(over)?;
        let outcome = statement(&mut hand.connection);
        self.sound = outcome.is_ok() && !hand.connection.idle();
        outcome
    }

    pub(super) async fn commit(mut self, marks: Marks) -> Result<()> {
        self.with(|connection| connection.run("RELEASE one", &[]))?;
        self.begun = false;
        let mut hand = self.hand.take().ok_or_else(over)?;
        let (tell, told) = oneshot::channel();
        hand.kept.push(Kept { tell, marks });
        self.house.pass_on(hand);
        told.await.map_err(|_| Error::db("the database is closed"))?
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(mut hand) = self.hand.take() else {
            return;
        };
        // Only this one is undone; what others kept before it stays.
        if self.begun && !hand.connection.idle() {
            let undone = hand
                .connection
                .run("ROLLBACK TO one", &[])
                .and_then(|_| hand.connection.run("RELEASE one", &[]));
            if let Err(error) = undone {
                tracing::error!(%error, "a transaction could not be undone");
                hand.undo_all();
            }
        }
        self.house.pass_on(hand);
    }
}

fn over() -> Error {
    Error::db("this transaction is over after an error")
}
