//! Mail servers at the door: the Dovecot protocol beside Dovecot's own auth process with a plain
//! passwd-file, asked by the same client over the same kind of socket, with 100,000 accounts and
//! three app passwords for each; and nginx's `auth_http` against an empty handler.

use crate::{
    house::{self, Folder},
    measure::{self, Run, Size, count},
    program::{self, Program},
    table::Table,
    web,
};
use anyhow::{Context as _, Result, bail, ensure};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use countersign_core::{
    account::canonical,
    app_password::{AppPassword, Opens, Protocol, Scope, Use},
    id::AppPasswordId,
};
use engine::Engine;
use std::{
    fmt::Write as _,
    fs,
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use store::Db;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader as Lines},
    net::TcpStream,
    sync::Mutex,
    time::{MissedTickBehavior, interval},
};

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];
/// App passwords of each account.
const EACH: usize = 3;
/// Questions under way at once.
const UNDER_WAY: usize = 16;
const SPAN: Duration = Duration::from_secs(5);
const SECRET: &str = "a secret of the bench's nginx";

pub async fn run(table: &mut Table) -> Result<()> {
    let folder = Folder::new("mail")?;
    let port = program::port()?;
    let mut from = 0;
    let mut costs = Vec::new();
    let mut kept = None;
    for size in SIZES {
        // The folder is for one server at a time.
        drop(kept.take());
        let (engine, db) = house::open(&folder.0, methods::kinds(), "http://localhost").await?;
        fill(&engine, &db, from, size).await?;
        drop((engine, db));
        from = size;
        let doors = Doors::start(&folder.0, port).await?;
        let asker = Asker { address: doors.dovecot, users: size, each: EACH };
        costs.push(asker.one_each(doors.program.process).await?);
        kept = Some((doors, asker));
    }
    let (doors, asker) = kept.context("no size")?;
    let process = doors.program.process;
    let batches = asker.batches(process).await?;
    let ours = costs.last().context("no cost")?;
    let half = match Dovecot::start(&folder.0, from)? {
        None => bail!("Dovecot's auth process is not here: apt-get install dovecot-core"),
        Some(other) => {
            // A passwd-file knows one password for each.
            let theirs = Asker { address: other.address, users: from, each: 1 };
            let each = theirs.one_each(other.process).await?;
            let many = theirs.batches(other.process).await?;
            beside(table, "16 connections", ours, &each);
            beside(table, "one connection, 16 under way", &batches, &many);
            each.run.a_second() / 2.0
        }
    };
    growth(table, &costs);
    half_load(table, asker, half).await?;
    nginx(table, &doors, from, &folder.0).await
}

/// What a check costs.
struct Cost {
    run: Run,
    /// Processor time of the server for each, in microseconds.
    each: f64,
}

fn beside(table: &mut Table, how: &str, ours: &Cost, theirs: &Cost) {
    let said = format!("{:.1} µs", theirs.each);
    table.at_most(
        &format!("Dovecot protocol, processor a check, of Dovecot's own ({how})"),
        (theirs.each, &said),
        ours.each,
        format!(
            "{:.1} µs ({:.0}/s, p99 {:.2} ms; Dovecot {:.0}/s, p99 {:.2} ms)",
            ours.each,
            ours.run.a_second(),
            ours.run.within(0.99),
            theirs.run.a_second(),
            theirs.run.within(0.99),
        ),
    );
}

/// Flat, as mail servers and directories are: 25 to 70 % more for a hundred times the accounts.
fn growth(table: &mut Table, costs: &[Cost]) {
    let each: Vec<f64> = costs.iter().map(|cost| cost.each).collect();
    let (Some(first), Some(last)) = (each.first(), each.last()) else { return };
    let said: Vec<String> = each.iter().map(|each| format!("{each:.1} µs")).collect();
    table.at_most(
        "Dovecot protocol, a check at 1,000, 10,000 and 100,000 accounts, last of first",
        (1.7, "170 %"),
        last / first,
        said.join(", "),
    );
}

/// Account and app password in an order that jumps about and comes by each once before it begins
/// again: the factor is a prime, and the numbers of accounts are round.
fn drawn(n: usize, users: usize, each: usize) -> (usize, usize) {
    let place = (n % (users * each)) * 6_700_417 % (users * each);
    (place % users, place / users)
}

/// An app password of that account: 20 letters of 23 with its number in them.
pub fn secret(user: usize, which: usize) -> String {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz";
    let mut number = user * EACH + which;
    let letter = |at: usize| LETTERS.get(at % 23).map_or('a', |byte| char::from(*byte));
    (0..20)
        .map(|_| {
            let drawn = letter(number);
            number /= 23;
            drawn
        })
        .collect()
}

/// Accounts, each with three app passwords for mail.
pub async fn fill(engine: &Engine, db: &Db, from: usize, to: usize) -> Result<()> {
    for numbers in (from..to).collect::<Vec<_>>().chunks(1000) {
        let mut tx = db.begin().await?;
        for number in numbers {
            let account = house::account(engine, *number);
            store::account::add(&mut tx, &account, &canonical(&account.username)).await?;
            for which in 0..EACH {
                let new = AppPassword {
                    id: AppPasswordId::new(engine.now(), engine.dice()),
                    account: account.id.clone(),
                    name: format!("Program {which}"),
                    program: "thunderbird".into(),
                    opens: Opens::of(&[Scope::Mail, Scope::Sending]),
                    networks: Vec::new(),
                    made_at: engine.now(),
                    ends_at: None,
                    ended: None,
                    last_used: None,
                    used: Vec::new(),
                };
                let secret = secret(*number, which);
                let hash = engine.vault().keyed_hash("app-password", secret.as_bytes());
                let slot = i64::try_from(which)? + 1;
                store::app_password::add(&mut tx, &new, (slot, &hash), None).await?;
                // Programs that have come in before, from where they come now: the first use of
                // all is written down and happens once.
                store::app_password::see(&mut tx, &new.id, &before(engine), 1).await?;
            }
        }
        tx.commit().await?;
    }
    Ok(())
}

fn before(engine: &Engine) -> Use {
    let at = engine.now().minus(Duration::from_secs(60));
    Use { at, source: "192.0.2.7".into(), protocol: Protocol::Imap }
}

/// Our server with its doors.
struct Doors {
    program: Program,
    dovecot: SocketAddr,
    auth_http: SocketAddr,
}

impl Doors {
    async fn start(folder: &Path, port: u16) -> Result<Self> {
        let (dovecot, auth_http) = (here(program::port()?), here(program::port()?));
        let file = folder.join("mail.secret");
        fs::write(&file, SECRET)?;
        let config = format!(
            "[mail]\ndovecot_tcp = \"{dovecot}\"\n[mail.auth_http]\nlisten = \"{auth_http}\"\n\
             secret_file = \"{}\"\nimap = {{ server = \"127.0.0.1:143\" }}\n",
            file.display()
        );
        let program = program::start_with(folder, port, &config).await?;
        Ok(Self { program, dovecot, auth_http })
    }
}

fn here(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

/// A mail server that asks for so many people.
#[derive(Clone, Copy)]
struct Asker {
    address: SocketAddr,
    users: usize,
    /// Passwords of each.
    each: usize,
}

type Connection = Lines<TcpStream>;

impl Asker {
    /// As Postfix does it: each connection asks for one at a time.
    async fn one_each(self, process: u32) -> Result<Cost> {
        let connections = self.connections(UNDER_WAY).await?;
        let next = Arc::new(AtomicUsize::new(0));
        let ask = move |task: usize, _| {
            let (connections, next) = (Arc::clone(&connections), Arc::clone(&next));
            async move {
                let n = next.fetch_add(1, Ordering::Relaxed);
                let connection = connections.get(task).context("connection")?;
                self.ask(&mut *connection.lock().await, n, 1).await
            }
        };
        // Once by everybody: what a first use costs stands in the part `mail`.
        let (each, span) = (self.users * self.each / UNDER_WAY + 1, SPAN * 10);
        measure::run(Size { tasks: UNDER_WAY, each, span }, ask.clone()).await?;
        cost(process, 1, UNDER_WAY, ask).await
    }

    /// One connection with sixteen under way.
    async fn batches(self, process: u32) -> Result<Cost> {
        let connections = self.connections(1).await?;
        let ask = move |_, n: usize| {
            let connections = Arc::clone(&connections);
            async move {
                let connection = connections.first().context("connection")?;
                self.ask(&mut *connection.lock().await, n * UNDER_WAY, UNDER_WAY).await
            }
        };
        cost(process, UNDER_WAY, 1, ask).await
    }

    async fn connections(self, many: usize) -> Result<Arc<Vec<Mutex<Connection>>>> {
        let mut all = Vec::new();
        for number in 0..many {
            let stream = TcpStream::connect(self.address).await?;
            stream.set_nodelay(true)?;
            let mut connection = Lines::new(stream);
            let mut line = String::new();
            while line != "DONE\n" {
                line.clear();
                ensure!(connection.read_line(&mut line).await? > 0, "closed before its greeting");
            }
            // Of each process there may be one.
            let own = u64::from(std::process::id()) * 1000 + u64::try_from(number)?;
            let hello = format!("VERSION\t1\t1\nCPID\t{}\n", own % 4_000_000_000);
            connection.get_mut().write_all(hello.as_bytes()).await?;
            all.push(Mutex::new(connection));
        }
        Ok(Arc::new(all))
    }

    /// Asks for so many, beginning with the `n`th, in one write, and reads what comes.
    async fn ask(self, connection: &mut Connection, n: usize, many: usize) -> Result<()> {
        let mut lines = String::new();
        for n in n..n + many {
            let (user, which) = drawn(n, self.users, self.each);
            let name = house::username(user);
            let resp = STANDARD.encode(format!("\0{name}\0{}", secret(user, which)));
            let id = n % 1_000_000 + 1;
            writeln!(
                lines,
                "AUTH\t{id}\tPLAIN\tservice=imap\trip=192.0.2.7\tlip=192.0.2.1\tsecured\t\
                 resp={resp}"
            )?;
        }
        connection.get_mut().write_all(lines.as_bytes()).await?;
        for _ in 0..many {
            lines.clear();
            connection.read_line(&mut lines).await?;
            ensure!(lines.starts_with("OK\t"), "not let in: {lines:?}");
        }
        Ok(())
    }
}

/// Asks for a while; `act` asks for `many` at once.
async fn cost<A, F>(process: u32, many: usize, tasks: usize, act: A) -> Result<Cost>
where
    A: Fn(usize, usize) -> F + Clone + Send + 'static,
    F: Future<Output = Result<()>> + Send,
{
    let used = measure::processor(process)?;
    let size = Size { tasks, each: usize::MAX, span: SPAN };
    let run = measure::run(size, act).await?.times(many);
    let used = measure::processor(process)?.saturating_sub(used);
    let each = used.as_secs_f64() * 1e6 / count(run.count);
    Ok(Cost { run, each })
}

/// Questions come by the clock, half as many as Dovecot can answer.
async fn half_load(table: &mut Table, asker: Asker, a_second: f64) -> Result<()> {
    let connections = asker.connections(UNDER_WAY).await?;
    let start = measure::now();
    let tasks: Vec<_> = (0..UNDER_WAY)
        .map(|task| {
            let connections = Arc::clone(&connections);
            let pause = Duration::from_secs_f64(count(UNDER_WAY) / a_second);
            tokio::spawn(async move {
                let mut clock = interval(pause.max(Duration::from_millis(1)));
                clock.set_missed_tick_behavior(MissedTickBehavior::Burst);
                // A clock of a millisecond is coarser than the pause: so many at each strike.
                let burst = (0.001_f64.max(pause.as_secs_f64()) / pause.as_secs_f64()).round();
                let mut spans = Vec::new();
                let mut n = task * 1_000_003;
                while start.elapsed() < SPAN {
                    clock.tick().await;
                    let connection = connections.get(task).context("connection")?;
                    let mut connection = connection.lock().await;
                    let mut left = burst;
                    while left >= 1.0 {
                        let begun = measure::now();
                        asker.ask(&mut connection, n, 1).await?;
                        spans.push(begun.elapsed());
                        n += 1;
                        left -= 1.0;
                    }
                }
                Ok::<_, anyhow::Error>(spans)
            })
        })
        .collect();
    let mut spans = Vec::new();
    for task in tasks {
        spans.extend(task.await??);
    }
    let run = Run::of(spans, start.elapsed());
    let p99 = run.within(0.99);
    table.at_most(
        "Dovecot protocol at half of Dovecot's rate, p99",
        (2.0, "2 ms"),
        p99,
        format!("{p99:.2} ms (p50 {:.2} ms, {:.0}/s)", run.within(0.5), run.a_second()),
    );
    Ok(())
}

async fn nginx(table: &mut Table, doors: &Doors, users: usize, folder: &Path) -> Result<()> {
    let (user, which) = drawn(1, users, EACH);
    let head = format!(
        "GET /auth HTTP/1.1\r\nAuth-Method: plain\r\nAuth-User: {}\r\n\
         Auth-Pass: {}\r\nAuth-Protocol: imap\r\nAuth-Login-Attempt: 1\r\n\
         Client-IP: 192.0.2.7\r\nX-Countersign-Secret: {SECRET}",
        house::username(user),
        secret(user, which)
    );
    // A folder of its own: that of our server is taken.
    let other = folder.join("other");
    fs::create_dir_all(&other)?;
    let (empty, ours) =
        web::beside_empty(&other, (doors.auth_http, doors.program.process), &head).await?;
    web::against(table, "nginx auth_http, of an empty handler", (&empty, 0.5, "50 %"), &ours);
    Ok(())
}

/// Dovecot's own auth process, as its login processes ask it.
struct Dovecot {
    address: SocketAddr,
    /// Of the auth process, not of the master that started it.
    process: u32,
    master: Child,
}

impl Dovecot {
    /// Nothing, if it is not installed.
    fn start(folder: &Path, users: usize) -> Result<Option<Self>> {
        if Command::new("dovecot").arg("--version").stdout(Stdio::null()).status().is_err() {
            return Ok(None);
        }
        let own = folder.join("dovecot");
        fs::create_dir_all(&own)?;
        let mut file = String::new();
        for user in 0..users {
            let name = house::username(user);
            writeln!(file, "{name}:{{PLAIN}}{}:::::", secret(user, 0))?;
        }
        fs::write(own.join("users"), file)?;
        let port = program::port()?;
        let config = own.join("dovecot.conf");
        fs::write(&config, dovecot_config(&own, port)?)?;
        let mut master = Command::new("dovecot")
            .arg("-F")
            .arg("-c")
            .arg(&config)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let address = here(port);
        let begun = measure::now();
        let process = loop {
            // The auth process is started by its first connection.
            drop(std::net::TcpStream::connect(address));
            if let Some(process) = child(master.id(), "auth")? {
                break process;
            }
            ensure!(master.try_wait()?.is_none(), "Dovecot ended");
            ensure!(begun.elapsed() < Duration::from_secs(20), "Dovecot does not answer");
            std::thread::sleep(Duration::from_millis(50));
        };
        Ok(Some(Self { address, process, master }))
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.master.id().to_string()).status();
        let _ = self.master.wait();
    }
}

/// A process of that name below the master.
fn child(master: u32, name: &str) -> Result<Option<u32>> {
    for entry in fs::read_dir("/proc")? {
        let process = entry?.file_name().to_str().and_then(|name| name.parse::<u32>().ok());
        let Some(process) = process else { continue };
        let Ok(stat) = fs::read_to_string(format!("/proc/{process}/stat")) else { continue };
        let Some((before, after)) = stat.rsplit_once(')') else { continue };
        let parent = after.split_whitespace().nth(1).and_then(|parent| parent.parse().ok());
        if parent == Some(master) && before.ends_with(&format!("({name}")) {
            return Ok(Some(process));
        }
    }
    Ok(None)
}

/// Only the auth service, in a folder of its own, as whoever starts it.
fn dovecot_config(own: &Path, port: u16) -> Result<String> {
    let said = |what: &str| -> Result<String> {
        let output = Command::new("id").arg(what).output()?;
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    };
    let (user, group) = (said("-un")?, said("-gn")?);
    let (user, group, login) = match user.as_str() {
        "root" => ("dovecot".to_owned(), "dovecot".to_owned(), "dovenull".to_owned()),
        _ => (user.clone(), group, user),
    };
    let own = own.display();
    Ok(format!(
        "base_dir = {own}/run\nstate_dir = {own}/state\nlog_path = {own}/log\nprotocols =\n\
         ssl = no\nauth_mechanisms = plain\nauth_failure_delay = 0\n\
         default_internal_user = {user}\ndefault_internal_group = {group}\n\
         default_login_user = {login}\nfirst_valid_uid = 1\n\
         passdb {{\n  driver = passwd-file\n  args = {own}/users\n}}\n\
         userdb {{\n  driver = static\n  args = uid=65534 gid=65534 home=/nonexistent\n}}\n\
         service auth {{\n  user = {user}\n  chroot =\n  client_limit = 1000\n  \
         inet_listener {{\n    address = 127.0.0.1\n    port = {port}\n  }}\n}}\n\
         service stats {{\n  chroot =\n}}\nservice anvil {{\n  chroot =\n}}\n"
    ))
}
