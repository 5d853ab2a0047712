//! Makes `src/password/leaked.bin` from a list of leaked passwords, one a line; see
//! docs/decisions/005-leaked-passwords.md.
//!
//!     cargo run --release -p countersign-methods --example leaked -- LIST

#![expect(clippy::print_stdout, reason = "a tool for the console")]

use methods::password::leaked;
use std::{env, error::Error, fs, path::Path};

/// Shorter ones are refused for their length anyway; two to spare, should the least go down.
const LEAST: usize = 10;

fn main() -> Result<(), Box<dyn Error>> {
    let list = env::args().nth(1).ok_or("name the list: one password a line")?;
    let bytes = fs::read(list)?;
    let lines =
        bytes.split(|byte| *byte == b'\n').filter_map(|line| std::str::from_utf8(line).ok());
    let long = lines.map(|line| line.trim_end_matches('\r')).filter(|l| l.chars().count() >= LEAST);
    let set = leaked::make(long);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/password/leaked.bin");
    fs::write(&file, &set)?;
    let count = set.get(..4).map_or(0, |head| head.iter().fold(0, |n, b| n << 8 | u32::from(*b)));
    println!("{}: {count} passwords in {} bytes", file.display(), set.len());
    Ok(())
}
