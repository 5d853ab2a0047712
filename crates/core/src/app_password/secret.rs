//! What an app password looks like: 20 small letters of 23 (no i, l, o), about 90 bits, shown in
//! fours. People copy it by hand, so spaces, hyphens and capitals do not matter.

use crate::{
    dice::{Dice, letters},
    secret::Secret,
};

/// No i, l, o: they read like 1 and 0.
const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz";
pub const LENGTH: usize = 20;
const GROUP: usize = 4;
/// Bytes that are looked at: 20 letters with anything sensible between them. Longer is no app
/// password, whatever is in it.
const TYPED_MOST: usize = 128;

/// A new one in its canonical form. Draws `LENGTH` letters without bias.
pub fn make(dice: &dyn Dice) -> Secret<String> {
    letters(dice, LETTERS, LENGTH)
}

/// The one form it is hashed in; nothing if it cannot be an app password.
pub fn canonical(typed: &str) -> Option<Secret<String>> {
    if typed.len() > TYPED_MOST {
        return None;
    }
    let mut clean = String::with_capacity(LENGTH);
    for letter in typed.chars().filter(|letter| !between(*letter)) {
        let small = letter.to_ascii_lowercase();
        let known = u8::try_from(small).is_ok_and(|byte| LETTERS.contains(&byte));
        if !known || clean.len() == LENGTH {
            return dropped(clean);
        }
        clean.push(small);
    }
    if clean.len() == LENGTH { Some(Secret::new(clean)) } else { dropped(clean) }
}

/// Wipes what was gathered: it may be the beginning of a real one.
fn dropped(clean: String) -> Option<Secret<String>> {
    drop(Secret::new(clean));
    None
}

/// What may stand between letters: white space (also the one that does not break) and hyphens.
fn between(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '\u{ad}')
}

/// "abcd efgh jkmn pqrs tuvw", as it is shown once.
pub fn shown(secret: &Secret<String>) -> Secret<String> {
    let mut groups = String::with_capacity(LENGTH + LENGTH / GROUP);
    for (at, letter) in secret.reveal().chars().enumerate() {
        if at > 0 && at % GROUP == 0 {
            groups.push(' ');
        }
        groups.push(letter);
    }
    Secret::new(groups)
}
