//! The whole house, as its own program over its own socket: what no room can be asked alone.

#![cfg(test)]

mod app_passwords;
mod bounds;
mod canary;
mod client;
mod console;
mod documents;
mod kill;
mod mail;
mod mail_kit;
mod method;
mod program;
mod records;
