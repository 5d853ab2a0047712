//! What only SQLite needs: its file, its lock, its one writer.

use super::{Link, Sqlite, connection::Connection, files, text};
use crate::{
    Config, Db, Error, args,
    seam::{Value, watch::Marks},
    testing::{self, Fresh},
};
use proptest::prelude::*;
use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Command, Stdio},
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

async fn open(fresh: &Fresh) -> Arc<Sqlite> {
    super::open(fresh.path().map(Into::into)).await.unwrap()
}

/// A transaction that writes one row.
async fn write(house: &Arc<Sqlite>, name: &str) -> crate::Result<()> {
    let mut lease = house.begin().await?;
    let sql = "INSERT INTO thing (name, body) VALUES ($1, $2)";
    lease.with(|connection| connection.run(sql, &args![name, vec![7u8; 2000]]))?;
    lease.commit(Marks::none()).await
}

async fn table(house: &Arc<Sqlite>) {
    let mut lease = house.begin().await.unwrap();
    let sql = "CREATE TABLE thing (name TEXT PRIMARY KEY, body BYTEA)";
    lease.with(|connection| connection.batch(sql)).unwrap();
    lease.commit(Marks::none()).await.unwrap();
}

fn text_of(connection: &mut Connection, sql: &str) -> String {
    let mut said = String::new();
    let mut each = |row: &crate::seam::Row<'_>| {
        said = row.text(0).or_else(|_| row.int(0).map(|number| number.to_string()))?;
        Ok(true)
    };
    connection.rows(sql, &[], &mut each).unwrap();
    said
}

fn rows(house: &Arc<Sqlite>) -> i64 {
    let mut reading = house.reading().unwrap();
    text_of(&mut reading, "SELECT COUNT(*) FROM thing").parse().unwrap()
}

/// AV-7: WAL, and a commit waits for the disk.
#[tokio::test]
async fn what_is_acknowledged_is_on_the_disk() {
    let fresh = testing::file();
    let house = open(&fresh).await;
    let mut lease = house.begin().await.unwrap();
    let mut says = |sql| lease.with(|connection| Ok(text_of(connection, sql))).unwrap();
    assert_eq!(says("PRAGMA journal_mode"), "wal");
    assert_eq!(says("PRAGMA synchronous"), "2", "FULL");
    assert_eq!(says("PRAGMA foreign_keys"), "1");
    assert_eq!(says("PRAGMA trusted_schema"), "0");
    assert_eq!(says("PRAGMA wal_autocheckpoint"), "0", "a thread of its own does it");
    let mut reader = house.reading().unwrap();
    assert_eq!(text_of(&mut reader, "PRAGMA journal_mode"), "wal");
    assert!(reader.run("CREATE TABLE a (b TEXT)", &[]).is_err(), "readers cannot write");
}

/// Every statement of the nouns is prepared once, whatever values it is given and whatever partial
/// index may fit: a plan costs ten times a look-up.
#[tokio::test]
async fn a_statement_is_prepared_once() {
    use crate::tests::statements::{statements, values};
    let fresh = testing::file();
    drop(fresh.open().await);
    let way = super::Use::Write { sync: false };
    let mut connection = Connection::open(fresh.path().unwrap(), way).unwrap();
    for (file, sql) in statements() {
        for text in ["a", "b", "c"] {
            let given = vec![Value::Text(text.into()); values(&sql)];
            // Rows are missing and numbers are texts here; a plan is made all the same.
            let _ = connection.rows(&sql, &given, &mut |_| Ok(true));
        }
        assert_eq!(connection.made_again(&sql).unwrap(), 0, "{file}: {sql}");
    }
}

/// Turns that wait together share a commit, and a turn that is alone has one of its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn commits_are_shared() {
    let fresh = testing::file();
    let house = open(&fresh).await;
    table(&house).await;
    let made = || house.writer.made.load(Ordering::Relaxed);
    let before = made();
    for name in ["a", "b", "c"] {
        write(&house, name).await.unwrap();
    }
    assert_eq!(made() - before, 3, "alone, nobody waits for others");
    let before = made();
    let tasks: Vec<_> = (0..640)
        .map(|n| {
            let house = Arc::clone(&house);
            tokio::spawn(async move { write(&house, &n.to_string()).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let shared = made() - before;
    assert!(shared <= 320, "640 transactions made {shared} commits");
    assert_eq!(rows(&house), 643);
}

/// AV-6: a full disk. Nothing that was acknowledged is lost, nothing that was lost is
/// acknowledged, and with room again it goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_full_disk_is_survived() {
    let fresh = testing::file();
    let house = open(&fresh).await;
    table(&house).await;
    limit(&house, 100).await;
    let tasks: Vec<_> = (0..400)
        .map(|n| {
            let house = Arc::clone(&house);
            tokio::spawn(async move { write(&house, &n.to_string()).await })
        })
        .collect();
    let (mut kept, mut lost) = (0, 0);
    for task in tasks {
        match task.await.unwrap() {
            Ok(()) => kept += 1,
            Err(Error::Db(_)) => lost += 1,
            Err(other) => panic!("{other}"),
        }
    }
    assert!(lost > 0 && kept > 0, "{kept} {lost}");
    assert_eq!(rows(&house), kept);
    limit(&house, 1_000_000).await;
    write(&house, "with room again").await.unwrap();
    assert_eq!(rows(&house), kept + 1);
}

async fn limit(house: &Arc<Sqlite>, pages: i64) {
    let mut lease = house.begin().await.unwrap();
    let sql = format!("PRAGMA max_page_count = {pages}");
    lease.with(|connection| Ok(text_of(connection, &sql))).unwrap();
}

/// The WAL does not grow for ever, and no commit pays for it.
#[tokio::test]
async fn the_log_goes_into_the_file() {
    let fresh = testing::file();
    let house = open(&fresh).await;
    table(&house).await;
    let log = fresh.path().unwrap().with_extension("db-wal");
    let size = |path: &std::path::Path| std::fs::metadata(path).unwrap().len();
    for round in 0..5 {
        for n in 0..100 {
            write(&house, &format!("{round} {n}")).await.unwrap();
        }
        tokio::time::sleep(Duration::from_millis(600)).await;
    }
    assert!(size(fresh.path().unwrap()) > 1_000_000, "it is in the file");
    assert!(size(&log) < 6_000_000, "the log starts over: {}", size(&log));
}

/// A SQLite file belongs to one process; the second is told what to do.
#[tokio::test]
async fn a_file_has_one_owner() {
    let fresh = testing::file();
    let db = fresh.open().await;
    let error = Db::open(&fresh.config).await.err().unwrap().to_string();
    for part in ["another Countersign", "stop that one first", "countersign.db"] {
        assert!(error.contains(part), "{error}");
    }
    let own = format!("process {}", std::process::id());
    assert!(error.contains(&own), "{error}");
    drop(db);
    fresh.open().await;
}

/// CR-7: nobody else on the machine reads the file.
#[cfg(unix)]
#[tokio::test]
async fn files_are_for_their_owner_only() {
    use std::os::unix::fs::MetadataExt as _;
    let fresh = testing::file();
    let db = fresh.open().await;
    let folder = fresh.path().unwrap().parent().unwrap();
    assert_eq!(std::fs::metadata(folder).unwrap().mode() & 0o777, 0o700);
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}: {mode:o}", entry.path().display());
        names.push(entry.file_name().into_string().unwrap());
    }
    assert!(names.iter().any(|name| name.ends_with("-wal")), "{names:?}");
    drop(db);
}

#[tokio::test]
async fn a_place_that_cannot_be_written_is_named() {
    let Fresh { config: Config::Sqlite(path), .. } = &testing::file() else { panic!() };
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path.parent().unwrap().join("file"), "").unwrap();
    let inside_a_file = path.parent().unwrap().join("file/countersign.db");
    let error = Db::open(&Config::Sqlite(inside_a_file)).await.err().unwrap().to_string();
    assert!(error.contains("/file"), "{error}");
    std::fs::write(path, "this is not a database at all, but a text".repeat(100)).unwrap();
    let error = Db::open(&Config::Sqlite(path.clone())).await.err().unwrap().to_string();
    assert!(error.contains("not a database"), "{error}");
}

#[tokio::test]
async fn a_private_database_leaves_nothing() {
    let before = files::Folder::temporary().unwrap();
    let house = super::open(None).await.unwrap();
    table(&house).await;
    let folder = house._folder.as_ref().unwrap().path().to_owned();
    assert!(folder.exists());
    drop(house);
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert!(!folder.exists());
    let path = before.path().to_owned();
    drop(before);
    assert!(!path.exists());
}

#[tokio::test]
async fn a_link_to_read_with_commits_nothing() {
    let house = super::open(None).await.unwrap();
    let mut link = Link::Read(house);
    assert!(link.run("SELECT 1", &[]).is_err());
    assert!(link.batch("SELECT 1").is_err());
    assert!(link.commit(Marks::none()).await.is_err());
}

/// Kill -9 in the middle of writing loses nothing acknowledged (AV-6, AV-7). The child is this test
/// itself in another process.
#[test]
fn kill_9_loses_nothing_acknowledged() {
    const CHILD: &str = "COUNTERSIGN_TEST_WRITES";
    const NAME: &str = "seam::sqlite::tests::kill_9_loses_nothing_acknowledged";
    let runtime = || {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        builder.worker_threads(2).enable_all().build().unwrap()
    };
    if let Some(path) = std::env::var_os(CHILD) {
        return runtime().block_on(write_for_ever(path.into()));
    }
    let fresh = testing::file();
    runtime().block_on(async { table(&open(&fresh).await).await });
    let mut acknowledged = Vec::new();
    for round in 0..3 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([NAME, "--exact", "--nocapture"])
            .env(CHILD, fresh.path().unwrap())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut said = lines.by_ref().map(Result::unwrap).filter(|line| line.starts_with("kept "));
        acknowledged.extend(said.by_ref().take(200 + 57 * round));
        child.kill().unwrap();
        // What it had said before it died, but for a line that was cut.
        let mut rest: Vec<String> = said.collect();
        rest.pop();
        acknowledged.extend(rest);
        child.wait().unwrap();
    }
    assert!(acknowledged.len() > 700, "{}", acknowledged.len());
    runtime().block_on(async {
        let house = open(&fresh).await;
        let sql = "SELECT name FROM thing";
        let mut found = std::collections::HashSet::new();
        let mut each = |row: &crate::seam::Row<'_>| Ok(found.insert(row.text(0)?));
        house.reading().unwrap().rows(sql, &[], &mut each).unwrap();
        for line in &acknowledged {
            assert!(found.contains(line.trim_start_matches("kept ")), "{line} is lost");
        }
        let mut reading = house.reading().unwrap();
        assert_eq!(text_of(&mut reading, "PRAGMA integrity_check"), "ok");
    });
}

async fn write_for_ever(path: std::path::PathBuf) {
    let house = super::open(Some(path)).await.unwrap();
    let tasks: Vec<_> = (0..16)
        .map(|task| {
            let house = Arc::clone(&house);
            tokio::spawn(async move {
                for n in 0.. {
                    let name = format!("{}-{task}-{n}", std::process::id());
                    write(&house, &name).await.unwrap();
                    writeln!(std::io::stdout(), "kept {name}").unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

#[test]
fn placeholders_are_numbered() {
    for (given, wanted) in [
        ("a = $1 AND b = $12", "a = ?1 AND b = ?12"),
        ("'$1' || $1 || \"$2\"", "'$1' || ?1 || \"$2\""),
        ("'it''s $1' $1", "'it''s $1' ?1"),
        ("-- $1 it's\n$1", "-- $1 it's\n?1"),
        ("/* $1 ' */ $1 - $2 / $3", "/* $1 ' */ ?1 - ?2 / ?3"),
        ("$name $ 1 $", "$name $ 1 $"),
        ("($1,$2)", "(?1,?2)"),
    ] {
        assert_eq!(text::numbered(given), wanted);
    }
}

proptest! {
    /// Letter by letter the same, but for `$` before a digit.
    #[test]
    fn nothing_else_of_a_statement_changes(sql in "[-$0-9a-z'\"/* \n?]{0,40}") {
        let numbered = text::numbered(&sql);
        prop_assert_eq!(numbered.chars().count(), sql.chars().count());
        for (at, (old, new)) in sql.chars().zip(numbered.chars()).enumerate() {
            let digit = sql.chars().nth(at + 1).is_some_and(|next| next.is_ascii_digit());
            prop_assert!(old == new || (old == '$' && new == '?' && digit));
        }
    }

    /// Whatever is bound to it, a text or bytes comes back.
    #[test]
    fn values_come_back(
        text in "[^\0]{0,20}",
        body in proptest::collection::vec(any::<u8>(), 0..40),
        number: i64,
    ) {
        let folder = files::Folder::temporary().unwrap();
        let way = super::Use::Write { sync: false };
        let mut connection = Connection::open(&folder.path().join("a.db"), way).unwrap();
        let given = [Value::Text(text.clone()), Value::Bytes(body.clone()), Value::Int(number)];
        let mut each = |row: &crate::seam::Row<'_>| {
            let read = (row.text(0)?, row.bytes(1)?, row.int(2)?);
            assert_eq!(read, (text.clone(), body.clone(), number));
            Ok(true)
        };
        connection.rows("SELECT $1, $2, $3", &given, &mut each).unwrap();
    }
}
