//! What a front has for a person to see. A front knows no page and a page no protocol: the front
//! leaves this with its answer, beside the `Arc` of the request's parts, and the pages draw it on
//! the way out.

use crate::Error;
use countersign_core::{secret::Secret, time::Time};
use std::sync::Arc;

#[derive(Clone, Debug)]
pub enum ForPerson {
    HandOver(Arc<HandOver>),
    /// Why there is no answer; whoever draws it writes it down.
    Trouble(Arc<Error>),
}

/// An answer that the browser carries to an app in a form (OAuth 2.0 Form Post Response Mode 1.0
/// §2).
#[derive(Debug)]
pub struct HandOver {
    /// Name of the app, from its registration.
    pub app: String,
    /// An address the app registered.
    pub to: String,
    /// Origin of `to` and others of the app's, as CSP writes them: the page's policy lets a form
    /// lead there and nowhere else.
    pub origin: String,
    /// Names and values; a code is among them.
    pub fields: Vec<(&'static str, Secret<String>)>,
    /// Languages the app wishes for, with spaces between them.
    pub locales: String,
    /// When the app asked; what the person chose since then counts more than its wish.
    pub asked_at: Time,
}
