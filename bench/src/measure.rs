//! Clock, processor time and percentiles.

use anyhow::{Context as _, Result};
use std::{
    fs,
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

/// The moment, for spans only.
#[expect(clippy::disallowed_methods, reason = "a bench measures real time")]
pub fn now() -> Instant {
    Instant::now()
}

/// What a run of many came to.
pub struct Run {
    pub count: usize,
    pub took: Duration,
    /// How long each took, sorted.
    spans: Vec<Duration>,
}

impl Run {
    /// Of spans that were measured elsewhere.
    pub fn of(mut spans: Vec<Duration>, took: Duration) -> Self {
        spans.sort();
        Self { count: spans.len(), took, spans }
    }

    /// Each of it was so many at once.
    pub fn times(self, many: usize) -> Self {
        Self { count: self.count * many, ..self }
    }

    pub fn a_second(&self) -> f64 {
        count(self.count) / self.took.as_secs_f64()
    }

    /// The span that `share` of all stayed below, in milliseconds.
    pub fn within(&self, share: f64) -> f64 {
        let last = self.spans.len().saturating_sub(1);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index")]
        let at = (count(last) * share).round() as usize;
        self.spans.get(at).map_or(0.0, |span| span.as_secs_f64() * 1000.0)
    }
}

/// How long something is done: so often in each of so many tasks, and no longer than that.
#[derive(Clone, Copy)]
pub struct Size {
    pub tasks: usize,
    pub each: usize,
    pub span: Duration,
}

/// Runs `act(task, n)` over and over in many tasks at once.
pub async fn run<A, F>(size: Size, act: A) -> Result<Run>
where
    A: Fn(usize, usize) -> F + Clone + Send + 'static,
    F: Future<Output = Result<()>> + Send,
{
    let start = now();
    let running: Vec<_> = (0..size.tasks)
        .map(|task| {
            let act = act.clone();
            tokio::spawn(async move {
                let mut spans = Vec::new();
                for n in 0..size.each {
                    let begun = now();
                    if begun.duration_since(start) >= size.span {
                        break;
                    }
                    act(task, n).await?;
                    spans.push(begun.elapsed());
                }
                Ok::<_, anyhow::Error>(spans)
            })
        })
        .collect();
    let mut spans = Vec::new();
    for task in running {
        spans.extend(task.await??);
    }
    let took = start.elapsed();
    spans.sort();
    Ok(Run { count: spans.len(), took, spans })
}

/// Repeats `act` on so many threads of their own until the time is over; how many a second.
pub fn threads(threads: usize, span: Duration, act: impl Fn(usize) + Sync) -> f64 {
    let done = Arc::new(AtomicUsize::new(0));
    let start = now();
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let (act, done) = (&act, Arc::clone(&done));
            scope.spawn(move || {
                while start.elapsed() < span {
                    act(thread);
                    done.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    count(done.load(Ordering::Relaxed)) / start.elapsed().as_secs_f64()
}

pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

#[expect(clippy::cast_precision_loss, reason = "counts of a bench are small")]
pub const fn count(number: usize) -> f64 {
    number as f64
}

/// Processor time a process has used so far, user and system together. Linux only.
pub fn processor(process: u32) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    let (_, fields) = stat.rsplit_once(')').context("no process")?;
    let ticks = |at: usize| fields.split_whitespace().nth(at).and_then(|t| t.parse::<u64>().ok());
    let used = ticks(11).zip(ticks(12)).context("no times of a process")?;
    // A hundred a second, wherever Linux runs.
    Ok(Duration::from_millis((used.0 + used.1) * 10))
}

/// Resident memory of a process in MiB.
pub fn resident(process: u32) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    Ok(kib.context("no memory of a process")? / 1024.0)
}
