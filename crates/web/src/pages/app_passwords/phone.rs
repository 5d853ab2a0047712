//! What a phone sees that scanned the code: a button, then the settings once, and nothing after
//! that. Nobody is signed in here; the address is all there is.

use super::{Card, MINUTE};
use crate::page::{NOW, Page};
use serde::Serialize;

/// Before anything was handed out.
#[derive(Clone, Debug, Serialize)]
pub struct PhoneOffer {
    /// Name of the app password.
    pub name: String,
    pub until: i64,
    /// `/phone/TOKEN`.
    pub action: String,
    /// It gets a profile, and is told where that goes.
    pub apple: bool,
}

impl Page for PhoneOffer {
    const TEMPLATE: &'static str = "app_passwords/phone_offer.html";
    const TITLE: &'static str = "phone-title";

    fn samples() -> Vec<Self> {
        [true, false]
            .map(|apple| Self {
                name: "Mei’s phone".into(),
                until: NOW + 9 * MINUTE,
                action: "/phone/SAMPLE".into(),
                apple,
            })
            .to_vec()
    }
}

/// The settings, on the device that took them.
#[derive(Clone, Debug, Serialize)]
pub struct PhoneCard {
    pub name: String,
    pub fours: Vec<String>,
    pub card: Card,
    pub bare: bool,
    pub until: i64,
    /// Address of the profile, on devices that know what to do with it.
    pub profile: Option<String>,
}

impl Page for PhoneCard {
    const TEMPLATE: &'static str = "app_passwords/phone_card.html";
    const TITLE: &'static str = "phone-title";

    fn samples() -> Vec<Self> {
        let android = Self {
            name: "Mei’s phone".into(),
            fours: ["hvtk", "wqen", "rmdp", "xcua", "bgfs"].map(ToOwned::to_owned).to_vec(),
            card: Card { finds: false, ..Card::sample() },
            bare: false,
            until: NOW + 9 * MINUTE,
            profile: None,
        };
        let apple =
            Self { profile: Some("/phone/SAMPLE/mail.mobileconfig".into()), ..android.clone() };
        vec![android, apple]
    }
}

/// Taken by another device, over, or never there: all read the same.
#[derive(Clone, Debug, Serialize)]
pub struct PhoneOver {}

impl Page for PhoneOver {
    const TEMPLATE: &'static str = "app_passwords/phone_over.html";
    const TITLE: &'static str = "phone-title";

    fn samples() -> Vec<Self> {
        vec![Self {}]
    }
}
