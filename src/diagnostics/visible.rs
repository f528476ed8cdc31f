//! Characters that are not seen, or that turn a line around, written so that they are seen: what an author's file holds
//! must not speak to a terminal.

use std::borrow::Cow;
use std::fmt::Write;
use std::ops::Range;

/// Whether a character shows nothing of itself and may change how others are shown.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}

/// A text of several lines with its hidden characters written as `\u{202e}`.
pub fn visible(text: &str) -> Cow<'_, str> {
    let is_shown = |c: char| !is_hidden(c) || c == '\n';
    if text.chars().all(is_shown) {
        return Cow::Borrowed(text);
    }
    let mut seen = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match is_shown(c) {
            true => seen.push(c),
            false => push(&mut seen, c),
        }
    }
    Cow::Owned(seen)
}

/// A line of a file, with the part of it that is marked; tabs are left to the printer.
pub fn visible_line(line: &str, marked: Range<usize>) -> (Cow<'_, str>, Range<usize>) {
    let is_shown = |c: char| !is_hidden(c) || c == '\t';
    if line.chars().all(is_shown) {
        return (Cow::Borrowed(line), marked);
    }
    let (mut seen, mut place) = (String::with_capacity(line.len() + 16), marked.clone());
    for (at, c) in line.char_indices() {
        match is_shown(c) {
            true => seen.push(c),
            false => push(&mut seen, c),
        }
        let behind = at + c.len_utf8();
        if behind <= marked.start {
            place.start = seen.len();
        }
        if behind <= marked.end {
            place.end = seen.len();
        }
    }
    (Cow::Owned(seen), place)
}

/// JSON in which hidden characters stand as `\u202e`; they only ever stand within its strings.
pub fn visible_json(json: &str) -> String {
    let mut seen = String::with_capacity(json.len());
    for c in json.chars() {
        if !is_hidden(c) || c == '\n' {
            seen.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            // Writing to a string cannot fail.
            let _ = write!(seen, "\\u{unit:04x}");
        }
    }
    seen
}

fn push(seen: &mut String, c: char) {
    let _ = write!(seen, "\\u{{{:x}}}", u32::from(c));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_is_written_out_and_marked_where_it_stands() {
        assert_eq!(visible("a\u{1b}[31m\u{202e}\u{9b}\nb\r"), "a\\u{1b}[31m\\u{202e}\\u{9b}\nb\\u{d}");
        assert_eq!(visible("日本 ü\n"), "日本 ü\n");
        let (line, place) = visible_line("a\u{202e}bc\u{1b}d", 4..6);
        assert_eq!((&*line, &line[place]), ("a\\u{202e}bc\\u{1b}d", "bc"));
        let (line, place) = visible_line("a\u{202e}b", 1..4);
        assert_eq!(&line[place], "\\u{202e}");
    }

    #[test]
    fn json_says_the_same_as_before() {
        let text = "\u{1b}\u{9b}\u{202e}\u{e0041}\n\u{7f}";
        let json = visible_json(&serde_json::json!([text]).to_string());
        assert!(json.is_ascii());
        assert_eq!(serde_json::from_str::<Vec<String>>(&json).ok(), Some(vec![text.to_string()]));
    }
}
