//! Doors for mail servers, from bytes to the engine.

mod doors;
mod house;
mod lines;
mod mechanisms;
mod sockets;
mod talks;
mod web;
