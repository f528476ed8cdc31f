//! Forms of Unicode: one text may be written in several ways, which no reader can tell apart.

use std::borrow::Cow;

pub use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The text with its letters and their accents in one (NFC).
pub fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

/// A character in its plainest form (NFKD) without accents, its other marks in one with it again.
pub fn plain(c: char) -> impl Iterator<Item = char> {
    std::iter::once(c).nfkd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}')).nfc()
}

/// Whether a character is not seen, or turns the direction of those around it: with it two names look alike that are not.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}
