//! Asking and checking: the stages Name and Prove.

use super::{Effect, Event, Other, Purpose, Refusal, SignIn, Stage, Turn, World};
use crate::{
    audit::What,
    challenge::Challenge,
    id::{AccountId, MethodId},
    message::args,
    method::{Factor, Fields, Kind, Method, Proof, Verdict, Wrong},
    session::Level,
    time::{Time, minutes, seconds},
};
use serde_json::Value;
use std::time::Duration;

/// Sends of one request, resends included, and the pauses between them (ux.md 3.3).
pub const SENDS_MOST: usize = 5;
/// A guess is compared with this many codes of other open requests at most: with its own that
/// makes the three acceptable codes the budgets are reckoned with (E-9).
const OTHERS_MOST: usize = 2;
const GAPS: [Duration; 4] = [seconds(30), seconds(60), minutes(2), minutes(5)];

impl SignIn {
    pub(super) fn named(&mut self, typed: String, id: Option<AccountId>, world: &World) -> Turn {
        if !self.takes_name(world.now) {
            return Turn::default();
        }
        self.typed = typed;
        self.account = id;
        self.generation = self.mine(world).map_or(0, |account| account.generation);
        self.challenges.clear();
        self.stage = Stage::Prove { open: None };
        // Name and password are on one page, so what is known by heart is asked at once.
        let offers = self.offers(world);
        let first = offers.iter().find(|(_, kind)| kind.factor() == Factor::Knows);
        match first.map(|(method, _)| method.id.clone()) {
            Some(method) => self.chose(&method, world),
            None => Turn::default(),
        }
    }

    /// The ways that may be chosen now, strongest first. Before anything was proved only those
    /// that may open a sign-in (RL-4); afterwards those that add something.
    pub fn offers<'a>(&self, world: &World<'a>) -> Vec<(&'a Method, &'static dyn Kind)> {
        let mut offers: Vec<_> = world
            .methods
            .iter()
            .filter_map(|method| world.kinds.of(method).map(|kind| (method, kind)))
            .filter(|(method, kind)| self.offered(method, *kind, world))
            .collect();
        offers.sort_by_key(|(method, kind)| {
            (kind.spare(), std::cmp::Reverse(kind.strength()), method.added_at)
        });
        offers
    }

    fn offered(&self, method: &Method, kind: &dyn Kind, world: &World) -> bool {
        if self.proofs.iter().any(|proof| proof.method == method.id) {
            return false;
        }
        let set_up = super::has_second_step(world.kinds, world.methods);
        if self.proofs.is_empty() && self.purpose != Purpose::Reset {
            return kind.first();
        }
        let enough =
            self.at_least(set_up) < Level::Unphishable || kind.factor() == Factor::HasUnphishable;
        kind.factor() != Factor::Knows && enough
    }

    /// Asks the way the person wants to be asked first; sends only if this press may send.
    pub(super) fn ask_first(&mut self, world: &World, mut turn: Turn) -> Turn {
        self.stage = Stage::Prove { open: None };
        let offers = self.offers(world);
        if offers.is_empty() {
            let refused = self.refuse(Refusal::NothingLeft, world.now);
            turn.effects.extend(refused.effects);
            return turn;
        }
        let wanted = self.mine(world).and_then(|account| account.default_method.as_ref());
        let first = offers
            .iter()
            .find(|(method, kind)| Some(&method.id) == wanted && !kind.spare())
            .or_else(|| offers.first());
        if let Some((method, kind)) = first {
            if world.quiet && kind.ask(method, &self.cx(world)).send.is_some() {
                return turn;
            }
            let asked = self.chose(&method.id, world);
            turn.effects.extend(asked.effects);
            turn.wrong = turn.wrong.or(asked.wrong);
        }
        turn
    }

    pub(super) fn chose(&mut self, id: &MethodId, world: &World) -> Turn {
        if !matches!(self.stage, Stage::Prove { .. }) {
            return Turn::default();
        }
        let Some((method, kind)) = self.offers(world).into_iter().find(|(m, _)| m.id == *id) else {
            return Turn::default();
        };
        let asked_already = self.challenge(id).is_some_and(|open| open.live(world.now));
        if asked_already {
            self.stage = Stage::Prove { open: Some(id.clone()) };
            return Turn::default();
        }
        self.ask(method, kind, world)
    }

    fn ask(&mut self, method: &Method, kind: &dyn Kind, world: &World) -> Turn {
        let mut turn = Turn::default();
        let asked = kind.ask(method, &self.cx(world));
        let before = self.challenge(&method.id);
        let mut sent = before.map(|open| open.sent.clone()).unwrap_or_default();
        let mut tries_left = asked.tries;
        if let Some(message) = asked.send {
            if let Some(at) = next_send(&sent).filter(|at| *at > world.now) {
                return too_early(at);
            }
            if self.sends() >= SENDS_MOST {
                return Turn::wrong(Wrong::slip("method", "send-enough"));
            }
            sent.push(world.now);
            turn.effects.push(Effect::Send(message));
            turn.audit(What::Asked, args(&[("kind", kind.name())]));
        } else if let Some(before) = before {
            // Only a new message makes a new secret; without one the tries are the same (RL-6).
            tries_left = tries_left.min(before.tries_left);
        }
        self.challenges.retain(|open| open.method != method.id);
        self.challenges.push(Challenge {
            method: method.id.clone(),
            kind: kind.name().to_owned(),
            data: asked.data,
            asked_at: world.now,
            sent,
            expires_at: asked.expires_at,
            tries_left,
        });
        self.stage = Stage::Prove { open: Some(method.id.clone()) };
        turn
    }

    pub(super) fn again(&mut self, world: &World) -> Turn {
        let Some((method, kind, open)) = self.open(world) else {
            return Turn::default();
        };
        if let Some(at) = next_send(&open.sent).filter(|at| *at > world.now) {
            return too_early(at);
        }
        if !open.live(world.now) {
            return self.ask(method, kind, world);
        }
        if self.sends() >= SENDS_MOST {
            return Turn::wrong(Wrong::slip("again", "send-enough"));
        }
        let Some(message) = kind.again(method, &open, &self.cx(world)) else {
            return Turn::default();
        };
        let mut turn = Turn::default();
        turn.effects.push(Effect::Send(message));
        turn.audit(What::Asked, args(&[("kind", kind.name()), ("again", "yes")]));
        if let Some(open) = self.challenge_mut(&method.id) {
            open.sent.push(world.now);
        }
        turn
    }

    pub(super) fn answered(&mut self, fields: &Fields, world: &World) -> Turn {
        let Some((method, kind, open)) = self.open(world) else {
            return Turn::default();
        };
        if open.void() {
            return Turn::wrong(Wrong::slip("code", "code-void"));
        }
        if let Some(end) = open.expires_at.filter(|end| *end <= world.now) {
            return Turn::wrong(Wrong::slip("code", "code-expired").with("until", end.0));
        }
        match kind.check(method, &open, fields, &self.cx(world)) {
            Verdict::Proved { keep } => self.proved(method, kind, keep, world),
            Verdict::Wrong(wrong) if wrong.counts => {
                let wrong = self.fits_elsewhere(method, kind, fields, world).unwrap_or(wrong);
                self.wrong(method, kind, wrong)
            }
            Verdict::Wrong(slip) => Turn::wrong(slip),
            Verdict::Waiting => Turn::wrong(Wrong::slip("code", "not-yet")),
        }
    }

    fn proved(
        &mut self,
        method: &Method,
        kind: &dyn Kind,
        keep: Option<Value>,
        world: &World,
    ) -> Turn {
        let mut turn = Turn { right: Some(kind.name().to_owned()), ..Turn::default() };
        // A decoy proves nothing, whatever it says.
        if self.mine(world).is_none() {
            return self.wrong(method, kind, Wrong::guess("password", "sign-in-no-match"));
        }
        self.proofs.push(Proof {
            kind: kind.name().to_owned(),
            method: method.id.clone(),
            factor: kind.factor(),
            at: world.now,
        });
        match keep {
            Some(secret) => turn.effects.push(Effect::Keep {
                method: method.id.clone(),
                version: method.version,
                secret,
            }),
            None => turn.effects.push(Effect::Used(method.id.clone())),
        }
        // Used up, but known again: as sends that count, and as the code of an earlier request.
        if let Some(spent) = self.challenge_mut(&method.id) {
            spent.tries_left = 0;
        }
        turn.audit(What::Proved, args(&[("kind", kind.name())]));
        if kind.spare() {
            turn.audit(What::RecoveryUsed, args(&[("kind", kind.name())]));
        }
        self.proceed(world, turn)
    }

    fn wrong(&mut self, method: &Method, kind: &dyn Kind, wrong: Wrong) -> Turn {
        let mut turn = Turn::default();
        turn.audit(What::WrongAnswer, args(&[("kind", kind.name())]));
        if self.proofs.is_empty() && matches!(self.purpose, Purpose::SignIn { .. }) {
            // Somebody else may want to try next, and nothing is known of this one (RL-9).
            self.challenges.clear();
            self.account = None;
            self.generation = 0;
            self.stage = Stage::Name;
            turn.wrong = Some(wrong);
            return turn;
        }
        let mut last = false;
        if let Some(open) = self.challenge_mut(&method.id) {
            open.tries_left = open.tries_left.saturating_sub(1);
            last = open.void();
        }
        turn.wrong = Some(if last { Wrong::guess("code", "code-void") } else { wrong });
        turn
    }

    /// Whether the answer is right for another request of the same person: then say which.
    fn fits_elsewhere(
        &self,
        method: &Method,
        kind: &dyn Kind,
        fields: &Fields,
        world: &World,
    ) -> Option<Wrong> {
        let of_method = |other: &&Other| {
            other.challenge.method == method.id && !other.challenge.sent.is_empty()
        };
        let living = |other: &&Other| other.open && other.challenge.live(world.now);
        let others = world.others.iter().filter(of_method);
        let fitting = others
            .clone()
            .filter(living)
            .take(OTHERS_MOST)
            .chain(others.filter(|other| !living(other)))
            .find(|other| {
                let verdict = kind.check(method, &other.challenge, fields, &self.cx(world));
                matches!(verdict, Verdict::Proved { .. })
            })?;
        let words = if fitting.open { "code-other-request" } else { "code-old-request" };
        Some(Wrong::guess("code", words).with("other", &fitting.tag).with("tag", &self.tag))
    }

    fn open<'a>(&self, world: &World<'a>) -> Option<(&'a Method, &'static dyn Kind, Challenge)> {
        let Stage::Prove { open: Some(id) } = &self.stage else {
            return None;
        };
        let method = world.methods.iter().find(|method| method.id == *id)?;
        Some((method, world.kinds.of(method)?, self.challenge(id)?.clone()))
    }

    pub fn challenge(&self, method: &MethodId) -> Option<&Challenge> {
        self.challenges.iter().find(|open| open.method == *method)
    }

    fn challenge_mut(&mut self, method: &MethodId) -> Option<&mut Challenge> {
        self.challenges.iter_mut().find(|open| open.method == *method)
    }

    /// Messages this request has sent, those of setting up included.
    pub(super) fn sends(&self) -> usize {
        let set_up = match &self.stage {
            Stage::Enrol(setup) => setup.sends,
            _ => 0,
        };
        self.challenges.iter().map(|open| open.sent.len()).sum::<usize>() + set_up
    }

    /// Kind of the question an event would compare a secret for; the engine counts the try first.
    pub fn compares(&self, event: &Event, world: &World) -> Option<&'static str> {
        if self.closed() || self.lapsed(world.now) || self.outdated(world) {
            return None;
        }
        match event {
            Event::Answered(_) => {
                let (_, kind, open) = self.open(world)?;
                open.live(world.now).then(|| kind.name())
            }
            _ => None,
        }
    }
}

fn too_early(at: Time) -> Turn {
    Turn::wrong(Wrong::slip("again", "send-too-early").with("at", at.0))
}

/// When the next send is possible: 30 s, 60 s, 2 min, then 5 min after the last.
pub fn next_send(sent: &[Time]) -> Option<Time> {
    let last = sent.last()?;
    let gap = GAPS.get(sent.len() - 1).or(GAPS.last())?;
    Some(last.plus(*gap))
}
