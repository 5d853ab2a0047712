//! The nouns and the rules. No clock, no dice, no I/O: everything a rule looks at is an argument.

pub mod account;
pub mod app;
pub mod app_password;
pub mod audit;
pub mod challenge;
pub mod dice;
pub mod id;
pub mod limit;
pub mod message;
pub mod method;

pub mod policy;
pub mod qr;
pub mod secret;
pub mod session;

pub mod sign_in;
pub mod tag;
pub mod ticket;
pub mod time;
