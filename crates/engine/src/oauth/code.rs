//! Codes: what a browser carries to the app, and the app exchanges for tokens.

use super::{CODE_LIFE, Denied, OFFLINE_LIFE, Origin, Tokens, token::Family};
use crate::{Engine, Result, Standing, visit::Visit};
use countersign_core::{
    account::Account,
    app::App,
    audit::What,
    dice,
    id::{AccountId, AppId},
    message::args,
    secret::Secret,
    session::Level,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Reader, Tx, grant};

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
            grant: dice::nonce(self.dice()),
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
        let data = serde_json::to_value(&code)?;
        let mut tx = self.0.db.begin().await?;
        if let Some(request) = &new.request
            && !self.use_in(&mut tx, REQUEST, request.reveal()).await?
        {
            return Ok(None);
        }
        let account = Some(&code.account);
        let secret = self.give_in(&mut tx, CODE, account, &data, CODE_LIFE).await?;
        store::session::note_app(&mut tx, &standing.session.id, &app.id, now).await?;
        let facts = args(&[("app", &app.name)]);
        self.audit_visit(&mut tx, visit, &code.account, What::AppOpened, facts).await?;
        tx.commit().await?;
        Ok(Some(secret))
    }

    /// What a code is bound to, whether it is still good or not; nothing if there is no such code.
    pub async fn look_at_code(&self, secret: &str) -> Result<Option<Code>> {
        let Some(ticket) = self.peek(CODE, secret).await? else { return Ok(None) };
        Ok(Some(serde_json::from_value(ticket.data)?))
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
        let mut tx = self.0.db.begin().await?;
        // A second use counts whatever has become of the person (OA-3).
        if !self.use_in(&mut tx, CODE, secret).await? {
            return self.second_use(tx, visit, app, secret, code).await.map(Err);
        }
        let Some(account) = self.still_open(&mut tx, code).await? else {
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
        Ok(Ok(tokens))
    }

    async fn still_open(&self, reader: &mut Reader, code: &Code) -> Result<Option<Account>> {
        let session = store::session::by_id(reader, &code.origin.session).await?;
        let account = store::account::by_id(reader, &code.account).await?;
        let Some((session, account)) = session.zip(account) else { return Ok(None) };
        if !session.live_for(account.role, self.now()) {
            return Ok(None);
        }
        let Origin { proofs, at_least, .. } = &code.origin;
        let enough = self.enough(reader, &account, proofs, *at_least).await?;
        Ok(enough.then_some(account))
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
