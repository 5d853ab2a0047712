//! The seam on both databases: what goes in comes out, and a transaction is all or nothing.

use super::{Reader, Row, Value, migrate, postgres};
use crate::{Config, Db, Error, Result, Tx, args, testing};
use std::time::Duration;
use testing::both;

const TABLE: &str = "CREATE TABLE thing (
    id TEXT PRIMARY KEY, amount BIGINT, body BYTEA, note TEXT, UNIQUE (amount, note))";

async fn table(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    tx.batch(TABLE).await.unwrap();
    tx.commit().await.unwrap();
}

async fn put(tx: &mut Tx, id: &str) -> Result<()> {
    tx.must("INSERT INTO thing (id) VALUES ($1)", args![id]).await
}

async fn count(reader: &mut Reader) -> i64 {
    reader.one(|row| row.int(0), "SELECT COUNT(*) FROM thing", args![]).await.unwrap()
}

async fn counted(db: &Db) -> i64 {
    count(&mut db.reader().await.unwrap()).await
}

#[tokio::test]
async fn values_come_back_as_they_went() {
    both(async |db| {
        table(&db).await;
        let numbers = [0, 1, -1, i64::MIN, i64::MAX, 1_790_000_000_000];
        let texts = ["", "é e\u{301} 李 \u{1F511} \u{10FFFF}", "'; -- $1 \"x\" \\ %_", "\u{1}\n\t"];
        let bodies = [vec![], vec![0], (0..=255).collect(), vec![0xff; 100_000]];
        let mut id = 0;
        for number in numbers {
            for text in texts {
                for body in &bodies {
                    id += 1;
                    round_trip(&db, id, number, text, body).await;
                }
            }
        }
        let nothing = |row: &Row<'_>| Ok((row.opt_int(0)?, row.opt_text(1)?, row.opt_bytes(2)?));
        let sql = "SELECT amount, note, body FROM thing WHERE id = $1";
        let mut tx = db.begin().await.unwrap();
        put(&mut tx, "nothing").await.unwrap();
        assert_eq!(tx.one(nothing, sql, args!["nothing"]).await.unwrap(), (None, None, None));
    })
    .await;
}

async fn round_trip(db: &Db, id: i64, number: i64, text: &str, body: &[u8]) {
    let mut tx = db.begin().await.unwrap();
    // A statement may name its values in any order and more than once.
    let sql = "INSERT INTO thing (note, id, body, amount) VALUES ($2, $2 || $1, $4, $3)";
    tx.run(sql, args![id.to_string(), text, number, body]).await.unwrap();
    let sql = "SELECT amount, note, body, '$1' FROM thing WHERE id = $2 || $1";
    let read = |row: &Row<'_>| Ok((row.int(0)?, row.text(1)?, row.bytes(2)?, row.text(3)?));
    let found = tx.one(read, sql, args![id.to_string(), text]).await.unwrap();
    assert_eq!(found, (number, text.to_owned(), body.to_vec(), "$1".to_owned()));
    tx.must("DELETE FROM thing WHERE amount = $1", args![number]).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn text_with_a_zero_is_refused_by_both() {
    both(async |db| {
        table(&db).await;
        let mut tx = db.begin().await.unwrap();
        assert!(matches!(put(&mut tx, "a\0b").await, Err(Error::Db(_))));
        drop(tx);
        let mut reader = db.reader().await.unwrap();
        let sql = "SELECT id FROM thing WHERE id = $1";
        assert!(reader.maybe(|row| row.text(0), sql, args!["\0"]).await.is_err());
        assert_eq!(count(&mut reader).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_column_that_holds_something_else_is_an_error() {
    both(async |db| {
        table(&db).await;
        let mut tx = db.begin().await.unwrap();
        let sql = "INSERT INTO thing (id, amount, note) VALUES ($1, $2, $3)";
        tx.run(sql, args!["a", 7i64, Value::Null]).await.unwrap();
        tx.commit().await.unwrap();
        let mut reader = db.reader().await.unwrap();
        let sql = "SELECT id, amount, note FROM thing";
        assert!(reader.one(|row| row.int(0), sql, args![]).await.is_err());
        assert!(reader.one(|row| row.text(1), sql, args![]).await.is_err());
        assert!(reader.one(|row| row.text(2), sql, args![]).await.is_err());
        assert!(reader.one(|row| row.bytes(0), sql, args![]).await.is_err());
        assert!(reader.one(|row| row.json::<i64>(0), sql, args![]).await.is_err());
        assert!(reader.one(|row| row.text(3), sql, args![]).await.is_err());
        // The reader is not spoilt by it.
        assert_eq!(reader.one(|row| row.int(1), sql, args![]).await.unwrap(), 7);
    })
    .await;
}

#[tokio::test]
async fn a_wrong_number_of_values_is_an_error() {
    both(async |db| {
        table(&db).await;
        let mut reader = db.reader().await.unwrap();
        for given in [args![], args!["a", "b"]] {
            let sql = "SELECT id FROM thing WHERE id = $1";
            assert!(reader.maybe(|row| row.text(0), sql, given.clone()).await.is_err());
            let mut tx = db.begin().await.unwrap();
            assert!(tx.run("DELETE FROM thing WHERE id = $1", given).await.is_err());
        }
    })
    .await;
}

#[tokio::test]
async fn a_duplicate_is_taken_and_says_of_what() {
    both(async |db| {
        table(&db).await;
        let sql = "INSERT INTO thing (id, amount, note) VALUES ($1, $2, 'x')";
        let mut tx = db.begin().await.unwrap();
        tx.run(sql, args!["a", 5i64]).await.unwrap();
        tx.commit().await.unwrap();
        for (id, amount, column) in [("a", 6i64, "id"), ("b", 5, "amount, note")] {
            let mut tx = db.begin().await.unwrap();
            match tx.run(sql, args![id, amount]).await {
                Err(Error::Taken(columns)) => assert_eq!(columns, column),
                other => panic!("{other:?}"),
            }
        }
    })
    .await;
}

#[tokio::test]
async fn other_broken_rules_are_neither_taken_nor_stale() {
    both(async |db| {
        for sql in [
            "INSERT INTO method (method_id, account_id, kind, label, secret, version, added_at)
             VALUES ('m', 'nobody', 'k', 'l', $1, 0, 0)",
            "INSERT INTO setting (name, value, changed_at) SELECT 'a', NULL, octet_length($1)",
            "DELETE FROM no_such_table WHERE a = $1",
        ] {
            let mut tx = db.begin().await.unwrap();
            let outcome = tx.run(sql, args![b"secret".to_vec()]).await;
            assert!(matches!(outcome, Err(Error::Db(_))), "{sql}: {outcome:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_transaction_is_seen_by_others_when_it_is_kept() {
    both(async |db| {
        table(&db).await;
        let mut tx = db.begin().await.unwrap();
        put(&mut tx, "a").await.unwrap();
        assert_eq!(count(&mut tx).await, 1, "it sees itself");
        assert_eq!(counted(&db).await, 0);
        tx.commit().await.unwrap();
        assert_eq!(counted(&db).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_dropped_transaction_never_was() {
    both(async |db| {
        table(&db).await;
        // More of them than there are connections.
        for _ in 0..40 {
            let mut tx = db.begin().await.unwrap();
            put(&mut tx, "a").await.unwrap();
        }
        assert_eq!(counted(&db).await, 0);
        let mut tx = db.begin().await.unwrap();
        put(&mut tx, "a").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(counted(&db).await, 1);
    })
    .await;
}

/// LG-5: a change whose audit fails is no change.
#[tokio::test]
async fn after_an_error_a_transaction_is_over() {
    both(async |db| {
        table(&db).await;
        let mut tx = db.begin().await.unwrap();
        put(&mut tx, "a").await.unwrap();
        assert!(matches!(put(&mut tx, "a").await, Err(Error::Taken(_))));
        assert!(put(&mut tx, "b").await.is_err(), "nothing more is written");
        let sql = "SELECT id FROM thing";
        assert!(tx.all(|row| row.text(0), sql, args![]).await.is_err(), "nor read");
        assert!(tx.commit().await.is_err(), "nor kept");
        assert_eq!(counted(&db).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_lost_race_is_no_error_of_the_transaction() {
    both(async |db| {
        table(&db).await;
        let mut tx = db.begin().await.unwrap();
        let lost = tx.must("UPDATE thing SET amount = 1 WHERE id = $1", args!["a"]).await;
        assert!(matches!(lost, Err(Error::Stale)));
        put(&mut tx, "a").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(counted(&db).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_reader_cannot_write() {
    both(async |db| {
        table(&db).await;
        let mut tx = db.begin().await.unwrap();
        put(&mut tx, "a").await.unwrap();
        tx.commit().await.unwrap();
        let mut reader = db.reader().await.unwrap();
        let sql = "DELETE FROM thing RETURNING id";
        assert!(reader.all(|row| row.text(0), sql, args![]).await.is_err());
        assert_eq!(count(&mut reader).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_stops_waiting_takes_nothing_along() {
    both(async |db| {
        table(&db).await;
        let mut tx = db.begin().await.unwrap();
        put(&mut tx, "a").await.unwrap();
        let waiting: Vec<_> = (0..50)
            .map(|n| {
                let db = db.clone();
                tokio::spawn(async move {
                    let mut tx = db.begin().await.unwrap();
                    put(&mut tx, &n.to_string()).await.unwrap();
                    tokio::time::sleep(Duration::from_secs(60)).await;
                })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(50)).await;
        let commit = tokio::spawn(tx.commit());
        // Now one of them has the writer, and the others still wait.
        tokio::time::sleep(Duration::from_millis(50)).await;
        for task in &waiting {
            task.abort();
        }
        for task in waiting {
            assert!(task.await.unwrap_err().is_cancelled());
        }
        commit.await.unwrap().unwrap();
        let mut tx = db.begin().await.unwrap();
        put(&mut tx, "b").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(counted(&db).await, 2, "only what was committed");
    })
    .await;
}

/// Half of what shares a commit fails, and takes nothing of the other half along.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_failure_stays_alone() {
    both(async |db| {
        table(&db).await;
        let tasks: Vec<_> = (0..200i64)
            .map(|n| {
                let db = db.clone();
                tokio::spawn(async move {
                    let mut tx = db.begin().await?;
                    // Two by two they want the same place.
                    let sql = "INSERT INTO thing (id, amount, note) VALUES ($1, $2, 'x')";
                    tx.run(sql, args![format!("before {n}"), 1000 + n]).await?;
                    tx.run(sql, args![format!("{n}"), n / 2]).await?;
                    tx.commit().await
                })
            })
            .collect();
        let (mut kept, mut taken) = (0, 0);
        for task in tasks {
            match task.await.unwrap() {
                Ok(()) => kept += 1,
                Err(Error::Taken(_)) => taken += 1,
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!((kept, taken), (100, 100));
        assert_eq!(counted(&db).await, 200, "two rows of each that was kept");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn readers_go_on_beside_a_writer() {
    both(async |db| {
        table(&db).await;
        let mut tx = db.begin().await.unwrap();
        put(&mut tx, "a").await.unwrap();
        let readers: Vec<_> = (0..100)
            .map(|_| {
                let db = db.clone();
                tokio::spawn(async move { counted(&db).await })
            })
            .collect();
        for reader in readers {
            assert_eq!(reader.await.unwrap(), 0);
        }
        tx.commit().await.unwrap();
    })
    .await;
}

/// The steps there are, and one more.
fn steps(sql: &'static str) -> Vec<migrate::Step> {
    let known = migrate::STEPS.iter();
    let mut steps: Vec<_> = known
        .map(|step| migrate::Step { number: step.number, name: step.name, sql: step.sql })
        .collect();
    let number = i64::try_from(steps.len()).unwrap() + 1;
    steps.push(migrate::Step { number, name: "one_more", sql });
    steps
}

/// AV-9: forward only, each step once, and one that failed never was.
#[tokio::test]
async fn tables_move_forward_step_by_step() {
    for fresh in testing::lasting().await {
        let db = fresh.open().await;
        let half = "CREATE TABLE half (a TEXT); INSERT INTO half VALUES ('x'); SELECT broken";
        let error = migrate::run(&db, &steps(half)).await.unwrap_err().to_string();
        assert!(error.contains("one_more"), "{error}");
        let mut reader = db.reader().await.unwrap();
        assert!(reader.prepares("SELECT a FROM half").await.is_err(), "nothing half done");
        migrate::run(&db, &steps("CREATE TABLE whole (a TEXT)")).await.unwrap();
        // Done once: the second time it would say the table is there.
        migrate::run(&db, &steps("CREATE TABLE whole (a TEXT)")).await.unwrap();
        assert!(reader.prepares("SELECT a FROM whole").await.is_ok());
        drop((reader, db));
        let error = Db::open(&fresh.config).await.err().unwrap().to_string();
        assert!(error.contains("newer Countersign"), "{error}");
    }
}

/// AV-9: opening again changes nothing and loses nothing.
#[tokio::test]
async fn opening_again_finds_what_was_there() {
    for fresh in testing::lasting().await {
        let db = fresh.open().await;
        table(&db).await;
        let mut tx = db.begin().await.unwrap();
        put(&mut tx, "a").await.unwrap();
        tx.commit().await.unwrap();
        drop(db);
        assert_eq!(counted(&fresh.open().await).await, 1, "{}", fresh.name);
    }
}

#[tokio::test]
async fn another_line_of_steps_is_refused() {
    both(async |db| {
        let mut tx = db.begin().await.unwrap();
        let sql = "UPDATE migration SET name = '0001_other' WHERE number = $1";
        tx.must(sql, args![1i64]).await.unwrap();
        tx.commit().await.unwrap();
        let error = migrate::run(&db, migrate::STEPS).await.unwrap_err().to_string();
        assert!(error.contains("0001_other"), "{error}");
    })
    .await;
}

#[test]
fn steps_are_in_order_without_gaps() {
    for (at, step) in migrate::STEPS.iter().enumerate() {
        assert_eq!(usize::try_from(step.number).unwrap(), at + 1);
        assert!(step.name.starts_with(&format!("{:04}_", step.number)), "{}", step.name);
    }
}

/// Several nodes start at the same moment on empty tables.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nodes_may_start_together() {
    let Some(fresh) = testing::postgres().await else { return };
    let nodes: Vec<_> = (0..6)
        .map(|_| {
            let config = fresh.config.clone();
            tokio::spawn(async move { Db::open(&config).await })
        })
        .collect();
    for node in nodes {
        let db = node.await.unwrap().unwrap();
        assert_eq!(db.name(), "postgresql");
    }
}

/// AV-6: the server of the database goes away and comes back; nobody restarts us.
#[tokio::test]
async fn broken_connections_are_replaced() {
    let Some(fresh) = testing::postgres().await else { return };
    let db = fresh.open().await;
    table(&db).await;
    let mut tx = db.begin().await.unwrap();
    put(&mut tx, "a").await.unwrap();
    let own = "SELECT CAST(pg_backend_pid() AS BIGINT)";
    let process = tx.one(|row| row.int(0), own, args![]).await.unwrap();
    let mut killer = db.begin().await.unwrap();
    let kill = "SELECT CASE WHEN pg_terminate_backend(CAST($1 AS INTEGER)) THEN 1 ELSE 0 END";
    // The driver sends a number as wide as the statement wants it.
    killer.maybe(|_| Ok(()), kill, args![process]).await.unwrap();
    drop(killer);
    assert!(put(&mut tx, "b").await.is_err());
    assert!(tx.commit().await.is_err(), "what was lost is not said to be kept");
    for _ in 0..40 {
        let mut tx = db.begin().await.unwrap();
        put(&mut tx, "c").await.unwrap();
    }
    assert_eq!(counted(&db).await, 0);
}

/// AV-7: acknowledged means on the disk, however the server is set up.
#[tokio::test]
async fn postgresql_waits_for_the_disk() {
    let Some(fresh) = testing::postgres().await else { return };
    let Config::Postgres { url } = &fresh.config else { panic!() };
    let off = url.replace("options='", "options='-c synchronous_commit=off ");
    let db = Db::open(&Config::Postgres { url: off }).await.unwrap();
    let mut tx = db.begin().await.unwrap();
    let sql = "SELECT current_setting($1)";
    let mut says = async |what: &str| tx.one(|row| row.text(0), sql, args![what]).await.unwrap();
    assert_eq!(says("synchronous_commit").await, "on");
    assert_eq!(says("transaction_isolation").await, "read committed");
}

/// LG-2: the address of the database holds a password, and errors do not repeat it.
#[tokio::test]
async fn a_password_is_in_no_error() {
    for url in [
        "postgresql://ada:hunter2@127.0.0.1:1/db",
        "postgresql://ada:hunter2@[/db",
        "host=127.0.0.1 port=x user=ada password=hunter2",
        "hunter2",
    ] {
        let error = Db::open(&Config::Postgres { url: url.into() }).await.err().unwrap();
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
    }
}

/// CR-5: another machine must speak TLS; a socket and this machine need not.
#[test]
fn a_far_server_must_speak_tls() {
    use tokio_postgres::config::SslMode;
    for (url, mode) in [
        ("host=db.example user=a", SslMode::Require),
        ("host=10.0.0.5 user=a", SslMode::Require),
        ("host=localhost,db.example user=a", SslMode::Require),
        ("host=db.example user=a sslmode=disable", SslMode::Disable),
        ("host=localhost user=a", SslMode::Disable),
        ("host=127.0.0.1 user=a", SslMode::Disable),
        ("host=/run/postgresql user=a", SslMode::Disable),
        ("host=localhost user=a sslmode=require", SslMode::Require),
    ] {
        assert_eq!(postgres::settings(url).unwrap().get_ssl_mode(), mode, "{url}");
    }
}
