//! Tokens: given together, looked up by hash, ended one by one or with their grant.

use super::{ACCESS_LIFE, Origin, REFRESH_LIFE};
use crate::{Engine, Result, visit::Visit};
use countersign_core::{
    account::Account,
    app::App,
    audit::What,
    dice,
    id::{AccountId, AppId, SessionId},
    message::args,
    secret::Secret,
    time::Time,
};
use std::sync::Arc;
use store::{Tx, grant, token};

/// What an app is handed.
pub struct Tokens {
    pub access: Secret<String>,
    /// For grants that go on after the session.
    pub refresh: Option<Secret<String>>,
    /// When the access token is over.
    pub ends_at: Time,
    /// What the access token is good for.
    pub scope: String,
    pub account: Account,
    pub origin: Origin,
}

/// Kinds of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Access,
    Refresh,
}

/// A token somebody brought that is good now.
pub struct Bearer {
    pub kind: Kind,
    /// The app it was given to.
    pub app: Arc<App>,
    held: Arc<token::Held>,
}

impl Bearer {
    pub fn account(&self) -> &Account {
        &self.held.account
    }

    /// What it is good for: its own scope, or its grant's.
    pub fn scope(&self) -> &str {
        self.held.token.scope.as_ref().unwrap_or(&self.held.grant.scope)
    }

    pub fn made_at(&self) -> Time {
        self.held.token.made_at
    }

    pub fn ends_at(&self) -> Time {
        self.held.token.ends_at
    }
}

/// A grant with whom it is for.
pub(super) struct Family {
    pub account: Account,
    pub origin: Origin,
    pub grant: grant::Row,
}

impl Engine {
    /// Whose token this is, if it opens anything now.
    pub async fn bearer(&self, secret: &str) -> Result<Option<Bearer>> {
        let now = self.now();
        let hash = self.token_hash(secret);
        let Some(held) = self.held(&hash).await? else { return Ok(None) };
        let token::Held { token: row, grant, account, .. } = &*held;
        let session = held.session_ends_at.filter(|_| held.session_revoked_at.is_none());
        // Without a session of its own it goes on alone; with one that is gone it does not.
        let in_session = grant.session.is_none() || session.is_some_and(|ends_at| now < ends_at);
        let over = row.used_at.is_some() || row.revoked_at.is_some() || row.ends_at <= now;
        let ended = grant.revoked_at.is_some() || grant.ends_at <= now || !in_session;
        if over || ended || account.disabled_at.is_some() {
            return Ok(None);
        }
        let apps = self.apps().await?;
        let app = apps.by_id(&grant.app).filter(|app| app.disabled_at.is_none());
        let Some(app) = app.cloned() else { return Ok(None) };
        let kind = if row.kind == "refresh" { Kind::Refresh } else { Kind::Access };
        Ok(Some(Bearer { kind, app, held }))
    }

    /// A token with its grant, account and session as they are in the database, good or not.
    async fn held(&self, hash: &[u8]) -> Result<Option<Arc<token::Held>>> {
        let (db, copies, now) = (&self.0.db, &self.0.copies.tokens, self.now());
        if let Some(copy) = copies.get(db, now, hash) {
            return Ok(Some(copy));
        }
        let moment = db.moment();
        let mut reader = self.reader().await?;
        let found = token::held(&mut reader, hash).await?.map(Arc::new);
        if let Some(copy) = &found {
            let session = copy.grant.session.as_ref().map_or("", SessionId::as_str);
            let account = copy.account.id.as_str().as_bytes();
            let names = [hash, copy.grant.id.as_bytes(), account, session.as_bytes()];
            copies.put(hash, db.note(moment, &names), now, Arc::clone(copy));
        }
        Ok(found)
    }

    /// The account and the app of a grant, if the grant is good now: not ended, its session open,
    /// both switched on (OA-6).
    pub(super) async fn holder(
        &self,
        reader: &mut store::Reader,
        grant: &grant::Row,
    ) -> Result<Option<(Account, Arc<App>)>> {
        let now = self.now();
        if grant.revoked_at.is_some() || grant.ends_at <= now {
            return Ok(None);
        }
        if let Some(session) = &grant.session {
            let session = store::session::by_id(reader, session).await?;
            if !session.is_some_and(|s| s.revoked_at.is_none() && now < s.ends_at) {
                return Ok(None);
            }
        }
        let account = store::account::by_id(reader, &grant.account).await?;
        let account = account.filter(|account| account.disabled_at.is_none());
        let apps = self.apps().await?;
        let app = apps.by_id(&grant.app).filter(|app| app.disabled_at.is_none());
        Ok(account.zip(app.cloned()))
    }

    /// What a good token's grant remembers.
    pub fn origin(&self, bearer: &Bearer) -> Result<Origin> {
        self.open_origin(&bearer.held.grant)
    }

    /// Ends a token of `app`; a refresh token takes its whole family along (RFC 7009 §2.1).
    /// Somebody else's, or none at all, is left alone without a word.
    pub async fn end_token(&self, visit: &Visit, app: &AppId, secret: &str) -> Result<()> {
        let Some(bearer) = self.bearer(secret).await? else { return Ok(()) };
        if bearer.app.id != *app {
            return Ok(());
        }
        let now = self.now();
        let mut tx = self.0.db.begin().await?;
        match bearer.kind {
            Kind::Access => token::revoke(&mut tx, &bearer.held.token.hash, now).await?,
            Kind::Refresh => grant::revoke(&mut tx, &bearer.held.grant.id, now).await?,
        };
        tracing::debug!(app = %app, source = visit.source, "token ended by its app");
        Ok(tx.commit().await?)
    }

    /// An access token, and a refresh token if the family goes on after the session.
    pub(super) async fn add_tokens(
        &self,
        tx: &mut Tx,
        family: Family,
        parent: Option<Vec<u8>>,
        scope: Option<String>,
    ) -> Result<Tokens> {
        let now = self.now();
        let Family { account, origin, grant } = family;
        let ends_at = now.plus(ACCESS_LIFE).min(grant.ends_at);
        let access = dice::token(self.dice());
        let mut row = token::Row {
            hash: self.token_hash(access.reveal()),
            grant: grant.id.clone(),
            kind: "access".to_owned(),
            parent: None,
            scope: scope.clone(),
            made_at: now,
            ends_at,
            used_at: None,
            revoked_at: None,
        };
        token::add(tx, &row).await?;
        let mut refresh = None;
        if grant.session.is_none() {
            let secret = dice::token(self.dice());
            row.hash = self.token_hash(secret.reveal());
            row.kind = "refresh".to_owned();
            row.parent = parent;
            row.scope = None;
            row.ends_at = now.plus(REFRESH_LIFE).min(grant.ends_at);
            token::add(tx, &row).await?;
            refresh = Some(secret);
        }
        let scope = scope.unwrap_or(grant.scope);
        Ok(Tokens { access, refresh, ends_at, scope, account, origin })
    }

    /// Writes down that an app was refused a token for somebody.
    pub(super) async fn refused(
        &self,
        visit: &Visit,
        app: &App,
        account: &AccountId,
        why: &str,
    ) -> Result<()> {
        let mut tx = self.0.db.begin().await?;
        let facts = args(&[("app", &app.name), ("why", why)]);
        self.audit_visit(&mut tx, visit, account, What::TokenRefused, facts).await?;
        Ok(tx.commit().await?)
    }

    pub(super) fn seal_origin(&self, grant: &str, origin: &Origin) -> Result<Vec<u8>> {
        Ok(self.0.vault.seal(&context(grant), &serde_json::to_vec(origin)?))
    }

    pub(super) fn open_origin(&self, grant: &grant::Row) -> Result<Origin> {
        let facts = self.0.vault.open(&context(&grant.id), &grant.facts)?;
        Ok(serde_json::from_slice(&facts)?)
    }
}

fn context(grant: &str) -> String {
    format!("oauth_grant.facts:{grant}")
}
