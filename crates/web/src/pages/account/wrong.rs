//! What to do when something is wrong (ux.md 5.9): a phone that is gone, somebody who got in. Both
//! lead, in order, to the pages that do it.

use super::Way;
use crate::page::Page;
use serde::Serialize;

/// `/security/lost-phone`: which one is gone, and what is left then.
#[derive(Clone, Debug, Serialize)]
pub struct LostPhone {
    /// All but recovery codes.
    pub ways: Vec<Way>,
    /// The only one cannot go while a second step is asked for.
    pub only: bool,
    /// Recovery codes that still work.
    pub left: u64,
}

impl Page for LostPhone {
    const TEMPLATE: &'static str = "account/lost_phone.html";
    const TITLE: &'static str = "lost-title";

    fn samples() -> Vec<Self> {
        let some = Self { ways: Way::samples(), only: false, left: 6 };
        let only = Self { ways: vec![Way::samples().swap_remove(0)], only: true, left: 0 };
        let none = Self { ways: Vec::new(), only: false, left: 0 };
        vec![some, only, none]
    }
}

/// `/security/hacked`: what to look through, one thing after the other.
#[derive(Clone, Debug, Serialize)]
pub struct Hacked {
    pub ways: Vec<Way>,
    /// Browsers signed in besides this one.
    pub others: u64,
}

impl Page for Hacked {
    const TEMPLATE: &'static str = "account/hacked.html";
    const TITLE: &'static str = "hacked-title";

    fn samples() -> Vec<Self> {
        vec![Self { ways: Way::samples(), others: 3 }, Self { ways: Vec::new(), others: 0 }]
    }
}
