//! The four sample apps, on hosts of their own.

use super::relying_party;
use anyhow::Result;
use axum::Router;
use engine::Engine;
use fronts::oidc::{NewClient, register};
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, path::Path};

#[derive(Clone)]
pub struct Sample {
    pub name: &'static str,
    pub about: &'static str,
    pub host: &'static str,
    pub client_id: String,
    pub client_secret: String,
}

/// Name, one line, icon, host.
pub const APPS: [(&str, &str, &str, &str); 4] = [
    ("Larkfield Mail", "Read and write mail", "mail", "mail.localhost"),
    ("Team Chat", "Talk with your team", "chat", "chat.localhost"),
    ("Files", "Shared folders", "files", "files.localhost"),
    ("Intranet", "News, forms and rooms", "web", "intranet.localhost"),
];

impl Sample {
    pub fn url(&self, port: u16) -> String {
        format!("http://{}:{port}", self.host)
    }
}

/// Registers the apps, or finds what an earlier run in the same folder registered.
pub async fn register_all(engine: &Engine, port: u16, folder: &Path) -> Result<Vec<Sample>> {
    let file = folder.join("apps.json");
    let kept = std::fs::read(&file).ok();
    let kept: Vec<Kept> =
        kept.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
    let mut samples = Vec::new();
    for (name, about, icon, host) in APPS {
        let url = format!("http://{host}:{port}");
        let known = kept.iter().find(|one| one.url == url);
        let (client_id, client_secret) = match known {
            Some(one) => (one.client_id.clone(), one.client_secret.clone()),
            None => register_one(engine, (name, about, icon), &url).await?,
        };
        samples.push(Sample { name, about, host, client_id, client_secret });
    }
    let keep: Vec<Kept> = samples.iter().map(|sample| Kept::of(sample, port)).collect();
    std::fs::write(&file, serde_json::to_vec(&keep)?)?;
    Ok(samples)
}

/// What a kept folder remembers of an app: the sample apps are in this process, and a real one
/// would have its secret in a file of its own just so.
#[derive(Serialize, Deserialize)]
struct Kept {
    url: String,
    client_id: String,
    client_secret: String,
}

impl Kept {
    fn of(sample: &Sample, port: u16) -> Self {
        Self {
            url: sample.url(port),
            client_id: sample.client_id.clone(),
            client_secret: sample.client_secret.clone(),
        }
    }
}

async fn register_one(
    engine: &Engine,
    (name, about, icon): (&str, &str, &str),
    url: &str,
) -> Result<(String, String)> {
    let new = NewClient {
        name: name.into(),
        about: about.into(),
        icon: icon.into(),
        redirect_uris: vec![format!("{url}/callback")],
        post_logout_uris: vec![format!("{url}/")],
        url: format!("{url}/"),
        ..NewClient::default()
    };
    let (app, secret) = register(engine, new).await?;
    Ok((app.key, secret.map(|secret| secret.reveal().clone()).unwrap_or_default()))
}

pub fn routers(samples: &[Sample], port: u16) -> HashMap<String, Router> {
    samples
        .iter()
        .map(|sample| (sample.host.to_owned(), relying_party::routes(sample.clone(), port)))
        .collect()
}
