//! A browser reduced to what a walk needs: cookies, redirects that are looked at, forms.

use axum::body::{Body, to_bytes};
use hyper::{Request, client::conn::http1};
use hyper_util::rt::TokioIo;
use std::collections::BTreeMap;
use tokio::net::TcpStream;

pub struct Browser {
    pub port: u16,
    /// Cookies by host, then by name.
    jar: BTreeMap<String, BTreeMap<String, String>>,
}

pub struct Answer {
    pub status: u16,
    pub location: Option<String>,
    pub body: String,
    /// Host and path it came from.
    pub address: String,
}

impl Browser {
    pub fn new(port: u16) -> Self {
        Self { port, jar: BTreeMap::new() }
    }

    pub async fn get(&mut self, address: &str) -> Answer {
        self.ask("GET", address, None).await
    }

    /// Sends a form as a page of the same origin would.
    pub async fn post(&mut self, address: &str, fields: &[(&str, &str)]) -> Answer {
        let form =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.ask("POST", address, Some(form)).await
    }

    /// Opens an address and follows redirects to the page at the end.
    pub async fn open(&mut self, address: &str) -> Answer {
        let answer = self.get(address).await;
        self.follow(answer).await
    }

    pub async fn follow(&mut self, mut answer: Answer) -> Answer {
        for _ in 0..10 {
            let Some(location) = answer.location.clone() else { return answer };
            let base = format!("http://{}", answer.address);
            let next = url::Url::parse(&base).unwrap().join(&location).unwrap();
            answer = self.get(next.as_str()).await;
        }
        panic!("redirected in circles, last to {:?}", answer.location);
    }

    /// Fills the first form of a page whose action has `action` in it, hidden fields included.
    pub async fn submit(&mut self, page: &Answer, action: &str, typed: &[(&str, &str)]) -> Answer {
        let form = page.form(action);
        let mut fields: Vec<(&str, &str)> =
            form.hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.extend(typed);
        let base = url::Url::parse(&format!("http://{}", page.address)).unwrap();
        let to = base.join(&form.action).unwrap();
        self.post(to.as_str(), &fields).await
    }

    async fn ask(&mut self, method: &str, address: &str, form: Option<String>) -> Answer {
        let url = match address.strip_prefix('/') {
            Some(path) => format!("http://localhost:{}/{path}", self.port),
            None => address.to_owned(),
        };
        let url = url::Url::parse(&url).unwrap();
        let host = url.host_str().unwrap().to_owned();
        let authority = format!("{host}:{}", self.port);
        let stream = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        let target = url[url::Position::BeforePath..url::Position::AfterQuery].to_owned();
        let mut request = Request::builder()
            .method(method)
            .uri(&target)
            .header("host", &authority)
            .header("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0");
        let cookies = self.jar.entry(host.clone()).or_default();
        if !cookies.is_empty() {
            let all: Vec<String> = cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
            request = request.header("cookie", all.join("; "));
        }
        if form.is_some() {
            request = request
                .header("content-type", "application/x-www-form-urlencoded")
                .header("origin", format!("http://{authority}"))
                .header("sec-fetch-site", "same-origin");
        }
        let request = request.body(Body::from(form.unwrap_or_default())).unwrap();
        let response = sender.send_request(request).await.unwrap();
        let (head, body) = response.into_parts();
        self.remember(&host, &head.headers);
        let bytes = to_bytes(Body::new(body), 1 << 22).await.unwrap();
        Answer {
            status: head.status.as_u16(),
            location: head.headers.get("location").map(|v| v.to_str().unwrap().to_owned()),
            body: String::from_utf8_lossy(&bytes).into_owned(),
            address: format!("{authority}{target}"),
        }
    }

    /// The code of the newest text in the demo's outbox; texts leave a moment after the answer.
    pub async fn newest_code(&mut self) -> String {
        for _ in 0..100 {
            let sent = self.get("/demo/outbox.json").await.body;
            let sent: serde_json::Value = serde_json::from_str(&sent).unwrap();
            let all = sent.as_array().unwrap();
            if let Some(text) = all.iter().find(|one| one["channel"] == "text") {
                let text = text["text"].as_str().unwrap();
                return text.split(' ').next().unwrap().to_owned();
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("no text was sent");
    }

    /// Values of the cookies of a host.
    pub fn cookies(&self, host: &str) -> Vec<String> {
        self.jar.get(host).into_iter().flat_map(|jar| jar.values().cloned()).collect()
    }

    /// What the server reads of this browser's headers.
    pub fn visit(&self, settings: &engine::Settings) -> engine::visit::Visit {
        let all = self.jar.get("localhost").into_iter().flatten();
        let cookies: Vec<String> = all.map(|(name, value)| format!("{name}={value}")).collect();
        let here = std::net::IpAddr::from([127, 0, 0, 1]);
        engine::visit::Visit::read(settings, Some(&cookies.join("; ")), "", here, None)
    }

    fn remember(&mut self, host: &str, headers: &hyper::HeaderMap) {
        let cookies = self.jar.entry(host.to_owned()).or_default();
        for header in headers.get_all("set-cookie") {
            let text = header.to_str().unwrap();
            let (pair, attributes) = text.split_once(';').unwrap_or((text, ""));
            let (name, value) = pair.split_once('=').unwrap();
            if attributes.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

struct Form {
    action: String,
    hidden: Vec<(String, String)>,
}

impl Answer {
    fn form(&self, action: &str) -> Form {
        let wanted = |tag: &str| attribute(tag, "action").is_some_and(|to| to.contains(action));
        let (_, rest) = self
            .body
            .match_indices("<form ")
            .map(|(at, _)| self.body[at..].split_once('>').unwrap())
            .find(|(tag, _)| wanted(tag))
            .unwrap_or_else(|| panic!("no form to {action} in {}", self.body));
        let at = self.body.len() - rest.len();
        let tag = &self.body[self.body[..at].rfind("<form ").unwrap()..at];
        let inside = rest.split("</form>").next().unwrap();
        let hidden = inside
            .split("<input ")
            .skip(1)
            .map(|input| input.split('>').next().unwrap())
            .filter(|input| attribute(input, "type").as_deref() == Some("hidden"))
            .map(|input| {
                let value = attribute(input, "value").unwrap_or_default();
                (attribute(input, "name").unwrap(), value)
            })
            .collect();
        Form { action: attribute(tag, "action").unwrap(), hidden }
    }

    /// Fails with the page when it does not say `words`.
    #[track_caller]
    pub fn says(&self, words: &str) {
        let plain = self.body.replace(['\u{2068}', '\u{2069}'], "").replace("&#x27;", "'");
        assert!(plain.contains(words), "{} does not say {words:?}: {plain}", self.address);
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    let value = rest.split('"').next()?;
    let plain = value.replace("&#x2f;", "/").replace("&#x27;", "'").replace("&quot;", "\"");
    Some(plain.replace("&amp;", "&"))
}
