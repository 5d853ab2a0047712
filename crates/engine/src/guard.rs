//! Guessing budgets: every try is counted and committed before the secret is compared (RL-5).

use crate::{Engine, Error, Result};
use countersign_core::{
    account::canonical,
    id::AccountId,
    limit::{Allowed, Tally},
    sign_in::Turn,
    time::Time,
};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::{num::NonZeroU32, time::Duration};
use store::Tx;

/// How often a lost race for one counter is tried again before the answer is "busy".
const RACES: usize = 20;

/// Ceiling per network address, on this node: it slows a sprayer down, the budgets per account
/// decide (RL-12).
pub struct Sources(DefaultKeyedRateLimiter<String>);

impl Sources {
    pub fn new(per_minute: u32) -> Self {
        let quota = NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN);
        Self(RateLimiter::keyed(Quota::per_minute(quota)))
    }

    /// Whether `source` may try once more now.
    pub fn allow(&self, source: &str) -> Result<()> {
        self.0.check_key(&source.to_owned()).map_err(|_| Error::Busy { retry_after_seconds: 60 })
    }

    /// Forgets addresses that have been quiet; called by the clock of `post`.
    pub fn sweep(&self) {
        self.0.retain_recent();
    }
}

/// Whose budget a try comes out of.
pub struct Budget {
    key: String,
    /// Wrong tries in a row before the one that was charged last.
    failures: i64,
}

impl Budget {
    pub const fn named(key: String) -> Self {
        Self { key, failures: 0 }
    }

    /// Wrong tries in a row before the one that was charged last.
    pub const fn failures(&self) -> i64 {
        self.failures
    }
}

/// What came of a try that was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    Right,
    /// Nothing was compared.
    Slip,
    /// Wrong, with the end of the pause or the end of the method it led to.
    Wrong {
        paused_until: Option<Time>,
        disabled: bool,
    },
}

impl Engine {
    /// The budget of `account` and `kind`. A browser this account has signed in with before has
    /// its own, so that strangers cannot lock the owner out (RL-8).
    pub(crate) fn budget(&self, account: &AccountId, kind: &str, known: bool) -> Budget {
        let door = if known { "known" } else { "any" };
        Budget::named(format!("{account}/{kind}/{door}"))
    }

    /// The budget of a name nobody has: it pauses like a real one (RL-7, RL-9).
    pub(crate) fn budget_of_nobody(&self, typed: &str, kind: &str) -> Budget {
        let hash = self.0.vault.keyed_hash("nobody", canonical(typed).as_bytes());
        Budget::named(format!("?{}/{kind}", countersign_core::dice::hex(&hash[..16])))
    }

    /// Counts a try, durably, and says whether it may be compared.
    pub(crate) async fn charge(&self, budget: &Budget) -> Result<Allowed> {
        let now = self.now();
        self.change(budget, |tally| tally.charge(now)).await
    }

    /// As [`Engine::charge`]; the budget then knows how many wrong tries came before (LG-6).
    pub(crate) async fn charge_in_turn(&self, budget: &mut Budget) -> Result<Allowed> {
        let now = self.now();
        let count = |tally: &mut Tally| (tally.streak, tally.charge(now));
        let (failures, allowed) = self.change(budget, count).await?;
        budget.failures = failures;
        Ok(allowed)
    }

    /// A right answer ends the streak, a slip was no try at all, a wrong one stays counted. In the
    /// turn's own transaction, so that a turn that loses its race settles nothing.
    pub(crate) async fn settle(
        &self,
        tx: &mut Tx,
        budget: &Budget,
        turn: &Turn,
    ) -> Result<Settled> {
        if turn.right.is_some() {
            self.absolve_in(tx, budget).await?;
            return Ok(Settled::Right);
        }
        if turn.wrong.as_ref().is_some_and(|wrong| !wrong.counts) {
            self.refund_in(tx, budget).await?;
            return Ok(Settled::Slip);
        }
        let tally = store::tally::get(tx, &budget.key).await?.unwrap_or_default();
        let paused_until = Some(tally.paused_until).filter(|until| *until > self.now());
        Ok(Settled::Wrong { paused_until, disabled: tally.disabled_at.is_some() })
    }

    /// Takes the counted try back, and the streak with it: it was right.
    pub(crate) async fn absolve_in(&self, tx: &mut Tx, budget: &Budget) -> Result<()> {
        settle(tx, budget, Tally::absolve).await
    }

    /// Takes the counted try back: nothing was compared.
    pub(crate) async fn refund_in(&self, tx: &mut Tx, budget: &Budget) -> Result<()> {
        settle(tx, budget, Tally::refund).await
    }

    /// The console gives an account all its budgets back.
    pub(crate) async fn forgive(&self, tx: &mut Tx, account: &AccountId) -> Result<()> {
        for kind in self.kinds().all() {
            self.forgive_kind(tx, account, kind.name()).await?;
        }
        self.forgive_kind(tx, account, crate::check::BUDGET).await?;
        Ok(())
    }

    /// Something new of the kind was set up in the place of what was guessed at (RL-1).
    pub(crate) async fn forgive_kind(
        &self,
        tx: &mut Tx,
        account: &AccountId,
        kind: &str,
    ) -> Result<()> {
        for known in [false, true] {
            store::tally::clear(tx, &self.budget(account, kind, known).key).await?;
        }
        Ok(())
    }

    /// Whether one more of what may happen `most` times in `span` may happen; counts it. For what
    /// is no guess: it never ends anything.
    pub(crate) async fn pace(&self, budget: &Budget, most: i64, span: Duration) -> Result<bool> {
        let now = self.now();
        self.change(budget, |tally| {
            if now.since(tally.slow_since) >= span {
                *tally = Tally { slow_since: now, ..Tally::default() };
            }
            let allowed = tally.slow < most;
            tally.slow += i64::from(allowed);
            allowed
        })
        .await
    }

    /// Whether a person was told of `what` within `span`; notes that they are told now.
    pub(crate) async fn told_within(
        &self,
        tx: &mut Tx,
        account: &AccountId,
        what: &str,
        span: Duration,
    ) -> Result<bool> {
        self.said_within(tx, &format!("{account}/told/{what}"), span).await
    }

    /// Whether `key` was said within `span`; notes that it is said now.
    pub(crate) async fn said_within(&self, tx: &mut Tx, key: &str, span: Duration) -> Result<bool> {
        let now = self.now();
        let last = store::tally::get(tx, key).await?;
        // A clock that was set back says nothing.
        if last.is_some_and(|last| last.slow_since <= now && now.since(last.slow_since) < span) {
            return Ok(true);
        }
        let told = Tally { slow_since: now, ..Tally::default() };
        store::tally::put(tx, key, last.as_ref(), &told).await?;
        Ok(false)
    }

    /// When the method may be tried again, if it is paused.
    pub(crate) async fn paused_until(&self, budget: &Budget) -> Result<Option<Time>> {
        let mut reader = self.reader().await?;
        let tally = store::tally::get(&mut reader, &budget.key).await?.unwrap_or_default();
        Ok(Some(tally.paused_until).filter(|until| *until > self.now()))
    }

    async fn change<T>(&self, budget: &Budget, change: impl Fn(&mut Tally) -> T) -> Result<T> {
        for _ in 0..RACES {
            let mut tx = self.0.db.begin().await?;
            let old = store::tally::get(&mut tx, &budget.key).await?;
            let mut new = old.unwrap_or_default();
            let answer = change(&mut new);
            if old == Some(new) {
                return Ok(answer);
            }
            match store::tally::put(&mut tx, &budget.key, old.as_ref(), &new).await {
                Ok(()) => {
                    tx.commit().await?;
                    return Ok(answer);
                }
                Err(store::Error::Stale) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(Error::Busy { retry_after_seconds: 1 })
    }
}

async fn settle(tx: &mut Tx, budget: &Budget, change: fn(&mut Tally)) -> Result<()> {
    if let Some(old) = store::tally::get(tx, &budget.key).await? {
        let mut new = old;
        change(&mut new);
        store::tally::put(tx, &budget.key, Some(&old), &new).await?;
    }
    Ok(())
}
