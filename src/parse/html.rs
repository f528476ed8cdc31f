//! Escaping, and the placeholders by which parsed HTML waits for what only the whole site knows.

use std::borrow::Cow;

use crate::source::bytes;

/// Appends text with the five characters escaped that HTML text and quoted attributes must not hold.
///
/// Control characters are dropped: HTML forbids them, and [`HOLE`] and [`BLOCK`] are two of them.
pub fn escape_into(html: &mut String, text: &str) {
    let mut done = 0;
    for (at, _) in text.bytes().enumerate().filter(|(_, byte)| MAY_BE_ESCAPED[usize::from(*byte)]) {
        let Some(c) = text[at..].chars().next() else { break };
        let Some(escaped) = escaped(c) else { continue };
        html.push_str(&text[done..at]);
        html.push_str(escaped);
        done = at + c.len_utf8();
    }
    html.push_str(&text[done..]);
}

/// The bytes that begin a character that is escaped or dropped.
const MAY_BE_ESCAPED: [bool; 256] = {
    let mut may_be = [false; 256];
    let mut byte = 0_u8;
    while byte < 255 {
        may_be[byte as usize] = may_be_stray_control(byte) || matches!(byte, b'&' | b'<' | b'>' | b'"');
        byte += 1;
    }
    may_be
};

fn escaped(c: char) -> Option<&'static str> {
    match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\0' => Some("\u{fffd}"),
        c if is_stray_control(c) => Some(""),
        _ => None,
    }
}

/// Whether HTML forbids a character.
pub fn is_stray_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t')
}

/// Whether a text has a character that HTML forbids.
pub fn has_stray_control(text: &str) -> bool {
    bytes::any(text, may_be_stray_control) && text.contains(is_stray_control)
}

/// Those beyond ASCII begin with the byte C2, as many other characters do.
const fn may_be_stray_control(byte: u8) -> bool {
    byte == 0xc2 || byte.is_ascii_control() && !matches!(byte, b'\n' | b'\r' | b'\t')
}

/// The text escaped for HTML text and quoted attributes.
pub fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    escape_into(&mut html, text);
    html
}

/// Stands around the number of a link in place of its URL; no content can forge it, since content has no controls.
pub const HOLE: char = '\u{1}';
/// Stands around the number of a finished block, which the sanitiser need not see.
pub const BLOCK: char = '\u{2}';

/// Stands around the number of a place that can be edited, where the way there goes.
pub const EDIT: char = '\u{3}';

/// A mark around a number.
pub fn placeholder(mark: char, number: usize) -> String {
    format!("{mark}{number}{mark}")
}

/// Replaces each placeholder of one mark by what `put` appends for its number.
pub fn fill(html: &str, mark: char, mut put: impl FnMut(usize, &mut String)) -> Cow<'_, str> {
    if !html.contains(mark) {
        return html.into();
    }
    let mut filled = String::with_capacity(html.len() + html.len() / 8);
    fill_into(&mut filled, html, [mark; 2], |_, number, html| put(number, html));
    filled.into()
}

/// Appends HTML with each placeholder of two marks replaced by what `put` appends for its mark and number.
pub fn fill_into(filled: &mut String, html: &str, marks: [char; 2], mut put: impl FnMut(char, usize, &mut String)) {
    let mut rest = html;
    while let Some(open) = bytes::places_of_two(rest, marks.map(|mark| mark as u8)).next() {
        filled.push_str(&rest[..open]);
        let mark = if rest[open..].starts_with(marks[0]) { marks[0] } else { marks[1] };
        let Some((number, behind)) = rest[open + 1..].split_once(mark) else { return };
        if let Ok(number) = number.parse() {
            put(mark, number, filled);
        }
        rest = behind;
    }
    filled.push_str(rest);
}
