use super::{HOUR, NOW, a_method, at, begin, people, person, read, stale, taken};
use crate::{
    Db, Error,
    account::{self, Filter},
    method,
    testing::both,
};
use countersign_core::account::{Account, Appearance, Role, State, canonical};

async fn found(db: &Db, name: &str) -> Option<String> {
    let account = account::by_name(&mut read(db).await, &canonical(name)).await.unwrap();
    account.map(|account| account.username)
}

async fn save(db: &Db, account: &Account) -> crate::Result<()> {
    let mut tx = begin(db).await;
    account::save(&mut tx, account).await?;
    tx.commit().await
}

#[tokio::test]
async fn an_account_comes_back_whole() {
    both(async |db| {
        let full = Account {
            role: Role::Owner,
            state: State::Enforced,
            language: Some("zh-Hant".into()),
            time_zone: Some("Asia/Taipei".into()),
            appearance: Appearance::Dark,
            default_method: Some("m".into()),
            grace_ends_at: Some(at(5)),
            disabled_at: Some(at(6)),
            generation: 7,
            ..person("Mei.李")
        };
        let mut tx = begin(&db).await;
        account::add(&mut tx, &full, &canonical(&full.username)).await.unwrap();
        tx.commit().await.unwrap();
        let mut reader = read(&db).await;
        assert_eq!(account::by_id(&mut reader, &full.id).await.unwrap().unwrap(), full);
        let gone = account::by_id(&mut reader, &"nobody".into()).await.unwrap();
        assert!(gone.is_none());
        let changed = Account {
            name: "Mei Li".into(),
            mail: "new@larkfield.example".into(),
            role: Role::Helpdesk,
            state: State::Disabled,
            language: None,
            time_zone: None,
            appearance: Appearance::Light,
            default_method: None,
            grace_ends_at: None,
            disabled_at: None,
            ..full
        };
        save(&db, &changed).await.unwrap();
        let saved = account::by_id(&mut reader, &changed.id).await.unwrap().unwrap();
        assert_eq!(saved, Account { version: 1, ..changed });
    })
    .await;
}

/// RL-2, RL-9: user name and address in any spelling lead to the one account.
#[tokio::test]
async fn names_and_addresses_lead_to_the_account() {
    both(async |db| {
        people(&db, &["mei", "ben"]).await;
        for typed in ["mei", " MEI ", "ＭＥＩ", "mei@larkfield.example", "Mei@Larkfield.EXAMPLE"]
        {
            assert_eq!(found(&db, typed).await.as_deref(), Some("mei"), "{typed}");
        }
        for typed in ["", "me", "mei@", "%", "mei@larkfield.exampl_"] {
            assert_eq!(found(&db, typed).await, None, "{typed}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_name_is_nobody_else_s_name_or_address() {
    both(async |db| {
        people(&db, &["mei", "ben"]).await;
        let other = |username: &str, mail: &str| Account { mail: mail.into(), ..person(username) };
        for (account, column) in [
            (Account { id: "x".into(), ..other("MEI", "a@b.example") }, "canonical"),
            (other("mei@larkfield.example", "a@b.example"), "canonical"),
            (other("ada", "MEI@larkfield.example"), "mail"),
            (other("ada", "Ben"), "mail"),
        ] {
            let mut tx = begin(&db).await;
            let added = account::add(&mut tx, &account, &canonical(&account.username)).await;
            assert_eq!(taken(added).as_deref(), Some(column), "{account:?}");
        }
        let ben = Account { mail: "mei".into(), ..person("ben") };
        assert_eq!(taken(save(&db, &ben).await).as_deref(), Some("mail"));
        assert_eq!(found(&db, "ben@larkfield.example").await.as_deref(), Some("ben"));
        // One's own name as one's own address is nobody else's.
        let ada = other("ada@larkfield.example", "ada@larkfield.example");
        let mut tx = begin(&db).await;
        account::add(&mut tx, &ada, &ada.username).await.unwrap();
        tx.commit().await.unwrap();
        save(&db, &ada).await.unwrap();
        assert_eq!(found(&db, &ada.username).await.as_ref(), Some(&ada.username));
    })
    .await;
}

#[tokio::test]
async fn a_changed_address_is_free_for_others() {
    both(async |db| {
        people(&db, &["mei", "ben"]).await;
        let mei = Account { mail: "new@larkfield.example".into(), ..person("mei") };
        save(&db, &mei).await.unwrap();
        assert_eq!(found(&db, "new@larkfield.example").await.as_deref(), Some("mei"));
        assert_eq!(found(&db, "mei@larkfield.example").await, None);
        assert_eq!(found(&db, "mei").await.as_deref(), Some("mei"));
        let ben = Account { mail: "mei@larkfield.example".into(), ..person("ben") };
        save(&db, &ben).await.unwrap();
        assert_eq!(found(&db, "mei@larkfield.example").await.as_deref(), Some("ben"));
    })
    .await;
}

#[tokio::test]
async fn who_saves_second_reads_again() {
    both(async |db| {
        let mei = people(&db, &["mei"]).await;
        save(&db, &Account { name: "First".into(), ..mei.clone() }).await.unwrap();
        assert!(stale(save(&db, &Account { name: "Second".into(), ..mei.clone() }).await));
        save(&db, &Account { name: "Third".into(), version: 1, ..mei.clone() }).await.unwrap();
        assert!(stale(save(&db, &Account { version: 9, ..person("nobody") }).await));
        let saved = account::by_id(&mut read(&db).await, &mei.id).await.unwrap().unwrap();
        assert_eq!((saved.name.as_str(), saved.version), ("Third", 2));
    })
    .await;
}

#[tokio::test]
async fn the_first_sign_in_is_remembered() {
    both(async |db| {
        let mei = people(&db, &["mei"]).await;
        for (now, first) in [(at(10), at(10)), (at(20), at(10))] {
            let mut tx = begin(&db).await;
            account::signed_in(&mut tx, &mei.id, now).await.unwrap();
            let found = account::by_id(&mut tx, &mei.id).await.unwrap().unwrap();
            assert_eq!(found.first_sign_in_at, Some(first));
            assert_eq!(found.last_sign_in_at, Some(now));
            assert_eq!(found.version, 0, "nobody's form becomes old by it");
            tx.commit().await.unwrap();
        }
        assert!(stale(account::signed_in(&mut begin(&db).await, &"nobody".into(), NOW).await));
    })
    .await;
}

/// EN-9: the last day is stored once and never moves.
#[tokio::test]
async fn grace_begins_once() {
    both(async |db| {
        let mei = people(&db, &["mei"]).await;
        let mut tx = begin(&db).await;
        assert!(account::begin_grace(&mut tx, &mei.id, at(HOUR)).await.unwrap());
        assert!(!account::begin_grace(&mut tx, &mei.id, at(2 * HOUR)).await.unwrap());
        let found = account::by_id(&mut tx, &mei.id).await.unwrap().unwrap();
        assert_eq!(found.grace_ends_at, Some(at(HOUR)));
    })
    .await;
}

/// EN-9: who read the account before the last day was stored cannot save that day away.
#[tokio::test]
async fn a_save_from_before_does_not_end_the_grace_period() {
    both(async |db| {
        let before = people(&db, &["mei"]).await;
        let mut tx = begin(&db).await;
        account::begin_grace(&mut tx, &before.id, at(HOUR)).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = begin(&db).await;
        let saved = account::save(&mut tx, &before).await;
        assert!(matches!(saved, Err(Error::Stale)), "{saved:?}");
        drop(tx);
        let mut reader = db.reader().await.unwrap();
        let found = account::by_id(&mut reader, &before.id).await.unwrap().unwrap();
        assert_eq!(found.grace_ends_at, Some(at(HOUR)));
    })
    .await;
}

/// RC-7: a change voids what was half done, and knows when it came second.
#[tokio::test]
async fn a_generation_moves_once() {
    both(async |db| {
        let mei = people(&db, &["mei"]).await;
        let mut tx = begin(&db).await;
        account::bump_generation(&mut tx, &mei.id, 0).await.unwrap();
        assert!(stale(account::bump_generation(&mut tx, &mei.id, 0).await));
        account::bump_generation(&mut tx, &mei.id, 1).await.unwrap();
        assert_eq!(account::by_id(&mut tx, &mei.id).await.unwrap().unwrap().generation, 2);
    })
    .await;
}

/// EN-8: only who is switched on becomes enforced.
#[tokio::test]
async fn enabled_becomes_enforced() {
    both(async |db| {
        let mei = people(&db, &["mei"]).await;
        let mut tx = begin(&db).await;
        assert!(account::enforce(&mut tx, &mei.id).await.unwrap());
        assert!(!account::enforce(&mut tx, &mei.id).await.unwrap());
        let found = account::by_id(&mut tx, &mei.id).await.unwrap().unwrap();
        assert_eq!((found.state, found.version), (State::Enforced, 1));
        account::save(&mut tx, &Account { state: State::Disabled, ..found }).await.unwrap();
        assert!(!account::enforce(&mut tx, &mei.id).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn administrators_are_those_who_can_sign_in() {
    both(async |db| {
        let mut tx = begin(&db).await;
        for (username, role, disabled_at) in [
            ("zoe", Role::Owner, None),
            ("ada", Role::Helpdesk, None),
            ("old", Role::Owner, Some(NOW)),
            ("mei", Role::Person, None),
        ] {
            let account = Account { role, disabled_at, ..person(username) };
            account::add(&mut tx, &account, username).await.unwrap();
        }
        assert_eq!(account::owners(&mut tx).await.unwrap(), 1);
        assert_eq!(account::count(&mut tx).await.unwrap(), 4);
        let found = account::administrators(&mut tx).await.unwrap();
        let names: Vec<_> = found.iter().map(|account| account.username.as_str()).collect();
        assert_eq!(names, ["ada", "zoe"]);
    })
    .await;
}

/// A thousand accounts, page by page: each once, in order, whatever else happens meanwhile.
#[tokio::test]
async fn pages_show_each_account_once() {
    both(async |db| {
        // Orders of countries differ from that of bytes in all of these.
        let name = |n: i32| match n % 4 {
            0 => format!("a-{n:04}"),
            1 => format!("a{n:04}"),
            2 => format!("é{n:04}"),
            _ => format!("_{n:04}"),
        };
        let mut wanted: Vec<String> = (0..1000).map(name).collect();
        let mut tx = begin(&db).await;
        for username in &wanted {
            account::add(&mut tx, &person(username), username).await.unwrap();
        }
        tx.commit().await.unwrap();
        wanted.sort();
        let mut shown: Vec<String> = Vec::new();
        loop {
            let filter = Filter { search: None, after: shown.last().cloned(), limit: 70 };
            let page = account::page(&mut read(&db).await, &filter).await.unwrap();
            if page.is_empty() {
                break;
            }
            shown.extend(page.into_iter().map(|account| account.username));
            // Somebody before the page is added while people turn it.
            let mut tx = begin(&db).await;
            let early = format!("!{:04}", shown.len());
            account::add(&mut tx, &person(&early), &early).await.unwrap();
            tx.commit().await.unwrap();
        }
        assert_eq!(shown, wanted);
    })
    .await;
}

#[tokio::test]
async fn a_search_finds_names_and_addresses() {
    both(async |db| {
        people(&db, &["mei", "mel", "ben", "a%b"]).await;
        let ben = Account { mail: "me@larkfield.example".into(), ..person("ben") };
        save(&db, &ben).await.unwrap();
        let search = async |text: &str, after: Option<&str>, limit| {
            let filter = Filter { search: Some(text.into()), after: after.map(Into::into), limit };
            let page = account::page(&mut read(&db).await, &filter).await.unwrap();
            page.into_iter().map(|account| account.username).collect::<Vec<_>>()
        };
        assert_eq!(search("ME", None, 9).await, ["ben", "mei", "mel"], "each once");
        assert_eq!(search("me", None, 2).await, ["ben", "mei"]);
        assert_eq!(search("me", Some("mei"), 2).await, ["mel"]);
        assert_eq!(search("mei@", None, 9).await, ["mei"]);
        assert_eq!(search("%", None, 9).await, Vec::<String>::new());
        assert_eq!(search(" ", None, 9).await.len(), 4, "nothing typed is no search");
    })
    .await;
}

#[tokio::test]
async fn methods_belong_to_their_account() {
    both(async |db| {
        let mei = people(&db, &["mei", "ben"]).await;
        let ben = person("ben");
        let mut tx = begin(&db).await;
        for (account, id, kind, added) in
            [(&mei, "b", "sms", 2), (&mei, "a", "totp", 1), (&ben, "c", "totp", 0)]
        {
            let row = method::Row { added_at: at(added), ..a_method(account, id, kind) };
            method::add(&mut tx, &row).await.unwrap();
        }
        let of = method::of_account(&mut tx, &mei.id).await.unwrap();
        assert_eq!(of.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        let first = &of[0];
        assert_eq!((first.kind.as_str(), first.label.as_str()), ("totp", "Label a"));
        assert_eq!((first.secret.as_slice(), first.version), (&b"sealed a"[..], 0));
        // RC-2: another's method is not touched by a name that was guessed.
        let (c, b) = ("c".into(), "b".into());
        assert!(stale(method::rename(&mut tx, &mei.id, &c, "mine").await));
        assert!(stale(method::remove(&mut tx, &mei.id, &c, NOW).await));
        method::rename(&mut tx, &mei.id, &b, "Work").await.unwrap();
        method::touch(&mut tx, &b, at(9)).await.unwrap();
        let of = method::of_account(&mut tx, &mei.id).await.unwrap();
        assert_eq!((of[1].label.as_str(), of[1].last_used_at), ("Work", Some(at(9))));
        assert_eq!(method::of_account(&mut tx, &ben.id).await.unwrap()[0].label, "Label c");
        let again = method::add(&mut tx, &a_method(&mei, "a", "sms")).await;
        assert_eq!(taken(again).as_deref(), Some("method_id"));
    })
    .await;
}

/// OT-3: a time step that was used moves the secret, and who knows the old one comes too late.
#[tokio::test]
async fn a_kept_secret_moves_on() {
    both(async |db| {
        let mei = people(&db, &["mei"]).await;
        let id = "a".into();
        let mut tx = begin(&db).await;
        method::add(&mut tx, &a_method(&mei, "a", "totp")).await.unwrap();
        method::keep(&mut tx, &id, 0, b"one", at(1)).await.unwrap();
        assert!(stale(method::keep(&mut tx, &id, 0, b"other", at(2)).await));
        method::keep(&mut tx, &id, 1, b"two", at(3)).await.unwrap();
        let of = method::of_account(&mut tx, &mei.id).await.unwrap();
        assert_eq!((of[0].secret.as_slice(), of[0].version), (&b"two"[..], 2));
        assert_eq!(of[0].last_used_at, Some(at(3)));
    })
    .await;
}

/// EN-10: what was removed proves nothing; only the way back brings it back.
#[tokio::test]
async fn a_removed_method_proves_nothing() {
    both(async |db| {
        let mei = people(&db, &["mei"]).await;
        let id = "a".into();
        let mut tx = begin(&db).await;
        for (id, kind) in [("a", "totp"), ("b", "sms"), ("p", "password")] {
            method::add(&mut tx, &a_method(&mei, id, kind)).await.unwrap();
        }
        method::remove(&mut tx, &mei.id, &id, NOW).await.unwrap();
        assert!(stale(method::remove(&mut tx, &mei.id, &id, NOW).await));
        assert!(stale(method::keep(&mut tx, &id, 0, b"x", NOW).await));
        assert!(stale(method::touch(&mut tx, &id, NOW).await));
        assert!(stale(method::rename(&mut tx, &mei.id, &id, "x").await));
        assert_eq!(method::of_account(&mut tx, &mei.id).await.unwrap().len(), 2);
        method::restore(&mut tx, &mei.id, &id).await.unwrap();
        assert!(stale(method::restore(&mut tx, &mei.id, &id).await));
        let but_password = Some("password");
        assert_eq!(method::remove_all(&mut tx, &mei.id, NOW, but_password).await.unwrap(), 2);
        let left = method::of_account(&mut tx, &mei.id).await.unwrap();
        assert_eq!(left[0].kind, "password");
        assert_eq!(method::remove_all(&mut tx, &mei.id, NOW, None).await.unwrap(), 1);
        assert!(method::of_account(&mut tx, &mei.id).await.unwrap().is_empty());
    })
    .await;
}
