//! The tokens of what stands between two spaces.

use std::mem;

use crate::search::tokenizer::units::{Kind, Unit, push_units};
use crate::search::tokenizer::{Chunk, MAX_TOKEN_CHARS, Word};

/// More parts are not joined to one token.
const MAX_JOINED_PARTS: usize = 6;
/// More components are not joined to one token.
const MAX_JOINED_COMPONENTS: usize = 4;

/// A token whose text lies somewhere in the letters of a piece.
#[derive(Clone, Copy)]
pub struct Place {
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
pub struct Piece {
    /// The texts of the parts, those of a chunk one behind the other: what they are joined is a stretch of it.
    letters: String,
    /// Its tokens, chunk by chunk.
    pub tokens: Vec<Place>,
    joined: Vec<Place>,
    extents: Vec<Extent>,
    units: Vec<Unit>,
}

impl Piece {
    /// Reads the tokens of a piece that begins at an offset.
    pub fn read(&mut self, piece: &str, start: usize) {
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

    /// A word of ASCII without capitals, which is most often as it stands.
    pub fn in_small_letters<'s>(&'s mut self, word: &'s str) -> &'s str {
        if !word.as_bytes()[0].is_ascii_uppercase() {
            return word;
        }
        self.letters.clear();
        self.letters.push_str(word);
        self.letters.make_ascii_lowercase();
        &self.letters
    }

    /// The token at a place.
    pub fn word(&self, place: Place) -> Word<'_> {
        Word { text: &self.letters[place.begin..place.end], from: place.from, to: place.to }
    }

    /// The chunks that have been read.
    pub fn chunks(&self) -> impl Iterator<Item = Chunk> {
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
