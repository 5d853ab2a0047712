//! The only place that reads the computer's clock and draws real randomness (CR-1). Everything else
//! gets them as arguments, so that every rule can be tested at any moment with any dice.

use aws_lc_rs::rand;
use countersign_core::dice::Dice;
use countersign_core::time::Time;
use std::time::{SystemTime, UNIX_EPOCH};

#[cfg(any(test, feature = "testing"))]
pub use testing::{TestClock, TestDice};

/// Tells the time. Everything that waits or expires asks the same one.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970-01-01 UTC.
    fn now(&self) -> Time;
}

/// The computer's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealClock;

impl Clock for RealClock {
    fn now(&self) -> Time {
        #[expect(clippy::disallowed_methods, reason = "this is the one home of the clock")]
        let now = SystemTime::now();
        Time(
            now.duration_since(UNIX_EPOCH)
                .map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX)),
        )
    }
}

/// The operating system's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealDice;

impl Dice for RealDice {
    /// # Panics
    /// If the system gives no randomness: going on would hand out guessable secrets.
    fn fill(&self, out: &mut [u8]) {
        assert!(rand::fill(out).is_ok(), "the system gives no randomness");
    }
}

#[cfg(any(test, feature = "testing"))]
mod testing {
    use super::{Clock, Dice, Time};
    use aws_lc_rs::digest;
    use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
    use std::time::Duration;

    /// A clock that stands still until somebody turns it. Share it in an `Arc`.
    #[derive(Debug)]
    pub struct TestClock(AtomicI64);

    impl TestClock {
        /// Stands at `start`.
        pub const fn at(start: Time) -> Self {
            Self(AtomicI64::new(start.0))
        }

        /// Turns it on by `span`.
        pub fn turn(&self, span: Duration) {
            self.set(self.now().plus(span));
        }

        /// Sets it to any moment, also an earlier one.
        pub fn set(&self, now: Time) {
            self.0.store(now.0, Ordering::SeqCst);
        }
    }

    impl Default for TestClock {
        /// 2026-12-01 06:00 UTC, 14:00 in Hong Kong.
        fn default() -> Self {
            Self::at(Time(1_796_104_800_000))
        }
    }

    impl Clock for TestClock {
        fn now(&self) -> Time {
            Time(self.0.load(Ordering::SeqCst))
        }
    }

    /// The same bytes in the same order for the same seed: SHA-256 of the seed and a counter.
    #[derive(Debug)]
    pub struct TestDice {
        seed: u64,
        drawn: AtomicU64,
    }

    impl TestDice {
        pub const fn seeded(seed: u64) -> Self {
            Self { seed, drawn: AtomicU64::new(0) }
        }
    }

    impl Dice for TestDice {
        fn fill(&self, out: &mut [u8]) {
            for part in out.chunks_mut(32) {
                let block = self.drawn.fetch_add(1, Ordering::SeqCst);
                let mut input = self.seed.to_be_bytes().to_vec();
                input.extend_from_slice(&block.to_be_bytes());
                let hash = digest::digest(&digest::SHA256, &input);
                for (byte, random) in part.iter_mut().zip(hash.as_ref()) {
                    *byte = *random;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
