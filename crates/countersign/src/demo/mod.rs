//! Larkfield Trust: a sample organisation in a temporary folder, four sample apps and an outbox, so
//! that the whole first sign-in can be walked with nothing else installed.

mod apps;
mod mail;
mod outbox;
mod page;
mod people;
mod relying_party;

use crate::{
    commands::{mail_hosts::MailHostArguments, mail_server::add_mail_programs},
    config::Config,
    house, serve,
};
use anyhow::{Context, Result};
use axum::{Router, extract::Request};
use clap::Args;
use countersign_core::secret::Secret;
use engine::{Engine, Organisation, mail_hosts::MailHosts};
use serde_json::json;
use std::{
    collections::{BTreeMap, HashMap},
    io::Write,
    net::TcpListener,
    path::PathBuf,
    sync::Arc,
};
use tower::ServiceExt;

#[derive(Args)]
pub struct DemoArguments {
    /// Address and port; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
    /// Print one line of JSON when ready, for scripts
    #[arg(long)]
    json: bool,
    /// Keep the organisation in this folder instead of a temporary one
    #[arg(long)]
    folder: Option<PathBuf>,
    #[command(flatten)]
    mail: MailHostArguments,
    /// Read templates from this folder at each request, and show every sample under /gallery
    #[arg(long)]
    dev: Option<PathBuf>,
}

pub async fn run(mut config: Config, arguments: DemoArguments) -> Result<()> {
    let folder = Folder::at(arguments.folder.clone())?;
    config.server.master_key_file = folder.path.join("master.key");
    if config.database.url.is_none() {
        config.database.file = folder.path.join("countersign.db");
    }
    config.courier.outbox = true;
    config.courier.ceilings.generous();
    config.limits.answers_per_minute = 10_000;
    config.limits.begins_per_minute = 10_000;
    let mail_secret = mail::furnish(&mut config.mail, &folder.path)?;
    crate::telemetry::start(&crate::telemetry::LogConfig { filter: "warn".into(), format: None })?;
    let stop = serve::stop()?;
    let listener = TcpListener::bind(&arguments.listen)
        .with_context(|| format!("cannot listen on {}", arguments.listen))?;
    let address = listener.local_addr()?;
    let open = house::open(&config, address).await?;
    let engine = open.engine.clone();
    let people = furnish(&engine, &arguments.mail).await?;
    let registered = apps::register_all(&engine, address.port(), &folder.path).await?;
    let options = web::Options { dev: arguments.dev, words: Some(open.words) };
    let mail = crate::mail::open(&config.mail, &engine)?;
    engine.use_mail_servers(crate::mail::servers(&config.mail)?);
    let beside = crate::mail::routes(&config.mail, &engine)?;
    let pages = serve::routes(&engine, options, beside)?;
    let pages = pages.merge(outbox::routes(Arc::clone(&open.courier)));
    let hosts = apps::routers(&registered, address.port());
    let app = serve::bounded(by_host(pages, hosts));
    let fronts = [&[("oidc", address.port())], mail.ports.as_slice()].concat();
    let ready = ready(&engine, &people, &registered, (&fronts, &mail_secret));
    if arguments.json {
        writeln!(std::io::stdout(), "{ready}")?;
    } else {
        table(&ready)?;
    }
    std::io::stdout().flush()?;
    serve::listen(&config, &engine, serve::Ready { listener, app, mail, stop }).await
}

/// The folder, removed with everything in it when the demo ends, unless it was given.
struct Folder {
    path: PathBuf,
    ours: bool,
}

impl Folder {
    fn at(given: Option<PathBuf>) -> Result<Self> {
        let ours = given.is_none();
        let name = format!("countersign-demo-{}", std::process::id());
        let path = given.unwrap_or_else(|| std::env::temp_dir().join(name));
        std::fs::create_dir_all(&path)
            .with_context(|| format!("the folder {} cannot be made", path.display()))?;
        Ok(Self { path, ours })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.ours {
            drop(std::fs::remove_dir_all(&self.path));
        }
    }
}

async fn furnish(engine: &Engine, mail: &MailHostArguments) -> Result<Vec<people::Person>> {
    let mut organisation = Organisation::clone(&*engine.organisation().await?);
    if !organisation.ready {
        organisation = Organisation {
            name: "Larkfield Trust".into(),
            short: "Larkfield".into(),
            service_desk: "IT service desk, 5550 1234".into(),
            time_zone: "Asia/Hong_Kong".into(),
            // Ports of the mail servers in examples/mail, unless others are given.
            mail: MailHosts {
                domains: vec![people::DOMAIN.into()],
                imap: Some("localhost:10993".parse()?),
                pop3: Some("localhost:10995".parse()?),
                smtp: Some("localhost:10465".parse()?),
                dav: Some("https://localhost:10232/".into()),
                oauth_client: None,
            },
            ready: true,
            ..organisation
        };
        organisation.defaults.on_since = engine.now();
    }
    mail.change(&mut organisation.mail)?;
    engine.save_organisation(organisation).await?;
    add_mail_programs(engine).await?;
    people::make(engine).await
}

/// Which router answers for which host; the sign-in pages for every other (they check theirs).
fn by_host(pages: Router, hosts: HashMap<String, Router>) -> Router {
    let hosts = Arc::new(hosts);
    Router::new().fallback(move |request: Request| {
        let host = request
            .headers()
            .get("host")
            .and_then(|value| value.to_str().ok())
            .and_then(|host| host.split(':').next())
            .unwrap_or_default();
        let router = hosts.get(host).unwrap_or(&pages).clone();
        async move { router.oneshot(request).await }
    })
}

fn ready(
    engine: &Engine,
    people: &[people::Person],
    apps: &[apps::Sample],
    (fronts, mail_secret): (&[(&str, u16)], &Secret<String>),
) -> serde_json::Value {
    let settings = engine.settings();
    let fronts: BTreeMap<&str, u16> = fronts.iter().copied().collect();
    let port = fronts.get("oidc").copied().unwrap_or_default();
    json!({
        "url": settings.public_url,
        "authenticator_url": settings.authenticator_url,
        "outbox_url": format!("{}/demo/outbox.json", settings.public_url),
        "people": people.iter().map(|person| json!({
            "name": person.name,
            "username": person.username,
            "password": person.password,
            "role": person.role.name(),
        })).collect::<Vec<_>>(),
        "apps": apps.iter().map(|app| json!({
            "name": app.name,
            "url": app.url(port),
            "client_id": app.client_id,
            "client_secret": app.client_secret,
        })).collect::<Vec<_>>(),
        "fronts": fronts,
        "mail_secret": mail_secret.reveal(),
    })
}

fn table(ready: &serde_json::Value) -> Result<()> {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let mut out = std::io::stdout();
    writeln!(
        out,
        "\nLarkfield Trust is ready. Everything in it is made up and ends with Ctrl+C.\n"
    )?;
    for app in ready["apps"].as_array().into_iter().flatten() {
        writeln!(out, "  {:<18} {}", text(&app["name"]), text(&app["url"]))?;
    }
    writeln!(out, "  {:<18} {}", "Your account", text(&ready["url"]))?;
    let outbox = text(&ready["outbox_url"]).replace(".json", "");
    writeln!(
        out,
        "  {:<18} {outbox}   (texts, calls and mail, instead of sending them)",
        "Outbox"
    )?;
    writeln!(out, "\n  {:<34} {:<30} role", "sign in as", "password")?;
    for person in ready["people"].as_array().into_iter().flatten() {
        let (name, password) = (text(&person["username"]), text(&person["password"]));
        writeln!(out, "  {name:<34} {password:<30} {}", text(&person["role"]))?;
    }
    writeln!(out)?;
    Ok(())
}
