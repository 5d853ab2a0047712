//! Everything a turn looks at, read before it, owned so that it can go to a hashing thread.

use crate::{Engine, Inner, Organisation, Result};
use countersign_core::{
    account::Account,
    id::{AccountId, MethodId},
    method::Method,
    sign_in::{JOURNEY, Other, SignIn, World},
    tag::Tag,
    time::{Time, minutes},
};
use std::sync::Arc;
use store::Reader;

pub struct Scene {
    pub now: Time,
    pub account: Option<Account>,
    pub methods: Vec<Method>,
    pub organisation: Arc<Organisation>,
    pub others: Vec<Other>,
    /// Another request of the account sent something in the last two minutes.
    pub quiet: bool,
    /// The browser has signed in to this account before.
    pub known: bool,
}

/// Requests of one account that are looked at, newest first.
const OTHERS_MOST: i64 = 20;

impl Scene {
    pub fn world<'a>(&'a self, inner: &'a Inner) -> World<'a> {
        World {
            now: self.now,
            dice: inner.dice.as_ref(),
            keyed: inner.vault.as_ref(),
            kinds: inner.kinds,
            account: self.account.as_ref(),
            methods: &self.methods,
            defaults: &self.organisation.defaults,
            others: &self.others,
            quiet: self.quiet,
            organisation: &self.organisation.name,
            host: inner.settings.host.split(':').next().unwrap_or_default(),
        }
    }
}

impl Engine {
    /// The scene for `sign_in`, with `account` as the one it is about.
    pub(crate) async fn scene(
        &self,
        sign_in: &SignIn,
        account: Option<&AccountId>,
        named: bool,
    ) -> Result<Scene> {
        let now = self.now();
        let organisation = self.organisation().await?;
        let mut reader = self.reader().await?;
        let account = match account {
            Some(id) => store::account::by_id(&mut reader, id).await?,
            None => None,
        };
        let mut scene = Scene {
            now,
            methods: Vec::new(),
            organisation,
            others: Vec::new(),
            quiet: false,
            known: false,
            account,
        };
        match &scene.account {
            Some(account) => {
                scene.methods = self.methods_of(&mut reader, &account.id).await?;
                // An account nobody has chosen a password for yet reads like no account (RL-9).
                let opens = |method| self.0.kinds.of(method).is_some_and(|kind| kind.first());
                if named && !scene.methods.iter().any(opens) {
                    scene.methods.extend(self.decoys());
                }
                scene.known =
                    store::browser::known(&mut reader, &sign_in.browser, &account.id).await?;
                let rows = store::sign_in::recent(
                    &mut reader,
                    &account.id,
                    now.minus(JOURNEY),
                    OTHERS_MOST,
                )
                .await?;
                self.others(&mut scene, sign_in, rows)?;
            }
            None if named => {
                scene.methods.extend(self.decoys());
            }
            None => {}
        }
        Ok(scene)
    }

    fn decoys(&self) -> impl Iterator<Item = Method> {
        self.0.kinds.all().filter_map(|kind| kind.decoy())
    }

    fn others(
        &self,
        scene: &mut Scene,
        sign_in: &SignIn,
        rows: Vec<store::sign_in::Row>,
    ) -> Result<()> {
        for row in rows.into_iter().filter(|row| row.id != sign_in.id) {
            let open = row.closed_at.is_none();
            let other = self.open_sign_in(&row)?;
            let open = open && !other.lapsed(scene.now);
            for challenge in other.challenges {
                let last = challenge.sent.last().copied().unwrap_or_default();
                if open && scene.now.since(last) < minutes(2) {
                    scene.quiet = true;
                }
                scene.others.push(Other { tag: other.tag.clone(), open, challenge });
            }
        }
        Ok(())
    }

    /// The account's methods with their secrets opened.
    pub(crate) async fn methods_of(
        &self,
        reader: &mut Reader,
        account: &AccountId,
    ) -> Result<Vec<Method>> {
        let rows = store::method::of_account(reader, account).await?;
        rows.into_iter().map(|row| self.open_method(row)).collect()
    }

    pub(crate) fn open_method(&self, row: store::method::Row) -> Result<Method> {
        let secret = self.0.vault.open(&method_context(&row.id), &row.secret)?;
        Ok(Method {
            secret: serde_json::from_slice(&secret)?,
            id: row.id,
            kind: row.kind,
            label: row.label,
            version: row.version,
            added_at: row.added_at,
            last_used_at: row.last_used_at,
        })
    }

    pub(crate) fn seal_method(&self, id: &MethodId, secret: &serde_json::Value) -> Result<Vec<u8>> {
        Ok(self.0.vault.seal(&method_context(id), &serde_json::to_vec(secret)?))
    }

    /// A tag none of the account's requests of the last day has.
    pub(crate) async fn fresh_tag(&self, account: &AccountId, own: &Tag) -> Result<Tag> {
        let mut reader = self.reader().await?;
        let since = self.now().minus(JOURNEY);
        let rows = store::sign_in::recent_tags(&mut reader, account, since).await?;
        let taken: Vec<Tag> = rows.into_iter().map(Tag::from).collect();
        Ok(if taken.contains(own) { Tag::new(self.dice(), &taken) } else { own.clone() })
    }
}

fn method_context(id: &MethodId) -> String {
    format!("method.secret:{id}")
}
