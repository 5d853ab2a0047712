//! A mail server that speaks TLS, for `localhost` and nobody else. One letter, one thread. The key
//! beside this file is worth nothing: only tests trust the authority that signed for it.

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::{JoinHandle, spawn};

/// Takes one connection and returns every line that was said inside TLS.
pub struct TlsRelay {
    pub port: u16,
    heard: JoinHandle<Vec<String>>,
}

impl TlsRelay {
    pub fn open(starttls: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = spawn(move || serve(listener.accept().unwrap().0, starttls));
        Self { port, heard }
    }

    pub fn heard(self) -> Vec<String> {
        self.heard.join().unwrap()
    }
}

fn serve(mut plain: TcpStream, starttls: bool) -> Vec<String> {
    if starttls {
        let mut answers = ["250-relay\r\n250 STARTTLS\r\n", "220 go\r\n"].into_iter();
        plain.write_all(b"220 relay\r\n").unwrap();
        let mut lines = BufReader::new(plain.try_clone().unwrap());
        for expected in ["EHLO", "STARTTLS"] {
            let mut line = String::new();
            lines.read_line(&mut line).unwrap();
            assert!(line.starts_with(expected), "{line}");
            plain.write_all(answers.next().unwrap().as_bytes()).unwrap();
        }
    }
    let certificate = CertificateDer::from_pem_slice(include_bytes!("relay.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("relay.key.pem")).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let connection = ServerConnection::new(Arc::new(config)).unwrap();
    talk(StreamOwned::new(connection, plain), starttls).unwrap_or_default()
}

fn talk(stream: impl Read + Write, greeted: bool) -> std::io::Result<Vec<String>> {
    let mut stream = BufReader::new(stream);
    let mut heard = Vec::new();
    let mut in_letter = false;
    if !greeted {
        stream.get_mut().write_all(b"220 relay\r\n")?;
    }
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line)? == 0 {
            return Ok(heard);
        }
        let line = line.trim_end().to_owned();
        let answer = match line.split(' ').next() {
            Some(".") if in_letter => Some("250 kept"),
            _ if in_letter => None,
            Some("EHLO") => Some("250-relay\r\n250 AUTH PLAIN"),
            Some("AUTH") => Some("235 welcome"),
            Some("DATA") => Some("354 go on"),
            _ => Some("250 ok"),
        };
        in_letter = line == "DATA" || in_letter && line != ".";
        heard.push(line);
        if let Some(answer) = answer {
            stream.get_mut().write_all(format!("{answer}\r\n").as_bytes())?;
        }
        if heard.last().is_some_and(|line| line == ".") {
            return Ok(heard);
        }
    }
}
