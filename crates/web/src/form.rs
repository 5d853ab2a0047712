//! Forms. By the time a handler has one, it came from a page of ours that was made for this very
//! browser (WB-3), and is bounded (AV-1). A name that comes twice is no form of ours (WB-9).

use crate::{AppState, Error, Visitor, headers::Asked};
use axum::{
    body::to_bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::header,
};
use countersign_core::method::Fields;
use engine::Settings;
use std::collections::BTreeSet;

/// Body in bytes, and fields in it.
const MOST: usize = 64 * 1024;
const FIELDS_MOST: usize = 64;

/// What a form carried.
pub struct Form(Fields);

impl Form {
    /// The value as it came; empty when the field was not there.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name)
    }

    /// Whether a box was ticked or a button pressed.
    pub fn ticked(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }

    /// As the engine takes them.
    pub const fn fields(&self) -> &Fields {
        &self.0
    }
}

impl FromRequest<AppState> for Form {
    type Rejection = Error;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, Error> {
        let (mut parts, body) = request.into_parts();
        let asked = Asked::of(&parts);
        if !from_here(&asked, app.engine.settings()) {
            return Err(Error::Stranger);
        }
        let kind = asked.header(header::CONTENT_TYPE).unwrap_or_default();
        if kind.split(';').next().map(str::trim) != Some("application/x-www-form-urlencoded") {
            return Err(Error::Bad);
        }
        let visitor = Visitor::from_request_parts(&mut parts, app).await?;
        let body = to_bytes(body, MOST).await.map_err(|_| Error::TooLarge)?;
        let form = Self(fields(&body)?);
        if visitor.made_for_me(form.get("csrf")) { Ok(form) } else { Err(Error::Stranger) }
    }
}

fn fields(body: &[u8]) -> Result<Fields, Error> {
    let mut fields = Fields::default();
    let mut names = BTreeSet::new();
    for (name, value) in url::form_urlencoded::parse(body) {
        // No text of a person has this, and PostgreSQL does not keep it.
        let odd = name.contains('\0') || value.contains('\0');
        if odd || names.len() >= FIELDS_MOST || !names.insert(name.to_string()) {
            return Err(Error::Bad);
        }
        fields.insert(name.into_owned(), value.into_owned());
    }
    Ok(fields)
}

/// Whether the browser says that a page of ours sent it. Under `no-referrer` browsers write
/// `Origin: null` for forms of the same site, so that says nothing; the token decides then.
pub fn from_here(asked: &Asked, settings: &Settings) -> bool {
    let site = asked.header(header::HeaderName::from_static("sec-fetch-site"));
    let origin = asked.header(header::ORIGIN);
    let near = matches!(site, None | Some("same-origin" | "none"));
    let ours = match origin {
        None | Some("null") => true,
        Some(origin) => origin.eq_ignore_ascii_case(&settings.public_url),
    };
    near && ours
}
