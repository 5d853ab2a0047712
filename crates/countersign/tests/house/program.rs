//! The binary, started like anybody starts it, in a folder of its own.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

/// A folder that goes when the test ends.
pub struct Folder(pub PathBuf);

static FOLDERS: AtomicU32 = AtomicU32::new(0);

impl Folder {
    pub fn new() -> Self {
        let number = FOLDERS.fetch_add(1, Ordering::SeqCst);
        let name = format!("countersign-house-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn command(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
    command.args(words).current_dir(folder).stdin(Stdio::null());
    command
}

/// Runs a command to its end.
pub fn run(folder: &Path, words: &[&str]) -> Output {
    command(folder, words).output().unwrap()
}

/// Runs a command that has to work, and answers what it printed.
pub fn printed(folder: &Path, words: &[&str]) -> String {
    let output = run(folder, words);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words:?} failed: {told}");
    String::from_utf8(output.stdout).unwrap()
}

/// What a command says that has to fail.
pub fn refused(folder: &Path, words: &[&str]) -> String {
    let output = run(folder, words);
    assert!(!output.status.success(), "{words:?} worked and should not");
    String::from_utf8(output.stderr).unwrap()
}

/// A running server. Killed, not asked, when it is dropped.
pub struct Server {
    child: Child,
    pub port: u16,
    /// What it printed about itself: JSON of the demo, or the set-up code of a first run.
    pub line: String,
}

impl Server {
    /// The demo, keeping its organisation in `folder`.
    pub fn demo(folder: &Path) -> Self {
        Self::demo_at(folder, 0)
    }

    /// As `demo`, on a port it had before: addresses in what was kept stay right.
    pub fn demo_at(folder: &Path, port: u16) -> Self {
        let log = std::fs::File::options().create(true).append(true).open(folder.join("log"));
        let listen = format!("127.0.0.1:{port}");
        let mut child = command(folder, &["demo", "--listen", &listen, "--json", "--folder"])
            .arg(folder.join("demo"))
            .stdout(Stdio::piped())
            .stderr(log.unwrap())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "the demo did not start: {}", said(folder));
        let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
        let port = ready["fronts"]["oidc"].as_u64().unwrap();
        Self { child, port: u16::try_from(port).unwrap(), line }
    }

    /// `serve` without a configuration of its own but where to listen; waits for `until` in what
    /// it says and keeps that line.
    pub fn first_run(folder: &Path, until: &str) -> Self {
        Self::first_run_with(folder, "", until)
    }

    /// The same with more in its configuration.
    pub fn first_run_with(folder: &Path, more: &str, until: &str) -> Self {
        let port = free_port();
        let listen = format!("[server]\nlisten = \"127.0.0.1:{port}\"\n{more}");
        std::fs::write(folder.join("countersign.toml"), listen).unwrap();
        let mut child = command(folder, &["serve"])
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut said = BufReader::new(child.stderr.take().unwrap());
        loop {
            line.clear();
            assert!(said.read_line(&mut line).unwrap() > 0, "it ended before it said {until:?}");
            if line.contains(until) {
                break;
            }
        }
        // Somebody has to go on reading, or the server waits when the pipe is full.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        Self { child, port, line }
    }

    /// What the demo printed about itself.
    pub fn ready(&self) -> serde_json::Value {
        serde_json::from_str(&self.line).unwrap()
    }

    /// Asks it to stop, as a supervisor does.
    pub fn stop(&self) {
        let process = self.child.id().to_string();
        assert!(Command::new("kill").arg(process).status().unwrap().success());
    }

    /// Waits until it has stopped by itself.
    pub fn stopped(mut self) {
        assert!(self.child.wait().unwrap().success());
    }

    /// kill -9, and gone when this returns.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// What the demo of `folder` has logged.
pub fn said(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("log")).unwrap_or_default()
}

pub fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
