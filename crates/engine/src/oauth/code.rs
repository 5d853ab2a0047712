//! Codes: what a browser carries to the app, and the app exchanges for tokens.

use super::{CODE_LIFE, Denied, OFFLINE_LIFE, Origin, Tokens, token::Family};
use crate::{Engine, Result, Standing, visit::Visit};
use countersign_core::{
    account::Account,
    app::App,
    audit::What,
    id::{AccountId, AppId, GrantId, SessionId},
    message::args,
    secret::Secret,
    session::Level,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;
use store::{Tx, grant};

const CODE: &str = "oidc.code";
/// A request an app made that waits for the person to sign in.
const REQUEST: &str = "oidc.request";

/// What a code is bound to; the ticket's data.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Code {
    pub app: AppId,
    pub account: AccountId,
    /// The grant it becomes, drawn beforehand so that a second use can end it.
    pub grant: String,
    pub scope: String,
    /// Whether tokens go on after the session (a refresh token).
    pub offline: bool,
    /// What the front compares before it exchanges it.
    pub bound: Value,
    pub origin: Origin,
}

/// A code to be made.
pub struct NewCode {
    pub scope: String,
    pub offline: bool,
    pub at_least: Level,
    pub bound: Value,
    /// Kept with the grant.
    pub own: Value,
    /// Secret of the request that has waited for the sign-in, if there is one.
    pub request: Option<Secret<String>>,
}

impl Engine {
    /// Opens an app for somebody who is signed in: a code, in one write with the log. With
    /// `request`, the waiting request is used up by it; nothing if that was used before.
    pub async fn give_code(
        &self,
        visit: &Visit,
        standing: &Standing,
        app: &App,
        new: NewCode,
    ) -> Result<Option<Secret<String>>> {
        let now = self.now();
        let code = Code {
            app: app.id.clone(),
            account: standing.account.id.clone(),
            grant: GrantId::new(now, self.dice()).to_string(),
            scope: new.scope,
            offline: new.offline,
            bound: new.bound,
            origin: Origin {
                session: standing.session.id.clone(),
                proofs: standing.session.proofs.clone(),
                auth_time: standing.session.proved_at,
                at_least: new.at_least,
                own: new.own,
            },
        };
        let mut tx = self.0.db.begin().await?;
        if let Some(request) = &new.request
            && !self.use_in(&mut tx, REQUEST, request.reveal()).await?
        {
            return Ok(None);
        }
        // Not under the account: a code ends with the session it came of.
        let secret = self.give_in(&mut tx, CODE, None, &code, CODE_LIFE).await?;
        let opened = self.note_opened(&mut tx, &standing.session.id, app).await?;
        let facts = args(&[("app", &app.name)]);
        self.audit_visit(&mut tx, visit, &code.account, What::AppOpened, facts).await?;
        tx.commit().await?;
        let (copies, db) = (&self.0.copies, &self.0.db);
        if let Some(opened) = opened {
            copies.opened.put(&opened, db.note(db.moment(), &[]), now, ());
        }
        // What a code is bound to never changes, so nothing can make the copy old.
        let hash = self.ticket_hash(CODE, secret.reveal());
        copies.codes.put(&hash, db.note(db.moment(), &[]), now, Arc::new(code));
        Ok(Some(secret))
    }

    /// Notes in the database that an app was opened in a session, unless that is known. Returns
    /// what to remember once it is committed.
    async fn note_opened(
        &self,
        tx: &mut Tx,
        session: &SessionId,
        app: &App,
    ) -> Result<Option<Vec<u8>>> {
        let now = self.now();
        let key = format!("{session} {}", app.id).into_bytes();
        if self.0.copies.opened.get(&self.0.db, now, &key).is_some() {
            return Ok(None);
        }
        store::session::note_app(tx, session, &app.id, now).await?;
        Ok(Some(key))
    }

    /// What a code is bound to, whether it is still good or not; nothing if there is no such code.
    pub async fn look_at_code(&self, secret: &str) -> Result<Option<Arc<Code>>> {
        let hash = self.ticket_hash(CODE, secret);
        if let Some(code) = self.0.copies.codes.get(&self.0.db, self.now(), &hash) {
            return Ok(Some(code));
        }
        let Some(ticket) = self.peek(CODE, secret).await? else { return Ok(None) };
        Ok(Some(Arc::new(serde_json::from_value(ticket.data)?)))
    }

    /// Exchanges a code whose bindings the front has compared. Of any number of callers one gets
    /// tokens; each other ends them.
    pub async fn redeem_code(
        &self,
        visit: &Visit,
        app: &App,
        secret: &str,
        code: &Code,
    ) -> Result<std::result::Result<Tokens, Denied>> {
        let account = self.still_open(code).await?;
        let mut tx = self.0.db.begin().await?;
        // A second use counts whatever has become of the person (OA-3).
        if !self.use_in(&mut tx, CODE, secret).await? {
            return self.second_use(tx, visit, app, secret, code).await.map(Err);
        }
        // What was thought about may have ended meanwhile: asked of the row itself, in this write.
        let session = &code.origin.session;
        let stands = store::session::stands(&mut tx, session, self.now()).await?;
        let Some(account) = account.filter(|_| stands) else {
            drop(tx);
            self.refused(visit, app, &code.account, "closed").await?;
            return Ok(Err(Denied::Closed));
        };
        let grant = self.grant_of(code)?;
        grant::add(&mut tx, &grant).await?;
        let family = Family { account, origin: code.origin.clone(), grant };
        let tokens = self.add_tokens(&mut tx, family, None, None).await?;
        let facts = args(&[("app", &app.name), ("by", "code")]);
        self.audit_visit(&mut tx, visit, &code.account, What::TokenIssued, facts).await?;
        tx.commit().await?;
        self.0.copies.codes.forget(&self.ticket_hash(CODE, secret));
        Ok(Ok(tokens))
    }

    async fn still_open(&self, code: &Code) -> Result<Option<Account>> {
        let Some(standing) = self.standing_of(&code.origin.session).await? else {
            return Ok(None);
        };
        let Standing { account, session } = &*standing;
        if account.id != code.account || !session.live_for(account.role, self.now()) {
            return Ok(None);
        }
        let Origin { proofs, at_least, .. } = &code.origin;
        let enough = self.enough(account, proofs, *at_least).await?;
        Ok(enough.then(|| account.clone()))
    }

    /// A code that cannot be taken: over, or used before.
    async fn second_use(
        &self,
        mut tx: Tx,
        visit: &Visit,
        app: &App,
        secret: &str,
        code: &Code,
    ) -> Result<Denied> {
        let used = self.was_taken(&mut tx, CODE, secret).await?;
        if !used {
            return Ok(Denied::NotGood);
        }
        let ended = grant::revoke(&mut tx, &code.grant, self.now()).await?;
        if ended > 0 {
            let facts = args(&[("app", &app.name), ("by", "code")]);
            self.audit_visit(&mut tx, visit, &code.account, What::TokenReplayed, facts).await?;
        }
        tx.commit().await?;
        Ok(Denied::Replayed)
    }

    fn grant_of(&self, code: &Code) -> Result<grant::Row> {
        let now = self.now();
        let ends_at =
            if code.offline { now.plus(OFFLINE_LIFE) } else { now.plus(super::ACCESS_LIFE) };
        Ok(grant::Row {
            facts: self.seal_origin(&code.grant, &code.origin)?,
            id: code.grant.clone(),
            app: code.app.clone(),
            account: code.account.clone(),
            session: (!code.offline).then(|| code.origin.session.clone()),
            scope: code.scope.clone(),
            made_at: now,
            ends_at,
            revoked_at: None,
        })
    }
}
