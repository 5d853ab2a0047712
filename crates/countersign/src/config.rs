//! `countersign.toml`. An empty file, or none, starts a working server on SQLite. Unknown keys are
//! errors that name their line.

pub mod mail;

use crate::telemetry::LogConfig;
use anyhow::{Context, Result, bail};
use engine::courier::CourierConfig;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub server: ServerConfig,
    pub database: DatabaseConfig,
    pub limits: LimitsConfig,
    pub courier: CourierConfig,
    pub mail: mail::MailConfig,
    pub profile: ProfileConfig,
    pub log: LogConfig,
}

/// Section `[server]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServerConfig {
    /// Address and port to listen on. Default "127.0.0.1:8080".
    pub listen: String,
    /// Address people type, without a slash at the end; also the issuer of tokens. Default: http
    /// on the address above, which is only good for trying it out on this machine.
    pub public_url: Option<String>,
    /// Address of the authenticator, on a host of its own. Default: `approve.` before the host.
    pub authenticator_url: Option<String>,
    /// Networks whose X-Forwarded-For is believed, e.g. ["10.0.0.0/8"]. Default: none.
    pub trusted_proxies: Vec<String>,
    /// PEM files to serve HTTPS without a proxy in front. Default: none.
    pub certificate_file: Option<PathBuf>,
    pub private_key_file: Option<PathBuf>,
    /// The key that seals what must be readable; made on the first start, readable by the owner
    /// only. Keep a copy apart from the backups of the database. Default "data/master.key".
    pub master_key_file: PathBuf,
    /// Where the server remembers the newest seal of its audit, outside the database: a folder it
    /// may write to. Default: "newest-seal" beside the master key.
    pub newest_seal_file: Option<PathBuf>,
}

/// Section `[profile]`: what profiles for Apple devices are signed with.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProfileConfig {
    /// PEM files of a certificate devices trust, its chain behind it, and of its key (RSA or
    /// P-256). Default: those of `[server]`; without any, one made here, which devices call
    /// unverified.
    pub certificate_file: Option<PathBuf>,
    pub private_key_file: Option<PathBuf>,
}

/// Section `[database]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DatabaseConfig {
    /// The SQLite file. Default "data/countersign.db".
    pub file: PathBuf,
    /// A PostgreSQL address, `postgres://user@host/database`; takes the place of the file.
    pub url: Option<String>,
}

/// Section `[limits]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitsConfig {
    /// Threads that hash passwords; each keeps 19 MiB. Default: one a core.
    pub hash_threads: Option<usize>,
    /// Passwords that may wait for a thread. Default 64.
    pub hash_queue: usize,
    /// Answers one network address may give in a minute. Default 120.
    pub answers_per_minute: u32,
    /// Sign-ins one network address may begin in a minute; a large office has one address.
    /// Default 600.
    pub begins_per_minute: u32,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".into(),
            public_url: None,
            authenticator_url: None,
            trusted_proxies: Vec::new(),
            certificate_file: None,
            private_key_file: None,
            master_key_file: "data/master.key".into(),
            newest_seal_file: None,
        }
    }
}

impl Default for DatabaseConfig {
    fn default() -> Self {
        Self { file: "data/countersign.db".into(), url: None }
    }
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self { hash_threads: None, hash_queue: 64, answers_per_minute: 120, begins_per_minute: 600 }
    }
}

impl Config {
    /// As it may be printed: secrets of the courier are never written out, and the password in a
    /// database's address is masked.
    pub fn shown(&self) -> Self {
        let mut shown = self.clone();
        if let Some(url) = &mut shown.database.url
            && let Ok(mut parsed) = url::Url::parse(url)
            && parsed.password().is_some()
        {
            // Fails only for addresses without a host, which then have no password to show.
            let _ = parsed.set_password(Some("***"));
            *url = parsed.to_string();
        }
        shown
    }
}

const USUAL: &str = "countersign.toml";

/// Reads the file that was named, or the usual one if it is there.
pub fn load(named: Option<&Path>) -> Result<Config> {
    let path = match named {
        Some(path) => path,
        None if Path::new(USUAL).exists() => Path::new(USUAL),
        None => return Ok(Config::default()),
    };
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("the configuration {} cannot be read", path.display()))?;
    let config = parse(&text).with_context(|| format!("in {}", path.display()))?;
    Ok(config)
}

/// Parses and checks. The error of a misspelt key names its line and the keys there are.
pub fn parse(text: &str) -> Result<Config> {
    let config: Config = toml::from_str(text)?;
    check(&config)?;
    Ok(config)
}

fn check(config: &Config) -> Result<()> {
    for (key, value) in [
        ("server.public_url", &config.server.public_url),
        ("server.authenticator_url", &config.server.authenticator_url),
    ] {
        let Some(text) = value else { continue };
        let url = url::Url::parse(text).with_context(|| format!("{key} is not an address"))?;
        let plain = url.scheme() == "http" && !loopback(&url);
        if plain || !matches!(url.scheme(), "http" | "https") {
            bail!("{key} has to begin with https:// (http:// only for this machine itself)");
        }
        if url.path() != "/" || url.query().is_some() || text.ends_with('/') {
            bail!("{key} is an origin: https://host, with no path and no slash at the end");
        }
    }
    let server = &config.server;
    if server.certificate_file.is_some() != server.private_key_file.is_some() {
        bail!("server.certificate_file and server.private_key_file go together");
    }
    let profile = &config.profile;
    if profile.certificate_file.is_some() != profile.private_key_file.is_some() {
        bail!("profile.certificate_file and profile.private_key_file go together");
    }
    config.mail.check()
}

fn loopback(url: &url::Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(host)) => host == "localhost" || host.ends_with(".localhost"),
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}
