//! Guessing budgets, try by try (E-9).

use super::*;
use proptest::prelude::*;

const NOW: Time = Time(1_796_104_800_000);

/// Wrong tries at `at`, one after the other; what was allowed.
fn wrong(tally: &mut Tally, tries: i64, at: Time) -> Vec<Allowed> {
    (0..tries).map(|_| tally.charge(at)).collect()
}

// RL-5, RL-8: ten tries, then a pause that doubles with each further ten, a day at most.
#[test]
fn each_ten_wrong_tries_pause_longer() {
    let (mut tally, mut at) = (Tally::default(), NOW);
    for expected in [15, 30, 60, 120] {
        let allowed = wrong(&mut tally, 10, at);
        assert!(allowed.iter().all(|one| *one == Allowed::Go), "{allowed:?}");
        let until = at.plus(minutes(expected));
        assert_eq!(tally.charge(at), Allowed::Paused(until));
        assert_eq!(tally.charge(until.minus(Duration::from_millis(1))), Allowed::Paused(until));
        at = until;
    }
    assert_eq!(pause(10_000), PAUSE_MOST);
}

// RL-1: far below a hundred in a row the method is switched off, and stays so.
#[test]
fn fifty_in_a_row_switch_the_method_off() {
    let (mut tally, mut at, mut tries) = (Tally::default(), NOW, 0);
    while tally.charge(at) != Allowed::Disabled {
        tries += 1;
        at = tally.paused_until.max(at);
    }
    assert_eq!(tries, STREAK_MOST);
    assert_eq!(tally.charge(at.plus(days(365))), Allowed::Disabled);
}

// RL-3: success ends the streak and never the slow budget, so a patient guesser who lets the owner
// sign in between has 200 tries in 90 days.
#[test]
fn success_clears_the_streak_and_not_the_slow_budget() {
    let (mut tally, mut at, mut guesses) = (Tally::default(), NOW, 0);
    loop {
        let allowed = wrong(&mut tally, 9, at);
        guesses += allowed.iter().filter(|one| **one == Allowed::Go).count();
        if allowed.contains(&Allowed::Disabled) {
            break;
        }
        assert_eq!(tally.charge(at), Allowed::Go, "the owner gets in");
        tally.absolve();
        assert_eq!(tally.streak, 0);
        at = at.plus(hours(9));
    }
    assert!(at < NOW.plus(SLOW_WINDOW), "the window must not end this");
    assert!((190..=200).contains(&guesses), "{guesses} guesses");
    let mut fresh = Tally { disabled_at: None, ..tally };
    assert_eq!(fresh.charge(NOW.plus(SLOW_WINDOW).plus(days(1))), Allowed::Go);
    assert_eq!(fresh.slow, 1, "a new window begins");
}

// RL-7: while paused nothing is counted, so a pause does not grow by being asked.
#[test]
fn a_pause_counts_nothing() {
    let mut tally = Tally::default();
    wrong(&mut tally, 10, NOW);
    let before = tally;
    wrong(&mut tally, 1000, NOW);
    assert_eq!(tally, before);
}

proptest! {
    /// RL-5: whatever is charged and taken back, no more is compared than the budget allows, and
    /// taking back never gives more than was taken.
    #[test]
    fn no_order_gives_more_than_the_budget(moves in prop::collection::vec(0u8..4, 0..400)) {
        let (mut tally, mut at, mut compared) = (Tally::default(), NOW, 0i64);
        for step in moves {
            match step {
                0 | 1 => compared += i64::from(tally.charge(at) == Allowed::Go),
                2 => {
                    if tally.charge(at) == Allowed::Go {
                        tally.refund();
                    }
                }
                _ => at = at.plus(minutes(20)),
            }
            prop_assert!(tally.streak >= 0 && tally.slow >= 0);
            prop_assert!(compared <= STREAK_MOST);
        }
    }

    /// A slip leaves the counter as it was, whatever it was.
    #[test]
    fn a_slip_is_no_try(before in 0i64..49) {
        let mut tally = Tally { streak: before, slow: before, slow_since: NOW, ..Tally::default() };
        let kept = tally;
        prop_assert_eq!(tally.charge(NOW), Allowed::Go);
        tally.refund();
        prop_assert_eq!(tally.streak, kept.streak);
        prop_assert_eq!(tally.slow, kept.slow);
        prop_assert_eq!(tally.disabled_at, None);
        prop_assert!(tally.paused_until <= NOW);
    }
}
