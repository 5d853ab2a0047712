//! Randomness as an argument, and the few shapes of random things the product hands out.

use crate::secret::Secret;

/// A source of unguessable bytes. `engine::clock` has the real one and a seeded one for tests.
pub trait Dice: Send + Sync {
    fn fill(&self, out: &mut [u8]);
}

/// A keyed function (HMAC under a key outside the database), for what must be found or made again
/// without being stored.
pub trait Keyed: Send + Sync {
    fn keyed(&self, purpose: &str, data: &[u8]) -> [u8; 32];
}

/// 256 random bits as 64 hexadecimal digits: cookies, links, authorization codes (CR-1).
pub fn token(dice: &dyn Dice) -> Secret<String> {
    let mut bytes = [0u8; 32];
    dice.fill(&mut bytes);
    Secret::new(hex(&bytes))
}

/// 128 random bits as hexadecimal, for nonces that are stored.
pub fn nonce(dice: &dyn Dice) -> String {
    let mut bytes = [0u8; 16];
    dice.fill(&mut bytes);
    hex(&bytes)
}

/// A letter of `alphabet` drawn without bias.
pub fn pick(dice: &dyn Dice, alphabet: &[u8]) -> char {
    let n = alphabet.len().clamp(1, 256);
    let limit = 256 - 256 % n;
    loop {
        let mut byte = [0u8; 1];
        dice.fill(&mut byte);
        let drawn = usize::from(byte[0]);
        if drawn < limit {
            return alphabet.get(drawn % n).map_or('0', |b| char::from(*b));
        }
    }
}

/// `length` letters of `alphabet`, each drawn without bias.
pub fn letters(dice: &dyn Dice, alphabet: &[u8], length: usize) -> Secret<String> {
    Secret::new((0..length).map(|_| pick(dice, alphabet)).collect())
}

/// A decimal code made from a keyed function and a stored nonce, so that a resend repeats it and
/// nothing stored is the code (SM-1). Unbiased: out of range draws are thrown away.
pub fn code(keyed: &dyn Keyed, nonce: &str, digits: u32) -> Secret<String> {
    let range = 10u64.saturating_pow(digits);
    let limit = u64::MAX - u64::MAX % range;
    for attempt in 0u32.. {
        let drawn = keyed.keyed("code", format!("{nonce}/{attempt}").as_bytes());
        let mut head = [0u8; 8];
        head.copy_from_slice(&drawn[..8]);
        let number = u64::from_be_bytes(head);
        if number < limit {
            let width = usize::try_from(digits).unwrap_or(6);
            return Secret::new(format!("{:0width$}", number % range));
        }
    }
    Secret::default()
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(if half < 10 { b'0' + half } else { b'a' + half - 10 });
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
