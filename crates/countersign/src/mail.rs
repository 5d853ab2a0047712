//! Opens the doors for mail servers that the configuration asks for.

use crate::{
    config::mail::{self, AuthHttpConfig, BackEndConfig, MailConfig},
    door::{self, Doorman},
    serve,
};
use anyhow::{Context, Result, ensure};
use axum::{Router, http::StatusCode};
use countersign_core::secret::Secret;
use engine::{Engine, courier::Doveadm};
use fronts::mail::{
    auth_http::{self, AuthHttp, BackEnd},
    check,
    dovecot::{self, Limits, Listener, socket},
};
use std::{
    net::{SocketAddr, TcpListener},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpStream, UnixStream},
    sync::watch,
    task::JoinSet,
    time::timeout,
};
use tower::ServiceBuilder;
use tower_http::{catch_panic::CatchPanicLayer, timeout::TimeoutLayer};

/// Connections of nginx, and of Dovecot's script, at once.
const HTTP_MOST: usize = 64;

/// Doors that are bound and not yet served.
pub struct Doors {
    engine: Engine,
    limits: Limits,
    dovecot: Vec<Listener>,
    http: Vec<Http>,
    /// Port of each, by the name the demo prints.
    pub ports: Vec<(&'static str, u16)>,
}

struct Http {
    listener: TcpListener,
    allowed: Vec<String>,
    app: Router,
}

/// Binds everything, so that what cannot be is told at the start.
pub fn open(config: &MailConfig, engine: &Engine) -> Result<Doors> {
    let limits = Limits {
        connections: config.connections,
        of_one: config.connections,
        drain: Duration::from_secs(config.drain_seconds),
        ..Limits::default()
    };
    let mut doors = Doors {
        engine: engine.clone(),
        limits,
        dovecot: Vec::new(),
        http: Vec::new(),
        ports: Vec::new(),
    };
    if let Some(address) = config.dovecot_tcp {
        let listener = doors.bind("dovecot", address)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        doors.dovecot.push(Listener::Tcp(listener, config.dovecot_allow.clone()));
    }
    if let Some(socket) = &config.dovecot_socket {
        let place = socket::Place {
            path: socket.path.clone(),
            mode: socket.mode()?,
            group: socket.group.clone(),
        };
        let listener = socket::bind(&place)
            .with_context(|| format!("the socket {} cannot be made", place.path.display()))?;
        doors.dovecot.push(Listener::Unix(listener));
    }
    if let Some(nginx) = &config.auth_http {
        let listener = doors.bind("auth_http", nginx.listen)?;
        let app = auth_http::routes(engine.clone(), shown(nginx)?);
        doors.http.push(Http { listener, allowed: nginx.allow.clone(), app });
    }
    if let Some(lua) = &config.check
        && let Some(address) = lua.listen
    {
        let listener = doors.bind("check", address)?;
        let app = check::routes(engine.clone(), &mail::secret(&lua.secret_file)?);
        doors.http.push(Http { listener, allowed: Vec::new(), app });
    }
    Ok(doors)
}

/// What the public door answers beside its pages: Dovecot's script from another machine.
pub fn routes(config: &MailConfig, engine: &Engine) -> Result<Router> {
    let Some(lua) = &config.check else { return Ok(Router::new()) };
    Ok(check::routes(engine.clone(), &mail::secret(&lua.secret_file)?))
}

/// Mail servers that close what may not be open any more.
pub fn servers(config: &MailConfig) -> Result<Vec<Doveadm>> {
    let one = |server: &mail::DoveadmConfig| {
        Ok(Doveadm::new(&server.url, &mail::line(&server.key_file)?)?)
    };
    config.doveadm.iter().map(one).collect()
}

fn shown(config: &AuthHttpConfig) -> Result<AuthHttp> {
    Ok(AuthHttp {
        secret: mail::secret(&config.secret_file)?,
        imap: config.imap.as_ref().map(back_end).transpose()?,
        pop3: config.pop3.as_ref().map(back_end).transpose()?,
        smtp: config.smtp.as_ref().map(back_end).transpose()?,
    })
}

fn back_end(config: &BackEndConfig) -> Result<BackEnd> {
    let password: Option<Secret<String>> =
        config.password_file.as_deref().map(mail::line).transpose()?;
    Ok(BackEnd { address: config.server, password })
}

impl Doors {
    fn bind(&mut self, name: &'static str, address: SocketAddr) -> Result<TcpListener> {
        let listener =
            TcpListener::bind(address).with_context(|| format!("cannot listen on {address}"))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        tracing::info!(%address, "listening for mail servers ({name})");
        self.ports.push((name, address.port()));
        Ok(listener)
    }

    /// Serves all of them; each ends once the server was told to stop and its connections are
    /// closed, or have had their time.
    pub fn serve(self, stop: &watch::Receiver<bool>) -> Result<JoinSet<()>> {
        let mut serving = JoinSet::new();
        for listener in self.dovecot {
            let (engine, limits) = (self.engine.clone(), self.limits.clone());
            serving.spawn(dovecot::listen(engine, listener, limits, stop.clone()));
        }
        for Http { listener, allowed, app } in self.http {
            let trusted = [vec!["127.0.0.0/8".to_owned(), "::1".to_owned()], allowed].concat();
            let doorman = Doorman::new(trusted).only().at_most(HTTP_MOST);
            let app = bounded(app);
            let server = serve::plain(listener, doorman, stop.clone())?;
            serving.spawn(async move {
                let make = app.into_make_service_with_connect_info::<SocketAddr>();
                if let Err(error) = server.serve(make).await {
                    tracing::error!(%error, "a door for mail servers is closed");
                }
            });
        }
        Ok(serving)
    }
}

/// Mail servers are few and known: less is needed around them than at the public door, where each
/// layer costs as much as the answer.
fn bounded(app: Router) -> Router {
    let late = TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, door::WHOLE);
    app.layer(ServiceBuilder::new().layer(CatchPanicLayer::new()).layer(late))
}

/// A door that does not answer within this time does not.
const PATIENCE: Duration = Duration::from_secs(3);

/// Asks every door that is configured for its greeting, or for an answer to nothing.
pub async fn answers(config: &MailConfig) -> Vec<(String, Result<()>)> {
    let mut all = Vec::new();
    if let Some(address) = config.dovecot_tcp {
        let greeted = async { greeting(TcpStream::connect(address).await?).await };
        all.push((format!("mail.dovecot_tcp at {address}"), soon(greeted).await));
    }
    if let Some(socket) = &config.dovecot_socket {
        let greeted = async { greeting(UnixStream::connect(&socket.path).await?).await };
        let door = format!("mail.dovecot_socket at {}", socket.path.display());
        all.push((door, soon(greeted).await));
    }
    if let Some(nginx) = &config.auth_http {
        let asked = http(nginx.listen, "GET /auth", "HTTP/1.1 200");
        all.push((format!("mail.auth_http at {}", nginx.listen), soon(asked).await));
    }
    if let Some(address) = config.check.as_ref().and_then(|check| check.listen) {
        let asked = http(address, "POST /mail/check", "HTTP/1.1 401");
        all.push((format!("mail.check at {address}"), soon(asked).await));
    }
    for server in &config.doveadm {
        let door = format!("mail.doveadm at {}", server.url);
        let asked = async {
            let key = mail::line(&server.key_file)?;
            Doveadm::new(&server.url, &key)?.answers().await.map_err(anyhow::Error::msg)
        };
        all.push((door, soon(asked).await));
    }
    all
}

async fn soon(asked: impl Future<Output = Result<()>>) -> Result<()> {
    timeout(PATIENCE, asked).await.context("it says nothing")?
}

async fn greeting(mut stream: impl AsyncRead + Unpin) -> Result<()> {
    let mut said = [0; 10];
    stream.read_exact(&mut said).await?;
    ensure!(said.as_slice() == b"VERSION\t1\t", "something else is there");
    Ok(())
}

/// Without its secret: that it is asked for shows who is there.
async fn http(address: SocketAddr, ask: &str, expected: &str) -> Result<()> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("{ask} HTTP/1.1\r\nHost: {address}\r\nContent-Length: 0\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut said = vec![0; expected.len()];
    stream.read_exact(&mut said).await?;
    ensure!(said == expected.as_bytes(), "something else is there");
    Ok(())
}
