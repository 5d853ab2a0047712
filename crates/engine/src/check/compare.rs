//! The slow comparison with the account's own password, on the bounded pool. Of a name that nobody
//! has, or that has no password, a decoy is compared, which takes as long.

use super::{Door, other::Asked};
use crate::{Engine, Result, visit::Visit};
use countersign_core::method::{Fields, Verdict};

impl Engine {
    /// # Errors
    /// `Busy` when too many wait to be hashed: nothing was compared.
    pub(super) async fn compare_secret(&self, door: Door<'_>, asked: &Asked) -> Result<bool> {
        let kind = self.password_kind()?;
        let methods = match &asked.account {
            Some(account) => {
                let mut reader = self.reader().await?;
                self.methods_of(&mut reader, &account.id).await?
            }
            None => Vec::new(),
        };
        let own = methods.iter().find(|method| method.kind == kind.name()).cloned();
        let real = own.is_some();
        let Some(method) = own.or_else(|| kind.decoy()) else { return Ok(false) };
        let fields = Fields::of(&[("password", door.knock.secret.reveal())]);
        // A seat in the queue is its owner's where the program's address is not known.
        let source = match door.knock.source.as_str() {
            "" => asked.owner.clone(),
            known => known.to_owned(),
        };
        let visit = Visit { source, ..Visit::console() };
        let right = self
            .with_cx(&visit, asked.account.clone(), methods, move |cx| {
                let open = crate::on_pool::bare_challenge(&method, cx);
                matches!(kind.check(&method, &open, &fields, cx), Verdict::Proved { .. })
            })
            .await?;
        Ok(right && real)
    }
}
