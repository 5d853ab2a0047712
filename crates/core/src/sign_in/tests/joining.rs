//! Windows of one browser that wait for the same answer (ux.md 1.4), and requests that grow old.

use super::house::*;
use crate::{
    audit::What,
    session::Level,
    sign_in::{Event, IDLE, JOURNEY, LIFE, Refusal, Stage},
    time::{Time, hours, minutes},
};

#[test]
fn joining_sends_nothing_and_has_its_line_in_the_log() {
    let mut house = House::person(&[text()]);
    let mut it = house.begin(sign_in(Level::One));
    house.enter(&mut it);
    let before = it.clone();
    let turn = house.give(&mut it, Event::Joined(window("Team Chat")));
    assert!(sent(&turn).is_empty());
    assert_eq!(audits(&turn), [What::Joined]);
    assert_eq!(it.windows.len(), 2);
    it.windows.pop();
    assert_eq!(it, before, "nothing else moved");
}

#[test]
fn apps_count_once_however_many_windows_they_have() {
    let mut house = House::person(&[text()]);
    let table: [(&[&str], usize); 5] = [
        (&[], 0),
        (&["Larkfield Mail"], 0),
        (&["Team Chat"], 1),
        (&["Team Chat", "Larkfield Mail", "Team Chat"], 1),
        (&["Team Chat", "Files", "Intranet", "Files"], 3),
    ];
    for (joined, want) in table {
        let mut it = house.begin(sign_in(Level::One));
        for name in joined {
            house.give(&mut it, Event::Joined(window(name)));
        }
        assert_eq!(it.more(), want, "{joined:?}");
        assert_eq!(it.app(), "Larkfield Mail", "the one that began it");
        let turn = house.enter(&mut it);
        let message = sent(&turn)[0];
        assert_eq!(message.args["more"], want.to_string());
        assert_eq!(message.args["app"], "Larkfield Mail");
    }
}

#[test]
fn the_message_sent_again_names_the_new_sum() {
    let mut house = House::person(&[text()]);
    let mut it = house.begin(sign_in(Level::One));
    assert_eq!(sent(&house.enter(&mut it))[0].args["more"], "0");
    house.give(&mut it, Event::Joined(window("Team Chat")));
    house.wait(minutes(1));
    assert_eq!(sent(&house.give(&mut it, Event::Again))[0].args["more"], "1");
}

#[test]
fn a_closed_request_takes_nobody_in_and_does_nothing() {
    let mut house = House::person(&[text()]);
    let mut over = house.begin(sign_in(Level::One));
    house.enter(&mut over);
    house.right(&mut over);
    let mut refused = house.begin(sign_in(Level::One));
    let turn = house.give(&mut refused, Event::Cancelled);
    assert_eq!(audits(&turn), [What::Cancelled]);
    assert!(matches!(refused.stage, Stage::Refused { why: Refusal::Cancelled, .. }));
    for mut it in [over, refused] {
        let before = it.clone();
        for event in [Event::Joined(window("Team Chat")), Event::Again, Event::Cancelled] {
            assert_eq!(house.give(&mut it, event), Default::default());
        }
        assert_eq!(house.enter(&mut it), Default::default());
        assert_eq!(it, before);
    }
}

#[test]
fn a_lapsed_request_starts_again_and_still_knows_where_it_was_going() {
    let mut house = House::person(&[text()]);
    let mut it = house.begin(sign_in(Level::One));
    house.enter(&mut it);
    house.give(&mut it, Event::Joined(window("Team Chat")));
    let code = house.right_answer(&it);
    house.wait(IDLE);
    house.answer(&mut it, &code);
    assert_eq!(it.stage, Stage::Name, "the code is of no use any more");
    assert!(it.proofs.is_empty() && it.challenges.is_empty());
    assert_eq!(it.account, None, "nobody is named yet");
    assert_eq!(it.typed, "ada", "the name stays in its field");
    assert_eq!(it.windows.len(), 2);
    assert_eq!(it.tag.as_str(), "K7");
    assert_eq!(sent(&house.enter(&mut it)).len(), 1);
    house.right(&mut it);
    assert!(done(&it));
}

#[test]
fn a_page_left_open_overnight_is_taken_if_the_word_is_right() {
    let mut house = House::person(&[text()]);
    let mut it = house.begin(sign_in(Level::One));
    house.wait(hours(9));
    house.enter(&mut it);
    assert_eq!(open(&it), Some("text"));
}

#[test]
fn requests_lapse_by_idleness_and_by_age() {
    let mut it = begin(sign_in(Level::One));
    let ms = std::time::Duration::from_millis(1);
    assert!(!it.lapsed(START.plus(IDLE).minus(ms)));
    assert!(it.lapsed(START.plus(IDLE)));
    it.touched_at = START.plus(LIFE);
    assert!(!it.lapsed(START.plus(LIFE).minus(ms)));
    assert!(it.lapsed(START.plus(LIFE)));
    assert!(!it.lapsed(Time(0)), "a clock that went back closes nothing");
    assert!(JOURNEY > LIFE && LIFE > IDLE);
}

#[test]
fn keeping_a_request_busy_does_not_keep_it_for_ever() {
    let mut house = House::person(&[text()]);
    let mut it = house.begin(sign_in(Level::One));
    house.enter(&mut it);
    for _ in 0..6 {
        house.wait(minutes(9));
        house.answer(&mut it, "");
        assert_eq!(it.proofs.len(), 1);
    }
    house.wait(minutes(6));
    house.answer(&mut it, "");
    assert_eq!(it.stage, Stage::Name);
}

#[test]
fn a_window_that_joins_keeps_an_open_request_awake_but_wakes_no_lapsed_one() {
    let mut house = House::person(&[text()]);
    let mut it = house.begin(sign_in(Level::One));
    house.enter(&mut it);
    house.wait(minutes(9));
    house.give(&mut it, Event::Joined(window("Files")));
    house.wait(minutes(9));
    assert!(!it.lapsed(house.now));
    house.wait(minutes(1));
    house.give(&mut it, Event::Joined(window("Intranet")));
    assert!(it.lapsed(house.now));
    assert_eq!(it.windows.len(), 3);
}

/// Invariant 4: pending state dies with any change to the account.
#[test]
fn a_change_to_the_account_voids_what_was_half_done() {
    let mut house = House::person(&[text()]);
    let mut it = house.begin(sign_in(Level::One));
    house.enter(&mut it);
    house.change();
    house.right(&mut it);
    assert_eq!(it.stage, Stage::Name);
    assert!(it.proofs.is_empty());
    house.enter(&mut it);
    house.right(&mut it);
    assert!(done(&it));
}

/// Invariant 7: half-finished sign-ins end with the account.
#[test]
fn a_disabled_or_deleted_account_gets_no_further() {
    let mut house = House::person(&[text()]);
    let mut it = house.begin(sign_in(Level::One));
    house.enter(&mut it);
    house.wait(minutes(1));
    let mut disabled = it.clone();
    house.account.as_mut().unwrap().disabled_at = Some(START);
    let turn = house.give(&mut disabled, Event::Again);
    assert!(matches!(disabled.stage, Stage::Refused { why: Refusal::Disabled, .. }));
    assert!(sent(&turn).is_empty(), "nor is anything sent to it");
    assert_eq!(audits(&turn), [What::Refused]);

    house.account = None;
    let turn = house.right(&mut it);
    assert_eq!(it.stage, Stage::Name);
    assert!(turn.effects.is_empty());
    assert!(it.proofs.is_empty());
}
