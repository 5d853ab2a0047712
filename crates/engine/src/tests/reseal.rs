//! A new master key: taken up while serving, everything sealed again, the old one thrown away.

use super::people::*;
use crate::{
    Error,
    clock::TestClock,
    testing::{Plan, TestHouse},
    vault::Vault,
};
use countersign_core::{app::App, dice, id::AppId, time::hours};
use std::{path::PathBuf, sync::Arc};
use store::{sealed::PLACES, testing::Fresh};

/// A key file of its own, gone with it.
struct Keys(PathBuf);

impl Keys {
    fn new() -> Self {
        let name = format!("countersign-keys-{}", dice::nonce(&crate::clock::RealDice));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self) -> PathBuf {
        self.0.join("master.key")
    }

    async fn house(&self, db: &store::Db) -> Result<TestHouse, Error> {
        let vault = Arc::new(Vault::open_or_make(&self.file()).unwrap());
        let clock = Arc::new(TestClock::default());
        TestHouse::start_with(db.clone(), Plan::of(methods::kinds()), clock, vault).await
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}

/// A house with at least one row in every sealed column.
async fn full(keys: &Keys, fresh: &Fresh) -> (TestHouse, Mei, String) {
    let house = keys.house(&fresh.open().await).await.unwrap();
    let mei = Mei::at(&house).await;
    house.engine.keys().await.unwrap();
    let now = house.engine.now();
    let app = App {
        id: AppId::new(now, house.engine.dice()),
        front: "test".into(),
        key: "mail".into(),
        name: "Mail".into(),
        about: String::new(),
        icon: "web".into(),
        url: "https://mail.example".into(),
        connection: serde_json::json!({ "secret": 1 }),
        made_at: now,
        disabled_at: None,
        version: 0,
    };
    house.engine.add_app(&app).await.unwrap();
    let ticket = house.engine.give("undo", None, &7, hours(1)).await.unwrap();
    let mut tx = house.db.begin().await.unwrap();
    let grant = store::grant::Row {
        id: "grant".into(),
        app: app.id,
        account: house.account(MEI).await.id,
        session: None,
        scope: String::new(),
        facts: house.engine.vault().seal("oauth_grant.facts:grant", b"{}"),
        made_at: now,
        ends_at: now.plus(hours(1)),
        revoked_at: None,
    };
    store::grant::add(&mut tx, &grant).await.unwrap();
    tx.commit().await.unwrap();
    house
        .courier
        .outbox()
        .unwrap()
        .break_down(Some(crate::courier::CourierError::Temporary("down".into())));
    let mut other = house.browser();
    let handle = other.open("Mail").await;
    other.password(&handle, MEI).await.unwrap();
    let mut reader = house.engine.reader().await.unwrap();
    for place in &PLACES {
        let rows = place.page(&mut reader, "", 9).await.unwrap();
        assert!(rows.iter().any(|(_, sealed)| !sealed.is_empty()), "{}", place.name);
    }
    (house, mei, ticket.reveal().clone())
}

// CR-3: added while it serves, taken up, everything sealed again and still there; then the old one
// opens nothing that is left and is thrown away.
#[tokio::test]
async fn a_new_key_takes_the_place_of_the_old_cr_3() {
    for fresh in store::testing::databases().await {
        let keys = Keys::new();
        let (house, mei, ticket) = full(&keys, &fresh).await;
        assert_eq!(house.engine.look_at_seals().await.unwrap().old, 0);
        Vault::add_key(&keys.file()).unwrap();
        house.engine.vault().refresh().unwrap();
        assert!(!house.engine.sealed_by_newest().await.unwrap());
        let before = house.engine.look_at_seals().await.unwrap();
        assert!(before.old >= 8 && before.stuck == 0, "{before:?}");
        assert_eq!(house.engine.look_at_seals().await.unwrap(), before, "looking changes nothing");
        assert_eq!(house.engine.reseal().await.unwrap(), before);
        assert_eq!(house.engine.look_at_seals().await.unwrap().old, 0);
        assert!(house.engine.sealed_by_newest().await.unwrap());
        Vault::drop_old_keys(&keys.file()).unwrap();
        house.engine.vault().refresh().unwrap();
        // The next start, with the newest key alone.
        let next = keys.house(&house.db).await.unwrap();
        assert!(!next.engine.vault().has_older());
        assert!(next.engine.take("undo", &ticket).await.unwrap().is_some());
        assert_eq!(next.engine.apps().await.unwrap().of_front("test").count(), 1);
        next.engine.keys().await.unwrap();
        next.clock.turn(hours(1));
        let mut browser = next.browser();
        browser.secret = mei.browser.secret.clone();
        signs_in(&mut browser).await;
    }
}

// CR-3: killed in between, it goes on; a server that does not know the key yet reads what another
// sealed with it.
#[tokio::test]
async fn resealing_goes_on_where_it_stopped_cr_3() {
    for fresh in store::testing::databases().await {
        let keys = Keys::new();
        let (house, ..) = full(&keys, &fresh).await;
        let other = keys.house(&house.db).await.unwrap();
        Vault::add_key(&keys.file()).unwrap();
        house.engine.vault().refresh().unwrap();
        let all = house.engine.look_at_seals().await.unwrap().old;
        // As far as it came: one place of many.
        let mut reader = house.engine.reader().await.unwrap();
        let place = &PLACES[1];
        let (id, old) = place.page(&mut reader, "", 1).await.unwrap().remove(0);
        let context = format!("{}:{id}", place.name);
        let new = house.engine.vault().reseal(&context, &old).unwrap().unwrap();
        let mut tx = house.db.begin().await.unwrap();
        assert_eq!(place.replace(&mut tx, &id, &old, &new).await.unwrap(), 1);
        assert_eq!(place.replace(&mut tx, &id, &old, &new).await.unwrap(), 0, "only what was read");
        tx.commit().await.unwrap();
        assert!(other.engine.vault().open(&context, &new).is_ok());
        let next = keys.house(&house.db).await.unwrap();
        assert_eq!(next.engine.reseal().await.unwrap().old, all - 1);
        assert_eq!(next.engine.reseal().await.unwrap().old, 0);
    }
}

// CR-3: it happens by itself, and what no key opens is no reason to stop.
#[tokio::test]
async fn a_serving_house_seals_again_by_itself_cr_3() {
    for fresh in store::testing::databases().await {
        let keys = Keys::new();
        let (house, ..) = full(&keys, &fresh).await;
        let mut tx = house.db.begin().await.unwrap();
        let lost = store::ticket::Row {
            id: "0".into(),
            kind: "lost".into(),
            secret_hash: vec![1],
            account: None,
            data: b"not sealed by anybody we know, and long enough".to_vec(),
            made_at: house.engine.now(),
            ends_at: house.engine.now().plus(hours(1)),
            used_at: None,
        };
        store::ticket::issue(&mut tx, &lost).await.unwrap();
        tx.commit().await.unwrap();
        Vault::add_key(&keys.file()).unwrap();
        house.engine.follow_keys().await.unwrap();
        while !house.engine.sealed_by_newest().await.unwrap() {
            tokio::task::yield_now().await;
        }
        let left = house.engine.look_at_seals().await.unwrap();
        assert_eq!((left.old, left.stuck), (0, 1));
    }
}

/// Every place that is sealed is known here: `vault.seal` names its column, and so does `PLACES`.
#[test]
fn every_sealed_column_is_sealed_again_cr_3() {
    let mut found = Vec::new();
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for room in ["engine", "web", "fronts", "countersign"] {
        read(&source.join(room).join("src"), &mut found);
    }
    let tables = include_str!("../../../store/migrations/0001_first.sql").to_owned()
        + include_str!("../../../store/migrations/0002_app_passwords.sql");
    // What is sealed only in memory or in a page has no column of that name.
    let column = |place: &String| {
        let (table, column) = place.split_once('.').unwrap();
        let text = tables.split(&format!("CREATE TABLE {table} (")).nth(1)?;
        text.split(';').next()?.contains(&format!(" {column} ")).then_some(())
    };
    found.retain(|place: &String| column(place).is_some());
    found.sort();
    found.dedup();
    let mut known: Vec<String> = PLACES.iter().map(|place| place.name.to_owned()).collect();
    known.push("setting.value".into());
    known.push("setting.texts".into());
    for place in &found {
        assert!(known.contains(place), "{place} is sealed and not resealed");
    }
    assert!(found.len() >= PLACES.len(), "{found:?}");
}

/// Literals like `"table.column:{id}"`.
fn read(folder: &std::path::Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("tests") {
            read(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            for literal in text.split('"').skip(1).step_by(2) {
                let place = literal.split(':').next().unwrap_or_default();
                let named = place.split_once('.').is_some_and(|(table, column)| {
                    let word = |part: &str| {
                        !part.is_empty()
                            && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
                    };
                    word(table) && word(column)
                });
                if named && (literal.contains(":{") || place.starts_with("setting.")) {
                    found.push(place.to_owned());
                }
            }
        }
    }
}
