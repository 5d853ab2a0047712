//! Saving a turn: the sign-in with its version, its effects and its audit events in one
//! transaction. A lost race anywhere in it undoes all of it.

use crate::{
    After, Engine, Result, alert::Alert, guard::Budget, notice::Notice, scene::Scene, visit::Visit,
};
use countersign_core::{
    audit::What,
    id::{AccountId, MethodId},
    message::Args,
    method::{Factor, Method, Wrong},
    secret::Secret,
    sign_in::{Effect, SignIn, Turn},
};
use serde_json::Value;
use store::Tx;

/// A turn under way: what it is about, and what gathers while its effects are applied.
struct Work<'a> {
    visit: &'a Visit,
    sign_in: &'a SignIn,
    scene: &'a Scene,
    session: Option<Secret<String>>,
    withheld: Option<Wrong>,
    /// What a way says about itself after it was used: how many spare codes are left.
    left: Option<String>,
    /// Letters that can go out once the write is durable.
    letters: Vec<store::outbox::Id>,
}

/// So many wrong tries in a row are a series: more than somebody's own slips.
const SERIES: i64 = 5;

/// Remembers what came before an answer that was right, until the session is opened (LG-6).
fn note_failures(sign_in: &mut SignIn, turns: &[Turn], counted: &[(usize, Budget)]) {
    for (at, budget) in counted {
        let right = turns.get(*at).is_some_and(|turn| turn.right.is_some());
        if right && budget.failures() >= SERIES {
            sign_in.failures = sign_in.failures.max(budget.failures());
        }
    }
}

impl Engine {
    pub(crate) async fn write(
        &self,
        visit: &Visit,
        sign_in: &mut SignIn,
        scene: &Scene,
        turns: Vec<Turn>,
        counted: &[(usize, Budget)],
    ) -> Result<After> {
        let mut tx = self.0.db.begin().await?;
        self.within_session(&mut tx, sign_in).await?;
        note_failures(sign_in, &turns, counted);
        let row = self.seal_sign_in(sign_in)?;
        store::sign_in::save(&mut tx, &row, sign_in.version).await?;
        sign_in.version += 1;
        let (session, withheld, left, letters) = (None, None, None, Vec::new());
        let mut work = Work { visit, sign_in, scene, session, withheld, left, letters };
        let mut wrong = None;
        for (at, turn) in turns.into_iter().enumerate() {
            if let Some((_, budget)) = counted.iter().find(|(index, _)| *index == at) {
                let settled = self.settle(&mut tx, budget, &turn).await?;
                let told = self.tell_of_guesses(&mut tx, work.sign_in, scene, &turn, settled);
                work.letters.extend(told.await?);
            }
            for effect in turn.effects {
                self.apply(&mut tx, &mut work, effect).await?;
            }
            wrong = turn.wrong;
        }
        let Work { session, withheld, letters, .. } = work;
        tx.commit().await?;
        self.post_now(letters);
        Ok(After { sign_in: sign_in.clone(), wrong: wrong.or(withheld), session })
    }

    async fn apply(&self, tx: &mut Tx, work: &mut Work<'_>, effect: Effect) -> Result<()> {
        let (sign_in, scene) = (work.sign_in, work.scene);
        match effect {
            Effect::Send(message) => match self.send_in(tx, sign_in, message).await? {
                Ok(letter) => work.letters.push(letter),
                Err(wrong) => work.withheld = Some(wrong),
            },
            Effect::OpenSession => self.begin_session(tx, work).await?,
            Effect::Reprove(session) => {
                work.session = Some(self.reprove(tx, &session, &sign_in.proofs).await?);
            }
            Effect::Keep { method, version, secret } => {
                let sealed = self.seal_method(&method, &secret)?;
                store::method::keep(tx, &method, version, &sealed, scene.now).await?;
                work.left = self.spares_left(scene, &method, secret);
            }
            Effect::Used(method) => {
                store::method::touch(tx, &method, scene.now).await?;
                let used = scene.methods.iter().find(|known| known.id == method);
                self.came_back(tx, used).await?;
            }
            Effect::Add { method, replaces } => {
                self.came_back(tx, Some(&method)).await?;
                let letters = self.add_method(tx, sign_in, scene, &method, replaces).await?;
                work.letters.extend(letters);
            }
            Effect::BeginGrace(end) => {
                if let Some(account) = &scene.account {
                    if store::account::begin_grace(tx, &account.id, end).await? {
                        self.will_remind(tx, &account.id, end).await?;
                    }
                    let began = (What::GraceBegan, Args::new());
                    self.audit_sign_in(tx, sign_in, Some(account), began).await?;
                }
            }
            Effect::Audit(what, facts) => {
                let not_me = facts.contains_key("not-me");
                self.audit_sign_in(tx, sign_in, scene.account.as_ref(), (what, facts)).await?;
                match what {
                    What::RecoveryUsed => self.tell_of_spare(tx, work).await?,
                    What::Cancelled if not_me => self.tell_of_stranger(tx, work).await?,
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// "This is not me": whoever it was knew the password (M2, LG-6).
    async fn tell_of_stranger(&self, tx: &mut Tx, work: &mut Work<'_>) -> Result<()> {
        if let Some(account) = &work.scene.account {
            let notice = Notice::new("mail-denied").about(work.sign_in).mail_only();
            work.letters.extend(self.tell(tx, account, notice).await?);
            self.alert(tx, Alert::reported(account, work.sign_in)).await?;
        }
        Ok(())
    }

    async fn begin_session(&self, tx: &mut Tx, work: &mut Work<'_>) -> Result<()> {
        let Some(account) = &work.scene.account else { return Ok(()) };
        let token = self.open_session(tx, work.visit, work.sign_in, account).await?;
        work.session = Some(token);
        let failures = work.sign_in.failures;
        let notice = if failures > 0 {
            Notice::new("mail-after-failures").fact("count", &failures.to_string())
        } else if !work.scene.known && account.last_sign_in_at.is_some() {
            Notice::new("mail-new-browser")
        } else {
            return Ok(());
        };
        let notice = notice.about(work.sign_in).mail_only();
        work.letters.extend(self.tell(tx, account, notice).await?);
        Ok(())
    }

    async fn tell_of_spare(&self, tx: &mut Tx, work: &mut Work<'_>) -> Result<()> {
        let Some(account) = &work.scene.account else { return Ok(()) };
        let mut notice = Notice::new("mail-recovery-used").about(work.sign_in);
        if let Some(left) = &work.left {
            notice = notice.fact("left", left);
        }
        work.letters.extend(self.tell(tx, account, notice).await?);
        Ok(())
    }

    fn spares_left(&self, scene: &Scene, id: &MethodId, secret: Value) -> Option<String> {
        let used = scene.methods.iter().find(|method| method.id == *id)?;
        let kind = self.kinds().of(used)?;
        let hint = kind.hint(&Method { secret, ..used.clone() });
        (kind.spare() && !hint.is_empty()).then_some(hint)
    }

    /// Keeps a new method; the change voids every other half-finished journey (invariant 4) and is
    /// told on every other channel (RC-6).
    async fn add_method(
        &self,
        tx: &mut Tx,
        sign_in: &SignIn,
        scene: &Scene,
        method: &Method,
        replaces: bool,
    ) -> Result<Vec<store::outbox::Id>> {
        let Some(account) = &scene.account else { return Ok(Vec::new()) };
        store::account::bump_generation(tx, &account.id, account.generation).await?;
        let same = scene.methods.iter().filter(|old| replaces && old.kind == method.kind);
        let replaced: Vec<&MethodId> = same.map(|old| &old.id).collect();
        for old in &replaced {
            store::method::remove(tx, &account.id, old, scene.now).await?;
        }
        self.keep_new(tx, &account.id, method).await?;
        self.forgive_kind(tx, &account.id, &method.kind).await?;
        self.settle_default(tx, account).await?;
        let kind = self.kinds().of(method);
        let spare = kind.is_some_and(|kind| kind.spare());
        if !spare && kind.is_some_and(|kind| kind.factor() != Factor::Knows) {
            // Enabled becomes Enforced when set-up is done (original.md §5).
            store::account::enforce(tx, &account.id).await?;
        }
        let words = if spare { "mail-recovery-made" } else { "mail-way-added" };
        let notice = Notice::new(words)
            .about(sign_in)
            .fact("kind", &method.kind)
            .fact("label", &method.label)
            .undo_adding(&method.id, &replaced);
        self.tell(tx, account, notice).await
    }

    pub(crate) async fn keep_new(
        &self,
        tx: &mut Tx,
        account: &AccountId,
        method: &Method,
    ) -> Result<()> {
        let row = store::method::Row {
            id: method.id.clone(),
            account: account.clone(),
            kind: method.kind.clone(),
            label: method.label.clone(),
            secret: self.seal_method(&method.id, &method.secret)?,
            version: 0,
            added_at: method.added_at,
            last_used_at: None,
        };
        Ok(store::method::add(tx, &row).await?)
    }
}
