//! Wires the house from a configuration.

use crate::config::Config;
use anyhow::{Context, Result};
use engine::{
    Engine, House, Settings,
    clock::{Clock, RealClock, RealDice},
    courier::{Courier, Opening},
    vault::Vault,
};
use std::{net::SocketAddr, sync::Arc};

/// An open house, and the courier the demo's outbox reads.
pub struct Open {
    pub engine: Engine,
    pub courier: Arc<Courier>,
}

pub async fn open(config: &Config, listen: SocketAddr) -> Result<Open> {
    let vault = Arc::new(Vault::open_or_make(&config.server.master_key_file)?);
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
    let house = House {
        db: store::Db::open(&database(config)?).await?,
        clock,
        dice: Arc::new(RealDice),
        kinds,
        vault,
        courier: Arc::clone(&courier),
        compose: web::compose::composer(kinds, &settings.public_url)?,
        settings,
    };
    let engine = Engine::open(house).await?;
    Ok(Open { engine, courier })
}

fn database(config: &Config) -> Result<store::Config> {
    if let Some(url) = &config.database.url {
        return Ok(store::Config::Postgres { url: url.clone() });
    }
    let file = &config.database.file;
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    }
    Ok(store::Config::Sqlite(file.clone()))
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
        public_url,
    }
}
