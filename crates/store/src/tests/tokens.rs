use super::{HOUR, NOW, a_grant, a_token, at, begin, person, taken};
use crate::{Tx, grant, testing::both, token};
use countersign_core::time::Time;

async fn family(tx: &mut Tx) {
    grant::add(tx, &a_grant("g", &person("mei"), Some("s"))).await.unwrap();
    token::add(tx, &a_token(b"r1", "g", "refresh", None)).await.unwrap();
    token::add(tx, &a_token(b"a1", "g", "access", None)).await.unwrap();
}

async fn revoked(tx: &mut Tx, hash: &[u8]) -> (Option<Time>, Option<Time>) {
    let (token, grant) = token::by_hash(tx, hash).await.unwrap().unwrap();
    (token.revoked_at, grant.revoked_at)
}

#[tokio::test]
async fn a_token_comes_with_its_grant() {
    both(async |db| {
        let mut tx = begin(&db).await;
        family(&mut tx).await;
        let row = token::Row {
            scope: Some("openid".into()),
            ..a_token(b"a2", "g", "access", Some(b"r1"))
        };
        token::add(&mut tx, &row).await.unwrap();
        let (token, grant) = token::by_hash(&mut tx, b"a2").await.unwrap().unwrap();
        assert_eq!((token.kind.as_str(), token.parent.as_deref()), ("access", Some(&b"r1"[..])));
        assert_eq!((token.made_at, token.ends_at), (NOW, at(HOUR)));
        assert_eq!((token.used_at, token.revoked_at), (None, None));
        assert_eq!(token.scope.as_deref(), Some("openid"));
        assert_eq!((grant.id.as_str(), grant.session), ("g", Some("s".into())));
        assert_eq!(
            (grant.scope.as_str(), &grant.facts[..]),
            ("openid offline_access", &b"sealed"[..])
        );
        assert_eq!(grant.account, person("mei").id);
        let alone = grant::by_id(&mut tx, "g").await.unwrap().unwrap();
        assert_eq!((alone.app.as_str(), alone.ends_at), ("app", at(24 * HOUR)));
        for hash in [&b""[..], b"a", b"a22", b"A2"] {
            assert!(token::by_hash(&mut tx, hash).await.unwrap().is_none());
        }
        assert!(grant::by_id(&mut tx, "x").await.unwrap().is_none());
        let same = token::add(&mut tx, &a_token(b"a2", "g", "access", None)).await;
        assert_eq!(taken(same).as_deref(), Some("token_hash"));
    })
    .await;
}

/// OA-5: a refresh token is used once, while it lives, and only as one.
#[tokio::test]
async fn a_refresh_token_is_used_once() {
    both(async |db| {
        let mut tx = begin(&db).await;
        family(&mut tx).await;
        assert!(!token::use_refresh(&mut tx, b"a1", NOW).await.unwrap(), "an access token");
        assert!(!token::use_refresh(&mut tx, b"r1", at(HOUR)).await.unwrap(), "over");
        assert!(token::use_refresh(&mut tx, b"r1", at(1)).await.unwrap());
        assert!(!token::use_refresh(&mut tx, b"r1", at(2)).await.unwrap(), "used");
        token::add(&mut tx, &a_token(b"r2", "g", "refresh", Some(b"r1"))).await.unwrap();
        assert_eq!(token::revoke(&mut tx, b"r2", at(3)).await.unwrap(), 1);
        assert_eq!(token::revoke(&mut tx, b"r2", at(4)).await.unwrap(), 0);
        assert!(!token::use_refresh(&mut tx, b"r2", at(4)).await.unwrap(), "revoked");
        let (token, _) = token::by_hash(&mut tx, b"r1").await.unwrap().unwrap();
        assert_eq!(token.used_at, Some(at(1)));
    })
    .await;
}

/// OA-5: an answer that got lost may be asked for once more, while its token was not used.
#[tokio::test]
async fn an_unused_child_is_replaced_once() {
    both(async |db| {
        let mut tx = begin(&db).await;
        family(&mut tx).await;
        assert!(!token::replace_child(&mut tx, b"r1", at(1)).await.unwrap(), "it has none");
        token::add(&mut tx, &a_token(b"r2", "g", "refresh", Some(b"r1"))).await.unwrap();
        assert!(token::replace_child(&mut tx, b"r1", at(5)).await.unwrap());
        assert_eq!(revoked(&mut tx, b"r2").await, (Some(at(5)), None));
        assert_eq!(revoked(&mut tx, b"r1").await, (None, None));
        token::add(&mut tx, &a_token(b"r3", "g", "refresh", Some(b"r1"))).await.unwrap();
        assert!(!token::replace_child(&mut tx, b"r1", at(6)).await.unwrap(), "a second time");
        token::add(&mut tx, &a_token(b"r4", "g", "refresh", Some(b"r3"))).await.unwrap();
        assert!(token::use_refresh(&mut tx, b"r4", at(7)).await.unwrap());
        assert!(!token::replace_child(&mut tx, b"r3", at(8)).await.unwrap(), "it was used");
    })
    .await;
}

/// OA-5, SE-5: a family ends by itself, with its session, or with all of the account.
#[tokio::test]
async fn a_grant_ends_its_family() {
    both(async |db| {
        let (mei, ben) = (person("mei"), person("ben"));
        let mut tx = begin(&db).await;
        for (id, account, session) in [
            ("g1", &mei, Some("s1")),
            ("g2", &mei, Some("s2")),
            ("g3", &mei, None),
            ("g4", &ben, Some("s4")),
            ("g5", &mei, Some("s1")),
        ] {
            grant::add(&mut tx, &a_grant(id, account, session)).await.unwrap();
            token::add(&mut tx, &a_token(id.as_bytes(), id, "access", None)).await.unwrap();
        }
        assert_eq!(grant::revoke(&mut tx, "g5", at(1)).await.unwrap(), 1);
        assert_eq!(grant::revoke(&mut tx, "g5", at(2)).await.unwrap(), 0);
        let of_session = grant::revoke_of_session(&mut tx, &"s1".into(), at(3)).await.unwrap();
        assert_eq!(of_session, 1);
        let but = Some(&"s2".into());
        let others = grant::revoke_of_account(&mut tx, &mei.id, at(4), but).await.unwrap();
        assert_eq!(others, 1, "the one without a session");
        assert_eq!(revoked(&mut tx, b"g5").await, (None, Some(at(1))));
        assert_eq!(revoked(&mut tx, b"g1").await, (None, Some(at(3))));
        assert_eq!(revoked(&mut tx, b"g3").await, (None, Some(at(4))));
        assert_eq!(revoked(&mut tx, b"g2").await, (None, None));
        assert_eq!(grant::revoke_of_account(&mut tx, &mei.id, at(5), None).await.unwrap(), 1);
        assert_eq!(revoked(&mut tx, b"g4").await, (None, None), "somebody else's");
    })
    .await;
}

#[tokio::test]
async fn old_tokens_are_swept() {
    both(async |db| {
        let mut tx = begin(&db).await;
        family(&mut tx).await;
        assert_eq!(token::sweep(&mut tx, at(HOUR)).await.unwrap(), 0);
        assert_eq!(token::sweep(&mut tx, at(HOUR + 1)).await.unwrap(), 2);
        assert!(token::by_hash(&mut tx, b"a1").await.unwrap().is_none());
    })
    .await;
}
