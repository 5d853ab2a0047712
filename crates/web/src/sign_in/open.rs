//! A request as its own browser sees it, and what pages say of it.

use super::Place;
use crate::{
    Error, Visitor,
    page::{Said, Ticket},
};
use axum::response::Response;
use countersign_core::{
    method::Method,
    sign_in::{Stage, Window},
    time::Time,
};
use engine::{Handle, Look};
use serde::Deserialize;

/// What addresses of sign-in pages carry.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub r: String,
    /// Where a sign-in that began here leads.
    pub next: String,
    pub why: String,
    /// Another account than the one this browser knows.
    pub other: String,
    /// This window asks, whichever began it.
    pub here: String,
    /// Continue was pressed while waiting.
    pub asked: String,
}

pub struct Open {
    pub handle: Handle,
    pub look: Look,
    place: Place,
    now: Time,
}

impl Open {
    /// Nothing when there is no such request, or it is another browser's: both read the same.
    /// The page's policy lets its forms lead to where the windows go on.
    pub async fn find(visitor: &mut Visitor, r: &str) -> Result<Option<Self>, Error> {
        let Ok(handle) = r.parse::<Handle>() else { return Ok(None) };
        let look = match visitor.engine.look(&visitor.visit, &handle).await {
            Ok(look) => look,
            Err(engine::Error::NotFound) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        if handle.window >= look.sign_in.windows.len() {
            return Ok(None);
        }
        for window in &look.sign_in.windows {
            if let Some(origin) = &window.origin {
                visitor.lead_to(origin);
            }
        }
        if let Some(window) = look.sign_in.windows.get(handle.window) {
            visitor.prefer(&wish(&window.return_to), window.at);
        }
        let now = visitor.engine.now();
        let place = Place::of(&look.sign_in, handle.window, visitor.engine.kinds(), now);
        Ok(Some(Self { handle, look, place, now }))
    }

    pub fn place(&self) -> &Place {
        &self.place
    }

    pub fn address(&self) -> String {
        self.place.address(&self.handle)
    }

    /// To the page it is at.
    pub fn lead(&self, visitor: &Visitor) -> Response {
        visitor.see_other(&self.address())
    }

    pub fn lead_saying(&self, visitor: &Visitor, said: Said) -> Response {
        visitor.see_other_saying(&self.address(), said)
    }

    /// Whether it began again since `before`: it took too long, or the account changed.
    pub fn fell_back(&self, before: &Self) -> bool {
        let under_way = !matches!(before.look.sign_in.stage, Stage::Name);
        let back = matches!(self.place, Place::Name | Place::Verify);
        back && under_way && self.look.sign_in.begun_at > before.look.sign_in.begun_at
    }

    /// Whether it has taken so long that it begins again, and was under way before.
    pub fn lapsed(&self) -> bool {
        let sign_in = &self.look.sign_in;
        sign_in.lapsed(self.now) && !matches!(sign_in.stage, Stage::Name)
    }

    pub fn takes_name(&self) -> bool {
        self.look.sign_in.takes_name(self.now)
    }

    /// This window; there is one, or there was no request.
    pub fn window(&self) -> Option<&Window> {
        self.look.sign_in.windows.get(self.handle.window)
    }

    pub fn r(&self) -> String {
        self.handle.to_string()
    }

    pub fn ticket(&self) -> Ticket {
        let sign_in = &self.look.sign_in;
        let icon = sign_in.windows.first().map_or("account", |window| window.icon.as_str());
        Ticket {
            app: sign_in.app().to_owned(),
            more: u64::try_from(sign_in.more()).unwrap_or(u64::MAX),
            icon: icon.to_owned(),
            device: sign_in.device.clone(),
            place: sign_in.source.clone(),
            tag: Some(sign_in.tag.to_string()),
        }
    }

    /// The method whose question is open.
    pub fn asked(&self) -> Option<&Method> {
        let Stage::Prove { open: Some(id) } = &self.look.sign_in.stage else { return None };
        self.look.methods.iter().find(|method| method.id == *id)
    }
}

/// The kind's own sentence `method-KIND-END`, or `otherwise` where it has none.
pub fn words(visitor: &Visitor, kind: &str, end: &str, otherwise: &str) -> String {
    let own = format!("method-{kind}-{end}");
    if visitor.has_words(&own) { own } else { otherwise.to_owned() }
}

/// The languages the app wishes for: a front leaves them in the address it waits at.
fn wish(return_to: &str) -> String {
    let (_, query) = return_to.split_once('?').unwrap_or_default();
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    let found = pairs.find(|(name, _)| name == "ui_locales");
    found.map(|(_, locales)| locales.into_owned()).unwrap_or_default()
}
