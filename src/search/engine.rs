//! Finds sections in an exported index as a browser does: the twin of `theme/js/search/engine.js`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::diagnostics::Diagnostic;
use crate::search::excerpt;
pub use crate::search::excerpt::Part;
use crate::search::rank;
use crate::search::reader::{Load, Reader, Term};
use crate::search::tokenizer::{Chunk, chunks, is_stop_word};
use crate::search::words::{Extent, distance, variants};
use crate::source::unicode::composed;

const MAX_WORDS: usize = 12;
const MAX_PAGES: usize = 10;
const MAX_HITS: usize = 3;
const MAX_PREFIX_SHARDS: usize = 3;
const MAX_TYPO_SHARDS: usize = 4;

/// What a query has found.
#[derive(Serialize)]
pub struct Results {
    /// The number of sections.
    pub total: usize,
    /// The best pages, best first.
    pub pages: Vec<Found>,
}

/// A page that was found.
#[derive(Serialize)]
pub struct Found {
    /// Plain text.
    pub title: String,
    /// Its address behind the base path.
    pub url: String,
    /// What it lies below.
    pub crumbs: String,
    /// Its best sections, best first.
    pub hits: Vec<Hit>,
}

/// A section that was found.
#[derive(Serialize)]
pub struct Hit {
    /// Its heading.
    pub heading: String,
    /// Its address behind the base path.
    pub url: String,
    /// 1 for what stands above a page's first heading, 2 or 3.
    pub level: u8,
    /// Higher is better.
    pub score: f64,
    /// Its words around what was looked for.
    pub excerpt: Vec<Part>,
}

/// A term of the index and what it is worth.
pub struct Match {
    /// The term.
    pub term: Term,
    /// 1 for the word itself.
    pub weight: f64,
}

/// A word of a query.
pub struct Word {
    /// What each of its parts finds, and some of them joined.
    pub parts: Vec<Vec<Match>>,
    /// What all parts joined find.
    pub wholes: Vec<Match>,
    /// Whether its parts can be joined: `run_id`.
    pub is_compound: bool,
    /// Whether running text has it without saying anything.
    pub is_stop_word: bool,
    /// Its tokens, joined ones among them.
    pub length: u32,
}

/// Searches the index whose files `load` reads.
pub fn search(load: &Load, query: &str) -> Result<Results, Diagnostic> {
    let engine = Engine { reader: Reader::open(load)? };
    let words = engine.words(query)?;
    let scores = rank::rank(&engine.reader, &words);
    let mut best: BTreeMap<usize, f64> = BTreeMap::new();
    let mut total = 0;
    for (section, score) in (0..).zip(&scores).filter(|(_, score)| **score > 0.0) {
        total += 1;
        let page = best.entry(engine.reader.page_of(section)).or_default();
        *page = page.max(*score);
    }
    let mut order: Vec<(usize, f64)> = best.into_iter().collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1));
    let tokens = tokens(&words);
    let pages = order.iter().take(MAX_PAGES).map(|(page, _)| engine.found(*page, &scores, &tokens));
    Ok(Results { total, pages: pages.collect::<Result<_, _>>()? })
}

/// The word of the query that each token found stands for.
fn tokens(words: &[Word]) -> BTreeMap<String, usize> {
    let mut tokens = BTreeMap::new();
    for (at, word) in words.iter().enumerate() {
        for Match { term, .. } in word.parts.iter().flatten().chain(&word.wholes) {
            tokens.entry(term.shard.terms[term.at].clone()).or_insert(at);
        }
    }
    tokens
}

struct Engine<'f> {
    reader: Reader<'f>,
}

impl Engine<'_> {
    fn found(&self, page: usize, scores: &[f64], tokens: &BTreeMap<String, usize>) -> Result<Found, Diagnostic> {
        let shown = self.reader.page(page)?;
        let texts = self.reader.texts(&shown)?;
        let first = self.reader.page_starts[page] as usize;
        let mut sections: Vec<usize> = (first..self.reader.page_starts[page + 1] as usize).collect();
        sections.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]));
        let best = scores[sections[0]];
        let is_good = |section: &&usize| scores[**section] > 0.0 && scores[**section] * 2.0 >= best;
        let hit = |section: &usize| {
            let (anchor, heading, level) = shown.sections.get(section - first)?;
            let hash = if anchor.is_empty() { String::new() } else { format!("#{}", encoded(anchor)) };
            let excerpt = texts.get(section - first).map_or_else(Vec::new, |texts| excerpt::excerpt(texts, tokens));
            let url = format!("{}{hash}", shown.url);
            Some(Hit { heading: heading.clone(), url, level: *level, score: scores[*section], excerpt })
        };
        let hits = sections.iter().take(MAX_HITS).filter(is_good).filter_map(hit).collect();
        Ok(Found { title: shown.title.clone(), url: shown.url.clone(), crumbs: shown.crumbs.clone(), hits })
    }

    fn words(&self, query: &str) -> Result<Vec<Word>, Diagnostic> {
        let mut chunks = chunks(&composed(query));
        chunks.truncate(if self.reader.is_empty() { 0 } else { MAX_WORDS });
        let is_open = query.chars().next_back().is_some_and(|c| !c.is_whitespace());
        let count = chunks.len();
        let extent = |at| if is_open && at + 1 == count { Extent::Beginning } else { Extent::Whole };
        chunks.iter().enumerate().map(|(at, chunk)| self.word(chunk, extent(at))).collect()
    }

    fn word(&self, chunk: &Chunk, extent: Extent) -> Result<Word, Diagnostic> {
        let mut wholes = Vec::new();
        let mut parts = Vec::new();
        if let Some(whole) = chunk.joined.last() {
            wholes.extend(self.exactly(&whole.text)?);
            wholes.extend(self.inflected(&whole.text)?);
            if extent == Extent::Beginning {
                wholes.extend(self.beginning(&whole.text)?);
            }
        }
        for (at, part) in chunk.parts.iter().enumerate() {
            let is_last = at + 1 == chunk.parts.len();
            let extent = if is_last { extent } else { Extent::Whole };
            let mut found = self.exactly(&part.text)?;
            if !chunk.bigrams {
                found.extend(self.inflected(&part.text)?);
            }
            if extent == Extent::Beginning && !(chunk.bigrams && chunk.parts.len() > 1) {
                found.extend(self.beginning(&part.text)?);
            }
            if found.is_empty() && wholes.is_empty() && !chunk.bigrams {
                found = self.misspelt(&part.text, extent)?;
            }
            parts.push(found);
        }
        // `readfile` of `Deno.readFile`.
        for token in chunk.joined.iter().rev().skip(1).rev() {
            parts.push(self.exactly(&token.text)?);
        }
        let is_compound = !chunk.joined.is_empty();
        Ok(Word {
            wholes,
            is_compound,
            is_stop_word: !is_compound && parts.len() == 1 && is_stop_word(&chunk.parts[0].text),
            length: u32::try_from(chunk.parts.len() + chunk.joined.len()).unwrap_or(u32::MAX),
            parts,
        })
    }

    fn exactly(&self, term: &str) -> Result<Vec<Match>, Diagnostic> {
        let shard = self.reader.shard(self.reader.shard_of(term))?;
        let at = shard.terms.partition_point(|other| other.as_str() < term);
        let is_found = shard.terms.get(at).is_some_and(|other| other == term);
        Ok(if is_found { vec![Match { term: Term { shard, at }, weight: 1.0 }] } else { Vec::new() })
    }

    /// Other forms of a word, in the shard that is read for the word itself.
    fn inflected(&self, term: &str) -> Result<Vec<Match>, Diagnostic> {
        let shard = self.reader.shard(self.reader.shard_of(term))?;
        let place = |variant: &String| shard.terms.binary_search(variant).ok();
        let found = variants(term).iter().filter_map(place).collect::<Vec<_>>().into_iter();
        Ok(found.map(|at| Match { term: Term { shard: shard.clone(), at }, weight: 0.6 }).collect())
    }

    /// Longer words that begin with a term.
    fn beginning(&self, term: &str) -> Result<Vec<Match>, Diagnostic> {
        let length = units(term);
        if length < 2 && term.is_ascii() {
            return Ok(Vec::new());
        }
        let first = self.reader.shard_of(term);
        let last = self.reader.shard_of(&format!("{term}\u{10ffff}")).min(first + MAX_PREFIX_SHARDS - 1);
        let mut found = Vec::new();
        for number in first..=last {
            let shard = self.reader.shard(number)?;
            let start = shard.terms.partition_point(|other| other.as_str() < term);
            for at in (start..shard.terms.len()).take_while(|at| shard.terms[*at].starts_with(term)) {
                let other = units(&shard.terms[at]);
                if other > length {
                    let weight = 0.6 * (count(length) / count(other)).sqrt();
                    found.push(Match { term: Term { shard: shard.clone(), at }, weight });
                }
            }
        }
        Ok(found)
    }

    /// Words that differ by a slip or two. The first letter is taken to be right, or else one too many.
    fn misspelt(&self, term: &str, extent: Extent) -> Result<Vec<Match>, Diagnostic> {
        let word: Vec<u16> = term.encode_utf16().collect();
        if word.len() < 4 {
            return Ok(Vec::new());
        }
        let found = self.misspelt_behind(term, &word, 0, extent)?;
        if found.is_empty() { self.misspelt_behind(term, &word, 1, extent) } else { Ok(found) }
    }

    /// Those that begin with the word's first letter, or with its second.
    fn misspelt_behind(&self, term: &str, word: &[u16], at: usize, extent: Extent) -> Result<Vec<Match>, Diagnostic> {
        let slips = if word.len() < 8 { 1 } else { 2 };
        let letter: String = term.chars().skip(at).take(1).collect();
        let own = self.reader.shard_of(&term.chars().skip(at).collect::<String>());
        let mut shards = (self.reader.shard_of(&letter), self.reader.shard_of(&format!("{letter}\u{10ffff}")));
        if shards.1 - shards.0 >= MAX_TYPO_SHARDS {
            shards = (shards.0.max(own.saturating_sub(1)), shards.1.min(own + 1));
        }
        let mut found = Vec::new();
        for number in shards.0..=shards.1 {
            let shard = self.reader.shard(number)?;
            for (at, other) in shard.terms.iter().enumerate().filter(|(_, other)| other.starts_with(&letter)) {
                let other: Vec<u16> = other.encode_utf16().collect();
                let wrong = distance(word, &other, slips, extent);
                if wrong > slips {
                    continue;
                }
                let rest = if other.len() > word.len() + slips {
                    0.6 * (count(word.len()) / count(other.len())).sqrt()
                } else {
                    1.0
                };
                let weight = if wrong == 0 { rest } else { [0.5, 0.25][wrong - 1] * rest };
                found.push(Match { term: Term { shard: shard.clone(), at }, weight });
            }
        }
        Ok(found)
    }
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// As `encodeURIComponent` has it.
pub fn encoded(anchor: &str) -> String {
    let mut encoded = String::with_capacity(anchor.len());
    for byte in anchor.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}
