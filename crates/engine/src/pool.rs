//! The bounded pool that hashes passwords (AV-3): a thread a core, each keeping its memory, a short
//! queue, and "too busy" at once when the queue is full or one network address fills half of it.

use crate::{Error, Result};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};
use tokio::sync::oneshot;

type Job = Box<dyn FnOnce() + Send>;

pub struct Pool {
    queue: SyncSender<Job>,
    waiting: Arc<Mutex<HashMap<String, usize>>>,
    share: usize,
}

/// Sent with "too busy"; a queue is worked off in about a second.
const RETRY_AFTER: u64 = 2;

impl Pool {
    pub fn new(threads: usize, queue: usize) -> Self {
        let (sender, receiver) = sync_channel::<Job>(queue.max(1));
        let receiver = Arc::new(Mutex::new(receiver));
        for _ in 0..threads.max(1) {
            let receiver = Arc::clone(&receiver);
            thread::spawn(move || work(&receiver));
        }
        Self { queue: sender, waiting: Arc::default(), share: (queue / 2).max(1) }
    }

    /// Runs `think` on a hashing thread for a visitor at `source`.
    pub async fn run<T: Send + 'static>(
        &self,
        source: &str,
        think: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let seat = self.seat(source)?;
        let (sender, receiver) = oneshot::channel();
        let job: Job = Box::new(move || {
            // Nobody waits any more: the work would be for nothing.
            if !sender.is_closed() {
                let _ = sender.send(think());
            }
            drop(seat);
        });
        self.queue.try_send(job).map_err(|_| Error::Busy { retry_after_seconds: RETRY_AFTER })?;
        receiver.await.map_err(|_| Error::Down("a hashing thread ended".into()))
    }

    fn seat(&self, source: &str) -> Result<Seat> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let count = waiting.entry(source.to_owned()).or_default();
        if *count >= self.share {
            return Err(Error::Busy { retry_after_seconds: RETRY_AFTER });
        }
        *count += 1;
        Ok(Seat { source: source.to_owned(), waiting: Arc::clone(&self.waiting) })
    }
}

/// A place in the queue, given back when dropped.
struct Seat {
    source: String,
    waiting: Arc<Mutex<HashMap<String, usize>>>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = waiting.get_mut(&self.source) {
            *count -= 1;
            if *count == 0 {
                waiting.remove(&self.source);
            }
        }
    }
}

fn work(receiver: &Mutex<Receiver<Job>>) {
    loop {
        let next = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match next {
            // A panic in a job must not take the thread with it (CR-6).
            Ok(job) => drop(std::panic::catch_unwind(std::panic::AssertUnwindSafe(job))),
            Err(_) => return,
        }
    }
}
