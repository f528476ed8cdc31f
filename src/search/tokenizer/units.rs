//! The letters of a text in their plain forms, and what each is to a token.

use crate::source::unicode::{is_combining_mark, plain};

/// What a letter is to a token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Separator,
    Digit,
    Upper,
    Lower,
    Joiner,
    Apostrophe,
    Bigram,
}

/// A letter, and the bytes of the text that it stands for.
#[derive(Clone, Copy)]
pub struct Unit {
    pub c: char,
    pub kind: Kind,
    pub from: usize,
    pub to: usize,
}

/// Appends the letters of a text that begins at an offset.
pub fn push_units(text: &str, start: usize, units: &mut Vec<Unit>) {
    for (at, c) in text.char_indices() {
        let (from, to) = (start + at, start + at + c.len_utf8());
        if c.is_ascii() {
            units.push(Unit { c, kind: kind(c), from, to });
        } else if !is_vanishing(c) {
            let plain = plain(c).map(|c| if matches!(c, '\u{2010}' | '\u{2011}') { '-' } else { c });
            units.extend(plain.map(|c| Unit { c, kind: kind(c), from, to }));
        }
    }
}

fn is_vanishing(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

fn kind(c: char) -> Kind {
    match c {
        '0'..='9' => Kind::Digit,
        'a'..='z' => Kind::Lower,
        'A'..='Z' => Kind::Upper,
        '_' | '-' | '+' | '.' | '/' | ':' | '#' | '@' | '$' => Kind::Joiner,
        '\'' | '\u{2019}' => Kind::Apostrophe,
        _ if c.is_ascii() => Kind::Separator,
        _ if !(c.is_alphabetic() || c.is_numeric() || is_combining_mark(c)) => Kind::Separator,
        _ if is_unspaced(c) => Kind::Bigram,
        _ if c.to_lowercase().eq([c]) => Kind::Lower,
        _ => Kind::Upper,
    }
}

/// Han, kana, Hangul, Thai, Lao, Khmer, Myanmar: written without spaces.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}'
        | '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3040}'..='\u{30ff}'
        | '\u{3130}'..='\u{318f}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{a960}'..='\u{a97f}' | '\u{a9e0}'..='\u{a9ff}' | '\u{aa60}'..='\u{aa7f}' | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}
