//! The key file: lines of text, so that it can be printed and locked away.
//!
//! ```text
//! seal 1 <32 bytes in base64>
//! seal 2 <32 bytes in base64>
//! hash <32 bytes in base64>
//! ```
//!
//! A file of nothing but one key in base64 works too: then hash key and seal key come from it.
//! It is written whole or not at all, and refused if others than its owner may read it.

use super::VaultError;
use crate::clock::RealDice;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_core::dice::{Dice, nonce};
use countersign_core::secret::Secret;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// A key file is a few lines; anything longer is another file.
const LONGEST: u64 = 16 * 1024;

const TOP: &str = "# Countersign's keys. Without this file the database cannot be read.\n\
                   # Keep a copy, and keep it apart from the copies of the database.\n";

pub(super) struct Keys {
    pub older: Vec<(u32, Secret<[u8; 32]>)>,
    pub newest: (u32, Secret<[u8; 32]>),
    pub hash: Secret<[u8; 32]>,
}

impl Keys {
    fn fresh() -> Self {
        Self { older: Vec::new(), newest: (1, draw()), hash: draw() }
    }

    pub(super) fn single(key: &Secret<[u8; 32]>) -> Self {
        Self { older: Vec::new(), newest: (1, key.clone()), hash: key.clone() }
    }

    pub(super) fn add_seal(mut self) -> Self {
        let next = self.newest.0.saturating_add(1);
        self.older.push(std::mem::replace(&mut self.newest, (next, draw())));
        self
    }

    pub(super) fn keep_newest_seal(mut self) -> Self {
        self.older.clear();
        self
    }

    fn written(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(1024));
        text.push_str(TOP);
        for (id, key) in self.older.iter().chain([&self.newest]) {
            line(&mut text, &format!("seal {id}"), key);
        }
        line(&mut text, "hash", &self.hash);
        text
    }

    fn parse(text: &str) -> Result<Self, String> {
        let mut seals: Vec<(u32, Secret<[u8; 32]>)> = Vec::new();
        let mut hash = None;
        let mut alone = None;
        for (at, raw) in text.lines().enumerate() {
            let wrong = || format!("line {} is not a key", at + 1);
            let words: Vec<_> = raw.split_whitespace().collect();
            match words.as_slice() {
                [] => {}
                [first, ..] if first.starts_with('#') => {}
                ["seal", id, key] => {
                    let id: u32 = id.parse().map_err(|_| wrong())?;
                    if seals.last().is_some_and(|(last, _)| *last >= id) {
                        return Err(format!("line {}: seal keys must count upwards", at + 1));
                    }
                    seals.push((id, decode(key).ok_or_else(wrong)?));
                }
                ["hash", key] if hash.is_none() => hash = Some(decode(key).ok_or_else(wrong)?),
                [key] if alone.is_none() => alone = Some(decode(key).ok_or_else(wrong)?),
                _ => return Err(wrong()),
            }
        }
        match (seals.pop(), hash, alone) {
            (Some(newest), Some(hash), None) => Ok(Self { older: seals, newest, hash }),
            (None, None, Some(key)) => Ok(Self::single(&key)),
            _ => Err("needs at least one seal key and one hash key".to_owned()),
        }
    }
}

/// Reads the file if only its owner may.
pub(super) fn read(path: &Path) -> Result<Keys, VaultError> {
    let text = read_text(path).map_err(|reason| refuse(path, reason))?;
    Keys::parse(&text).map_err(|reason| refuse(path, reason))
}

/// Makes a new file. One that somebody else made in the meantime is left as it is.
pub(super) fn make(path: &Path) -> Result<(), VaultError> {
    let drawn = Keys::fresh().written();
    write(path, &drawn, |from, to| match fs::hard_link(from, to) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    })
}

/// Replaces the file by a changed one in one step.
pub(super) fn change(path: &Path, how: impl FnOnce(Keys) -> Keys) -> Result<(), VaultError> {
    let changed = how(read(path)?).written();
    write(path, &changed, |from, to| fs::rename(from, to))
}

/// Replaces a file that is nobody else's business in one step.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), VaultError> {
    write(path, text, |from, to| fs::rename(from, to))
}

fn read_text(path: &Path) -> Result<Zeroizing<String>, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    // Asked of the open file, so that it cannot be exchanged between the question and the reading.
    let about = file.metadata().map_err(|error| error.to_string())?;
    if !about.is_file() {
        return Err("is not a file".to_owned());
    }
    if about.permissions().mode() & 0o077 != 0 {
        return Err("others than its owner may read it; chmod 600 it".to_owned());
    }
    let mut text = Zeroizing::new(String::with_capacity(4096));
    file.take(LONGEST).read_to_string(&mut text).map_err(|error| error.to_string())?;
    Ok(text)
}

/// Writes beside `path`, then lets `place` put it there, so that nobody ever sees half a file.
fn write(
    path: &Path,
    text: &str,
    place: impl FnOnce(&Path, &Path) -> io::Result<()>,
) -> Result<(), VaultError> {
    let beside = beside(path);
    let result =
        write_new(&beside, text).and_then(|()| place(&beside, path)).and_then(|()| settle(path));
    let _left_over = fs::remove_file(&beside);
    result.map_err(|error| refuse(path, error.to_string()))
}

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// The name of a new file is kept only once its folder is on the disk too.
fn settle(path: &Path) -> io::Result<()> {
    File::open(folder(path))?.sync_all()
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}", nonce(&RealDice)))
}

fn draw() -> Secret<[u8; 32]> {
    let mut key = Zeroizing::new([0u8; 32]);
    RealDice.fill(key.as_mut());
    Secret::new(*key)
}

fn line(text: &mut String, what: &str, key: &Secret<[u8; 32]>) {
    let encoded = Zeroizing::new(STANDARD.encode(key.reveal()));
    text.push_str(what);
    text.push(' ');
    text.push_str(&encoded);
    text.push('\n');
}

fn decode(text: &str) -> Option<Secret<[u8; 32]>> {
    let bytes = Zeroizing::new(STANDARD.decode(text).ok()?);
    let key: &[u8; 32] = bytes.as_slice().try_into().ok()?;
    Some(Secret::new(*key))
}

fn refuse(path: &Path, reason: String) -> VaultError {
    VaultError::File { path: path.to_owned(), reason }
}
