//! How many text messages a text really is. Gateways bill and networks cut by the part, so the
//! words are held to one part where their alphabet allows it (ux.md §7.1).
//!
//! 3GPP TS 23.038 §6.2.1: 160 letters of the default alphabet, or 70 of UCS-2, fill one part.
//! Longer texts lose six bytes of each part to the header that puts them together again: 153 or 67.

/// What a text must be sent in. One letter outside the default alphabet changes all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alphabet {
    /// The default alphabet of 3GPP TS 23.038, seven bits a letter.
    Gsm7,
    /// Two bytes a letter, four for those beyond the basic plane.
    Ucs2,
}

/// The alphabet and the number of parts, at least one.
pub fn sms_parts(text: &str) -> (Alphabet, usize) {
    let widths: Option<Vec<usize>> = text.chars().map(gsm7_width).collect();
    match widths {
        Some(widths) => (Alphabet::Gsm7, count(&widths, 160, 153)),
        None => {
            let widths: Vec<usize> = text.chars().map(char::len_utf16).collect();
            (Alphabet::Ucs2, count(&widths, 70, 67))
        }
    }
}

/// Marks that steer the direction of writing. They are no letters, phones show them as boxes, and a
/// single one doubles the price of a text; templates put them around every inserted word.
pub fn without_marks(text: &str) -> String {
    text.chars().filter(|letter| !is_mark(*letter)).collect()
}

const fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn count(widths: &[usize], alone: usize, together: usize) -> usize {
    if widths.iter().sum::<usize>() <= alone {
        return 1;
    }
    // A letter of two units is never cut in half: it moves to the next part whole.
    let (mut parts, mut room) = (1, together);
    for width in widths {
        if *width > room {
            parts += 1;
            room = together;
        }
        room -= width;
    }
    parts
}

/// One, or two for the letters behind the escape; nothing for letters the alphabet does not have.
fn gsm7_width(letter: char) -> Option<usize> {
    match letter {
        ' '..='Z' | 'a'..='z' | '\n' | '\r' | '_' => Some(1),
        _ if BASIC.contains(letter) => Some(1),
        _ if EXTENDED.contains(letter) => Some(2),
        _ => None,
    }
}

const BASIC: &str = "£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà";
const EXTENDED: &str = "^{}\\[~]|€\u{c}";

#[cfg(test)]
mod tests;
