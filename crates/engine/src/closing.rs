//! Closes what is open at mail servers once it may not be any more (AP-2): a mail server asks when
//! a program signs in, and then lets it stay for days.
//!
//! Nothing is queued: what ended stands in the database, and each server of ours reads it from
//! where it was, a day back after a start. To close twice does no harm, as whoever may comes again.

use crate::{Engine, Result, courier::Doveadm};
use countersign_core::time::{Time, hours, minutes, seconds};
use std::{
    collections::HashMap,
    sync::{OnceLock, PoisonError, RwLock},
    time::Duration,
};
use store::ended::{self, Ended, Place};

/// Between two looks. With the request itself well under the five seconds of AP-2.
const TICK: Duration = seconds(2);
/// After a start so far back: what was ended on the console while nothing ran.
const BACK: Duration = hours(24);
/// A write may be committed this much later than the moment it bears.
const LATE: Duration = minutes(1);
/// Longest pause after a mail server did not answer.
const PAUSE_MOST: Duration = minutes(1);
/// Rows read at once.
const PAGE: i64 = 500;

/// Those that can be told; empty until configured.
pub(crate) type MailServers = OnceLock<Vec<Told>>;

/// A mail server and how far it was told.
pub(crate) struct Told {
    server: Doveadm,
    state: RwLock<State>,
}

#[derive(Default)]
struct State {
    /// Nothing before it is left to tell. `None` before the first look.
    from: Option<Time>,
    /// What was told of later than that, by id.
    told: HashMap<String, Time>,
    /// It did not answer: not asked again before.
    rests_until: Time,
    pause: Duration,
}

impl Engine {
    /// Tells these mail servers whom to let go of. Once, at the start.
    pub fn use_mail_servers(&self, servers: Vec<Doveadm>) {
        let told = |server| Told { server, state: RwLock::default() };
        if self.0.mail_servers.set(servers.into_iter().map(told).collect()).is_err() {
            tracing::warn!("mail servers are told already; the others are not");
        }
    }

    /// The job, until the server ends.
    pub(crate) async fn run_closing(&self) {
        while !self.0.mail_servers.get().is_none_or(Vec::is_empty) {
            if let Err(error) = self.close_ended().await {
                tracing::warn!(%error, "what ended could not be read; next try in 2 s");
            }
            tokio::time::sleep(TICK).await;
        }
    }

    /// One look. Says how many names were handed to mail servers that took them.
    pub async fn close_ended(&self) -> Result<usize> {
        let mut names = 0;
        for told in self.0.mail_servers.get().into_iter().flatten() {
            names += self.close_at(told).await?;
        }
        Ok(names)
    }

    async fn close_at(&self, told: &Told) -> Result<usize> {
        let now = self.now();
        if told.read().rests_until > now {
            return Ok(0);
        }
        let ended = self.ended_since(told.from(now)).await?;
        let new: Vec<Ended> = ended.into_iter().filter(|one| told.is_new(one)).collect();
        let mut names: Vec<String> = new.iter().map(|one| one.username.clone()).collect();
        names.sort_unstable();
        names.dedup();
        if !names.is_empty()
            && let Err(why) = told.server.kick(&names).await
        {
            let place = told.server.place();
            tracing::warn!(why, "{place} could not be told whose connections to close");
            told.rest(now);
            return Ok(0);
        }
        told.went_well(now, new);
        Ok(names.len())
    }

    async fn ended_since(&self, from: Time) -> Result<Vec<Ended>> {
        let mut all = self.pages(from, Which::AppPasswords).await?;
        all.extend(self.pages(from, Which::Accounts).await?);
        Ok(all)
    }

    async fn pages(&self, from: Time, which: Which) -> Result<Vec<Ended>> {
        let mut reader = self.reader().await?;
        let mut all = Vec::new();
        let mut place = Place { at: from, id: String::new() };
        loop {
            let page = match which {
                Which::AppPasswords => ended::app_passwords(&mut reader, &place, PAGE).await?,
                Which::Accounts => ended::accounts(&mut reader, &place, PAGE).await?,
            };
            let whole = i64::try_from(page.len()).unwrap_or(PAGE) >= PAGE;
            all.extend(page);
            match all.last() {
                Some(last) if whole => place = Place { at: last.at, id: last.id.clone() },
                _ => return Ok(all),
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Which {
    AppPasswords,
    Accounts,
}

impl Told {
    fn read(&self) -> std::sync::RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Also of a clock that was set back.
    fn from(&self, now: Time) -> Time {
        self.read().from.map_or(now.minus(BACK), |from| from.min(now.minus(LATE)))
    }

    /// An account may be disabled more than once.
    fn is_new(&self, one: &Ended) -> bool {
        self.read().told.get(&one.id) != Some(&one.at)
    }

    fn went_well(&self, now: Time, new: Vec<Ended>) {
        let from = now.minus(LATE);
        let mut state = self.write();
        state.told.extend(new.into_iter().map(|one| (one.id, one.at)));
        state.told.retain(|_, at| *at >= from);
        state.from = Some(from);
        state.pause = TICK;
    }

    fn rest(&self, now: Time) {
        let mut state = self.write();
        state.pause = state.pause.max(TICK).saturating_mul(2).min(PAUSE_MOST);
        state.rests_until = now.plus(state.pause);
    }
}
