//! "More information is needed": setting up the first second step, or putting it off.

use super::house::*;
use crate::{
    account::{Role, State},
    audit::What,
    method::{Factor, Fields},
    session::Level,
    sign_in::{Effect, Event, Refusal, SENDS_MOST, SignIn, Stage, Step},
    time::{days, minutes},
};

fn asked_to_enrol(house: &mut House) -> SignIn {
    let mut it = house.begin(sign_in(Level::One));
    house.enter(&mut it);
    it
}

#[test]
fn a_newcomer_sets_up_a_text_keeps_a_spare_and_is_in() {
    let mut house = House::person(&[]);
    let mut it = asked_to_enrol(&mut house);
    assert_eq!(setup(&it).step, Step::Choose);
    house.give(&mut it, Event::SetUp("text".into()));
    let turn = house.set_up_right(&mut it);
    assert_eq!(sent(&turn)[0].to, "+85255500077");
    assert_eq!(audits(&turn), [What::Asked]);
    let turn = house.set_up_right(&mut it);
    assert_eq!(audits(&turn), [What::MethodAdded]);
    assert!(matches!(&setup(&it).step, Step::Spare { kind, .. } if kind == "spare"));
    assert_eq!(setup(&it).added, ["Phone"]);
    house.set_up_right(&mut it);
    assert_eq!(setup(&it).step, Step::Set);
    assert_eq!(setup(&it).added, ["Phone", "Spare"]);
    assert_eq!(it.proofs.len(), 2, "a spare that was written down proves nothing");
    let turn = house.give(&mut it, Event::Confirmed);
    assert!(done(&it));
    assert!(turn.effects.contains(&Effect::OpenSession));
    let kinds: Vec<&str> = house.methods.iter().map(|m| m.kind.as_str()).collect();
    assert_eq!(kinds, ["know", "text", "spare"]);
}

#[test]
fn nothing_counts_before_one_real_round_passed() {
    let mut house = House::person(&[]);
    let mut it = asked_to_enrol(&mut house);
    house.give(&mut it, Event::SetUp("text".into()));
    house.set_up_right(&mut it);
    let turn = house.give(&mut it, Event::SetUpAnswered(Fields::of(&[("code", "wrong")])));
    assert_eq!(words(&turn), "code-wrong");
    for event in [Event::Confirmed, Event::SpareLater, Event::Back, Event::Confirmed] {
        assert!(house.give(&mut it, event).effects.is_empty());
    }
    assert_eq!(setup(&it).step, Step::Choose);
    assert_eq!(house.methods.len(), 1);
    assert_eq!(it.proofs.len(), 1);

    house.kinds = super::kinds::WITH_KEY;
    house.give(&mut it, Event::SetUp("key".into()));
    assert_eq!(setup(&it).step, Step::Choose, "a kind that is ready at once is not believed");
    assert_eq!(house.methods.len(), 1);
}

#[test]
fn only_what_people_may_add_can_be_set_up() {
    let mut house = House::person(&[]);
    let mut it = asked_to_enrol(&mut house);
    for kind in ["know", "nothing", ""] {
        house.give(&mut it, Event::SetUp(kind.into()));
        assert_eq!(setup(&it).step, Step::Choose, "{kind}");
    }
}

#[test]
fn another_kind_may_be_chosen_half_way_and_leaves_nothing_behind() {
    let mut house = House::person(&[]);
    let mut it = asked_to_enrol(&mut house);
    house.give(&mut it, Event::SetUp("text".into()));
    house.set_up_right(&mut it);
    house.give(&mut it, Event::SetUp("app".into()));
    house.set_up_right(&mut it);
    house.give(&mut it, Event::SpareLater);
    house.give(&mut it, Event::Confirmed);
    assert!(done(&it));
    let kinds: Vec<&str> = house.methods.iter().map(|m| m.kind.as_str()).collect();
    assert_eq!(kinds, ["know", "app"]);
}

#[test]
fn a_full_house_takes_no_more_of_a_kind() {
    let mut house = House::person(&[]);
    for n in 0..5 {
        let mut phone = text();
        phone.id = crate::id::MethodId::from(format!("text{n}").as_str());
        house.methods.push(phone);
    }
    let mut it = house.begin(set_up());
    assert_eq!(words(&house.give(&mut it, Event::SetUp("text".into()))), "set-up-most");
    assert_eq!(words(&house.give(&mut it, Event::SetUp("app".into()))), "");
}

/// RC-3
#[test]
fn rc_3_a_new_set_of_spares_ends_the_old_one() {
    let mut house = House::person(&[text(), spare()]);
    let mut it = house.begin(set_up());
    house.give(&mut it, Event::SetUp("spare".into()));
    let turn = house.set_up_right(&mut it);
    assert!(turn.effects.iter().any(|e| matches!(e, Effect::Add { replaces: true, .. })));
    assert!(it.proofs.is_empty());
    assert_eq!(house.methods.iter().filter(|m| m.kind == "spare").count(), 1);
}

#[test]
fn who_has_a_spare_is_not_offered_another() {
    let mut house = House::person(&[]);
    let mut it = asked_to_enrol(&mut house);
    house.methods.push(spare());
    house.give(&mut it, Event::SetUp("app".into()));
    house.set_up_right(&mut it);
    assert_eq!(setup(&it).step, Step::Set);
}

/// Sends while setting up count like all others: nobody's phone is a toy.
#[test]
fn setting_up_sends_no_more_than_signing_in() {
    let mut house = House::person(&[]);
    let mut it = asked_to_enrol(&mut house);
    let mut sends = 0;
    for _ in 0..20 {
        house.give(&mut it, Event::SetUp("text".into()));
        let before = it.clone();
        let turn = house.set_up_right(&mut it);
        sends += sent(&turn).len();
        if sent(&turn).is_empty() {
            assert_eq!(words(&turn), "send-enough");
            assert_eq!(it, before);
        }
        house.give(&mut it, Event::Back);
    }
    assert_eq!(sends, SENDS_MOST);
}

#[test]
fn putting_it_off_is_possible_while_the_time_lasts_and_for_nobody_else() {
    let grace = |left: i64| START.0 + left * 86_400_000;
    // role, state, defaults on, grace that is stored (days left), asked on top; may it be put off?
    let table = [
        (Role::Person, State::Disabled, true, None, Level::One, true),
        (Role::Person, State::Enabled, false, None, Level::One, true),
        (Role::Person, State::Enabled, false, Some(1), Level::One, true),
        (Role::Person, State::Disabled, true, Some(3), Level::One, true),
        (Role::Person, State::Disabled, true, Some(0), Level::One, false),
        (Role::Person, State::Enabled, false, Some(-1), Level::One, false),
        (Role::Person, State::Enforced, false, None, Level::One, false),
        (Role::Person, State::Enforced, true, Some(3), Level::One, false),
        (Role::Person, State::Enabled, true, Some(3), Level::Two, false),
        (Role::Helpdesk, State::Disabled, false, None, Level::One, false),
        (Role::Owner, State::Disabled, true, Some(3), Level::One, false),
    ];
    for (role, state, on, left, at_least, may) in table {
        let mut house = House::new(account(role, state), &[know()]);
        house.defaults.on = on;
        house.account.as_mut().unwrap().grace_ends_at = left.map(|d| crate::time::Time(grace(d)));
        let mut it = house.begin(sign_in(at_least));
        house.enter(&mut it);
        assert_eq!(setup(&it).put_off_until.is_some(), may, "{role:?} {state:?} {on} {left:?}");
        let turn = house.give(&mut it, Event::PutOff);
        assert_eq!(done(&it), may);
        let want: &[What] = if may { &[What::PutOff, What::SignedIn] } else { &[] };
        assert_eq!(audits(&turn), want);
    }
}

/// EN-9
#[test]
fn en_9_the_first_time_begins_the_grace_and_skipping_does_not_move_it() {
    let mut house = House::person(&[]);
    let mut it = asked_to_enrol(&mut house);
    let end = START.plus(days(14));
    assert_eq!(setup(&it).put_off_until, Some(end));
    assert_eq!(house.account.as_ref().unwrap().grace_ends_at, Some(end));
    house.give(&mut it, Event::PutOff);
    for day in 1..14 {
        house.now = START.plus(days(day));
        let mut it = house.begin(sign_in(Level::One));
        let turn = house.enter(&mut it);
        assert!(!turn.effects.iter().any(|e| matches!(e, Effect::BeginGrace(_))));
        assert_eq!(setup(&it).put_off_until, Some(end));
        house.give(&mut it, Event::PutOff);
        assert!(done(&it));
    }
    house.now = end;
    let mut it = asked_to_enrol(&mut house);
    assert_eq!(setup(&it).put_off_until, None);
    house.give(&mut it, Event::PutOff);
    assert!(!done(&it));
}

#[test]
fn the_page_left_open_past_the_last_moment_puts_nothing_off() {
    let mut house = House::person(&[]);
    house.account.as_mut().unwrap().grace_ends_at = Some(START.plus(minutes(5)));
    let mut it = asked_to_enrol(&mut house);
    house.wait(minutes(5));
    assert_eq!(house.give(&mut it, Event::PutOff), Default::default());
    assert!(!done(&it));
}

#[test]
fn not_now_is_over_once_something_was_set_up() {
    let mut house = House::person(&[]);
    let mut it = asked_to_enrol(&mut house);
    house.give(&mut it, Event::SetUp("app".into()));
    house.set_up_right(&mut it);
    let before = it.clone();
    house.give(&mut it, Event::PutOff);
    assert_eq!(it, before);
}

/// EN-2
#[test]
fn en_2_a_dormant_account_needs_an_invitation() {
    let mut house = House::person(&[]);
    house.account.as_mut().unwrap().last_sign_in_at = Some(START.minus(days(90)));
    let mut it = house.begin(sign_in(Level::One));
    let turn = house.enter(&mut it);
    assert!(matches!(it.stage, Stage::Refused { why: Refusal::NeedsInvitation, .. }));
    assert_eq!(audits(&turn), [What::Proved, What::Refused]);
}

/// EN-6: what was half set up is gone with the request.
#[test]
fn en_6_a_lapsed_set_up_keeps_no_seed() {
    let mut house = House::person(&[]);
    let mut it = asked_to_enrol(&mut house);
    house.give(&mut it, Event::SetUp("app".into()));
    house.wait(minutes(10));
    house.set_up_right(&mut it);
    assert_eq!(it.stage, Stage::Name);
    house.enter(&mut it);
    assert_eq!(setup(&it).step, Step::Choose);
    assert_eq!(house.methods.len(), 1);
}

#[test]
fn a_journey_survives_its_own_change_but_no_other() {
    let mut house = House::person(&[]);
    let mut it = asked_to_enrol(&mut house);
    let mut other = asked_to_enrol(&mut house);
    house.give(&mut it, Event::SetUp("app".into()));
    house.set_up_right(&mut it);
    house.give(&mut other, Event::SetUp("text".into()));
    assert_eq!(other.stage, Stage::Name, "void");
    house.set_up_right(&mut it);
    house.give(&mut it, Event::Confirmed);
    assert!(done(&it));
}

#[test]
fn what_was_set_up_is_a_proof_of_its_own_factor() {
    let mut house = House::person(&[]);
    let mut it = asked_to_enrol(&mut house);
    house.give(&mut it, Event::SetUp("app".into()));
    house.set_up_right(&mut it);
    let factors: Vec<Factor> = it.proofs.iter().map(|proof| proof.factor).collect();
    assert_eq!(factors, [Factor::Knows, Factor::Has]);
    assert_eq!(it.proofs[1].method, house.methods[1].id);
}
