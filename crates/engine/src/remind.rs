//! Reminding those who put the second step off, by mail: seven, three and one day before their last
//! (ux.md M12). When the next one is due stands with the account and moves forward only, so that
//! neither a restart nor a clock that goes back sends one twice; of several that are due one is
//! sent.

use crate::{Engine, Error, Result, notice::Notice};
use countersign_core::{
    account::{Account, State},
    id::AccountId,
    policy::remind_at,
    sign_in::has_second_step,
    time::{Time, days},
};
use store::Tx;

/// People reminded in one go, and goes in one round of the job.
const BATCH: i64 = 50;
const BATCHES: usize = 20;

impl Engine {
    /// A grace period begins: says when its first reminder is due.
    pub(crate) async fn will_remind(&self, tx: &mut Tx, id: &AccountId, ends: Time) -> Result<()> {
        let first = remind_at(ends, self.now());
        Ok(store::account::remind(tx, id, first).await?)
    }

    /// Reminds everybody who is due; says how many mails that were.
    pub async fn remind_who_put_off(&self) -> Result<usize> {
        let mut sent = 0;
        for _ in 0..BATCHES {
            let mut reader = self.reader().await?;
            let due = store::account::to_remind(&mut reader, self.now(), BATCH).await?;
            drop(reader);
            for (id, at) in &due {
                match self.remind(id, *at).await {
                    Ok(reminded) => sent += usize::from(reminded),
                    // Another server was faster.
                    Err(Error::Stale) => {}
                    Err(error) => return Err(error),
                }
            }
            if due.len() < usize::try_from(BATCH).unwrap_or(0) {
                break;
            }
        }
        Ok(sent)
    }

    async fn remind(&self, id: &AccountId, due: Time) -> Result<bool> {
        let mut reader = self.reader().await?;
        let account = store::account::by_id(&mut reader, id).await?.ok_or(Error::NotFound)?;
        let methods = self.methods_of(&mut reader, id).await?;
        drop(reader);
        let now = self.now();
        let ends = account.grace_ends_at.unwrap_or(now);
        let set_up = has_second_step(self.kinds(), &methods);
        let wanted = !set_up && now < ends && self.asks_for_more(&account).await?;
        let mut tx = self.0.db.begin().await?;
        let next = if set_up { None } else { remind_at(ends, now) };
        store::account::reminded(&mut tx, id, due, next).await?;
        if wanted {
            let notice = Notice::new("mail-remind")
                .fact("days", &whole_days(ends, now).to_string())
                .fact("last_day", &ends.0.to_string())
                .mail_only();
            self.tell(&mut tx, &account, notice).await?;
        }
        tx.commit().await?;
        Ok(wanted)
    }

    /// Whether policy will ask for a second step once the grace period is over; it may have been
    /// switched off since.
    async fn asks_for_more(&self, account: &Account) -> Result<bool> {
        Ok(self.effective(account).await?.state != State::Disabled)
    }
}

/// Days that are left, the one that has begun included.
fn whole_days(ends: Time, now: Time) -> u64 {
    ends.since(now).as_secs().div_ceil(days(1).as_secs())
}
