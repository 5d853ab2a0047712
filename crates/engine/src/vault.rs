//! The vault: what must be readable but not by whoever has the database (CR-2).
//!
//! - One key file outside the database, readable by its owner only. It holds seal keys (the newest
//!   seals, all open: CR-3) and one hash key, which stays when seal keys are changed, because a
//!   hash cannot be made again without what was hashed.
//! - Every place in the database is sealed under a key of its own, made from the seal key and the
//!   place's name. So a row copied to another row does not open, and random nonces never come near
//!   the number at which two of them may be alike.
//! - Nothing here prints a key, and an error never says more than that something does not open.

use crate::clock::RealDice;
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::{digest, hkdf, hmac};
use countersign_core::dice::{Dice, Keyed, hex};
use countersign_core::secret::{Secret, same};
use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use zeroize::Zeroizing;

mod file;

/// Purposes are words of the program, so there are few.
const PURPOSES_MOST: usize = 64;
const VERSION: u8 = 1;
const KEY_ID: usize = 4;
const HEADER: usize = 1 + KEY_ID;
const TAG: usize = 16;

/// Bytes a sealed thing is longer than what is in it.
pub const OVERHEAD: usize = HEADER + NONCE_LEN + TAG;

/// Seals and opens rows, and makes keyed hashes. Cheap to share in an `Arc`; prints nothing.
pub struct Vault {
    ring: RwLock<Arc<Ring>>,
    /// Read again when a key was added, or one is met that is not known.
    file: Option<PathBuf>,
    hashes: hkdf::Prk,
    /// Hash keys by purpose, once they were asked for: every request asks for some.
    ready: RwLock<HashMap<String, hmac::Key>>,
}

/// The seal keys of this moment.
struct Ring {
    /// Oldest first; never empty.
    seals: Vec<SealKey>,
    newest: SealKey,
}

#[derive(Clone)]
struct SealKey {
    id: u32,
    root: hkdf::Prk,
}

/// Why the key file cannot be used, or a sealed row not be opened.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    #[error("the key file {path}: {reason}")]
    File { path: PathBuf, reason: String },
    /// Changed, cut, moved to another row, or sealed under a key that is not in the file.
    #[error("a sealed value does not open")]
    Sealed,
}

impl Vault {
    /// Reads the key file.
    ///
    /// # Errors
    /// `File` if it is missing, readable by others than its owner, or not a key file.
    pub fn read(path: &Path) -> Result<Self, VaultError> {
        let read = Self::from_keys(&file::read(path)?);
        Ok(Self { file: Some(path.to_owned()), ..read })
    }

    /// Reads the key file, or makes a new one if there is none. Only for a database that holds
    /// nothing sealed yet; otherwise use `read`, so that a lost key is told instead of replaced.
    ///
    /// # Errors
    /// As `read`, and `File` if it cannot be written.
    pub fn open_or_make(path: &Path) -> Result<Self, VaultError> {
        if !path.try_exists().unwrap_or(true) {
            file::make(path)?;
        }
        Self::read(path)
    }

    /// Adds a new seal key to the file and opens it. Sealed rows keep opening; `reseal` moves them.
    ///
    /// # Errors
    /// As `read`, and `File` if it cannot be written.
    pub fn add_key(path: &Path) -> Result<Self, VaultError> {
        file::change(path, file::Keys::add_seal)?;
        Self::read(path)
    }

    /// Takes all seal keys but the newest out of the file. Only after everything was resealed.
    ///
    /// # Errors
    /// As `read`, and `File` if it cannot be written.
    pub fn drop_old_keys(path: &Path) -> Result<Self, VaultError> {
        file::change(path, file::Keys::keep_newest_seal)?;
        Self::read(path)
    }

    /// A vault of one key, for a key that comes from elsewhere than a file, and for tests.
    pub fn from_key(key: &Secret<[u8; 32]>) -> Self {
        Self::from_keys(&file::Keys::single(key))
    }

    fn from_keys(keys: &file::Keys) -> Self {
        let ring = RwLock::new(Arc::new(Ring::of(keys)));
        Self { ring, file: None, hashes: root(&keys.hash), ready: RwLock::default() }
    }

    /// Reads the key file again: what somebody added seals from now on, what somebody took out
    /// opens nothing any more. Nothing to do without a file.
    ///
    /// # Errors
    /// As `read`, and `File` if it is the file of another house. The keys then stay as they are.
    pub fn refresh(&self) -> Result<(), VaultError> {
        let Some(path) = &self.file else { return Ok(()) };
        let keys = file::read(path)?;
        let (ours, theirs) = (print(&self.hashes), print(&root(&keys.hash)));
        if !same(&ours, &theirs) {
            let reason = "has another hash key than before".to_owned();
            return Err(VaultError::File { path: path.clone(), reason });
        }
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(Ring::of(&keys));
        Ok(())
    }

    /// Whether the file holds keys besides the newest.
    pub fn has_older(&self) -> bool {
        self.ring().seals.len() > 1
    }

    fn ring(&self) -> Arc<Ring> {
        Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// A key that is not known may have been added a moment ago, by a server that shares the file.
    fn key(&self, id: u32) -> Option<SealKey> {
        self.ring().key(id).or_else(|| {
            self.refresh().ok()?;
            self.ring().key(id)
        })
    }

    /// Seals `plaintext` for one place, `context` = `"table.column:row-id"`. The result is
    /// `OVERHEAD` bytes longer.
    ///
    /// # Panics
    /// If the system gives no randomness, or for more than 64 GiB.
    pub fn seal(&self, context: &str, plaintext: &[u8]) -> Vec<u8> {
        let sealed = seal_with(&self.ring().newest, context, plaintext);
        assert!(sealed.is_ok(), "sealing fails only beyond the cipher's limits");
        sealed.unwrap_or_default()
    }

    /// Opens what was sealed for the same `context`, under any key of the file.
    ///
    /// # Errors
    /// `Sealed`, whatever is wrong with it.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let (header, rest) = sealed.split_at_checked(HEADER).ok_or(VaultError::Sealed)?;
        let (nonce, body) = rest.split_first_chunk::<NONCE_LEN>().ok_or(VaultError::Sealed)?;
        let id = key_id(header).ok_or(VaultError::Sealed)?;
        let key = self.key(id).ok_or(VaultError::Sealed)?;
        let cipher = cipher(&key, context).map_err(|_| VaultError::Sealed)?;
        let mut text = Zeroizing::new(body.to_vec());
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let length = cipher
            .open_in_place(nonce, Aad::from(told(header, context)), &mut text)
            .map_err(|_| VaultError::Sealed)?
            .len();
        text.truncate(length);
        Ok(text)
    }

    /// Whether `sealed` is under an older key than the newest.
    pub fn is_old(&self, sealed: &[u8]) -> bool {
        sealed.get(..HEADER).and_then(key_id) != Some(self.ring().newest.id)
    }

    /// `sealed` under the newest key, or `None` if it already is.
    ///
    /// # Errors
    /// `Sealed` if it does not open.
    pub fn reseal(&self, context: &str, sealed: &[u8]) -> Result<Option<Vec<u8>>, VaultError> {
        if !self.is_old(sealed) {
            return Ok(None);
        }
        Ok(Some(self.seal(context, &self.open(context, sealed)?)))
    }

    /// HMAC-SHA-256 of `data` under a key of `purpose`'s own, for what is found again without being
    /// stored (tokens, app passwords). Stays the same when seal keys are changed.
    pub fn keyed_hash(&self, purpose: &str, data: &[u8]) -> [u8; 32] {
        let ready = self.ready.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = ready.get(purpose) {
            return fixed(hmac::sign(key, data).as_ref());
        }
        drop(ready);
        let info = [b"countersign/hash/1/".as_slice(), purpose.as_bytes()];
        let key = hmac::Key::new(hmac::HMAC_SHA256, derive(&self.hashes, &info).as_slice());
        let hash = fixed(hmac::sign(&key, data).as_ref());
        let mut ready = self.ready.write().unwrap_or_else(PoisonError::into_inner);
        if ready.len() < PURPOSES_MOST {
            ready.insert(purpose.to_owned(), key);
        }
        hash
    }

    /// Recognises the newest seal key and the hash key without telling them: 32 hexadecimal digits
    /// to keep in the database.
    pub fn fingerprint(&self) -> String {
        self.fingerprint_of(&self.ring().newest)
    }

    /// Whether `fingerprint`, kept by an earlier start, is of keys in this file. If not, the server
    /// has the wrong key file and must not start (CR-3). If so and it is not the newest, sealed
    /// rows wait to be resealed.
    pub fn knows(&self, fingerprint: &str) -> bool {
        self.ring()
            .seals
            .iter()
            .any(|key| same(self.fingerprint_of(key).as_bytes(), fingerprint.as_bytes()))
    }

    fn fingerprint_of(&self, key: &SealKey) -> String {
        let seal = derive(&key.root, &[b"countersign/fingerprint/1"]);
        let mut both = key.id.to_be_bytes().to_vec();
        both.extend_from_slice(seal.as_slice());
        hex(self.keyed_hash("fingerprint", &both).first_chunk::<16>().unwrap_or(&[0; 16]))
    }
}

impl Ring {
    fn of(keys: &file::Keys) -> Self {
        let seal = |(id, secret): &(u32, Secret<[u8; 32]>)| SealKey { id: *id, root: root(secret) };
        let newest = seal(&keys.newest);
        let mut seals: Vec<_> = keys.older.iter().map(seal).collect();
        seals.push(newest.clone());
        Self { seals, newest }
    }

    fn key(&self, id: u32) -> Option<SealKey> {
        self.seals.iter().find(|key| key.id == id).cloned()
    }
}

fn root(secret: &Secret<[u8; 32]>) -> hkdf::Prk {
    hkdf::Salt::new(hkdf::HKDF_SHA256, b"countersign master key").extract(secret.reveal())
}

/// Recognises a hash key without telling it.
fn print(hashes: &hkdf::Prk) -> [u8; 32] {
    *derive(hashes, &[b"countersign/hash-print/1"])
}

impl Keyed for Vault {
    fn keyed(&self, purpose: &str, data: &[u8]) -> [u8; 32] {
        self.keyed_hash(purpose, data)
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault(***)")
    }
}

/// Writes a small file of ours, for its owner alone, whole or not at all.
///
/// # Errors
/// `File` if it cannot be written.
pub(crate) fn replace(path: &Path, text: &str) -> Result<(), VaultError> {
    file::replace(path, text)
}

/// SHA-256 of what is no secret, or random enough not to be guessed.
pub fn sha256(data: &[u8]) -> [u8; 32] {
    fixed(digest::digest(&digest::SHA256, data).as_ref())
}

fn seal_with(key: &SealKey, context: &str, plaintext: &[u8]) -> Result<Vec<u8>, Unspecified> {
    let mut nonce = [0u8; NONCE_LEN];
    RealDice.fill(&mut nonce);
    let header = header(key);
    // Room for all of it from the start, so that growing leaves no copy of the text behind.
    let mut body = Vec::with_capacity(plaintext.len() + OVERHEAD);
    body.extend_from_slice(&header);
    body.extend_from_slice(&nonce);
    body.extend_from_slice(plaintext);
    let (_, text) = body.split_at_mut_checked(HEADER + NONCE_LEN).ok_or(Unspecified)?;
    let tag = cipher(key, context)?.seal_in_place_separate_tag(
        Nonce::assume_unique_for_key(nonce),
        Aad::from(told(&header, context)),
        text,
    )?;
    body.extend_from_slice(tag.as_ref());
    Ok(body)
}

/// The cipher of one place: seal key and context make its key.
fn cipher(key: &SealKey, context: &str) -> Result<LessSafeKey, Unspecified> {
    let info = [b"countersign/seal/1/".as_slice(), context.as_bytes()];
    Ok(LessSafeKey::new(UnboundKey::from(key.root.expand(&info, &AES_256_GCM)?)))
}

/// What is not sealed but must be the same to open: the header and the place.
fn told(header: &[u8], context: &str) -> Vec<u8> {
    [header, context.as_bytes()].concat()
}

fn header(key: &SealKey) -> [u8; HEADER] {
    let [a, b, c, d] = key.id.to_be_bytes();
    [VERSION, a, b, c, d]
}

fn key_id(header: &[u8]) -> Option<u32> {
    let (version, id) = header.split_first()?;
    (*version == VERSION).then_some(())?;
    Some(u32::from_be_bytes(*id.first_chunk()?))
}

fn derive(root: &hkdf::Prk, info: &[&[u8]]) -> Zeroizing<[u8; 32]> {
    let mut out = Zeroizing::new([0u8; 32]);
    let filled = root.expand(info, hkdf::HKDF_SHA256).and_then(|okm| okm.fill(out.as_mut()));
    assert!(filled.is_ok(), "32 bytes are within the limits of HKDF");
    out
}

fn fixed(hash: &[u8]) -> [u8; 32] {
    hash.first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests;
