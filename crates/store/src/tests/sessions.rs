use super::{HOUR, NOW, a_session, at, begin, opened, people, person, proofs, read, stale, taken};
use crate::{Db, app, session, testing::both};
use countersign_core::{
    app::App,
    method::{Factor, Proof},
    session::Session,
    time::Time,
};

async fn by_hash(db: &Db, hash: &[u8]) -> Option<Session> {
    session::by_hash(&mut read(db).await, hash).await.unwrap()
}

#[tokio::test]
async fn a_session_is_found_by_its_hash_alone() {
    both(async |db| {
        let mei = people(&db, &["mei"]).await;
        let session = a_session("s", &mei);
        opened(&db, &session, b"hash").await;
        assert_eq!(by_hash(&db, b"hash").await, Some(session.clone()));
        let by_id = session::by_id(&mut read(&db).await, &session.id).await.unwrap();
        assert_eq!(by_id, Some(session.clone()));
        // SE-7: cut, longer, or in another case.
        for hash in [&b""[..], b"has", b"hash\0", b"HASH"] {
            assert_eq!(by_hash(&db, hash).await, None);
        }
        let mut tx = begin(&db).await;
        let same = session::open(&mut tx, &a_session("t", &mei), b"hash").await;
        assert_eq!(taken(same).as_deref(), Some("token_hash"));
    })
    .await;
}

/// SE-1: new proofs come with a new cookie, and the old one is nobody's.
#[tokio::test]
async fn a_step_up_changes_the_cookie() {
    both(async |db| {
        let mei = people(&db, &["mei"]).await;
        let session = a_session("s", &mei);
        opened(&db, &session, b"old").await;
        let has = Proof { factor: Factor::Has, kind: "totp".into(), ..proofs()[0].clone() };
        let both = vec![proofs()[0].clone(), has];
        let mut tx = begin(&db).await;
        session::prove(&mut tx, &session.id, b"new", &both, (at(7), at(9 * HOUR))).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(by_hash(&db, b"old").await, None);
        let wanted = Session {
            proofs: both,
            proved_at: at(7),
            seen_at: at(7),
            ends_at: at(9 * HOUR),
            ..session
        };
        assert_eq!(by_hash(&db, b"new").await, Some(wanted));
    })
    .await;
}

/// SE-3, SE-5: what is over or revoked does not come back by any write.
#[tokio::test]
async fn an_ended_session_stays_ended() {
    both(async |db| {
        let mei = people(&db, &["mei"]).await;
        let (revoked, over) = (a_session("r", &mei), a_session("o", &mei));
        opened(&db, &revoked, b"r").await;
        opened(&db, &Session { ends_at: at(5), ..over.clone() }, b"o").await;
        let mut tx = begin(&db).await;
        session::revoke(&mut tx, &mei.id, &revoked.id, at(1)).await.unwrap();
        assert!(stale(session::revoke(&mut tx, &mei.id, &revoked.id, at(2)).await));
        session::revoke_if_live(&mut tx, &revoked.id, at(3)).await.unwrap();
        for (id, now) in [(&revoked.id, at(2)), (&over.id, at(5))] {
            let span = (now, at(HOUR));
            assert!(stale(session::prove(&mut tx, id, b"n", &proofs(), span).await));
        }
        session::touch(&mut tx, &revoked.id, at(4), "elsewhere").await.unwrap();
        tx.commit().await.unwrap();
        let found = by_hash(&db, b"r").await.unwrap();
        assert_eq!((found.revoked_at, found.seen_at), (Some(at(1)), NOW));
        assert_eq!(found.source, "192.0.2.7");
    })
    .await;
}

/// EN-11: people see and end their own sessions, and nobody else's.
#[tokio::test]
async fn people_end_their_own_sessions() {
    both(async |db| {
        let mei = people(&db, &["mei", "ben"]).await;
        let ben = person("ben");
        for (n, id) in ["a", "b", "c"].into_iter().enumerate() {
            let made = at(i64::try_from(n).unwrap());
            opened(&db, &Session { made_at: made, ..a_session(id, &mei) }, id.as_bytes()).await;
        }
        opened(&db, &a_session("ben", &ben), b"ben").await;
        opened(&db, &Session { ends_at: at(9), ..a_session("over", &mei) }, b"over").await;
        let mut tx = begin(&db).await;
        assert!(stale(session::revoke(&mut tx, &ben.id, &"a".into(), NOW).await));
        let ids = |sessions: Vec<Session>| {
            sessions.into_iter().map(|session| session.id.to_string()).collect::<Vec<_>>()
        };
        let list = session::of_account(&mut tx, &mei.id, at(9)).await.unwrap();
        assert_eq!(ids(list), ["c", "b", "a"]);
        let but_b = Some(&"b".into());
        assert_eq!(session::revoke_all(&mut tx, &mei.id, at(9), but_b).await.unwrap(), 3);
        let list = session::of_account(&mut tx, &mei.id, at(9)).await.unwrap();
        assert_eq!(ids(list), ["b"]);
        assert_eq!(session::revoke_all(&mut tx, &mei.id, at(9), None).await.unwrap(), 1);
        session::revoke_if_live(&mut tx, &"ben".into(), at(9)).await.unwrap();
        assert!(session::of_account(&mut tx, &ben.id, at(9)).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_session_is_seen_later_and_never_earlier() {
    both(async |db| {
        let mei = people(&db, &["mei"]).await;
        opened(&db, &a_session("s", &mei), b"h").await;
        for (now, seen) in [(at(5), at(5)), (at(3), at(5)), (at(8), at(8))] {
            let mut tx = begin(&db).await;
            session::touch(&mut tx, &"s".into(), now, "203.0.113.9").await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(by_hash(&db, b"h").await.unwrap().seen_at, seen);
        }
        assert_eq!(by_hash(&db, b"h").await.unwrap().source, "203.0.113.9");
    })
    .await;
}

#[tokio::test]
async fn apps_of_a_session_are_named_once() {
    both(async |db| {
        let mei = people(&db, &["mei"]).await;
        opened(&db, &a_session("s", &mei), b"h").await;
        let mut tx = begin(&db).await;
        for (id, name) in [("1", "Wiki"), ("2", "Mail")] {
            let app = App {
                id: id.into(),
                name: name.into(),
                about: String::new(),
                icon: String::new(),
                url: String::new(),
                front: "oidc".into(),
                key: id.into(),
                connection: serde_json::Value::Null,
                made_at: Time(0),
                disabled_at: None,
                version: 0,
            };
            app::add(&mut tx, &app, b"").await.unwrap();
            for now in [NOW, at(HOUR)] {
                session::note_app(&mut tx, &"s".into(), &app.id, now).await.unwrap();
            }
        }
        session::note_app(&mut tx, &"s".into(), &"gone".into(), NOW).await.unwrap();
        assert_eq!(session::apps_of(&mut tx, &"s".into()).await.unwrap(), ["Mail", "Wiki"]);
        assert!(session::apps_of(&mut tx, &"t".into()).await.unwrap().is_empty());
    })
    .await;
}
