//! When somebody who put the second step off is reminded (ux.md M12).

use crate::time::{Time, days};

/// Days before the end of the grace period.
const BEFORE: [u64; 3] = [7, 3, 1];

/// The next reminder after `now` of a grace period that ends at `ends`. Those that are past by then
/// were never due, or are one with the last that was.
pub fn remind_at(ends: Time, now: Time) -> Option<Time> {
    BEFORE.into_iter().map(|before| ends.minus(days(before))).find(|at| *at > now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reminders_come_seven_three_and_one_day_before() {
        let ends = Time(0).plus(days(14));
        let day = |n: u64| Time(0).plus(days(n));
        for (now, next) in [
            (day(0), Some(day(7))),
            (day(7), Some(day(11))),
            (day(12), Some(day(13))),
            (day(13), None),
            (day(20), None),
            // A clock that went back.
            (Time(-5), Some(day(7))),
        ] {
            assert_eq!(remind_at(ends, now), next, "{now:?}");
        }
        // A grace period that is short has fewer, and none in its first moment.
        assert_eq!(remind_at(day(3), day(0)), Some(day(2)));
        assert_eq!(remind_at(day(1), day(0)), None);
    }
}
