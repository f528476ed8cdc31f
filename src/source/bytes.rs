//! Bytes and words looked for in texts, many bytes at a time.

/// The first place of an ASCII byte.
pub fn find(text: &str, byte: u8) -> Option<usize> {
    memchr::memchr(byte, text.as_bytes())
}

/// Every place of a byte.
pub fn places(text: &str, byte: u8) -> impl Iterator<Item = usize> {
    memchr::memchr_iter(byte, text.as_bytes())
}

/// Every place of either of two bytes.
pub fn places_of_two(text: &str, [first, second]: [u8; 2]) -> impl Iterator<Item = usize> {
    memchr::memchr2_iter(first, second, text.as_bytes())
}

/// The first place of a word.
pub fn find_word(text: &str, word: &str) -> Option<usize> {
    memchr::memmem::find(text.as_bytes(), word.as_bytes())
}

/// Whether a word is in a text.
pub fn has_word(text: &str, word: &str) -> bool {
    find_word(text, word).is_some()
}

/// Whether any byte is wanted. Within a chunk none ends the search, so that all are looked at together.
pub fn any(text: &str, is_wanted: impl Fn(u8) -> bool) -> bool {
    let in_chunk = |chunk: &[u8]| chunk.iter().fold(false, |found, byte| found | is_wanted(*byte));
    text.as_bytes().chunks(128).any(in_chunk)
}
