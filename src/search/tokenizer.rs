//! The tokenizer `floom1`: text to tokens, in the index and in queries alike. `theme/js/search/tokenizer.js` is its
//! twin; `tests/search/vectors.txt` holds both to the same tokens.

use std::mem;
use std::str::SplitAsciiWhitespace;

use crate::source::unicode::{is_combining_mark, plain};

/// Its name in an exported index.
pub const NAME: &str = "floom1";

/// No token is longer, in code points.
const MAX_TOKEN_CHARS: usize = 40;
/// More parts are not joined to one token.
const MAX_JOINED_PARTS: usize = 6;
/// More components are not joined to one token.
const MAX_JOINED_COMPONENTS: usize = 4;

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

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Separator,
    Digit,
    Upper,
    Lower,
    Joiner,
    Apostrophe,
    Bigram,
}

#[derive(Clone, Copy)]
struct Unit {
    c: char,
    kind: Kind,
    from: usize,
    to: usize,
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
    pieces: SplitAsciiWhitespace<'t>,
    piece: Piece,
    /// How many tokens of the piece are given.
    given: usize,
}

impl<'t> Reader<'t> {
    /// One that is at the beginning of a text.
    pub fn of(text: &'t str) -> Self {
        Self { text, pieces: text.split_ascii_whitespace(), piece: Piece::default(), given: 0 }
    }

    /// The next token.
    pub fn next_word(&mut self) -> Option<Word<'_>> {
        while self.given == self.piece.tokens.len() {
            let (piece, start) = self.next_piece()?;
            if let Some((from, to)) = plain_word(piece.as_bytes()) {
                let text = self.piece.in_small_letters(&piece[from..to]);
                return Some(Word { text, from: start + from, to: start + to });
            }
            self.piece.read(piece, start);
            self.given = 0;
        }
        self.given += 1;
        Some(self.piece.word(self.piece.tokens[self.given - 1]))
    }

    /// What stands between two spaces, with its offset.
    fn next_piece(&mut self) -> Option<(&'t str, usize)> {
        // Both are parts of one text.
        self.pieces.next().map(|piece| (piece, piece.as_ptr().addr() - self.text.as_ptr().addr()))
    }
}

/// Most words of a text: letters without case within, and signs around them that say nothing.
fn plain_word(piece: &[u8]) -> Option<(usize, usize)> {
    let is_sign = |byte: &u8| byte.is_ascii() && !byte.is_ascii_alphanumeric();
    let from = piece.iter().position(|byte| !is_sign(byte))?;
    let to = piece.iter().rposition(|byte| !is_sign(byte) || matches!(byte, b'+' | b'#'))? + 1;
    let (first, rest) = piece[from..to].split_first()?;
    let is_plain = rest.iter().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    (is_plain && first.is_ascii_alphanumeric() && rest.len() < MAX_TOKEN_CHARS).then_some((from, to))
}

/// A token whose text lies somewhere in the letters of a piece.
#[derive(Clone, Copy)]
struct Place {
    begin: usize,
    end: usize,
    from: usize,
    to: usize,
}

/// The tokens of a chunk among those of its piece: up to `parts` its parts, up to `end` what they are joined.
struct Extent {
    parts: usize,
    end: usize,
    bigrams: bool,
}

/// The tokens of what stands between two spaces; kept from one to the next for its memory.
#[derive(Default)]
struct Piece {
    /// The texts of the parts, those of a chunk one behind the other: what they are joined is a stretch of it.
    letters: String,
    tokens: Vec<Place>,
    joined: Vec<Place>,
    extents: Vec<Extent>,
    units: Vec<Unit>,
}

impl Piece {
    fn read(&mut self, piece: &str, start: usize) {
        self.letters.clear();
        self.tokens.clear();
        self.extents.clear();
        let mut units = mem::take(&mut self.units);
        units.clear();
        push_units(piece, start, &mut units);
        for run in units.chunk_by(|a, b| {
            let is_separator = a.kind == Kind::Separator || b.kind == Kind::Separator;
            !is_separator && (a.kind == Kind::Bigram) == (b.kind == Kind::Bigram)
        }) {
            match run[0].kind {
                Kind::Separator => {}
                Kind::Bigram => self.read_bigrams(run),
                _ => self.read_words(run),
            }
        }
        self.units = units;
    }

    fn in_small_letters<'s>(&'s mut self, word: &'s str) -> &'s str {
        if !word.as_bytes()[0].is_ascii_uppercase() {
            return word;
        }
        self.letters.clear();
        self.letters.push_str(word);
        self.letters.make_ascii_lowercase();
        &self.letters
    }

    fn word(&self, place: Place) -> Word<'_> {
        Word { text: &self.letters[place.begin..place.end], from: place.from, to: place.to }
    }

    fn chunks(&self) -> impl Iterator<Item = Chunk> {
        let starts = std::iter::once(0).chain(self.extents.iter().map(|extent| extent.end));
        let tokens = |places: &[Place]| places.iter().map(|place| self.word(*place).into()).collect();
        self.extents.iter().zip(starts).map(move |(extent, start)| Chunk {
            parts: tokens(&self.tokens[start..extent.parts]),
            joined: tokens(&self.tokens[extent.parts..extent.end]),
            bigrams: extent.bigrams,
        })
    }

    fn read_bigrams(&mut self, run: &[Unit]) {
        for pair in run.windows(run.len().min(2)) {
            let begin = self.letters.len();
            self.letters.extend(pair.iter().flat_map(|unit| unit.c.to_lowercase()));
            let (from, to) = (pair[0].from, pair[pair.len() - 1].to);
            self.tokens.push(Place { begin, end: self.letters.len(), from, to });
        }
        let end = self.tokens.len();
        self.extents.push(Extent { parts: end, end, bigrams: true });
    }

    fn read_words(&mut self, run: &[Unit]) {
        let is_word = |unit: &Unit| matches!(unit.kind, Kind::Digit | Kind::Upper | Kind::Lower);
        let (Some(start), Some(last)) = (run.iter().position(is_word), run.iter().rposition(is_word)) else { return };
        let first = self.tokens.len();
        self.read_parts(&run[start..=last]);
        let parts = self.tokens.len();
        if parts > first {
            self.tokens.append(&mut self.joined);
            self.join_with_sign(parts - 1, &run[last + 1..]);
            self.extents.push(Extent { parts, end: self.tokens.len(), bigrams: false });
        }
    }

    /// Parts a name at its joints, and joins what stands between slashes, `readFile.js` of `lib/readFile.js`, of that
    /// the components, `readFile`, and all of it again.
    fn read_parts(&mut self, run: &[Unit]) {
        let mut joints = Joints::behind(self.tokens.len());
        let mut open = Place { begin: self.letters.len(), end: 0, from: 0, to: 0 };
        let mut before: Option<Kind> = None;
        let mut at = 0;
        while let Some(&Unit { c, kind, from, to }) = run.get(at) {
            let next = run.get(at + 1);
            at += 1;
            if kind == Kind::Apostrophe {
                // `'s` goes where a word ends.
                let is_s = next.is_some_and(|next| matches!(next.c, 's' | 'S'));
                at += usize::from(is_s && run.get(at + 1).is_none_or(|after| after.kind == Kind::Joiner));
                continue;
            }
            let is_digit = |unit: Option<&Unit>| unit.is_some_and(|unit| unit.kind == Kind::Digit);
            let is_point = c == '.' && is_digit(at.checked_sub(2).and_then(|before| run.get(before))) && is_digit(next);
            if kind == Kind::Joiner && !is_point {
                self.end_part(&mut open);
                match c {
                    '_' | '-' | '+' => {}
                    '/' => self.end_segment(&mut joints),
                    _ => self.end_component(&mut joints),
                }
                before = None;
                continue;
            }
            let begins_word = before != Some(Kind::Upper) || next.is_some_and(|next| next.kind == Kind::Lower);
            if kind == Kind::Upper && before.is_some() && begins_word {
                self.end_part(&mut open);
            }
            if self.letters.len() == open.begin {
                open.from = from;
            }
            if c.is_ascii() {
                self.letters.push(c.to_ascii_lowercase());
            } else {
                self.letters.extend(c.to_lowercase());
            }
            open.to = to;
            before = Some(kind);
        }
        self.end_part(&mut open);
        self.end_segment(&mut joints);
        if joints.segments > 1 && (2..=MAX_JOINED_COMPONENTS).contains(&joints.all_components) {
            self.join(joints.first);
        }
    }

    fn end_part(&mut self, open: &mut Place) {
        let text = &self.letters[open.begin..];
        if text.is_empty() {
            return;
        }
        if let Some((end, _)) = text.char_indices().nth(MAX_TOKEN_CHARS) {
            self.letters.truncate(open.begin + end);
        }
        let end = self.letters.len();
        self.tokens.push(Place { end, ..*open });
        open.begin = end;
    }

    fn end_component(&mut self, joints: &mut Joints) {
        if self.tokens.len() > joints.component {
            self.join(joints.component);
            joints.component = self.tokens.len();
            joints.components += 1;
        }
    }

    fn end_segment(&mut self, joints: &mut Joints) {
        self.end_component(joints);
        if joints.components == 0 {
            return;
        }
        if (2..=MAX_JOINED_COMPONENTS).contains(&joints.components) {
            self.join(joints.segment);
        }
        joints.segment = self.tokens.len();
        joints.segments += 1;
        joints.all_components += mem::take(&mut joints.components);
    }

    /// Joins the parts from one of them on, unless they are too many or too long.
    fn join(&mut self, first: usize) {
        let parts = &self.tokens[first..];
        let ([first, .., last], 2..=MAX_JOINED_PARTS) = (parts, parts.len()) else { return };
        let joined = Place { begin: first.begin, end: last.end, from: first.from, to: last.to };
        if self.word(joined).text.chars().nth(MAX_TOKEN_CHARS).is_none() {
            self.joined.push(joined);
        }
    }

    /// `c++` and `c#`, whose signs would be lost.
    fn join_with_sign(&mut self, part: usize, behind: &[Unit]) {
        let part = self.tokens[part];
        let sign = match behind {
            [Unit { c: '+', .. }, Unit { c: '+', .. }, ..] => "++",
            [Unit { c: '#', .. }, ..] if self.word(part).text.chars().count() == 1 => "#",
            _ => return,
        };
        self.letters.push_str(sign);
        self.tokens.push(Place { end: self.letters.len(), to: behind[sign.len() - 1].to, ..part });
    }
}

/// How far a name has been joined: the tokens with which its component, its segment and itself begin, and how many
/// there are of each that is no empty one.
struct Joints {
    component: usize,
    segment: usize,
    first: usize,
    components: usize,
    all_components: usize,
    segments: usize,
}

impl Joints {
    fn behind(first: usize) -> Self {
        Self { component: first, segment: first, first, components: 0, all_components: 0, segments: 0 }
    }
}

fn push_units(text: &str, start: usize, units: &mut Vec<Unit>) {
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
