//! Blocks that were coloured lately: equal ones are coloured once, in a build and from edit to edit.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, PoisonError};

use super::Highlighted;

/// As many blocks are known at once; another block at the place of one takes it.
const SLOTS: usize = 4096;
/// A longer block is not kept, in bytes: so it is 64 MB of code at most.
const MAX_BYTES: usize = 16 * 1024;

struct Known {
    language: String,
    code: String,
    highlighted: Highlighted,
}

static KNOWN: [Mutex<Option<Known>>; SLOTS] = [const { Mutex::new(None) }; SLOTS];

/// What a block was coloured as, or now is. Whoever has the same block at the same time waits for it.
pub fn known(language: &str, code: &str, colour: impl FnOnce() -> Highlighted) -> Highlighted {
    if code.len() > MAX_BYTES {
        return colour();
    }
    let mut hasher = DefaultHasher::new();
    (language, code).hash(&mut hasher);
    #[expect(clippy::cast_possible_truncation, reason = "the lowest bits choose a place")]
    let slot = hasher.finish() as usize % SLOTS;
    let mut slot = KNOWN[slot].lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = slot.as_ref().filter(|known| known.language == language && known.code == code) {
        return known.highlighted.clone();
    }
    let highlighted = colour();
    let (language, code) = (language.to_string(), code.to_string());
    *slot = Some(Known { language, code, highlighted: highlighted.clone() });
    highlighted
}
