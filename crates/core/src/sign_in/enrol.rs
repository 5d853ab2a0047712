//! Setting a way up: choose, set up, check that it works, keep a spare. Nothing counts as set up
//! before one real round passed, and an interrupted set-up leaves nothing behind.

use super::{Effect, Purpose, SENDS_MOST, SignIn, Stage, Turn, World};
use crate::{
    audit::What,
    id::MethodId,
    message::{Args, Message, args},
    method::{Enrol, Enrolled, Fields, Kind, Method, Proof, Wrong},
    time::Time,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Setup {
    pub put_off_until: Option<Time>,
    pub step: Step,
    /// Names of what was set up in this journey.
    pub added: Vec<String>,
    /// Messages sent while setting up; they count like all others.
    #[serde(default)]
    pub sends: usize,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Step {
    #[default]
    Choose,
    /// `pending` is the kind's own: the seed, the number, the nonce of the code.
    SetUp {
        kind: String,
        pending: Value,
    },
    Spare {
        kind: String,
        pending: Value,
    },
    Set,
}

impl SignIn {
    pub(super) fn set_up(&mut self, name: &str, world: &World) -> Turn {
        let Stage::Enrol(setup) = &self.stage else {
            return Turn::default();
        };
        let can = matches!(setup.step, Step::Choose | Step::SetUp { .. });
        let Some(kind) = world.kinds.get(name).filter(|kind| can && kind.offered()) else {
            return Turn::default();
        };
        let there = world.methods.iter().filter(|m| m.kind == name).count();
        if there >= kind.most() && kind.most() > 1 {
            return Turn::wrong(Wrong::slip("method", "set-up-most"));
        }
        match kind.enrol(Enrol::Start, &self.cx(world)) {
            Enrolled::Show { pending, send } => {
                self.show(kind, Step::SetUp { kind: name.to_owned(), pending }, send)
            }
            Enrolled::Wrong { wrong, .. } => Turn::wrong(wrong),
            // Nothing counts before a real round passed.
            Enrolled::Ready { .. } => Turn::default(),
        }
    }

    pub(super) fn set_up_answered(&mut self, fields: &Fields, world: &World) -> Turn {
        let Stage::Enrol(setup) = &self.stage else {
            return Turn::default();
        };
        let (name, pending, spare) = match &setup.step {
            Step::SetUp { kind, pending } => (kind.clone(), pending.clone(), false),
            Step::Spare { kind, pending } => (kind.clone(), pending.clone(), true),
            Step::Choose | Step::Set => return Turn::default(),
        };
        let Some(kind) = world.kinds.get(&name) else {
            return Turn::default();
        };
        let step = Enrol::Answer { pending: &pending, fields };
        match kind.enrol(step, &self.cx(world)) {
            Enrolled::Show { pending, send } => self.show(kind, again(spare, name, pending), send),
            Enrolled::Wrong { pending, wrong } => {
                self.step(again(spare, name, pending));
                Turn::wrong(wrong)
            }
            Enrolled::Ready { label, secret } => self.add(kind, label, secret, world),
        }
    }

    fn show(&mut self, kind: &dyn Kind, next: Step, send: Option<Message>) -> Turn {
        let mut turn = Turn::default();
        if let Some(message) = send {
            if self.sends() >= SENDS_MOST {
                return Turn::wrong(Wrong::slip("method", "send-enough"));
            }
            turn.audit(What::Asked, args(&[("kind", kind.name()), ("set-up", "yes")]));
            turn.effects.push(Effect::Send(message));
            if let Stage::Enrol(setup) = &mut self.stage {
                setup.sends += 1;
            }
        }
        self.step(next);
        turn
    }

    fn add(&mut self, kind: &dyn Kind, label: String, secret: Value, world: &World) -> Turn {
        let mut turn = Turn::default();
        let id = MethodId::new(world.now, world.dice);
        turn.audit(What::MethodAdded, args(&[("kind", kind.name()), ("label", &label)]));
        if !kind.spare() {
            self.proofs.push(Proof {
                kind: kind.name().to_owned(),
                method: id.clone(),
                factor: kind.factor(),
                at: world.now,
            });
        }
        if let Stage::Enrol(setup) = &mut self.stage {
            setup.added.push(label.clone());
        }
        let method = Method {
            id,
            kind: kind.name().to_owned(),
            label,
            secret,
            version: 0,
            added_at: world.now,
            last_used_at: None,
        };
        // The change voids whatever was half done on this account, except this journey.
        self.generation += 1;
        turn.effects.push(Effect::Add { method: Box::new(method), replaces: kind.most() == 1 });
        if matches!(self.purpose, Purpose::SetUp { .. }) {
            self.done(world.now, turn)
        } else {
            self.offer_spare(kind.spare(), world);
            turn
        }
    }

    /// After the first way a spare, unless there is one; then "You are set".
    fn offer_spare(&mut self, was_spare: bool, world: &World) {
        let has = world.methods.iter().filter_map(|m| world.kinds.of(m)).any(|k| k.spare());
        let spare = world.kinds.all().find(|kind| kind.spare() && !has && !was_spare);
        let next = spare.and_then(|kind| match kind.enrol(Enrol::Start, &self.cx(world)) {
            Enrolled::Show { pending, .. } => {
                Some(Step::Spare { kind: kind.name().to_owned(), pending })
            }
            _ => None,
        });
        self.step(next.unwrap_or(Step::Set));
    }

    pub(super) fn back(&mut self) -> Turn {
        if let Stage::Enrol(setup) = &mut self.stage
            && matches!(setup.step, Step::SetUp { .. })
        {
            setup.step = Step::Choose;
        }
        Turn::default()
    }

    pub(super) fn put_off(&mut self, world: &World) -> Turn {
        let Stage::Enrol(setup) = &self.stage else {
            return Turn::default();
        };
        if setup.put_off_until.is_none_or(|end| end <= world.now) || !setup.added.is_empty() {
            return Turn::default();
        }
        self.put_off = true;
        let mut turn = Turn::default();
        turn.audit(What::PutOff, Args::new());
        self.proceed(world, turn)
    }

    pub(super) fn spare_later(&mut self) -> Turn {
        if let Stage::Enrol(Setup { step: step @ Step::Spare { .. }, .. }) = &mut self.stage {
            *step = Step::Set;
        }
        Turn::default()
    }

    pub(super) fn confirmed(&mut self, world: &World) -> Turn {
        match &self.stage {
            Stage::Enrol(Setup { step: Step::Set, .. }) => self.proceed(world, Turn::default()),
            // The link was followed and a button pressed: on to the second step, if there is one.
            Stage::Prove { open: None } if self.purpose == Purpose::Reset => {
                self.proceed(world, Turn::default())
            }
            _ => Turn::default(),
        }
    }

    fn step(&mut self, next: Step) {
        if let Stage::Enrol(setup) = &mut self.stage {
            setup.step = next;
        }
    }
}

const fn again(spare: bool, kind: String, pending: Value) -> Step {
    if spare { Step::Spare { kind, pending } } else { Step::SetUp { kind, pending } }
}
