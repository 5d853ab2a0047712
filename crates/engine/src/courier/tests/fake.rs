//! A gateway on a real port of this computer: keeps what it is asked and answers what it was told.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Response};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub struct Fake {
    pub port: u16,
    told: Arc<Told>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Told {
    seen: Mutex<Vec<Seen>>,
    answers: Mutex<VecDeque<Answer>>,
    usual: Mutex<Option<String>>,
}

#[derive(Clone, Debug)]
pub struct Seen {
    pub method: String,
    /// Path and query.
    pub path: String,
    pub headers: HeaderMap,
    pub body: String,
}

#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub body: String,
    pub header: Option<(&'static str, String)>,
    pub wait: Duration,
}

/// An answer with a status and a body.
pub fn answer(status: u16, body: &str) -> Answer {
    Answer { status, body: body.into(), header: None, wait: Duration::ZERO }
}

impl Fake {
    /// Answers 200 with `{"id":"m-1"}` until told otherwise.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let told = Arc::new(Told::default());
        let router = Router::new().fallback(handle).with_state(Arc::clone(&told));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { port, told, task }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/send", self.port)
    }

    /// The next answers; after them the usual one.
    pub fn will(&self, answers: impl IntoIterator<Item = Answer>) {
        self.told.answers.lock().unwrap().extend(answers);
    }

    /// What it answers when nothing else is wanted.
    pub fn usually(&self, body: &str) {
        *self.told.usual.lock().unwrap() = Some(body.to_owned());
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.told.seen.lock().unwrap().clone()
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// Pairs of the form, or of the query if there is no body.
    pub fn form(&self) -> Vec<(String, String)> {
        let query = self.path.split_once('?').map_or("", |(_, query)| query);
        let source = if self.body.is_empty() { query } else { &self.body };
        url::form_urlencoded::parse(source.as_bytes()).into_owned().collect()
    }

    pub fn field(&self, name: &str) -> Option<String> {
        self.form().into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }
}

async fn handle(State(told): State<Arc<Told>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap();
    told.seen.lock().unwrap().push(Seen {
        method: parts.method.to_string(),
        path: parts.uri.path_and_query().unwrap().to_string(),
        headers: parts.headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    });
    let next = told.answers.lock().unwrap().pop_front();
    let usual = told.usual.lock().unwrap().clone();
    let next = next.unwrap_or_else(|| answer(200, usual.as_deref().unwrap_or(r#"{"id":"m-1"}"#)));
    tokio::time::sleep(next.wait).await;
    let mut response = Response::builder().status(next.status);
    if let Some((name, value)) = next.header {
        response = response.header(name, value);
    }
    response.body(Body::from(next.body)).unwrap()
}
