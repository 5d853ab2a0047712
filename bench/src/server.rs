//! What ours is compared with: an empty handler, and beside it one that asks who is signed in. In a
//! process of its own, as the server is.

use crate::house;
use anyhow::Result;
use axum::{
    Router,
    extract::{ConnectInfo, State},
    http::{HeaderMap, StatusCode, header},
    routing::get,
};
use engine::{Engine, visit::Visit};
use std::{io::Write as _, net::SocketAddr, path::Path};
use tokio::net::TcpListener;

/// Says its address, and serves until it is killed.
pub async fn serve(folder: &Path) -> Result<()> {
    let (engine, _) = house::open(folder, methods::kinds(), "http://localhost").await?;
    let app = Router::new()
        .route("/empty", get(async || "ok"))
        .route("/session", get(session))
        .with_state(engine);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    writeln!(std::io::stdout(), "{}", listener.local_addr()?)?;
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    Ok(axum::serve(listener, app).await?)
}

async fn session(
    State(engine): State<Engine>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<&'static str, StatusCode> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let agent = text(header::USER_AGENT).unwrap_or_default();
    let visit = Visit::read(engine.settings(), text(header::COOKIE), agent, peer.ip(), None);
    match engine.standing(&visit).await {
        Ok(Some(_)) => Ok("ok"),
        Ok(None) => Err(StatusCode::UNAUTHORIZED),
        Err(_) => Err(StatusCode::INTERNAL_SERVER_ERROR),
    }
}
