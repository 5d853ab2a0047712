//! The server: one listener, the pages and the fronts behind it.

use crate::{
    config::Config,
    door::{self, Doorman},
    house, mail,
};
use anyhow::{Context, Result};
use axum::{
    Router,
    extract::Request,
    http::StatusCode,
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use axum_server::{Handle, Server, tls_rustls::RustlsAcceptor};
use engine::Engine;
use hyper_util::rt::TokioTimer;
use std::{
    net::{SocketAddr, TcpListener},
    time::Duration,
};
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    limit::RequestBodyLimitLayer,
    timeout::{RequestBodyTimeoutLayer, TimeoutLayer},
};

/// Open requests get this long to end when the server is told to stop.
const GRACE: Duration = Duration::from_secs(10);
/// Of HTTP/2: headers in bytes, and requests of one connection that may be open at once.
const HEADERS_MOST: u32 = 16 * 1024;
const STREAMS_MOST: u32 = 100;

/// What stands ready when somebody is told so.
pub struct Ready {
    pub listener: TcpListener,
    pub app: Router,
    pub mail: mail::Doors,
    pub stop: watch::Receiver<bool>,
}

pub async fn serve(config: Config) -> Result<()> {
    let stop = stop()?;
    let listener = TcpListener::bind(&config.server.listen)
        .with_context(|| format!("cannot listen on {}", config.server.listen))?;
    let address = listener.local_addr()?;
    let open = house::open(&config, address).await?;
    // Before anybody is let in: a database that was put back must not revive anything (AV-8).
    open.engine.compare().await?;
    if let Some(code) = open.engine.setup_code().await? {
        // The one thing that has to be readable on the console whatever the log's format (PW-12).
        use std::io::Write as _;
        let url = &open.engine.settings().public_url;
        let code = code.reveal();
        let mut console = std::io::stderr();
        writeln!(console, "First run: open {url}/setup and type this code, once: {code}")?;
    }
    let mail = mail::open(&config.mail, &open.engine)?;
    open.engine.use_mail_servers(mail::servers(&config.mail)?);
    let beside = mail::routes(&config.mail, &open.engine)?;
    let options = web::Options { dev: None, words: Some(open.words) };
    let app = bounded(routes(&open.engine, options, beside)?);
    tracing::info!(%address, url = %open.engine.settings().public_url, "listening");
    listen(&config, &open.engine, Ready { listener, app, mail, stop }).await
}

/// Pages and fronts of one house: for its own host alone, with the headers every answer has.
pub fn routes(engine: &Engine, options: web::Options, mail: Router) -> Result<Router> {
    let fronts = fronts::routes(engine.clone(), &web::languages()).merge(mail);
    Ok(web::routes_beside(engine.clone(), options, fronts)?)
}

/// The bounds every route shares, whatever is behind it. One stack: each layer of a router of its
/// own would cost every request an allocation.
pub fn bounded(app: Router) -> Router {
    let panics = CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
        tracing::error!("a handler panicked");
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    });
    let late = TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, door::WHOLE);
    app.layer(
        ServiceBuilder::new()
            .layer(panics)
            .layer(middleware::from_fn(short_address))
            .layer(RequestBodyLimitLayer::new(door::FORM_MOST))
            .layer(late)
            .layer(RequestBodyTimeoutLayer::new(door::BODY)),
    )
}

async fn short_address(request: Request, next: Next) -> Response {
    let length = request.uri().path_and_query().map_or(0, |address| address.as_str().len());
    if length > door::ADDRESS_MOST {
        return StatusCode::URI_TOO_LONG.into_response();
    }
    next.run(request).await
}

/// Serves until the process is told to stop, then lets open requests end.
pub async fn listen(config: &Config, engine: &Engine, ready: Ready) -> Result<()> {
    let Ready { listener, app, mail, stop } = ready;
    listener.set_nonblocking(true)?;
    let mut mail = mail.serve(&stop)?;
    let post = engine.clone();
    tokio::spawn(async move { post.run_post().await });
    let server = &config.server;
    let doorman = Doorman::new(server.trusted_proxies.clone());
    let plain = plain(listener, doorman.clone(), stop)?;
    let make = app.into_make_service_with_connect_info::<SocketAddr>();
    if let (Some(certificate), Some(key)) = (&server.certificate_file, &server.private_key_file) {
        let tls = axum_server::tls_rustls::RustlsConfig::from_pem_file(certificate, key)
            .await
            .context("the certificate or its key cannot be read")?;
        let acceptor = RustlsAcceptor::new(tls).handshake_timeout(door::HEADERS).acceptor(doorman);
        plain.acceptor(acceptor).serve(make).await?;
    } else {
        plain.serve(make).await?;
    }
    // Mail servers keep their connections longer than browsers do.
    while mail.join_next().await.is_some() {}
    if let Err(error) = engine.write_all_uses().await {
        tracing::warn!(%error, "the last minute's uses of app passwords were not written");
    }
    Ok(())
}

/// A listener within the bounds of every door; it ends when `stop` says so.
pub fn plain(
    listener: TcpListener,
    doorman: Doorman,
    mut stop: watch::Receiver<bool>,
) -> Result<Server<SocketAddr, Doorman>> {
    let handle = Handle::<SocketAddr>::new();
    let mut plain = axum_server::from_tcp(listener)?.handle(handle.clone()).acceptor(doorman);
    tokio::spawn(async move {
        drop(stop.wait_for(|stop| *stop).await);
        handle.graceful_shutdown(Some(GRACE));
    });
    plain = plain.first_request_timeout(door::HEADERS);
    let builder = plain.http_builder();
    let mut http1 = builder.http1();
    http1.timer(TokioTimer::new()).header_read_timeout(door::HEADERS);
    http1.max_buf_size(door::HEADERS_MOST);
    let mut http2 = builder.http2();
    http2.timer(TokioTimer::new()).keep_alive_interval(door::WHOLE);
    http2.max_header_list_size(HEADERS_MOST).max_concurrent_streams(STREAMS_MOST);
    Ok(plain)
}

/// Hears Ctrl+C, and what a supervisor sends, from here on. Before anybody is told that the server
/// is there: a signal nobody hears ends the process in the middle of something.
pub fn stop() -> Result<watch::Receiver<bool>> {
    let (mut interrupt, mut terminate) =
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let (told, stop) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("stopping");
        told.send_replace(true);
    });
    Ok(stop)
}
