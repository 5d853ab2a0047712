//! PostgreSQL: a pool of connections with their prepared statements. It shares commits by itself.
//!
//! Outside a `Tx` a connection may only read, as on SQLite; `synchronous_commit` is never off
//! (AV-7). Transactions leave some connections for readers, so that a transaction which reads
//! beside itself never waits for itself.

use super::Value;
use crate::{Error, Result};
use deadpool_postgres::{
    Hook, HookError, Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime,
};
use std::{sync::Arc, time::Duration};
use tokio::{
    runtime::Handle,
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};
use tokio_postgres::{
    NoTls, Row, Statement,
    config::{Host, SslMode},
    error::SqlState,
    types::ToSql,
};
use tokio_postgres_rustls::MakeRustlsConnect;

pub(super) struct Postgres {
    pool: Pool,
    writers: Arc<Semaphore>,
}

/// What a `Reader` or a `Tx` holds.
pub(super) enum Link {
    Read(Pool),
    Write(Box<Held>),
}

/// A connection with an open transaction.
pub(super) struct Held {
    client: Option<Object>,
    /// No statement has failed, and none was left in the middle.
    sound: bool,
    _permit: OwnedSemaphorePermit,
}

const CONNECTIONS: usize = 16;
const WRITERS: usize = 12;
const PATIENCE: Duration = Duration::from_secs(10);
const CONNECT: Duration = Duration::from_secs(5);

const SESSION: &str = "SET default_transaction_read_only = on; SET statement_timeout = '30s';
    SET idle_in_transaction_session_timeout = '60s';
    SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') = 'off'";
/// READ COMMITTED: every race is decided by the condition of one statement.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
/// The number is ours; it means nothing elsewhere.
pub(super) const MIGRATING: &str = "SET LOCAL statement_timeout = 0;
    SELECT pg_advisory_xact_lock(7430158826401)";

pub(super) async fn open(url: &str) -> Result<Postgres> {
    let manager = manager(settings(url)?)?;
    let pool = Pool::builder(manager)
        .max_size(CONNECTIONS)
        .wait_timeout(Some(PATIENCE))
        .create_timeout(Some(CONNECT))
        .recycle_timeout(Some(CONNECT))
        .runtime(Runtime::Tokio1)
        .post_create(Hook::async_fn(|client, _| {
            Box::pin(async move { client.batch_execute(SESSION).await.map_err(HookError::Backend) })
        }))
        .build()
        .map_err(Error::db)?;
    // Said now rather than at the first request.
    let client = pool.get().await.map_err(unreachable)?;
    let encoding = client.query_one("SHOW server_encoding", &[]).await.map_err(translate)?;
    if encoding.try_get::<_, String>(0).map_err(Error::db)? != "UTF8" {
        return Err(Error::db(
            "the PostgreSQL database cannot hold every name: make it anew with ENCODING 'UTF8'",
        ));
    }
    drop(client);
    Ok(Postgres { pool, writers: Arc::new(Semaphore::new(WRITERS)) })
}

/// The address, with what it leaves open.
pub(super) fn settings(url: &str) -> Result<tokio_postgres::Config> {
    // The parser's own words would repeat the address, and with it the password.
    let mut config: tokio_postgres::Config =
        url.parse().map_err(|_| Error::db("the address of the PostgreSQL database is not one"))?;
    if config.get_application_name().is_none() {
        config.application_name("countersign");
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT);
    }
    if config.get_ssl_mode() == SslMode::Prefer {
        // A preference could be talked away by anyone between us and the server.
        let local = config.get_hosts().iter().all(is_local);
        config.ssl_mode(if local { SslMode::Disable } else { SslMode::Require });
    }
    Ok(config)
}

fn manager(config: tokio_postgres::Config) -> Result<Manager> {
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    if config.get_ssl_mode() == SslMode::Disable {
        return Ok(Manager::from_config(config, NoTls, recycling));
    }
    // Somebody else may have installed one already; ours is the same.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let (tls, problems) = MakeRustlsConnect::with_native_certs()
        .map_err(|_| Error::db("no certificates to check the PostgreSQL server with"))?;
    for problem in problems {
        tracing::warn!(%problem, "a certificate of the system could not be read");
    }
    Ok(Manager::from_config(config, tls, recycling))
}

/// Tables whose texts are told apart and sorted by their bytes, as on SQLite, and not by the habits
/// of a country: some of those take different names for equal, and pages follow the order.
pub(super) fn bytewise(tables: &str) -> String {
    tables.replace(" TEXT", " TEXT COLLATE \"C\"")
}

fn is_local(host: &Host) -> bool {
    match host {
        #[cfg(unix)]
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            name == "localhost"
                || name.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
        }
    }
}

impl Postgres {
    pub(super) fn reader(&self) -> Link {
        Link::Read(self.pool.clone())
    }

    pub(super) async fn begin(&self) -> Result<Link> {
        let turn = timeout(PATIENCE, Arc::clone(&self.writers).acquire_owned());
        let permit = turn
            .await
            .map_err(|_| Error::db("the database was busy for too long"))?
            .map_err(Error::db)?;
        let client = self.pool.get().await.map_err(unreachable)?;
        let mut held = Held { client: Some(client), sound: false, _permit: permit };
        held.client()?.batch_execute(BEGIN).await.map_err(translate)?;
        held.sound = true;
        Ok(Link::Write(Box::new(held)))
    }
}

impl Link {
    pub(super) async fn rows(&mut self, sql: &str, args: &[Value]) -> Result<Vec<Row>> {
        match self {
            Self::Read(pool) => {
                let client = pool.get().await.map_err(unreachable)?;
                rows(&client, sql, args).await
            }
            Self::Write(held) => {
                held.step()?;
                let rows = rows(held.client()?, sql, args).await?;
                held.sound = true;
                Ok(rows)
            }
        }
    }

    pub(super) async fn run(&mut self, sql: &str, args: &[Value]) -> Result<u64> {
        let held = self.held()?;
        held.step()?;
        let client = held.client()?;
        let statement = prepare(client, sql, args.len()).await?;
        let changed = client.execute(&statement, &parameters(args)).await;
        let changed = changed.map_err(translate)?;
        held.sound = true;
        Ok(changed)
    }

    pub(super) async fn batch(&mut self, sql: &str) -> Result<()> {
        let held = self.held()?;
        held.step()?;
        held.client()?.batch_execute(sql).await.map_err(translate)?;
        held.sound = true;
        Ok(())
    }

    /// Never for a transaction in which something failed: PostgreSQL would answer COMMIT with a
    /// quiet rollback.
    pub(super) async fn commit(mut self) -> Result<()> {
        let held = self.held()?;
        held.step()?;
        held.client()?.batch_execute("COMMIT").await.map_err(translate)?;
        held.client = None;
        Ok(())
    }

    fn held(&mut self) -> Result<&mut Held> {
        match self {
            Self::Read(_) => Err(Error::db("this may only read")),
            Self::Write(held) => Ok(held),
        }
    }

    #[cfg(any(test, feature = "testing"))]
    pub(super) async fn prepares(&mut self, sql: &str) -> Result<()> {
        let Self::Read(pool) = self else {
            return Err(Error::db("ask a reader"));
        };
        let client = pool.get().await.map_err(unreachable)?;
        client.prepare(sql).await.map(drop).map_err(translate)
    }
}

impl Held {
    fn client(&self) -> Result<&Object> {
        self.client.as_ref().ok_or_else(over)
    }

    /// Unsound until the statement has come back well.
    fn step(&mut self) -> Result<()> {
        if std::mem::replace(&mut self.sound, false) { Ok(()) } else { Err(over()) }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let Some(client) = self.client.take() else {
            return;
        };
        let Ok(runtime) = Handle::try_current() else {
            // Nobody to wait for the answer: the connection is closed, which undoes it as well.
            drop(Object::take(client));
            return;
        };
        runtime.spawn(async move {
            if client.batch_execute("ROLLBACK").await.is_err() {
                drop(Object::take(client));
            }
        });
    }
}

async fn rows(client: &Object, sql: &str, args: &[Value]) -> Result<Vec<Row>> {
    let statement = prepare(client, sql, args.len()).await?;
    client.query(&statement, &parameters(args)).await.map_err(translate)
}

/// The driver panics on a wrong number of values, so they are counted here.
async fn prepare(client: &Object, sql: &str, given: usize) -> Result<Statement> {
    let statement = client.prepare_cached(sql).await.map_err(translate)?;
    let wanted = statement.params().len();
    if wanted == given {
        return Ok(statement);
    }
    Err(Error::Db(format!("a statement takes {wanted} values and was given {given}")))
}

fn parameters(args: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    args.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

fn translate(error: tokio_postgres::Error) -> Error {
    let Some(said) = error.as_db_error() else {
        return Error::db(error);
    };
    if *said.code() == SqlState::UNIQUE_VIOLATION {
        return Error::Taken(columns(said.detail(), said.constraint()));
    }
    // Two transactions stood in each other's way and this one was chosen to lose.
    if [SqlState::T_R_DEADLOCK_DETECTED, SqlState::T_R_SERIALIZATION_FAILURE].contains(said.code())
    {
        return Error::Stale;
    }
    // Without the detail, which repeats values.
    Error::Db(format!("{} ({})", said.message(), said.code().code()))
}

/// "Key (front, key)=(…) already exists." in whatever language the server speaks.
fn columns(detail: Option<&str>, constraint: Option<&str>) -> String {
    let named = detail.and_then(|text| text.split_once('(')?.1.split_once(")=("));
    named.map_or_else(|| constraint.unwrap_or("?").to_owned(), |(list, _)| list.to_owned())
}

fn unreachable(error: PoolError) -> Error {
    match error {
        PoolError::Backend(error) => translate(error),
        other => Error::Db(format!("the PostgreSQL database does not answer: {other}")),
    }
}

fn over() -> Error {
    Error::db("this transaction is over after an error")
}
