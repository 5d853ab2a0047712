//! A mail server that keeps what it is given, for tests: EHLO, AUTH PLAIN, MAIL, RCPT, DATA, RSET,
//! NOOP, QUIT over a real connection (RFC 5321, RFC 4616).
//!
//! What a recipient is called decides how it is treated: `nobody@…` is refused for ever (550),
//! `later@…` for now (451), `silent@…` never gets an answer, `bye@…` ends the connection.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::OwnedReadHalf;
use tokio::net::{TcpListener, TcpStream, tcp::OwnedWriteHalf};
use tokio::task::JoinHandle;

mod letter;

pub use letter::Letter;

/// Listens until it is dropped.
#[derive(Debug)]
pub struct SmtpSink {
    address: SocketAddr,
    letters: Letters,
    task: JoinHandle<()>,
}

type Letters = Arc<Mutex<Vec<Letter>>>;

impl SmtpSink {
    /// A server anybody may use, at a free port of this computer.
    ///
    /// # Errors
    /// If there is no free port.
    pub async fn open() -> io::Result<Self> {
        Self::listen(None).await
    }

    /// A server that wants this user and password first.
    ///
    /// # Errors
    /// If there is no free port.
    pub async fn open_for(user: &str, password: &str) -> io::Result<Self> {
        Self::listen(Some((user.to_owned(), password.to_owned()))).await
    }

    async fn listen(account: Option<(String, String)>) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let letters = Letters::default();
        let kept = Arc::clone(&letters);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let talk = Talk::new(stream, account.clone(), Arc::clone(&kept));
                tokio::spawn(async move { talk.run().await });
            }
        });
        Ok(Self { address, letters, task })
    }

    pub const fn port(&self) -> u16 {
        self.address.port()
    }

    /// Everything it was given, oldest first.
    pub fn letters(&self) -> Vec<Letter> {
        lock(&self.letters).clone()
    }

    /// The newest letter to an address.
    pub fn last_to(&self, address: &str) -> Option<Letter> {
        let letters = lock(&self.letters);
        letters.iter().rev().find(|letter| letter.to.iter().any(|to| to == address)).cloned()
    }
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// One connection.
struct Talk {
    read: BufReader<OwnedReadHalf>,
    write: OwnedWriteHalf,
    account: Option<(String, String)>,
    letters: Letters,
    signed_in: Option<String>,
    from: Option<String>,
    to: Vec<String>,
}

/// What comes after a command.
enum Next {
    Go,
    Hang,
    End,
}

impl Talk {
    fn new(stream: TcpStream, account: Option<(String, String)>, letters: Letters) -> Self {
        let (read, write) = stream.into_split();
        let read = BufReader::new(read);
        Self { read, write, account, letters, signed_in: None, from: None, to: Vec::new() }
    }

    async fn run(mut self) -> io::Result<()> {
        self.say("220 sink.example ESMTP").await?;
        let mut line = String::new();
        loop {
            line.clear();
            if self.read.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            match self.obey(line.trim_end_matches(['\r', '\n'])).await? {
                Next::Go => {}
                Next::Hang => std::future::pending().await,
                Next::End => return Ok(()),
            }
        }
    }

    async fn obey(&mut self, line: &str) -> io::Result<Next> {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" if self.account.is_some() => {
                self.say("250-sink.example\r\n250-8BITMIME\r\n250 AUTH PLAIN").await?;
            }
            "EHLO" => self.say("250-sink.example\r\n250 8BITMIME").await?,
            "HELO" | "NOOP" => self.say("250 ok").await?,
            "AUTH" => self.sign_in(rest).await?,
            "MAIL" if self.account.is_some() && self.signed_in.is_none() => {
                self.say("530 5.7.0 sign in first").await?;
            }
            "MAIL" => {
                self.from = Some(bracketed(rest));
                self.to.clear();
                self.say("250 ok").await?;
            }
            "RCPT" if self.from.is_none() => self.say("503 MAIL first").await?,
            "RCPT" => return self.recipient(bracketed(rest)).await,
            "DATA" if self.to.is_empty() => self.say("503 RCPT first").await?,
            "DATA" => self.data().await?,
            "RSET" => {
                self.from = None;
                self.to.clear();
                self.say("250 ok").await?;
            }
            "QUIT" => {
                self.say("221 bye").await?;
                return Ok(Next::End);
            }
            _ => self.say("502 not known").await?,
        }
        Ok(Next::Go)
    }

    async fn recipient(&mut self, address: String) -> io::Result<Next> {
        match address.split('@').next() {
            Some("nobody") => self.say("550 5.1.1 no such mailbox").await?,
            Some("later") => self.say("451 4.2.0 not now").await?,
            Some("silent") => return Ok(Next::Hang),
            Some("bye") => return Ok(Next::End),
            _ => {
                self.to.push(address);
                self.say("250 ok").await?;
            }
        }
        Ok(Next::Go)
    }

    async fn sign_in(&mut self, rest: &str) -> io::Result<()> {
        let given = rest.strip_prefix("PLAIN ").and_then(|text| STANDARD.decode(text).ok());
        let (Some((user, password)), Some(given)) = (self.account.clone(), given) else {
            return self.say("504 only PLAIN with its answer").await;
        };
        if given == format!("\0{user}\0{password}").as_bytes() {
            self.signed_in = Some(user);
            return self.say("235 2.7.0 welcome").await;
        }
        self.say("535 5.7.8 no").await
    }

    async fn data(&mut self) -> io::Result<()> {
        self.say("354 go on").await?;
        let mut raw = Vec::new();
        loop {
            let mut line = Vec::new();
            if self.read.read_until(b'\n', &mut line).await? == 0 {
                return Ok(());
            }
            if line == b".\r\n" {
                break;
            }
            // A dot at the front was doubled for the way (RFC 5321 §4.5.2).
            raw.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
        let letter = Letter {
            from: self.from.take().unwrap_or_default(),
            to: std::mem::take(&mut self.to),
            signed_in: self.signed_in.clone(),
            raw: String::from_utf8_lossy(&raw).into_owned(),
        };
        lock(&self.letters).push(letter);
        self.say("250 2.0.0 kept").await
    }

    async fn say(&mut self, line: &str) -> io::Result<()> {
        self.write.write_all(format!("{line}\r\n").as_bytes()).await
    }
}

/// What stands between `<` and `>`.
fn bracketed(text: &str) -> String {
    let inner = text.split_once('<').and_then(|(_, after)| after.split_once('>'));
    inner.map_or("", |(inner, _)| inner).to_owned()
}

fn lock(letters: &Letters) -> MutexGuard<'_, Vec<Letter>> {
    letters.lock().unwrap_or_else(PoisonError::into_inner)
}
