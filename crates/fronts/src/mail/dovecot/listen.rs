//! Sockets of the protocol. Each connection is one task that reads, asks and writes: what can be
//! answered at once is, in the batch it came in; what takes longer runs beside the rest.

use super::{
    seats::{Peer, Seat, Seats},
    talk::{Ask, Hello, Talk, Ticket},
};
use crate::mail::{Verdict, decide};
use countersign_core::dice;
use engine::Engine;
use futures_util::{
    FutureExt as _,
    stream::{FuturesUnordered, StreamExt as _},
};
use std::{
    future::{Future, poll_fn},
    io,
    net::IpAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    task::Poll,
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpListener, TcpStream, UnixListener, UnixStream},
    sync::watch,
    task::JoinSet,
    time::{MissedTickBehavior, interval, timeout},
};

/// Checks of one connection that may be under way at once: it is not read on before one is done.
const RUNNING_MOST: usize = 2048;
/// Bytes read at once.
const READ: usize = 16 * 1024;
/// Answers are written once there is so much, even if more could be answered at once.
const WRITE: usize = 16 * 1024;
/// What is not known after so long is told as an outage.
const LATE: Duration = Duration::from_secs(30);
/// A mail server that takes no answers for so long is gone.
const STUCK: Duration = Duration::from_secs(30);
/// After a failed `accept`: there are no more files, and to ask again at once would not help.
const PAUSE: Duration = Duration::from_millis(100);

/// Where mail servers come to.
pub enum Listener {
    /// In the clear: only from this machine and from the networks that are named.
    Tcp(TcpListener, Vec<String>),
    Unix(UnixListener),
}

/// Bounds of a listener.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Connections at once, altogether and of one mail server.
    pub connections: usize,
    pub of_one: usize,
    /// How often it is looked who is late. A connection that has not said who it is by then is
    /// closed; an exchange that its program has left alone for one to two of these is over.
    pub strike: Duration,
    /// Strikes until a connection with nothing under way is closed. Postfix keeps one for as long
    /// as its process lives, and fails one sign-in if it finds it closed: this is for the dead.
    pub idle: u32,
    /// Once the server was told to stop, open connections are still answered for so long.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 160,
            of_one: 160,
            strike: Duration::from_secs(60),
            idle: 360,
            drain: Duration::from_secs(10),
        }
    }
}

struct House {
    engine: Engine,
    limits: Limits,
    seats: Seats,
    /// Number of the newest connection.
    newest: AtomicU32,
}

/// Serves until `stop` says so; then nobody new is let in, and it returns when the last connection
/// has closed or the time for it is over.
pub async fn listen(
    engine: Engine,
    listener: Listener,
    limits: Limits,
    mut stop: watch::Receiver<bool>,
) {
    let seats = Seats::new(limits.connections, limits.of_one);
    let house = Arc::new(House { engine, limits, seats, newest: AtomicU32::new(0) });
    let mut open = JoinSet::new();
    loop {
        tokio::select! {
            biased;
            () = told(&mut stop) => break,
            Some(ended) = open.join_next(), if !open.is_empty() => if let Err(error) = ended {
                tracing::error!(%error, "a mail server's connection ended badly");
            },
            arrived = accept(&listener) => match arrived {
                Ok(arrived) => seat(&house, arrived, &mut open),
                Err(error) => {
                    tracing::error!(%error, "a mail server could not be let in");
                    tokio::time::sleep(PAUSE).await;
                }
            },
        }
    }
    drop(listener);
    let all = async { while open.join_next().await.is_some() {} };
    if timeout(house.limits.drain, all).await.is_err() {
        tracing::info!("mail servers still had connections open; they are closed");
    }
}

/// Waits until the server is told to stop, or nobody is left to tell it.
async fn told(stop: &mut watch::Receiver<bool>) {
    drop(stop.wait_for(|stop| *stop).await);
}

/// Somebody at the door.
enum Arrived {
    Tcp(TcpStream, IpAddr),
    Unix(UnixStream),
    /// Not one of those who may ask.
    Stranger,
}

async fn accept(listener: &Listener) -> io::Result<Arrived> {
    match listener {
        Listener::Tcp(listener, allowed) => {
            let (stream, peer) = listener.accept().await?;
            let peer = peer.ip().to_canonical();
            if !may_ask(peer, allowed) {
                tracing::warn!(%peer, "a mail server that is not in mail.dovecot_allow");
                return Ok(Arrived::Stranger);
            }
            // Answers are small and somebody waits for each.
            stream.set_nodelay(true)?;
            Ok(Arrived::Tcp(stream, peer))
        }
        Listener::Unix(listener) => Ok(Arrived::Unix(listener.accept().await?.0)),
    }
}

fn may_ask(peer: IpAddr, allowed: &[String]) -> bool {
    peer.is_loopback() || allowed.iter().any(|network| engine::visit::contains(network, peer))
}

/// Gives the connection its place and its task, if there is room.
fn seat(house: &Arc<House>, arrived: Arrived, open: &mut JoinSet<()>) {
    let peer: Peer = match &arrived {
        Arrived::Tcp(_, peer) => Some(*peer),
        Arrived::Unix(_) => None,
        Arrived::Stranger => return,
    };
    let Some(seat) = house.seats.enter(peer) else {
        tracing::warn!(?peer, "too many connections of mail servers");
        return;
    };
    let house = Arc::clone(house);
    match arrived {
        Arrived::Tcp(stream, _) => drop(open.spawn(converse(house, stream, seat))),
        Arrived::Unix(stream) => drop(open.spawn(converse(house, stream, seat))),
        Arrived::Stranger => {}
    }
}

impl House {
    fn hello(&self) -> Hello {
        let url = &self.engine.settings().public_url;
        Hello {
            process: std::process::id(),
            connection: self.newest.fetch_add(1, Ordering::Relaxed).wrapping_add(1),
            cookie: dice::nonce(self.engine.dice()),
            discovery: format!("{url}/.well-known/openid-configuration"),
        }
    }

    async fn check(self: Arc<Self>, ask: Ask) -> (Ticket, Verdict) {
        let Ask { ticket, proof, caller } = ask;
        (ticket, decide(&self.engine, caller, proof).await)
    }
}

type Check = Pin<Box<dyn Future<Output = (Ticket, Verdict)> + Send>>;

/// One connection, from its greeting to its end.
async fn converse<S: AsyncRead + AsyncWrite + Unpin>(house: Arc<House>, mut stream: S, seat: Seat) {
    let mut talk = Talk::new(house.hello());
    let mut running: FuturesUnordered<Check> = FuturesUnordered::new();
    let mut clock = interval(house.limits.strike);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    clock.reset();
    let mut quiet = 0;
    let mut ended = false;
    loop {
        let more = match begin(&house, &mut talk, &mut running, &seat).await {
            Ok(more) => more,
            Err(broken) => {
                let peer = seat.peer;
                tracing::warn!(?broken, ?peer, "a mail server's connection was given up");
                drop(write(&mut stream, &mut talk).await);
                return;
            }
        };
        if write(&mut stream, &mut talk).await.is_err() || talk.closing() {
            return;
        }
        if more {
            continue;
        }
        if ended && running.is_empty() {
            return;
        }
        let room = !ended && running.len() < RUNNING_MOST;
        tokio::select! {
            Some((ticket, verdict)) = running.next(), if !running.is_empty() => {
                talk.answered(ticket, &verdict);
                // Whatever else is done goes into the same write.
                while let Some(Some((ticket, verdict))) = running.next().now_or_never() {
                    talk.answered(ticket, &verdict);
                }
            }
            read = read(&mut stream, &mut talk), if room => match read {
                Ok(true) => quiet = 0,
                Ok(false) => ended = true,
                Err(_) => return,
            },
            _ = clock.tick() => {
                talk.strike();
                quiet = if talk.idle() { quiet + 1 } else { 0 };
                if !talk.greeted() || quiet > house.limits.idle {
                    return;
                }
            }
        }
    }
}

/// Starts what has been asked for and answers what can be answered at once. Says whether there is
/// more once what is ready has been written.
async fn begin(
    house: &Arc<House>,
    talk: &mut Talk,
    running: &mut FuturesUnordered<Check>,
    seat: &Seat,
) -> Result<bool, super::talk::Broken> {
    while running.len() < RUNNING_MOST {
        if talk.output().len() >= WRITE {
            return Ok(true);
        }
        let Some(ask) = talk.question()? else { return Ok(false) };
        let ticket = ask.ticket;
        let mut check: Check = Box::pin(Arc::clone(house).check(ask));
        match poll_fn(|cx| Poll::Ready(check.as_mut().poll(cx))).await {
            Poll::Ready((ticket, verdict)) => talk.answered(ticket, &verdict),
            Poll::Pending => match Arc::clone(&seat.running).try_acquire_owned() {
                Ok(permit) => running.push(Box::pin(async move {
                    let done = timeout(LATE, check).await;
                    drop(permit);
                    done.unwrap_or((ticket, Verdict::Outage))
                })),
                Err(_) => talk.answered(ticket, &Verdict::Outage),
            },
        }
    }
    Ok(false)
}

async fn read<S: AsyncRead + Unpin>(stream: &mut S, talk: &mut Talk) -> io::Result<bool> {
    let input = talk.input();
    input.reserve(READ);
    Ok(stream.read_buf(input).await? > 0)
}

async fn write<S: AsyncWrite + Unpin>(stream: &mut S, talk: &mut Talk) -> io::Result<()> {
    let output = talk.output();
    if output.is_empty() {
        return Ok(());
    }
    timeout(STUCK, stream.write_all(output)).await.map_err(|_| io::ErrorKind::TimedOut)??;
    output.clear();
    Ok(())
}
