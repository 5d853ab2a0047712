//! A house with people and app passwords, and mail servers that ask it over real sockets. On one
//! database: a door only asks the engine, whose own tests of it run on both.

use crate::mail::dovecot::{Limits, Listener, listen};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use countersign_core::{
    account::{Account, Role, State},
    app_password::{AppPassword, Opens, Scope, Why, secret},
    id::AppPasswordId,
    method::{Kind, Kinds},
    secret::Secret,
};
use engine::testing::{Counted, TestHouse};
use std::{net::SocketAddr, sync::atomic::AtomicUsize};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

static COMPARED: AtomicUsize = AtomicUsize::new(0);
static WORD: Counted = Counted(&COMPARED);
static KINDS: &[&dyn Kind] = &[&WORD];

pub struct World {
    pub house: TestHouse,
    pub mei: Account,
}

impl World {
    /// Mei, who is asked for a second step.
    pub async fn new() -> Self {
        Self::of(Kinds(KINDS)).await
    }

    pub async fn of(kinds: Kinds) -> Self {
        let db = store::Db::open(&store::Config::Memory).await.unwrap();
        let house = TestHouse::on(db, kinds).await;
        let mei = house.person("mei", Role::Person, State::Enforced).await;
        Self { house, mei }
    }

    /// One more for Mei.
    pub async fn app_password(&self, scopes: &[Scope], networks: &[&str]) -> Given {
        let (engine, mei) = (&self.house.engine, &self.mei);
        let secret = secret::make(engine.dice());
        let id = AppPasswordId::new(engine.now(), engine.dice());
        let new = AppPassword {
            id: id.clone(),
            account: mei.id.clone(),
            name: "Phone".into(),
            program: "phone".into(),
            opens: Opens::of(scopes),
            networks: networks.iter().map(|network| (*network).to_owned()).collect(),
            made_at: engine.now(),
            ends_at: None,
            ended: None,
            last_used: None,
            used: Vec::new(),
        };
        let hash = engine.vault().keyed_hash("app-password", secret.reveal().as_bytes());
        let slots = {
            let mut reader = engine.reader().await.unwrap();
            store::app_password::slots(&mut reader, &mei.id).await.unwrap()
        };
        let slot = (1..).find(|slot| !slots.contains(slot)).unwrap();
        let mut tx = self.house.db.begin().await.unwrap();
        store::app_password::add(&mut tx, &new, (slot, &hash), None).await.unwrap();
        tx.commit().await.unwrap();
        Given { id, secret }
    }

    /// Ends one of Mei's.
    pub async fn end(&self, given: &Given, why: Why) {
        let now = self.house.engine.now();
        let mut tx = self.house.db.begin().await.unwrap();
        store::app_password::end(&mut tx, &self.mei.id, &given.id, (why, now)).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// The database cannot answer any more.
    pub async fn break_down(&self) {
        let mut tx = self.house.db.begin().await.unwrap();
        tx.run("ALTER TABLE app_password RENAME TO gone", Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// A listener of the Dovecot protocol, until it is dropped.
    pub async fn dovecot(&self, limits: Limits) -> Served {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = watch::channel(false);
        let listener = Listener::Tcp(listener, Vec::new());
        let serving = listen(self.house.engine.clone(), listener, limits, stopped);
        Served { address, stop, serving: tokio::spawn(serving) }
    }
}

pub struct Given {
    pub id: AppPasswordId,
    pub secret: Secret<String>,
}

pub struct Served {
    pub address: SocketAddr,
    pub stop: watch::Sender<bool>,
    pub serving: JoinHandle<()>,
}

/// A mail server's connection.
pub struct Asker(BufReader<TcpStream>);

impl Asker {
    /// Connects, reads the greeting and says who it is.
    pub async fn new(address: SocketAddr, minor: u32) -> Self {
        let mut asker = Self(BufReader::new(TcpStream::connect(address).await.unwrap()));
        while asker.line().await.unwrap() != "DONE" {}
        asker.say(&format!("VERSION\t1\t{minor}\nCPID\t{}\n", std::process::id())).await;
        asker
    }

    pub async fn say(&mut self, lines: &str) {
        self.0.get_mut().write_all(lines.as_bytes()).await.unwrap();
    }

    /// The next line; nothing once the connection is closed.
    pub async fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = self.0.read_line(&mut line).await.unwrap_or(0);
        (read > 0).then(|| line.trim_end().to_owned())
    }

    /// Asks for one and waits for its answer.
    pub async fn ask(&mut self, service: &str, name: &str, secret: &str) -> Option<String> {
        self.say(&auth(1, service, name, secret)).await;
        self.line().await
    }
}

/// One question by PLAIN.
pub fn auth(id: u32, service: &str, name: &str, secret: &str) -> String {
    let resp = STANDARD.encode(format!("\0{name}\0{secret}"));
    format!("AUTH\t{id}\tPLAIN\tservice={service}\trip=192.0.2.7\tsecured\tresp={resp}\n")
}
