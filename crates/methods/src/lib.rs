//! The ways to prove who you are: a folder each, and a line in `ALL`. Pure rules over core's
//! `Kind`: no clock, no network, no database. See ARCHITECTURE.md.

pub mod call;
pub mod code;
pub mod password;
pub mod phone;
pub mod recovery;
pub mod sms;
pub mod totp;

use countersign_core::method::{Cx, Factor, Fields, Kind, Kinds};
use serde_json::Value;

#[cfg(test)]
mod tests;

/// Every kind this server has.
pub static ALL: &[&dyn Kind] =
    &[&password::Password, &totp::Totp, &call::Call, &sms::Sms, &recovery::Recovery];

/// The list as the engine takes it.
pub fn kinds() -> Kinds {
    Kinds(ALL)
}

/// Most characters of a name a person gives a way.
const NAME_MOST: usize = 60;

/// The name the person typed on the set-up page, or `otherwise`.
fn label(fields: &Fields, otherwise: &str) -> String {
    let typed = fields.get("name").trim();
    let name: String = typed.chars().filter(|c| !c.is_control()).take(NAME_MOST).collect();
    if name.is_empty() { otherwise.to_owned() } else { name }
}

/// Whether the account has a second step that is not only a spare.
fn has_second_step(cx: &Cx) -> bool {
    let kind_of = |name: &str| ALL.iter().find(|kind| kind.name() == name);
    cx.methods
        .iter()
        .filter_map(|method| kind_of(&method.kind))
        .any(|kind| kind.factor() != Factor::Knows && !kind.spare())
}

fn text_of<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or("")
}
