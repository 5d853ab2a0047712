//! A person's own ways to sign in, and what happened on the account. Every change needs fresh
//! proof at the highest level the account has, and is told on the other channels.

use crate::{Engine, Error, Result, notice::Notice, session::Standing, visit::Visit};
use countersign_core::{
    account::{Account, Appearance},
    audit::{AuditEvent, What},
    id::MethodId,
    message::args,
    method::Method,
    policy::{self, Effective},
    session::Level,
    sign_in::has_second_step,
    time::Time,
};
use std::cmp::Reverse;
use store::Tx;

/// Longest name of a way, in letters.
const LABEL_MOST: usize = 60;
/// Longest name of a person, in letters.
const NAME_MOST: usize = 100;

/// What a person may change about their own account.
#[derive(Clone, Debug)]
pub struct Profile {
    pub name: String,
    pub language: Option<String>,
    pub time_zone: Option<String>,
    pub appearance: Appearance,
}

impl Engine {
    /// The account's ways, strongest first; the password is not one of them.
    pub async fn ways(&self, account: &Account) -> Result<Vec<Method>> {
        let mut reader = self.reader().await?;
        let methods = self.methods_of(&mut reader, &account.id).await?;
        let mut ways: Vec<Method> = methods
            .into_iter()
            .filter(|method| self.kinds().of(method).is_some_and(|kind| kind.offered()))
            .collect();
        ways.sort_by_key(|way| {
            let kind = self.kinds().of(way);
            (kind.is_some_and(|k| k.spare()), Reverse(kind.map_or(0, |k| k.strength())))
        });
        Ok(ways)
    }

    /// The state that counts for the account, and why.
    pub async fn effective(&self, account: &Account) -> Result<Effective> {
        let ways = self.ways(account).await?;
        let organisation = self.organisation().await?;
        let set_up = has_second_step(self.kinds(), &ways);
        Ok(policy::effective(account, &organisation.defaults, set_up, self.now()))
    }

    pub async fn rename_way(
        &self,
        visit: &Visit,
        standing: &Standing,
        way: &MethodId,
        label: &str,
    ) -> Result<()> {
        self.need_fresh(standing).await?;
        let label = one_line(label, LABEL_MOST).ok_or(Error::Refused("way-name-bad"))?;
        let account = &standing.account.id;
        let mut tx = self.0.db.begin().await?;
        lost(store::method::rename(&mut tx, account, way, label).await)?;
        let facts = args(&[("label", label)]);
        self.audit_visit(&mut tx, visit, account, What::MethodRenamed, facts).await?;
        Ok(tx.commit().await?)
    }

    /// Makes a way the one that is asked first.
    pub async fn default_way(
        &self,
        visit: &Visit,
        standing: &Standing,
        way: &MethodId,
    ) -> Result<()> {
        self.need_fresh(standing).await?;
        let ways = self.ways(&standing.account).await?;
        let chosen = ways.iter().find(|have| have.id == *way).ok_or(Error::NotFound)?;
        if self.kinds().of(chosen).is_none_or(|kind| kind.spare()) {
            return Err(Error::NotFound);
        }
        let mut tx = self.0.db.begin().await?;
        let account = Account { default_method: Some(way.clone()), ..standing.account.clone() };
        store::account::save(&mut tx, &account).await?;
        let facts = args(&[("label", &chosen.label), ("kind", &chosen.kind)]);
        self.audit_visit(&mut tx, visit, &account.id, What::DefaultChanged, facts).await?;
        let notice = Notice::new("mail-default-changed").fact("label", &chosen.label);
        let letters = self.tell(&mut tx, &account, notice).await?;
        tx.commit().await?;
        self.post_now(letters);
        Ok(())
    }

    /// Removes a way. The last second step stays while one is required (EN-4).
    pub async fn remove_way(
        &self,
        visit: &Visit,
        standing: &Standing,
        way: &MethodId,
    ) -> Result<()> {
        self.need_fresh(standing).await?;
        let ways = self.ways(&standing.account).await?;
        let gone = ways.iter().find(|have| have.id == *way).ok_or(Error::NotFound)?;
        self.keep_one(standing, &ways, gone).await?;
        let mut tx = self.0.db.begin().await?;
        let account = &standing.account;
        store::account::bump_generation(&mut tx, &account.id, account.generation).await?;
        lost(store::method::remove(&mut tx, &account.id, way, self.now()).await)?;
        self.settle_default(&mut tx, account).await?;
        self.end_others(&mut tx, standing).await?;
        let facts = args(&[("label", &gone.label), ("kind", &gone.kind)]);
        self.audit_visit(&mut tx, visit, &account.id, What::MethodRemoved, facts).await?;
        let notice = Notice::new("mail-way-removed")
            .fact("label", &gone.label)
            .fact("kind", &gone.kind)
            .fact("device", &visit.device)
            .fact("source", &visit.source)
            .undo_removing(way);
        let letters = self.tell(&mut tx, account, notice).await?;
        tx.commit().await?;
        self.post_now(letters);
        Ok(())
    }

    /// After a change of ways: what is asked first is there, and can be asked first. `account` as
    /// it was read before the change.
    pub(crate) async fn settle_default(&self, tx: &mut Tx, account: &Account) -> Result<()> {
        let rows = store::method::of_account(tx, &account.id).await?;
        let able = |row: &store::method::Row| {
            self.kinds().get(&row.kind).filter(|kind| kind.offered() && !kind.spare())
        };
        let chosen = account.default_method.as_ref();
        if rows.iter().any(|row| Some(&row.id) == chosen && able(row).is_some()) {
            return Ok(());
        }
        let strongest = rows
            .iter()
            .filter_map(|row| Some((row, able(row)?)))
            .min_by_key(|(row, kind)| (Reverse(kind.strength()), row.added_at));
        let first = strongest.map(|(row, _)| &row.id);
        if first != chosen {
            store::account::prefer(tx, &account.id, first).await?;
        }
        Ok(())
    }

    async fn keep_one(&self, standing: &Standing, ways: &[Method], gone: &Method) -> Result<()> {
        let spare = |way: &&Method| self.kinds().of(way).is_some_and(|kind| kind.spare());
        let left = ways.iter().filter(|way| way.id != gone.id && !spare(way)).count();
        let organisation = self.organisation().await?;
        let policy = policy::combine(&standing.account, &organisation.defaults, true, self.now());
        let required = policy.level > Level::One && policy.must_enrol;
        if required && left == 0 && !spare(&gone) {
            return Err(Error::Refused("way-is-the-last"));
        }
        if left == 0 && !self.password_stands_alone(&standing.account).await? {
            return Err(Error::Refused("way-password-first"));
        }
        Ok(())
    }

    /// Whether the password is long enough to be all that is asked for (PW-1); the kind noted it.
    async fn password_stands_alone(&self, account: &Account) -> Result<bool> {
        let name = self.password_kind()?.name();
        let mut reader = self.reader().await?;
        let methods = self.methods_of(&mut reader, &account.id).await?;
        let kept = methods.iter().find(|method| method.kind == name);
        let alone = |method: &Method| method.secret.get("alone").and_then(|it| it.as_bool());
        Ok(kept.is_none_or(|method| alone(method) != Some(false)))
    }

    /// What happened on the account in the last 90 days, newest first: `most` events of `whats`
    /// before `before`.
    pub async fn activity(
        &self,
        account: &Account,
        whats: &[What],
        before: Option<Time>,
        most: i64,
    ) -> Result<Vec<AuditEvent>> {
        let mut reader = self.reader().await?;
        let now = self.now();
        let since = now.minus(countersign_core::time::days(90));
        let before = before.unwrap_or_else(|| now.plus(countersign_core::time::seconds(1)));
        let span = (since, before);
        Ok(store::audit::some_of_account(&mut reader, &account.id, whats, span, most).await?)
    }

    /// Ways whose answers are refused for now after too many wrong ones, in this person's own
    /// browser, with the end of the pause.
    pub async fn paused_ways(&self, account: &Account) -> Result<Vec<(MethodId, Time)>> {
        let mut paused = Vec::new();
        for way in self.ways(account).await? {
            let budget = self.budget(&account.id, &way.kind, true);
            if let Some(until) = self.paused_until(&budget).await? {
                paused.push((way.id, until));
            }
        }
        Ok(paused)
    }

    pub async fn save_profile(
        &self,
        visit: &Visit,
        standing: &Standing,
        profile: Profile,
    ) -> Result<()> {
        let name = one_line(&profile.name, NAME_MOST).ok_or(Error::Refused("profile-name-bad"))?;
        let mut tx = self.0.db.begin().await?;
        let account = Account {
            name: name.to_owned(),
            language: profile.language,
            time_zone: profile.time_zone,
            appearance: profile.appearance,
            ..standing.account.clone()
        };
        store::account::save(&mut tx, &account).await?;
        let id = &account.id;
        self.audit_visit(&mut tx, visit, id, What::ProfileChanged, args(&[])).await?;
        Ok(tx.commit().await?)
    }
}

/// What was typed, without space around it, if it is a line of `most` letters at most: it will
/// stand in mails and texts, and must not begin a line of its own there.
pub(crate) fn one_line(typed: &str, most: usize) -> Option<&str> {
    let typed = typed.trim();
    let fits = (1..=most).contains(&typed.chars().count());
    (fits && !typed.chars().any(char::is_control)).then_some(typed)
}

/// A row that was not there, or not this person's: both read the same (AU-2).
pub(crate) fn lost(outcome: std::result::Result<(), store::Error>) -> Result<()> {
    match outcome {
        Err(store::Error::Stale) => Err(Error::NotFound),
        other => Ok(other?),
    }
}
