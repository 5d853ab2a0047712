//! Step 2: whose server this is.

use super::{STEPS, STEPS_MANY};
use crate::{page::Page, pages::account::Chosen};
use serde::Serialize;

/// Name, service desk, language, time zone; and the address people will use.
#[derive(Clone, Debug, Serialize)]
pub struct SetupOrganisation {
    pub steps: [&'static str; STEPS_MANY],
    pub step: &'static str,
    pub organisation: String,
    /// Up to eleven characters: the sender of texts.
    pub short_name: String,
    pub service_desk: String,
    pub languages: Vec<Chosen>,
    pub time_zones: Vec<Chosen>,
    /// `https://sign-in.larkfield.example`, from the configuration.
    pub public_url: String,
    /// Whether that address is https.
    pub secure: bool,
}

impl Page for SetupOrganisation {
    const TEMPLATE: &'static str = "setup/organisation.html";
    const TITLE: &'static str = "setup-organisation-title";

    fn samples() -> Vec<Self> {
        let entry = |value: &str, name: &str, selected| Chosen {
            value: value.into(),
            name: name.into(),
            selected,
        };
        let fresh = Self {
            steps: STEPS,
            step: "organisation",
            organisation: String::new(),
            short_name: String::new(),
            service_desk: String::new(),
            languages: vec![entry("en", "English", true), entry("zh-Hant", "繁體中文", false)],
            time_zones: vec![
                entry("Asia/Hong_Kong", "Asia/Hong Kong", true),
                entry("UTC", "UTC", false),
            ],
            public_url: "https://sign-in.larkfield.example".into(),
            secure: true,
        };
        let filled = Self {
            organisation: "Larkfield Trust".into(),
            short_name: "Larkfield".into(),
            service_desk: "IT service desk, 5550 1234".into(),
            public_url: "http://localhost:8080".into(),
            secure: false,
            ..fresh.clone()
        };
        vec![fresh, filled]
    }
}
