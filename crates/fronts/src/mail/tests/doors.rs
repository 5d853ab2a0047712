//! The scope matrix: every door of a mail server, every protocol, every kind of app password, in
//! every state and from inside and outside its network.

use super::{
    house::{Asker, Given, World},
    web::{SECRET, asked, nginx, script, scripted},
};
use crate::mail::dovecot::Limits;
use axum::{Router, http::StatusCode};
use countersign_core::{
    account::State,
    app_password::{Protocol, Scope, Why},
    method::{Kind, Kinds},
};
use engine::testing::{Counted, PASSWORD};
use serde_json::json;
use std::sync::atomic::{AtomicUsize, Ordering};

const MEI: &str = "mei@larkfield.example";

/// What a service is called at a door.
const SERVICES: [(&str, Scope); 8] = [
    ("imap", Scope::Mail),
    ("pop3", Scope::Mail),
    ("sieve", Scope::Mail),
    ("smtp", Scope::Sending),
    ("submission", Scope::Sending),
    ("radicale", Scope::Calendar),
    ("carddav", Scope::Calendar),
    ("webdav", Scope::Files),
];

/// All three doors of one house.
struct Doors {
    dovecot: Asker,
    nginx: Router,
    script: Router,
}

impl Doors {
    async fn of(world: &World) -> Self {
        let served = world.dovecot(Limits::default()).await;
        let dovecot = Asker::new(served.address, 1).await;
        // Listens until the test's runtime ends.
        std::mem::forget(served);
        Self { dovecot, nginx: nginx(world), script: script(world) }
    }

    /// Whether each door opens; all have to say the same.
    async fn open(&mut self, service: &str, secret: &str) -> bool {
        let line = self.dovecot.ask(service, MEI, secret).await.unwrap();
        let by_dovecot = line == format!("OK\t1\tuser={MEI}");
        assert!(by_dovecot || line.starts_with("FAIL\t1\t"), "{line}");
        assert!(!line.contains("\ttemp"), "an outage: {line}");
        let question = json!({
            "user": MEI, "password": secret, "service": service, "rip": "192.0.2.7",
        });
        let (status, answer) = scripted(&self.script, SECRET, question.to_string()).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(by_dovecot, answer["result"] == "ok", "{service}: {line} and {answer}");
        let back_end = matches!(service, "imap" | "smtp" | "submission");
        if back_end {
            let changes = [("auth-protocol", service.as_bytes()), ("auth-pass", secret.as_bytes())];
            let answer = asked(&self.nginx, &changes).await;
            assert_eq!(by_dovecot, answer["auth-status"] == "OK", "{service}: {line}, {answer:?}");
        }
        by_dovecot
    }
}

/// AP-3, ML-2: protocol × what it was made for × whether it has ended × network.
#[tokio::test]
async fn an_app_password_opens_what_it_was_made_for_ap_3_ml_2() {
    let world = World::new().await;
    let mut doors = Doors::of(&world).await;
    for scope in Scope::ALL {
        let inside = world.app_password(&[*scope], &["192.0.2.0/24", "2001:db8::/32"]).await;
        let outside = world.app_password(&[*scope], &["198.51.100.0/24"]).await;
        let everywhere = world.app_password(&[*scope], &[]).await;
        let ended: Given = world.app_password(&[*scope], &[]).await;
        world.end(&ended, Why::Removed).await;
        for (service, needs) in SERVICES {
            assert_eq!(Protocol::parse(service).unwrap().scope(), needs);
            let opens = needs == *scope;
            for (given, right) in
                [(&inside, opens), (&everywhere, opens), (&outside, false), (&ended, false)]
            {
                let open = doors.open(service, given.secret.reveal()).await;
                assert_eq!(open, right, "{service} with {scope:?}");
            }
        }
        assert!(!doors.open("unheard", everywhere.secret.reveal()).await);
    }
}

/// AP-3, ML-2: the normal password opens no mail once a second step is asked for.
#[tokio::test]
async fn the_normal_password_counts_by_the_state_ap_3_ml_2() {
    let world = World::new().await;
    let mut doors = Doors::of(&world).await;
    for (state, opens) in [(State::Disabled, true), (State::Enforced, false)] {
        let mut mei = world.house.account("mei").await;
        mei.state = state;
        let mut tx = world.house.db.begin().await.unwrap();
        store::account::save(&mut tx, &mei).await.unwrap();
        tx.commit().await.unwrap();
        for service in ["imap", "pop3", "smtp", "radicale"] {
            assert_eq!(doors.open(service, PASSWORD).await, opens, "{service} in {state:?}");
        }
        assert!(!doors.open("imap", "another password").await);
    }
}

static COMPARED: AtomicUsize = AtomicUsize::new(0);
static COUNTED: Counted = Counted(&COMPARED);
static COUNTED_KINDS: &[&dyn Kind] = &[&COUNTED];

/// AP-5: 200 programs with an app password that has ended, over and over: nothing is hashed, and
/// nobody is locked out.
#[tokio::test(flavor = "multi_thread")]
async fn programs_with_an_ended_one_cost_nothing_ap_5() {
    let world = World::of(Kinds(COUNTED_KINDS)).await;
    let ended = world.app_password(&[Scope::Mail], &[]).await;
    let good = world.app_password(&[Scope::Mail], &[]).await;
    world.end(&ended, Why::Removed).await;
    let served = world.dovecot(Limits { connections: 201, of_one: 201, ..Limits::default() }).await;
    let programs: Vec<_> = (0..200)
        .map(|_| {
            let (address, secret) = (served.address, ended.secret.reveal().clone());
            tokio::spawn(async move {
                let mut asker = Asker::new(address, 1).await;
                for _ in 0..30 {
                    let answer = asker.ask("imap", MEI, &secret).await.unwrap();
                    assert!(answer.contains("\treason=This password has ended."), "{answer}");
                }
            })
        })
        .collect();
    for program in programs {
        program.await.unwrap();
    }
    assert_eq!(COMPARED.load(Ordering::SeqCst), 0, "a password was compared");
    let mut asker = Asker::new(served.address, 1).await;
    let answer = asker.ask("imap", MEI, good.secret.reveal()).await.unwrap();
    assert_eq!(answer, format!("OK\t1\tuser={MEI}"));
}
