//! The least HTTP/1.1 that asks over and over on a kept connection, so that what is measured is the
//! server.

use anyhow::{Context as _, Result, bail};
use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

pub struct Client {
    /// The server answers to its own name only.
    host: String,
    stream: TcpStream,
    buffer: Vec<u8>,
}

pub struct Answer {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

impl Client {
    pub async fn connect(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let host = format!("localhost:{}", address.port());
        Ok(Self { host, stream, buffer: Vec::with_capacity(16 * 1024) })
    }

    /// Sends a whole request, `head` without its last line and its `Host`.
    pub async fn ask(&mut self, head: &str, body: &str) -> Result<Answer> {
        let length = if body.is_empty() {
            String::new()
        } else {
            format!(
                "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
                body.len()
            )
        };
        let request = format!("{head}\r\nHost: {}\r\n{length}\r\n{body}", self.host);
        self.stream.write_all(request.as_bytes()).await?;
        self.buffer.clear();
        let end = loop {
            self.more().await?;
            if let Some(end) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let head = String::from_utf8_lossy(self.buffer.get(..end).unwrap_or_default()).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let mut answer = Answer { status: status.context("no status")?, head, body: String::new() };
        let length = match answer.header("content-length") {
            Some(length) => length.parse::<usize>()?,
            None if answer.header("transfer-encoding").is_some() => bail!("an answer in pieces"),
            None => 0,
        };
        while self.buffer.len() < end + length {
            self.more().await?;
        }
        let body = self.buffer.get(end..end + length).unwrap_or_default();
        answer.body = String::from_utf8_lossy(body).into_owned();
        Ok(answer)
    }

    async fn more(&mut self) -> Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            bail!("the server closed the connection");
        }
        Ok(())
    }
}
