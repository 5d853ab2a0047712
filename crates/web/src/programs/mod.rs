//! Files that set programs up: where the organisation's servers are, in the forms programs ask for.
//! Nothing secret is in them but in `profile`, which is made for the person it is handed to.
//!
//! Everything here is a plain function of the organisation's settings; `doors` answers with them.

mod autoconfig;
mod autodiscover;
mod doors;
mod extension;
pub mod mail_servers;
mod profile;
mod srv;
#[cfg(test)]
mod tests;
mod xml;

pub use doors::{is_kit, routes};
pub use extension::file_name as extension_name;
pub use profile::{Login, profile};
pub use srv::{Srv, records};

use engine::mail_hosts::Tls;

/// As Thunderbird's and Outlook's files call it.
const fn is_plain(tls: Tls) -> bool {
    matches!(tls, Tls::Plain)
}
