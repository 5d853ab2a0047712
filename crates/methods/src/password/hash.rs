//! Argon2id (RFC 9106). The parameters stand in the kept text, so they can be raised later: a hash
//! made with others is made anew at the next right answer (PW-7).
//!
//! Each thread keeps its working memory. Asking the system for 19 MiB each time, with a page fault
//! for each 4 KiB of it, costs a fifth of the hash itself.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD as BASE64};
use countersign_core::{dice::Dice, secret::same};
use std::cell::RefCell;
use zeroize::Zeroizing;

const VERSION: &str = "v=19";
/// KiB, passes, lanes. Never weaker than this (OWASP Password Storage Cheat Sheet).
const COST: Cost = Cost { memory: 19 * 1024, passes: 2, lanes: 1 };
const SALT: usize = 16;
const OUTPUT: usize = 32;
/// A hash from elsewhere that asks for more is not worked on (AV-3).
const DEAREST: Cost = Cost { memory: 256 * 1024, passes: 16, lanes: 8 };

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    pub memory: u32,
    pub passes: u32,
    pub lanes: u32,
}

struct Kept {
    cost: Cost,
    salt: Vec<u8>,
    output: Vec<u8>,
}

thread_local! {
    /// Not wiped between two hashes: the next one writes over all of it, and wiping costs a tenth.
    static ARENA: RefCell<Vec<Block>> = const { RefCell::new(Vec::new()) };
}

/// The text to keep: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`. Nothing if there is no memory.
pub fn make(password: &str, dice: &dyn Dice) -> Option<String> {
    make_at(COST, password, dice)
}

/// The same at another cost than today's.
pub fn make_at(cost: Cost, password: &str, dice: &dyn Dice) -> Option<String> {
    let mut salt = [0u8; SALT];
    dice.fill(&mut salt);
    let output = hash(cost, password, &salt, OUTPUT)?;
    let Cost { memory, passes, lanes } = cost;
    let (salt, output) = (BASE64.encode(salt), BASE64.encode(output.as_slice()));
    Some(format!("$argon2id${VERSION}$m={memory},t={passes},p={lanes}${salt}${output}"))
}

/// Whether the password is the one kept. A text that cannot be read fits nothing.
pub fn fits(kept: &str, password: &str) -> bool {
    let Some(kept) = read(kept) else {
        return false;
    };
    hash(kept.cost, password, &kept.salt, kept.output.len())
        .is_some_and(|output| same(&output, &kept.output))
}

/// Whether it was made with other parameters than today's.
pub fn outdated(kept: &str) -> bool {
    read(kept).is_none_or(|kept| kept.cost != COST || kept.output.len() != OUTPUT)
}

/// A text that costs as much to compare as a real one and that no password fits: nobody knows one
/// whose hash is all zeros (RL-9).
pub fn nobodys() -> String {
    let Cost { memory, passes, lanes } = COST;
    let (salt, output) = (BASE64.encode([0u8; SALT]), BASE64.encode([0u8; OUTPUT]));
    format!("$argon2id${VERSION}$m={memory},t={passes},p={lanes}${salt}${output}")
}

fn read(kept: &str) -> Option<Kept> {
    let mut parts = kept.strip_prefix("$argon2id$")?.split('$');
    let (version, cost) = (parts.next()?, parts.next()?);
    let (salt, output) = (BASE64.decode(parts.next()?).ok()?, BASE64.decode(parts.next()?).ok()?);
    let cost = cost_of(cost)?;
    let whole = version == VERSION && parts.next().is_none();
    let sound = (8..=64).contains(&salt.len()) && (16..=64).contains(&output.len());
    (whole && sound).then_some(Kept { cost, salt, output })
}

fn cost_of(text: &str) -> Option<Cost> {
    let mut numbers = text.split(',');
    let mut number = |name: &str| numbers.next()?.strip_prefix(name)?.parse::<u32>().ok();
    let cost = Cost { memory: number("m=")?, passes: number("t=")?, lanes: number("p=")? };
    let bearable = cost.memory <= DEAREST.memory
        && cost.passes <= DEAREST.passes
        && cost.lanes <= DEAREST.lanes;
    (numbers.next().is_none() && bearable).then_some(cost)
}

fn hash(cost: Cost, password: &str, salt: &[u8], length: usize) -> Option<Zeroizing<Vec<u8>>> {
    let params = Params::new(cost.memory, cost.passes, cost.lanes, Some(length)).ok()?;
    let blocks = params.block_count();
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut output = Zeroizing::new(vec![0u8; length]);
    ARENA.with(|arena| {
        let mut arena = arena.try_borrow_mut().ok()?;
        let missing = blocks.saturating_sub(arena.len());
        arena.try_reserve_exact(missing).ok()?;
        if missing > 0 {
            arena.resize_with(blocks, Block::default);
        }
        let memory = arena.get_mut(..blocks)?;
        argon2
            .hash_password_into_with_memory(password.as_bytes(), salt, &mut output, memory)
            .ok()?;
        if cost != COST {
            // A dearer one from elsewhere is rare; its memory is not kept for that.
            arena.truncate(usize::try_from(COST.memory).unwrap_or(blocks));
            arena.shrink_to_fit();
        }
        Some(())
    })?;
    Some(output)
}
