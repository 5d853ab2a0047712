//! Over the wire: each request of ours against an empty handler, asked by the same client over
//! loopback. The ratio is that of processor time a request, since client and server share the cores
//! and the client's part would flatter us.

use crate::{
    client::{Answer, Client},
    house::{self, Folder, browser},
    measure::{self, Run, Size, count},
    program::{self, Program},
    table::Table,
};
use anyhow::{Context as _, Result, ensure};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use countersign_core::{
    account::{Role, State},
    secret::Secret,
};
use engine::NewAccount;
use fronts::oidc::{NewClient, register};
use std::{
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};
use tokio::sync::Mutex;

const CONNECTIONS: usize = 64;
const SPAN: Duration = Duration::from_secs(5);
const BACK: &str = "https://mail.example/callback";
/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// What the requests need.
struct World {
    session: String,
    basic: String,
    client: String,
}

/// What a kind of request costs.
pub struct Cost {
    run: Run,
    /// Processor time of the server for each, in microseconds.
    each: f64,
}

pub async fn run(table: &mut Table) -> Result<()> {
    let folder = Folder::new("web")?;
    let port = program::port()?;
    let world = world(&folder.0, port).await?;
    let session = format!("GET /session HTTP/1.1\r\nCookie: __Host-session={}", world.session);
    let other = Other::start(&folder.0)?;
    let (address, process) = (other.address, other.child.id());
    let empty = cost(address, process, "GET /empty HTTP/1.1", "").await?;
    let session = cost(address, process, &session, "").await?;
    drop(other);
    let bare = (&empty, 0.5, "50 %");
    against(table, "Session check, of an empty handler", bare, &session);
    let server = program::start(&folder.0, port).await?;
    for (what, head) in [
        ("Discovery, of an empty handler", "GET /.well-known/openid-configuration HTTP/1.1"),
        ("JWKS, of an empty handler", "GET /oidc/jwks HTTP/1.1"),
    ] {
        let ours = cost(server.address, server.process, head, "").await?;
        against(table, what, (&empty, 0.7, "70 %"), &ours);
    }
    let token = token(&server, &world).await?;
    let head = format!("POST /oidc/introspect HTTP/1.1\r\nAuthorization: Basic {}", world.basic);
    let ours = cost(server.address, server.process, &head, &format!("token={token}")).await?;
    against(table, "Introspection, of an empty handler", bare, &ours);
    exchanges(table, &server, world).await
}

/// A person with a session and an app, in a folder the servers then open.
async fn world(folder: &Path, port: u16) -> Result<World> {
    let url = format!("http://localhost:{port}");
    let (engine, db) = house::open(folder, methods::kinds(), &url).await?;
    let new = NewAccount {
        username: "mei".into(),
        name: "Mei Wong".into(),
        mail: "mei@larkfield.example".into(),
        role: Role::Person,
        state: State::Enforced,
        password: Some(Secret::from(house::PASSWORD)),
    };
    let mei = engine.add_account(new).await?;
    let mut tx = db.begin().await?;
    house::add_app(&engine, &mut tx, &mei).await?;
    tx.commit().await?;
    let visit = browser(&engine, 0);
    let (handle, _) = house::name(&engine, &visit, "mei").await?;
    let code = house::code(engine.now())?;
    let session = house::second(&engine, &visit, &handle, &code).await?;
    let new = NewClient {
        name: "Mail".into(),
        url: "https://mail.example/".into(),
        redirect_uris: vec![BACK.into()],
        introspects: true,
        ..NewClient::default()
    };
    let (app, secret) = register(&engine, new).await?;
    let secret = secret.context("no secret")?;
    let basic = STANDARD.encode(format!("{}:{}", app.key, secret.reveal()));
    Ok(World { session: session.reveal().clone(), basic, client: app.key })
}

/// Asks the same for a while on all connections.
async fn cost(address: SocketAddr, process: u32, head: &str, body: &str) -> Result<Cost> {
    let clients = clients(address).await?;
    let (head, body): (Arc<str>, Arc<str>) = (head.into(), body.into());
    let ask = move |task: usize, _| {
        let (clients, head, body) = (Arc::clone(&clients), Arc::clone(&head), Arc::clone(&body));
        async move {
            let client = clients.get(task).context("client")?;
            let answer = client.lock().await.ask(&head, &body).await?;
            ensure!(answer.status == 200, "{head}: {} {}", answer.status, answer.body);
            Ok(())
        }
    };
    let warm = Size { tasks: CONNECTIONS, each: 50, span: SPAN };
    measure::run(warm, ask.clone()).await?;
    let used = measure::processor(process)?;
    let size = Size { tasks: CONNECTIONS, each: usize::MAX, span: SPAN };
    let run = measure::run(size, ask).await?;
    let used = measure::processor(process)?.saturating_sub(used);
    let each = used.as_secs_f64() * 1e6 / count(run.count);
    Ok(Cost { run, each })
}

/// An empty handler, and an address of ours that is asked with `head`.
pub async fn beside_empty(
    folder: &Path,
    (address, process): (SocketAddr, u32),
    head: &str,
) -> Result<(Cost, Cost)> {
    let other = Other::start(folder)?;
    let empty = cost(other.address, other.child.id(), "GET /empty HTTP/1.1", "").await?;
    drop(other);
    Ok((empty, cost(address, process, head, "").await?))
}

async fn clients(address: SocketAddr) -> Result<Arc<Vec<Mutex<Client>>>> {
    let mut clients = Vec::new();
    for _ in 0..CONNECTIONS {
        clients.push(Mutex::new(Client::connect(address).await?));
    }
    Ok(Arc::new(clients))
}

pub fn against(table: &mut Table, what: &str, bare: (&Cost, f64, &str), ours: &Cost) {
    let (empty, target, said) = bare;
    let share = empty.each / ours.each;
    let measured = format!(
        "{:.0} % ({:.1} µs against {:.1} µs a request; {:.0}/s against {:.0}/s)",
        share * 100.0,
        ours.each,
        empty.each,
        ours.run.a_second(),
        empty.run.a_second(),
    );
    table.at_least(what, (target, said), share, measured);
}

/// Asks for a code with a session, and exchanges it: every bit of it on the disk.
async fn exchange(client: &mut Client, world: &World) -> Result<Answer> {
    let query = format!(
        "response_type=code&client_id={}&redirect_uri=https%3A%2F%2Fmail.example%2Fcallback\
         &scope=openid&state=s&nonce=n&code_challenge={CHALLENGE}&code_challenge_method=S256",
        world.client
    );
    let head =
        format!("GET /oidc/authorize?{query} HTTP/1.1\r\nCookie: __Host-session={}", world.session);
    let answer = client.ask(&head, "").await?;
    let location = answer.header("location").unwrap_or_default();
    let code = location.split(['?', '&']).find_map(|pair| pair.strip_prefix("code="));
    let code = code.with_context(|| format!("no code: {} {location}", answer.status))?;
    let body = format!(
        "grant_type=authorization_code&code={code}&code_verifier={VERIFIER}\
         &redirect_uri=https%3A%2F%2Fmail.example%2Fcallback"
    );
    let head = format!("POST /oidc/token HTTP/1.1\r\nAuthorization: Basic {}", world.basic);
    let answer = client.ask(&head, &body).await?;
    ensure!(answer.status == 200, "no token: {} {}", answer.status, answer.body);
    Ok(answer)
}

async fn token(server: &Program, world: &World) -> Result<String> {
    let mut client = Client::connect(server.address).await?;
    let answer = exchange(&mut client, world).await?;
    let tokens: serde_json::Value = serde_json::from_str(&answer.body)?;
    let token = tokens.get("access_token").and_then(serde_json::Value::as_str);
    Ok(token.context("no access token")?.to_owned())
}

async fn exchanges(table: &mut Table, server: &Program, world: World) -> Result<()> {
    let (clients, world) = (clients(server.address).await?, Arc::new(world));
    let used = measure::processor(server.process)?;
    let size = Size { tasks: CONNECTIONS, each: usize::MAX, span: SPAN };
    let run = measure::run(size, move |task, _| {
        let (clients, world) = (Arc::clone(&clients), Arc::clone(&world));
        async move {
            let client = clients.get(task).context("client")?;
            exchange(&mut *client.lock().await, &world).await.map(drop)
        }
    })
    .await?;
    let used = measure::processor(server.process)?.saturating_sub(used);
    let a_core = count(run.count) / used.as_secs_f64();
    table.at_least(
        "Authorize with a session and code exchange, durable, ES256, a core",
        (5000.0, "5,000/s"),
        a_core,
        format!(
            "{a_core:.0} for each second of processor ({:.0}/s beside the client on the same \
             cores; p99 {:.0} ms)",
            run.a_second(),
            run.within(0.99),
        ),
    );
    Ok(())
}

/// The bench's own server.
struct Other {
    address: SocketAddr,
    child: Child,
}

impl Other {
    fn start(folder: &Path) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("--serve")
            .arg(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut said = String::new();
        let out = child.stdout.take().context("no output")?;
        BufReader::new(out).read_line(&mut said)?;
        Ok(Self { address: said.trim().parse().context("the other server did not start")?, child })
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
