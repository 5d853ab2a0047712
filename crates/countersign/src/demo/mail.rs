//! The demo's doors for mail servers: all of them, on this machine, unless the configuration says
//! otherwise.

use crate::config::mail::{AuthHttpConfig, BackEndConfig, CheckConfig, MailConfig};
use anyhow::{Context, Result};
use countersign_core::{dice, secret::Secret};
use engine::clock::RealDice;
use std::{
    io::Write,
    net::{Ipv4Addr, SocketAddr},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

/// Where nginx would lead programs: ports a mail server without privileges may have.
const BEHIND: [u16; 3] = [1143, 1110, 1025];

/// Opens what is not set. Mail servers of scripts find the secret in the demo's JSON.
pub fn furnish(mail: &mut MailConfig, folder: &Path) -> Result<Secret<String>> {
    let (file, secret) = shared(folder)?;
    let free = at(0);
    mail.dovecot_tcp.get_or_insert(free);
    mail.check.get_or_insert(CheckConfig { secret_file: file.clone(), listen: Some(free) });
    mail.auth_http.get_or_insert_with(|| {
        let [imap, pop3, smtp] = BEHIND.map(|port| Some(behind(port)));
        AuthHttpConfig { listen: free, allow: Vec::new(), secret_file: file, imap, pop3, smtp }
    });
    Ok(secret)
}

const fn at(port: u16) -> SocketAddr {
    SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}

const fn behind(port: u16) -> BackEndConfig {
    BackEndConfig { server: at(port), password_file: None }
}

/// The secret of a kept folder, or a new one.
fn shared(folder: &Path) -> Result<(PathBuf, Secret<String>)> {
    let file = folder.join("mail.secret");
    if let Ok(kept) = crate::config::mail::secret(&file) {
        return Ok((file, kept));
    }
    let secret = dice::token(&RealDice);
    let mut made = std::fs::File::options()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&file)
        .with_context(|| format!("{} cannot be made", file.display()))?;
    writeln!(made, "{}", secret.reveal())?;
    Ok((file, secret))
}
