//! The outbox: what is to be sent is written with the change it tells of, sent after the commit,
//! and tried again by a job until it is sent or no longer worth it.

use crate::{
    Engine, Error, Result,
    alert::Alert,
    courier::{self, Withheld},
};
use countersign_core::{
    audit::What,
    id::JobId,
    message::{Channel, Message, args},
    method::{Method, Wrong},
    sign_in::SignIn,
    time::{hours, minutes, seconds},
};
use std::time::Duration;
use store::{Reader, Tx, outbox};

/// A message in somebody's language, ready for its channel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Composed {
    pub subject: Option<String>,
    pub text: String,
    pub html: Option<String>,
}

/// A letter being sent is nobody else's for this long.
const LEASE: Duration = minutes(2);
/// Pauses between tries; the last repeats while the letter is worth sending.
const AGAIN: [Duration; 5] = [seconds(5), seconds(30), minutes(2), minutes(10), hours(1)];
/// Letters one round of the job takes.
const ROUND: i64 = 50;
const TICK: Duration = seconds(5);
/// Rounds between two sweeps: a minute.
const SWEEP_EVERY: u64 = 12;

impl Engine {
    /// Queues a code. Texts and calls cost money and annoy: ceilings are checked here, for every
    /// sender alike (SM-6). The inner error is the sentence for the page.
    pub(crate) async fn send_in(
        &self,
        tx: &mut Tx,
        sign_in: &SignIn,
        message: Message,
    ) -> Result<std::result::Result<outbox::Id, Wrong>> {
        if matches!(message.channel, Channel::Text | Channel::Call)
            && let Some(why) = self.withheld(tx, &message, &sign_in.source).await?
        {
            let facts = args(&[("channel", message.channel.name()), ("reason", why.name())]);
            let what = (What::SendWithheld, facts);
            self.audit_of(tx, sign_in, message.account, what).await?;
            if why.alerts() {
                self.alert(tx, Alert::withheld(why.name())).await?;
            }
            return Ok(Err(Wrong::slip("method", "send-withheld")));
        }
        Ok(Ok(self.put_letter(tx, &message).await?))
    }

    pub(crate) async fn withheld(
        &self,
        tx: &mut Tx,
        message: &Message,
        source: &str,
    ) -> Result<Option<Withheld>> {
        let sending = self.sending(tx, message, source).await?;
        let counts = self.counts(tx, &sending).await?;
        match self.0.courier.may_send(&counts) {
            Ok(()) => {
                store::sending::add(tx, &sending).await?;
                Ok(None)
            }
            Err(why) => {
                let alert = why.alerts();
                tracing::warn!(reason = why.name(), alert, "a text or call was withheld");
                Ok(Some(why))
            }
        }
    }

    /// The message as the ceilings count it: by parts, and numbers only as keyed hashes.
    async fn sending(
        &self,
        tx: &mut Tx,
        message: &Message,
        source: &str,
    ) -> Result<store::sending::Row> {
        let now = self.now();
        let parts = match message.channel {
            Channel::Text => {
                let text = self.compose_in(tx, message).await?.text;
                courier::parts::sms_parts(&courier::parts::without_marks(&text)).1
            }
            Channel::Call | Channel::Mail => 1,
        };
        Ok(store::sending::Row {
            id: JobId::new(now, self.dice()),
            channel: message.channel.name().to_owned(),
            to_hash: self.hash_of("number", &message.to),
            prefix_hash: self.hash_of("prefix", courier::limits::prefix(&message.to)),
            country: courier::country(&message.to),
            account: message.account.clone(),
            source: source.to_owned(),
            parts: i64::try_from(parts).unwrap_or(i64::MAX),
            at: now,
        })
    }

    fn hash_of(&self, what: &str, data: &str) -> Vec<u8> {
        self.0.vault.keyed_hash(what, data.as_bytes()).to_vec()
    }

    /// A code that was sent through this method came back: its range of numbers is one of people
    /// (SM-8).
    pub(crate) async fn came_back(&self, tx: &mut Tx, method: Option<&Method>) -> Result<()> {
        let reach = method.and_then(|method| self.kinds().of(method)?.reach(method));
        let Some((Channel::Text | Channel::Call, number)) = reach else { return Ok(()) };
        let hash = self.hash_of("number", &number);
        store::sending::entered(tx, &hash, self.now()).await?;
        Ok(())
    }

    async fn counts(
        &self,
        reader: &mut Reader,
        sending: &store::sending::Row,
    ) -> Result<courier::Counts> {
        let before = store::sending::counts(reader, sending).await?;
        let count = |number: i64| u32::try_from(number.max(0)).unwrap_or(u32::MAX);
        Ok(courier::Counts {
            country: sending.country.clone(),
            parts: count(sending.parts),
            number_hour: count(before.number_hour),
            number_day: count(before.number_day),
            account_hour: count(before.account_hour),
            account_day: count(before.account_day),
            source_hour: count(before.source_hour),
            prefix_hour: count(before.prefix_hour),
            country_hour: count(before.country_hour),
            total_day: count(before.total_day),
            prefix_codes: count(before.prefix_codes),
            prefix_entered: count(before.prefix_entered),
        })
    }

    pub(crate) async fn put_letter(&self, tx: &mut Tx, message: &Message) -> Result<outbox::Id> {
        let now = self.now();
        let id = JobId::new(now, self.dice());
        let sealed = self.0.vault.seal(&context(&id), &serde_json::to_vec(message)?);
        let row = outbox::New {
            id: id.clone(),
            account: message.account.clone(),
            channel: message.channel.name().to_owned(),
            message: sealed,
            made_at: now,
            until: message.until,
        };
        outbox::put(tx, &row).await?;
        Ok(id)
    }

    /// Sends these letters now, beside the answer to the visitor.
    pub(crate) fn post_now(&self, letters: Vec<outbox::Id>) {
        if letters.is_empty() {
            return;
        }
        let engine = self.clone();
        tokio::spawn(async move {
            for id in letters {
                if let Err(error) = engine.post_one(&id).await {
                    tracing::warn!(%error, "a message could not be handed over; it stays queued");
                }
            }
        });
    }

    async fn post_one(&self, id: &outbox::Id) -> Result<()> {
        let now = self.now();
        let mut tx = self.0.db.begin().await?;
        let claimed = outbox::claim_one(&mut tx, id, now, now.plus(LEASE)).await?;
        tx.commit().await?;
        match claimed {
            Some(row) => self.deliver(row).await,
            None => Ok(()),
        }
    }

    async fn deliver(&self, row: outbox::Row) -> Result<()> {
        if self.now() >= row.until {
            // The server was off meanwhile: a code that is over would only puzzle its reader.
            let mut tx = self.0.db.begin().await?;
            outbox::fail(&mut tx, &row.id, self.now(), "its time was over").await?;
            return Ok(tx.commit().await?);
        }
        let opened = self.0.vault.open(&context(&row.id), &row.message)?;
        let message: Message = serde_json::from_slice(&opened)?;
        let letter = self.write_letter(&row, &message).await?;
        let outcome = self.0.courier.send(&letter).await;
        let now = self.now();
        let mut tx = self.0.db.begin().await?;
        let mut given_up = None;
        match outcome {
            Ok(courier::Sent::Accepted { provider_id, gateway }) => {
                outbox::sent(&mut tx, &row.id, now, provider_id.as_deref(), &gateway).await?;
            }
            Err(courier::CourierError::Temporary(why)) => {
                let due = now.plus(pause(row.tries));
                if due < row.until {
                    outbox::retry(&mut tx, &row.id, due, &why).await?;
                } else {
                    let ours = outbox::fail(&mut tx, &row.id, now, &why).await?;
                    given_up = ours.then_some(true);
                }
            }
            Err(courier::CourierError::Refused(why)) => {
                let ours = outbox::fail(&mut tx, &row.id, now, &why).await?;
                given_up = ours.then_some(false);
            }
        }
        if given_up.is_some() {
            // It says nothing about the number that the code did not come back.
            store::sending::failed(&mut tx, &self.hash_of("number", &message.to), now).await?;
        }
        tx.commit().await?;
        match given_up {
            Some(temporary) => self.given_up(&message, temporary).await,
            None => Ok(()),
        }
    }

    async fn write_letter(
        &self,
        row: &outbox::Row,
        message: &Message,
    ) -> Result<courier::Outgoing> {
        let mut reader = self.reader().await?;
        let composed = self.compose_in(&mut reader, message).await?;
        Ok(courier::Outgoing {
            channel: message.channel,
            to: message.to.clone(),
            subject: composed.subject,
            text: composed.text,
            html: composed.html,
            idempotency_key: row.id.to_string(),
        })
    }

    /// A gateway says what became of a text; it can change nothing else (SM-10).
    ///
    /// # Errors
    /// `NotFound` if it does not come from the gateway, `Refused` if it says nothing.
    pub async fn receipt(&self, call: &courier::Callback<'_>) -> Result<()> {
        let receipt = self.0.courier.receipt(call).map_err(|error| match error {
            courier::ReceiptError::Unknown => Error::NotFound,
            courier::ReceiptError::Unreadable => Error::Refused("receipt-unreadable"),
        })?;
        let now = Some(self.now());
        let (delivered, failed) = match receipt.state {
            courier::Delivery::Delivered => (now, None),
            courier::Delivery::Failed => (None, now),
            courier::Delivery::Pending => return Ok(()),
        };
        let mut tx = self.0.db.begin().await?;
        let (gateway, id) = (call.gateway, receipt.provider_id.as_str());
        store::outbox::delivered(&mut tx, gateway, id, delivered, failed).await?;
        Ok(tx.commit().await?)
    }

    /// The words of a message in the language of whom it is for.
    async fn compose_in(&self, reader: &mut Reader, message: &Message) -> Result<Composed> {
        let organisation = self.organisation().await?;
        let account = match &message.account {
            Some(id) => store::account::by_id(reader, id).await?,
            None => None,
        };
        let language = account
            .and_then(|account| account.language)
            .unwrap_or_else(|| organisation.language.clone());
        Ok((self.0.compose)(message, &organisation, &language))
    }

    /// The job: sends what is due, sweeps what is over. Runs until the server ends.
    pub async fn run_post(&self) {
        // Beside one another: a relay that is slow must hold up neither what a killed server would
        // forget nor what has to be closed at once.
        tokio::join!(self.post_rounds(), self.run_uses(), self.run_closing());
    }

    async fn post_rounds(&self) {
        for round in 0u64.. {
            if let Err(error) = self.follow_texts().await {
                tracing::warn!(%error, "the text service could not be followed; next try in 5 s");
            }
            if let Err(error) = self.post_due().await {
                tracing::warn!(%error, "the outbox could not be worked off; next try in 5 s");
            }
            if let Err(error) = self.follow_keys().await {
                tracing::error!(%error, "a new master key cannot be followed; next try in 5 s");
            }
            if let Err(error) = self.seal_and_compare().await {
                tracing::warn!(%error, "the audit could not be sealed; next try in 5 s");
            }
            if round % SWEEP_EVERY == 0 {
                self.0.sources.sweep();
                self.0.begins.sweep();
                self.0.calm.sweep();
                if let Err(error) = self.tidy_up().await {
                    tracing::warn!(%error, "what is over could not be swept; next try in 1 min");
                }
            }
            tokio::time::sleep(TICK).await;
        }
    }

    /// Before the seal it is compared: a database that went back must not be sealed over.
    async fn seal_and_compare(&self) -> Result<()> {
        self.compare().await?;
        self.seal_audit().await?;
        self.compare().await.map(drop)
    }

    /// One round of the job.
    pub async fn post_due(&self) -> Result<()> {
        let now = self.now();
        let mut tx = self.0.db.begin().await?;
        let rows = outbox::claim(&mut tx, now, now.plus(LEASE), ROUND).await?;
        tx.commit().await?;
        for row in rows {
            self.deliver(row).await?;
        }
        Ok(())
    }
}

/// How long to wait after that many tries, the one that just failed among them.
fn pause(tries: i64) -> Duration {
    let at = usize::try_from(tries.saturating_sub(1)).unwrap_or(0);
    AGAIN.get(at).or(AGAIN.last()).copied().unwrap_or(LEASE)
}

fn context(id: &outbox::Id) -> String {
    format!("outbox.message:{id}")
}
