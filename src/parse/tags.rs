//! Reads the HTML that pages are made of: what the writer and the sanitiser put out, and trusted HTML as far as it is
//! written as they write.

use std::borrow::Cow;

use crate::source::bytes::{find, find_word};

/// A part of a text of HTML.
pub enum Piece<'h> {
    /// Text as it is written.
    Text(&'h str),
    /// A tag that opens an element.
    Open {
        /// In lower case.
        name: Cow<'h, str>,
        /// The whole tag.
        tag: &'h str,
    },
    /// The name of a tag that ends an element, in lower case.
    Close(Cow<'h, str>),
}

/// The parts of a text; comments, and what stands in scripts and styles, are none.
pub fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> {
    Pieces { rest: html }
}

/// The parts of a text but for the colours of its code, which say nothing: most tags of a page are theirs.
pub fn uncoloured(html: &str) -> impl Iterator<Item = Piece<'_>> {
    Uncoloured { pieces: Pieces { rest: html }, spans: Vec::new() }
}

struct Uncoloured<'h> {
    pieces: Pieces<'h>,
    /// Whether each open `span` is a colour.
    spans: Vec<bool>,
}

impl<'h> Iterator for Uncoloured<'h> {
    type Item = Piece<'h>;

    fn next(&mut self) -> Option<Piece<'h>> {
        loop {
            self.skip_colours();
            let piece = self.pieces.next()?;
            // A comment may stand before a colour.
            let is_colour = match &piece {
                Piece::Open { name, tag } if name == "span" => {
                    self.spans.push(colour(tag) == Some(tag.len()));
                    self.spans.last() == Some(&true)
                }
                Piece::Close(name) if name == "span" => self.spans.pop() == Some(true),
                _ => false,
            };
            if !is_colour {
                return Some(piece);
            }
        }
    }
}

impl Uncoloured<'_> {
    fn skip_colours(&mut self) {
        loop {
            let rest = self.pieces.rest;
            if self.spans.last() == Some(&true)
                && let Some(behind) = rest.strip_prefix("</span>")
            {
                self.pieces.rest = behind;
                self.spans.pop();
            } else if let Some(length) = colour(rest) {
                self.pieces.rest = &rest[length..];
                self.spans.push(true);
            } else {
                return;
            }
        }
    }
}

/// The length of the tag of a colour, if a text begins with one: colours have classes of one or two letters, and nothing
/// else has.
fn colour(html: &str) -> Option<usize> {
    const BEFORE: &str = "<span class=\"";
    match html.strip_prefix(BEFORE)?.as_bytes() {
        [b'a'..=b'z', b'"', b'>', ..] => Some(BEFORE.len() + 3),
        [b'a'..=b'z', b'a'..=b'z', b'"', b'>', ..] => Some(BEFORE.len() + 4),
        _ => None,
    }
}

struct Pieces<'h> {
    rest: &'h str,
}

impl<'h> Iterator for Pieces<'h> {
    type Item = Piece<'h>;

    fn next(&mut self) -> Option<Piece<'h>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            let at = find(self.rest, b'<').unwrap_or(self.rest.len());
            if at > 0 {
                let (text, rest) = self.rest.split_at(at);
                self.rest = rest;
                return Some(Piece::Text(text));
            }
            let (tag, rest) = self.rest.split_at(tag_end(self.rest));
            self.rest = rest;
            if let Some(name) = tag.strip_prefix("</") {
                return Some(Piece::Close(name_of(name)));
            }
            if tag == "<" {
                return Some(Piece::Text(tag));
            }
            if tag[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
                let name = name_of(&tag[1..]);
                if matches!(name.as_ref(), "script" | "style") {
                    let close = rest.find(&format!("</{name}")).unwrap_or(rest.len());
                    self.rest = &rest[close..];
                }
                return Some(Piece::Open { name, tag });
            }
        }
    }
}

/// Whether a tag opens nothing that has an end.
pub fn is_void(name: &str, tag: &str) -> bool {
    let has_no_end = match name.len() {
        2 => matches!(name, "br" | "hr"),
        3 => matches!(name, "col" | "img" | "wbr"),
        4 => matches!(name, "area" | "base" | "link" | "meta"),
        5 => matches!(name, "embed" | "input" | "track"),
        6 => name == "source",
        _ => false,
    };
    has_no_end || tag.ends_with("/>")
}

/// The byte behind a tag or comment that begins here; a `<` that begins none is one byte.
fn tag_end(html: &str) -> usize {
    let bytes = html.as_bytes();
    match bytes.get(1) {
        Some(b'!') if html.starts_with("<!--") => return find_word(html, "-->").map_or(html.len(), |at| at + 3),
        Some(b'a'..=b'z' | b'A'..=b'Z' | b'/' | b'!' | b'?') => {}
        _ => return 1,
    }
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        at += match byte {
            b'>' => return at + 1,
            b'"' | b'\'' => match find(&html[at + 1..], *byte) {
                Some(length) => length + 2,
                None => return html.len(),
            },
            _ => 1,
        };
    }
    html.len()
}

fn name_of(tag: &str) -> Cow<'_, str> {
    let is_end = |byte: &u8| matches!(byte, b' ' | b'>' | b'/' | b'\t'..=b'\r') || !byte.is_ascii();
    let end = tag.as_bytes().iter().position(is_end).unwrap_or(tag.len());
    let end = match tag.as_bytes().get(end) {
        Some(byte) if !byte.is_ascii() => {
            tag.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(tag.len())
        }
        _ => end,
    };
    match tag[..end].bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => tag[..end].to_ascii_lowercase().into(),
        false => tag[..end].into(),
    }
}

/// The value of an attribute in double quotes, as both the writer and the sanitiser have them.
pub fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let mut from = 0;
    loop {
        let equals = from + find(&tag[from..], b'=')?;
        from = equals + 1;
        let before = tag[..equals].strip_suffix(name);
        if before.is_some_and(|before| before.ends_with(char::is_whitespace)) && tag[from..].starts_with('"') {
            return tag[from + 1..].split('"').next();
        }
    }
}

/// The attributes of a tag with their values as they are written, without quotes; none for one that stands alone.
pub fn attributes(tag: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let name = tag.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(tag.len());
    let mut rest = tag[name..].strip_suffix('>').unwrap_or(&tag[name..]);
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        let (attribute, after) = next_attribute(rest)?;
        rest = after;
        Some(attribute)
    })
}

type Attribute<'t> = (&'t str, Option<&'t str>);

/// The first attribute of what is left of a tag, and what follows it.
fn next_attribute(text: &str) -> Option<(Attribute<'_>, &str)> {
    // An equals sign where a name must be is the first letter of one.
    let first = text.chars().next()?.len_utf8();
    let ends = |c: char| c.is_whitespace() || matches!(c, '=' | '/');
    let end = text[first..].find(ends).map_or(text.len(), |at| first + at);
    let (name, after) = text.split_at(end);
    let Some(value) = after.trim_start().strip_prefix('=').map(str::trim_start) else {
        return Some(((name, None), after));
    };
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    let (value, after) = match quote {
        Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
        None => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
    };
    Some(((name, Some(value)), after))
}

/// Character references to what they stand for; the writer uses few.
pub fn decoded(text: &str) -> Cow<'_, str> {
    let Some(mut at) = find(text, b'&') else { return text.into() };
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        decoded.push_str(&rest[..at]);
        let end = rest.bytes().skip(at + 1).take(10).position(|byte| byte == b';');
        let reference = end.map(|end| &rest[at + 1..at + 1 + end]);
        let c = reference.and_then(character);
        decoded.push(c.unwrap_or('&'));
        rest = &rest[at + 1 + if c.is_some() { reference.map_or(0, str::len) + 1 } else { 0 }..];
        match find(rest, b'&') {
            Some(next) => at = next,
            None => break,
        }
    }
    decoded.push_str(rest);
    decoded.into()
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let number = name.strip_prefix('#')?;
            let hexadecimal = number.strip_prefix(['x', 'X']).and_then(|digits| u32::from_str_radix(digits, 16).ok());
            hexadecimal.or_else(|| number.parse().ok()).and_then(char::from_u32)
        }
    }
}
