//! The four sample apps, on hosts of their own.

use super::relying_party;
use anyhow::Result;
use axum::Router;
use engine::Engine;
use fronts::oidc::{NewClient, register};
use std::collections::HashMap;

#[derive(Clone)]
pub struct Sample {
    pub name: &'static str,
    pub about: &'static str,
    pub host: &'static str,
    pub client_id: String,
    pub client_secret: String,
}

const APPS: [(&str, &str, &str, &str); 4] = [
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

pub async fn register_all(engine: &Engine, port: u16) -> Result<Vec<Sample>> {
    let mut samples = Vec::new();
    for (name, about, icon, host) in APPS {
        let url = format!("http://{host}:{port}");
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
        samples.push(Sample {
            name,
            about,
            host,
            client_id: app.key,
            client_secret: secret.map(|s| s.reveal().clone()).unwrap_or_default(),
        });
    }
    Ok(samples)
}

pub fn routers(samples: &[Sample], port: u16) -> HashMap<String, Router> {
    samples
        .iter()
        .map(|sample| (sample.host.to_owned(), relying_party::routes(sample.clone(), port)))
        .collect()
}
