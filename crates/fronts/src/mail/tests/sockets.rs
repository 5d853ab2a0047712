//! The Dovecot protocol over real sockets.

use super::house::{Asker, World, auth};
use crate::mail::dovecot::{Limits, Listener, listen, socket};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use countersign_core::app_password::{Scope, Why};
use std::{collections::BTreeSet, os::unix::fs::PermissionsExt as _, time::Duration};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpStream, UnixStream},
    sync::watch,
    time::timeout,
};

const LONG: Duration = Duration::from_secs(20);

/// A thousand questions before the first answer is read: each is answered once, by its number.
#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_are_under_way_at_once() {
    let world = World::new().await;
    let given = world.app_password(&[Scope::Mail], &[]).await;
    let served = world.dovecot(Limits::default()).await;
    let mut asker = Asker::new(served.address, 1).await;
    let mut lines = String::new();
    for id in 0..1000 {
        let secret = if id % 2 == 0 { given.secret.reveal() } else { "not the secret" };
        lines.push_str(&auth(id, "imap", "MEI@larkfield.example", secret));
        // Between them exchanges that stay open.
        lines.push_str(&format!("AUTH\t{}\tLOGIN\tservice=imap\n", 10_000 + id));
    }
    asker.say(&lines).await;
    let mut opened = BTreeSet::new();
    let mut refused = BTreeSet::new();
    let mut asked = BTreeSet::new();
    for _ in 0..2000 {
        let line = timeout(LONG, asker.line()).await.unwrap().unwrap();
        let mut fields = line.split('\t');
        let (word, id) = (fields.next().unwrap(), fields.next().unwrap().parse::<u32>().unwrap());
        match word {
            "OK" => {
                assert_eq!(fields.next(), Some("user=mei@larkfield.example"));
                assert!(opened.insert(id));
            }
            "FAIL" => assert!(refused.insert(id)),
            _ => assert!(asked.insert(id)),
        }
    }
    assert_eq!(opened, (0..1000).filter(|id| id % 2 == 0).collect());
    assert_eq!(refused, (0..1000).filter(|id| id % 2 == 1).collect());
    assert_eq!(asked, (10_000..11_000).collect());
}

/// AP-2: what was removed is refused by the next answer, on a connection that was open before.
#[tokio::test]
async fn an_end_counts_at_the_next_question_ap_2() {
    let world = World::new().await;
    let given = world.app_password(&[Scope::Mail], &[]).await;
    let served = world.dovecot(Limits::default()).await;
    let mut asker = Asker::new(served.address, 1).await;
    let (name, secret) = ("mei@larkfield.example", given.secret.reveal());
    assert_eq!(asker.ask("imap", name, secret).await.unwrap(), "OK\t1\tuser=mei@larkfield.example");
    world.end(&given, Why::Removed).await;
    let answer = asker.ask("imap", name, secret).await.unwrap();
    assert!(answer.starts_with("FAIL\t1\tuser=mei@larkfield.example\treason="), "{answer}");
    assert!(answer.contains("has ended"), "{answer}");
}

/// A token nobody gave: why is told in one more challenge, and the end comes after its answer.
#[tokio::test]
async fn a_token_nobody_gave_is_told_and_ended() {
    let world = World::new().await;
    let served = world.dovecot(Limits::default()).await;
    let mut asker = Asker::new(served.address, 1).await;
    let resp = STANDARD.encode("n,a=mei@larkfield.example,\u{1}auth=Bearer abc\u{1}\u{1}");
    asker.say(&format!("AUTH\t1\tOAUTHBEARER\tservice=imap\tresp={resp}\n")).await;
    let told = asker.line().await.unwrap();
    let coded = told.strip_prefix("CONT\t1\t").unwrap_or_else(|| panic!("{told}"));
    let error: serde_json::Value =
        serde_json::from_slice(&STANDARD.decode(coded).unwrap()).unwrap();
    assert_eq!(error["status"], "invalid_token");
    asker.say("CONT\t1\tAQ==\n").await;
    let end = asker.line().await.unwrap();
    assert_eq!(end, "FAIL\t1\tuser=mei@larkfield.example\treason=Name or password is not right.");
}

/// AP-5: 64 at once with one good app password, each on a connection of its own.
#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_at_once_come_in() {
    let world = World::new().await;
    let given = world.app_password(&[Scope::Sending], &[]).await;
    let served = world.dovecot(Limits::default()).await;
    let tasks: Vec<_> = (0..64)
        .map(|_| {
            let (address, secret) = (served.address, given.secret.reveal().clone());
            tokio::spawn(async move {
                let mut asker = Asker::new(address, 0).await;
                asker.ask("smtp", "mei@larkfield.example", &secret).await.unwrap()
            })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), "OK\t1\tuser=mei@larkfield.example");
    }
}

/// ML-4: no more connections than there is room for, and a place is free once one closes.
#[tokio::test]
async fn connections_are_counted_ml_4() {
    let world = World::new().await;
    let limits = Limits { connections: 2, of_one: 2, ..Limits::default() };
    let served = world.dovecot(limits).await;
    let first = Asker::new(served.address, 1).await;
    let _second = Asker::new(served.address, 1).await;
    let mut third = TcpStream::connect(served.address).await.unwrap();
    let mut said = Vec::new();
    drop(timeout(LONG, third.read_to_end(&mut said)).await.unwrap());
    assert!(said.is_empty(), "a third was greeted");
    drop(first);
    let again = async {
        loop {
            let stream = TcpStream::connect(served.address).await.unwrap();
            let mut line = String::new();
            if BufReader::new(stream).read_line(&mut line).await.unwrap_or(0) > 0 {
                return line;
            }
        }
    };
    assert_eq!(timeout(LONG, again).await.unwrap(), "VERSION\t1\t2\n");
}

/// ML-4: who never says who it is, and who has nothing under way for long, is sent away; an
/// exchange that is left alone ends.
#[tokio::test]
async fn silence_ends_a_connection_ml_4() {
    let world = World::new().await;
    let strike = Duration::from_millis(40);
    let served = world.dovecot(Limits { strike, idle: 3, ..Limits::default() }).await;
    let mut silent = TcpStream::connect(served.address).await.unwrap();
    let mut said = String::new();
    timeout(LONG, silent.read_to_string(&mut said)).await.unwrap().unwrap();
    assert!(said.ends_with("DONE\n"), "{said}");
    let mut slow = Asker::new(served.address, 1).await;
    slow.say("AUTH\t1\tLOGIN\tservice=imap\n").await;
    assert_eq!(timeout(LONG, slow.line()).await.unwrap().unwrap(), "CONT\t1\tVXNlcm5hbWU6");
    assert_eq!(timeout(LONG, slow.line()).await.unwrap().unwrap(), "FAIL\t1");
    assert_eq!(timeout(LONG, slow.line()).await.unwrap(), None);
}

/// ML-4: a line without end is not read to its end.
#[tokio::test]
async fn a_line_of_any_length_is_not_kept_ml_4() {
    let world = World::new().await;
    let served = world.dovecot(Limits::default()).await;
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    let flood = vec![b'a'; 1 << 20];
    // It may be closed before all of it is written.
    drop(stream.write_all(&flood).await);
    let mut said = Vec::new();
    drop(timeout(LONG, stream.read_to_end(&mut said)).await.unwrap());
    assert!(!String::from_utf8_lossy(&said).contains("FAIL"));
}

/// ML-3: with the database gone, who asks for one at a time finds the connection closed, and who
/// has more under way is told.
#[tokio::test]
async fn an_outage_reaches_the_mail_server_ml_3() {
    let world = World::new().await;
    let given = world.app_password(&[Scope::Mail], &[]).await;
    let served = world.dovecot(Limits::default()).await;
    world.break_down().await;
    let mut other = Asker::new(served.address, 1).await;
    other.say("AUTH\t2\tLOGIN\tservice=imap\n").await;
    assert_eq!(other.line().await.unwrap(), "CONT\t2\tVXNlcm5hbWU6");
    let answer = other.ask("imap", "mei@larkfield.example", given.secret.reveal()).await.unwrap();
    assert_eq!(answer, "FAIL\t1\tuser=mei@larkfield.example\ttemp\tcode=temp_fail");
    let mut postfix = Asker::new(served.address, 0).await;
    let answer = postfix.ask("smtp", "mei@larkfield.example", given.secret.reveal()).await;
    assert_eq!(answer, None);
}

/// Told to stop, the listener is gone at once, and open connections are answered until their time
/// is over.
#[tokio::test]
async fn open_connections_are_drained() {
    let world = World::new().await;
    let given = world.app_password(&[Scope::Mail], &[]).await;
    let served = world.dovecot(Limits { drain: LONG, ..Limits::default() }).await;
    let mut asker = Asker::new(served.address, 1).await;
    assert!(asker.ask("imap", "mei@larkfield.example", "x").await.is_some());
    served.stop.send_replace(true);
    let closed = async {
        while TcpStream::connect(served.address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    timeout(LONG, closed).await.unwrap();
    let answer = asker.ask("imap", "mei@larkfield.example", given.secret.reveal()).await.unwrap();
    assert_eq!(answer, "OK\t1\tuser=mei@larkfield.example");
    assert!(!served.serving.is_finished());
    drop(asker);
    timeout(LONG, served.serving).await.unwrap().unwrap();
}

#[tokio::test]
async fn the_drain_has_an_end() {
    let world = World::new().await;
    let drain = Duration::from_millis(50);
    let served = world.dovecot(Limits { drain, ..Limits::default() }).await;
    let mut asker = Asker::new(served.address, 1).await;
    served.stop.send_replace(true);
    timeout(LONG, served.serving).await.unwrap().unwrap();
    assert_eq!(asker.line().await, None);
}

/// The socket is for whom it was given to, takes the place of one that was left behind, and speaks
/// the same.
#[tokio::test]
async fn the_unix_socket_has_its_mode_and_takes_over() {
    let world = World::new().await;
    let given = world.app_password(&[Scope::Mail], &[]).await;
    let folder = std::env::temp_dir().join(format!("countersign-socket-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("auth");
    let group = std::os::unix::fs::MetadataExt::gid(&std::fs::metadata(&folder).unwrap());
    let place = socket::Place { path: path.clone(), mode: 0o620, group: Some(group.to_string()) };
    drop(socket::bind(&place).unwrap());
    assert!(UnixStream::connect(&path).await.is_err(), "nobody listens there any more");
    let listener = Listener::Unix(socket::bind(&place).unwrap());
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o620);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
    let (_stop, stopped) = watch::channel(false);
    let engine = world.house.engine.clone();
    tokio::spawn(listen(engine, listener, Limits::default(), stopped));
    let mut stream = BufReader::new(UnixStream::connect(&path).await.unwrap());
    let question = auth(1, "imap", "mei@larkfield.example", given.secret.reveal());
    let said = format!("VERSION\t1\t2\nCPID\t1\n{question}");
    stream.get_mut().write_all(said.as_bytes()).await.unwrap();
    let mut line = String::new();
    while !line.starts_with("OK\t1\t") {
        line.clear();
        assert!(stream.read_line(&mut line).await.unwrap() > 0);
    }
    std::fs::remove_dir_all(&folder).unwrap();
    let unknown = socket::Place { group: Some("no such group".into()), ..place };
    assert!(socket::bind(&unknown).is_err());
}
