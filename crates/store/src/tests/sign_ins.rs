use super::{HOUR, NOW, a_sign_in, a_ticket, at, begin, person, read, stale, taken};
use crate::{
    sign_in::{self, Row},
    testing::both,
    ticket,
};
use countersign_core::time::Time;

fn ids(rows: &[Row]) -> Vec<&str> {
    rows.iter().map(|row| row.id.as_str()).collect()
}

#[tokio::test]
async fn a_sign_in_is_saved_by_whoever_read_it_last() {
    both(async |db| {
        let mei = person("mei");
        let mut tx = begin(&db).await;
        let row = a_sign_in("s", None);
        sign_in::add(&mut tx, &row).await.unwrap();
        let next = Row {
            account: Some(mei.id.clone()),
            tag: "B2".into(),
            data: b"resealed".to_vec(),
            touched_at: at(1),
            ends_at: at(2 * HOUR),
            ..row.clone()
        };
        sign_in::save(&mut tx, &next, 0).await.unwrap();
        assert!(stale(sign_in::save(&mut tx, &row, 0).await));
        let found = sign_in::by_id(&mut tx, &row.id).await.unwrap().unwrap();
        assert_eq!((found.account.as_ref(), found.version), (Some(&mei.id), 1));
        assert_eq!((found.data.as_slice(), found.tag.as_str()), (&b"resealed"[..], "B2"));
        assert_eq!((found.touched_at, found.ends_at), (at(1), at(2 * HOUR)));
        let closed = Row { closed_at: Some(at(3)), ..next };
        sign_in::save(&mut tx, &closed, 1).await.unwrap();
        assert!(stale(sign_in::save(&mut tx, &closed, 2).await), "an end is an end");
        assert!(sign_in::by_id(&mut tx, &"t".into()).await.unwrap().is_none());
        assert_eq!(taken(sign_in::add(&mut tx, &row).await).as_deref(), Some("sign_in_id"));
    })
    .await;
}

/// SE-5, SE-6: half-finished sign-ins are found by their browser and end with the account's change.
#[tokio::test]
async fn half_finished_sign_ins_end_with_a_change() {
    both(async |db| {
        let (mei, ben) = (person("mei"), person("ben"));
        let mut tx = begin(&db).await;
        for (id, account, begun) in
            [("1", Some(&mei), 1), ("2", Some(&mei), 2), ("3", Some(&ben), 3), ("4", None, 4)]
        {
            let row = Row { begun_at: at(begun), ..a_sign_in(id, account) };
            sign_in::add(&mut tx, &row).await.unwrap();
        }
        let elsewhere = Row { browser: "other".into(), ..a_sign_in("5", Some(&mei)) };
        sign_in::add(&mut tx, &elsewhere).await.unwrap();
        let over = Row { ends_at: at(9), ..a_sign_in("6", Some(&mei)) };
        sign_in::add(&mut tx, &over).await.unwrap();
        let open = sign_in::open_of_browser(&mut tx, "browser", at(9)).await.unwrap();
        assert_eq!(ids(&open), ["4", "3", "2", "1"]);
        let but_2 = Some(&"2".into());
        assert_eq!(sign_in::close_of_account(&mut tx, &mei.id, at(9), but_2).await.unwrap(), 3);
        let open = sign_in::open_of_browser(&mut tx, "browser", at(9)).await.unwrap();
        assert_eq!(ids(&open), ["4", "3", "2"]);
        let closed = Row { account: Some(mei.id.clone()), ..a_sign_in("1", None) };
        assert!(stale(sign_in::save(&mut tx, &closed, 0).await), "a turn that was under way");
        assert!(stale(sign_in::save(&mut tx, &closed, 1).await));
        assert_eq!(sign_in::close_of_account(&mut tx, &mei.id, at(9), None).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn recent_sign_ins_are_found_by_account() {
    both(async |db| {
        let mei = person("mei");
        let mut tx = begin(&db).await;
        for (n, tag) in ["A1", "B2", "C3", "D4"].into_iter().enumerate() {
            let begun = i64::try_from(n).unwrap();
            let row = Row { begun_at: at(begun), tag: tag.into(), ..a_sign_in(tag, Some(&mei)) };
            sign_in::add(&mut tx, &row).await.unwrap();
        }
        sign_in::add(&mut tx, &a_sign_in("ben", Some(&person("ben")))).await.unwrap();
        let rows = sign_in::recent(&mut tx, &mei.id, at(1), 2).await.unwrap();
        assert_eq!(ids(&rows), ["D4", "C3"]);
        let tags = sign_in::recent_tags(&mut tx, &mei.id, at(1)).await.unwrap();
        assert_eq!(tags, ["D4", "C3", "B2"]);
    })
    .await;
}

#[tokio::test]
async fn sweeping_takes_what_is_over_and_some_at_a_time() {
    both(async |db| {
        let mut tx = begin(&db).await;
        for n in 0..510 {
            let row = Row { ends_at: at(n), ..a_sign_in(&format!("s{n}"), None) };
            sign_in::add(&mut tx, &row).await.unwrap();
            let row = ticket::Row { ends_at: at(n), ..a_ticket(&format!("t{n}"), "k", None) };
            ticket::issue(&mut tx, &row).await.unwrap();
        }
        for (before, gone) in [(NOW, 0), (at(505), 500), (at(505), 5), (at(505), 0)] {
            assert_eq!(sign_in::sweep(&mut tx, before).await.unwrap(), gone);
            assert_eq!(ticket::sweep(&mut tx, before).await.unwrap(), gone);
        }
        assert!(sign_in::by_id(&mut tx, &"s505".into()).await.unwrap().is_some());
        assert!(sign_in::by_id(&mut tx, &"s504".into()).await.unwrap().is_none());
    })
    .await;
}

/// RC-7, SM-2: a ticket is good for its kind, once, and until it ends.
#[tokio::test]
async fn a_ticket_is_taken_once() {
    both(async |db| {
        let mei = person("mei");
        let mut tx = begin(&db).await;
        let row = a_ticket("t", "reset", Some(&mei));
        let hash = row.secret_hash.clone();
        ticket::issue(&mut tx, &row).await.unwrap();
        let mut consume = async |kind: &str, hash: &[u8], now: Time| {
            ticket::consume(&mut tx, kind, hash, now).await.unwrap()
        };
        assert!(consume("undo", &hash, NOW).await.is_none(), "another kind");
        assert!(consume("reset", b"hash", NOW).await.is_none(), "another secret");
        assert!(consume("reset", &hash, at(HOUR)).await.is_none(), "over");
        let found = consume("reset", &hash, at(HOUR - 1)).await.unwrap();
        assert_eq!((found.id, found.account), (row.id.clone(), Some(mei.id)));
        assert_eq!((found.data.as_slice(), found.used_at), (&b"sealed"[..], Some(at(HOUR - 1))));
        assert!(consume("reset", &hash, NOW).await.is_none(), "used");
        let seen = ticket::look(&mut tx, "reset", &hash).await.unwrap().unwrap();
        assert_eq!(seen.used_at, Some(at(HOUR - 1)), "a second use can be told from a wrong one");
        let again = ticket::issue(&mut tx, &ticket::Row { id: "u".into(), ..row }).await;
        assert_eq!(taken(again).as_deref(), Some("kind, secret_hash"));
    })
    .await;
}

#[tokio::test]
async fn tickets_are_voided_by_account_or_kind() {
    both(async |db| {
        let (mei, ben) = (person("mei"), person("ben"));
        let mut tx = begin(&db).await;
        for (id, kind, account) in [
            ("1", "reset", Some(&mei)),
            ("2", "reset", Some(&mei)),
            ("3", "undo", Some(&mei)),
            ("4", "reset", Some(&ben)),
            ("5", "setup", None),
        ] {
            ticket::issue(&mut tx, &a_ticket(id, kind, account)).await.unwrap();
        }
        let voided = ticket::void_of_account(&mut tx, "reset", &mei.id, at(1)).await.unwrap();
        assert_eq!(voided, 2);
        assert_eq!(ticket::void_kind(&mut tx, "setup", at(1)).await.unwrap(), 1);
        tx.commit().await.unwrap();
        let mut left = Vec::new();
        for (id, kind) in [("1", "reset"), ("2", "reset"), ("3", "undo"), ("4", "reset")] {
            let hash = a_ticket(id, kind, None).secret_hash;
            let row = ticket::look(&mut read(&db).await, kind, &hash).await.unwrap().unwrap();
            if row.used_at.is_none() {
                left.push(id);
            }
        }
        assert_eq!(left, ["3", "4"]);
    })
    .await;
}
