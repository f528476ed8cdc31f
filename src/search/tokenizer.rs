//! The tokenizer `floom1`: text to tokens, in the index and in queries alike. `theme/js/search/tokenizer.js` is its
//! twin; `tests/search/vectors.txt` holds both to the same tokens.

mod piece;
mod units;

use crate::search::tokenizer::piece::Piece;

/// Its name in an exported index.
pub const NAME: &str = "floom1";

/// No token is longer, in code points.
const MAX_TOKEN_CHARS: usize = 40;

/// Whether a word says nothing in running text; titles and headings keep such words.
pub fn is_stop_word(token: &str) -> bool {
    // Of bytes the compiler makes a tree of decisions, of texts a list of comparisons.
    matches!(
        token.as_bytes(),
        b"a" | b"an"
            | b"and"
            | b"are"
            | b"as"
            | b"at"
            | b"be"
            | b"but"
            | b"by"
            | b"for"
            | b"from"
            | b"has"
            | b"have"
            | b"if"
            | b"in"
            | b"into"
            | b"is"
            | b"it"
            | b"no"
            | b"not"
            | b"of"
            | b"on"
            | b"or"
            | b"such"
            | b"that"
            | b"the"
            | b"their"
            | b"then"
            | b"there"
            | b"these"
            | b"they"
            | b"this"
            | b"to"
            | b"was"
            | b"will"
            | b"with"
            | b"you"
            | b"your"
    )
}

/// A word as it is indexed, and the bytes of the text that it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Lower case, without accents.
    pub text: String,
    /// Offset of the first byte.
    pub from: usize,
    /// Offset behind the last byte.
    pub to: usize,
}

/// What stands between spaces and signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// `run` and `id` of `run_id`.
    pub parts: Vec<Token>,
    /// `runid`; the last is the longest.
    pub joined: Vec<Token>,
    /// Whether the parts are the pairs of characters of a script without spaces.
    pub bigrams: bool,
}

/// A token that has been read, in the memory of what read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'r> {
    /// Lower case, without accents.
    pub text: &'r str,
    /// Offset of the first byte.
    pub from: usize,
    /// Offset behind the last byte.
    pub to: usize,
}

impl From<Word<'_>> for Token {
    fn from(Word { text, from, to }: Word) -> Self {
        Self { text: text.to_string(), from, to }
    }
}

/// All tokens of a text, those of a chunk together: its parts, then what they are joined.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 6);
    let mut reader = Reader::of(text);
    while let Some(word) = reader.next_word() {
        tokens.push(word.into());
    }
    tokens
}

/// The words of a text.
pub fn chunks(text: &str) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    let mut reader = Reader::of(text);
    while let Some((piece, start)) = reader.next_piece() {
        reader.piece.read(piece, start);
        chunks.extend(reader.piece.chunks());
    }
    chunks
}

/// Reads the tokens of a text one by one.
pub struct Reader<'t> {
    text: &'t str,
    /// How far it has been read.
    at: usize,
    piece: Piece,
    /// How many tokens of the piece are given.
    given: usize,
}

impl<'t> Reader<'t> {
    /// One that is at the beginning of a text.
    pub fn of(text: &'t str) -> Self {
        Self { text, at: 0, piece: Piece::default(), given: 0 }
    }

    /// Goes on with another text.
    pub fn begin(&mut self, text: &'t str) -> &mut Self {
        (self.text, self.at) = (text, 0);
        self.given = self.piece.tokens.len();
        self
    }

    /// The next token.
    pub fn next_word(&mut self) -> Option<Word<'_>> {
        while self.given == self.piece.tokens.len() {
            let text = self.text.as_bytes();
            // No word begins with a sign, and what is all signs has none.
            let from = behind(text, self.at, |class| matches!(class, Class::Space | Class::Sign | Class::EndSign));
            self.at = from;
            if let Some((to, end)) = plain_word(text, from) {
                self.at = end;
                return Some(Word { text: self.piece.in_small_letters(&self.text[from..to]), from, to });
            }
            let (piece, start) = self.next_piece()?;
            self.piece.read(piece, start);
            self.given = 0;
        }
        self.given += 1;
        Some(self.piece.word(self.piece.tokens[self.given - 1]))
    }

    /// What stands between two spaces, with its offset.
    fn next_piece(&mut self) -> Option<(&'t str, usize)> {
        let rest = &self.text.as_bytes()[self.at..];
        let start = self.at + rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
        let length = self.text.as_bytes()[start..].iter().position(u8::is_ascii_whitespace);
        self.at = length.map_or(self.text.len(), |length| start + length);
        Some((&self.text[start..self.at], start))
    }
}

/// Most words of a text: letters without case within, and signs behind them that say nothing; the ends of both.
fn plain_word(text: &[u8], from: usize) -> Option<(usize, usize)> {
    let first = CLASSES[usize::from(*text.get(from)?)];
    let to = behind(text, from + 1, |class| class == Class::Plain);
    let end = behind(text, to, |class| class == Class::Sign);
    let is_end = text.get(end).is_none_or(u8::is_ascii_whitespace);
    let is_plain = matches!(first, Class::Plain | Class::Upper) && to - from <= MAX_TOKEN_CHARS && is_end;
    is_plain.then_some((to, end))
}

/// The offset behind all bytes of some classes.
fn behind(text: &[u8], at: usize, is_in: impl Fn(Class) -> bool) -> usize {
    text[at..].iter().position(|byte| !is_in(CLASSES[usize::from(*byte)])).map_or(text.len(), |length| at + length)
}

/// What a byte is to a plain word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Space,
    /// Says nothing around a word.
    Sign,
    /// Says nothing before a word, and something behind it: `c++`.
    EndSign,
    Plain,
    Upper,
    Other,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Other; 256];
    let mut byte = 0;
    while byte < 128_u8 {
        classes[byte as usize] = match byte {
            b'a'..=b'z' | b'0'..=b'9' => Class::Plain,
            b'A'..=b'Z' => Class::Upper,
            b'+' | b'#' => Class::EndSign,
            _ if byte.is_ascii_whitespace() => Class::Space,
            _ => Class::Sign,
        };
        byte += 1;
    }
    classes
};
