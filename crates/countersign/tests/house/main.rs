//! The whole house, as its own program over its own socket: what no room can be asked alone.

#![cfg(test)]

mod bounds;
mod canary;
mod client;
mod console;
mod documents;
mod kill;
mod method;
mod program;
