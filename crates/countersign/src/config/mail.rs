//! Section `[mail]`: doors for mail servers that ask whether a program may come in. All of it is
//! off unless set; see docs/configuration.md.

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailConfig {
    /// Address and port of the Dovecot authentication protocol, for Postfix, Exim and Radicale,
    /// e.g. "127.0.0.1:8601". It is in the clear. Default: off.
    pub dovecot_tcp: Option<SocketAddr>,
    /// Networks mail servers ask it from, e.g. ["10.0.3.0/24"]; this machine always may. Needed if
    /// the address above is not of this machine alone. Default: none.
    pub dovecot_allow: Vec<String>,
    /// Connections of mail servers at once, on each door of that protocol. Postfix keeps one for
    /// each process of smtpd. Default 128.
    pub connections: usize,
    /// Once the server was told to stop, connections of mail servers are answered for so many
    /// seconds more, while nobody new is let in. Default 10.
    pub drain_seconds: u64,
    /// The same protocol on a socket of this machine. Default: off.
    pub dovecot_socket: Option<SocketConfig>,
    /// nginx's mail proxy (`auth_http`). Default: off.
    pub auth_http: Option<AuthHttpConfig>,
    /// Dovecot's Lua script. Default: off.
    pub check: Option<CheckConfig>,
    /// Dovecots that close what somebody has open there once an app password or an account ends.
    /// Default: none.
    pub doveadm: Vec<DoveadmConfig>,
}

/// One `[[mail.doveadm]]`: the HTTP service of Dovecot's administration.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DoveadmConfig {
    /// Up to and with the port, e.g. "http://127.0.0.1:8080". Must be https, unless it is this
    /// machine.
    pub url: String,
    /// A file with its `doveadm_api_key`.
    pub key_file: PathBuf,
}

/// Section `[mail.dovecot_socket]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SocketConfig {
    /// Where it is, e.g. "/run/countersign/auth".
    pub path: PathBuf,
    /// Permissions; who may write may ask. Default "0660".
    #[serde(default = "usual_mode")]
    pub mode: String,
    /// Name or number of the group it is given to, e.g. "postfix". Default: that of the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

/// Section `[mail.auth_http]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthHttpConfig {
    /// Address and port nginx asks at, path `/auth`.
    pub listen: SocketAddr,
    /// Networks nginx asks from; needed if the address is not of this machine alone.
    #[serde(default)]
    pub allow: Vec<String>,
    /// A file with what nginx shows in `X-Countersign-Secret`; 24 letters at least.
    pub secret_file: PathBuf,
    /// Where nginx leads programs that may come in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imap: Option<BackEndConfig>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pop3: Option<BackEndConfig>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub smtp: Option<BackEndConfig>,
}

/// Sections `[mail.auth_http.imap]`, `.pop3` and `.smtp`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackEndConfig {
    /// Network address and port: nginx looks up no names.
    pub server: SocketAddr,
    /// A file with the password nginx signs in with there, such as Dovecot's master password.
    /// Default: what the program showed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_file: Option<PathBuf>,
}

/// Section `[mail.check]`: `POST /mail/check` at the public address.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckConfig {
    /// A file with the script's bearer token; 24 letters at least.
    pub secret_file: PathBuf,
    /// One more address and port of this machine, for a Dovecot on it; in the clear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listen: Option<SocketAddr>,
}

fn usual_mode() -> String {
    "0660".into()
}

impl Default for MailConfig {
    fn default() -> Self {
        Self {
            dovecot_tcp: None,
            dovecot_allow: Vec::new(),
            connections: 128,
            drain_seconds: 10,
            dovecot_socket: None,
            auth_http: None,
            check: None,
            doveadm: Vec::new(),
        }
    }
}

impl MailConfig {
    /// What can be said without opening anything.
    pub fn check(&self) -> Result<()> {
        if let Some(address) = self.dovecot_tcp {
            named("mail.dovecot_tcp", address, "mail.dovecot_allow", &self.dovecot_allow)?;
        }
        if let Some(nginx) = &self.auth_http {
            named("mail.auth_http.listen", nginx.listen, "mail.auth_http.allow", &nginx.allow)?;
        }
        if let Some(address) = self.check.as_ref().and_then(|check| check.listen)
            && !address.ip().is_loopback()
        {
            bail!(
                "mail.check.listen is in the clear and for this machine alone; from elsewhere \
                 Dovecot asks at server.public_url"
            );
        }
        if let Some(socket) = &self.dovecot_socket {
            socket.mode()?;
        }
        Ok(())
    }
}

impl SocketConfig {
    /// Permissions as a number.
    pub fn mode(&self) -> Result<u32> {
        let mode = u32::from_str_radix(&self.mode, 8).ok().filter(|mode| *mode <= 0o777);
        mode.with_context(|| {
            format!("mail.dovecot_socket.mode \"{}\" is no mode such as \"0660\"", self.mode)
        })
    }
}

/// A door in the clear that others can reach needs the list of those who may.
fn named(key: &str, address: SocketAddr, list: &str, allowed: &[String]) -> Result<()> {
    if !address.ip().is_loopback() && allowed.is_empty() {
        bail!("{key} can be reached from elsewhere and is in the clear: name who may in {list}");
    }
    for network in allowed {
        let base = network.split_once('/').map_or(network.as_str(), |(base, _)| base);
        let base = base.parse().with_context(|| format!("{list}: {network} is no network"))?;
        if !engine::visit::contains(network, base) {
            bail!("{list}: {network} is no network");
        }
    }
    Ok(())
}

/// Reads a secret that a mail server shares with us: one line.
pub fn secret(file: &Path) -> Result<countersign_core::secret::Secret<String>> {
    let secret = line(file)?;
    let least = fronts::mail::SECRET_LEAST;
    if secret.reveal().len() < least {
        bail!("the secret in {} is too short: {least} letters at least", file.display());
    }
    Ok(secret)
}

/// Reads a file of one line, without the end of it.
pub fn line(file: &Path) -> Result<countersign_core::secret::Secret<String>> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("the secret in {} cannot be read", file.display()))?;
    let text = countersign_core::secret::Secret::new(text);
    let line = text.reveal().trim();
    if line.is_empty() || line.contains(char::is_control) {
        bail!("{} has to have one line", file.display());
    }
    Ok(countersign_core::secret::Secret::from(line))
}
