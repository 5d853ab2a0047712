//! The console about the records: the audit and its chain, the master key and its change, a backup
//! that is put back.

use crate::program::{Folder, Server, printed, refused, run};
use std::{fs, path::Path, time::Duration};

fn add(folder: &Folder, name: &str) {
    let mail = format!("{name}@larkfield.example");
    printed(&folder.0, &["account", "add", name, "--name", "Ada Berg", "--mail", &mail]);
}

/// Waits for what the server does by itself within seconds.
fn until(what: &str, mut there: impl FnMut() -> bool) {
    for _ in 0..1200 {
        if there() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("{what} did not happen");
}

fn text(folder: &Folder, file: &str) -> String {
    fs::read_to_string(folder.0.join("data").join(file)).unwrap_or_default()
}

/// Serves until it has sealed what was written since `before`; what it remembers then.
fn serves(folder: &Folder, before: &str) -> String {
    let server = Server::first_run(&folder.0, "listening");
    until("a seal", || !["", before].contains(&text(folder, "newest-seal").as_str()));
    server.stop();
    server.stopped();
    text(folder, "newest-seal")
}

/// What whoever has the database alone can do.
fn sql(folder: &Folder, sql: &str) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let file = folder.0.join("data/countersign.db");
        let db = store::Db::open(&store::Config::Sqlite(file)).await.unwrap();
        let mut tx = db.begin().await.unwrap();
        assert!(tx.run(sql, Vec::new()).await.unwrap() > 0, "{sql}");
        tx.commit().await.unwrap();
    });
}

/// LG-4: what happened can be read, and nobody changes it unseen.
#[test]
fn the_audit_is_read_and_verified_on_the_console_lg_4() {
    let folder = Folder::new();
    add(&folder, "a.berg");
    let first = serves(&folder, "");
    printed(&folder.0, &["account", "disable", "a.berg"]);
    let list = printed(&folder.0, &["audit", "list", "--account", "a.berg"]);
    let lines: Vec<&str> = list.lines().collect();
    assert!(lines[0].contains("account_disabled") && lines[1].contains("account_made"), "{list}");
    assert!(printed(&folder.0, &["audit", "verify"]).contains("as it was written"));
    // LG-3: what somebody chose as a name stays in its field.
    assert!(lines.iter().all(|line| line.split('\t').count() == 7), "{list}");
    // Before a seal is over it, and after.
    sql(&folder, "UPDATE audit SET source = 'x' WHERE what = 'account_disabled'");
    let output = run(&folder.0, &["audit", "verify"]);
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("was changed") && told.contains("row "), "{told}");
    sql(&folder, "UPDATE audit SET source = 'console' WHERE what = 'account_disabled'");
    serves(&folder, &first);
    assert!(printed(&folder.0, &["audit", "verify"]).contains("as it was written"));
    sql(&folder, "DELETE FROM audit WHERE what = 'account_disabled'");
    let told = refused(&folder.0, &["audit", "verify"]);
    assert!(told.contains("under seal") && told.contains("is missing"), "{told}");
    let doctor = String::from_utf8(run(&folder.0, &["doctor"]).stdout).unwrap();
    assert!(doctor.contains("somebody changed the audit"), "{doctor}");
}

fn seals(folder: &Folder) -> usize {
    text(folder, "master.key").lines().filter(|line| line.starts_with("seal ")).count()
}

/// CR-3: on a stopped server and beside a running one, and never a key too early.
#[test]
fn the_master_key_is_changed_on_the_console_cr_3() {
    let folder = Folder::new();
    add(&folder, "a.berg");
    let mail = ["account", "set-password", "a.berg"];
    assert!(printed(&folder.0, &mail).contains("/reset/"), "a sealed ticket");
    assert!(printed(&folder.0, &["key", "drop-old"]).contains("nothing to take out"));
    let rotated = printed(&folder.0, &["key", "rotate"]);
    assert!(rotated.contains("were sealed again") && !rotated.contains(" 0 values"), "{rotated}");
    assert_eq!(seals(&folder), 2);
    let doctor = String::from_utf8(run(&folder.0, &["doctor"]).stdout).unwrap();
    assert!(doctor.contains("nothing needs them: countersign key drop-old"), "{doctor}");
    printed(&folder.0, &["key", "drop-old"]);
    assert_eq!(seals(&folder), 1);

    let server = Server::first_run(&folder.0, "listening");
    assert!(printed(&folder.0, &["key", "rotate"]).contains("running server"));
    let told = refused(&folder.0, &["key", "drop-old"]);
    assert!(told.contains("stop that one first"), "{told}");
    // Everything is under the new key once the server has written down that it is.
    let state = |folder: &Folder| {
        let copy = Folder::new();
        fs::create_dir_all(copy.0.join("data")).unwrap();
        for file in ["countersign.db", "countersign.db-wal", "master.key"] {
            let _there = fs::copy(folder.0.join("data").join(file), copy.0.join("data").join(file));
        }
        String::from_utf8(run(&copy.0, &["doctor"]).stdout).unwrap()
    };
    until("sealing again", || state(&folder).contains("nothing needs them"));
    server.stop();
    server.stopped();
    printed(&folder.0, &["key", "drop-old"]);
    assert_eq!(seals(&folder), 1);
    let list = printed(&folder.0, &["audit", "list"]);
    for what in ["master_key_added", "resealed", "master_key_dropped"] {
        assert!(list.contains(what), "{what}: {list}");
    }
    // A second key whose work is not done yet stays.
    engine::vault::Vault::add_key(&folder.0.join("data/master.key")).unwrap();
    let told = refused(&folder.0, &["key", "drop-old"]);
    assert!(told.contains("key reseal"), "{told}");
    assert_eq!(seals(&folder), 2);
    printed(&folder.0, &["key", "reseal"]);
    printed(&folder.0, &["key", "drop-old"]);
    assert!(printed(&folder.0, &["account", "list"]).contains("Ada Berg"));
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for file in ["countersign.db", "countersign.db-wal"] {
        let _before = fs::remove_file(to.join(file));
        let _there = fs::copy(from.join(file), to.join(file));
    }
}

/// AV-8: a backup that is put back is noticed before anybody is let in.
#[test]
fn a_backup_that_is_put_back_revives_nothing_av_8() {
    let folder = Folder::new();
    let (data, backup) = (folder.0.join("data"), folder.0.join("backup"));
    add(&folder, "a.berg");
    let link = printed(&folder.0, &["account", "set-password", "a.berg"]);
    assert!(link.contains("/reset/"));
    let first = serves(&folder, "");
    copy(&data, &backup);
    printed(&folder.0, &["account", "disable", "a.berg"]);
    serves(&folder, &first);
    copy(&backup, &data);
    let server = Server::first_run(&folder.0, "older than this server remembers");
    assert!(server.line.contains("ERROR"), "{}", server.line);
    server.kill();
    let list = printed(&folder.0, &["audit", "list"]);
    assert_eq!(list.matches("\trestored\t").count(), 1, "{list}");
    let token = link.trim().rsplit('/').next().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let used = runtime.block_on(async {
        let file = store::Config::Sqlite(data.join("countersign.db"));
        let db = store::Db::open(&file).await.unwrap();
        let vault = engine::vault::Vault::read(&data.join("master.key")).unwrap();
        let hash = vault.keyed_hash("ticket", format!("reset/{token}").as_bytes());
        let mut reader = db.reader().await.unwrap();
        store::ticket::look(&mut reader, "reset", &hash).await.unwrap().unwrap().used_at
    });
    assert!(used.is_some(), "the link still opens");
    // Once; and by hand, where nobody remembers.
    let server = Server::first_run(&folder.0, "listening");
    server.stop();
    server.stopped();
    assert_eq!(printed(&folder.0, &["audit", "list"]).matches("\trestored\t").count(), 1);
    assert!(printed(&folder.0, &["restored"]).contains("Ended: "));
    assert_eq!(printed(&folder.0, &["audit", "list"]).matches("\trestored\t").count(), 2);
}
