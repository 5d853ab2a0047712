//! Wires the house from a configuration.

use crate::config::Config;
use anyhow::{Context, Result};
use engine::{
    Engine, House, Settings,
    clock::{Clock, RealClock, RealDice},
    courier::{Courier, Opening},
    vault::Vault,
};
use std::{net::SocketAddr, path::Path, sync::Arc};

/// An open house, and the courier the demo's outbox reads.
pub struct Open {
    pub engine: Engine,
    pub courier: Arc<Courier>,
    /// Of messages and pages.
    pub words: web::Words,
}

pub async fn open(config: &Config, listen: SocketAddr) -> Result<Open> {
    let db = store::Db::open(&database(config)?).await?;
    let vault = Arc::new(vault(config, &db).await?);
    let clock: Arc<dyn Clock> = Arc::new(RealClock);
    let settings = settings(config, listen);
    let kinds = methods::kinds();
    let receipts_at = format!("{}/receipt", settings.public_url);
    let opening = Opening {
        clock: Arc::clone(&clock),
        keyed: vault.as_ref(),
        receipts_at: Some(&receipts_at),
    };
    let courier = Arc::new(Courier::open(config.courier.clone(), &opening)?);
    let words = web::Words::read(kinds)?;
    let house = House {
        db,
        clock,
        dice: Arc::new(RealDice),
        kinds,
        vault,
        courier: Arc::clone(&courier),
        compose: web::compose::composer_with(words.clone(), &settings.public_url)?,
        settings,
    };
    let engine = Engine::open(house).await?;
    if let Some(stamp) = crate::stamp::configured(config)? {
        engine.use_stamp(stamp);
    }
    let server = &config.server;
    let beside = || server.master_key_file.with_file_name("newest-seal");
    engine.remember_in(server.newest_seal_file.clone().unwrap_or_else(beside));
    Ok(Open { engine, courier, words })
}

/// A new key is made only for a database that nothing was sealed in: a lost key has to be told, not
/// replaced (CR-3).
async fn vault(config: &Config, db: &store::Db) -> Result<Vault> {
    let file = &config.server.master_key_file;
    let sealed = store::setting::get(&mut db.reader().await?, "master-key").await?.is_some();
    if sealed {
        return Vault::read(file).context("this database was sealed with a master key");
    }
    make_folder_of(file)?;
    Ok(Vault::open_or_make(file)?)
}

fn database(config: &Config) -> Result<store::Config> {
    if let Some(url) = &config.database.url {
        return Ok(store::Config::Postgres { url: url.clone() });
    }
    make_folder_of(&config.database.file)?;
    Ok(store::Config::Sqlite(config.database.file.clone()))
}

/// For its owner alone: what is in it is nobody else's business.
fn make_folder_of(file: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) else {
        return Ok(());
    };
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.with_context(|| format!("the folder {} cannot be made", folder.display()))
}

/// What the pages need to know of the configuration.
pub fn settings(config: &Config, listen: SocketAddr) -> Settings {
    let server = &config.server;
    let port = listen.port();
    let public_url =
        server.public_url.clone().unwrap_or_else(|| format!("http://localhost:{port}"));
    let (scheme, host) = public_url.split_once("://").unwrap_or(("http", &public_url));
    let authenticator_url =
        server.authenticator_url.clone().unwrap_or_else(|| format!("{scheme}://approve.{host}"));
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Settings {
        host: host.to_owned(),
        secure: scheme == "https",
        authenticator_url,
        trusted_proxies: server.trusted_proxies.clone(),
        hash_threads: config.limits.hash_threads.unwrap_or(cores),
        hash_queue: config.limits.hash_queue,
        answers_per_minute: config.limits.answers_per_minute,
        begins_per_minute: config.limits.begins_per_minute,
        public_url,
    }
}
