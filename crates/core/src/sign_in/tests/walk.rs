//! Every sequence of events to depth six, in several worlds: what must hold whatever happens.
//!
//! Equal states are walked on from once only, which changes nothing about what is reached.

use super::{
    house::*,
    laws::{Move, Place, check, other_open},
};
use crate::{
    account::{Role, State},
    id::MethodId,
    method::Method,
    session::Level,
    sign_in::{Purpose, SignIn},
    time::{days, seconds},
};
use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hasher},
    io::{Result, Write},
};

const DEPTH: usize = 6;

/// A place to walk from, and the moves that lead there.
struct Start {
    house: House,
    purpose: Purpose,
    first: &'static [Move],
}

fn start(house: House, purpose: Purpose, first: &'static [Move]) -> Start {
    Start { house, purpose, first }
}

struct Feed(DefaultHasher);

impl Write for Feed {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.0.write(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

/// Everything that moves, hashed as it is stored.
fn key(place: &Place) -> u64 {
    let (it, house) = (&place.it, &place.house);
    let account = house.account.as_ref().map(|a| (a.generation, a.grace_ends_at, a.disabled_at));
    let mut feed = Feed(DefaultHasher::new());
    let asked = (&it.stage, &it.proofs, &it.challenges, it.put_off);
    let about = (&it.account, it.generation, &it.typed, it.windows.len());
    let times = (it.begun_at, it.touched_at, house.now, place.sends);
    let methods: Vec<_> = house.methods.iter().map(|m| (&m.id, m.version, &m.secret)).collect();
    serde_json::to_writer(&mut feed, &(asked, about, times, account, methods)).unwrap();
    feed.0.finish()
}

fn same_after_a_rest(it: &SignIn) {
    let text = serde_json::to_string(it).unwrap();
    assert_eq!(serde_json::from_str::<SignIn>(&text).unwrap(), *it, "{text}");
}

/// Walks, and says how many steps were taken.
fn walk(start: Start) -> usize {
    let it = start.house.begin(start.purpose);
    let mut place = Place { it, house: start.house, sends: 0 };
    for at in start.first {
        place = check(&place, *at).0;
    }
    let moves = Move::all(&place);
    let mut seen = HashSet::from([key(&place)]);
    let mut level = vec![place];
    let mut steps = 0;
    for _ in 0..DEPTH {
        let mut next = Vec::new();
        for place in &level {
            for at in &moves {
                steps += 1;
                let (after, _) = check(place, *at);
                if seen.insert(key(&after)) {
                    same_after_a_rest(&after.it);
                    // What is closed was closed by the law; nothing new comes of it.
                    if !place.it.closed() {
                        next.push(after);
                    }
                }
            }
        }
        level = next;
    }
    steps
}

fn of(role: Role, state: State, methods: &[Method]) -> House {
    let mut all = vec![know()];
    all.extend_from_slice(methods);
    let mut house = House::new(account(role, state), &all);
    house.others = vec![other_open("code of M4")];
    house
}

fn person(methods: &[Method]) -> House {
    of(Role::Person, State::Disabled, methods)
}

fn walk_all(starts: Vec<Start>) {
    for (n, start) in starts.into_iter().enumerate() {
        let steps = walk(start);
        assert!(steps > 4000, "walk {n} went nowhere: {steps}");
    }
}

const IN: &[Move] = &[Move::Name, Move::Right];

#[test]
fn every_walk_in_from_the_first_page() {
    walk_all(vec![
        start(person(&[text()]), sign_in(Level::One), &[]),
        start(person(&[]), sign_in(Level::One), &[]),
    ]);
}

#[test]
fn every_walk_through_the_second_step() {
    let mut quiet = of(Role::Owner, State::Enabled, &[text(), app()]);
    quiet.quiet = true;
    let mut wanted = of(Role::Person, State::Enforced, &[text(), spare()]);
    wanted.account.as_mut().unwrap().default_method = Some(MethodId::from("spare"));
    wanted.defaults.on = false;
    walk_all(vec![
        start(quiet, sign_in(Level::Two), IN),
        start(wanted, sign_in(Level::One), IN),
        start(person(&[text()]), sign_in(Level::Unphishable), &[]),
    ]);
}

#[test]
fn every_walk_through_a_first_set_up() {
    let mut ending = of(Role::Person, State::Enabled, &[]);
    ending.account.as_mut().unwrap().grace_ends_at = Some(START.plus(seconds(40)));
    let mut open = person(&[]);
    open.defaults.on = false;
    walk_all(vec![
        start(ending, sign_in(Level::One), IN),
        start(of(Role::Helpdesk, State::Disabled, &[]), sign_in(Level::One), IN),
        start(open, sign_in(Level::Two), IN),
    ]);
}

#[test]
fn every_walk_through_the_other_doors() {
    let mut dormant = person(&[]);
    dormant.account.as_mut().unwrap().last_sign_in_at = Some(START.minus(days(90)));
    walk_all(vec![
        start(person(&[text()]), step_up(), &[]),
        start(person(&[app()]), set_up(), &[]),
        start(person(&[text(), spare()]), Purpose::Reset, &[]),
        start(person(&[]), Purpose::Reset, &[]),
        start(dormant, sign_in(Level::One), &[]),
    ]);
}
