//! What the owner and the log are told of a door: programs that come in with the normal password,
//! or try to, and wrong secrets.

use super::{Door, other::Asked, uses};
use crate::{Engine, Error, Result, notice::Notice};
use countersign_core::{
    account::Account,
    app_password::Scope,
    audit::{AuditEvent, What},
    id::{AccountId, AuditId},
    message::{Args, args},
    time::{Time, days},
};
use store::Tx;

impl Engine {
    /// M8: the password was right, and the program cannot ask for a second step. Once per program
    /// and day: a phone asks every minute.
    pub(super) async fn tell_of_old_program(
        &self,
        door: Door<'_>,
        account: &Account,
    ) -> Result<()> {
        let program = program(door);
        let Some(mut tx) = self.first_today(door, account, "old-program", &program).await? else {
            return Ok(());
        };
        let facts = facts(door, &[("program", &program)]);
        self.audit_door(&mut tx, door, Some(&account.id), (What::OldProgram, facts)).await?;
        let link = format!("{}/security/app-passwords/new", self.settings().public_url);
        let notice = Notice::new("mail-old-program")
            .fact("program", &program)
            .fact("source", &door.knock.source)
            .fact("protocol", door.knock.protocol.name())
            .fact("link", &format!("{link}{}", chosen(&program)))
            .mail_only();
        let letters = self.tell(&mut tx, account, notice).await?;
        tx.commit().await?;
        self.post_now(letters);
        Ok(())
    }

    /// The normal password still counts for this account: let in, and counted on the report of old
    /// programs, once a day for each program.
    pub(super) async fn note_old_program(&self, door: Door<'_>, account: &Account) -> Result<()> {
        let program = program(door);
        let what = "old-program-in";
        let Some(mut tx) = self.first_today(door, account, what, &program).await? else {
            return Ok(());
        };
        let facts = facts(door, &[("program", &program), ("opened", "yes")]);
        self.audit_door(&mut tx, door, Some(&account.id), (What::OldProgram, facts)).await?;
        Ok(tx.commit().await?)
    }

    /// A write that notes `what` as told today; nothing, if it was. Asked of memory first, so that
    /// a program that asks every second writes once.
    async fn first_today(
        &self,
        door: Door<'_>,
        account: &Account,
        what: &str,
        program: &str,
    ) -> Result<Option<Tx>> {
        let what = format!("{what}/{}", program.to_lowercase());
        let (memory, key) = (&self.0.programs.memory, format!("{}/{what}", account.id));
        if memory.was_told(&key, days(1), door.now) {
            return Ok(None);
        }
        let mut tx = self.0.db.begin().await?;
        match self.told_within(&mut tx, &account.id, &what, days(1)).await {
            Ok(false) => Ok(Some(tx)),
            Ok(true) => {
                memory.told(key, door.now);
                Ok(None)
            }
            // Another node, or another of many at once, is telling it.
            Err(Error::Stale) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// A wrong secret that was compared; the same one again is not written again. Of a name nobody
    /// has as well: what is waited for is the same (RL-9).
    pub(super) async fn audit_wrong(&self, door: Door<'_>, asked: &Asked) -> Result<()> {
        let mut tx = self.0.db.begin().await?;
        let facts = facts(door, &[("kind", "password")]);
        let account = asked.account.as_ref().map(|account| &account.id);
        self.audit_door(&mut tx, door, account, (What::WrongAnswer, facts)).await?;
        Ok(tx.commit().await?)
    }

    /// RL-8: the account's budget at these doors is used up for now.
    pub(super) async fn tell_of_pause(
        &self,
        door: Door<'_>,
        account: &Account,
        until: Time,
    ) -> Result<()> {
        match self.tell_of_pause_now(door, account, until).await {
            // Another guess of the same moment is telling it.
            Err(Error::Stale) => Ok(()),
            other => other,
        }
    }

    async fn tell_of_pause_now(
        &self,
        door: Door<'_>,
        account: &Account,
        until: Time,
    ) -> Result<()> {
        let (mut tx, at) = (self.0.db.begin().await?, until.0.to_string());
        let facts = facts(door, &[("kind", "password"), ("until", &at)]);
        self.audit_door(&mut tx, door, Some(&account.id), (What::Paused, facts)).await?;
        let mut letters = Vec::new();
        let words = "mail-programs-paused";
        if !self.told_within(&mut tx, &account.id, words, days(1)).await? {
            let notice = Notice::new(words)
                .fact("until", &at)
                .fact("source", &door.knock.source)
                .mail_only();
            letters = self.tell(&mut tx, account, notice).await?;
        }
        tx.commit().await?;
        self.post_now(letters);
        Ok(())
    }

    async fn audit_door(
        &self,
        tx: &mut Tx,
        door: Door<'_>,
        account: Option<&AccountId>,
        event: (What, Args),
    ) -> Result<()> {
        let seen = (door.now, door.knock.source.as_str(), uses::program(door.knock));
        self.audit_program(tx, account, seen, event).await
    }

    /// What a program did: when, from where, and what it calls itself.
    pub(crate) async fn audit_program(
        &self,
        tx: &mut Tx,
        account: Option<&AccountId>,
        (at, source, program): (Time, &str, String),
        (what, facts): (What, Args),
    ) -> Result<()> {
        let event = AuditEvent {
            id: AuditId::new(at, self.dice()),
            at,
            what,
            account: account.cloned(),
            actor: None,
            tag: None,
            source: source.to_owned(),
            device: program,
            facts,
        };
        self.put_audit(tx, &event).await
    }
}

fn facts(door: Door<'_>, more: &[(&str, &str)]) -> Args {
    let mut facts = args(&[("protocol", door.knock.protocol.name())]);
    facts.extend(args(more));
    if let Some(tls) = door.knock.tls {
        facts.extend(args(&[("tls", if tls { "yes" } else { "no" })]));
    }
    facts
}

/// What the program is called, or what programs of its sort are: reading and sending are one.
fn program(door: Door<'_>) -> String {
    let named = uses::program(door.knock);
    if !named.is_empty() {
        return named;
    }
    match door.knock.protocol.scope() {
        Scope::Mail | Scope::Sending => "mail",
        Scope::Calendar => "calendar",
        Scope::Files => "files",
        Scope::Vpn => "vpn",
    }
    .to_owned()
}

/// The page's choice for a program it knows.
fn chosen(program: &str) -> &'static str {
    let small = program.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| small.contains(word));
    if has(&["thunderbird"]) {
        "?for=thunderbird"
    } else if has(&["outlook"]) {
        "?for=outlook"
    } else if has(&["iphone", "ipad", "mac os", "apple"]) {
        "?for=apple"
    } else if has(&["android", "k-9", "samsung"]) {
        "?for=phone"
    } else {
        ""
    }
}
