//! What every answer carries, and who gets one at all.

use crate::{
    Options,
    account::house::{HOST, House, URL},
    headers::{add, plain_source, policy},
    page::own_path,
    routes,
};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, Response},
};
use tower::ServiceExt as _;

pub struct Door {
    pub house: House,
    app: Router,
}

pub struct Seen {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Seen {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn cookies(&self) -> Vec<&str> {
        self.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect()
    }
}

pub async fn seen(response: Response<Body>) -> Seen {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 10 << 20).await.unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap();
    Seen { status: parts.status.as_u16(), headers: parts.headers, body }
}

impl Door {
    pub async fn new() -> Self {
        let house = House::new().await;
        let app = routes(house.engine.clone(), Options::default()).unwrap();
        Self { house, app }
    }

    pub async fn send(&self, request: Request<Body>) -> Seen {
        seen(self.app.clone().oneshot(request).await.unwrap()).await
    }

    /// `headers` after a `Host` that is ours.
    pub async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Seen {
        self.say(method, path, headers, "").await
    }

    pub async fn say(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Seen {
        let mut request = Request::builder().method(method).uri(path).header("host", HOST);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }
}

/// WB-1, WB-2, WB-4, SE-8: on pages, redirects, errors, files and short answers alike.
#[tokio::test]
async fn every_answer_carries_its_headers() {
    let door = Door::new().await;
    let asset = crate::assets::stylesheet();
    let paths =
        ["/signin", "/home", "/nothing-here", "/healthz", "/robots.txt", &asset, "/privacy"];
    for path in paths {
        let seen = door.ask("GET", path, &[("origin", "https://evil.example")]).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(seen.header(name), value, "{path}: {name}");
        }
        assert!(seen.header("permissions-policy").contains("get=(self)"), "{path}");
        let policy = seen.header("content-security-policy");
        for part in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{path}: {policy}");
        assert!(seen.headers.keys().all(|name| !name.as_str().starts_with("access-control")));
        let kept = if path == asset { "public, max-age=31536000, immutable" } else { "no-store" };
        assert_eq!(seen.header("cache-control"), kept, "{path}");
        assert_eq!(seen.header("strict-transport-security"), "", "{path}: not over plain HTTP");
    }
}

/// WB-1: over TLS a browser is told to stay there; what an answer set itself stays.
#[test]
fn over_tls_a_browser_is_told_to_stay() {
    let mut headers = HeaderMap::new();
    headers.insert("cache-control", "private".parse().unwrap());
    add(&mut headers, true);
    assert_eq!(headers["strict-transport-security"], "max-age=63072000");
    assert_eq!(headers["cache-control"], "private");
}

/// WB-2: exactly the policy of ux.md 3.2, with the origins a form may lead to.
#[test]
fn the_policy_is_exact() {
    let with = policy(&["https://mail.example".to_owned(), "com.example.app:".to_owned()]);
    assert_eq!(
        with,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src \
         'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; frame-ancestors 'none'; \
         form-action 'self' https://mail.example com.example.app:"
    );
}

#[test]
fn only_an_origin_gets_into_a_policy() {
    for origin in ["https://mail.example", "http://[::1]:8080", "com.example.app:", "http://a.b:1"]
    {
        assert!(plain_source(origin), "{origin}");
    }
    let long = format!("https://{}.example", "a".repeat(400));
    let bad = [
        "",
        "*",
        "'unsafe-inline'",
        "https://a.example; script-src *",
        "https://a.example b:",
        "https://a.example,b:",
        "https://a.example/\n",
        "mail.example",
        ":",
        "1a:",
        long.as_str(),
    ];
    for origin in bad {
        assert!(!plain_source(origin), "{origin}");
    }
}

/// WB-8: no page for a host that is not the configured one, in either place it can be named.
#[tokio::test]
async fn only_our_host_is_answered() {
    let door = Door::new().await;
    let ask = |uri: &str, hosts: &[&str]| {
        let mut request = Request::builder().uri(uri);
        for host in hosts {
            request = request.header("host", *host);
        }
        request.body(Body::empty()).unwrap()
    };
    for hosts in [
        vec!["evil.example"],
        vec!["127.0.0.1:8080"],
        vec!["localhost:8081"],
        vec!["localhost:8080.evil.example"],
        vec!["user@localhost:8080"],
        vec![HOST, "evil.example"],
        vec![HOST, HOST],
        vec![""],
        vec![],
    ] {
        let seen = door.send(ask("/signin", &hosts)).await;
        assert_eq!((seen.status, seen.body.as_str()), (421, ""), "{hosts:?}");
    }
    let in_address = ask("http://evil.example/signin", &[HOST]);
    assert_eq!(door.send(in_address).await.status, 421);
    assert_eq!(door.send(ask("/signin", &["LOCALHOST:8080"])).await.status, 200);
    assert_eq!(door.send(ask("http://localhost:8080/signin", &[])).await.status, 200);
    // What watches servers knows them by address.
    assert_eq!(door.send(ask("/healthz", &["10.0.0.1"])).await.body, "ok\n");
}

/// WB-9: methods that pages do not have.
#[tokio::test]
async fn other_methods_are_refused() {
    let door = Door::new().await;
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "FOO"] {
        assert_eq!(door.ask(method, "/signin", &[]).await.status, 405, "{method}");
    }
    let seen = door.ask("POST", "/privacy", &[]).await;
    assert_eq!((seen.status, seen.header("allow")), (405, "GET,HEAD"));
    assert!(seen.body.contains("We cannot read this request"));
    let head = door.ask("HEAD", "/privacy", &[]).await;
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert!(head.header("content-security-policy").contains("form-action 'self'"));
}

/// WB-5: a way back is a path of ours, read and written again.
#[test]
fn only_own_paths_are_gone_back_to() {
    let own = |path: &str| own_path(path);
    for (path, clean) in [
        ("/", "/"),
        ("/home", "/home"),
        ("/signin?r=0193~0&x=%2F", "/signin?r=0193~0&x=%2F"),
        ("/a/../home", "/home"),
        ("/security/way/1#x", "/security/way/1"),
        ("/a?next=//evil.example", "/a?next=//evil.example"),
        ("/ä", "/%C3%A4"),
    ] {
        assert_eq!(own(path).as_deref(), Some(clean), "{path}");
    }
    let long = format!("/{}", "a".repeat(2048));
    for path in [
        "",
        "home",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        " /home",
        "/ home",
        "/%2f/evil.example",
        "/%2F%2Fevil.example",
        "/%5cevil.example",
        "/./\\evil.example",
        "/.//evil.example",
        "/a/..//evil.example",
        "/\u{a0}",
        &long,
    ] {
        assert_eq!(own(path), None, "{path:?}");
    }
}

/// SE-2: cookies of ours are for this host and out of reach of scripts; none without need.
#[tokio::test]
async fn cookies_are_few_and_closed() {
    let door = Door::new().await;
    for path in ["/privacy", "/nothing-here", "/robots.txt", "/healthz", "/favicon.svg", "/home"] {
        assert!(door.ask("GET", path, &[]).await.cookies().is_empty(), "{path}");
    }
    let first = door.ask("GET", "/signin", &[]).await;
    let [cookie] = first.cookies()[..] else { panic!("{:?}", first.cookies()) };
    for part in ["__Host-browser=", "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    let own = cookie.split(';').next().unwrap();
    let again = door.ask("GET", "/signin", &[("cookie", own)]).await;
    assert!(again.cookies().is_empty(), "{:?}", again.cookies());
    // Somebody put a second one beside it: neither counts.
    let two = format!("{own}; __Host-browser=0000");
    assert_eq!(door.ask("GET", "/signin", &[("cookie", &two)]).await.cookies().len(), 1);
}

#[tokio::test]
async fn small_addresses_answer() {
    let door = Door::new().await;
    let to = |seen: &Seen| (seen.status, seen.header("location").to_owned());
    assert_eq!(to(&door.ask("GET", "/", &[]).await), (303, "/home".into()));
    let change = door.ask("GET", "/.well-known/change-password", &[]).await;
    assert!((302..=303).contains(&change.status), "{}", change.status);
    assert_eq!(change.header("location"), "/security/password");
    let robots = door.ask("GET", "/robots.txt", &[]).await;
    assert_eq!(robots.body, "User-agent: *\nDisallow: /\n");
    let mark = door.ask("GET", "/favicon.svg", &[]).await;
    assert_eq!((mark.status, mark.header("content-type")), (200, "image/svg+xml"));
    let home = door.ask("GET", "/home", &[]).await;
    assert_eq!(to(&home), (303, "/signin?next=%2Fhome".into()));
    let lost = door.ask("GET", "/no/such/page", &[("accept-language", "zh-TW")]).await;
    assert_eq!(lost.status, 404);
    assert!(lost.body.contains("沒有這個頁面"), "{}", lost.body);
}

/// Files are found by what they hold, and nothing else is.
#[tokio::test]
async fn files_have_addresses_of_their_own() {
    let door = Door::new().await;
    let page = door.ask("GET", "/signin", &[]).await.body;
    let sheet = door.ask("GET", &crate::assets::stylesheet(), &[]).await;
    assert!(page.contains(&crate::assets::stylesheet()) && page.contains(&crate::assets::script()));
    assert_eq!((sheet.status, sheet.header("content-type")), (200, "text/css; charset=utf-8"));
    assert!(!sheet.body.contains("assets/"), "drawings are asked for by their own addresses");
    for part in sheet.body.split("url(\"").skip(1) {
        let name = part.split('"').next().unwrap();
        assert_eq!(door.ask("GET", &format!("/assets/{name}"), &[]).await.status, 200, "{name}");
    }
    let script = door.ask("GET", &crate::assets::script(), &[]).await;
    assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
    for name in ["..%2f..%2fCargo.toml", "countersign.css", "countersign-0000000000000000.css"] {
        assert_eq!(door.ask("GET", &format!("/assets/{name}"), &[]).await.status, 404, "{name}");
    }
}

/// One colour of an organisation becomes a sheet of its own, by its own address.
#[tokio::test]
async fn an_organisation_has_its_colours() {
    let door = Door::new().await;
    let engine = &door.house.engine;
    let mut organisation = engine::Organisation::clone(&*engine.organisation().await.unwrap());
    assert!(!door.ask("GET", "/privacy", &[]).await.body.contains("/theme/"));
    organisation.colour = Some("#8A1C4A".into());
    engine.save_organisation(organisation.clone()).await.unwrap();
    let page = door.ask("GET", "/privacy", &[]).await.body;
    let address = page.split("href=\"").find(|part| part.starts_with("/theme/")).unwrap();
    let address = address.split('"').next().unwrap();
    let sheet = door.ask("GET", address, &[]).await;
    assert_eq!((sheet.status, sheet.header("content-type")), (200, "text/css; charset=utf-8"));
    assert!(sheet.body.contains("--accent: #8a1c4a;"), "{}", sheet.body);
    assert_eq!(door.ask("GET", "/theme/0000000000000000.css", &[]).await.status, 404);
    // A colour that is none leaves the product's own.
    organisation.colour = Some("red; } body { display: none".into());
    engine.save_organisation(organisation).await.unwrap();
    assert!(!door.ask("GET", "/privacy", &[]).await.body.contains("/theme/"));
    assert_eq!(door.ask("GET", address, &[]).await.status, 404);
}

/// The gallery is for those who work on pages.
#[tokio::test]
async fn the_gallery_is_shown_only_when_asked_for() {
    let door = Door::new().await;
    assert_eq!(door.ask("GET", "/gallery", &[]).await.status, 404);
    let dev = Some(env!("CARGO_MANIFEST_DIR").into());
    let app = routes(door.house.engine.clone(), Options { dev, ..Options::default() }).unwrap();
    let door = Door { app, ..door };
    let list = door.ask("GET", "/gallery", &[]).await;
    assert!(list.body.contains("/gallery/Security/0"), "{}", list.body);
    let page = door.ask("GET", "/gallery/Security/0", &[]).await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("Mei Lin Wong"));
    assert_eq!(door.ask("GET", "/gallery/Security/99", &[]).await.status, 404);
    assert_eq!(URL, format!("http://{HOST}"));
}
