//! Sessions: opened by a sign-in, proved again by a step-up, ended by their owner or by a change.
//! The cookie is a random reference kept as keyed hash (SE-1).

use crate::{Engine, Error, Result, visit::Visit};
use countersign_core::{
    account::Account,
    audit::What,
    dice,
    id::SessionId,
    message::args,
    method::Proof,
    secret::Secret,
    session::{LIFE, Level, Session},
    sign_in::SignIn,
    time::minutes,
};
use std::{sync::Arc, time::Duration};
use store::Tx;

/// Somebody signed in, as every page sees it.
#[derive(Clone, Debug)]
pub struct Standing {
    pub account: Account,
    pub session: Session,
}

/// A session's last use is written at most this often.
const TOUCH: Duration = minutes(1);

impl Engine {
    /// Who is signed in in this browser. A disabled account has no sessions (SE-5). One point read;
    /// more for a session without a second step.
    pub async fn standing(&self, visit: &Visit) -> Result<Option<Standing>> {
        let Some(token) = &visit.session else { return Ok(None) };
        let now = self.now();
        let Some(found) = self.copied_session(&self.session_hash(token)).await? else {
            return Ok(None);
        };
        let Standing { account, session } = &*found;
        if !session.live_for(account.role, now) || account.disabled_at.is_some() {
            return Ok(None);
        }
        // Policy asks for two at most, so only a session with less can have become too little
        // (EN-8): a role given, a grace period over, a second step set up elsewhere.
        if session.level() < Level::Two
            && !self.enough(account, &session.proofs, Level::None).await?
        {
            return Ok(None);
        }
        if now.since(session.seen_at) >= TOUCH {
            let mut tx = self.0.db.begin().await?;
            store::session::touch(&mut tx, &session.id, now, &visit.source).await?;
            tx.commit().await?;
        }
        Ok(Some((*found).clone()))
    }

    /// A session and its account as they are in the database, live or not.
    async fn copied_session(&self, hash: &[u8]) -> Result<Option<Arc<Standing>>> {
        let (db, copies, now) = (&self.0.db, &self.0.copies, self.now());
        if let Some(copy) = copies.sessions.get(db, now, hash) {
            return Ok(Some(copy));
        }
        let moment = db.moment();
        let mut reader = self.reader().await?;
        let found = store::session::with_account(&mut reader, hash).await?;
        Ok(found.map(|(session, account)| {
            let copy = Arc::new(Standing { account, session });
            let id = copy.session.id.as_str().as_bytes();
            let noted = db.note(moment, &[id, copy.account.id.as_str().as_bytes()]);
            copies.standings.put(id, noted.clone(), now, Arc::clone(&copy));
            copies.sessions.put(hash, noted, now, Arc::clone(&copy));
            copy
        }))
    }

    /// As [`Engine::copied_session`], by the id of the session.
    pub(crate) async fn standing_of(&self, id: &SessionId) -> Result<Option<Arc<Standing>>> {
        let (db, copies, now) = (&self.0.db, &self.0.copies, self.now());
        let key = id.as_str().as_bytes();
        if let Some(copy) = copies.standings.get(db, now, key) {
            return Ok(Some(copy));
        }
        let moment = db.moment();
        let mut reader = self.reader().await?;
        let Some(session) = store::session::by_id(&mut reader, id).await? else { return Ok(None) };
        let account = store::account::by_id(&mut reader, &session.account).await?;
        Ok(account.map(|account| {
            let copy = Arc::new(Standing { account, session });
            let noted = db.note(moment, &[key, copy.account.id.as_str().as_bytes()]);
            copies.standings.put(key, noted, now, Arc::clone(&copy));
            copy
        }))
    }

    /// Whom this browser signed in last, by name, unless they signed out. Only the browser's own
    /// cookie leads to it, which nobody can guess, and it says nothing of whether the account can
    /// still sign in (RL-9).
    pub async fn last_here(&self, visit: &Visit) -> Result<Option<String>> {
        let Some(browser) = &visit.browser else { return Ok(None) };
        let mut reader = self.reader().await?;
        Ok(store::browser::left_open(&mut reader, &self.browser_hash(browser)).await?)
    }

    /// The session of a sign-in that has reached its end, under a new cookie.
    pub(crate) async fn open_session(
        &self,
        tx: &mut Tx,
        visit: &Visit,
        sign_in: &SignIn,
        account: &Account,
    ) -> Result<Secret<String>> {
        let now = self.now();
        let token = match self.same_again(tx, visit, sign_in, account).await? {
            Some(session) => self.reprove(tx, &session, &sign_in.proofs).await?,
            None => self.open_new(tx, sign_in, account).await?,
        };
        store::browser::see(tx, &sign_in.browser, &account.id, now).await?;
        store::account::signed_in(tx, &account.id, now).await?;
        self.unchanged(tx, account).await?;
        Ok(token)
    }

    /// The session this browser has, if it is of the same account: it goes on with the fresh proof,
    /// and so does what apps hold of it (OA-11, `prompt=login`). Somebody else's ends here (SE-1).
    async fn same_again(
        &self,
        tx: &mut Tx,
        visit: &Visit,
        sign_in: &SignIn,
        account: &Account,
    ) -> Result<Option<SessionId>> {
        let Some(cookie) = &visit.session else { return Ok(None) };
        let hash = self.session_hash(cookie);
        let Some(old) = store::session::by_hash(tx, &hash).await? else { return Ok(None) };
        let now = self.now();
        let open = old.live(now) && old.live_for(account.role, now);
        if open && old.account == account.id && old.browser == sign_in.browser {
            return Ok(Some(old.id));
        }
        store::session::revoke_if_live(tx, &old.id, now).await?;
        Ok(None)
    }

    async fn open_new(
        &self,
        tx: &mut Tx,
        sign_in: &SignIn,
        account: &Account,
    ) -> Result<Secret<String>> {
        let now = self.now();
        let token = dice::token(self.dice());
        let session = Session {
            id: SessionId::new(now, self.dice()),
            account: account.id.clone(),
            proofs: sign_in.proofs.clone(),
            browser: sign_in.browser.clone(),
            device: sign_in.device.clone(),
            source: sign_in.source.clone(),
            made_at: now,
            proved_at: now,
            seen_at: now,
            ends_at: now.plus(LIFE),
            revoked_at: None,
        };
        store::session::open(tx, &session, &self.session_hash(&token)).await?;
        Ok(token)
    }

    /// Whether the account is still the one that was thought about: hashing takes its time, and a
    /// new password or an end to the account may have come meanwhile (invariant 7). Asked after a
    /// write to its row, which is then nobody else's until the commit.
    ///
    /// # Errors
    /// `Stale`: think again.
    async fn unchanged(&self, tx: &mut Tx, account: &Account) -> Result<()> {
        let now = store::account::by_id(tx, &account.id).await?;
        let same = now
            .is_some_and(|now| now.generation == account.generation && now.disabled_at.is_none());
        if same { Ok(()) } else { Err(Error::Stale) }
    }

    /// The same session with new proofs, under a new cookie; the old one opens nothing any more.
    pub(crate) async fn reprove(
        &self,
        tx: &mut Tx,
        session: &SessionId,
        proofs: &[Proof],
    ) -> Result<Secret<String>> {
        let token = dice::token(self.dice());
        let hash = self.session_hash(&token);
        let now = self.now();
        store::session::prove(tx, session, &hash, proofs, (now, now.plus(LIFE))).await?;
        Ok(token)
    }

    /// The account's live sessions, newest first.
    pub async fn sessions(&self, standing: &Standing) -> Result<Vec<Session>> {
        let mut reader = self.reader().await?;
        let account = &standing.account.id;
        let all = store::session::of_account(&mut reader, account, self.now()).await?;
        Ok(all.into_iter().filter(|session| session.live(self.now())).collect())
    }

    /// Ends one session of the account, this one included.
    pub async fn sign_out(
        &self,
        visit: &Visit,
        standing: &Standing,
        session: &SessionId,
    ) -> Result<()> {
        let account = &standing.account.id;
        let mut tx = self.0.db.begin().await?;
        match store::session::revoke(&mut tx, account, session, self.now()).await {
            Err(store::Error::Stale) => return Err(Error::NotFound),
            other => other?,
        }
        store::grant::revoke_of_session(&mut tx, session, self.now()).await?;
        let what =
            if *session == standing.session.id { What::SignedOut } else { What::SessionRevoked };
        let facts = args(&[("session", session.as_str())]);
        self.audit_visit(&mut tx, visit, account, what, facts).await?;
        Ok(tx.commit().await?)
    }

    /// Another name for a browser somebody signed out of, so that a cookie that was copied before
    /// names nobody's browser afterwards. Nothing, while a sign-in is open in it: that is bound to
    /// the name it began with (SE-6).
    pub async fn renew_browser(&self, visit: &Visit) -> Result<Option<Secret<String>>> {
        let Some(browser) = &visit.browser else { return Ok(None) };
        let old = self.browser_hash(browser);
        let mut tx = self.0.db.begin().await?;
        if !store::sign_in::open_of_browser(&mut tx, &old, self.now()).await?.is_empty() {
            return Ok(None);
        }
        let new = dice::token(self.dice());
        store::browser::rename(&mut tx, &old, &self.browser_hash(&new)).await?;
        tx.commit().await?;
        Ok(Some(new))
    }

    /// Ends all other sessions of the account; says how many.
    pub async fn sign_out_others(&self, visit: &Visit, standing: &Standing) -> Result<u64> {
        let mut tx = self.0.db.begin().await?;
        let ended = self.end_others(&mut tx, standing).await?;
        let facts = args(&[("sessions", &ended.to_string())]);
        let account = &standing.account.id;
        self.audit_visit(&mut tx, visit, account, What::SessionRevoked, facts).await?;
        tx.commit().await?;
        Ok(ended)
    }

    pub(crate) async fn end_others(&self, tx: &mut Tx, standing: &Standing) -> Result<u64> {
        let (account, now) = (&standing.account.id, self.now());
        let own = Some(&standing.session.id);
        let ended = store::session::revoke_all(tx, account, now, own).await?;
        store::grant::revoke_of_account(tx, account, now, own).await?;
        store::sign_in::close_of_account(tx, account, now, None).await?;
        Ok(ended)
    }

    pub(crate) fn session_hash(&self, token: &Secret<String>) -> Vec<u8> {
        self.0.vault.keyed_hash("session", token.reveal().as_bytes()).to_vec()
    }
}
