//! What a good password is (PW-1 to PW-5): long, not the person's or the organisation's name, not
//! one that leaked. Nothing about which characters it has to have.

use super::leaked;
use countersign_core::method::{Cx, Wrong};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// Characters (code points) at least, beside a second step.
pub const LEAST: usize = 12;
/// While it is all that somebody signs in with.
pub const LEAST_ALONE: usize = 15;
pub const MOST: usize = 256;
/// Before they are put together to fewer code points; longer ones are not looked at.
const MOST_BYTES: usize = 4 * MOST * 4;
/// What has to be left when the organisation's names are taken out.
const BEYOND_ORGANISATION: usize = 8;
const PRODUCT: &str = "countersign";
const FIELD: &str = "new_password";

/// The form in which it is hashed: NFC, so that é typed in two ways is one é (PW-3). Nothing if it
/// is longer than any we keep (PW-2).
pub fn prepared(typed: &str) -> Option<Zeroizing<String>> {
    if typed.len() > MOST_BYTES {
        return None;
    }
    let mut put_together = Zeroizing::new(String::with_capacity(typed.len().saturating_mul(3)));
    put_together.extend(typed.nfc());
    (put_together.chars().count() <= MOST).then_some(put_together)
}

pub fn alone(prepared: &str) -> bool {
    prepared.chars().count() >= LEAST_ALONE
}

/// The password in the form in which it is hashed, or why it is not taken.
pub fn good(typed: &str, cx: &Cx) -> Result<Zeroizing<String>, Wrong> {
    let slip = |words: &str| Wrong::slip(FIELD, words);
    if typed.is_empty() {
        return Err(slip("password-new-empty"));
    }
    let Some(password) = prepared(typed) else {
        return Err(slip("password-too-long").with("most", MOST));
    };
    long_enough(&password, cx)?;
    let folded = Zeroizing::new(password.to_lowercase());
    if let Some(word) = own_words(cx).into_iter().find(|word| contains(&folded, word, cx)) {
        return Err(slip("password-has-name").with("word", word));
    }
    if hardly_more_than_organisation(&folded, cx) {
        return Err(slip("password-has-organisation"));
    }
    if leaked::has(&password) {
        return Err(slip("password-leaked"));
    }
    Ok(password)
}

fn least(cx: &Cx) -> usize {
    if crate::has_second_step(cx) { LEAST } else { LEAST_ALONE }
}

fn long_enough(password: &str, cx: &Cx) -> Result<(), Wrong> {
    let (typed, least) = (password.chars().count(), least(cx));
    if typed >= least {
        return Ok(());
    }
    let words = if typed < LEAST || least == LEAST {
        "password-too-short"
    } else {
        "password-too-short-alone"
    };
    Err(Wrong::slip(FIELD, words).with("least", least).with("typed", typed))
}

/// Words of the name, and the address with its parts. Too short ones are in too many words.
fn own_words(cx: &Cx) -> Vec<String> {
    let Some(account) = cx.account else {
        return Vec::new();
    };
    let whole = [account.mail.as_str(), &account.username, &account.name];
    let local = [&account.mail, &account.username]
        .map(|address| address.split_once('@').map_or(address.as_str(), |(local, _)| local));
    let joined = account.name.split_whitespace().collect::<String>();
    let parts = account.name.split_whitespace().chain(local.iter().flat_map(|local| pieces(local)));
    let words = whole.into_iter().chain(local).chain(parts).chain([joined.as_str()]);
    words.map(fold).filter(|word| telling(word)).collect()
}

fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
}

fn fold(word: &str) -> String {
    word.nfc().flat_map(char::to_lowercase).collect()
}

/// Four letters, or two where a letter is a word.
fn telling(word: &str) -> bool {
    let count = word.chars().count();
    count >= 4 || (count >= 2 && word.chars().any(|c| u32::from(c) >= 0x2e80))
}

/// Whether the word stands in it by itself, or within another with too little else: "mark" is no
/// harm to "remarkable horse battery".
fn contains(password: &str, word: &str, cx: &Cx) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let by_itself = password.match_indices(word).any(|(at, found)| {
        let (before, after) = (password.get(..at), password.get(at + found.len()..));
        let last = before.and_then(|text| text.chars().next_back());
        !letter(last) && !letter(after.and_then(|text| text.chars().next()))
    });
    let rest = || password.replace(word, "").chars().count();
    by_itself || (password.contains(word) && rest() < least(cx))
}

fn hardly_more_than_organisation(password: &str, cx: &Cx) -> bool {
    let host = cx.request.host.split('.').map(fold);
    let names = pieces(cx.request.organisation).map(fold).chain(host);
    let mut words: Vec<String> =
        names.chain([PRODUCT.to_owned()]).filter(|word| telling(word)).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let rest = words.iter().fold(password.to_owned(), |rest, word| rest.replace(word, ""));
    let found = rest.len() < password.len();
    found && rest.chars().filter(|c| c.is_alphanumeric()).count() < BEYOND_ORGANISATION
}
