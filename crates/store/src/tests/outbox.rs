use super::{HOUR, NOW, at, begin, stale, taken};
use crate::{
    Tx,
    outbox::{self, New},
    testing::both,
};
use countersign_core::time::Time;

fn letter(id: &str, made: Time) -> New {
    New {
        id: id.into(),
        account: Some("mei".into()),
        channel: "sms".into(),
        message: format!("sealed {id}").into_bytes(),
        made_at: made,
        until: at(HOUR),
    }
}

async fn claim(tx: &mut Tx, now: Time, most: i64) -> Vec<String> {
    let rows = outbox::claim(tx, now, Time(now.0 + 100), most).await.unwrap();
    let mut ids: Vec<_> = rows.into_iter().map(|row| row.id.to_string()).collect();
    ids.sort();
    ids
}

#[tokio::test]
async fn a_letter_is_in_one_hand_at_a_time() {
    both(async |db| {
        let mut tx = begin(&db).await;
        for (id, made) in [("c", at(2)), ("a", at(0)), ("b", at(1)), ("z", at(999))] {
            outbox::put(&mut tx, &letter(id, made)).await.unwrap();
        }
        assert_eq!(outbox::waiting(&mut tx).await.unwrap(), 4);
        assert_eq!(claim(&mut tx, at(10), 2).await, ["a", "b"], "the oldest first");
        assert_eq!(claim(&mut tx, at(10), 9).await, ["c"]);
        assert_eq!(claim(&mut tx, at(109), 9).await, Vec::<String>::new());
        assert_eq!(claim(&mut tx, at(110), 9).await, ["a", "b", "c"], "the lease is over");
        let taken_again = outbox::put(&mut tx, &letter("a", NOW)).await;
        assert_eq!(taken(taken_again).as_deref(), Some("outbox_id"));
    })
    .await;
}

#[tokio::test]
async fn one_letter_can_be_asked_for() {
    both(async |db| {
        let (mut tx, a) = (begin(&db).await, "a".into());
        outbox::put(&mut tx, &letter("a", NOW)).await.unwrap();
        let row = outbox::claim_one(&mut tx, &a, NOW, at(100)).await.unwrap().unwrap();
        assert_eq!((row.message.as_slice(), row.tries), (&b"sealed a"[..], 1));
        assert_eq!(row.until, at(HOUR));
        assert!(outbox::claim_one(&mut tx, &a, at(99), at(200)).await.unwrap().is_none());
        let row = outbox::claim_one(&mut tx, &a, at(100), at(200)).await.unwrap().unwrap();
        assert_eq!(row.tries, 2);
        assert!(outbox::claim_one(&mut tx, &"x".into(), NOW, at(1)).await.unwrap().is_none());
    })
    .await;
}

/// SM-9: a letter that did not go waits its time; one that went or never will is not sent again,
/// and what it said is forgotten (LG-2).
#[tokio::test]
async fn a_letter_goes_once() {
    both(async |db| {
        let mut tx = begin(&db).await;
        for id in ["sent", "failed", "again"] {
            outbox::put(&mut tx, &letter(id, NOW)).await.unwrap();
        }
        assert_eq!(claim(&mut tx, NOW, 9).await.len(), 3);
        outbox::sent(&mut tx, &"sent".into(), at(5), Some("p-1"), "north").await.unwrap();
        assert!(outbox::fail(&mut tx, &"failed".into(), at(5), "no such number").await.unwrap());
        assert!(outbox::retry(&mut tx, &"again".into(), at(50), "timeout").await.unwrap());
        assert_eq!(outbox::waiting(&mut tx).await.unwrap(), 1);
        assert_eq!(claim(&mut tx, at(49), 9).await, Vec::<String>::new());
        assert_eq!(claim(&mut tx, at(50), 9).await, ["again"]);
        for id in ["sent", "failed"] {
            let late = outbox::claim_one(&mut tx, &id.into(), at(HOUR), at(HOUR)).await.unwrap();
            assert!(late.is_none());
        }
        let sql = "SELECT COUNT(*) FROM outbox WHERE message = $1";
        let empty = crate::number(&mut tx, sql, crate::args![Vec::<u8>::new()]).await.unwrap();
        assert_eq!(empty, 2);
        // Whoever had it longer than the lease decides nothing any more, but that it left.
        for id in ["sent", "failed", "nobody has it"] {
            assert!(!outbox::retry(&mut tx, &id.into(), at(60), "late").await.unwrap(), "{id}");
            assert!(!outbox::fail(&mut tx, &id.into(), at(60), "late").await.unwrap(), "{id}");
        }
        outbox::sent(&mut tx, &"failed".into(), at(60), None, "north").await.unwrap();
        assert!(stale(outbox::sent(&mut tx, &"x".into(), NOW, None, "north").await));
    })
    .await;
}

/// SM-10: a receipt changes what became of a letter that was sent, and nothing else.
#[tokio::test]
async fn a_receipt_is_about_a_sent_letter() {
    both(async |db| {
        let mut tx = begin(&db).await;
        for id in ["a", "b"] {
            outbox::put(&mut tx, &letter(id, NOW)).await.unwrap();
        }
        outbox::sent(&mut tx, &"a".into(), at(5), Some("p-1"), "north").await.unwrap();
        for (gateway, provider_id) in [("south", "p-1"), ("north", "p-2"), ("north", "")] {
            let moved =
                outbox::delivered(&mut tx, gateway, provider_id, Some(at(6)), None).await.unwrap();
            assert_eq!(moved, 0, "{gateway} {provider_id}");
        }
        let moved = outbox::delivered(&mut tx, "north", "p-1", Some(at(6)), None).await.unwrap();
        assert_eq!(moved, 1);
        assert_eq!(claim(&mut tx, at(7), 9).await, ["b"]);
        assert_eq!(outbox::waiting(&mut tx).await.unwrap(), 1);
    })
    .await;
}
