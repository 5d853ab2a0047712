use super::{NOW, at, begin, read, stale, taken};
use crate::{app, testing::both};
use countersign_core::app::App;
use serde_json::Value;

fn an_app(id: &str, front: &str, key: &str) -> App {
    App {
        id: id.into(),
        name: format!("App {id}"),
        about: "Letters".into(),
        icon: "mail".into(),
        url: "https://mail.larkfield.example/".into(),
        front: front.into(),
        key: key.into(),
        connection: Value::Null,
        made_at: NOW,
        disabled_at: None,
        version: 0,
    }
}

#[tokio::test]
async fn an_app_is_found_by_its_front_and_key() {
    both(async |db| {
        let mut tx = begin(&db).await;
        let mail = an_app("1", "oidc", "mail");
        app::add(&mut tx, &mail, b"sealed").await.unwrap();
        let later = App { made_at: at(1), ..an_app("0", "saml", "mail") };
        app::add(&mut tx, &later, b"other").await.unwrap();
        tx.commit().await.unwrap();
        let mut reader = read(&db).await;
        let found = app::by_key(&mut reader, "oidc", "mail").await.unwrap().unwrap();
        assert_eq!(found, (mail.clone(), b"sealed".to_vec()));
        assert_eq!(app::by_id(&mut reader, &mail.id).await.unwrap().unwrap().0, mail);
        for (front, key) in [("oidc", "Mail"), ("oidc", "mai_"), ("", "mail"), ("oidc", "")] {
            assert!(app::by_key(&mut reader, front, key).await.unwrap().is_none(), "{front} {key}");
        }
        let all = app::all(&mut reader).await.unwrap();
        assert_eq!(all.iter().map(|(app, _)| app.id.as_str()).collect::<Vec<_>>(), ["1", "0"]);
    })
    .await;
}

#[tokio::test]
async fn a_key_is_taken_once_for_each_front() {
    both(async |db| {
        let mut tx = begin(&db).await;
        app::add(&mut tx, &an_app("1", "oidc", "mail"), b"").await.unwrap();
        app::add(&mut tx, &an_app("2", "saml", "mail"), b"").await.unwrap();
        let again = app::add(&mut tx, &an_app("3", "oidc", "mail"), b"").await;
        assert_eq!(taken(again).as_deref(), Some("front, app_key"));
    })
    .await;
}

#[tokio::test]
async fn an_app_is_saved_by_whoever_read_it_last() {
    both(async |db| {
        let mut tx = begin(&db).await;
        let mail = an_app("1", "oidc", "mail");
        app::add(&mut tx, &mail, b"sealed").await.unwrap();
        let changed = App { name: "Post".into(), disabled_at: Some(at(3)), ..mail.clone() };
        app::save(&mut tx, &changed, b"resealed").await.unwrap();
        assert!(stale(app::save(&mut tx, &mail, b"old").await));
        let found = app::by_id(&mut tx, &mail.id).await.unwrap().unwrap();
        assert_eq!(found, (App { version: 1, ..changed }, b"resealed".to_vec()));
    })
    .await;
}
