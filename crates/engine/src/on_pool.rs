//! What is asked of a kind of method on a hashing thread, with everything it may look at.

use crate::{Engine, Error, Result, visit::Visit};
use countersign_core::{
    account::Account,
    challenge::Challenge,
    method::{Cx, Enrol, Enrolled, Fields, Method, Request},
    tag::Tag,
};
use serde_json::Value;
use std::sync::Arc;

impl Engine {
    /// Asks the kind's rules and hashes; both on a hashing thread.
    pub(crate) async fn enrol_password(
        &self,
        account: &Account,
        methods: &[Method],
        fields: Fields,
    ) -> Result<(String, Value)> {
        let kind = self.password_kind()?;
        let visit = Visit::console();
        let enrolled = self
            .with_cx(&visit, account.clone(), methods.to_vec(), move |cx| {
                kind.enrol(Enrol::Answer { pending: &Value::Null, fields: &fields }, cx)
            })
            .await?;
        match enrolled {
            Enrolled::Ready { label, secret } => Ok((label, secret)),
            Enrolled::Wrong { wrong, .. } => Err(Error::Wrong(wrong)),
            Enrolled::Show { .. } => Err(Error::Down("the password kind asked back".into())),
        }
    }

    /// Runs `think` on the pool, in a seat of the visitor's network address.
    pub(crate) async fn with_cx<T: Send + 'static>(
        &self,
        visit: &Visit,
        account: impl Into<Option<Account>>,
        methods: Vec<Method>,
        think: impl FnOnce(&Cx) -> T + Send + 'static,
    ) -> Result<T> {
        let inner = Arc::clone(&self.0);
        let organisation = self.organisation().await?;
        let (now, account) = (self.now(), account.into());
        let job = move || {
            let tag = Tag::new(inner.dice.as_ref(), &[]);
            let request = Request {
                tag: &tag,
                app: "",
                more: 0,
                organisation: &organisation.name,
                host: &inner.settings.host,
            };
            let cx = Cx {
                now,
                dice: inner.dice.as_ref(),
                keyed: inner.vault.as_ref(),
                account: account.as_ref(),
                methods: &methods,
                request,
            };
            think(&cx)
        };
        self.0.pool.run(&visit.source, job).await
    }
}

/// A question nobody was asked: for what is compared outside a sign-in.
pub(crate) fn bare_challenge(method: &Method, cx: &Cx) -> Challenge {
    Challenge {
        method: method.id.clone(),
        kind: method.kind.clone(),
        data: Value::Null,
        asked_at: cx.now,
        sent: Vec::new(),
        expires_at: None,
        tries_left: 1,
    }
}
