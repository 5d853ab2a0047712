//! Translators of protocols: one folder each, and a line in `routes`. A front knows its wire and a
//! few verbs of the engine; who may come in is never its decision. See ARCHITECTURE.md.

pub mod mail;
pub mod oidc;

mod visit;

use axum::Router;
use engine::Engine;

/// What all fronts answer. `languages` are the tags of those the pages speak (RFC 5646).
pub fn routes(engine: Engine, languages: &[&str]) -> Router {
    oidc::routes(engine, languages)
}
