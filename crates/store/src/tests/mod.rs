//! Every noun on both databases. Here are the people and things the tests are about.

mod accounts;
mod app_passwords;
mod apps;
mod counts;
mod outbox;
mod races;
mod records;
mod sessions;
mod sign_ins;
pub mod statements;
mod tokens;

use crate::{Db, Reader, Tx, account, grant, method, session, sign_in, ticket, token};
use countersign_core::{
    account::{Account, Appearance, Role, State, canonical},
    id::{AccountId, MethodId},
    method::{Factor, Proof},
    session::Session,
    time::Time,
};

const NOW: Time = Time(1_790_000_000_000);
const HOUR: i64 = 3_600_000;

const fn at(millis: i64) -> Time {
    Time(NOW.0 + millis)
}

async fn begin(db: &Db) -> Tx {
    db.begin().await.unwrap()
}

async fn read(db: &Db) -> Reader {
    db.reader().await.unwrap()
}

fn person(username: &str) -> Account {
    Account {
        id: AccountId::from(format!("id-{username}")),
        username: username.into(),
        name: format!("Person {username}"),
        mail: format!("{username}@larkfield.example"),
        role: Role::Person,
        state: State::Enabled,
        language: None,
        time_zone: None,
        appearance: Appearance::System,
        default_method: None,
        made_at: NOW,
        first_sign_in_at: None,
        last_sign_in_at: None,
        grace_ends_at: None,
        disabled_at: None,
        generation: 0,
        version: 0,
    }
}

/// Adds accounts; the first is the one a test is about.
async fn people(db: &Db, usernames: &[&str]) -> Account {
    let mut tx = begin(db).await;
    for username in usernames {
        let account = person(username);
        account::add(&mut tx, &account, &canonical(username)).await.unwrap();
    }
    tx.commit().await.unwrap();
    person(usernames[0])
}

fn a_method(account: &Account, id: &str, kind: &str) -> method::Row {
    method::Row {
        id: MethodId::from(id),
        account: account.id.clone(),
        kind: kind.into(),
        label: format!("Label {id}"),
        secret: format!("sealed {id}").into_bytes(),
        version: 0,
        added_at: NOW,
        last_used_at: None,
    }
}

fn a_sign_in(id: &str, account: Option<&Account>) -> sign_in::Row {
    sign_in::Row {
        id: id.into(),
        browser: "browser".into(),
        account: account.map(|account| account.id.clone()),
        tag: "K7".into(),
        data: b"sealed".to_vec(),
        version: 0,
        begun_at: NOW,
        touched_at: NOW,
        ends_at: at(HOUR),
        closed_at: None,
    }
}

fn proofs() -> Vec<Proof> {
    vec![Proof {
        kind: "password".into(),
        method: MethodId::from("m"),
        factor: Factor::Knows,
        at: NOW,
    }]
}

fn a_session(id: &str, account: &Account) -> Session {
    Session {
        id: id.into(),
        account: account.id.clone(),
        proofs: proofs(),
        browser: "browser".into(),
        device: "Firefox on Linux".into(),
        source: "192.0.2.7".into(),
        made_at: NOW,
        proved_at: NOW,
        seen_at: NOW,
        ends_at: at(24 * HOUR),
        revoked_at: None,
    }
}

async fn opened(db: &Db, session: &Session, hash: &[u8]) {
    let mut tx = begin(db).await;
    session::open(&mut tx, session, hash).await.unwrap();
    tx.commit().await.unwrap();
}

fn a_ticket(id: &str, kind: &str, account: Option<&Account>) -> ticket::Row {
    ticket::Row {
        id: id.into(),
        kind: kind.into(),
        secret_hash: format!("hash of {id}").into_bytes(),
        account: account.map(|account| account.id.clone()),
        data: b"sealed".to_vec(),
        made_at: NOW,
        ends_at: at(HOUR),
        used_at: None,
    }
}

fn a_grant(id: &str, account: &Account, session: Option<&str>) -> grant::Row {
    grant::Row {
        id: id.into(),
        app: "app".into(),
        account: account.id.clone(),
        session: session.map(Into::into),
        scope: "openid offline_access".into(),
        facts: b"sealed".to_vec(),
        made_at: NOW,
        ends_at: at(24 * HOUR),
        revoked_at: None,
    }
}

fn a_token(hash: &[u8], grant: &str, kind: &str, parent: Option<&[u8]>) -> token::Row {
    token::Row {
        hash: hash.to_vec(),
        grant: grant.into(),
        kind: kind.into(),
        parent: parent.map(<[u8]>::to_vec),
        scope: None,
        made_at: NOW,
        ends_at: at(HOUR),
        used_at: None,
        revoked_at: None,
    }
}

/// Whether a write was refused because somebody else was faster.
fn stale<T>(outcome: crate::Result<T>) -> bool {
    matches!(outcome, Err(crate::Error::Stale))
}

/// Which column a write was refused for.
fn taken<T>(outcome: crate::Result<T>) -> Option<String> {
    match outcome {
        Err(crate::Error::Taken(column)) => Some(column),
        _ => None,
    }
}
