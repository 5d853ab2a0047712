//! Proving it again within a session, setting up one more way, and choosing a new password.

use super::house::*;
use crate::{
    account::{Role, State},
    audit::What,
    id::{AccountId, SessionId},
    session::{Level, level},
    sign_in::{Effect, Event, Purpose, Refusal, Stage, Step},
    time::minutes,
};

#[test]
fn a_fresh_proof_needs_both_steps_where_there_are_two() {
    let mut house = House::person(&[text(), app()]);
    let mut it = house.begin(step_up());
    assert_eq!(it.stage, Stage::Prove { open: None });
    assert_eq!(house.offers(&it), ["know"]);
    house.choose(&mut it, "know");
    house.right(&mut it);
    assert_eq!(open(&it), Some("app"));
    let turn = house.right(&mut it);
    assert!(done(&it));
    assert!(turn.effects.contains(&Effect::Reprove(SessionId::from("session"))));
    assert!(!turn.effects.contains(&Effect::OpenSession));
}

#[test]
fn a_fresh_proof_needs_the_word_alone_where_there_is_nothing_else() {
    // Enforced as it may be: a fresh proof is no place to set something up.
    for state in [State::Disabled, State::Enforced] {
        let mut house = House::new(account(Role::Person, state), &[know()]);
        let mut it = house.begin(step_up());
        house.choose(&mut it, "know");
        house.right(&mut it);
        assert!(done(&it));
    }
}

#[test]
fn a_fresh_proof_is_for_the_same_person_and_no_other() {
    let mut house = House::person(&[text()]);
    let mut it = house.begin(step_up());
    let before = it.clone();
    house.give(&mut it, named("nobody"));
    assert_eq!(it, before);
    // Even after it lapsed, and with the account gone.
    house.account = None;
    house.wait(minutes(11));
    house.choose(&mut it, "know");
    assert!(matches!(it.stage, Stage::Refused { why: Refusal::Lapsed, .. }));
}

#[test]
fn wrong_words_within_a_session_are_counted_down() {
    let mut house = House::person(&[text()]);
    let mut it = house.begin(step_up());
    house.choose(&mut it, "know");
    for _ in 0..4 {
        assert_eq!(words(&house.answer(&mut it, "wrong")), "sign-in-no-match");
        assert_eq!(open(&it), Some("know"));
    }
    assert_eq!(words(&house.answer(&mut it, "wrong")), "code-void");
    house.choose(&mut it, "know");
    house.right(&mut it);
    assert!(it.proofs.is_empty());
}

#[test]
fn a_fresh_proof_that_lapsed_begins_at_the_word_again() {
    let mut house = House::person(&[text()]);
    for change in [false, true] {
        let mut it = house.begin(step_up());
        house.choose(&mut it, "know");
        house.right(&mut it);
        if change {
            house.change()
        } else {
            house.wait(minutes(10))
        }
        house.right(&mut it);
        assert_eq!(it.stage, Stage::Prove { open: None });
        assert_eq!(it.account, Some(AccountId::from("ada")));
        assert!(it.proofs.is_empty());
        house.choose(&mut it, "know");
        house.right(&mut it);
        house.right(&mut it);
        assert!(done(&it));
    }
}

#[test]
fn setting_up_one_more_way_ends_with_it() {
    let mut house = House::person(&[text()]);
    let mut it = house.begin(set_up());
    house.give(&mut it, Event::SetUp("app".into()));
    let turn = house.set_up_right(&mut it);
    assert!(done(&it));
    assert_eq!(audits(&turn), [What::MethodAdded, What::SignedIn]);
    assert!(turn.effects.iter().any(|e| matches!(e, Effect::Add { replaces: false, .. })));
    assert!(!turn.effects.contains(&Effect::OpenSession));
}

/// EN-3: what lapsed was fresh once; it is proved again, to the highest level there is.
#[test]
fn en_3_a_set_up_that_lapsed_goes_on_after_a_new_proof_and_not_without() {
    let mut house = House::person(&[text()]);
    let mut it = house.begin(set_up());
    house.give(&mut it, Event::SetUp("app".into()));
    house.wait(minutes(10));
    house.set_up_right(&mut it);
    assert_eq!(it.stage, Stage::Prove { open: None });
    house.choose(&mut it, "know");
    house.right(&mut it);
    assert_eq!(open(&it), Some("text"));
    let turn = house.right(&mut it);
    assert_eq!(setup(&it).step, Step::Choose, "not done: nothing was set up yet");
    assert_eq!(audits(&turn), [What::Proved]);
    assert_eq!(level(&it.proofs), Level::Two);
    house.give(&mut it, Event::SetUp("app".into()));
    house.set_up_right(&mut it);
    assert!(done(&it));
}

#[test]
fn nothing_is_added_to_an_account_that_was_disabled_or_deleted_meanwhile() {
    for delete in [false, true] {
        let mut house = House::person(&[]);
        let mut it = house.begin(set_up());
        house.give(&mut it, Event::SetUp("app".into()));
        let fields = house.set_up_answer(&it);
        if delete {
            house.account = None;
        } else {
            house.account.as_mut().unwrap().disabled_at = Some(START);
        }
        let turn = house.give(&mut it, Event::SetUpAnswered(fields));
        assert!(matches!(it.stage, Stage::Refused { .. }), "{:?}", it.stage);
        assert_eq!(audits(&turn), [What::Refused]);
    }
}

/// RC-5: the link was one means; the second step is the other.
#[test]
fn rc_5_a_reset_asks_any_second_step_and_no_word() {
    for id in ["text", "app", "spare"] {
        let mut house = House::person(&[text(), app(), spare()]);
        let mut it = house.begin(Purpose::Reset);
        assert_eq!(house.offers(&it), ["app", "text", "spare"]);
        house.choose(&mut it, "know");
        assert_eq!(it.stage, Stage::Prove { open: None });
        house.choose(&mut it, id);
        let turn = house.right(&mut it);
        assert!(done(&it), "{id}");
        assert!(!turn.effects.contains(&Effect::OpenSession), "a reset signs nobody in");
    }
}

#[test]
fn a_reset_may_begin_with_the_way_to_be_asked_first() {
    let mut house = House::person(&[text(), app()]);
    let mut it = house.begin(Purpose::Reset);
    house.give(&mut it, Event::Confirmed);
    assert_eq!(open(&it), Some("app"));
}

#[test]
fn a_reset_needs_the_link_alone_where_there_is_nothing_else() {
    let mut house = House::person(&[]);
    let mut it = house.begin(Purpose::Reset);
    let turn = house.give(&mut it, Event::Confirmed);
    assert!(done(&it));
    assert_eq!(audits(&turn), [What::SignedIn]);

    house.account.as_mut().unwrap().disabled_at = Some(START);
    let mut it = house.begin(Purpose::Reset);
    house.give(&mut it, Event::Confirmed);
    assert!(matches!(it.stage, Stage::Refused { why: Refusal::Disabled, .. }));
}

/// RC-7: a reset made before a change is void, and so is one that was left lying.
#[test]
fn rc_7_a_reset_does_not_outlive_a_change_or_its_time() {
    for change in [false, true] {
        let mut house = House::person(&[]);
        let mut it = house.begin(Purpose::Reset);
        if change {
            house.change()
        } else {
            house.wait(minutes(10))
        }
        let turn = house.give(&mut it, Event::Confirmed);
        assert!(matches!(it.stage, Stage::Refused { why: Refusal::Lapsed, .. }));
        assert_eq!(audits(&turn), [What::Refused]);
    }
}

#[test]
fn purposes_are_told_apart_in_the_log() {
    let mut house = House::person(&[text()]);
    let purposes = [sign_in(Level::One), step_up(), set_up(), Purpose::Reset];
    for (purpose, want) in purposes.into_iter().zip(["sign-in", "step-up", "set-up", "reset"]) {
        let mut it = house.begin(purpose);
        let turn = house.give(&mut it, Event::Cancelled);
        let [Effect::Audit(What::Cancelled, facts)] = turn.effects.as_slice() else {
            panic!("{:?}", turn.effects);
        };
        assert_eq!(facts["purpose"], want);
        assert_eq!(facts["app"], "Larkfield Mail");
    }
}
