//! Text as Markdown: words with one space between them, and backslashes before what would be a sign.

use std::borrow::Cow;
use std::collections::BTreeSet;

/// What a byte of a text may be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Byte {
    /// Nothing but itself.
    Plain,
    /// A space or the end of a line.
    Blank,
    /// A sign of Markdown, here or between others.
    Sign,
}

const BYTES: [Byte; 256] = {
    let mut bytes = [Byte::Plain; 256];
    let (blanks, signs) = (b" \n\t\r", b"\\`*[]_<&~");
    let mut at = 0;
    while at < blanks.len() {
        bytes[blanks[at] as usize] = Byte::Blank;
        at += 1;
    }
    at = 0;
    while at < signs.len() {
        bytes[signs[at] as usize] = Byte::Sign;
        at += 1;
    }
    bytes
};

/// Appends the words of a text, and the one blank that sets it apart at either end.
pub fn push_words(text: &mut String, part: &str) {
    if part.starts_with(char::is_whitespace) && !(text.is_empty() || text.ends_with([' ', '\n'])) {
        text.push(' ');
    }
    let begun = text.len();
    push_escaped(text, part, Blanks::One);
    if part.ends_with(char::is_whitespace) && text.len() > begun {
        text.push(' ');
    }
}

/// What becomes of blanks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Blanks {
    /// One space stands for those between words, and none for those around.
    One,
    /// They stay.
    All,
}

/// Text with a backslash before each character that would be a sign of Markdown.
pub fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 8);
    push_escaped(&mut written, text, Blanks::All);
    written
}

fn push_escaped(text: &mut String, part: &str, blanks: Blanks) {
    let bytes = part.as_bytes();
    let (mut done, mut at) = (0, 0);
    while let Some(byte) = bytes.get(at) {
        match BYTES[usize::from(*byte)] {
            Byte::Sign if is_sign(part, at) => {
                text.push_str(&part[done..at]);
                text.push('\\');
                (done, at) = (at, at + 1);
            }
            Byte::Blank if blanks == Blanks::One => {
                let end = at + bytes[at..].iter().take_while(|byte| is_blank(**byte)).count();
                let is_between = at > 0 && end < bytes.len();
                if !(is_between && *byte == b' ' && end == at + 1) {
                    text.push_str(&part[done..at]);
                    text.push_str(if is_between { " " } else { "" });
                    done = end;
                }
                at = end;
            }
            _ => at += 1,
        }
    }
    text.push_str(&part[done..]);
}

fn is_blank(byte: u8) -> bool {
    BYTES[usize::from(byte)] == Byte::Blank
}

/// Whether the character at an offset would be read as a sign of Markdown.
fn is_sign(text: &str, at: usize) -> bool {
    let before = || text[..at].chars().next_back().unwrap_or(' ');
    let next = || text[at + 1..].chars().next().unwrap_or(' ');
    match text.as_bytes()[at] {
        b'_' => !(before().is_alphanumeric() && next().is_alphanumeric()),
        b'<' => next().is_ascii_alphabetic() || matches!(next(), '/' | '!' | '?'),
        b'&' => next().is_ascii_alphanumeric() || next() == '#',
        b'~' => before() == '~' || next() == '~',
        _ => true,
    }
}

/// One space between words, and none around.
pub fn words(text: &str) -> String {
    text.split([' ', '\n', '\t', '\r']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// How many backticks stand together at most.
pub fn longest_run(code: &str) -> usize {
    match code.contains('`') {
        true => code.split(|c| c != '`').map(str::len).max().unwrap_or(0),
        false => 0,
    }
}

/// How many backticks do not stand together in a text.
pub fn shortest_free(code: &str) -> usize {
    if !code.contains('`') {
        return 1;
    }
    let runs: BTreeSet<usize> = code.split(|c| c != '`').map(str::len).collect();
    (1..).find(|count| !runs.contains(count)).unwrap_or(1)
}

/// A URL as it may stand in brackets.
pub fn destination(url: &str) -> Cow<'_, str> {
    if !url.contains([' ', '(', ')', '<', '>']) {
        return url.into();
    }
    url.replace(' ', "%20").replace('(', "%28").replace(')', "%29").replace('<', "%3C").replace('>', "%3E").into()
}
