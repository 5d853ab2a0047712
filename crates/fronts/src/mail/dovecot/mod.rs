//! The Dovecot authentication protocol, version 1, as a server: what Postfix, Exim and Radicale
//! speak when they ask Dovecot. No Dovecot is needed.
//!
//! The protocol is in the clear and shows passwords, so it is for this machine, or for networks
//! that are named and trusted.

pub(super) mod line;
pub(super) mod talk;

mod listen;
mod seats;
pub mod socket;

pub use listen::{Limits, Listener, listen};
