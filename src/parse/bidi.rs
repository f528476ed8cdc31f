//! Characters that turn the direction of text around. A reader must see code as it is, and no title may turn what stands
//! beside it: in code each is a mark that is seen, elsewhere those that open or close something are left out.

use std::borrow::Cow;

use crate::source::{Span, bytes};

/// Whether a character opens or closes a run in another direction. HTML has elements and attributes for that.
pub fn is_scoped(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character is there for the direction of text alone; the three marks reach no further than their place.
pub fn is_control(c: char) -> bool {
    is_scoped(c) || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}')
}

/// Whether a text has one that opens or closes a run.
pub fn has_scoped(text: &str) -> bool {
    has(text, is_scoped)
}

/// Whether a text has a character of a kind, all of which are encoded in bytes that begin with one of two.
fn has(text: &str, is_wanted: fn(char) -> bool) -> bool {
    bytes::places_of_two(text, [0xd8, 0xe2]).any(|at| text[at..].starts_with(is_wanted))
}

/// Text that turns nothing around.
pub fn without_scoped(text: &str) -> Cow<'_, str> {
    match has_scoped(text) {
        true => Cow::Owned(text.replace(is_scoped, "")),
        false => Cow::Borrowed(text),
    }
}

/// Code in which each such character is seen, as `⟨U+202E⟩`; none if it has none.
pub fn shown(code: &str) -> Option<String> {
    if !has(code, is_control) {
        return None;
    }
    let mut seen = String::with_capacity(code.len() + 16);
    for c in code.chars() {
        match is_control(c) {
            true => seen.push_str(&format!("⟨U+{:04X}⟩", u32::from(c))),
            false => seen.push(c),
        }
    }
    Some(seen)
}

/// The first such character of each line.
pub fn scoped_places(text: &str) -> Vec<(char, Span)> {
    let mut places: Vec<(char, Span)> = Vec::new();
    if !has_scoped(text) {
        return places;
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let found = line.char_indices().find(|(_, c)| is_scoped(*c));
        places.extend(found.map(|(at, c)| (c, Span::new(start + at, start + at + c.len_utf8()))));
        start += line.len();
    }
    places
}
