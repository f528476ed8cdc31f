//! The tokenizer `floom1`: text to tokens, in the index and in queries alike. `theme/js/search/tokenizer.js` is its
//! twin; `tests/search/vectors.txt` holds both to the same tokens.

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
    token.len() <= 5 && STOP_WORDS.binary_search(&token).is_ok()
}

/// Sorted; none has more than five letters.
const STOP_WORDS: [&str; 38] = [
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "from", "has", "have", "if", "in", "into", "is",
    "it", "no", "not", "of", "on", "or", "such", "that", "the", "their", "then", "there", "these", "they", "this",
    "to", "was", "will", "with", "you", "your",
];

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

/// All tokens of a text, those of a chunk together: its parts, then what they are joined.
pub fn tokens(text: &str) -> Vec<Token> {
    let (mut tokens, mut units, mut chunks) = (Vec::with_capacity(text.len() / 6), Vec::new(), Vec::new());
    for (piece, start) in pieces(text) {
        match plain_word(piece, start) {
            Some(token) => tokens.push(token),
            None => read_piece(piece, start, &mut units, &mut chunks),
        }
        tokens.extend(chunks.drain(..).flat_map(|chunk| chunk.parts.into_iter().chain(chunk.joined)));
    }
    tokens
}

/// The words of a text.
pub fn chunks(text: &str) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    let mut units = Vec::new();
    for (piece, start) in pieces(text) {
        match plain_word(piece, start) {
            Some(token) => chunks.push(Chunk { parts: vec![token], joined: Vec::new(), bigrams: false }),
            None => read_piece(piece, start, &mut units, &mut chunks),
        }
    }
    chunks
}

/// What stands between spaces, with its offset.
fn pieces(text: &str) -> impl Iterator<Item = (&str, usize)> {
    // Both are parts of one text.
    text.split_ascii_whitespace().map(|piece| (piece, piece.as_ptr().addr() - text.as_ptr().addr()))
}

/// Most words of a text: letters without case within, and signs around them that say nothing.
fn plain_word(piece: &str, start: usize) -> Option<Token> {
    let is_sign = |c: char| c.is_ascii() && !c.is_ascii_alphanumeric();
    let word = piece.trim_start_matches(is_sign);
    let from = start + piece.len() - word.len();
    let word = word.trim_end_matches(|c| is_sign(c) && !matches!(c, '+' | '#'));
    let (_, rest) = word.as_bytes().split_first()?;
    let is_plain = rest.iter().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let is_first = word.as_bytes()[0].is_ascii_alphanumeric();
    (is_plain && is_first && word.len() <= MAX_TOKEN_CHARS).then(|| Token {
        text: word.to_ascii_lowercase(),
        from,
        to: from + word.len(),
    })
}

/// The words of a text without spaces; `units` is kept for its memory.
fn read_piece(piece: &str, start: usize, units: &mut Vec<Unit>, chunks: &mut Vec<Chunk>) {
    units.clear();
    push_units(piece, start, units);
    for run in units.chunk_by(|a, b| {
        let is_separator = a.kind == Kind::Separator || b.kind == Kind::Separator;
        !is_separator && (a.kind == Kind::Bigram) == (b.kind == Kind::Bigram)
    }) {
        let chunk = if run[0].kind == Kind::Bigram { bigrams(run) } else { words(run) };
        if !chunk.parts.is_empty() {
            chunks.push(chunk);
        }
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

fn bigrams(run: &[Unit]) -> Chunk {
    let pair = |pair: &[Unit]| Token {
        text: pair.iter().flat_map(|unit| unit.c.to_lowercase()).collect(),
        from: pair[0].from,
        to: pair[pair.len() - 1].to,
    };
    Chunk { parts: run.windows(run.len().min(2)).map(pair).collect(), joined: Vec::new(), bigrams: true }
}

fn words(run: &[Unit]) -> Chunk {
    let is_word = |unit: &Unit| matches!(unit.kind, Kind::Digit | Kind::Upper | Kind::Lower);
    let mut chunk = Chunk { parts: Vec::new(), joined: Vec::new(), bigrams: false };
    let (Some(start), Some(last)) = (run.iter().position(is_word), run.iter().rposition(is_word)) else { return chunk };
    let segments = segments(&run[start..=last]);
    for components in &segments {
        chunk.joined.extend(components.iter().filter_map(|parts| join(parts)));
        chunk.joined.extend(join_components(components));
    }
    if segments.len() > 1 {
        chunk.joined.extend(join_components(&segments.concat()));
    }
    chunk.parts = segments.into_iter().flatten().flatten().collect();
    if let Some(last_part) = chunk.parts.last() {
        chunk.joined.extend(with_sign(last_part, &run[last + 1..]));
    }
    chunk
}

/// What stands between slashes, by components, by parts: `[[[lib]], [[read, file], [js]]]` of `lib/readFile.js`.
fn segments(run: &[Unit]) -> Vec<Vec<Vec<Token>>> {
    let mut segments = vec![vec![Vec::new()]];
    let mut piece = Token { text: String::new(), from: 0, to: 0 };
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
            flush(&mut piece, &mut segments);
            match c {
                '_' | '-' | '+' => {}
                '/' => segments.push(vec![Vec::new()]),
                _ => segments.last_mut().expect("there is always one").push(Vec::new()),
            }
            before = None;
            continue;
        }
        let begins_word = before != Some(Kind::Upper) || next.is_some_and(|next| next.kind == Kind::Lower);
        if kind == Kind::Upper && before.is_some() && begins_word {
            flush(&mut piece, &mut segments);
        }
        if piece.text.is_empty() {
            piece.from = from;
        }
        if c.is_ascii() {
            piece.text.push(c.to_ascii_lowercase());
        } else {
            piece.text.extend(c.to_lowercase());
        }
        piece.to = to;
        before = Some(kind);
    }
    flush(&mut piece, &mut segments);
    segments.iter_mut().for_each(|components| components.retain(|parts| !parts.is_empty()));
    segments.retain(|components| !components.is_empty());
    segments
}

/// `readfile` and `js` to one.
fn join_components(components: &[Vec<Token>]) -> Option<Token> {
    let is_joined = (2..=MAX_JOINED_COMPONENTS).contains(&components.len());
    if is_joined { join(&components.concat()) } else { None }
}

fn flush(piece: &mut Token, segments: &mut [Vec<Vec<Token>>]) {
    let mut text = std::mem::take(&mut piece.text);
    let parts = segments.last_mut().and_then(|components| components.last_mut());
    if let (false, Some(parts)) = (text.is_empty(), parts) {
        if let Some((end, _)) = text.char_indices().nth(MAX_TOKEN_CHARS) {
            text.truncate(end);
        }
        parts.push(Token { text, ..*piece });
    }
}

fn join(parts: &[Token]) -> Option<Token> {
    let (first, last) = (parts.first()?, parts.last()?);
    if !(2..=MAX_JOINED_PARTS).contains(&parts.len()) {
        return None;
    }
    let text: String = parts.iter().map(|part| part.text.as_str()).collect();
    (text.chars().count() <= MAX_TOKEN_CHARS).then_some(Token { text, from: first.from, to: last.to })
}

/// `c++` and `c#`, whose signs would be lost.
fn with_sign(part: &Token, behind: &[Unit]) -> Option<Token> {
    let sign = match behind {
        [Unit { c: '+', .. }, Unit { c: '+', .. }, ..] => "++",
        [Unit { c: '#', .. }, ..] if part.text.chars().count() == 1 => "#",
        _ => return None,
    };
    Some(Token { text: format!("{}{sign}", part.text), from: part.from, to: behind[sign.len() - 1].to })
}
