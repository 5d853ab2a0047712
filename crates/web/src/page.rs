//! A page: data, the template that shows it, and samples of every state it can be in. One test
//! draws all samples in all languages; the gallery shows them.

use countersign_core::{
    message::{Args, args},
    method::Wrong,
};
use minijinja::{Value, value::Serde};
use serde::{Deserialize, Serialize};

/// What a handler hands to `Visitor::show`.
pub trait Page: Serialize {
    /// Path under `templates`, or the name a kind of method brings its template by.
    const TEMPLATE: &'static str;
    /// Key of the words: what stands in the title bar before the organisation's name.
    const TITLE: &'static str;

    /// Every state it can be in, for tests and the gallery.
    fn samples() -> Vec<Self>
    where
        Self: Sized;

    /// Where the kind of method decides what is shown.
    fn template(&self) -> &str {
        Self::TEMPLATE
    }

    fn title(&self) -> Said {
        Said::of(Self::TITLE, &[])
    }

    /// Problems the last sample is drawn with once more.
    fn slips() -> Vec<Problem>
    where
        Self: Sized,
    {
        Vec::new()
    }
}

/// The moment at which samples are looked at: Sunday 22 November 2026, 14:21 in Hong Kong.
pub const NOW: i64 = 1_795_328_460_000;

/// A sentence to be said later, in the language of whoever reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub key: String,
    pub args: Args,
}

impl Said {
    pub fn of(key: &str, facts: &[(&str, &str)]) -> Self {
        Self { key: key.to_owned(), args: args(facts) }
    }
}

impl From<&Wrong> for Said {
    fn from(wrong: &Wrong) -> Self {
        Self { key: wrong.words.clone(), args: wrong.args.clone() }
    }
}

/// What is wrong with a field of a form, and what to do about it. Stands in the summary on top of
/// the page and at the field. A problem of no field has the empty name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    pub field: String,
    pub said: Said,
}

impl Problem {
    pub fn of(field: &str, key: &str, facts: &[(&str, &str)]) -> Self {
        Self { field: field.to_owned(), said: Said::of(key, facts) }
    }
}

impl From<Wrong> for Problem {
    fn from(wrong: Wrong) -> Self {
        Self { said: Said::from(&wrong), field: wrong.field }
    }
}

/// What somebody is signing in to: stands on top of every page of a sign-in (ux.md 3.2).
#[derive(Clone, Debug, Serialize)]
pub struct Ticket {
    /// "Larkfield Mail"; empty is the person's own account.
    pub app: String,
    /// Other apps that wait for the same answer.
    pub more: u64,
    /// Name of the app's icon.
    pub icon: String,
    /// "Firefox on Windows".
    pub device: String,
    /// Empty where nobody knows.
    pub place: String,
    /// "K7"; nothing before there is a request.
    pub tag: Option<String>,
}

impl Ticket {
    pub fn sample() -> Self {
        Self {
            app: "Larkfield Mail".into(),
            more: 0,
            icon: "mail".into(),
            device: "Firefox on Windows".into(),
            place: String::new(),
            tag: Some("K7".into()),
        }
    }
}

/// A page as tests and gallery see it.
#[derive(Clone, Copy)]
pub struct Registered {
    /// Name of the type, of which there is one.
    pub name: &'static str,
    pub samples: fn() -> Vec<Sample>,
}

/// A state a page can be in, ready to be drawn.
pub struct Sample {
    pub template: String,
    pub title: Said,
    pub page: Value,
    pub problems: Vec<Problem>,
}

impl Sample {
    pub(crate) fn of<P: Page>(page: &P, problems: Vec<Problem>) -> Self {
        Self {
            template: page.template().to_owned(),
            title: page.title(),
            page: Value::from(Serde(page)),
            problems,
        }
    }
}

/// The line of a page in the list of its area.
pub fn registered<P: Page>() -> Registered {
    let path = std::any::type_name::<P>();
    let name = path.rsplit("::").next().unwrap_or(path);
    Registered { name, samples: samples::<P> }
}

fn samples<P: Page>() -> Vec<Sample> {
    let pages = P::samples();
    let slips = P::slips();
    let mut all: Vec<Sample> = pages.iter().map(|page| Sample::of(page, Vec::new())).collect();
    if let Some(last) = pages.last().filter(|_| !slips.is_empty()) {
        all.push(Sample::of(last, slips));
    }
    all
}

/// Longest address a redirect of ours leads to, in bytes.
const PATH_MOST: usize = 2048;

/// The path if it is one of this server, with its query: parsed and written again, so that nothing
/// a browser reads differently gets through (WB-5).
pub fn own_path(path: &str) -> Option<String> {
    let here = url::Url::parse("http://here.invalid/").ok()?;
    let odd = |c: char| c.is_control() || c.is_whitespace() || c == '\\';
    if !path.starts_with('/') || path.len() > PATH_MOST || path.contains(odd) {
        return None;
    }
    let url = here.join(path).ok()?;
    let same = url.origin() == here.origin() && url.username().is_empty();
    let clean = url.path();
    let slashes = clean.starts_with("//") || clean.to_ascii_lowercase().starts_with("/%2f");
    if !same || slashes || clean.to_ascii_lowercase().contains("%5c") {
        return None;
    }
    Some(match url.query() {
        Some(query) => format!("{clean}?{query}"),
        None => clean.to_owned(),
    })
}
