//! The words of a section around what was looked for: the twin of `theme/js/search/excerpt.js`.

use std::collections::BTreeMap;

use crate::search::tokenizer::chunks;

/// About as many characters are shown.
const ROOM: usize = 150;
/// As many of them before the first match.
const LEAD: usize = 40;

/// Part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its words.
    pub text: String,
    /// Whether it is what was looked for.
    pub is_match: bool,
}

struct Place {
    from: usize,
    to: usize,
    word: usize,
    /// A name as a whole is worth more than its parts.
    worth: usize,
}

/// The stretch with most of the query's words; `words` says which of them a token stands for.
pub fn excerpt(texts: &[String], words: &BTreeMap<String, usize>) -> Vec<Part> {
    let mut best = (0, texts.first().map_or("", String::as_str), 0);
    for text in texts.iter().step_by(2) {
        let places = places(text, words);
        for (first, place) in places.iter().enumerate() {
            let near = &places[first..];
            let count = near.iter().take_while(|next| next.from == place.from || next.to <= place.from + ROOM - LEAD);
            let near = &near[..count.count().max(1)];
            let words: BTreeMap<usize, usize> = near.iter().map(|place| (place.word, place.worth)).collect();
            let worth = words.values().sum::<usize>() + near.len().min(99);
            if worth > best.0 {
                best = (worth, text, place.from);
            }
        }
    }
    let (_, text, found) = best;
    cut(text, found, &places(text, words))
}

fn cut(text: &str, found: usize, places: &[Place]) -> Vec<Part> {
    let wanted = boundary(text, found.saturating_sub(LEAD));
    let begins = text[wanted..found].match_indices(' ').map(|(at, _)| wanted + at + 1).next();
    let from = if wanted == 0 { 0 } else { begins.unwrap_or(found) };
    let end = boundary(text, from + ROOM);
    let space = text[..end].rfind(' ').filter(|space| *space > found + 20);
    let to = if end < text.len() { space.unwrap_or(end) } else { end };
    let mut parts = Vec::new();
    let mut push = |text: &str, is_match| {
        if !text.is_empty() {
            parts.push(Part { text: text.to_string(), is_match });
        }
    };
    push(if from > 0 { "… " } else { "" }, false);
    let mut at = from;
    for place in places.iter().filter(|place| place.from >= from && place.to <= to) {
        push(&text[at..place.from], false);
        push(&text[place.from..place.to], true);
        at = place.to;
    }
    push(&text[at.min(to)..to], false);
    push(if to < text.len() { " …" } else { "" }, false);
    parts
}

/// The nearest offset at or before one that does not part a character.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Where a text has words of the query.
fn places(text: &str, words: &BTreeMap<String, usize>) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    for chunk in chunks(text) {
        let whole = chunk.joined.iter().rfind(|token| words.contains_key(&token.text));
        let tokens = whole.map_or(&chunk.parts[..], std::slice::from_ref);
        for token in tokens {
            match (words.get(&token.text), places.last_mut()) {
                (None, _) => {}
                (Some(_), Some(last)) if last.to >= token.from => last.to = token.to,
                (Some(word), _) => {
                    let worth = if whole.is_some() { 300 } else { 100 };
                    places.push(Place { from: token.from, to: token.to, word: *word, worth });
                }
            }
        }
    }
    places
}
