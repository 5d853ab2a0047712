//! A secret that is no app password: the account's own password, a former one, or wrong.
//!
//! Names that nobody has go the same way with a decoy, and what is said and how long it takes is
//! the same (RL-9). Tries here have a budget of their own: they never lock the sign-in pages
//! (AP-5), and the pages' tries never lock these doors.

use super::{
    Answer, By, Door,
    memory::{May, Print, Spell, Try, Verdict},
    uses::{Former, Network},
};
use crate::{Engine, Error, Result, guard::Budget};
use countersign_core::{
    account::{Account, canonical},
    app_password::{Decision, Holder, Refusal, Shown},
    id::AccountId,
    limit::Allowed,
    policy,
};

/// Kind of the budget that tries at these doors come out of.
pub(crate) const BUDGET: &str = "password-door";
/// Longer than any password and name.
const SECRET_MOST: usize = 1024;
const NAME_MOST: usize = 254;
/// How often a lost race for a counter is tried again.
const RACES: usize = 20;

/// Who is asked for, and with what.
pub(super) struct Asked {
    /// The account's id, or what stands for a name nobody has.
    pub owner: String,
    pub account: Option<Account>,
    pub print: Print,
    /// Of a former password.
    pub short: u16,
}

impl Asked {
    fn generation(&self) -> i64 {
        self.account.as_ref().map_or(0, |account| account.generation)
    }
}

impl Engine {
    pub(super) async fn by_other_secret(&self, door: Door<'_>) -> Result<Answer> {
        let Some(asked) = self.asked(door).await? else {
            return Ok(Answer::Refused(Refusal::Wrong));
        };
        let memory = &self.0.programs.memory;
        let verdict = match memory.recall(&asked.print, asked.generation(), door.now) {
            Some(verdict) => Some(verdict),
            None => self.find_out(door, &asked).await?,
        };
        let refusal = match (verdict, &asked.account) {
            (Some(Verdict::Right), Some(account)) => {
                return self.by_password(door, account).await;
            }
            (Some(Verdict::Former(short)), Some(account)) => {
                let former = Former::Password(account.id.clone(), short);
                let uses = &self.0.programs.uses;
                uses.still(former, account.id.clone(), door.knock, door.now);
                Refusal::Retired
            }
            (Some(_), _) => Refusal::Wrong,
            (None, _) => Refusal::Paused,
        };
        if let Some(account) = &asked.account {
            self.note_try(&account.id, door, refusal);
        }
        Ok(Answer::Refused(refusal))
    }

    async fn asked(&self, door: Door<'_>) -> Result<Option<Asked>> {
        let (name, secret) = (canonical(&door.knock.name), door.knock.secret.reveal());
        if name.is_empty() || name.len() > NAME_MOST {
            return Ok(None);
        }
        if secret.is_empty() || secret.len() > SECRET_MOST {
            return Ok(None);
        }
        let mut reader = self.reader().await?;
        let account = store::account::by_name(&mut reader, &name).await?;
        let owner = match &account {
            Some(account) => account.id.as_str().to_owned(),
            None => format!("?{name}"),
        };
        let hash = self.secret_of("other-secret", &owner, secret);
        let print = hash.first_chunk().copied().unwrap_or_default();
        let short = self.former_print(&owner, secret);
        Ok(Some(Asked { owner, account, print, short }))
    }

    fn secret_of(&self, purpose: &str, owner: &str, secret: &str) -> [u8; 32] {
        let mut text = zeroize::Zeroizing::new(Vec::with_capacity(owner.len() + secret.len() + 1));
        text.extend_from_slice(owner.as_bytes());
        text.push(b'/');
        text.extend_from_slice(secret.as_bytes());
        self.0.vault.keyed_hash(purpose, &text)
    }

    /// What a former password is recognised by: 16 bits, so that it is of no use to whoever has
    /// the database and the key. One guess in 65,536 reads like a former one, and opens nothing.
    pub(crate) fn former_print(&self, owner: &str, secret: &str) -> u16 {
        let hash = self.secret_of("former-password", owner, secret);
        u16::from_be_bytes(hash.first_chunk().copied().unwrap_or_default())
    }

    /// Compares a secret that is not known yet; nothing if too many were tried. Of many that bring
    /// the same one at once, one finds out.
    async fn find_out(&self, door: Door<'_>, asked: &Asked) -> Result<Option<Verdict>> {
        let memory = &self.0.programs.memory;
        let Some(_turn) = memory.turn(&asked.print).await else {
            return Err(Error::Busy { retry_after_seconds: 2 });
        };
        if let Some(known) = memory.recall(&asked.print, asked.generation(), door.now) {
            return Ok(Some(known));
        }
        if self.is_former(asked).await? {
            let former = Verdict::Former(asked.short);
            memory.remember(asked.print, asked.generation(), former, door.now);
            return Ok(Some(former));
        }
        let spell = Spell {
            owner: asked.owner.clone(),
            source: door.knock.source.clone(),
            protocol: door.knock.protocol,
        };
        let budget = self.door_budget(door, asked).await?;
        match memory.may_compare(&spell, door.now) {
            May::Go => {}
            May::Not => return Ok(None),
            May::Later => return Err(Error::Busy { retry_after_seconds: 60 }),
        }
        if self.charge(&budget).await? != Allowed::Go {
            return Ok(None);
        }
        let verdict = match self.compare_secret(door, asked).await {
            Ok(true) => Verdict::Right,
            Ok(false) => Verdict::Wrong,
            Err(error) => {
                self.settle_door(&budget, Settle::Refund).await?;
                return Err(error);
            }
        };
        if verdict == Verdict::Right {
            self.settle_door(&budget, Settle::Absolve).await?;
        } else {
            memory.count(spell, door.now);
            self.audit_wrong(door, asked).await?;
            let until = self.paused_until(&budget).await?;
            if let Some((until, account)) = until.zip(asked.account.as_ref()) {
                self.tell_of_pause(door, account, until).await?;
            }
        }
        memory.remember(asked.print, asked.generation(), verdict, door.now);
        Ok(Some(verdict))
    }

    async fn is_former(&self, asked: &Asked) -> Result<bool> {
        let id = AccountId::from(asked.owner.as_str());
        let mut reader = self.reader().await?;
        Ok(store::retired_password::known(&mut reader, &id, asked.short).await?.is_some())
    }

    /// Networks a program of the account has come in from have a budget of their own, so that
    /// strangers cannot use it up (RL-8).
    async fn door_budget(&self, door: Door<'_>, asked: &Asked) -> Result<Budget> {
        let network = Network::of(&door.knock.source);
        let id = AccountId::from(asked.owner.as_str());
        let mut reader = self.reader().await?;
        let known = store::browser::known(&mut reader, &network.name(), &id).await?;
        Ok(match &asked.account {
            Some(account) => self.budget(&account.id, BUDGET, known),
            None => self.budget_of_nobody(&door.knock.name, BUDGET),
        })
    }

    async fn settle_door(&self, budget: &Budget, settle: Settle) -> Result<()> {
        for _ in 0..RACES {
            let mut tx = self.0.db.begin().await?;
            let settled = match settle {
                Settle::Absolve => self.absolve_in(&mut tx, budget).await,
                Settle::Refund => self.refund_in(&mut tx, budget).await,
            };
            match settled {
                Ok(()) => return Ok(tx.commit().await?),
                // Another try was counted meanwhile.
                Err(Error::Stale) => {}
                Err(error) => return Err(error),
            }
        }
        Err(Error::Busy { retry_after_seconds: 1 })
    }

    /// The account's own password was right: what it opens is the rule's question, asked of the
    /// account as it is now.
    async fn by_password(&self, door: Door<'_>, account: &Account) -> Result<Answer> {
        let mut reader = self.reader().await?;
        let now = store::account::by_id(&mut reader, &account.id).await?;
        drop(reader);
        // Another password was set while this one was compared.
        let Some(account) = now.filter(|now| now.generation == account.generation) else {
            return Ok(Answer::Refused(Refusal::Wrong));
        };
        let organisation = self.organisation().await?;
        let set_up = self.has_second_step(&account.id).await?;
        let state = policy::effective(&account, &organisation.defaults, set_up, door.now).state;
        let holder = Holder { disabled: account.disabled_at.is_some(), role: account.role };
        match door.decide(Shown::Password { state, set_up }, holder, true) {
            Decision::Open => {
                self.note_old_program(door, &account).await?;
                let (account, mail) = (account.username, account.mail);
                Ok(Answer::Open { account, mail, by: By::Password })
            }
            Decision::Refuse(refusal) => {
                if refusal == Refusal::NeedsAppPassword {
                    self.tell_of_old_program(door, &account).await?;
                }
                self.note_try(&account.id, door, refusal);
                Ok(Answer::Refused(refusal))
            }
        }
    }

    pub(super) fn note_try(&self, account: &AccountId, door: Door<'_>, why: Refusal) {
        let (source, protocol) = (door.knock.source.clone(), door.knock.protocol);
        let seen = Try { at: door.now, source, protocol, why };
        self.0.programs.memory.note(account, seen);
    }
}

#[derive(Clone, Copy)]
enum Settle {
    Absolve,
    Refund,
}
