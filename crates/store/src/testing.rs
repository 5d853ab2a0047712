//! Databases for the tests of the whole house: every test on SQLite and on PostgreSQL.
//!
//! PostgreSQL is started by the first test that wants it, one cluster for each test process, and
//! goes when the process ends, however it ends. Where no server is installed the PostgreSQL half is
//! skipped aloud; with `COUNTERSIGN_TEST_POSTGRES=required` or `CI=true` its absence is a failure.

use crate::{Config, Db};
use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
};

/// A database nobody else uses. What is on the disk goes with it.
pub struct Fresh {
    /// "sqlite" or "postgresql".
    pub name: &'static str,
    /// To open it, or to write into a configuration file.
    pub config: Config,
    folder: Option<PathBuf>,
}

/// Runs a test on both databases, one after the other.
///
/// `both(async |db| { … }).await` in a `#[tokio::test]`.
pub async fn both(test: impl AsyncFn(Db)) {
    for fresh in databases().await {
        let db = fresh.open().await;
        // Shown when the test fails.
        eprintln!("on {}", fresh.name);
        test(db).await;
    }
}

/// One of each, quick: SQLite does not wait for the disk, and opening it again is another one.
pub async fn databases() -> Vec<Fresh> {
    let memory = Fresh { name: "sqlite", config: Config::Memory, folder: None };
    std::iter::once(memory).chain(postgres().await).collect()
}

/// One of each, as people use them: what was committed is there when it is opened again, by this
/// process or the next.
pub async fn lasting() -> Vec<Fresh> {
    std::iter::once(file()).chain(postgres().await).collect()
}

/// A SQLite database in a file of its own.
pub fn file() -> Fresh {
    let folder = std::env::temp_dir().join(format!("countersign-{}", unique("test")));
    let config = Config::Sqlite(folder.join("countersign.db"));
    Fresh { name: "sqlite", config, folder: Some(folder) }
}

/// A schema of its own in the PostgreSQL of this process.
pub async fn postgres() -> Option<Fresh> {
    let folder = tokio::task::spawn_blocking(cluster).await.unwrap_or_else(|e| panic!("{e}"))?;
    let schema = unique("test").replace('-', "_");
    let url = format!("host={} user=countersign dbname=postgres", folder.display());
    make(&url, &schema).await.unwrap_or_else(|error| panic!("PostgreSQL: {error}"));
    let url = format!("{url} options='-c search_path={schema}'");
    Some(Fresh { name: "postgresql", config: Config::Postgres { url }, folder: None })
}

impl Fresh {
    /// Opens it and makes its tables.
    pub async fn open(&self) -> Db {
        Db::open(&self.config).await.unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }

    /// Where the file stands, if it is one.
    pub fn path(&self) -> Option<&Path> {
        match &self.config {
            Config::Sqlite(path) => Some(path),
            Config::Memory | Config::Postgres { .. } => None,
        }
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

async fn make(url: &str, schema: &str) -> Result<(), tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    let connection = tokio::spawn(connection);
    client.batch_execute(&format!("CREATE SCHEMA {schema}")).await?;
    drop(client);
    connection.await.unwrap_or(Ok(()))
}

fn unique(what: &str) -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("{what}-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Keeps the cluster alive: it ends when the pipe to it is closed, which the system does.
struct Cluster {
    folder: PathBuf,
    _script: Child,
}

/// The folder with the socket; none if it is skipped.
fn cluster() -> Option<&'static Path> {
    static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
    let cluster = CLUSTER.get_or_init(|| match start() {
        Ok(cluster) => Some(cluster),
        Err(why) => {
            assert!(!required(), "these tests need PostgreSQL: {why}");
            // Not by a macro: those are silent in a test that passes.
            let _ = writeln!(std::io::stderr(), "SKIPPED: the PostgreSQL half of tests: {why}");
            None
        }
    });
    cluster.as_ref().map(|cluster| cluster.folder.as_path())
}

fn start() -> Result<Cluster, String> {
    let mut command = Command::new("sh");
    command.arg("-c").arg(include_str!("testing/postgres.sh"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    // A keyboard's interrupt is not for it: it has to tidy up.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut script = command.spawn().map_err(|error| format!("sh: {error}"))?;
    let mut said = String::new();
    if let Some(out) = script.stdout.take() {
        BufReader::new(out).read_line(&mut said).map_err(|error| error.to_string())?;
    }
    match said.trim().strip_prefix("ready ") {
        Some(folder) => Ok(Cluster { folder: folder.into(), _script: script }),
        None => Err(said.trim().to_owned()),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "nothing but the environment tells a test where it runs"
)]
fn required() -> bool {
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|set| set == value);
    is("COUNTERSIGN_TEST_POSTGRES", "required") || is("CI", "true")
}
