//! Writing down what happened: every row in the transaction of what it tells of (LG-5), with its
//! keyed hash (LG-4).

pub mod chain;

use crate::{Engine, Result, visit::Visit};
use countersign_core::{
    account::Account,
    audit::{AuditEvent, What, chain::mac},
    id::{AccountId, AuditId},
    message::{Args, args},
    sign_in::SignIn,
};
use store::Tx;

impl Engine {
    pub(crate) async fn put_audit(&self, tx: &mut Tx, event: &AuditEvent) -> Result<()> {
        let mac = mac(self.vault(), event);
        Ok(store::audit::add(tx, event, &mac).await?)
    }

    pub(crate) async fn audit_sign_in(
        &self,
        tx: &mut Tx,
        sign_in: &SignIn,
        account: Option<&Account>,
        what: (What, Args),
    ) -> Result<()> {
        // A wrong password takes the name off the sign-in, but the log is about its owner.
        self.audit_of(tx, sign_in, account.map(|account| account.id.clone()), what).await
    }

    pub(crate) async fn audit_of(
        &self,
        tx: &mut Tx,
        sign_in: &SignIn,
        account: Option<AccountId>,
        (what, facts): (What, Args),
    ) -> Result<()> {
        let event = AuditEvent {
            id: AuditId::new(self.now(), self.dice()),
            at: self.now(),
            what,
            account,
            actor: None,
            tag: Some(sign_in.tag.to_string()),
            source: sign_in.source.clone(),
            device: sign_in.device.clone(),
            facts,
        };
        self.put_audit(tx, &event).await
    }

    /// An event a person causes from within a session.
    pub(crate) async fn audit_visit(
        &self,
        tx: &mut Tx,
        visit: &Visit,
        account: &AccountId,
        what: What,
        facts: Args,
    ) -> Result<()> {
        let event = AuditEvent {
            id: AuditId::new(self.now(), self.dice()),
            at: self.now(),
            what,
            account: Some(account.clone()),
            actor: None,
            tag: None,
            source: visit.source.clone(),
            device: visit.device.clone(),
            facts,
        };
        self.put_audit(tx, &event).await
    }

    /// What the server does or notices by itself.
    pub(crate) async fn audit_server(
        &self,
        tx: &mut Tx,
        what: What,
        account: Option<&AccountId>,
        facts: Args,
    ) -> Result<()> {
        self.audit_from(tx, "server", what, account, facts).await
    }

    /// An event of the server's own console or first run.
    pub(crate) async fn audit_house(
        &self,
        tx: &mut Tx,
        what: What,
        account: Option<&AccountId>,
        mut facts: Args,
    ) -> Result<()> {
        facts.extend(args(&[("by", "console")]));
        self.audit_from(tx, "console", what, account, facts).await
    }

    async fn audit_from(
        &self,
        tx: &mut Tx,
        source: &str,
        what: What,
        account: Option<&AccountId>,
        facts: Args,
    ) -> Result<()> {
        let event = AuditEvent {
            id: AuditId::new(self.now(), self.dice()),
            at: self.now(),
            what,
            account: account.cloned(),
            actor: None,
            tag: None,
            source: source.into(),
            device: String::new(),
            facts,
        };
        self.put_audit(tx, &event).await
    }
}
