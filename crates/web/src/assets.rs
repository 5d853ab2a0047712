//! Stylesheet, script and drawings, compiled in and served under addresses that change with what
//! they hold, so that browsers may keep them for a year.

use axum::{
    Router,
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use std::{collections::BTreeMap, sync::LazyLock};

macro_rules! sheets {
    ($($name:literal),* $(,)?) => {
        &[$(include_str!(concat!("../assets/css/", $name, ".css"))),*]
    };
}

/// The parts of the one stylesheet, in the order they are read.
const SHEETS: &[&str] = sheets![
    "layers", "tokens", "base", "layout", "brand", "card", "ticket", "button", "field", "choice",
    "badge", "banner", "rows", "links", "more", "menu", "facts", "secret", "qr", "waiting",
    "progress", "stepper", "steps", "tabs", "ticks", "empty", "pages", "help", "print",
];
const SCRIPT: &str = include_str!("../assets/js/comfort.js");
const MARK: &str = include_str!("../assets/img/mark.svg");
const CHEVRON: &str = include_str!("../assets/img/chevron.svg");
const GUILLOCHE: &str = include_str!("../assets/img/guilloche.svg");

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";
/// A year, and never asked again.
const FOREVER: &str = "public, max-age=31536000, immutable";

/// Content by the last part of its address.
static ALL: LazyLock<BTreeMap<String, (&'static str, String)>> = LazyLock::new(|| {
    let sheet = (named("countersign", "css", &SHEET), (CSS, SHEET.clone()));
    let drawings = [("mark", MARK), ("chevron", CHEVRON), ("guilloche", GUILLOCHE)];
    let drawings = drawings.map(|(name, text)| (named(name, "svg", text), (SVG, text.to_owned())));
    let script = (named("comfort", "js", SCRIPT), (JS, SCRIPT.to_owned()));
    drawings.into_iter().chain([sheet, script]).collect()
});

/// The whole stylesheet; drawings it uses are asked for by their own addresses.
static SHEET: LazyLock<String> = LazyLock::new(|| {
    let mut sheet = SHEETS.join("\n");
    for (name, text) in [("chevron", CHEVRON), ("guilloche", GUILLOCHE)] {
        sheet = sheet.replace(&format!("assets/{name}.svg"), &named(name, "svg", text));
    }
    sheet
});

static STYLESHEET: LazyLock<String> = LazyLock::new(|| address("countersign", "css", &SHEET));
static COMFORT: LazyLock<String> = LazyLock::new(|| address("comfort", "js", SCRIPT));
static FAVICON: LazyLock<String> = LazyLock::new(|| address("mark", "svg", MARK));

/// Address of the stylesheet of all pages.
pub fn stylesheet() -> String {
    STYLESHEET.clone()
}

/// Address of the script: copying, printing, showing a password. Everything works without it.
pub fn script() -> String {
    COMFORT.clone()
}

/// Address of the product's mark.
pub fn mark() -> String {
    FAVICON.clone()
}

pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/assets/{name}", get(asset))
        .route("/favicon.svg", get(|| async { kept(SVG, MARK.to_owned(), "max-age=86400") }))
}

async fn asset(Path(name): Path<String>) -> Response {
    match ALL.get(&name) {
        Some((mime, text)) => kept(mime, text.clone(), FOREVER),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A file that a browser may keep.
pub(crate) fn kept(mime: &'static str, text: String, how_long: &'static str) -> Response {
    ([(header::CONTENT_TYPE, mime), (header::CACHE_CONTROL, how_long)], text).into_response()
}

pub(crate) fn kept_sheet(text: String) -> Response {
    kept(CSS, text, FOREVER)
}

fn address(name: &str, end: &str, text: &str) -> String {
    format!("/assets/{}", named(name, end, text))
}

fn named(name: &str, end: &str, text: &str) -> String {
    format!("{name}-{}.{end}", print(text))
}

/// Tells contents apart, nothing more: FNV-1a, 64 bits.
pub(crate) fn print(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{hash:016x}")
}
