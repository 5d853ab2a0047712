//! Passwords that leaked (PW-5): some 112,000, as a Golomb-coded set of 250 KB. A password that is
//! not among them is taken for one of them in one of 131,072 cases; one that is among them always.
//!
//! The list is the first million of SecLists' `10-million-password-list`, from ten characters on;
//! see docs/decisions/005-leaked-passwords.md for where it is from and how to make it again:
//! `cargo run --release -p countersign-methods --example leaked -- LIST`.

use aws_lc_rs::digest::{SHA256, digest};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// The set: how many there are (32 bits, big-endian), then the distances.
static SET: &[u8] = include_bytes!("leaked.bin");

/// Bits of a distance that are written as they are; the rest counts ones up to a zero.
const PLAIN: u32 = 17;
/// Bytes of the number in front.
const HEAD: usize = 4;

/// Whether the password, in whatever case, is on the list.
pub fn has(password: &str) -> bool {
    among(SET, password)
}

/// The same for another set than the shipped one. A set that cannot be read has nothing.
pub fn among(set: &[u8], password: &str) -> bool {
    Reader::new(set).is_some_and(|set| set.has(password))
}

/// How many passwords the shipped set has.
pub fn count() -> u64 {
    Reader::new(SET).map_or(0, |set| set.count)
}

/// The set of `passwords`, as `leaked.bin` has it. Anything twice, case apart, is there once.
pub fn make<'a>(passwords: impl IntoIterator<Item = &'a str>) -> Vec<u8> {
    let mut folded: Vec<String> = passwords.into_iter().map(fold).collect();
    folded.sort_unstable();
    folded.dedup();
    let count = u32::try_from(folded.len()).unwrap_or(u32::MAX);
    let mut places: Vec<u64> =
        folded.iter().map(|folded| place(folded, u64::from(count))).collect();
    places.sort_unstable();
    let mut writer = Writer { bytes: count.to_be_bytes().to_vec(), bits: 0 };
    let mut last = 0;
    for place in places {
        writer.distance(place - last);
        last = place;
    }
    writer.bytes
}

fn fold(password: &str) -> String {
    password.nfc().flat_map(char::to_lowercase).nfc().collect()
}

/// Where a password stands on a line of `count << PLAIN` places.
fn place(folded: &str, count: u64) -> u64 {
    let hash = digest(&SHA256, folded.as_bytes());
    let mut head = [0u8; 8];
    for (to, from) in head.iter_mut().zip(hash.as_ref()) {
        *to = *from;
    }
    let wide = u128::from(u64::from_be_bytes(head)) * (u128::from(count) << PLAIN);
    u64::try_from(wide >> 64).unwrap_or(u64::MAX)
}

struct Reader<'a> {
    count: u64,
    bits: Bits<'a>,
}

impl<'a> Reader<'a> {
    fn new(set: &'a [u8]) -> Option<Self> {
        let head: [u8; HEAD] = set.get(..HEAD)?.try_into().ok()?;
        let bits = Bits { bytes: set.get(HEAD..)?, at: 0 };
        Some(Self { count: u64::from(u32::from_be_bytes(head)), bits })
    }

    /// Walks along until it is there or past it: a quarter of a millisecond on the average.
    fn has(mut self, password: &str) -> bool {
        let wanted = place(&Zeroizing::new(fold(password)), self.count);
        let mut reached = 0u64;
        for _ in 0..self.count {
            let Some(distance) = self.bits.distance() else {
                return false;
            };
            reached += distance;
            if reached >= wanted {
                return reached == wanted;
            }
        }
        false
    }
}

struct Bits<'a> {
    bytes: &'a [u8],
    /// In bits.
    at: usize,
}

impl Bits<'_> {
    /// The next 32 bits, with zeros after the end.
    fn peek(&self) -> u32 {
        let from = self.at / 8;
        let byte = |i: usize| u64::from(self.bytes.get(from + i).copied().unwrap_or(0));
        let five = (0..5).fold(0, |wide, i| wide << 8 | byte(i));
        u32::try_from(five >> (8 - self.at % 8) & u64::from(u32::MAX)).unwrap_or(0)
    }

    fn distance(&mut self) -> Option<u64> {
        let mut ones = 0u64;
        loop {
            if self.at >= self.bytes.len() * 8 {
                return None;
            }
            let run = self.peek().leading_ones();
            ones += u64::from(run);
            self.at += usize::try_from(run).ok()?;
            if run < u32::BITS {
                break;
            }
        }
        self.at += 1;
        let plain = self.peek() >> (u32::BITS - PLAIN);
        self.at += usize::try_from(PLAIN).ok()?;
        Some(ones << PLAIN | u64::from(plain))
    }
}

struct Writer {
    bytes: Vec<u8>,
    /// Bits used of the last byte.
    bits: u32,
}

impl Writer {
    fn distance(&mut self, distance: u64) {
        for _ in 0..distance >> PLAIN {
            self.bit(true);
        }
        self.bit(false);
        for place in (0..PLAIN).rev() {
            self.bit(distance >> place & 1 == 1);
        }
    }

    fn bit(&mut self, one: bool) {
        if self.bits == 0 {
            self.bytes.push(0);
        }
        if let Some(last) = self.bytes.last_mut()
            && one
        {
            *last |= 0x80 >> self.bits;
        }
        self.bits = (self.bits + 1) % 8;
    }
}
