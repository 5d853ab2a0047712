//! Accounts as the server's console, the first run and the demo make and change them.

use crate::{Engine, Error, Result, alert::Alert, notice::Notice};
use countersign_core::{
    account::{Account, Appearance, Role, State, canonical},
    app_password::Why,
    audit::What,
    id::{AccountId, MethodId},
    message::{Args, args},
    method::{Fields, Method},
    secret::Secret,
    time::{Time, hours},
};
use serde_json::json;
use std::time::Duration;
use store::Tx;

/// What is needed to make an account.
#[derive(Clone, Debug, Default)]
pub struct NewAccount {
    pub username: String,
    pub name: String,
    pub mail: String,
    pub role: Role,
    pub state: State,
    /// Given by the person who chooses it (first run, demo); otherwise a start link is made.
    pub password: Option<Secret<String>>,
}

/// A start link or a link for a new password, handed over by an administrator, lives this long.
pub const START: Duration = hours(24);

impl Engine {
    /// Makes an account. The password, if given, has to pass the same rules as everybody's.
    pub async fn add_account(&self, new: NewAccount) -> Result<Account> {
        let (account, method) = self.prepared(&new).await?;
        let mut tx = self.0.db.begin().await?;
        self.put_account(&mut tx, &account, method.as_ref()).await?;
        tx.commit().await?;
        Ok(account)
    }

    /// The account and its password as they would be kept: hashed before a write begins.
    pub(crate) async fn prepared(&self, new: &NewAccount) -> Result<(Account, Option<Method>)> {
        let account = self.fresh_account(new)?;
        let method = match &new.password {
            Some(password) => Some(self.new_password_method(&account, &[], password).await?),
            None => None,
        };
        Ok((account, method))
    }

    /// Keeps what was prepared, inside a write that is under way.
    pub(crate) async fn put_account(
        &self,
        tx: &mut Tx,
        account: &Account,
        method: Option<&Method>,
    ) -> Result<()> {
        match store::account::add(tx, account, &canonical(&account.username)).await {
            Err(store::Error::Taken(_)) => return Err(Error::Refused("account-name-taken")),
            other => other?,
        }
        if let Some(method) = method {
            self.keep_new(tx, &account.id, method).await?;
        }
        let facts = args(&[("role", account.role.name()), ("state", account.state.name())]);
        self.audit_house(tx, What::AccountMade, Some(&account.id), facts).await
    }

    fn fresh_account(&self, new: &NewAccount) -> Result<Account> {
        let name = canonical(&new.username);
        if name.is_empty() || name.len() > 254 || name.chars().any(char::is_whitespace) {
            return Err(Error::Refused("account-name-bad"));
        }
        if !new.mail.contains('@') || new.mail.len() > 254 {
            return Err(Error::Refused("account-mail-bad"));
        }
        let now = self.now();
        Ok(Account {
            id: AccountId::new(now, self.dice()),
            username: new.username.trim().to_owned(),
            name: new.name.trim().to_owned(),
            mail: new.mail.trim().to_owned(),
            role: new.role,
            state: new.state,
            language: None,
            time_zone: None,
            appearance: Appearance::System,
            default_method: None,
            made_at: now,
            first_sign_in_at: None,
            last_sign_in_at: None,
            grace_ends_at: None,
            disabled_at: None,
            generation: 0,
            version: 0,
        })
    }

    pub async fn account_named(&self, typed: &str) -> Result<Account> {
        let mut reader = self.reader().await?;
        let found = store::account::by_name(&mut reader, &canonical(typed)).await?;
        found.ok_or(Error::NotFound)
    }

    /// A link with which the person chooses a password; nobody else ever sees one (PW-10, PW-11).
    pub async fn start_link(&self, account: &Account) -> Result<String> {
        let data = json!({ "generation": account.generation });
        let secret = self.give("reset", Some(&account.id), &data, START).await?;
        Ok(format!("{}/reset/{}", self.settings().public_url, secret.reveal()))
    }

    /// Ends everything the account has open and keeps it out (SE-5, invariant 7).
    pub async fn disable_account(&self, account: &Account) -> Result<()> {
        self.keep_administrators(account).await?;
        let mut tx = self.0.db.begin().await?;
        let disabled = Account { disabled_at: Some(self.now()), ..account.clone() };
        store::account::save(&mut tx, &disabled).await?;
        self.end_all(&mut tx, &account.id, Why::Disabled).await?;
        self.audit_house(&mut tx, What::AccountDisabled, Some(&account.id), Args::new()).await?;
        Ok(tx.commit().await?)
    }

    pub async fn enable_account(&self, account: &Account) -> Result<()> {
        let mut tx = self.0.db.begin().await?;
        store::account::save(&mut tx, &Account { disabled_at: None, ..account.clone() }).await?;
        self.audit_house(&mut tx, What::AccountEnabled, Some(&account.id), Args::new()).await?;
        Ok(tx.commit().await?)
    }

    /// "Require contact methods again" (EN-10): every way but the password goes, and everything
    /// open ends with it, in one transaction. Budgets are given back.
    pub async fn reset_methods(&self, account: &Account, reason: &str) -> Result<u64> {
        let mut tx = self.0.db.begin().await?;
        let keep = self.password_kind()?.name();
        let gone = store::method::remove_all(&mut tx, &account.id, self.now(), Some(keep)).await?;
        store::account::bump_generation(&mut tx, &account.id, account.generation).await?;
        self.settle_default(&mut tx, account).await?;
        self.end_all(&mut tx, &account.id, Why::MethodsReset).await?;
        // An older notice could bring back one of the ways that are gone for good now.
        store::ticket::void_of_account(&mut tx, "undo", &account.id, self.now()).await?;
        self.forgive(&mut tx, &account.id).await?;
        let facts = args(&[("reason", reason), ("methods", &gone.to_string())]);
        self.audit_house(&mut tx, What::MethodsReset, Some(&account.id), facts).await?;
        let notice = Notice::new("mail-methods-reset").fact("reason", reason);
        let letters = self.tell(&mut tx, account, notice).await?;
        tx.commit().await?;
        self.post_now(letters);
        Ok(gone)
    }

    /// The way back in for a locked-out administrator, on the server's own console only: all ways
    /// and open doors go, and a link leads to a new password and set-up. Loud in the log (AU-7).
    pub async fn break_glass(&self, account: &Account) -> Result<String> {
        self.reset_methods(account, "break glass").await?;
        let account = self.account_named(&account.username).await?;
        let mut tx = self.0.db.begin().await?;
        // The months in which nobody signed in must not stand in the way now (EN-2).
        store::account::signed_in(&mut tx, &account.id, self.now()).await?;
        self.audit_house(&mut tx, What::BreakGlass, Some(&account.id), Args::new()).await?;
        self.alert(&mut tx, Alert::emergency(&account)).await?;
        tx.commit().await?;
        tracing::warn!(account = %account.id, "break glass was used on the console");
        self.start_link(&account).await
    }

    /// Saves what an administrator changed about an account.
    pub async fn save_account(&self, account: &Account, what: What) -> Result<()> {
        let mut tx = self.0.db.begin().await?;
        store::account::save(&mut tx, account).await?;
        if account.role.administers() {
            self.end_app_passwords(&mut tx, &account.id, Why::Role).await?;
        }
        let facts = args(&[("role", account.role.name()), ("state", account.state.name())]);
        self.audit_house(&mut tx, what, Some(&account.id), facts).await?;
        Ok(tx.commit().await?)
    }

    /// The last administrator can be neither disabled nor demoted (AU-7).
    async fn keep_administrators(&self, account: &Account) -> Result<()> {
        let mut reader = self.reader().await?;
        let owners = store::account::owners(&mut reader).await?;
        if account.role == Role::Owner && account.disabled_at.is_none() && owners <= 1 {
            return Err(Error::Refused("account-last-owner"));
        }
        Ok(())
    }

    /// App passwords, sessions, grants, half-finished journeys and links of an account, and what
    /// its browsers were known for.
    pub(crate) async fn end_all(&self, tx: &mut Tx, account: &AccountId, why: Why) -> Result<()> {
        let now: Time = self.now();
        self.end_app_passwords(tx, account, why).await?;
        store::session::revoke_all(tx, account, now, None).await?;
        store::grant::revoke_of_account(tx, account, now, None).await?;
        store::sign_in::close_of_account(tx, account, now, None).await?;
        // Whoever got in may have done so in one that is known.
        store::browser::forget(tx, account).await?;
        for kind in ["reset", "reset-code"] {
            store::ticket::void_of_account(tx, kind, account, now).await?;
        }
        Ok(())
    }

    /// A password as a method, hashed on the pool after the rules were asked.
    pub(crate) async fn new_password_method(
        &self,
        account: &Account,
        methods: &[Method],
        password: &Secret<String>,
    ) -> Result<Method> {
        let fields = Fields::of(&[("new_password", password.reveal())]);
        let (label, secret) = self.enrol_password(account, methods, fields).await?;
        let now = self.now();
        Ok(Method {
            id: MethodId::new(now, self.dice()),
            kind: self.password_kind()?.name().to_owned(),
            label,
            secret,
            version: 0,
            added_at: now,
            last_used_at: None,
        })
    }
}
