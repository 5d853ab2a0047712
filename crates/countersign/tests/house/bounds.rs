//! What anybody can send to the socket, and what it gets (AV-1, AV-2, WB-7, WB-8).

use crate::{
    client::Browser,
    program::{Folder, Server},
};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

async fn raw(port: u16, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    // The server may close before all is written: that is an answer too.
    drop(stream.write_all(bytes).await);
    let mut answer = Vec::new();
    drop(timeout(Duration::from_secs(15), stream.read_to_end(&mut answer)).await);
    String::from_utf8_lossy(&answer).into_owned()
}

fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0)
}

/// AV-1: bodies, headers and addresses have an end. WB-7: framing that two readers could
/// understand differently is refused. WB-8: only our own host gets a page.
#[tokio::test]
async fn too_much_or_unclear_is_refused_before_it_is_parsed() {
    let folder = Folder::new();
    let server = Server::demo(&folder.0);
    let port = server.port;
    let own = format!("Host: localhost:{port}\r\nConnection: close\r\n");
    let long = "a".repeat(9_000);
    let body = "a".repeat(70_000);
    let cases = [
        (format!("GET /signin?{long} HTTP/1.1\r\n{own}\r\n"), vec![414, 431, 400]),
        (format!("GET / HTTP/1.1\r\n{own}X: {long}{long}\r\n\r\n"), vec![431, 400]),
        (format!("POST /signin HTTP/1.1\r\n{own}Content-Length: 70000\r\n\r\n{body}"), vec![413]),
        (
            format!(
                "POST /signin HTTP/1.1\r\n{own}Content-Length: 3\r\n\
                 Content-Length: 4\r\n\r\nabcd"
            ),
            vec![400],
        ),
        (
            format!(
                "POST /signin HTTP/1.1\r\n{own}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"
            ),
            vec![400],
        ),
        (
            format!(
                "GET /signin HTTP/1.1\r\nHost: evil.example:{port}\r\nConnection: close\r\n\r\n"
            ),
            vec![400, 421],
        ),
        (
            format!(
                "GET /oidc/jwks HTTP/1.1\r\nHost: evil.example:{port}\r\nConnection: close\r\n\r\n"
            ),
            vec![421],
        ),
        (format!("GET /oidc/jwks HTTP/1.1\r\n{own}\r\n"), vec![200]),
        (format!("TRACE /signin HTTP/1.1\r\n{own}\r\n"), vec![405, 501]),
        (format!("GET /signin HTTP/1.1\r\n{own}\r\n"), vec![200]),
    ];
    for (request, allowed) in cases {
        let answer = raw(port, request.as_bytes()).await;
        let start = &request[..request.len().min(60)];
        assert!(allowed.contains(&status(&answer)), "{start:?} got {answer:.300}");
    }
}

/// AV-2: clients that send nothing do not keep others out, and are sent away.
#[tokio::test]
async fn silent_clients_keep_nobody_out() {
    let folder = Folder::new();
    let server = Server::demo(&folder.0);
    let mut silent = Vec::new();
    for _ in 0..150 {
        let mut stream = TcpStream::connect(("127.0.0.1", server.port)).await.unwrap();
        stream.write_all(b"GET /signin HTTP/1.1\r\nHo").await.unwrap();
        silent.push(stream);
    }
    let mut browser = Browser::new(server.port);
    let page = timeout(Duration::from_secs(2), browser.get("/signin")).await;
    assert_eq!(page.expect("a fast client waited for slow ones").status, 200);
    let mut rest = Vec::new();
    let mut first = silent.remove(0);
    let closed = timeout(Duration::from_secs(14), first.read_to_end(&mut rest)).await;
    assert!(closed.is_ok(), "a silent client is kept for ever");
}

/// WB-1, OA-9: whatever apps and their people are answered, by every door of theirs and by any
/// method, may not be framed, guessed at or told on; only what is public may be kept.
#[tokio::test]
async fn every_door_of_apps_says_what_may_be_done_with_its_answer() {
    let folder = Folder::new();
    let server = Server::demo(&folder.0);
    let port = server.port;
    let public = ["/.well-known/openid-configuration", "/oidc/jwks"];
    let doors = ["authorize", "continue/x", "logout", "token", "userinfo", "revoke", "introspect"];
    let doors = doors.iter().map(|door| format!("/oidc/{door}"));
    for path in doors.chain(["/oidc/par".to_owned()]).chain(public.map(ToOwned::to_owned)) {
        for method in ["GET", "POST", "OPTIONS", "DELETE"] {
            let own = format!("Host: localhost:{port}\r\nConnection: close\r\n");
            let request = format!("{method} {path} HTTP/1.1\r\n{own}Content-Length: 0\r\n\r\n");
            let answer = raw(port, request.as_bytes()).await.to_ascii_lowercase();
            let at = format!("{method} {path}: {answer:.400}");
            for line in [
                "frame-ancestors 'none'",
                "default-src 'none'",
                "x-content-type-options: nosniff",
                "referrer-policy: no-referrer",
                "cross-origin-opener-policy: same-origin",
            ] {
                assert!(answer.contains(line), "{line} in {at}");
            }
            let good = status(&answer) == 200 && public.contains(&path.as_str());
            let kept = if good { "cache-control: public, max-age=3600" } else { "no-store" };
            assert!(answer.contains(kept), "{kept} in {at}");
            assert!(!answer.contains("unsafe-inline"), "{at}");
        }
    }
}
