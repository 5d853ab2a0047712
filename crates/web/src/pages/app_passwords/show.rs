//! The one time an app password is shown, with all that belongs to it (mock-up 06).

use super::{Card, MINUTE, Works};
use crate::page::{NOW, Page};
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct ShowAppPassword {
    pub id: String,
    pub name: String,
    /// "thunderbird": ends keys of words about the program.
    pub program: &'static str,
    /// The password in its groups of four.
    pub fours: Vec<String>,
    /// It is shown until then.
    pub until: i64,
    /// Names of what it opens.
    pub opens: Vec<&'static str>,
    pub card: Card,
    /// Whether there is anything on the card.
    pub bare: bool,
    pub works: Works,
    /// The code a phone scans, as a piece of SVG.
    pub qr: String,
    /// There is a profile for Apple devices.
    pub profile: bool,
    /// Address of this page at "Does it work?", to look again.
    pub again: String,
    /// The first sign-in this belongs to, as forms name it, and the app it goes on to; both empty
    /// for whoever came from the list.
    pub r: String,
    pub app: String,
}

impl Page for ShowAppPassword {
    const TEMPLATE: &'static str = "app_passwords/show.html";
    const TITLE: &'static str = "app-password-show-title";

    fn samples() -> Vec<Self> {
        let address = "https://sign-in.larkfield.example/phone/SAMPLE".to_owned();
        let waiting = Self {
            id: "0198b1".into(),
            name: "Thunderbird on MEI-LAPTOP".into(),
            program: "thunderbird",
            fours: ["hvtk", "wqen", "rmdp", "xcua", "bgfs"].map(ToOwned::to_owned).to_vec(),
            until: NOW + 9 * MINUTE,
            opens: vec!["mail", "sending", "calendar"],
            card: Card::sample(),
            bare: false,
            works: Works::waiting(),
            qr: countersign_core::qr::svg(&address).unwrap_or_default(),
            profile: true,
            again: "/security/app-passwords/0198b1/show?look=1#does".into(),
            r: String::new(),
            app: String::new(),
        };
        let others = Works::samples().into_iter().skip(1).map(|works| Self {
            works,
            r: "0193-sample~0".into(),
            app: "Larkfield Mail".into(),
            ..waiting.clone()
        });
        let nothing = Card { incoming: vec![], outgoing: None, dav: None, ..Card::sample() };
        let vpn = Self {
            program: "vpn",
            opens: vec!["vpn"],
            card: Card { finds: false, ..nothing },
            bare: true,
            profile: false,
            ..waiting.clone()
        };
        std::iter::once(waiting.clone()).chain(others).chain([vpn]).collect()
    }
}
