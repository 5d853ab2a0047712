//! Refresh tokens: each works once and is followed by the next (RFC 9700 §4.14.2).

use super::{Denied, Tokens, token::Family};
use crate::{Engine, Result, visit::Visit};
use countersign_core::{
    app::App,
    audit::What,
    message::args,
    time::{Time, seconds},
};
use std::time::Duration;
use store::{Tx, grant, token};

/// An answer may get lost on its way: within this span a client that keeps a secret may ask once
/// more with the same token, while the next one is still unused.
const REPEAT: Duration = seconds(10);

/// How an app asks.
pub struct Ask<'a> {
    /// Narrower than before, or nothing for the same.
    pub scope: Option<&'a str>,
    /// Whether the client proved itself with a secret of its own.
    pub confidential: bool,
}

impl Engine {
    /// Exchanges a refresh token for the next one and an access token.
    pub async fn refresh(
        &self,
        visit: &Visit,
        app: &App,
        secret: &str,
        ask: Ask<'_>,
    ) -> Result<std::result::Result<Tokens, Denied>> {
        let now = self.now();
        let hash = self.token_hash(secret);
        let mut reader = self.reader().await?;
        let found = token::by_hash(&mut reader, &hash).await?;
        // Another app's token is nothing to this one, and nothing happens to it (OA-5).
        let Some((row, grant)) =
            found.filter(|(row, grant)| row.kind == "refresh" && grant.app == app.id)
        else {
            return Ok(Err(Denied::NotGood));
        };
        let Some((account, _)) = self.holder(&mut reader, &grant).await? else {
            return Ok(Err(Denied::NotGood));
        };
        if row.ends_at <= now {
            return Ok(Err(Denied::NotGood));
        }
        let origin = self.open_origin(&grant)?;
        drop(reader);
        if !self.enough(&account, &origin.proofs, origin.at_least).await? {
            self.refused(visit, app, &account.id, "closed").await?;
            return Ok(Err(Denied::Closed));
        }
        let scope = match narrowed(&grant.scope, ask.scope) {
            Ok(scope) => scope,
            Err(denied) => return Ok(Err(denied)),
        };
        let mut tx = self.0.db.begin().await?;
        let first = token::use_refresh(&mut tx, &hash, now).await?;
        if !first && !self.repeat(&mut tx, &row, ask.confidential).await? {
            return self.reused(tx, visit, app, &grant).await.map(Err);
        }
        let facts = args(&[("app", &app.name), ("by", "refresh")]);
        self.audit_visit(&mut tx, visit, &account.id, What::TokenIssued, facts).await?;
        let family = Family { account, origin, grant };
        let tokens = self.add_tokens(&mut tx, family, Some(hash), scope).await?;
        tx.commit().await?;
        Ok(Ok(tokens))
    }

    /// Whether a used token may be used this once more; its unused child is over then.
    async fn repeat(&self, tx: &mut Tx, row: &token::Row, confidential: bool) -> Result<bool> {
        if !confidential || row.revoked_at.is_some() {
            return Ok(false);
        }
        let now = self.now();
        // What was read before may be older than the use that was just lost to.
        let used_at: Option<Time> = match row.used_at {
            Some(used_at) => Some(used_at),
            None => token::by_hash(tx, &row.hash).await?.and_then(|(row, _)| row.used_at),
        };
        let lately = used_at.is_some_and(|used_at| now.since(used_at) <= REPEAT);
        Ok(lately && token::replace_child(tx, &row.hash, now).await?)
    }

    async fn reused(
        &self,
        mut tx: Tx,
        visit: &Visit,
        app: &App,
        grant: &grant::Row,
    ) -> Result<Denied> {
        if grant::revoke(&mut tx, &grant.id, self.now()).await? > 0 {
            let facts = args(&[("app", &app.name), ("by", "refresh")]);
            self.audit_visit(&mut tx, visit, &grant.account, What::TokenReplayed, facts).await?;
        }
        tx.commit().await?;
        Ok(Denied::Replayed)
    }
}

type Narrowed = std::result::Result<Option<String>, Denied>;

/// The scope that was asked for if it is not all of `granted`; an error if it is more (OA-5).
fn narrowed(granted: &str, asked: Option<&str>) -> Narrowed {
    let Some(asked) = asked else { return Ok(None) };
    let has = |scope: &str| granted.split(' ').any(|granted| granted == scope);
    let asked: Vec<&str> = asked.split(' ').filter(|scope| !scope.is_empty()).collect();
    if asked.is_empty() || !asked.iter().all(|scope| has(scope)) {
        return Err(Denied::TooMuch);
    }
    let narrower = granted.split(' ').any(|scope| !asked.contains(&scope));
    Ok(narrower.then(|| asked.join(" ")))
}
