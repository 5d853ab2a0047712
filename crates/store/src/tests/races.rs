//! Single use: of 64 who come at once, one gets it. On both databases, each in a transaction of its
//! own.

use super::{
    HOUR, NOW, a_grant, a_method, a_session, a_sign_in, a_ticket, a_token, at, begin, opened,
    people, person, proofs, read,
};
use crate::{
    Db, Error, Result, account, grant, method, outbox, session, sign_in, signing_key, tally,
    testing::both, ticket, token,
};
use countersign_core::{account::Account, limit::Tally, time::Time};
use std::sync::Arc;
use tokio::sync::Barrier;

const MANY: usize = 64;

/// Lets 64 do the same at once; how many had success. Who lost a race or found it taken had none.
async fn race<F>(db: &Db, act: impl Fn(Db, usize) -> F) -> usize
where
    F: Future<Output = Result<bool>> + Send + 'static,
{
    let start = Arc::new(Barrier::new(MANY));
    let tasks: Vec<_> = (0..MANY)
        .map(|n| {
            let (act, start) = (act(db.clone(), n), Arc::clone(&start));
            tokio::spawn(async move {
                start.wait().await;
                act.await
            })
        })
        .collect();
    let mut won = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(true) => won += 1,
            Ok(false) | Err(Error::Stale | Error::Taken(_)) => {}
            Err(other) => panic!("{other}"),
        }
    }
    won
}

/// Of 64 transactions that do `$act`, how many did.
macro_rules! winners {
    ($db:expr, |$tx:ident, $n:pat_param| $act:expr) => {
        race(&$db, |db, $n| async move {
            let mut $tx = db.begin().await?;
            let won: bool = $act;
            $tx.commit().await?;
            Ok(won)
        })
        .await
    };
}

/// RC-7, OA-3, EN-6, SE-6: links, codes of apps, requests and set-ups are all tickets.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_ticket_is_taken_by_one_of_many() {
    both(async |db| {
        let mut tx = begin(&db).await;
        ticket::issue(&mut tx, &a_ticket("t", "code", None)).await.unwrap();
        tx.commit().await.unwrap();
        let won = winners!(db, |tx, _| {
            let hash = b"hash of t";
            ticket::consume(&mut tx, "code", hash, NOW).await?.is_some()
        });
        assert_eq!(won, 1);
        let mut tx = begin(&db).await;
        ticket::issue(&mut tx, &a_ticket("u", "code", None)).await.unwrap();
        tx.commit().await.unwrap();
        let won = winners!(db, |tx, n| {
            let hash = b"hash of u";
            if n % 2 == 0 {
                ticket::use_up(&mut tx, "code", hash, NOW).await?
            } else {
                ticket::consume(&mut tx, "code", hash, NOW).await?.is_some()
            }
        });
        assert_eq!(won, 1, "by whichever of the two");
    })
    .await;
}

/// OT-3, RC-1, SM-1: a time step, a spare code, an answer moves the secret on.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_secret_is_moved_on_by_one_of_many() {
    both(async |db| {
        let mei = people(&db, &["mei"]).await;
        let mut tx = begin(&db).await;
        method::add(&mut tx, &a_method(&mei, "m", "totp")).await.unwrap();
        tx.commit().await.unwrap();
        let won = winners!(db, |tx, n| {
            let secret = n.to_string();
            method::keep(&mut tx, &"m".into(), 0, secret.as_bytes(), NOW).await?;
            true
        });
        assert_eq!(won, 1);
        let of = method::of_account(&mut read(&db).await, &mei.id).await.unwrap();
        assert_eq!(of[0].version, 1);
    })
    .await;
}

/// OA-5: two answers to one refresh token would be two families.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_refresh_token_is_used_by_one_of_many() {
    both(async |db| {
        let mut tx = begin(&db).await;
        grant::add(&mut tx, &a_grant("g", &person("mei"), None)).await.unwrap();
        token::add(&mut tx, &a_token(b"r", "g", "refresh", None)).await.unwrap();
        tx.commit().await.unwrap();
        let won = winners!(db, |tx, n| {
            let used = token::use_refresh(&mut tx, b"r", NOW).await?;
            if used {
                let child = format!("child {n}");
                let row = a_token(child.as_bytes(), "g", "refresh", Some(b"r"));
                token::add(&mut tx, &row).await?;
            }
            used
        });
        assert_eq!(won, 1);
        let sql = "SELECT COUNT(*) FROM oauth_token WHERE parent_hash = $1";
        let children = crate::number(&mut read(&db).await, sql, crate::args![b"r".to_vec()]).await;
        assert_eq!(children.unwrap(), 1);
    })
    .await;
}

/// OA-5: the one repeat that is allowed is one.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_child_is_replaced_by_one_of_many() {
    both(async |db| {
        let mut tx = begin(&db).await;
        grant::add(&mut tx, &a_grant("g", &person("mei"), None)).await.unwrap();
        token::add(&mut tx, &a_token(b"r", "g", "refresh", None)).await.unwrap();
        token::add(&mut tx, &a_token(b"child", "g", "refresh", Some(b"r"))).await.unwrap();
        tx.commit().await.unwrap();
        let won = winners!(db, |tx, _| token::replace_child(&mut tx, b"r", NOW).await?);
        assert_eq!(won, 1);
    })
    .await;
}

/// RL-5: a try is counted by whoever saw the count it moves; however many come together, no try is
/// made for nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_count_is_moved_by_one_of_many() {
    both(async |db| {
        let new = Tally { streak: 1, slow: 1, ..Tally::default() };
        let won = winners!(db, |tx, _| {
            tally::put(&mut tx, "k", None, &new).await?;
            true
        });
        assert_eq!(won, 1);
        let next = Tally { streak: 2, slow: 2, ..new };
        let won = winners!(db, |tx, _| {
            tally::put(&mut tx, "k", Some(&new), &next).await?;
            true
        });
        assert_eq!(won, 1);
    })
    .await;
}

/// RL-5: and with everybody trying until counted, every try is counted once.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_try_goes_uncounted() {
    both(async |db| {
        let won = race(&db, |db, _| async move {
            loop {
                let mut tx = db.begin().await?;
                let old = tally::get(&mut tx, "k").await?;
                let mut new = old.unwrap_or_default();
                new.streak += 1;
                match tally::put(&mut tx, "k", old.as_ref(), &new).await {
                    Ok(()) => {}
                    Err(Error::Stale) => continue,
                    Err(other) => return Err(other),
                }
                tx.commit().await?;
                return Ok(true);
            }
        })
        .await;
        let count = tally::get(&mut read(&db).await, "k").await.unwrap().unwrap().streak;
        assert_eq!((won, count), (MANY, 64));
    })
    .await;
}

/// A turn is saved once: nothing is sent or opened twice for it.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_turn_is_saved_by_one_of_many() {
    both(async |db| {
        let mut tx = begin(&db).await;
        sign_in::add(&mut tx, &a_sign_in("s", None)).await.unwrap();
        tx.commit().await.unwrap();
        let won = winners!(db, |tx, n| {
            let row = sign_in::Row { tag: format!("{n}"), ..a_sign_in("s", None) };
            sign_in::save(&mut tx, &row, 0).await?;
            true
        });
        assert_eq!(won, 1);
    })
    .await;
}

/// SM-9: a letter that many workers see is sent by one.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn letters_are_claimed_by_one_of_many() {
    both(async |db| {
        let mut tx = begin(&db).await;
        for id in 0..100 {
            let letter = outbox::New {
                id: id.to_string().into(),
                account: None,
                channel: "sms".into(),
                message: vec![],
                made_at: NOW,
                until: at(HOUR),
            };
            outbox::put(&mut tx, &letter).await.unwrap();
        }
        tx.commit().await.unwrap();
        let won = winners!(db, |tx, _| {
            outbox::claim_one(&mut tx, &"7".into(), NOW, at(1000)).await?.is_some()
        });
        assert_eq!(won, 1);
        winners!(db, |tx, _| !outbox::claim(&mut tx, NOW, at(1000), 3).await?.is_empty());
        // Who waited for a letter that another got may have fewer: what is left, one takes.
        let mut tx = begin(&db).await;
        outbox::claim(&mut tx, NOW, at(1000), 100).await.unwrap();
        let sql = "SELECT CAST(SUM(tries) AS BIGINT) FROM outbox WHERE tries = 1";
        assert_eq!(crate::number(&mut tx, sql, vec![]).await.unwrap(), 100, "each once");
    })
    .await;
}

/// SE-1: of many step-ups of one session the last one's cookie is good, and no other.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_cookie_is_left_of_many_step_ups() {
    both(async |db| {
        let mei = people(&db, &["mei"]).await;
        opened(&db, &a_session("s", &mei), b"old").await;
        winners!(db, |tx, n| {
            let (hash, span) = (format!("new {n}"), (NOW, at(HOUR)));
            session::prove(&mut tx, &"s".into(), hash.as_bytes(), &proofs(), span).await?;
            true
        });
        let mut reader = read(&db).await;
        assert!(session::by_hash(&mut reader, b"old").await.unwrap().is_none());
        let mut good = 0;
        for n in 0..MANY {
            let hash = format!("new {n}");
            let found = session::by_hash(&mut reader, hash.as_bytes()).await.unwrap();
            good += usize::from(found.is_some());
        }
        assert_eq!(good, 1);
    })
    .await;
}

/// SE-5, EN-8, EN-9, OA-20: what happens once to an account, a session or a key.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_happens_once_is_done_by_one_of_many() {
    both(async |db| {
        let mei = people(&db, &["mei"]).await;
        opened(&db, &a_session("s", &mei), b"h").await;
        let key = signing_key::Row {
            id: "k".into(),
            alg: "ES256".into(),
            private: vec![],
            public: "{}".into(),
            made_at: NOW,
            retired_at: None,
            gone_at: None,
        };
        let mut tx = begin(&db).await;
        signing_key::add(&mut tx, &key).await.unwrap();
        method::add(&mut tx, &a_method(&mei, "m", "sms")).await.unwrap();
        grant::add(&mut tx, &a_grant("g", &mei, None)).await.unwrap();
        tx.commit().await.unwrap();
        let id = || person("mei").id;
        let grace = winners!(db, |tx, n| {
            let ends = Time(NOW.0 + i64::try_from(n).unwrap_or(0));
            account::begin_grace(&mut tx, &id(), ends).await?
        });
        let bumped = winners!(db, |tx, _| {
            account::bump_generation(&mut tx, &id(), 0).await?;
            true
        });
        let enforced = winners!(db, |tx, _| account::enforce(&mut tx, &id()).await?);
        let revoked = winners!(db, |tx, _| {
            session::revoke(&mut tx, &id(), &"s".into(), NOW).await?;
            true
        });
        let retired = winners!(db, |tx, _| {
            signing_key::retire(&mut tx, "k", NOW, at(HOUR)).await?;
            true
        });
        let removed = winners!(db, |tx, _| {
            method::remove(&mut tx, &id(), &"m".into(), NOW).await?;
            true
        });
        let restored = winners!(db, |tx, _| {
            method::restore(&mut tx, &id(), &"m".into()).await?;
            true
        });
        let ended = winners!(db, |tx, _| grant::revoke(&mut tx, "g", NOW).await? == 1);
        assert_eq!([grace, bumped, enforced, revoked, retired, removed, restored, ended], [1; 8]);
    })
    .await;
}

/// A name is one account's, also when many ask for it at the same moment as name or as address.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_name_is_given_to_one_of_many() {
    both(async |db| {
        let won = winners!(db, |tx, n| {
            let own = format!("p{n}");
            let account = if n % 2 == 0 {
                Account { id: own.as_str().into(), mail: own, ..person("ada@b.example") }
            } else {
                Account { mail: "ada@b.example".into(), ..person(&own) }
            };
            account::add(&mut tx, &account, &account.username).await?;
            true
        });
        assert_eq!(won, 1);
        assert_eq!(account::count(&mut read(&db).await).await.unwrap(), 1);
    })
    .await;
}
