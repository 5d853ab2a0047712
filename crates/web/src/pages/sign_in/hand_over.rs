//! The page whose form carries an answer to an app (OAuth 2.0 Form Post Response Mode 1.0). A
//! script sends it; without one there is a button.

use crate::page::Page;
use countersign_core::secret::Secret;
use serde::Serialize;

#[derive(Clone, Serialize)]
pub struct HandOver {
    pub app: String,
    /// An address the app registered.
    pub to: String,
    pub fields: Vec<Carried>,
    /// Whether it goes by itself; samples stay where they are.
    pub goes: bool,
}

/// A field of the form. Values are secrets until the page is drawn.
#[derive(Clone, Serialize)]
pub struct Carried {
    name: String,
    value: String,
}

impl Carried {
    pub fn new(name: &str, value: &Secret<String>) -> Self {
        Self { name: name.to_owned(), value: value.reveal().clone() }
    }
}

impl Page for HandOver {
    const TEMPLATE: &'static str = "sign_in/hand_over.html";
    const TITLE: &'static str = "hand-over-title";

    fn samples() -> Vec<Self> {
        let field = |name: &str, value: &str| Carried { name: name.into(), value: value.into() };
        vec![Self {
            app: "Larkfield Mail".into(),
            to: "https://mail.larkfield.example/callback".into(),
            fields: vec![field("code", "SAMPLE"), field("state", "\"><b>a state</b>")],
            goes: false,
        }]
    }
}
