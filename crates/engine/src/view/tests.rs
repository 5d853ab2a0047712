//! Copies are good for as long as nothing they go by was written.

use super::*;

async fn db() -> Db {
    Db::open(&store::Config::Memory).await.unwrap()
}

#[tokio::test]
async fn a_copy_is_good_until_its_name_is_written() {
    let (db, view) = (db().await, View::new());
    let now = Time(1_000_000);
    view.put(b"key", db.note(db.moment(), &[b"mei"]), now, 7);
    assert_eq!(view.get(&db, now, b"key"), Some(7));
    assert_eq!(view.get(&db, now, b"other"), None);
    // Nobody else writes to this database: no age makes it old.
    assert_eq!(view.get(&db, now.plus(seconds(3600)), b"key"), Some(7));
    let mut tx = db.begin().await.unwrap();
    store::setting::put(tx.on("mei"), "a", &1.into(), now).await.unwrap();
    assert_eq!(view.get(&db, now, b"key"), Some(7), "nothing is committed yet");
    tx.commit().await.unwrap();
    assert_eq!(view.get(&db, now, b"key"), None);
}

#[tokio::test]
async fn a_full_shelf_is_emptied() {
    let (db, view) = (db().await, View::new());
    for n in 0..u32::try_from(3 * SHELVES * MOST).unwrap() {
        view.put(&n.to_be_bytes(), db.note(db.moment(), &[]), Time(0), n);
    }
    let kept: usize = view.shelves.iter().map(|shelf| shelf.lock().unwrap().len()).sum();
    assert!(kept > 0 && kept <= SHELVES * MOST, "{kept}");
}
