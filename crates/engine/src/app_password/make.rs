//! Making one.

use super::named;
use crate::{Engine, Error, Result, notice::Notice, session::Standing, visit::Visit};
use countersign_core::{
    account::Account,
    app_password::{AppPassword, MOST, NETWORKS_MOST, Opens, WARNED, may_have, secret},
    audit::What,
    dice::pick,
    id::AppPasswordId,
    message::args,
    method::Proof,
    secret::Secret,
    session::{FRESH, Level, level},
    time::Time,
};
use std::net::IpAddr;
use store::Tx;

/// What a person chose on the page.
#[derive(Clone, Debug, Default)]
pub struct NewAppPassword {
    /// A word of the pages: "thunderbird", "scanner"…
    pub program: String,
    pub name: String,
    pub opens: Opens,
    /// Networks it may be used from (`192.0.2.0/24` or one address); none means from everywhere.
    pub networks: Vec<String>,
    /// Its last day.
    pub ends_at: Option<Time>,
}

/// Longest word for a program, in bytes.
const PROGRAM_MOST: usize = 40;
/// How often a slot that was just taken is looked for again.
const RACES: usize = 20;

impl Engine {
    /// Makes one; the secret is in its canonical form and never seen again but by
    /// [`Engine::app_password_shown`]. The owner is told (M10).
    ///
    /// # Errors
    /// `Refused("fresh")` without proof of the last five minutes;
    /// `app-password-not-allowed` for administrators and where the organisation forbids them;
    /// `app-password-second-step` before a second step is set up and after a recovery code;
    /// `app-password-most` for the 41st; `app-password-name-bad`, `-opens-nothing`,
    /// `-network-bad`, `-end-bad` for what was typed.
    pub async fn make_app_password(
        &self,
        visit: &Visit,
        standing: &Standing,
        new: NewAppPassword,
    ) -> Result<(AppPassword, Secret<String>)> {
        self.need_fresh(standing).await?;
        self.may_make(standing).await?;
        let account = &standing.account;
        let made = self.fresh_app_password(account, new)?;
        let secret = secret::make(self.dice());
        let hash = self.app_password_hash(&secret);
        for _ in 0..RACES {
            let mut tx = self.0.db.begin().await?;
            // Made for the account as it was read: not for one that is disabled meanwhile.
            store::account::hold(&mut tx, account).await?;
            let slot = self.free_slot(&mut tx, account).await?;
            // An end that is near needs no warning.
            let near = made.over_at() <= made.made_at.plus(WARNED);
            let warned = near.then_some(made.made_at);
            match store::app_password::add(&mut tx, &made, (slot, &hash), warned).await {
                Err(store::Error::Taken(_)) => continue,
                other => other?,
            }
            let facts = args(&[("label", &made.name), ("opens", &made.opens.line())]);
            self.audit_visit(&mut tx, visit, &account.id, What::AppPasswordMade, facts).await?;
            let letters = self.tell(&mut tx, account, told(visit, &made)).await?;
            tx.commit().await?;
            self.post_now(letters);
            self.keep_shown(standing, &made.id, &secret);
            return Ok((made, secret));
        }
        Err(Error::Busy { retry_after_seconds: 1 })
    }

    /// Whether whoever is signed in may make one: with a second step that was shown, not by a
    /// password alone in the grace period, nor after a recovery code (AP-4, EN-9).
    ///
    /// # Errors
    /// As [`Engine::make_app_password`].
    pub async fn may_make(&self, standing: &Standing) -> Result<()> {
        let doors = self.organisation().await?.doors;
        if !may_have(standing.account.role, doors) {
            return Err(Error::Refused("app-password-not-allowed"));
        }
        let now = self.now();
        let fresh = |proof: &&Proof| now.since(proof.at) <= FRESH && !self.is_spare(&proof.kind);
        let proofs: Vec<Proof> = standing.session.proofs.iter().filter(fresh).cloned().collect();
        if level(&proofs) < Level::Two || !self.has_second_step(&standing.account.id).await? {
            return Err(Error::Refused("app-password-second-step"));
        }
        Ok(())
    }

    fn is_spare(&self, kind: &str) -> bool {
        self.kinds().get(kind).is_none_or(|kind| kind.spare())
    }

    fn fresh_app_password(&self, account: &Account, new: NewAppPassword) -> Result<AppPassword> {
        let name = named(&new.name)?.to_owned();
        let now = self.now();
        if new.opens.is_empty() {
            return Err(Error::Refused("app-password-opens-nothing"));
        }
        if new.networks.len() > NETWORKS_MOST || !new.networks.iter().all(|it| is_network(it)) {
            return Err(Error::Refused("app-password-network-bad"));
        }
        if new.ends_at.is_some_and(|end| end <= now) {
            return Err(Error::Refused("app-password-end-bad"));
        }
        let word = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let known = new.program.len() <= PROGRAM_MOST && new.program.chars().all(word);
        Ok(AppPassword {
            id: AppPasswordId::new(now, self.dice()),
            account: account.id.clone(),
            name,
            program: if known { new.program } else { String::new() },
            opens: new.opens,
            networks: new.networks,
            made_at: now,
            last_used: None,
            used: Vec::new(),
            ends_at: new.ends_at,
            ended: None,
        })
    }

    /// A slot nobody has, drawn: two that look at once seldom want the same.
    async fn free_slot(&self, tx: &mut Tx, account: &Account) -> Result<i64> {
        let taken = store::app_password::slots(tx, &account.id).await?;
        let most = u8::try_from(MOST).unwrap_or(u8::MAX);
        let free: Vec<u8> = (1..=most).filter(|slot| !taken.contains(&i64::from(*slot))).collect();
        if free.is_empty() {
            return Err(Error::Refused("app-password-most"));
        }
        Ok(i64::from(u32::from(pick(self.dice(), &free))))
    }
}

fn told(visit: &Visit, made: &AppPassword) -> Notice {
    Notice::new("mail-app-password-made")
        .fact("label", &made.name)
        .fact("opens", &made.opens.line())
        .fact("device", &visit.device)
        .fact("source", &visit.source)
        .undo_app_password(&made.id)
}

/// `192.0.2.0/24`, `2001:db8::/32` or one address.
fn is_network(text: &str) -> bool {
    let (base, bits) = text.split_once('/').unwrap_or((text, "0"));
    let Ok(base) = base.parse::<IpAddr>() else { return false };
    let most = if base.is_ipv4() { 32 } else { 128 };
    bits.len() <= 3 && bits.parse::<u8>().is_ok_and(|bits| bits <= most)
}
