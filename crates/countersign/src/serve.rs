//! The server: one listener, the pages and the fronts behind it.

use crate::{config::Config, house};
use anyhow::{Context, Result};
use axum::{Router, response::IntoResponse};
use axum_server::Handle;
use engine::Engine;
use std::{
    net::{SocketAddr, TcpListener},
    time::Duration,
};
use tower_http::{catch_panic::CatchPanicLayer, limit::RequestBodyLimitLayer};

/// Largest body of a form or token request (AV-1).
const BODY_MOST: usize = 64 * 1024;
/// A client has this long to send its headers (AV-2).
const HEADERS: Duration = Duration::from_secs(10);
/// Open requests get this long to end when the server is told to stop.
const GRACE: Duration = Duration::from_secs(10);

pub async fn serve(config: Config) -> Result<()> {
    let listener = TcpListener::bind(&config.server.listen)
        .with_context(|| format!("cannot listen on {}", config.server.listen))?;
    let address = listener.local_addr()?;
    let open = house::open(&config, address).await?;
    if let Some(code) = open.engine.setup_code().await? {
        tracing::warn!("no organisation yet: open the page below and type the code, once");
        // The one thing that has to be readable on the console whatever the log's format (PW-12).
        use std::io::Write as _;
        let url = &open.engine.settings().public_url;
        writeln!(std::io::stderr(), "\n  {url}/setup\n  set-up code: {}\n", code.reveal())?;
    }
    tracing::info!(%address, url = %open.engine.settings().public_url, "listening");
    let app = routes(&open.engine)?;
    listen(&config, listener, &open.engine, app).await
}

/// Pages and fronts, bounded.
pub fn routes(engine: &Engine) -> Result<Router> {
    let pages = web::routes(engine.clone(), web::Options::default())?;
    let app = pages.merge(fronts::routes(engine.clone()));
    Ok(bounded(app))
}

/// The bounds every route shares, whatever is behind it.
pub fn bounded(app: Router) -> Router {
    app.layer(RequestBodyLimitLayer::new(BODY_MOST)).layer(CatchPanicLayer::custom(
        |_: Box<dyn std::any::Any + Send>| {
            tracing::error!("a handler panicked");
            axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response()
        },
    ))
}

/// Serves until the process is told to stop, then lets open requests end.
pub async fn listen(
    config: &Config,
    listener: TcpListener,
    engine: &Engine,
    app: Router,
) -> Result<()> {
    listener.set_nonblocking(true)?;
    let handle = Handle::<SocketAddr>::new();
    tokio::spawn(stop(handle.clone()));
    let post = engine.clone();
    tokio::spawn(async move { post.run_post().await });
    let make = app.into_make_service_with_connect_info::<SocketAddr>();
    let server = &config.server;
    if let (Some(certificate), Some(key)) = (&server.certificate_file, &server.private_key_file) {
        let tls = axum_server::tls_rustls::RustlsConfig::from_pem_file(certificate, key)
            .await
            .context("the certificate or its key cannot be read")?;
        let mut server = axum_server::from_tcp_rustls(listener, tls)?.handle(handle);
        server.http_builder().http1().header_read_timeout(HEADERS);
        server.serve(make).await?;
    } else {
        let mut server = axum_server::from_tcp(listener)?.handle(handle);
        server.http_builder().http1().header_read_timeout(HEADERS);
        server.serve(make).await?;
    }
    Ok(())
}

async fn stop(handle: Handle<SocketAddr>) {
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
    }
    tracing::info!("stopping");
    handle.graceful_shutdown(Some(GRACE));
}
