//! The chain over the audit, on both databases: what was written stays, or is missed.

use super::{houses, people::*};
use crate::{How, testing::TestHouse};
use countersign_core::{
    account::{Role, State},
    audit::What,
    message::args,
    time::{days, hours, seconds},
};

async fn sql(house: &TestHouse, text: &str) {
    let mut tx = house.db.begin().await.unwrap();
    assert!(tx.run(text, Vec::new()).await.unwrap() > 0, "nothing was hit: {text}");
    tx.commit().await.unwrap();
}

async fn writes(house: &TestHouse, rows: u64) {
    let mut tx = house.db.begin().await.unwrap();
    for row in 0..rows {
        let facts = args(&[("n", &row.to_string())]);
        house.engine.audit_house(&mut tx, What::ProfileChanged, None, facts).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn sealed(house: &TestHouse) {
    while house.engine.seal_audit().await.unwrap() {}
}

// LG-4: what is found, and which row is named.
const SPOILT: [(&str, How); 10] = [
    ("UPDATE audit SET source = 'elsewhere' WHERE what = 'account_made'", How::Changed),
    ("UPDATE audit SET at = at + 1 WHERE what = 'account_made'", How::Changed),
    ("UPDATE audit SET what = 'organisation_made' WHERE what = 'account_made'", How::Changed),
    ("UPDATE audit SET mac = NULL WHERE what = 'account_made'", How::Changed),
    ("DELETE FROM audit WHERE what = 'account_made'", How::Missing),
    ("UPDATE audit SET seal = NULL WHERE what = 'account_made'", How::Missing),
    ("UPDATE audit_seal SET hash = digest WHERE seal = 1", How::SealChanged),
    ("UPDATE audit_seal SET made_at = made_at + 1 WHERE seal = 1", How::SealChanged),
    ("DELETE FROM audit_seal WHERE seal = 1", How::SealMissing),
    (
        "INSERT INTO audit (audit_id, at, what, source, device, facts, seal)
         VALUES ('0', 1, 'signed_in', 'x', 'x', '{}', 1)",
        How::Added,
    ),
];

#[tokio::test]
async fn whatever_is_changed_in_the_audit_is_found_lg_4() {
    for (spoil, how) in SPOILT {
        houses(|house| async move {
            let made = house.person(MEI, Role::Person, State::Enforced).await;
            sealed(&house).await;
            writes(&house, 3).await;
            sealed(&house).await;
            writes(&house, 2).await;
            let good = house.engine.look_at_audit().await.unwrap();
            assert_eq!((good.broken, good.seals, good.rows, good.unsealed), (None, 2, 5, 2));
            let mut reader = house.engine.reader().await.unwrap();
            let rows = store::audit::of_account(
                &mut reader,
                &made.id,
                house.engine.now().minus(days(1)),
                house.engine.now().plus(days(1)),
                1,
            );
            let row = rows.await.unwrap()[0].id.clone();
            sql(&house, spoil).await;
            let broken = house.engine.look_at_audit().await.unwrap().broken.expect(spoil);
            assert_eq!((broken.how, broken.seal), (how, Some(1)), "{spoil}");
            if matches!(how, How::Changed | How::Missing) {
                assert_eq!(broken.row, Some(row), "{spoil}");
            }
        })
        .await;
    }
}

// LG-4: a row somebody else wrote, before any seal is over it and after.
#[tokio::test]
async fn a_row_that_is_slipped_in_is_found_lg_4() {
    houses(|house| async move {
        sealed(&house).await;
        let slip = "INSERT INTO audit (audit_id, at, what, source, device, facts, mac)
                    SELECT 'ffffffff', at, 'audit_forgotten', source, device,
                    '{\"through\":\"9\"}', mac FROM audit WHERE what = 'organisation_made'";
        sql(&house, slip).await;
        for _ in 0..2 {
            let broken = house.engine.look_at_audit().await.unwrap().broken.unwrap();
            assert_eq!((broken.how, broken.row), (How::Changed, Some("ffffffff".into())));
            sealed(&house).await;
        }
    })
    .await;
}

// LG-4: many servers write and seal at once; the chain has no gap, no fork and every row once.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_that_seal_at_once_comes_one_chain_lg_4() {
    houses(|house| async move {
        sealed(&house).await;
        let before = house.engine.look_at_audit().await.unwrap();
        let other = house.again().await;
        let tasks: Vec<_> = (0..16)
            .map(|n| {
                let house = if n % 2 == 0 { house.clone() } else { other.clone() };
                tokio::spawn(async move {
                    for _ in 0..5 {
                        writes(&house, 13).await;
                        house.engine.seal_audit().await.unwrap();
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        sealed(&house).await;
        let after = other.engine.look_at_audit().await.unwrap();
        assert_eq!((after.broken, after.unsealed), (None, 0));
        assert_eq!(after.rows, before.rows + 16 * 5 * 13);
    })
    .await;
}

// LG-4: more than one batch, and rows from before there was a chain.
#[tokio::test]
async fn rows_from_before_the_chain_are_taken_in_once_lg_4() {
    houses(|house| async move {
        writes(&house, 1203).await;
        sql(&house, "UPDATE audit SET mac = NULL WHERE seal IS NULL").await;
        sql(&house, "DELETE FROM setting WHERE name = 'audit-chain'").await;
        assert!(house.engine.look_at_audit().await.unwrap().broken.is_some());
        let next = house.again().await;
        assert_eq!(next.engine.look_at_audit().await.unwrap().broken, None);
        sealed(&next).await;
        let looked = next.engine.look_at_audit().await.unwrap();
        assert_eq!((looked.broken, looked.rows, looked.seals), (None, 1204, 3));
        // From now on a row without is forged.
        writes(&next, 1).await;
        sql(&next, "UPDATE audit SET mac = NULL WHERE seal IS NULL").await;
        sql(&next, "DELETE FROM setting WHERE name = 'audit-chain'").await;
        let last = next.again().await;
        assert!(last.engine.look_at_audit().await.unwrap().broken.is_some());
    })
    .await;
}

// LG-4: what is forgotten after its time leaves the chain whole; what is deleted does not.
#[tokio::test]
async fn forgetting_is_told_from_deleting_lg_4() {
    houses(|house| async move {
        sealed(&house).await;
        house.later(days(400));
        writes(&house, 2).await;
        sealed(&house).await;
        let old = house.engine.now().minus(days(365));
        assert_eq!(house.engine.forget_audit(old).await.unwrap(), 1);
        let looked = house.engine.look_at_audit().await.unwrap();
        assert_eq!((looked.broken, looked.forgotten, looked.rows), (None, 1, 2));
        assert_eq!(house.engine.forget_audit(old).await.unwrap(), 0, "once");
        sealed(&house).await;
        // The same done by somebody else.
        sql(&house, "DELETE FROM audit WHERE seal = 2").await;
        sql(&house, "UPDATE audit_seal SET ids = '' WHERE seal = 2").await;
        let broken = house.engine.look_at_audit().await.unwrap().broken.unwrap();
        assert_eq!((broken.seal, broken.how), (Some(2), How::Missing));
    })
    .await;
}

/// A file beside no key, for one test.
fn beside(name: &str) -> (std::path::PathBuf, std::path::PathBuf) {
    let folder = std::env::temp_dir().join(format!(
        "countersign-{name}-{}-{}",
        std::process::id(),
        countersign_core::dice::nonce(&crate::clock::RealDice)
    ));
    std::fs::create_dir_all(&folder).unwrap();
    (folder.join("newest-seal"), folder)
}

/// A restore, as far as the database knows: the newest seals and their rows never were.
async fn goes_back(house: &TestHouse, to: i64) {
    sql(house, &format!("DELETE FROM audit WHERE seal IS NULL OR seal > {to}")).await;
    sql(house, &format!("DELETE FROM audit_seal WHERE seal > {to}")).await;
}

// AV-8, LG-4: a database that does not know the newest seal any more revives nothing.
#[tokio::test]
async fn a_database_that_went_back_revives_nothing_av_8() {
    houses(|house| async move {
        let (file, folder) = beside("back");
        house.engine.remember_in(file.clone());
        assert_eq!(house.engine.compare().await.unwrap(), None);
        let mei = Mei::at(&house).await;
        sealed(&house).await;
        assert_eq!(house.engine.compare().await.unwrap(), None);
        let last = {
            let mut reader = house.engine.reader().await.unwrap();
            store::audit::last_seal(&mut reader).await.unwrap().unwrap().number
        };
        let ticket = house.engine.give("undo", None, &1, hours(1)).await.unwrap();
        let mut browser = house.browser();
        let handle = browser.open("Mail").await;
        browser.password(&handle, MEI).await.unwrap();
        let code = house.code_to(NUMBER).await;
        assert!(mei.browser.standing().await.is_some());
        writes(&house, 1).await;
        sealed(&house).await;
        assert_eq!(house.engine.compare().await.unwrap(), None, "going on is no restore");

        goes_back(&house, last).await;
        let looked = house.engine.look_at_audit().await.unwrap();
        assert_eq!(looked.broken.unwrap().how, How::SealMissing, "the end was cut off");
        let next = house.again().await;
        next.engine.remember_in(file.clone());
        let restored = next.engine.compare().await.unwrap().unwrap();
        assert_eq!((restored.ended.sessions, restored.spares), (1, 1));
        assert!(mei.browser.standing().await.is_none());
        assert!(next.engine.take("undo", ticket.reveal()).await.unwrap().is_none());
        next.later(seconds(150));
        browser.house = next.clone();
        assert!(browser.code(&handle, &code).await.is_err(), "a code from before");
        // Once: it is remembered, and another server with a file of its own sees it was done.
        sealed(&next).await;
        assert_eq!(next.engine.compare().await.unwrap(), None);
        assert_eq!(house.engine.compare().await.unwrap(), None);
        let after = next.engine.look_at_audit().await.unwrap();
        assert_eq!(after.broken, None);
        std::fs::remove_dir_all(folder).unwrap();
    })
    .await;
}

// AV-8: an app's code that was used in the lost moments is over before anybody is asked again.
#[tokio::test]
async fn nobody_answers_until_old_codes_are_over_av_8() {
    houses(|house| async move {
        Mei::at(&house).await;
        house.engine.restored("console").await.unwrap();
        let mut browser = house.browser();
        let handle = browser.open("Mail").await;
        let busy = browser.password(&handle, MEI).await;
        assert!(matches!(busy, Err(crate::Error::Busy { retry_after_seconds: 1..=121 })));
        let until = house.engine.now().plus(hours(1));
        assert!(house.engine.first_use("assertion", until).await.is_err());
        house.later(seconds(121));
        browser.password(&handle, MEI).await.unwrap();
        assert!(!house.code_to(NUMBER).await.is_empty());
        house.later(seconds(600));
        assert!(house.engine.first_use("assertion", until).await.unwrap());
    })
    .await;
}

// AV-8: another database in the same folder is not one that went back.
#[tokio::test]
async fn another_database_is_not_an_older_one_av_8() {
    houses(|house| async move {
        let (file, folder) = beside("other");
        house.engine.remember_in(file.clone());
        sealed(&house).await;
        house.engine.compare().await.unwrap();
        let fresh = store::testing::databases().await.remove(0);
        let other = TestHouse::on(fresh.open().await, methods::kinds()).await;
        Mei::at(&other).await;
        other.engine.remember_in(file.clone());
        assert_eq!(other.engine.compare().await.unwrap(), None);
        std::fs::write(&file, "not ours").unwrap();
        assert!(other.engine.compare().await.is_err(), "what is not ours is left alone");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "not ours");
        std::fs::remove_dir_all(folder).unwrap();
    })
    .await;
}
