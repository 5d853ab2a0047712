//! The set-up card: what is typed into a program, each with its Copy button.

use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Card {
    /// IMAP first.
    pub incoming: Vec<Server>,
    pub outgoing: Option<Server>,
    /// Address of calendar and contacts.
    pub dav: Option<String>,
    /// What is typed as user name.
    pub username: String,
    /// The program finds the servers from the address alone.
    pub finds: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct Server {
    /// "imap", "pop3", "smtp".
    pub kind: &'static str,
    pub host: String,
    pub port: u16,
    /// "implicit", "starttls", "plain": its words end so.
    pub tls: &'static str,
}

impl Card {
    /// Whether there is anything on it.
    pub const fn empty(&self) -> bool {
        self.incoming.is_empty() && self.outgoing.is_none() && self.dav.is_none()
    }

    pub fn sample() -> Self {
        let server = |kind, name: &str, port, tls| Server {
            kind,
            host: format!("{name}.larkfield.example"),
            port,
            tls,
        };
        Self {
            incoming: vec![
                server("imap", "imap", 993, "implicit"),
                server("pop3", "pop", 110, "starttls"),
            ],
            outgoing: Some(server("smtp", "smtp", 465, "implicit")),
            dav: Some("https://dav.larkfield.example/".into()),
            username: "m.wong@larkfield.example".into(),
            finds: true,
        }
    }
}
