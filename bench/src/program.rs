//! The server as it is shipped: how soon it answers, what it takes while it waits, how big it is.

use crate::{client::Client, house::Folder, measure, table::Table};
use anyhow::{Context as _, Result, ensure};
use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

/// A server that is stopped when it is dropped.
pub struct Program {
    pub address: SocketAddr,
    pub process: u32,
    /// From the start of the process to its first answer.
    pub started: Duration,
    child: Child,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The server as it is shipped, or the one beside the bench if that was not built.
fn binary() -> Result<PathBuf> {
    let beside = std::env::current_exe()?.with_file_name("countersign");
    let target = beside.parent().and_then(Path::parent);
    let shipped = target.map(|target| target.join("dist/countersign"));
    let path = shipped.filter(|path| path.exists()).unwrap_or(beside);
    ensure!(path.exists(), "build the server first: cargo build --profile dist --bin countersign");
    Ok(path)
}

/// Starts the server on what is in a folder.
pub async fn start(folder: &Path, port: u16) -> Result<Program> {
    start_with(folder, port, "").await
}

/// The same with more in its configuration.
pub async fn start_with(folder: &Path, port: u16, more: &str) -> Result<Program> {
    let config = folder.join("countersign.toml");
    let text = format!(
        "[server]\nlisten = \"127.0.0.1:{port}\"\nmaster_key_file = \"{0}/master.key\"\n\
         [database]\nfile = \"{0}/countersign.db\"\n[limits]\n\
         answers_per_minute = 1000000\nbegins_per_minute = 1000000\n\
         [courier]\noutbox = true\n{more}",
        folder.display()
    );
    std::fs::write(&config, text)?;
    let binary = binary()?;
    let begun = measure::now();
    let mut child = Command::new(binary)
        .arg("--config")
        .arg(&config)
        .arg("serve")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    loop {
        if let Ok(mut client) = Client::connect(address).await {
            let head = "GET /.well-known/openid-configuration HTTP/1.1";
            let answer = client.ask(head, "").await?;
            ensure!(answer.status == 200, "the first answer is {}", answer.status);
            break;
        }
        ensure!(child.try_wait()?.is_none(), "the server ended");
        ensure!(begun.elapsed() < Duration::from_secs(20), "the server does not answer");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    Ok(Program { address, process: child.id(), started: begun.elapsed(), child })
}

/// A port nobody listens on now.
pub fn port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

pub async fn run(table: &mut Table) -> Result<()> {
    let folder = Folder::new("program")?;
    // The first start makes tables and keys; people wait for the later ones.
    let first = start(&folder.0, port()?).await?.started;
    let mut later = Vec::new();
    for _ in 0..5 {
        later.push(start(&folder.0, port()?).await?.started.as_secs_f64() * 1000.0);
    }
    later.sort_by(f64::total_cmp);
    let typical = later.get(2).copied().context("starts")?;
    table.at_most(
        "Start to first answer",
        (100.0, "100 ms"),
        typical,
        format!("{typical:.0} ms (on an empty folder {} ms)", first.as_millis()),
    );
    let program = start(&folder.0, port()?).await?;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let resident = measure::resident(program.process)?;
    table.at_most(
        "Idle resident memory before the first hash",
        (25.0, "25 MiB"),
        resident,
        format!("{resident:.1} MiB"),
    );
    drop(program);
    let (size, how) = stripped(&folder.0)?;
    table.at_most("Stripped binary", (30.0, "30 MB"), size, format!("{size:.1} MB ({how})"));
    Ok(())
}

/// Megabytes of the build that is measured, without its symbols.
fn stripped(folder: &Path) -> Result<(f64, &'static str)> {
    let built = binary()?;
    let how = if built.ends_with("dist/countersign") { "profile dist" } else { "profile release" };
    let bare = folder.join("stripped");
    let stripped = Command::new("strip").arg("-o").arg(&bare).arg(&built).status();
    ensure!(stripped.is_ok_and(|status| status.success()), "strip is missing (binutils)");
    let bytes = u32::try_from(std::fs::metadata(&bare)?.len())?;
    Ok((f64::from(bytes) / 1e6, how))
}
