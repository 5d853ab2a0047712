//! The listener's bounds, before anything is parsed (AV-1, AV-2): how many connections there are,
//! altogether and from one address, how long a client may take, how long headers may be.

use axum_server::accept::Accept;
use std::{
    collections::HashMap,
    future::{Ready, ready},
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

/// A client has this long to send its headers.
pub const HEADERS: Duration = Duration::from_secs(10);
/// Between two pieces of a body at most this long.
pub const BODY: Duration = Duration::from_secs(5);
/// A whole request, answer included, at most this long.
pub const WHOLE: Duration = Duration::from_secs(60);
/// Headers of a request, address included, in bytes.
pub const HEADERS_MOST: usize = 16 * 1024;
/// An address of ours is never longer, in bytes; longer ones are answered 414.
pub const ADDRESS_MOST: usize = 8 * 1024;
/// Body of a form or token request, in bytes.
pub const FORM_MOST: usize = 64 * 1024;

/// Open connections at most: the process has 1,024 files unless told otherwise, and needs some.
const CONNECTIONS: usize = 800;
/// Of one address outside the trusted proxies: an office behind one address has that many browsers.
const OF_ONE: usize = 200;

/// Counts connections and lets no more in than there is room for.
#[derive(Clone)]
pub struct Doorman(Arc<Counts>);

struct Counts {
    all: Mutex<HashMap<IpAddr, usize>>,
    /// Addresses that may use all the room: the proxies in front.
    proxies: Vec<String>,
    /// Connections there is room for.
    most: usize,
    /// Whether nobody else is let in.
    only: bool,
}

impl Doorman {
    pub fn new(proxies: Vec<String>) -> Self {
        Self::of(proxies, CONNECTIONS, false)
    }

    /// One with less room, for a door of fewer.
    pub fn at_most(self, most: usize) -> Self {
        Self::of(self.0.proxies.clone(), most, self.0.only)
    }

    /// One that lets in nobody else than the trusted.
    pub fn only(self) -> Self {
        Self::of(self.0.proxies.clone(), self.0.most, true)
    }

    fn of(proxies: Vec<String>, most: usize, only: bool) -> Self {
        Self(Arc::new(Counts { all: Mutex::default(), proxies, most, only }))
    }

    fn enter(&self, from: IpAddr) -> io::Result<Seat> {
        let mut all = self.0.all.lock().unwrap_or_else(PoisonError::into_inner);
        let total: usize = all.values().sum();
        let own = all.get(&from).copied().unwrap_or(0);
        let (most, trusted) = (self.0.most, self.trusted(from));
        if self.0.only && !trusted {
            tracing::warn!(%from, "somebody who may not ask came to a door of mail servers");
            return Err(io::Error::other("not allowed"));
        }
        let share = if trusted { most } else { OF_ONE.min(most) };
        if total >= most || own >= share {
            return Err(io::Error::other("too many connections"));
        }
        all.insert(from, own + 1);
        Ok(Seat { doorman: self.clone(), from })
    }

    fn trusted(&self, from: IpAddr) -> bool {
        self.0.proxies.iter().any(|network| engine::visit::contains(network, from))
    }
}

/// One connection's place; given back when it closes.
struct Seat {
    doorman: Doorman,
    from: IpAddr,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut all = self.doorman.0.all.lock().unwrap_or_else(PoisonError::into_inner);
        match all.get_mut(&self.from) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(all.remove(&self.from)),
        }
    }
}

/// A connection that has a place.
pub struct Seated {
    stream: TcpStream,
    _seat: Seat,
}

impl<S> Accept<TcpStream, S> for Doorman {
    type Stream = Seated;
    type Service = S;
    type Future = Ready<io::Result<(Seated, S)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let seated = stream
            .peer_addr()
            .map(|peer: SocketAddr| peer.ip().to_canonical())
            .and_then(|from| self.enter(from))
            .and_then(|seat| stream.set_nodelay(true).map(|()| Seated { stream, _seat: seat }));
        ready(seated.map(|stream| (stream, service)))
    }
}

impl AsyncRead for Seated {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, into)
    }
}

impl AsyncWrite for Seated {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        from: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, from)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        from: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, from)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
