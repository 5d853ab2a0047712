//! Passwords: changed with the current one and fresh proof, forgotten with a link and the second
//! step (RC-5). The rules of a good one belong to the kind of method.

use crate::{
    Engine, Error, Handle, Result, invite::is_invitation, notice::Notice, session::Standing,
    ticket::good, visit::Visit,
};
use countersign_core::{
    account::Account,
    app_password::Why,
    audit::What,
    dice,
    limit::Allowed,
    message::{Channel, Message, args},
    method::{Cx, Enrol, Enrolled, Factor, Fields, Kind, Method, Request, Verdict, Wrong},
    secret::Secret,
    sign_in::{Purpose, SignIn, Stage, Window, has_second_step},
    tag::Tag,
    time::{Time, hours, minutes},
};
use serde_json::{Value, json};
use std::time::Duration;
use store::Tx;

/// A link and its code are good this long (RC-7).
const RESET: Duration = minutes(30);
/// An invitation, from the press of its button on.
const OPENED: Duration = minutes(30);
/// Mails one person is sent in an hour, so that nobody can flood a mailbox.
const MAILS: i64 = 5;
/// Letters of the typed code: no look-alikes; 8 of 32 are 40 bits, behind a guessing budget.
const CODE_LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const CODE_LENGTH: usize = 8;

/// A link for a new password that is still good.
#[derive(Clone, Debug)]
pub struct ResetOpen {
    pub username: String,
    pub account: Account,
    /// Whether a second step has to be shown first.
    pub second_step: bool,
    /// It waits longer to be opened, and ends soon after that.
    pub invitation: bool,
    pub until: Time,
}

impl ResetOpen {
    /// Whether `sign_in` is a request for this account as it is now: a change since it began voids
    /// what was proved in it (invariant 4).
    pub fn is_of(&self, sign_in: &SignIn, now: Time) -> bool {
        let own = sign_in.account.as_ref() == Some(&self.account.id);
        let same = sign_in.generation == self.account.generation;
        sign_in.purpose == Purpose::Reset && own && same && !sign_in.lapsed(now)
    }
}

/// What a person typed to change a password.
pub struct PasswordChange {
    pub current: Secret<String>,
    pub new: Secret<String>,
    pub sign_out_others: bool,
    /// Whether its app passwords end with it; asked, never guessed (AP-6).
    pub end_app_passwords: bool,
}

impl Engine {
    pub(crate) fn password_kind(&self) -> Result<&'static dyn Kind> {
        self.kinds()
            .all()
            .find(|kind| kind.first() && kind.factor() == Factor::Knows)
            .ok_or_else(|| Error::Down("no kind of method is a password".into()))
    }

    /// Changes the password of whoever is signed in. Says how many other sign-ins were ended.
    pub async fn change_password(
        &self,
        visit: &Visit,
        standing: &Standing,
        change: PasswordChange,
    ) -> Result<u64> {
        self.need_fresh(standing).await?;
        let account = &standing.account;
        let mut reader = self.reader().await?;
        let methods = self.methods_of(&mut reader, &account.id).await?;
        drop(reader);
        self.check_password(visit, account, &methods, &change.current).await?;
        let method = self.new_password_method(account, &methods, &change.new).await?;
        let mut tx = self.0.db.begin().await?;
        self.replace_password(&mut tx, account, &methods, &method).await?;
        let ended = match change.sign_out_others {
            true => self.end_others(&mut tx, standing).await?,
            false => 0,
        };
        self.retire_password(&mut tx, account, Some(&change.current), &change.new).await?;
        let mut notice = changed(visit);
        if !store::app_password::slots(&mut tx, &account.id).await?.is_empty() {
            notice =
                notice.fact("programs", if change.end_app_passwords { "removed" } else { "kept" });
        }
        if change.end_app_passwords {
            self.end_app_passwords(&mut tx, &account.id, Why::PasswordChanged).await?;
        }
        let facts = args(&[("sessions", &ended.to_string())]);
        self.audit_visit(&mut tx, visit, &account.id, What::PasswordChanged, facts).await?;
        let letters = self.tell(&mut tx, account, notice).await?;
        tx.commit().await?;
        self.post_now(letters);
        Ok(ended)
    }

    async fn check_password(
        &self,
        visit: &Visit,
        account: &Account,
        methods: &[Method],
        typed: &Secret<String>,
    ) -> Result<()> {
        let kind = self.password_kind()?;
        let Some(method) = methods.iter().find(|method| method.kind == kind.name()).cloned() else {
            return Err(Error::Refused("password-none"));
        };
        let budget = self.budget(&account.id, kind.name(), true);
        match self.charge(&budget).await? {
            Allowed::Go => {}
            Allowed::Paused(until) => {
                let wrong = Wrong::slip("current_password", "method-paused");
                return Err(Error::Wrong(wrong.with("until", until.0)));
            }
            Allowed::Disabled => return Err(Error::Refused("method-must-be-set-up-again")),
        }
        let (fields, account) = (Fields::of(&[("password", typed.reveal())]), account.clone());
        let right = self
            .with_cx(visit, account, vec![method.clone()], move |cx| {
                let open = crate::on_pool::bare_challenge(&method, cx);
                matches!(kind.check(&method, &open, &fields, cx), Verdict::Proved { .. })
            })
            .await?;
        if !right {
            let wrong = Wrong::guess("current_password", "password-current-wrong");
            return Err(Error::Wrong(wrong));
        }
        let mut tx = self.0.db.begin().await?;
        self.absolve_in(&mut tx, &budget).await?;
        Ok(tx.commit().await?)
    }

    /// Shortest password the account may choose now, in characters: longer while nothing else is
    /// asked for (PW-1). The kind's own rules say it when they are asked about one letter.
    pub async fn password_least(&self, account: &Account) -> Result<u64> {
        let organisation = self.organisation().await?;
        let mut reader = self.reader().await?;
        let methods = self.methods_of(&mut reader, &account.id).await?;
        drop(reader);
        let tag = Tag::new(self.dice(), &[]);
        let request = Request {
            tag: &tag,
            app: "",
            more: 0,
            organisation: &organisation.name,
            host: &self.settings().host,
        };
        let cx = Cx {
            now: self.now(),
            dice: self.dice(),
            keyed: self.vault(),
            account: Some(account),
            methods: &methods,
            request,
        };
        let fields = Fields::of(&[("new_password", "x")]);
        let step = Enrol::Answer { pending: &Value::Null, fields: &fields };
        let least = match self.password_kind()?.enrol(step, &cx) {
            Enrolled::Wrong { wrong, .. } => wrong.args.get("least").and_then(|n| n.parse().ok()),
            Enrolled::Show { .. } | Enrolled::Ready { .. } => None,
        };
        Ok(least.unwrap_or(1))
    }

    async fn replace_password(
        &self,
        tx: &mut Tx,
        account: &Account,
        methods: &[Method],
        new: &Method,
    ) -> Result<()> {
        store::account::bump_generation(tx, &account.id, account.generation).await?;
        for old in methods.iter().filter(|old| old.kind == new.kind) {
            store::method::remove(tx, &account.id, &old.id, self.now()).await?;
        }
        for kind in ["reset", "reset-code"] {
            store::ticket::void_of_account(tx, kind, &account.id, self.now()).await?;
        }
        // What is new has not been guessed at: a pause of the old one would lock its owner out.
        for kind in [new.kind.as_str(), "reset-code", crate::check::BUDGET] {
            self.forgive_kind(tx, &account.id, kind).await?;
        }
        self.keep_new(tx, &account.id, new).await
    }

    /// "I forgot my password": the answer is the same whoever asks for whomever, and so is the work
    /// that is waited for (RL-9).
    pub async fn forgot(&self, visit: &Visit, typed: &str) -> Result<()> {
        self.0.sources.allow(&visit.source)?;
        let account = match self.account_named(typed).await {
            Ok(account) => {
                Some(account).filter(|it| it.disabled_at.is_none() && !it.mail.is_empty())
            }
            Err(Error::NotFound) => None,
            Err(error) => return Err(error),
        };
        let budget = match &account {
            Some(account) => self.budget(&account.id, "reset-mail", false),
            None => self.budget_of_nobody(typed, "reset-mail"),
        };
        if !self.pace(&budget, MAILS, hours(1)).await? {
            return Ok(());
        }
        let mut tx = self.0.db.begin().await?;
        let letters = match &account {
            Some(account) => vec![self.give_reset(&mut tx, visit, account).await?],
            None => {
                // As much to write, for nobody; the sweep takes it with the others.
                let life = Duration::ZERO;
                for kind in ["reset-nobody", "reset-code-nobody"] {
                    self.give_in(&mut tx, kind, None, &Value::Null, life).await?;
                }
                Vec::new()
            }
        };
        tx.commit().await?;
        self.post_now(letters);
        Ok(())
    }

    /// The link and the code that stands for it, in a mail; the earlier ones end (RC-7).
    async fn give_reset(
        &self,
        tx: &mut Tx,
        visit: &Visit,
        account: &Account,
    ) -> Result<store::outbox::Id> {
        let data = json!({ "generation": account.generation });
        for kind in ["reset", "reset-code"] {
            store::ticket::void_of_account(tx, kind, &account.id, self.now()).await?;
        }
        let link = self.give_in(tx, "reset", Some(&account.id), &data, RESET).await?;
        let code = dice::letters(self.dice(), CODE_LETTERS, CODE_LENGTH);
        let named = code_secret(account.id.as_str(), code.reveal());
        self.give_as(tx, "reset-code", (Some(&account.id), &data), RESET, &named).await?;
        self.audit_visit(tx, visit, &account.id, What::ResetAsked, args(&[])).await?;
        let mail = self.reset_mail(visit, account, &link, &code);
        self.put_letter(tx, &mail).await
    }

    fn reset_mail(
        &self,
        visit: &Visit,
        account: &Account,
        link: &Secret<String>,
        code: &Secret<String>,
    ) -> Message {
        let link = format!("{}/reset/{}", self.settings().public_url, link.reveal());
        let (first, last) = code.reveal().split_at(CODE_LENGTH / 2);
        let now = self.now();
        Message {
            channel: Channel::Mail,
            to: account.mail.clone(),
            words: "mail-reset".into(),
            args: args(&[
                ("name", &account.name),
                ("link", &link),
                ("code", &format!("{first}-{last}")),
                ("device", &visit.device),
                ("source", &visit.source),
                ("at", &now.0.to_string()),
            ]),
            account: Some(account.id.clone()),
            tag: None,
            until: now.plus(RESET),
        }
    }

    /// The typed code for the link: a fresh link of the same life, if the code is right.
    pub async fn reset_by_code(&self, visit: &Visit, typed: &str, code: &str) -> Result<String> {
        self.0.sources.allow(&visit.source)?;
        let wrong = || Error::Wrong(Wrong::guess("code", "reset-code-wrong"));
        let account = match self.account_named(typed).await {
            Ok(account) => Some(account.id),
            Err(Error::NotFound) => None,
            Err(error) => return Err(error),
        };
        // A name nobody has goes the same way, and finds no ticket (RL-9).
        let (owner, budget) = match &account {
            Some(id) => (id.as_str(), self.budget(id, "reset-code", false)),
            None => ("?", self.budget_of_nobody(typed, "reset-code")),
        };
        if self.charge(&budget).await? != Allowed::Go {
            return Err(wrong());
        }
        let mut tx = self.0.db.begin().await?;
        let secret = code_secret(owner, code);
        let ticket = self.take_in(&mut tx, "reset-code", &secret).await?.ok_or_else(wrong)?;
        self.absolve_in(&mut tx, &budget).await?;
        let link = self.give_in(&mut tx, "reset", account.as_ref(), &ticket.data, RESET).await?;
        tx.commit().await?;
        Ok(link.reveal().clone())
    }

    /// Looks at a link; opening it uses nothing up (RC-7).
    pub async fn reset_look(&self, token: &str) -> Result<ResetOpen> {
        let ticket = self.peek("reset", token).await?.ok_or(Error::NotFound)?;
        let id = ticket.account.clone().ok_or(Error::NotFound)?;
        let mut reader = self.reader().await?;
        let account = store::account::by_id(&mut reader, &id).await?.ok_or(Error::NotFound)?;
        let same =
            ticket.data.get("generation").and_then(Value::as_i64) == Some(account.generation);
        if !good(&ticket, self.now()) || !same || account.disabled_at.is_some() {
            return Err(Error::Refused("reset-over"));
        }
        let methods = self.methods_of(&mut reader, &id).await?;
        let second_step = has_second_step(self.kinds(), &methods);
        let (invitation, until) = (is_invitation(&ticket.data), ticket.ends_at);
        let username = account.username.clone();
        Ok(ResetOpen { username, account, second_step, invitation, until })
    }

    /// Begins the sign-in that a new password needs: the second step, in this browser.
    pub async fn reset_begin(
        &self,
        browser: &Secret<String>,
        visit: &Visit,
        token: &str,
    ) -> Result<Handle> {
        let open = self.reset_look(token).await?;
        let window = Window {
            app: None,
            name: String::new(),
            icon: "account".into(),
            return_to: format!("/reset/{token}/new"),
            origin: None,
            at: self.now(),
        };
        let sign_in = self.new_sign_in(browser, visit, Purpose::Reset, window);
        let mut sign_in = sign_in.for_account(&open.account);
        // The page of the new password has to find the request that allows it.
        let handle = Handle { id: sign_in.id.clone(), window: 0 };
        if let Some(window) = sign_in.windows.first_mut() {
            window.return_to = format!("/reset/{token}/new?r={handle}");
        }
        let id = open.account.id.clone();
        sign_in.tag = self.fresh_tag(&id, &sign_in.tag).await?;
        if !open.second_step {
            sign_in.stage = Stage::Done { at: self.now() };
        }
        if open.invitation {
            self.shorten("reset", token, OPENED).await?;
        }
        self.save_new(sign_in).await
    }

    /// Saves the new password: the link ends only now. Everything the account has open ends too.
    pub async fn reset_password(
        &self,
        visit: &Visit,
        handle: &Handle,
        token: &str,
        new: &Secret<String>,
    ) -> Result<()> {
        let open = self.reset_look(token).await?;
        let sign_in = self.load(visit, &handle.id).await?;
        let done = matches!(sign_in.stage, Stage::Done { .. });
        if !done || !open.is_of(&sign_in, self.now()) {
            return Err(Error::NotFound);
        }
        let mut reader = self.reader().await?;
        let methods = self.methods_of(&mut reader, &open.account.id).await?;
        drop(reader);
        let method = self.new_password_method(&open.account, &methods, new).await?;
        let mut tx = self.0.db.begin().await?;
        self.take_in(&mut tx, "reset", token).await?.ok_or(Error::Refused("reset-over"))?;
        self.replace_password(&mut tx, &open.account, &methods, &method).await?;
        let mut notice = changed(visit);
        if !store::app_password::slots(&mut tx, &open.account.id).await?.is_empty() {
            notice = notice.fact("programs", "removed");
        }
        self.end_all(&mut tx, &open.account.id, Why::PasswordChanged).await?;
        self.retire_password(&mut tx, &open.account, None, new).await?;
        let facts = args(&[("by", "reset")]);
        let id = &open.account.id;
        self.audit_visit(&mut tx, visit, id, What::PasswordChanged, facts).await?;
        let letters = self.tell(&mut tx, &open.account, notice).await?;
        tx.commit().await?;
        self.post_now(letters);
        Ok(())
    }
}

/// What a typed code is kept under: somebody else's is nothing here.
fn code_secret(owner: &str, code: &str) -> String {
    let clean: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{owner}/{}", clean.to_ascii_uppercase())
}

fn changed(visit: &Visit) -> Notice {
    Notice::new("mail-password-changed")
        .fact("device", &visit.device)
        .fact("source", &visit.source)
        .undo_securing("password")
}
