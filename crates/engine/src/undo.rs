//! Undoing a change from its notice, for 72 hours, once, without a session: whoever changed it may
//! hold all of them.

use crate::{Engine, Error, Result, account::START, notice::Notice, ticket::good, visit::Visit};
use countersign_core::{
    account::Account,
    app_password::Why,
    audit::What,
    id::{AppPasswordId, MethodId},
    message::{Args, args},
    ticket::Ticket,
    time::Time,
};
use serde_json::{Value, json};
use store::Tx;

/// A change somebody was told of.
#[derive(Clone, Debug)]
pub struct Change {
    /// "added", "removed", "password" or "app-password".
    pub what: String,
    pub args: Args,
    pub at: Time,
    pub account: Account,
}

impl Engine {
    /// Looks at the change behind a link; nothing is used up.
    pub async fn undo_look(&self, token: &str) -> Result<Change> {
        let ticket = self.peek("undo", token).await?.ok_or(Error::NotFound)?;
        if !good(&ticket, self.now()) {
            return Err(Error::Refused("undo-over"));
        }
        self.change_of(&ticket).await
    }

    async fn change_of(&self, ticket: &Ticket) -> Result<Change> {
        let id = ticket.account.clone().ok_or(Error::NotFound)?;
        let mut reader = self.reader().await?;
        let account = store::account::by_id(&mut reader, &id).await?.ok_or(Error::NotFound)?;
        let field = |name: &str| ticket.data.get(name).cloned().unwrap_or(Value::Null);
        Ok(Change {
            what: field("change").as_str().unwrap_or_default().to_owned(),
            args: serde_json::from_value(field("args"))?,
            at: serde_json::from_value(field("at"))?,
            account,
        })
    }

    /// "Yes, that was me": the link ends.
    pub async fn undo_confirm(&self, visit: &Visit, token: &str) -> Result<Change> {
        let mut tx = self.0.db.begin().await?;
        let ticket = self.take_in(&mut tx, "undo", token).await?;
        let ticket = ticket.ok_or(Error::Refused("undo-over"))?;
        let change = self.change_of(&ticket).await?;
        let facts = args(&[("change", &change.what)]);
        let id = &change.account.id;
        self.audit_visit(&mut tx, visit, id, What::ChangeConfirmed, facts).await?;
        tx.commit().await?;
        Ok(change)
    }

    /// "No, undo it": takes the change back, ends everything that is open, and gives the link with
    /// which a new password is chosen.
    pub async fn undo(&self, visit: &Visit, token: &str) -> Result<String> {
        let mut tx = self.0.db.begin().await?;
        let ticket = self.take_in(&mut tx, "undo", token).await?;
        let ticket = ticket.ok_or(Error::Refused("undo-over"))?;
        let change = self.change_of(&ticket).await?;
        let account = &change.account;
        self.take_back(&mut tx, account, &change.what, &ticket.data).await?;
        store::account::bump_generation(&mut tx, &account.id, account.generation).await?;
        self.end_all(&mut tx, &account.id, Why::GotIn).await?;
        let data = json!({ "generation": account.generation + 1 });
        let link = self.give_in(&mut tx, "reset", Some(&account.id), &data, START).await?;
        let facts = args(&[("change", &change.what)]);
        self.audit_visit(&mut tx, visit, &account.id, What::ChangeUndone, facts).await?;
        let notice = Notice::new("mail-change-undone").fact("change", &change.what);
        let letters = self.tell(&mut tx, account, notice).await?;
        tx.commit().await?;
        self.post_now(letters);
        Ok(link.reveal().clone())
    }

    async fn take_back(
        &self,
        tx: &mut Tx,
        account: &Account,
        what: &str,
        data: &Value,
    ) -> Result<()> {
        if let Some(id) = data.get("app_password").and_then(Value::as_str) {
            let id = AppPasswordId::from(id);
            return self.end_app_password(tx, &account.id, &id, Why::Undone).await.map(drop);
        }
        let Some(method) = data.get("method").and_then(Value::as_str).map(MethodId::from) else {
            return Ok(());
        };
        match what {
            "added" => {
                there(store::method::remove(tx, &account.id, &method, self.now()).await)?;
                for old in replaced(data) {
                    there(store::method::restore(tx, &account.id, &old).await)?;
                }
            }
            "removed" => there(store::method::restore(tx, &account.id, &method).await)?,
            _ => {}
        }
        self.settle_default(tx, account).await
    }
}

/// Gone, or back, already: what was asked for holds.
fn there(outcome: std::result::Result<(), store::Error>) -> Result<()> {
    match outcome {
        Err(store::Error::Stale) => Ok(()),
        other => Ok(other?),
    }
}

fn replaced(data: &Value) -> Vec<MethodId> {
    let ids = data.get("replaced").and_then(Value::as_array);
    ids.into_iter().flatten().filter_map(Value::as_str).map(MethodId::from).collect()
}
