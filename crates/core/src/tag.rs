//! The tag of a request (K7): what page, text, call, push, mail and log all show (ux.md 1.3).
//! It tells requests apart and is never accepted as proof.

use crate::dice::{Dice, pick};
use serde::{Deserialize, Serialize};
use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tag(String);

/// No look-alikes: without O/0, I/1, S/5, B/8, Z/2, G/6 and Q.
const LETTERS: &[u8] = b"ACDEFHJKLMNPRTUVWXY";
const DIGITS: &[u8] = b"23456789";

impl Tag {
    /// A tag that none of `taken` has. With all 152 taken, one of them again: a tag is no proof.
    pub fn new(dice: &dyn Dice, taken: &[Self]) -> Self {
        let mut tag = Self::draw(dice);
        for _ in 0..2000 {
            if !taken.contains(&tag) {
                break;
            }
            tag = Self::draw(dice);
        }
        tag
    }

    fn draw(dice: &dyn Dice) -> Self {
        Self([pick(dice, LETTERS), pick(dice, DIGITS)].iter().collect())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it is read out: "K 7".
    pub fn spoken(&self) -> String {
        let mut letters = self.0.chars().map(String::from).collect::<Vec<_>>();
        letters.truncate(2);
        letters.join(" ")
    }
}

impl From<String> for Tag {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
