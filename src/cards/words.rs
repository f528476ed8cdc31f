//! What a font can draw of a text, and where its words may be broken.

use super::font::Font;
use crate::source::unicode::{composed, is_combining_mark, is_invisible};

/// Of a longer text the beginning is looked at alone, in characters.
pub const MAX_CHARACTERS: usize = 300;
/// A long word is broken behind one of these.
const BREAKS_BEHIND: &str = "./_-:,)=&?#@\\";

/// What a font can draw of a text, with one space between two words; nothing if that is less than half of its letters.
pub fn drawable(font: &Font, text: &str) -> Option<String> {
    let start: String = composed(text).chars().take(MAX_CHARACTERS).collect();
    let is_joiner = |c: char| matches!(c, '\u{200c}' | '\u{200d}');
    let is_seen = |c: char| !c.is_control() && (!is_invisible(c) || is_joiner(c));
    let kept: String = start.chars().filter(|c| c.is_whitespace() || is_seen(*c) && font.has(*c)).collect();
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let is_enough = letters(&kept) > 0 && letters(&kept) * 2 >= letters(&start);
    is_enough.then(|| kept.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Where a word may be broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    /// Beside a character of a script that has no spaces.
    Ideographs,
    /// Behind a sign, as in names in code.
    Signs,
    /// Anywhere.
    Anywhere,
}

impl Break {
    /// The parts of a word.
    pub fn parts(self, word: &str) -> Vec<&str> {
        let pairs = word.char_indices().zip(word.char_indices().skip(1));
        let ends = pairs.filter(|((_, a), (_, b))| self.is_between(*a, *b)).map(|(_, (at, _))| at);
        let mut start = 0;
        ends.chain([word.len()]).map(|end| &word[std::mem::replace(&mut start, end)..end]).collect()
    }

    fn is_between(self, a: char, b: char) -> bool {
        match self {
            Self::Ideographs => (is_ideograph(a) || is_ideograph(b)) && !is_closing(b) && !is_opening(a),
            Self::Signs => BREAKS_BEHIND.contains(a) && b.is_alphanumeric(),
            Self::Anywhere => !is_combining_mark(b) && !matches!(a, '\u{200c}' | '\u{200d}'),
        }
    }
}

/// A word without the signs that stand at its end, which would look odd before an ellipsis.
pub fn without_signs(word: &str) -> &str {
    word.trim_end_matches(|c: char| BREAKS_BEHIND.contains(c) || c == ';' || is_opening(c) || is_closing(c))
}

/// Whether a letter is one of those that are read from right to left.
pub fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{edf}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
        && !is_combining_mark(c)
}

fn is_opening(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '「' | '『' | '【' | '《' | '〈' | '（' | '［' | '“' | '‘')
}

/// These begin no line.
fn is_closing(c: char) -> bool {
    let is_sign = matches!(
        c,
        ')' | ']'
            | '}'
            | '」'
            | '』'
            | '】'
            | '》'
            | '〉'
            | '）'
            | '］'
            | '、'
            | '。'
            | '，'
            | '．'
            | '：'
            | '；'
            | '！'
            | '？'
    );
    is_sign
        || is_combining_mark(c)
        || matches!(
            c,
            '.' | ','
                | ':'
                | ';'
                | '!'
                | '?'
                | '”'
                | '’'
                | 'ー'
                | '々'
                | 'ゃ'
                | 'ゅ'
                | 'ょ'
                | 'っ'
                | 'ャ'
                | 'ュ'
                | 'ョ'
                | 'ッ'
        )
}
