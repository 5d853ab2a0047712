//! The sign-in: a value that eats events and returns effects. Total, synchronous, serialisable;
//! it never panics, and knows no kind of method by name.
//!
//! ```text
//! Name → Prove{open} → Done
//!          ↘ Enrol ↗        (any) → Refused
//! ```

mod effect;
mod enrol;
mod event;
mod prove;
mod purpose;
#[cfg(test)]
mod tests;

pub use effect::{Effect, Turn};
pub use enrol::{Setup, Step};
pub use event::Event;
pub use prove::{SENDS_MOST, next_send};
pub use purpose::{Purpose, Window};

use crate::{
    account::Account,
    audit::What,
    challenge::Challenge,
    dice::{Dice, Keyed},
    id::{AccountId, MethodId, SignInId},
    message::{Args, args},
    method::{Cx, Factor, Kinds, Method, Proof, Request},
    policy::{self, Decision, Defaults, Facts, NoEntry},
    session::Level,
    tag::Tag,
    time::{Time, hours, minutes},
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// An open request ends this long after the last action, and this long after it began (ux.md 1.3).
pub const IDLE: Duration = minutes(10);
pub const LIFE: Duration = minutes(60);
/// The destination is kept longer: a lapsed request starts again and still ends in the right app.
pub const JOURNEY: Duration = hours(24);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignIn {
    pub id: SignInId,
    pub tag: Tag,
    /// Keyed hash of the cookie of the browser that began it; no other may go on with it (SE-6).
    pub browser: String,
    pub purpose: Purpose,
    pub account: Option<AccountId>,
    /// The account's generation when it was named: a change to the account voids the request.
    pub generation: i64,
    /// The name as typed, to show it again.
    pub typed: String,
    pub windows: Vec<Window>,
    /// "Firefox on Windows".
    pub device: String,
    pub source: String,
    pub proofs: Vec<Proof>,
    pub stage: Stage,
    /// Every question asked so far, so that changing to and fro refunds nothing (RL-6).
    pub challenges: Vec<Challenge>,
    pub put_off: bool,
    /// Wrong tries in a row that came before an answer that was right: whoever signs in after many
    /// of them is told (LG-6).
    #[serde(default)]
    pub failures: i64,
    pub begun_at: Time,
    pub touched_at: Time,
    pub version: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Stage {
    Name,
    Prove { open: Option<MethodId> },
    Enrol(Setup),
    Done { at: Time },
    Refused { why: Refusal, at: Time },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    Disabled,
    NeedsInvitation,
    /// Nothing that could prove enough is left.
    NothingLeft,
    /// What it began with (a link, an account) is no longer what it was: begin again.
    Lapsed,
    Cancelled,
}

/// Everything the rules may look at, read before the turn.
#[derive(Clone, Copy)]
pub struct World<'a> {
    pub now: Time,
    pub dice: &'a dyn Dice,
    pub keyed: &'a dyn Keyed,
    pub kinds: Kinds,
    /// The account named so far, if there is one.
    pub account: Option<&'a Account>,
    /// Its methods; for a name nobody has, the decoys.
    pub methods: &'a [Method],
    pub defaults: &'a Defaults,
    /// Questions of the account's other requests, open or lately closed.
    pub others: &'a [Other],
    /// Another request has just sent something: send nothing by itself (ux.md 1.4, 3).
    pub quiet: bool,
    pub organisation: &'a str,
    /// Host of the sign-in pages.
    pub host: &'a str,
}

/// A question of another request of the same account.
#[derive(Clone, Debug)]
pub struct Other {
    pub tag: Tag,
    pub open: bool,
    pub challenge: Challenge,
}

/// A new request, before anything is known of it.
pub struct Begin {
    pub id: SignInId,
    pub tag: Tag,
    pub browser: String,
    pub purpose: Purpose,
    pub window: Window,
    pub device: String,
    pub source: String,
}

impl SignIn {
    pub fn begin(begin: Begin, now: Time) -> Self {
        Self {
            id: begin.id,
            tag: begin.tag,
            browser: begin.browser,
            purpose: begin.purpose,
            account: None,
            generation: 0,
            typed: String::new(),
            windows: vec![begin.window],
            device: begin.device,
            source: begin.source,
            proofs: Vec::new(),
            stage: Stage::Name,
            challenges: Vec::new(),
            put_off: false,
            failures: 0,
            begun_at: now,
            touched_at: now,
            version: 0,
        }
    }

    /// For an account that is known already: step-up, set-up, reset.
    #[must_use]
    pub fn for_account(mut self, account: &Account) -> Self {
        self.account = Some(account.id.clone());
        self.generation = account.generation;
        self.typed = account.username.clone();
        self.stage = match self.purpose {
            Purpose::SetUp { .. } => Stage::Enrol(Setup::default()),
            _ => Stage::Prove { open: None },
        };
        self
    }

    /// Takes one event. Never fails: what cannot be done now changes nothing.
    pub fn handle(&mut self, event: Event, world: &World) -> Turn {
        if self.closed() {
            return Turn::default();
        }
        if let Event::Joined(window) = event {
            return self.joined(window, world.now);
        }
        if self.lapsed(world.now)
            && let Some(over) = self.restart(world)
        {
            return over;
        }
        self.touched_at = world.now;
        // The world of this event is about the name it brings, not about the one there was.
        if let Event::Named { typed, account } = event {
            return self.named(typed, account, world);
        }
        if let Some(over) = self.void(world) {
            return over;
        }
        match event {
            Event::Chose(method) => self.chose(&method, world),
            Event::Answered(fields) => self.answered(&fields, world),
            Event::Again => self.again(world),
            Event::SetUp(kind) => self.set_up(&kind, world),
            Event::SetUpAnswered(fields) => self.set_up_answered(&fields, world),
            Event::Back => self.back(),
            Event::PutOff => self.put_off(world),
            Event::SpareLater => self.spare_later(),
            Event::Confirmed => self.confirmed(world),
            Event::Cancelled => self.refuse(Refusal::Cancelled, world.now),
            Event::Joined(_) | Event::Named { .. } => Turn::default(),
        }
    }

    /// Whether a name may be given now: the first, or a better one while nothing was proved. What
    /// has lapsed takes one too, since it starts again.
    pub fn takes_name(&self, now: Time) -> bool {
        let nothing_yet = self.proofs.is_empty() && matches!(self.stage, Stage::Prove { .. });
        matches!(self.purpose, Purpose::SignIn { .. })
            && !self.closed()
            && (self.stage == Stage::Name || nothing_yet || self.lapsed(now))
    }

    pub const fn closed(&self) -> bool {
        matches!(self.stage, Stage::Done { .. } | Stage::Refused { .. })
    }

    /// Whether the request is over by time; the journey may go on with a new one.
    pub fn lapsed(&self, now: Time) -> bool {
        now >= self.touched_at.plus(IDLE) || now >= self.begun_at.plus(LIFE)
    }

    /// Level the purpose asks for on top of policy.
    pub fn at_least(&self, set_up: bool) -> Level {
        match &self.purpose {
            Purpose::SignIn { at_least } => *at_least,
            Purpose::StepUp { .. } | Purpose::SetUp { .. } if set_up => Level::Two,
            Purpose::StepUp { .. } | Purpose::SetUp { .. } | Purpose::Reset => Level::One,
        }
    }

    /// The account this request is about, and no other the world may know.
    fn mine<'a>(&self, world: &World<'a>) -> Option<&'a Account> {
        world.account.filter(|account| self.account.as_ref() == Some(&account.id))
    }

    /// Whether the account is another than it was when the request began: gone, or changed.
    fn outdated(&self, world: &World) -> bool {
        self.account.is_some()
            && self.mine(world).is_none_or(|account| account.generation != self.generation)
    }

    /// Starts again what is outdated, and ends at once what a disabled account has open; a turn
    /// means it is over (invariants 4, 7).
    fn void(&mut self, world: &World) -> Option<Turn> {
        if self.outdated(world) {
            return self.restart(world);
        }
        let told = !self.proofs.is_empty() || matches!(self.stage, Stage::Enrol(_));
        let disabled = self.mine(world).is_some_and(|account| account.disabled_at.is_some());
        (told && disabled).then(|| self.refuse(Refusal::Disabled, world.now))
    }

    /// Forgets what was proved, keeps where it was going. A turn means that it cannot start again.
    fn restart(&mut self, world: &World) -> Option<Turn> {
        self.proofs.clear();
        self.challenges.clear();
        self.put_off = false;
        self.begun_at = world.now;
        match (&self.purpose, self.mine(world)) {
            (Purpose::SignIn { .. }, _) => {
                self.account = None;
                self.generation = 0;
                self.stage = Stage::Name;
                None
            }
            // The session is still there: it proves itself first.
            (Purpose::StepUp { .. } | Purpose::SetUp { .. }, Some(account)) => {
                self.generation = account.generation;
                self.stage = Stage::Prove { open: None };
                None
            }
            // The link was the first proof, and was good for that moment and that account (RC-7).
            _ => Some(self.refuse(Refusal::Lapsed, world.now)),
        }
    }

    fn joined(&mut self, window: Window, now: Time) -> Turn {
        let mut turn = Turn::default();
        turn.audit(What::Joined, args(&[("app", &window.name)]));
        self.windows.push(window);
        if !self.lapsed(now) {
            self.touched_at = now;
        }
        turn
    }

    /// What is missing now, and the step towards it.
    fn proceed(&mut self, world: &World, mut turn: Turn) -> Turn {
        let Some(account) = self.mine(world) else {
            return self.refuse(Refusal::NothingLeft, world.now);
        };
        match self.decide(account, world) {
            // Proved again after a pause: now it may be set up.
            Decision::Enough if matches!(self.purpose, Purpose::SetUp { .. }) => {
                self.stage = Stage::Enrol(Setup::default());
                turn
            }
            Decision::Enough => self.done(world.now, turn),
            Decision::More { .. } => self.ask_first(world, turn),
            Decision::Enrol { put_off_until } => {
                if let (None, Some(end)) = (account.grace_ends_at, put_off_until) {
                    turn.effects.push(Effect::BeginGrace(end));
                }
                self.stage = Stage::Enrol(Setup { put_off_until, ..Setup::default() });
                turn
            }
            Decision::Refuse(why) => {
                let refused = self.refuse(
                    match why {
                        NoEntry::Disabled => Refusal::Disabled,
                        NoEntry::NeedsInvitation => Refusal::NeedsInvitation,
                    },
                    world.now,
                );
                turn.effects.extend(refused.effects);
                turn
            }
        }
    }

    fn decide(&self, account: &Account, world: &World) -> Decision {
        let set_up = has_second_step(world.kinds, world.methods);
        let mut policy = policy::combine(account, world.defaults, set_up, world.now);
        if !matches!(self.purpose, Purpose::SignIn { .. }) {
            policy = policy::Policy { level: Level::One, ..policy };
        }
        let decision = policy::decide(&Facts {
            account,
            policy,
            at_least: self.at_least(set_up),
            proofs: &self.proofs,
            set_up,
            put_off: self.put_off,
            now: world.now,
        });
        match (&self.purpose, decision) {
            // The link was the first proof; without a second step it is all there is (RC-5).
            (Purpose::Reset, Decision::More { first: true }) if !set_up => Decision::Enough,
            (_, decision) => decision,
        }
    }

    fn done(&mut self, now: Time, mut turn: Turn) -> Turn {
        match &self.purpose {
            Purpose::SignIn { .. } => turn.effects.push(Effect::OpenSession),
            Purpose::StepUp { session, .. } => {
                turn.effects.push(Effect::Reprove(session.clone()));
            }
            Purpose::SetUp { .. } | Purpose::Reset => {}
        }
        turn.audit(What::SignedIn, self.facts());
        self.stage = Stage::Done { at: now };
        turn
    }

    fn refuse(&mut self, why: Refusal, at: Time) -> Turn {
        let mut turn = Turn::default();
        let mut facts = self.facts();
        facts.insert("why".into(), format!("{why:?}"));
        let asked = matches!(self.stage, Stage::Prove { .. }) && !self.proofs.is_empty();
        if why == Refusal::Cancelled && asked {
            // The password was right and the person says it was not them: that is worth a letter.
            facts.insert("not-me".into(), "yes".into());
        }
        let what = if why == Refusal::Cancelled { What::Cancelled } else { What::Refused };
        turn.audit(what, facts);
        self.stage = Stage::Refused { why, at };
        turn
    }

    fn facts(&self) -> Args {
        let purpose = match &self.purpose {
            Purpose::SignIn { .. } => "sign-in",
            Purpose::StepUp { .. } => "step-up",
            Purpose::SetUp { .. } => "set-up",
            Purpose::Reset => "reset",
        };
        let kinds: Vec<&str> = self.proofs.iter().map(|p| p.kind.as_str()).collect();
        let methods: Vec<&str> = self.proofs.iter().map(|p| p.method.as_str()).collect();
        args(&[
            ("app", self.app()),
            ("purpose", purpose),
            ("kinds", &kinds.join(" ")),
            ("methods", &methods.join(" ")),
        ])
    }

    /// Name of the app that began it.
    pub fn app(&self) -> &str {
        self.windows.first().map_or("", |window| &window.name)
    }

    /// How many other apps wait: windows of one app count once.
    pub fn more(&self) -> usize {
        let mut names: Vec<&str> = self.windows.iter().map(|w| w.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names.len().saturating_sub(1)
    }

    fn cx<'a>(&'a self, world: &World<'a>) -> Cx<'a> {
        Cx {
            now: world.now,
            dice: world.dice,
            keyed: world.keyed,
            account: world.account,
            methods: world.methods,
            request: Request {
                tag: &self.tag,
                // The person's own account has no name of an app.
                app: if self.app().is_empty() { world.organisation } else { self.app() },
                more: self.more(),
                organisation: world.organisation,
                host: world.host,
            },
        }
    }
}

/// Whether the methods contain a second step; a spare alone is not one to be asked first, but it
/// keeps a person from being asked to set up another with a password alone.
pub fn has_second_step(kinds: Kinds, methods: &[Method]) -> bool {
    methods.iter().filter_map(|m| kinds.of(m)).any(|kind| kind.factor() != Factor::Knows)
}
