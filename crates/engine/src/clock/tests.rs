use super::*;
use std::collections::HashSet;
use std::time::Duration;

#[test]
fn the_real_clock_is_past_the_day_it_was_written_and_never_far_apart() {
    let first = RealClock.now();
    assert!(first > Time(1_760_000_000_000), "{first:?}");
    assert!(RealClock.now().since(first) < Duration::from_secs(60));
}

/// CR-1
#[test]
fn cr_1_real_dice_do_not_repeat_and_fill_everything() {
    let mut seen = HashSet::new();
    for _ in 0..1000 {
        let mut out = [0u8; 16];
        RealDice.fill(&mut out);
        assert!(seen.insert(out));
    }
    let mut long = vec![0u8; 4096];
    RealDice.fill(&mut long);
    assert!(long.chunks(64).all(|part| part.iter().any(|byte| *byte != 0)));
}

#[test]
fn a_test_clock_stands_still_until_turned() {
    let clock = TestClock::at(Time(1000));
    assert_eq!(clock.now(), Time(1000));
    clock.turn(Duration::from_millis(250));
    assert_eq!(clock.now(), Time(1250));
    clock.set(Time(7));
    assert_eq!(clock.now(), Time(7));
}

#[test]
fn test_dice_repeat_for_the_same_seed_only() {
    let draw = |seed| {
        let dice = TestDice::seeded(seed);
        let mut out = [[0u8; 40]; 3];
        out.iter_mut().for_each(|part| dice.fill(part));
        out
    };
    assert_eq!(draw(1), draw(1));
    assert_ne!(draw(1), draw(2));
    let [first, second, third] = draw(1);
    assert!(first != second && second != third && first[..8] != first[32..]);
}
