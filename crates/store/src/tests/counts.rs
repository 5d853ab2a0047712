use super::{HOUR, NOW, at, begin, stale};
use crate::{
    sending::{self, Counts, Row},
    tally,
    testing::both,
};
use countersign_core::{limit::Tally, time::Time};

fn a_tally(streak: i64) -> Tally {
    Tally { streak, slow: streak, slow_since: NOW, paused_until: Time(0), disabled_at: None }
}

#[tokio::test]
async fn a_tally_moves_from_what_it_was() {
    both(async |db| {
        let mut tx = begin(&db).await;
        assert!(tally::get(&mut tx, "k").await.unwrap().is_none());
        tally::put(&mut tx, "k", None, &a_tally(1)).await.unwrap();
        assert!(stale(tally::put(&mut tx, "k", None, &a_tally(1)).await), "not new any more");
        let old = a_tally(1);
        for other in [
            Tally { streak: 0, ..old },
            Tally { slow: 0, ..old },
            Tally { slow_since: at(1), ..old },
            Tally { paused_until: at(1), ..old },
            Tally { disabled_at: Some(NOW), ..old },
        ] {
            let moved = tally::put(&mut tx, "k", Some(&other), &a_tally(9)).await;
            assert!(stale(moved), "{other:?}");
        }
        let off = Tally { disabled_at: Some(at(4)), paused_until: at(5), ..a_tally(2) };
        tally::put(&mut tx, "k", Some(&old), &off).await.unwrap();
        assert_eq!(tally::get(&mut tx, "k").await.unwrap(), Some(off));
        assert!(stale(tally::put(&mut tx, "k", Some(&a_tally(2)), &a_tally(3)).await));
        tally::put(&mut tx, "k", Some(&off), &a_tally(3)).await.unwrap();
        assert_eq!(tally::get(&mut tx, "K").await.unwrap(), None, "keys are exact");
        tally::clear(&mut tx, "k").await.unwrap();
        tally::clear(&mut tx, "k").await.unwrap();
        assert!(tally::get(&mut tx, "k").await.unwrap().is_none());
        assert!(stale(tally::put(&mut tx, "k", Some(&a_tally(3)), &a_tally(4)).await));
    })
    .await;
}

fn sent(id: &str, parts: i64, at: Time) -> Row {
    Row {
        id: id.into(),
        channel: "sms".into(),
        to_hash: b"number".to_vec(),
        prefix_hash: b"prefix".to_vec(),
        country: "TW".into(),
        account: Some("mei".into()),
        source: "192.0.2.7".into(),
        parts,
        at,
    }
}

/// SM-6: each ceiling counts what it is about, in parts, by its own span of time.
#[tokio::test]
async fn sendings_are_counted_by_what_they_share() {
    both(async |db| {
        let next = sent("next", 1, NOW);
        let mut tx = begin(&db).await;
        assert_eq!(sending::counts(&mut tx, &next).await.unwrap(), Counts::default());
        let hour = NOW.0 - HOUR;
        for row in [
            sent("same", 2, at(-1)),
            Row { to_hash: b"other".to_vec(), ..sent("number", 4, at(-2)) },
            Row { prefix_hash: b"other".to_vec(), ..sent("prefix", 8, at(-3)) },
            Row { country: "DE".into(), ..sent("country", 16, at(-4)) },
            Row { account: None, ..sent("account", 32, at(-5)) },
            Row { source: "198.51.100.1".into(), ..sent("source", 64, at(-6)) },
            sent("an hour ago", 1000, Time(hour)),
            sent("a day ago", 5000, Time(NOW.0 - 24 * HOUR)),
        ] {
            sending::add(&mut tx, &row).await.unwrap();
        }
        let counts = sending::counts(&mut tx, &next).await.unwrap();
        let all = 2 + 4 + 8 + 16 + 32 + 64;
        let wanted = Counts {
            number_hour: all - 4,
            number_day: all - 4 + 1000,
            account_hour: all - 32,
            account_day: all - 32 + 1000,
            source_hour: all - 64,
            prefix_hour: all - 8,
            country_hour: all - 16,
            total_day: all + 1000,
            prefix_codes: 1,
            prefix_entered: 0,
        };
        assert_eq!(counts, wanted);
        let nobody = Row { account: None, ..next };
        let counts = sending::counts(&mut tx, &nobody).await.unwrap();
        assert_eq!((counts.account_hour, counts.account_day), (0, 0));
    })
    .await;
}

/// SM-8: a code counts once it came back or had its time; one that never left does not count.
#[tokio::test]
async fn codes_of_a_range_are_counted_with_those_that_came_back_sm_8() {
    both(async |db| {
        let mut tx = begin(&db).await;
        let minute = 60_000;
        for n in 0..6 {
            let to_hash = format!("number {n}").into_bytes();
            let row = Row { to_hash, ..sent(&format!("{n}"), 3, at(n * minute)) };
            sending::add(&mut tx, &row).await.unwrap();
        }
        let counts = async |tx: &mut crate::Tx, minutes: i64| {
            let next = sent("next", 1, at(minutes * minute));
            let counts = sending::counts(tx, &next).await.unwrap();
            (counts.prefix_codes, counts.prefix_entered)
        };
        assert_eq!(counts(&mut tx, 9).await, (0, 0), "they may still come back");
        assert_eq!(counts(&mut tx, 12).await, (3, 0));
        assert_eq!(sending::entered(&mut tx, b"number 5", at(9 * minute)).await.unwrap(), 1);
        assert_eq!(sending::entered(&mut tx, b"number 5", at(9 * minute)).await.unwrap(), 0);
        assert_eq!(counts(&mut tx, 9).await, (1, 1));
        assert_eq!(counts(&mut tx, 20).await, (6, 1));
        assert_eq!(sending::failed(&mut tx, b"number 0", at(19 * minute)).await.unwrap(), 1);
        assert_eq!(sending::failed(&mut tx, b"number 5", at(19 * minute)).await.unwrap(), 0);
        assert_eq!(counts(&mut tx, 20).await, (5, 1));
        assert_eq!(sending::entered(&mut tx, b"number 1", at(60 * minute)).await.unwrap(), 0);
        assert_eq!(counts(&mut tx, 24 * 60 + 2).await, (3, 1), "a day");
        let other = Row { prefix_hash: b"other".to_vec(), ..sent("next", 1, at(20 * minute)) };
        assert_eq!(sending::counts(&mut tx, &other).await.unwrap().prefix_codes, 0);
    })
    .await;
}
