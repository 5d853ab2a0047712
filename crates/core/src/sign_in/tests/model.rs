//! The sign-in as a person would retell it, kept apart from the machine on purpose: names and
//! numbers instead of its types, and one list of rules.

use super::{house::House, kinds, laws::Move};
use crate::{
    account::{Role, State},
    session::Level,
    sign_in::{Effect, Purpose, Setup, SignIn, Stage, Step, Turn},
};
use std::collections::BTreeMap;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    Name,
    Ask(Option<String>),
    Choose,
    /// The kind, and whether its code was sent.
    Setting(&'static str, bool),
    KeepSpare,
    Set,
    In,
    Out(&'static str),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    pub tries: u8,
    pub sent: Vec<i64>,
}

/// What can be told of a request from outside.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    pub phase: Phase,
    pub shown: Vec<String>,
    pub questions: BTreeMap<String, Question>,
    pub windows: usize,
}

#[derive(Debug)]
pub struct Model {
    pub view: View,
    purpose: Purpose,
    /// Whose request it is; nothing for nobody's.
    known: bool,
    generation: i64,
    /// Ids of the ways that were shown, beside the names of their kinds in the view.
    spent: Vec<String>,
    /// When the code of a question was made; a resend repeats it.
    codes: BTreeMap<String, i64>,
    until: Option<i64>,
    put_off: bool,
    begun: i64,
    touched: i64,
    set_up_sends: usize,
}

/// What the page says after a move: words, and how many messages went out.
pub type Said = (&'static str, usize);

const NOTHING: Said = ("", 0);

impl Model {
    pub fn new(house: &House, purpose: &Purpose) -> Self {
        let phase = match purpose {
            Purpose::SignIn { .. } => Phase::Name,
            Purpose::SetUp { .. } => Phase::Choose,
            Purpose::StepUp { .. } | Purpose::Reset => Phase::Ask(None),
        };
        Self {
            known: phase != Phase::Name,
            generation: house.account.as_ref().map_or(0, |a| a.generation),
            view: View { phase, shown: Vec::new(), questions: BTreeMap::new(), windows: 1 },
            purpose: purpose.clone(),
            spent: Vec::new(),
            codes: BTreeMap::new(),
            until: None,
            put_off: false,
            begun: house.now.0,
            touched: house.now.0,
            set_up_sends: 0,
        }
    }

    fn over(&self) -> bool {
        matches!(self.view.phase, Phase::In | Phase::Out(_))
    }

    fn old(&self, now: i64) -> bool {
        now - self.touched >= 10 * MINUTE || now - self.begun >= 60 * MINUTE
    }

    fn signs_in(&self) -> bool {
        matches!(self.purpose, Purpose::SignIn { .. })
    }

    fn setting_up(&self) -> bool {
        use Phase::{Choose, KeepSpare, Set, Setting};
        matches!(self.view.phase, Choose | Setting(..) | KeepSpare | Set)
    }

    /// Retells `at`, which happens in `house`.
    pub fn step(&mut self, at: Move, house: &House) -> Said {
        let now = house.now.0;
        if self.over() {
            return NOTHING;
        }
        if at == Move::Join {
            self.view.windows += 1;
            if !self.old(now) {
                self.touched = now;
            }
            return NOTHING;
        }
        if self.old(now) {
            self.begin_again(house);
        }
        self.touched = now;
        if matches!(at, Move::Name | Move::NameNobody) {
            return self.name(at == Move::Name, house);
        }
        let account = house.account.as_ref();
        if self.known && account.is_none_or(|a| a.generation != self.generation) {
            self.begin_again(house);
        }
        if self.over() {
            return NOTHING;
        }
        let disabled = self.known && account.is_some_and(|a| a.disabled_at.is_some());
        if disabled && (!self.view.shown.is_empty() || self.setting_up()) {
            return self.out("Disabled");
        }
        match at {
            Move::Choose(id) => self.choose(id, house),
            Move::Right | Move::Wrong | Move::OfOther | Move::Slip => self.answer(at, house),
            Move::Again => self.again(house),
            Move::Cancel => self.out("Cancelled"),
            Move::Confirm if self.view.phase == Phase::Set => self.go_on(house),
            Move::Confirm
                if self.purpose == Purpose::Reset && self.view.phase == Phase::Ask(None) =>
            {
                self.go_on(house)
            }
            other => self.set_up(other, house),
        }
    }

    fn out(&mut self, why: &'static str) -> Said {
        self.view.phase = Phase::Out(why);
        NOTHING
    }

    fn begin_again(&mut self, house: &House) {
        self.view.shown.clear();
        self.view.questions.clear();
        self.spent.clear();
        self.put_off = false;
        self.begun = house.now.0;
        if self.signs_in() {
            self.known = false;
            self.view.phase = Phase::Name;
        } else if let (Some(account), true) = (&house.account, self.purpose != Purpose::Reset) {
            self.generation = account.generation;
            self.view.phase = Phase::Ask(None);
        } else {
            self.out("Lapsed");
        }
    }

    fn name(&mut self, ada: bool, house: &House) -> Said {
        let early = matches!(self.view.phase, Phase::Name | Phase::Ask(_));
        if self.signs_in() && self.view.shown.is_empty() && early {
            self.known = ada && house.account.is_some();
            self.generation = house.account.as_ref().map_or(0, |a| a.generation);
            self.view.questions.clear();
            let id = if self.known { "know" } else { "decoy" };
            self.open(id, Vec::new(), kinds::TRIES);
        }
        NOTHING
    }

    fn open(&mut self, id: &str, sent: Vec<i64>, tries: u8) {
        self.view.questions.insert(id.into(), Question { tries, sent });
        self.view.phase = Phase::Ask(Some(id.into()));
    }

    /// The ways that may be chosen, best first.
    fn ways(&self, house: &House) -> Vec<String> {
        let early = self.view.shown.is_empty() && self.purpose != Purpose::Reset;
        let phished = self.purpose == Purpose::SignIn { at_least: Level::Unphishable };
        let mut ways: Vec<(usize, String)> = Vec::new();
        for method in &house.methods {
            let place = ["know", "app", "text", "spare"].iter().position(|k| *k == method.kind);
            let fits =
                if early { method.kind == "know" } else { method.kind != "know" && !phished };
            if fits && !self.spent.iter().any(|id| *id == method.id.as_str()) {
                ways.push((place.unwrap(), method.id.to_string()));
            }
        }
        ways.sort();
        ways.into_iter().map(|(_, id)| id).collect()
    }

    fn kind<'a>(&self, id: &str, house: &'a House) -> &'a str {
        let found = house.methods.iter().find(|m| m.id.as_str() == id);
        found.map_or("know", |m| m.kind.as_str())
    }

    fn aged(&self, id: &str, house: &House) -> bool {
        let made = self.codes.get(id).copied().unwrap_or(i64::MAX);
        self.kind(id, house) == "text" && house.now.0.saturating_sub(made) >= 10 * MINUTE
    }

    fn choose(&mut self, id: &str, house: &House) -> Said {
        if !matches!(self.view.phase, Phase::Ask(_)) || !self.known {
            return NOTHING;
        }
        if !self.ways(house).iter().any(|way| way == id) {
            return NOTHING;
        }
        let alive = self.view.questions.get(id).is_some_and(|q| q.tries > 0);
        if alive && !self.aged(id, house) {
            self.view.phase = Phase::Ask(Some(id.into()));
            return NOTHING;
        }
        self.ask(id, house)
    }

    fn sends(&self) -> usize {
        let asked: usize = self.view.questions.values().map(|q| q.sent.len()).sum();
        asked + if self.setting_up() { self.set_up_sends } else { 0 }
    }

    fn too_early(&self, sent: &[i64], now: i64) -> bool {
        let pause = [0, 30, 60, 120, 300][sent.len().min(4)] * 1000;
        sent.last().is_some_and(|last| now - last < pause)
    }

    fn ask(&mut self, id: &str, house: &House) -> Said {
        let now = house.now.0;
        let before = self.view.questions.get(id).cloned();
        let left = before.as_ref().map_or(kinds::TRIES, |q| q.tries);
        let mut sent = before.map_or(Vec::new(), |q| q.sent);
        if self.kind(id, house) != "text" {
            self.open(id, sent, left);
            return NOTHING;
        }
        if self.too_early(&sent, now) {
            return ("send-too-early", 0);
        }
        if self.sends() >= 5 {
            return ("send-enough", 0);
        }
        sent.push(now);
        self.codes.insert(id.into(), now);
        self.open(id, sent, kinds::TRIES);
        ("", 1)
    }

    fn opened(&self) -> Option<String> {
        match &self.view.phase {
            Phase::Ask(open) => open.clone(),
            _ => None,
        }
    }

    fn again(&mut self, house: &House) -> Said {
        let Some(id) = self.opened() else { return NOTHING };
        let now = house.now.0;
        let question = self.view.questions[&id].clone();
        if self.too_early(&question.sent, now) {
            return ("send-too-early", 0);
        }
        if question.tries == 0 || self.aged(&id, house) {
            return self.ask(&id, house);
        }
        if self.sends() >= 5 {
            return ("send-enough", 0);
        }
        if self.kind(&id, house) != "text" {
            return NOTHING;
        }
        self.view.questions.get_mut(&id).unwrap().sent.push(now);
        ("", 1)
    }

    fn answer(&mut self, at: Move, house: &House) -> Said {
        let Some(id) = self.opened() else { return NOTHING };
        let kind = self.kind(&id, house);
        if self.view.questions[&id].tries == 0 {
            return ("code-void", 0);
        }
        if self.aged(&id, house) {
            return ("code-expired", 0);
        }
        let secret = |name: &str| {
            let method = house.methods.iter().find(|m| m.id.as_str() == id);
            method.map_or(String::new(), |m| m.secret[name].as_str().unwrap_or("").to_owned())
        };
        let empty =
            at == Move::Slip || (at == Move::Right && kind == "spare" && secret("left").is_empty());
        if empty {
            return (if kind == "know" { "sign-in-password-empty" } else { "code-empty" }, 0);
        }
        let used = kind == "app" && secret("last") == kinds::app_code(house.now);
        let words = match (at, kind) {
            (Move::Right, "know") if !self.known => "sign-in-no-match",
            (Move::Right, _) if !used => {
                self.view.shown.push(kind.into());
                self.view.questions.get_mut(&id).unwrap().tries = 0;
                self.spent.push(id);
                return self.go_on(house);
            }
            (Move::Right, _) => "code-used",
            (Move::OfOther, "text") if id == "text" && !house.others.is_empty() => {
                "code-other-request"
            }
            (_, "know") => "sign-in-no-match",
            (_, "spare") => "spare-wrong",
            _ => "code-wrong",
        };
        if self.signs_in() && self.view.shown.is_empty() {
            self.view.questions.clear();
            self.known = false;
            self.view.phase = Phase::Name;
            return (words, 0);
        }
        let question = self.view.questions.get_mut(&id).unwrap();
        question.tries -= 1;
        (if question.tries == 0 { "code-void" } else { words }, 0)
    }

    fn go_on(&mut self, house: &House) -> Said {
        let account = house.account.as_ref().unwrap();
        if account.disabled_at.is_some() {
            return self.out("Disabled");
        }
        let second = house.methods.iter().any(|m| m.kind != "know");
        let shown = &self.view.shown;
        let one = !shown.is_empty();
        let both = shown.iter().any(|k| k == "know") && shown.iter().any(|k| k != "know");
        let must = account.role != Role::Person || account.state == State::Enforced;
        let wanted = must || house.defaults.on || account.state == State::Enabled;
        let end = account.grace_ends_at.map_or(house.now.0 + 14 * DAY, |end| end.0);
        let (enough, top) = match self.purpose {
            Purpose::Reset => (one || !second, false),
            Purpose::StepUp { .. } | Purpose::SetUp { .. } => (both || (one && !second), false),
            Purpose::SignIn { at_least: Level::Unphishable } => (false, true),
            Purpose::SignIn { at_least } => {
                let top = at_least == Level::Two;
                let waits = wanted && !must && !top && end > house.now.0 && self.put_off;
                (both || (one && !second && !top && (!wanted || waits)), top)
            }
        };
        if enough && matches!(self.purpose, Purpose::SetUp { .. }) {
            self.choose_set_up(None);
            return NOTHING;
        }
        if enough {
            self.view.phase = Phase::In;
            return NOTHING;
        }
        if second {
            return self.ask_first(house);
        }
        let last = account.last_sign_in_at.unwrap_or(account.made_at);
        if house.now.0 - last.0 >= 90 * DAY {
            return self.out("NeedsInvitation");
        }
        let until = (wanted && !must && !top && end > house.now.0).then_some(end);
        self.choose_set_up(until);
        NOTHING
    }

    fn choose_set_up(&mut self, until: Option<i64>) {
        self.view.phase = Phase::Choose;
        self.until = until;
        self.set_up_sends = 0;
    }

    fn ask_first(&mut self, house: &House) -> Said {
        self.view.phase = Phase::Ask(None);
        let ways = self.ways(house);
        let account = house.account.as_ref().unwrap();
        let wanted = account.default_method.as_ref().map(|id| id.to_string());
        let first = ways
            .iter()
            .find(|id| Some(*id) == wanted.as_ref() && self.kind(id, house) != "spare")
            .or(ways.first());
        let Some(first) = first.cloned() else { return self.out("NothingLeft") };
        if house.quiet && self.kind(&first, house) == "text" {
            return NOTHING;
        }
        self.choose(&first, house)
    }

    fn set_up(&mut self, at: Move, house: &House) -> Said {
        let spare = house.methods.iter().any(|m| m.kind == "spare");
        match (at, self.view.phase.clone()) {
            (Move::SetUp(kind), Phase::Choose | Phase::Setting(..)) => {
                let there = house.methods.iter().filter(|m| m.kind == kind).count();
                if kind != "spare" && there >= 5 {
                    return ("set-up-most", 0);
                }
                self.view.phase = Phase::Setting(kind, false);
            }
            (Move::SetUpRight, Phase::Setting("text", false)) => {
                if self.sends() >= 5 {
                    return ("send-enough", 0);
                }
                self.set_up_sends += 1;
                self.view.phase = Phase::Setting("text", true);
                return ("", 1);
            }
            (Move::SetUpRight, Phase::Setting(kind, _)) => {
                self.generation += 1;
                self.until = None;
                if kind != "spare" {
                    self.view.shown.push(kind.into());
                }
                self.view.phase = match self.purpose {
                    Purpose::SetUp { .. } => Phase::In,
                    _ if kind == "spare" || spare => Phase::Set,
                    _ => Phase::KeepSpare,
                };
            }
            (Move::SetUpRight, Phase::KeepSpare) => {
                self.generation += 1;
                self.view.phase = Phase::Set;
            }
            (Move::SetUpWrong, Phase::Setting("spare", _) | Phase::KeepSpare) => {
                return ("spare-not-kept", 0);
            }
            (Move::SetUpWrong, Phase::Setting(..)) => return ("code-wrong", 0),
            (Move::Back, Phase::Setting(..)) => self.view.phase = Phase::Choose,
            (Move::SpareLater, Phase::KeepSpare) => self.view.phase = Phase::Set,
            (Move::PutOff, Phase::Choose | Phase::Setting(..))
                if self.until.is_some_and(|until| until > house.now.0) =>
            {
                self.put_off = true;
                return self.go_on(house);
            }
            _ => {}
        }
        NOTHING
    }

    /// The id of what was set up, which only the machine's dice know.
    pub fn learn(&mut self, turn: &Turn) {
        for effect in &turn.effects {
            if let Effect::Add { method, .. } = effect
                && method.kind != "spare"
            {
                self.spent.push(method.id.to_string());
            }
        }
    }
}

/// What the machine shows, in the model's words.
pub fn view(it: &SignIn) -> View {
    let phase = match &it.stage {
        Stage::Name => Phase::Name,
        Stage::Prove { open } => Phase::Ask(open.as_ref().map(ToString::to_string)),
        Stage::Enrol(Setup { step, .. }) => match step {
            Step::Choose => Phase::Choose,
            Step::SetUp { kind, pending } => {
                let kinds = ["text", "app", "spare"];
                let kind = kinds.into_iter().find(|k| k == kind).unwrap();
                Phase::Setting(kind, pending.get("code").is_some())
            }
            Step::Spare { .. } => Phase::KeepSpare,
            Step::Set => Phase::Set,
        },
        Stage::Done { .. } => Phase::In,
        Stage::Refused { why, .. } => {
            let why = format!("{why:?}");
            let all = ["Disabled", "NeedsInvitation", "NothingLeft", "Lapsed", "Cancelled"];
            Phase::Out(all.into_iter().find(|w| *w == why).unwrap())
        }
    };
    let questions = it.challenges.iter().map(|open| {
        let sent = open.sent.iter().map(|at| at.0).collect();
        (open.method.to_string(), Question { tries: open.tries_left, sent })
    });
    View {
        phase,
        shown: it.proofs.iter().map(|proof| proof.kind.clone()).collect(),
        questions: questions.collect(),
        windows: it.windows.len(),
    }
}
