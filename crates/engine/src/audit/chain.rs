//! The chain over the audit (LG-4): a job seals the rows in batches, and the console looks whether
//! all of it still fits.
//!
//! Whoever writes a row waits for nobody. Of servers that seal at the same moment one gets the
//! number, and the others' transactions are undone.

use crate::{Engine, Error, Result};
use countersign_core::{
    audit::{
        AuditEvent, What,
        chain::{Seal, mac},
    },
    id::AuditId,
    message::args,
    time::Time,
};
use store::{Reader, audit::Kept};

/// Rows under one seal.
const BATCH: i64 = 500;
/// Seals one round of the job makes: what is left over waits for the next.
const ROUND: usize = 10;
/// The setting that says that rows without a hash are no longer taken for old ones.
const CHAINED: &str = "audit-chain";

/// What a look at the whole audit found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    pub seals: u64,
    /// Rows that fit.
    pub rows: u64,
    /// Rows of the last seconds that no seal is over yet; those that fit.
    pub unsealed: u64,
    /// Up to and with this seal rows were forgotten after their time.
    pub forgotten: i64,
    /// The first thing that does not fit.
    pub broken: Option<Broken>,
}

/// Where the audit is not what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The seal it is under, if it is under one.
    pub seal: Option<i64>,
    pub row: Option<AuditId>,
    pub how: How,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    Changed,
    Missing,
    Added,
    SealChanged,
    SealMissing,
}

impl How {
    /// For the console.
    pub const fn told(self) -> &'static str {
        match self {
            Self::Changed => "was changed",
            Self::Missing => "is missing",
            Self::Added => "was added by somebody else",
            Self::SealChanged => "is a seal that was changed",
            Self::SealMissing => "is a seal that is missing",
        }
    }
}

impl Engine {
    /// Seals what was written since the last time, a few thousand rows at most. Says whether
    /// something may be left.
    pub async fn seal_audit(&self) -> Result<bool> {
        for _ in 0..ROUND {
            match self.seal_some().await {
                Ok(true) => {}
                Ok(false) => return Ok(false),
                // Another server sealed them.
                Err(Error::Stale) => return Ok(true),
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }

    async fn seal_some(&self) -> Result<bool> {
        if !self.has_unsealed().await? {
            return Ok(false);
        }
        let mut tx = self.0.db.begin().await?;
        let last = store::audit::last_seal(&mut tx).await?;
        let number = last.as_ref().map_or(0, |last| last.number) + 1;
        let rows = store::audit::take(&mut tx, number, BATCH).await?;
        if rows.is_empty() {
            return Ok(false);
        }
        let full = rows.len() >= usize::try_from(BATCH).unwrap_or(usize::MAX);
        let seal = Seal::over(self.vault(), last.as_ref(), rows, self.now());
        store::audit::add_seal(&mut tx, &seal).await?;
        tx.commit().await?;
        Ok(full)
    }

    /// Asked without the one writer that SQLite has: mostly there is nothing to do.
    async fn has_unsealed(&self) -> Result<bool> {
        let mut reader = self.reader().await?;
        Ok(!store::audit::unsealed(&mut reader, "", 1).await?.is_empty())
    }

    /// Gives rows from before there was a chain their hash, once; later ones without are forged.
    /// Once there is a seal, nobody makes a row old by taking the setting away.
    pub(crate) async fn begin_chain(&self) -> Result<()> {
        let mut reader = self.reader().await?;
        if store::setting::get(&mut reader, CHAINED).await?.is_some() {
            return Ok(());
        }
        if store::audit::last_seal(&mut reader).await?.is_none() {
            self.take_in_old_rows(&mut reader).await?;
        }
        let mut tx = self.0.db.begin().await?;
        store::setting::put(&mut tx, CHAINED, &true.into(), self.now()).await?;
        Ok(tx.commit().await?)
    }

    async fn take_in_old_rows(&self, reader: &mut Reader) -> Result<()> {
        let mut after = String::new();
        loop {
            let rows = store::audit::unsealed(reader, &after, BATCH).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.id.to_string();
            let mut tx = self.0.db.begin().await?;
            for row in rows.iter().filter(|row| row.mac.is_none()) {
                let Some(event) = &row.event else { continue };
                match store::audit::adopt(&mut tx, &row.id, &mac(self.vault(), event)).await {
                    // Another server that starts does the same.
                    Err(store::Error::Stale) => {}
                    other => other?,
                }
            }
            tx.commit().await?;
        }
    }

    /// Looks at every seal and every row, and stops at the first that does not fit.
    pub async fn look_at_audit(&self) -> Result<Looked> {
        let mut reader = self.reader().await?;
        let mut look = Look::default();
        loop {
            let last = look.last.as_ref().map_or(0, |last| last.number);
            let Some(seal) = store::audit::next_seal(&mut reader, last).await? else { break };
            let rows = store::audit::of_seal(&mut reader, seal.number).await?;
            if let Err(broken) = look.seal(self, seal, &rows) {
                return Ok(look.end(Some(broken)));
            }
        }
        let broken = match self.look_at_the_end(&mut reader, &mut look).await? {
            Some(broken) => Some(broken),
            None => look.emptied(),
        };
        Ok(look.end(broken))
    }

    /// Rows after the last seal: of the last seconds, or with a number no seal has.
    async fn look_at_the_end(
        &self,
        reader: &mut Reader,
        look: &mut Look,
    ) -> Result<Option<Broken>> {
        let last = look.last.as_ref().map_or(0, |last| last.number);
        if let Some(row) = store::audit::beyond(reader, last).await? {
            return Ok(Some(Broken { seal: None, row: Some(row), how: How::SealMissing }));
        }
        if !self.end_is_known(reader).await? {
            return Ok(Some(Broken { seal: Some(last + 1), row: None, how: How::SealMissing }));
        }
        let mut after = String::new();
        loop {
            let rows = store::audit::unsealed(reader, &after, BATCH).await?;
            let Some(end) = rows.last() else { return Ok(None) };
            after = end.id.to_string();
            for row in &rows {
                if !self.is_ours(row) {
                    let row = Some(row.id.clone());
                    return Ok(Some(Broken { seal: None, row, how: How::Changed }));
                }
                look.note(row);
                look.found.unsealed += 1;
            }
        }
    }

    fn is_ours(&self, row: &Kept) -> bool {
        let right = row.event.as_ref().map(|event| mac(self.vault(), event));
        right.is_some_and(|right| row.mac.as_deref() == Some(right.as_slice()))
    }

    /// Forgets rows that are all older than `before`, whole seals at a time; says how many. What
    /// was forgotten is itself written down first, so that the chain can tell it from a deletion.
    pub async fn forget_audit(&self, before: Time) -> Result<u64> {
        let mut reader = self.reader().await?;
        let mut through = 0;
        let mut full = Vec::new();
        while let Some(seal) = store::audit::next_seal(&mut reader, through).await? {
            let rows = store::audit::of_seal(&mut reader, seal.number).await?;
            let old = |row: &Kept| row.event.as_ref().is_some_and(|event| event.at < before);
            if !rows.iter().all(old) {
                break;
            }
            through = seal.number;
            if !rows.is_empty() {
                full.push(seal.number);
            }
        }
        if full.is_empty() {
            return Ok(0);
        }
        let mut tx = self.0.db.begin().await?;
        let facts = args(&[(THROUGH, &through.to_string())]);
        self.audit_house(&mut tx, What::AuditForgotten, None, facts).await?;
        tx.commit().await?;
        let mut gone = 0;
        for number in full {
            let mut tx = self.0.db.begin().await?;
            gone += store::audit::forget(&mut tx, number).await?;
            tx.commit().await?;
        }
        Ok(gone)
    }
}

/// The fact that says up to which seal rows were forgotten.
const THROUGH: &str = "through";

/// A look under way.
#[derive(Default)]
struct Look {
    last: Option<Seal>,
    /// The newest seal that has no rows any more, and the seal before which that is in order.
    empty: Option<i64>,
    found: Looked,
}

impl Look {
    /// The next seal and the rows that say they are under it.
    fn seal(
        &mut self,
        engine: &Engine,
        seal: Seal,
        rows: &[Kept],
    ) -> std::result::Result<(), Broken> {
        let number = seal.number;
        let broken =
            |row: Option<&AuditId>, how| Err(Broken { seal: Some(number), row: row.cloned(), how });
        let next = self.last.as_ref().map_or(0, |last| last.number) + 1;
        if number != next {
            return Err(Broken { seal: Some(next), row: None, how: How::SealMissing });
        }
        if !seal.follows(engine.vault(), self.last.as_ref()) {
            return broken(None, How::SealChanged);
        }
        if let Some(added) = rows.iter().find(|row| seal.ids.binary_search(&row.id).is_err()) {
            return broken(Some(&added.id), How::Added);
        }
        let gone = |id: &&AuditId| rows.binary_search_by(|row| row.id.cmp(id)).is_err();
        if let Some(missing) = seal.ids.iter().find(gone) {
            return broken(Some(missing), How::Missing);
        }
        if let Some(changed) = rows.iter().find(|row| !engine.is_ours(row)) {
            return broken(Some(&changed.id), How::Changed);
        }
        if seal.ids.is_empty() {
            self.empty = Some(number);
        } else {
            let macs: Vec<_> =
                rows.iter().map(|r| (r.id.clone(), r.mac.clone().unwrap_or_default())).collect();
            if !seal.is_over(engine.vault(), &macs) {
                return broken(None, How::SealChanged);
            }
        }
        rows.iter().for_each(|row| self.note(row));
        self.found.seals += 1;
        self.found.rows += u64::try_from(rows.len()).unwrap_or(0);
        self.last = Some(seal);
        Ok(())
    }

    /// A row that fits may say that older ones were forgotten.
    fn note(&mut self, row: &Kept) {
        let said = |event: &AuditEvent| {
            let forgotten = event.what == What::AuditForgotten;
            forgotten.then(|| event.facts.get(THROUGH)?.parse().ok())?
        };
        let through = row.event.as_ref().and_then(said).unwrap_or(0);
        self.found.forgotten = self.found.forgotten.max(through);
    }

    /// A seal that was emptied although nobody wrote down that its rows were forgotten.
    fn emptied(&self) -> Option<Broken> {
        let emptied = self.empty.filter(|number| *number > self.found.forgotten)?;
        Some(Broken { seal: Some(emptied), row: None, how: How::Missing })
    }

    fn end(mut self, broken: Option<Broken>) -> Looked {
        self.found.broken = broken;
        self.found
    }
}
