//! App passwords and former passwords on both databases.

use super::{HOUR, NOW, at, begin, people, read};
use crate::{
    Db, Error,
    app_password::{self, Still},
    retired_password,
    testing::both,
};
use countersign_core::{
    account::Account,
    app_password::{AppPassword, IDLE, Opens, Protocol, Scope, Use, Why},
    id::AppPasswordId,
    time::{Time, days},
};

fn made(account: &Account, name: &str) -> AppPassword {
    AppPassword {
        id: AppPasswordId::from(format!("id-{name}")),
        account: account.id.clone(),
        name: name.into(),
        program: "thunderbird".into(),
        opens: Opens::of(&[Scope::Mail, Scope::Sending]),
        networks: vec!["192.0.2.0/24".into(), "2001:db8::/32".into()],
        made_at: NOW,
        last_used: None,
        used: Vec::new(),
        ends_at: None,
        ended: None,
    }
}

fn hash(n: u8) -> [u8; 32] {
    [n; 32]
}

fn used(at: Time, protocol: Protocol) -> Use {
    Use { at, source: "192.0.2.7".into(), protocol }
}

async fn put(db: &Db, new: &AppPassword, slot: i64, hash: [u8; 32]) -> crate::Result<()> {
    let mut tx = begin(db).await;
    app_password::add(&mut tx, new, (slot, &hash), None).await?;
    tx.commit().await
}

async fn get(db: &Db, of: &AppPassword) -> AppPassword {
    let found = app_password::by_id(&mut read(db).await, &of.account, &of.id).await.unwrap();
    found.unwrap()
}

async fn end(db: &Db, of: &AppPassword, now: Time) -> crate::Result<()> {
    let mut tx = begin(db).await;
    app_password::end(&mut tx, &of.account, &of.id, (Why::Removed, now)).await?;
    tx.commit().await
}

// AP-1: by the keyed hash, whole; its first bytes alone are not enough for a door.
#[tokio::test]
async fn one_is_found_by_its_hash() {
    both(async |db| {
        let mei = people(&db, &["mei", "tom"]).await;
        let one = made(&mei, "one");
        put(&db, &one, 1, hash(7)).await.unwrap();
        put(&db, &made(&mei, "two"), 2, hash(0xf8)).await.unwrap();
        let mut reader = read(&db).await;
        let found = app_password::by_hash(&mut reader, &hash(7)).await.unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].app_password, one);
        assert_eq!(found[0].secret_hash, hash(7));
        assert_eq!((found[0].username.as_str(), found[0].holder.disabled), ("mei", false));
        // Negative as a number of the index.
        assert_eq!(app_password::by_hash(&mut reader, &hash(0xf8)).await.unwrap().len(), 1);
        assert!(app_password::by_hash(&mut reader, &hash(8)).await.unwrap().is_empty());
        let mut near = hash(7);
        near[31] = 0;
        let found = app_password::by_hash(&mut reader, &near).await.unwrap();
        assert_ne!(found[0].secret_hash, near);
        let page = app_password::page(&mut reader, "", 1).await.unwrap();
        assert_eq!(page[0].app_password, one);
        let page = app_password::page(&mut reader, one.id.as_str(), 9).await.unwrap();
        assert_eq!(page.len(), 1);
        assert_eq!(page[0].secret_hash, hash(0xf8));
        let list = app_password::of_account(&mut reader, &mei.id).await.unwrap();
        assert_eq!(list.len(), 2);
        assert_eq!(get(&db, &one).await, one);
        let other = app_password::by_id(&mut reader, &"id-tom".into(), &one.id).await.unwrap();
        assert_eq!(other, None);
    })
    .await;
}

#[tokio::test]
async fn a_slot_holds_one_at_a_time() {
    both(async |db| {
        let mei = people(&db, &["mei"]).await;
        let one = made(&mei, "one");
        put(&db, &one, 1, hash(1)).await.unwrap();
        let second = put(&db, &made(&mei, "two"), 1, hash(2)).await;
        assert!(matches!(second, Err(Error::Taken(_))), "{second:?}");
        end(&db, &one, NOW).await.unwrap();
        put(&db, &made(&mei, "two"), 1, hash(2)).await.unwrap();
        assert_eq!(app_password::slots(&mut read(&db).await, &mei.id).await.unwrap(), [1]);
    })
    .await;
}

// AP-2, AP-6: it ends once, stays known, and cannot be changed after.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_that_end_it_one_does() {
    both(async |db| {
        let mei = people(&db, &["mei"]).await;
        let one = made(&mei, "one");
        put(&db, &one, 1, hash(1)).await.unwrap();
        let tasks: Vec<_> = (0..64)
            .map(|_| {
                let (db, one) = (db.clone(), one.clone());
                tokio::spawn(async move { end(&db, &one, at(HOUR)).await.is_ok() })
            })
            .collect();
        let mut ended = 0;
        for task in tasks {
            ended += usize::from(task.await.unwrap());
        }
        assert_eq!(ended, 1);
        let found = app_password::by_hash(&mut read(&db).await, &hash(1)).await.unwrap();
        assert_eq!(found[0].app_password.ended, Some((at(HOUR), Why::Removed)));
        let mut tx = begin(&db).await;
        let (id, account) = (&one.id, &mei.id);
        let renamed = app_password::rename(&mut tx, account, id, "again").await;
        assert!(matches!(renamed, Err(Error::Stale)));
        drop(tx);
        let mut tx = begin(&db).await;
        let use_ = used(at(2 * HOUR), Protocol::Imap);
        assert!(!app_password::see(&mut tx, id, &use_, 1).await.unwrap());
        app_password::move_end(&mut tx, id, NOW.plus(days(900)), NOW).await.unwrap();
        assert_eq!(app_password::any(&mut tx, id).await.unwrap().unwrap().over_at(), one.over_at());
        assert_eq!(app_password::end_all(&mut tx, account, Why::Disabled, NOW).await.unwrap(), 0);
    })
    .await;
}

// AP-2: last use, when, from where, by what; a later one is never taken back.
#[tokio::test]
async fn uses_move_the_end() {
    both(async |db| {
        let mei = people(&db, &["mei"]).await;
        let one = made(&mei, "one");
        put(&db, &one, 1, hash(1)).await.unwrap();
        let see = async |last: &Use| {
            let mut tx = begin(&db).await;
            let bits = app_password::bits(&[last.protocol]);
            let seen = app_password::see(&mut tx, &one.id, last, bits).await.unwrap();
            tx.commit().await.unwrap();
            seen
        };
        let (first, later) = (used(at(10), Protocol::Smtp), used(at(HOUR), Protocol::Imap));
        assert!(see(&later).await);
        assert!(!see(&first).await);
        let now = get(&db, &one).await;
        assert_eq!(now.last_used, Some(later.clone()));
        assert_eq!(now.used, [Protocol::Imap]);
        assert_eq!(now.over_at(), later.at.plus(IDLE));
        let mut tx = begin(&db).await;
        let end = async |tx: &mut crate::Tx, now: Time| {
            app_password::end_over(tx, now, Time(now.0 - 90 * 24 * HOUR)).await.unwrap()
        };
        // What the index has may be older than the last use.
        assert!(end(&mut tx, NOW.plus(IDLE)).await.is_empty());
        let unused = later.at.plus(IDLE);
        app_password::move_end(&mut tx, &one.id, unused, NOW).await.unwrap();
        assert!(end(&mut tx, unused.minus(days(1))).await.is_empty());
        let over = end(&mut tx, unused).await;
        assert_eq!(over.len(), 1);
        assert_eq!(over[0].ended, Some((unused, Why::Unused)));
        assert!(end(&mut tx, unused).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn its_last_day_ends_it_and_is_warned_of_once() {
    both(async |db| {
        let mei = people(&db, &["mei"]).await;
        let one = AppPassword { ends_at: Some(NOW.plus(days(30))), ..made(&mei, "one") };
        put(&db, &one, 1, hash(1)).await.unwrap();
        let mut tx = begin(&db).await;
        assert!(app_password::warn(&mut tx, NOW.plus(days(29)), NOW).await.unwrap().is_empty());
        let soon = NOW.plus(days(30));
        assert_eq!(app_password::warn(&mut tx, soon, NOW).await.unwrap().len(), 1);
        assert!(app_password::warn(&mut tx, soon, NOW).await.unwrap().is_empty());
        // A use does not move a last day, so nothing is said again.
        app_password::move_end(&mut tx, &one.id, at(HOUR).plus(IDLE), soon).await.unwrap();
        assert!(app_password::warn(&mut tx, soon, NOW).await.unwrap().is_empty());
        let over = app_password::end_over(&mut tx, NOW.plus(days(30)), Time(0)).await.unwrap();
        assert_eq!(over[0].ended.map(|(_, why)| why), Some(Why::Over));
    })
    .await;
}

#[tokio::test]
async fn a_use_takes_a_warning_back() {
    both(async |db| {
        let mei = people(&db, &["mei"]).await;
        let one = made(&mei, "one");
        put(&db, &one, 1, hash(1)).await.unwrap();
        let mut tx = begin(&db).await;
        let soon = NOW.plus(IDLE);
        assert_eq!(app_password::warn(&mut tx, soon, NOW).await.unwrap().len(), 1);
        let later = at(HOUR).plus(IDLE);
        app_password::move_end(&mut tx, &one.id, later, soon).await.unwrap();
        assert_eq!(app_password::warn(&mut tx, later, NOW).await.unwrap().len(), 1);
    })
    .await;
}

// AP-5: what has ended is recognised for as long as a program may still use it, and who does.
#[tokio::test]
async fn who_still_uses_what_has_ended() {
    both(async |db| {
        let mei = people(&db, &["mei", "tom"]).await;
        let one = made(&mei, "one");
        put(&db, &one, 1, hash(1)).await.unwrap();
        let still = Still { last: used(at(2 * HOUR), Protocol::Imap), program: "iPhone".into() };
        let see = async |still: &Still| {
            let mut tx = begin(&db).await;
            app_password::see_still(&mut tx, &one.id, still).await.unwrap();
            retired_password::see_still(&mut tx, &mei.id, 77, still).await.unwrap();
            tx.commit().await.unwrap();
        };
        see(&still).await;
        let mut reader = read(&db).await;
        assert!(app_password::still_used(&mut reader, &mei.id, NOW).await.unwrap().is_empty());
        end(&db, &one, at(HOUR)).await.unwrap();
        let mut tx = begin(&db).await;
        retired_password::retire(&mut tx, &mei.id, 77, at(HOUR)).await.unwrap();
        tx.commit().await.unwrap();
        see(&still).await;
        see(&Still { last: used(at(HOUR), Protocol::Smtp), program: String::new() }).await;
        let found = app_password::still_used(&mut reader, &mei.id, NOW).await.unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!((&found[0].0.id, &found[0].1), (&one.id, &still));
        let found = retired_password::still_used(&mut reader, &mei.id, NOW).await.unwrap();
        assert_eq!(found, [(at(HOUR), still)]);
        let late = app_password::still_used(&mut reader, &mei.id, at(3 * HOUR)).await.unwrap();
        assert!(late.is_empty());
        let mut tx = begin(&db).await;
        assert_eq!(app_password::sweep(&mut tx, at(HOUR)).await.unwrap(), 0);
        assert_eq!(app_password::sweep(&mut tx, at(HOUR + 1)).await.unwrap(), 1);
        assert_eq!(retired_password::sweep(&mut tx, at(HOUR + 1)).await.unwrap(), 1);
        assert!(app_password::by_hash(&mut tx, &hash(1)).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn former_passwords_are_of_their_account() {
    both(async |db| {
        let mei = people(&db, &["mei", "tom"]).await;
        let mut tx = begin(&db).await;
        for n in 0..600 {
            retired_password::retire(&mut tx, &mei.id, n, at(i64::from(n))).await.unwrap();
        }
        retired_password::retire(&mut tx, &mei.id, 7, at(HOUR)).await.unwrap();
        let known = retired_password::known(&mut tx, &mei.id, 7).await.unwrap();
        assert_eq!(known, Some(at(HOUR)));
        let toms = retired_password::known(&mut tx, &"id-tom".into(), 7).await.unwrap();
        assert_eq!(toms, None);
        retired_password::forget(&mut tx, &mei.id, 7).await.unwrap();
        assert_eq!(retired_password::known(&mut tx, &mei.id, 7).await.unwrap(), None);
        // All that are old enough go, and none that is not.
        assert_eq!(retired_password::sweep(&mut tx, at(100)).await.unwrap(), 99);
        assert!(retired_password::known(&mut tx, &mei.id, 100).await.unwrap().is_some());
    })
    .await;
}

// AP-2, AP-6: a copy that somebody keeps is old once the account's are ended, and not when one of
// them was used.
#[tokio::test]
async fn ends_are_told_to_whoever_keeps_a_copy() {
    both(async |db| {
        let mei = people(&db, &["mei"]).await;
        let (one, two) = (made(&mei, "one"), made(&mei, "two"));
        put(&db, &one, 1, hash(1)).await.unwrap();
        put(&db, &two, 2, hash(2)).await.unwrap();
        let name = mei.id.as_str().as_bytes();
        let noted = db.note(db.moment(), &[name]).unwrap();
        let mut tx = begin(&db).await;
        let last = used(at(HOUR), Protocol::Imap);
        assert!(app_password::see(&mut tx, &one.id, &last, 1).await.unwrap());
        app_password::move_end(&mut tx, &one.id, at(HOUR).plus(IDLE), NOW).await.unwrap();
        tx.commit().await.unwrap();
        assert!(db.unchanged(&noted));
        end(&db, &one, NOW).await.unwrap();
        assert!(!db.unchanged(&noted));
        let noted = db.note(db.moment(), &[name]).unwrap();
        let mut tx = begin(&db).await;
        app_password::end_all(&mut tx, &mei.id, Why::Role, NOW).await.unwrap();
        tx.commit().await.unwrap();
        assert!(!db.unchanged(&noted));
    })
    .await;
}

// AP-4: what is made for an account is made for it as it was read.
#[tokio::test]
async fn an_account_is_held_as_it_was_read() {
    both(async |db| {
        let mei = people(&db, &["mei"]).await;
        let hold = async |of: &Account| {
            let mut tx = begin(&db).await;
            crate::account::hold(&mut tx, of).await
        };
        hold(&mei).await.unwrap();
        assert!(hold(&Account { generation: 1, ..mei.clone() }).await.is_err());
        let owner = countersign_core::account::Role::Owner;
        assert!(hold(&Account { role: owner, ..mei.clone() }).await.is_err());
        let mut tx = begin(&db).await;
        let off = Account { disabled_at: Some(NOW), ..mei.clone() };
        crate::account::save(&mut tx, &off).await.unwrap();
        tx.commit().await.unwrap();
        assert!(matches!(hold(&mei).await, Err(Error::Stale)));
    })
    .await;
}
