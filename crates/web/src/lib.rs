//! Pages for people: sign-in, enrolment, own account, first run; and the words of messages. See
//! ARCHITECTURE.md.

pub mod assets;
pub mod compose;
pub mod headers;
pub mod page;

mod account;
mod enrol;
mod error;
mod for_person;
mod form;
mod gallery;
mod language;
mod pages;
pub mod programs;
mod receipt;
mod render;
mod setup;
mod sign_in;
mod small;
#[cfg(test)]
mod tests;
mod theme;
mod time;
mod trouble;
mod visitor;

pub use error::Error;
pub use form::Form;
pub use language::Words;
/// For the fuzz targets.
#[doc(hidden)]
pub use language::choose as choose_language;
pub use visitor::{SignedIn, Visitor};

use axum::{Router, middleware, response::Response, routing::get};
use engine::Engine;
use std::path::PathBuf;

/// Whether a brand colour, `#rrggbb`, can be made into pages on which everything can be read.
pub fn colour_can_be_read(colour: &str) -> bool {
    theme::Theme::of(colour).is_some()
}

/// Tags of the languages the pages speak (RFC 5646).
pub fn languages() -> Vec<&'static str> {
    language::LANGUAGES.iter().map(|(code, _)| *code).collect()
}

/// What handlers return: an answer, or why there is none, which becomes a page.
pub type Answer = Result<Response, Error>;

/// How the pages are served.
#[derive(Clone, Default)]
pub struct Options {
    /// Folder of this crate: templates and words are read from there for every page, and
    /// `/gallery` shows all pages.
    pub dev: Option<PathBuf>,
    /// Those the composer of messages has, so that they are read and kept once.
    pub words: Option<Words>,
}

/// A template or a file of words that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadPages {
    #[error("{0}")]
    Words(language::BadWords),
    #[error("a template cannot be used: {0:#}")]
    Templates(#[from] minijinja::Error),
}

/// What handlers work with.
#[derive(Clone)]
pub struct AppState {
    pub engine: Engine,
    pub(crate) kit: render::Kit,
}

/// All pages, for the host of `public_url` only.
pub fn routes(engine: Engine, options: Options) -> Result<Router, BadPages> {
    routes_beside(engine, options, Router::new())
}

/// All pages, and `fronts` beside them, for the host of `public_url` only. What a front has for a
/// person to see becomes a page.
pub fn routes_beside(engine: Engine, options: Options, fronts: Router) -> Result<Router, BadPages> {
    let dev = options.dev.is_some();
    let kit = render::Kit::new(engine.kinds(), options)?;
    let state = AppState { engine: engine.clone(), kit };
    let mut pages = Router::new()
        .merge(small::routes())
        .merge(receipt::routes())
        .merge(sign_in::routes())
        .merge(enrol::routes())
        .merge(account::routes())
        .merge(setup::routes())
        .merge(programs::routes());
    if dev {
        pages = pages.merge(gallery::routes());
    }
    let pages = pages
        .fallback(trouble::nobody)
        .method_not_allowed_fallback(trouble::not_so)
        .layer(middleware::from_fn_with_state(state.clone(), trouble::draw))
        .merge(assets::routes())
        .layer(middleware::from_fn_with_state(engine.clone(), headers::guard))
        .route("/healthz", get(small::health))
        .with_state(state.clone());
    let pages = headers::on_every_answer(pages, &engine);
    Ok(pages.merge(for_person::around(fronts, state)))
}

/// Every page, for the tests and the gallery.
pub(crate) fn all_pages() -> Vec<page::Registered> {
    let areas = [
        small::all(),
        pages::sign_in::all(),
        pages::enrol::all(),
        pages::account::all(),
        pages::app_passwords::all(),
        pages::setup::all(),
    ];
    areas.into_iter().flatten().collect()
}
