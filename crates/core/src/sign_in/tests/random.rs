//! A million random steps, held against the model and the laws.

use super::{
    house::*,
    laws::{Move, Place, check, other_open},
    model::{Model, view},
};
use crate::{
    account::{Role, State},
    id::MethodId,
    method::Method,
    session::Level,
    sign_in::Purpose,
    time::{days, minutes},
};

const STEPS: usize = 1_000_000;

/// A small generator of our own (SplitMix64), so that a seed means the same walk for ever.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(n).unwrap()).unwrap()
    }

    fn of<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())].clone()
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

fn some_house(draw: &mut Draw) -> House {
    let mut methods: Vec<Method> = vec![know()];
    for method in [text(), app(), spare()] {
        if draw.one_in(2) {
            methods.push(method);
        }
    }
    if draw.one_in(8) {
        let mut second = text();
        second.id = MethodId::from("text2");
        methods.push(second);
    }
    let role = draw.of(&[Role::Person, Role::Person, Role::Person, Role::Helpdesk, Role::Owner]);
    let state = draw.of(&[State::Disabled, State::Enabled, State::Enforced]);
    let mut account = account(role, state);
    let defaults = [None, Some("text"), Some("app"), Some("spare"), Some("gone")];
    account.default_method = draw.of(&defaults).map(MethodId::from);
    let ends = [None, Some(START.plus(minutes(3))), Some(START.plus(days(3))), Some(START)];
    account.grace_ends_at = draw.of(&ends);
    if draw.one_in(10) {
        account.last_sign_in_at = draw.of(&[None, Some(START.minus(days(90)))]);
        account.made_at = draw.of(&[START.minus(days(2)), START.minus(days(100))]);
    }
    let mut house = House::new(account, &methods);
    house.defaults.on = !draw.one_in(3);
    house.quiet = draw.one_in(4);
    if draw.one_in(2) {
        house.others = vec![other_open("code of M4")];
    }
    house
}

fn some_purpose(draw: &mut Draw) -> Purpose {
    let at_least = draw.of(&[Level::None, Level::One, Level::One, Level::Two, Level::Unphishable]);
    match draw.below(8) {
        0 => step_up(),
        1 => set_up(),
        2 => Purpose::Reset,
        _ => sign_in(at_least),
    }
}

/// Mostly what gets on, so that walks get far.
fn some_move(draw: &mut Draw) -> Move {
    let kind = draw.of(&["text", "app", "spare"]);
    match draw.below(40) {
        0..=1 => Move::Name,
        2 => Move::NameNobody,
        3..=8 => Move::Right,
        9..=13 => Move::Wrong,
        14 => Move::Slip,
        15 => Move::OfOther,
        16..=19 => Move::Again,
        20 => Move::Join,
        21..=22 => Move::SetUp(kind),
        23..=25 => Move::SetUpRight,
        26 => Move::SetUpWrong,
        27 => draw.of(&[Move::Back, Move::SpareLater, Move::PutOff]),
        28..=29 => Move::Confirm,
        30..=34 => Move::Choose(draw.of(&["know", "text", "app", "spare", "text2", "decoy"])),
        35..=38 => Move::Wait(draw.of(&[1, 29, 30, 60, 120, 299, 300])),
        _ => match draw.below(8) {
            0 => Move::Cancel,
            1 => Move::Change,
            2 => Move::Disable,
            3 => Move::Delete,
            4 => Move::Wait(86_400),
            _ => Move::Wait(draw.of(&[599, 600])),
        },
    }
}

/// Of somebody whose texts do not arrive: few get to the last send by chance.
fn impatient_move(draw: &mut Draw) -> Move {
    match draw.below(12) {
        0..=3 => Move::Again,
        4..=7 => Move::Wait(draw.of(&[30, 60, 120, 300])),
        8 => Move::Choose(draw.of(&["text", "text2"])),
        _ => some_move(draw),
    }
}

#[derive(Default)]
struct Reached {
    done: usize,
    refused: usize,
    added: usize,
    void: usize,
    enough: usize,
}

/// One walk, until a few steps after its end; says how many steps it took.
fn walk(seed: u64, reached: &mut Reached) -> usize {
    let mut draw = Draw(seed);
    let house = some_house(&mut draw);
    let purpose = some_purpose(&mut draw);
    let mut model = Model::new(&house, &purpose);
    let it = house.begin(purpose);
    let mut place = Place { it, house, sends: 0 };
    let impatient = draw.one_in(8);
    let mut left = 120;
    let mut steps = 0;
    while left > 0 {
        let at = if impatient { impatient_move(&mut draw) } else { some_move(&mut draw) };
        let before = place.it.stage.clone();
        let (after, turn) = check(&place, at);
        steps += 1;
        left -= 1;
        if at.is_event() {
            let said = model.step(at, &place.house);
            model.learn(&turn);
            let seen = (words(&turn), sent(&turn).len());
            assert_eq!(seen, said, "seed {seed}, step {steps}: {at:?} from {before:?}");
            assert_eq!(view(&after.it), model.view, "seed {seed}, step {steps}: {at:?}");
        }
        if after.it.closed() && !place.it.closed() {
            left = left.min(3);
            if done(&after.it) { reached.done += 1 } else { reached.refused += 1 }
        }
        reached.added += after.house.methods.len().saturating_sub(place.house.methods.len());
        reached.void += usize::from(words(&turn) == "code-void");
        reached.enough += usize::from(words(&turn) == "send-enough");
        place = after;
    }
    steps
}

#[test]
fn a_million_random_steps_go_as_the_model_says() {
    let mut reached = Reached::default();
    let (mut steps, mut seed) = (0, 0);
    while steps < STEPS {
        steps += walk(seed, &mut reached);
        seed += 1;
    }
    // A walk that gets nowhere proves nothing.
    let Reached { done, refused, added, void, enough } = reached;
    println!("{seed} walks, {done} {refused} {added} {void} {enough}");
    assert!(done > 5000 && refused > 5000, "{done} done, {refused} refused");
    assert!(added > 1000 && void > 1000 && enough > 100, "{added} {void} {enough}");
}
