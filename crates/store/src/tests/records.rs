use super::{NOW, at, begin, read};
use crate::{
    Config, audit, browser, setting, signing_key,
    testing::{both, postgres},
};
use countersign_core::audit::{AuditEvent, What, chain::Seal};
use serde_json::json;

fn event(id: &str, what: What, account: Option<&str>, millis: i64) -> AuditEvent {
    AuditEvent {
        id: id.into(),
        at: at(millis),
        what,
        account: account.map(Into::into),
        actor: None,
        tag: Some("K7".into()),
        source: "2001:db8::1".into(),
        device: "Safari\n\u{202e}on iOS".into(),
        facts: [("kind".to_owned(), "sms".to_owned())].into(),
    }
}

/// LG-1: what happened comes back as it was written, newest first, to whom it is about.
#[tokio::test]
async fn what_happened_is_found_by_whom_it_is_about() {
    both(async |db| {
        let mut tx = begin(&db).await;
        let full =
            AuditEvent { actor: Some("ada".into()), ..event("3", What::Asked, Some("mei"), 3) };
        for event in [
            event("1", What::SignedIn, Some("mei"), 1),
            event("2", What::Proved, Some("mei"), 2),
            full.clone(),
            event("4", What::SignedIn, Some("ben"), 2),
            event("5", What::SignedIn, None, 2),
            event("6", What::Proved, Some("mei"), 2),
        ] {
            audit::add(&mut tx, &event, b"mac").await.unwrap();
        }
        tx.commit().await.unwrap();
        let (mut reader, mei) = (read(&db).await, "mei".into());
        let found = audit::of_account(&mut reader, &mei, NOW, at(100), 9).await.unwrap();
        assert_eq!(found[0], full);
        let ids = |found: &[AuditEvent]| {
            found.iter().map(|event| event.id.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(ids(&found), ["3", "6", "2", "1"]);
        let some = audit::of_account(&mut reader, &mei, at(2), at(3), 9).await.unwrap();
        assert_eq!(ids(&some), ["6", "2"], "from, and before");
        let two = audit::of_account(&mut reader, &mei, NOW, at(100), 2).await.unwrap();
        assert_eq!(ids(&two), ["3", "6"]);
        let span = (NOW, at(100));
        for (whats, wanted) in [
            (vec![What::SignedIn, What::Asked], vec!["3", "1"]),
            (vec![What::Proved], vec!["6", "2"]),
            (vec![], vec![]),
        ] {
            let some = audit::some_of_account(&mut reader, &mei, &whats, span, 9).await.unwrap();
            assert_eq!(ids(&some), wanted, "{whats:?}");
        }
    })
    .await;
}

/// No name of an event is part of another's, which the look-up by several names relies on.
#[tokio::test]
async fn every_kind_of_event_is_found_by_its_name() {
    both(async |db| {
        let mut tx = begin(&db).await;
        for (n, what) in What::ALL.iter().enumerate() {
            audit::add(&mut tx, &event(&n.to_string(), *what, Some("mei"), 0), b"mac")
                .await
                .unwrap();
        }
        let span = (NOW, at(1));
        for what in What::ALL {
            let found = audit::some_of_account(&mut tx, &"mei".into(), &[*what], span, 9).await;
            let found = found.unwrap();
            assert_eq!(found.len(), 1, "{what:?}");
            assert_eq!(found[0].what, *what);
        }
    })
    .await;
}

#[tokio::test]
async fn a_setting_is_the_last_one_put() {
    both(async |db| {
        let mut tx = begin(&db).await;
        assert_eq!(setting::get(&mut tx, "organisation").await.unwrap(), None);
        for value in [json!({"name": "Larkfield", "n": i64::MAX}), json!(null), json!("李 \" \\")]
        {
            setting::put(&mut tx, "organisation", &value, NOW).await.unwrap();
            assert_eq!(setting::get(&mut tx, "organisation").await.unwrap(), Some(value));
        }
        assert_eq!(setting::get(&mut tx, "Organisation").await.unwrap(), None);
    })
    .await;
}

/// LG-6: a browser is known to those who used it.
#[tokio::test]
async fn a_browser_is_known_by_account() {
    both(async |db| {
        let mut tx = begin(&db).await;
        let (mei, ben) = ("mei".into(), "ben".into());
        assert!(!browser::known(&mut tx, "b", &mei).await.unwrap());
        browser::see(&mut tx, "b", &mei, NOW).await.unwrap();
        browser::see(&mut tx, "b", &mei, at(1)).await.unwrap();
        assert!(browser::known(&mut tx, "b", &mei).await.unwrap());
        assert!(!browser::known(&mut tx, "b", &ben).await.unwrap());
        assert!(!browser::known(&mut tx, "c", &mei).await.unwrap());
    })
    .await;
}

/// OA-20: a retired key is published until the last token it signed is over.
#[tokio::test]
async fn a_retired_key_stays_for_a_while() {
    both(async |db| {
        let key = |id: &str, made| signing_key::Row {
            id: id.into(),
            alg: "ES256".into(),
            private: b"sealed".to_vec(),
            public: "{}".into(),
            made_at: at(made),
            retired_at: None,
            gone_at: None,
        };
        let mut tx = begin(&db).await;
        signing_key::add(&mut tx, &key("old", 0)).await.unwrap();
        signing_key::add(&mut tx, &key("new", 1)).await.unwrap();
        signing_key::retire(&mut tx, "old", at(5), at(9)).await.unwrap();
        assert!(super::stale(signing_key::retire(&mut tx, "old", at(6), at(99)).await));
        let mut live = async |millis| {
            let rows = signing_key::live(&mut tx, at(millis)).await.unwrap();
            rows.iter().map(|row| (row.id.clone(), row.retired_at)).collect::<Vec<_>>()
        };
        let (new, old) = (("new".to_owned(), None), ("old".to_owned(), Some(at(5))));
        assert_eq!(live(8).await, [new.clone(), old]);
        assert_eq!(live(9).await, [new]);
    })
    .await;
}

/// LG-4: what decision 007 says of a role that is not the owner of the tables: it writes and seals,
/// and can change and delete nothing.
#[tokio::test]
async fn a_role_can_be_left_no_more_than_sealing_lg_4() {
    let Some(fresh) = postgres().await else { return };
    let db = fresh.open().await;
    let Config::Postgres { url } = &fresh.config else { panic!("no PostgreSQL") };
    let schema = url.split("search_path=").nth(1).unwrap().trim_end_matches('\'');
    for forbidden in [
        "UPDATE audit SET source = 'x'",
        "UPDATE audit SET mac = NULL",
        "DELETE FROM audit",
        "DELETE FROM audit_seal",
        "UPDATE audit_seal SET hash = digest",
    ] {
        let mut tx = begin(&db).await;
        audit::add(&mut tx, &event("1", What::SignedIn, None, 1), b"mac").await.unwrap();
        for grant in [
            format!("CREATE ROLE sealer_{schema}"),
            format!("GRANT USAGE ON SCHEMA {schema} TO sealer_{schema}"),
            format!("GRANT SELECT, INSERT ON audit, audit_seal TO sealer_{schema}"),
            format!("GRANT UPDATE (seal) ON audit TO sealer_{schema}"),
            format!("SET LOCAL ROLE sealer_{schema}"),
        ] {
            tx.run(&grant, Vec::new()).await.unwrap();
        }
        audit::add(&mut tx, &event("2", What::SignedIn, None, 1), b"mac").await.unwrap();
        let rows = audit::take(&mut tx, 1, 9).await.unwrap();
        assert_eq!(rows.len(), 2);
        let ids = rows.into_iter().map(|(id, _)| id).collect();
        let seal = Seal { number: 1, at: NOW, ids, digest: vec![1], hash: vec![2] };
        audit::add_seal(&mut tx, &seal).await.unwrap();
        assert_eq!(audit::last_seal(&mut tx).await.unwrap(), Some(seal));
        assert!(tx.run(forbidden, Vec::new()).await.is_err(), "{forbidden}");
    }
}
