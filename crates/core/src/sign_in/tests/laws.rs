//! What holds of every single step, said without looking at how the machine does it.

use super::{house::*, kinds};
use crate::{
    account::{Role, State},
    audit::What,
    challenge::Challenge,
    id::MethodId,
    method::{Factor, Fields},
    session::{Level, level},
    sign_in::{Effect, Event, Other, Purpose, Refusal, SENDS_MOST, SignIn, Stage, Turn},
    tag::Tag,
    time::{Time, days, minutes, seconds},
};
use serde_json::json;

/// One thing that can happen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Move {
    Name,
    NameNobody,
    Choose(&'static str),
    Right,
    Wrong,
    /// The code of another open request of the same person.
    OfOther,
    Slip,
    Again,
    Join,
    SetUp(&'static str),
    SetUpRight,
    SetUpWrong,
    Back,
    PutOff,
    SpareLater,
    Confirm,
    Cancel,
    /// So many seconds pass.
    Wait(u64),
    /// A change to the account from elsewhere.
    Change,
    Disable,
    Delete,
}

impl Move {
    const STEADY: [Self; 21] = [
        Self::Name,
        Self::NameNobody,
        Self::Choose("know"),
        Self::Right,
        Self::Wrong,
        Self::OfOther,
        Self::Slip,
        Self::Again,
        Self::Join,
        Self::SetUpRight,
        Self::SetUpWrong,
        Self::Back,
        Self::PutOff,
        Self::SpareLater,
        Self::Confirm,
        Self::Cancel,
        Self::Wait(31),
        Self::Wait(11 * 60),
        Self::Change,
        Self::Disable,
        Self::Delete,
    ];

    /// All that can happen from `place` on.
    pub fn all(place: &Place) -> Vec<Self> {
        let there = |id: &&str| place.house.methods.iter().any(|m| m.id.as_str() == *id);
        let ways = ["text", "app", "spare"].into_iter().filter(there).map(Self::Choose);
        let new = ["text", "app", "spare"].map(Self::SetUp);
        Self::STEADY.into_iter().chain(ways).chain(new).collect()
    }

    /// Whether the machine hears of it at once.
    pub const fn is_event(self) -> bool {
        !matches!(self, Self::Wait(_) | Self::Change | Self::Disable | Self::Delete)
    }

    /// Whether somebody pressed a button that may send.
    const fn presses(self) -> bool {
        matches!(
            self,
            Self::Choose(_)
                | Self::Right
                | Self::Again
                | Self::SetUp(_)
                | Self::SetUpRight
                | Self::Confirm
                | Self::PutOff
        )
    }

    fn event(self, place: &Place) -> Option<Event> {
        let code = |code: &str| Event::Answered(Fields::of(&[("code", code)]));
        Some(match self {
            Self::Name => Event::Named {
                typed: "ada".into(),
                account: place.house.account.as_ref().map(|account| account.id.clone()),
            },
            Self::NameNobody => named("nobody"),
            Self::Choose(id) => Event::Chose(MethodId::from(id)),
            Self::Right => code(&place.house.right_answer(&place.it)),
            Self::Wrong => code("wrong"),
            Self::OfOther => code("code of M4"),
            Self::Slip => code(""),
            Self::Again => Event::Again,
            Self::Join => Event::Joined(window("Team Chat")),
            Self::SetUp(kind) => Event::SetUp(kind.into()),
            Self::SetUpRight => Event::SetUpAnswered(place.house.set_up_answer(&place.it)),
            Self::SetUpWrong => Event::SetUpAnswered(Fields::of(&[("code", "wrong")])),
            Self::Back => Event::Back,
            Self::PutOff => Event::PutOff,
            Self::SpareLater => Event::SpareLater,
            Self::Confirm => Event::Confirmed,
            Self::Cancel => Event::Cancelled,
            Self::Wait(_) | Self::Change | Self::Disable | Self::Delete => {
                return None;
            }
        })
    }
}

/// A request and the world around it.
#[derive(Clone)]
pub struct Place {
    pub it: SignIn,
    pub house: House,
    /// Messages sent since the request began, or began again.
    pub sends: usize,
}

pub fn other_open(code: &str) -> Other {
    Other {
        tag: Tag::from("M4".to_owned()),
        open: true,
        challenge: Challenge {
            method: MethodId::from("text"),
            kind: "text".into(),
            data: json!({ "code": code }),
            asked_at: START,
            sent: vec![START],
            expires_at: Some(START.plus(minutes(10))),
            tries_left: kinds::TRIES,
        },
    }
}

/// Takes one step and holds it against the laws.
pub fn check(from: &Place, at: Move) -> (Place, Turn) {
    let mut to = from.clone();
    let Some(event) = at.event(from) else {
        happen(&mut to.house, at);
        return (to, Turn::default());
    };
    let step = Step::take(from, &mut to, at, event);
    if let Some(law) = step.broken() {
        let Step { it, turn, .. } = &step;
        panic!("{law}\nmove {at:?}\nbefore {:?}\nafter {it:?}\nturn {turn:?}", from.it);
    }
    let sends = sent(&step.turn).len();
    to.sends = if step.renewed { sends } else { from.sends + sends };
    (to, step.turn)
}

fn happen(house: &mut House, at: Move) {
    match at {
        Move::Wait(span) => house.wait(seconds(span)),
        Move::Change => house.change(),
        Move::Delete => house.account = None,
        Move::Disable => {
            let now = house.now;
            if let Some(account) = &mut house.account {
                account.disabled_at = account.disabled_at.or(Some(now));
            }
        }
        other => panic!("{other:?} is an event"),
    }
}

struct Step<'a> {
    at: Move,
    from: &'a Place,
    it: SignIn,
    turn: Turn,
    /// The methods after it.
    methods: Vec<MethodId>,
    announced: bool,
    compared: usize,
    /// Whether the request had lapsed or its account was another: it begins again.
    renewed: bool,
}

impl<'a> Step<'a> {
    fn take(from: &'a Place, to: &mut Place, at: Move, event: Event) -> Self {
        let it = &from.it;
        let announced =
            from.house.seen(it.account.as_ref(), |world| it.compares(&event, world).is_some());
        let before = kinds::compared();
        let turn = to.house.give(&mut to.it, event);
        Self {
            at,
            from,
            it: to.it.clone(),
            turn,
            methods: to.house.methods.iter().map(|m| m.id.clone()).collect(),
            announced,
            compared: kinds::compared() - before,
            renewed: match at {
                _ if it.closed() => false,
                Move::Join => false,
                Move::Name | Move::NameNobody => it.lapsed(from.house.now),
                _ => it.lapsed(from.house.now) || from.changed(),
            },
        }
    }

    /// The first law it breaks.
    fn broken(&self) -> Option<&'static str> {
        let laws = [
            (self.closed_stays_closed(), "a closed request does nothing"),
            (self.ends_are_told_once(), "an end is told once, and nothing else is told as one"),
            (self.opens_when_done(), "opens what its purpose opens, and only when done"),
            (self.done_is_enough(), "never done with less than is asked"),
            (self.tries_fall(), "tries only fall (RL-6)"),
            (self.sends_are_few(), "sends on a press, and not too often (RL-6)"),
            (self.first_things_first(), "only a first way is asked first (RL-4)"),
            (self.comparisons_are_announced(), "what is compared was announced (RL-5)"),
            (self.proofs_are_earned(), "proofs come from right answers alone (invariant 5)"),
            (self.stays_itself(), "browser, purpose and tag stay (SE-6, invariant 4)"),
            (self.methods_are_earned(), "methods come from set-ups that passed"),
            (self.set_up_is_allowed(), "setting up is for those who may (EN-2, EN-3)"),
        ];
        laws.into_iter().find(|(holds, _)| !holds).map(|(_, law)| law)
    }

    fn ended(&self) -> bool {
        self.it.closed() && !self.from.it.closed()
    }

    fn closed_stays_closed(&self) -> bool {
        !self.from.it.closed() || (self.it == self.from.it && self.turn == Turn::default())
    }

    fn ends_are_told_once(&self) -> bool {
        let told: Vec<What> = audits(&self.turn)
            .into_iter()
            .filter(|what| matches!(what, What::SignedIn | What::Refused | What::Cancelled))
            .collect();
        let want = match &self.it.stage {
            _ if !self.ended() => None,
            Stage::Done { at } => (*at == self.from.house.now).then_some(What::SignedIn),
            Stage::Refused { why: Refusal::Cancelled, .. } => Some(What::Cancelled),
            Stage::Refused { .. } => Some(What::Refused),
            _ => return false,
        };
        told == want.into_iter().collect::<Vec<_>>()
    }

    fn opens_when_done(&self) -> bool {
        let opened = self.turn.effects.iter().filter(|e| **e == Effect::OpenSession).count();
        let reproved = self.turn.effects.iter().filter(|e| matches!(e, Effect::Reprove(_))).count();
        let done = self.ended() && done(&self.it);
        let want = match &self.it.purpose {
            Purpose::SignIn { .. } if done => (1, 0),
            Purpose::StepUp { .. } if done => (0, 1),
            _ => (0, 0),
        };
        (opened, reproved) == want
    }

    fn done_is_enough(&self) -> bool {
        if !(self.ended() && done(&self.it)) {
            return true;
        }
        let Some(account) = &self.from.house.account else { return false };
        let shown = level(&self.it.proofs);
        let asked = match &self.it.purpose {
            Purpose::SignIn { at_least } => (*at_least).max(self.from.asked_of(self.it.put_off)),
            Purpose::StepUp { .. } if self.from.second_step() => Level::Two,
            Purpose::Reset if !self.from.second_step() => Level::None,
            Purpose::StepUp { .. } | Purpose::Reset => Level::One,
            // Ends with something set up, and with nothing else.
            Purpose::SetUp { .. } => {
                return self.turn.effects.iter().any(|e| matches!(e, Effect::Add { .. }));
            }
        };
        account.disabled_at.is_none() && self.it.account.is_some() && shown >= asked
    }

    fn tries_fall(&self) -> bool {
        // Before anything was proved a name or a wrong word begins again; the budgets count those.
        let anew = !matches!(self.at, Move::Choose(_) | Move::Again | Move::Slip | Move::Join)
            && self.from.it.proofs.is_empty()
            && matches!(self.it.purpose, Purpose::SignIn { .. });
        let falls = |before: &Challenge| match self.it.challenge(&before.method) {
            None => false,
            Some(after) if after.sent.len() > before.sent.len() => {
                after.sent.starts_with(&before.sent) && after.tries_left <= kinds::TRIES
            }
            Some(after) => after.tries_left <= before.tries_left && after.sent == before.sent,
        };
        self.renewed || anew || self.from.it.challenges.iter().all(falls)
    }

    fn sends_are_few(&self) -> bool {
        let sends = sent(&self.turn).len();
        let before = if self.renewed { 0 } else { self.from.sends };
        let quiet = self.from.house.quiet && matches!(self.at, Move::Right | Move::PutOff);
        let asked = audits(&self.turn).iter().filter(|what| **what == What::Asked).count();
        let most = usize::from(self.at.presses() && !quiet);
        sends <= most && sends == asked && before + sends <= SENDS_MOST
    }

    fn first_things_first(&self) -> bool {
        let early = self.it.proofs.is_empty() && self.it.purpose != Purpose::Reset;
        let only_first = self.it.challenges.iter().all(|open| open.kind == "know");
        !early || matches!(self.it.stage, Stage::Enrol(_)) || only_first
    }

    fn comparisons_are_announced(&self) -> bool {
        // Its own, and two of other requests.
        let most = if self.announced { 3 } else { 0 };
        let told = self.turn.right.is_some() || self.turn.wrong.is_some();
        self.compared <= most && (self.compared == 0 || told)
    }

    fn proofs_are_earned(&self) -> bool {
        let kept: &[_] = if self.renewed { &[] } else { &self.from.it.proofs };
        let Some(new) = self.it.proofs.strip_prefix(kept) else {
            return self.it.proofs.is_empty() && self.renewed;
        };
        let right = self.turn.right.is_some();
        match (new, self.at) {
            ([], _) => !right,
            ([proof], Move::Right) => {
                open(&self.from.it) == Some(proof.method.as_str())
                    && right
                    && proof.at == self.from.house.now
                    && (proof.factor == Factor::Knows) == (proof.kind == "know")
            }
            ([proof], Move::SetUpRight) => self.methods.contains(&proof.method) && !right,
            _ => false,
        }
    }

    fn stays_itself(&self) -> bool {
        let (a, b) = (&self.from.it, &self.it);
        let windows = if self.at == Move::Join && !a.closed() { 1 } else { 0 };
        (&a.id, &a.tag, &a.browser, &a.purpose) == (&b.id, &b.tag, &b.browser, &b.purpose)
            && (&a.device, &a.source, a.version) == (&b.device, &b.source, b.version)
            && b.windows.starts_with(&a.windows)
            && b.windows.len() == a.windows.len() + windows
    }

    fn methods_are_earned(&self) -> bool {
        self.turn.effects.iter().all(|effect| match effect {
            Effect::Add { .. } => self.at == Move::SetUpRight && self.from.alive(),
            Effect::Keep { .. } | Effect::Used(_) => self.turn.right.is_some(),
            _ => true,
        })
    }

    /// EN-2, EN-3
    fn set_up_is_allowed(&self) -> bool {
        let begins = matches!(self.it.stage, Stage::Enrol(_))
            && !matches!(self.from.it.stage, Stage::Enrol(_));
        let dormant = |last: Option<Time>, made: Time| {
            self.from.house.now.since(last.unwrap_or(made)) >= days(90)
        };
        let Some(account) = self.from.house.account.as_ref().filter(|_| begins) else {
            return !begins;
        };
        match &self.it.purpose {
            Purpose::SignIn { .. } => {
                !self.from.second_step()
                    && level(&self.it.proofs) == Level::One
                    && !dormant(account.last_sign_in_at, account.made_at)
            }
            Purpose::SetUp { .. } => {
                let most = if self.from.second_step() { Level::Two } else { Level::One };
                level(&self.it.proofs) >= most
            }
            Purpose::StepUp { .. } | Purpose::Reset => false,
        }
    }
}

impl Place {
    fn second_step(&self) -> bool {
        self.house.methods.iter().any(|method| method.kind != "know")
    }

    fn alive(&self) -> bool {
        self.house.account.as_ref().is_some_and(|account| account.disabled_at.is_none())
    }

    /// Whether the account is not the one the request began with.
    fn changed(&self) -> bool {
        let now = self.house.account.as_ref().map(|account| account.generation);
        self.it.account.is_some() && now != Some(self.it.generation)
    }

    /// What the organisation asks of the account (original.md §5), as a table would say it.
    fn asked_of(&self, put_off: bool) -> Level {
        let Some(account) = &self.house.account else { return Level::Unphishable };
        let wanted = self.house.defaults.on || account.state != State::Disabled;
        let over = account.grace_ends_at.is_some_and(|end| end <= self.house.now);
        let must = account.role != Role::Person || account.state == State::Enforced;
        let may_wait = wanted && !over && !must && put_off;
        let two = must || self.second_step() || (wanted && !may_wait);
        if two { Level::Two } else { Level::One }
    }
}
