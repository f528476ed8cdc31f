//! A tantivy index to small JSON files that a browser reads in part. The format is that of ARCHITECTURE.md, "Search".

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::mem;

use rayon::prelude::*;
use serde::Serialize;

use crate::render::assets::hash;
use crate::search::documents::{SearchPage, SearchSection};
use crate::search::index::{BOOSTS, IndexError, Posting, SearchIndex, Statistics};
use crate::search::numbers::{length_of_norm, push_number};
use crate::search::tokenizer;

/// The files of an index by their paths below the search folder.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A term shard is cut before it grows past this, in bytes.
const SHARD_BYTES: usize = 24 * 1024;
/// A chunk of sections is cut when it has as many.
const CHUNK_SECTIONS: usize = 16;
/// Above as many sections scores are rounded: the file of norms, which every reader loads, would be the largest.
pub const EXACT_SECTIONS: usize = 8_000;
/// The levels of a rounded score: as many as one character holds.
pub const LEVELS: u32 = 46;
/// The bit of the heading among a posting's fields.
const HEADING: usize = 1;

/// What a posting holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Mode {
    /// Term frequencies, from which the reader makes tantivy's scores.
    Exact,
    /// Tantivy's scores, rounded.
    Impact,
}

/// The file that a reader loads first.
#[derive(Serialize)]
struct Manifest {
    v: u32,
    n: usize,
    tok: &'static str,
    mode: Mode,
    boost: [f32; 4],
    avg: [f64; 4],
    terms: String,
    pages: String,
    chunks: String,
    norms: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    boosts: Vec<(usize, f64)>,
    h: String,
}

/// The terms of a shard, front-coded, and a column for each part of their postings.
#[derive(Default, Serialize)]
struct Shard {
    t: String,
    n: String,
    d: String,
    m: String,
    f: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    x: String,
    #[serde(skip)]
    last: String,
}

/// Writes an index out.
pub fn export(index: &SearchIndex, pages: &[SearchPage]) -> Result<Files, IndexError> {
    let sections: usize = pages.iter().map(|page| page.sections.len()).sum();
    let mode = if sections > EXACT_SECTIONS { Mode::Impact } else { Mode::Exact };
    let statistics = index.statistics()?;
    let mut files = Files::new();
    let mut hashes = String::new();
    let mut separators: Vec<String> = Vec::new();
    let mut open = Shard::default();
    index.walk(|term, postings| {
        let columns = match mode {
            Mode::Exact => exact(postings),
            Mode::Impact => rounded(postings, &statistics, sections),
        };
        if !open.t.is_empty() && open.bytes() + term.len() + columns.bytes() > SHARD_BYTES {
            let shard = mem::take(&mut open);
            put(&mut files, &format!("t{}", separators.len() - 1), &shard, &mut hashes);
        }
        if open.t.is_empty() {
            separators.push(term.to_string());
        }
        open.add(term, columns);
    })?;
    if !open.t.is_empty() {
        put(&mut files, &format!("t{}", separators.len() - 1), &open, &mut hashes);
    }
    let chunks = put_chunks(&mut files, pages, &mut hashes);
    let mut norms = String::new();
    if mode == Mode::Exact {
        put(&mut files, "norms", &statistics.norms.each_ref().map(|ids| numbers(ids.iter().copied())), &mut norms);
    }
    let boosted = pages.iter().enumerate().filter(|(_, page)| page.boost != 1000);
    let manifest = Manifest {
        v: 1,
        n: sections,
        tok: tokenizer::NAME,
        mode,
        boost: BOOSTS,
        avg: statistics.averages,
        terms: separators.join("\n"),
        pages: numbers(pages.iter().map(|page| small(page.sections.len()))),
        chunks: numbers(chunks.into_iter().map(small)),
        norms,
        boosts: boosted.map(|(at, page)| (at, f64::from(page.boost) / 1000.0)).collect(),
        h: hashes,
    };
    files.insert("manifest.json".to_string(), json(&manifest));
    Ok(files)
}

/// Pages with their sections, some to a file, and the text of each page in one of its own; how many pages each file has.
fn put_chunks(files: &mut Files, pages: &[SearchPage], hashes: &mut String) -> Vec<usize> {
    let mut sizes = Vec::new();
    let mut chunk: Vec<Vec<Cell>> = Vec::new();
    let mut sections = 0;
    let texts: Vec<File> = pages.par_iter().enumerate().map(|(number, page)| texts(number, page)).collect();
    for ((number, page), (name, text_hash, bytes)) in pages.iter().enumerate().zip(texts) {
        files.insert(name, bytes);
        let mut entry = vec![Cell::Text(&page.url), Cell::Text(&page.title), Cell::Text(&page.crumbs)];
        entry.push(Cell::Digits(text_hash));
        for section in &page.sections[1..] {
            entry.extend([Cell::Text(&section.anchor), Cell::Text(&section.heading), Cell::Level(section.level)]);
        }
        chunk.push(entry);
        sections += page.sections.len();
        if sections >= CHUNK_SECTIONS || number + 1 == pages.len() {
            put(files, &format!("d{}", sizes.len()), &chunk, hashes);
            sizes.push(chunk.len());
            (chunk, sections) = (Vec::new(), 0);
        }
    }
    sizes
}

/// A file with the digits of its hash that its name carries.
type File = (String, String, Vec<u8>);

/// What is told of a page and its sections.
#[derive(Serialize)]
#[serde(untagged)]
enum Cell<'p> {
    Text(&'p str),
    Digits(String),
    Level(u8),
}

/// The file of a page's text.
fn texts(number: usize, page: &SearchPage) -> File {
    let texts: Vec<_> = page.sections.iter().map(text).collect();
    named(&format!("p/{number}"), &texts)
}

/// The text of a section.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Text<'s> {
    /// One without tabs.
    Plain(Cow<'s, str>),
    /// What stands outside of tabs, then keys and text of each tab.
    WithTabs(Vec<Cow<'s, str>>),
}

/// The text of a section as excerpts are cut from it.
pub fn text(section: &SearchSection) -> Text<'_> {
    let mut open = Cow::Borrowed("");
    let mut tabs: Vec<Cow<str>> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for passage in &section.passages {
        if passage.tabs.is_empty() {
            append(&mut open, &passage.text);
        } else {
            let at = *places.entry(&passage.tabs).or_insert_with(|| {
                tabs.extend([Cow::Borrowed(&*passage.tabs), Cow::Borrowed("")]);
                tabs.len() - 1
            });
            append(&mut tabs[at], &passage.text);
        }
    }
    if tabs.is_empty() {
        return Text::Plain(open);
    }
    tabs.insert(0, open);
    Text::WithTabs(tabs)
}

fn append<'s>(text: &mut Cow<'s, str>, more: &'s str) {
    if text.is_empty() {
        *text = Cow::Borrowed(more);
    } else {
        let text = text.to_mut();
        text.push(' ');
        text.push_str(more);
    }
}

/// The columns of one term.
#[derive(Default)]
struct Columns {
    n: String,
    d: String,
    m: String,
    f: String,
    x: String,
}

impl Columns {
    fn bytes(&self) -> usize {
        self.n.len() + self.d.len() + self.m.len() + self.f.len() + self.x.len()
    }

    fn of(postings: &[Posting]) -> Self {
        let mut columns = Self::default();
        push_number(&mut columns.n, small(postings.len()));
        let mut before = 0;
        for posting in postings {
            push_number(&mut columns.d, posting.section - before);
            before = posting.section;
        }
        columns
    }
}

/// Which fields have the term, and how often each.
fn exact(postings: &[Posting]) -> Columns {
    let mut columns = Columns::of(postings);
    for Posting { counts, .. } in postings {
        let mask = (0..4).filter(|field| counts[*field] > 0).map(|field| 1 << field).sum();
        push_number(&mut columns.m, mask);
        counts.iter().filter(|count| **count > 0).for_each(|count| push_number(&mut columns.f, *count));
    }
    columns
}

/// The length of the heading if it has the term, and the score in levels of the term's highest.
fn rounded(postings: &[Posting], statistics: &Statistics, sections: usize) -> Columns {
    let mut columns = Columns::of(postings);
    let scores = scores(postings, statistics, sections);
    let peak = scores.iter().copied().fold(0.0, f64::max);
    let hundredths = (peak * 100.0).ceil().max(1.0);
    push_number(&mut columns.x, whole(hundredths));
    for (posting, score) in postings.iter().zip(scores) {
        let norm = statistics.norms[HEADING][posting.section as usize];
        push_number(&mut columns.m, if posting.counts[HEADING] > 0 { length_of_norm(norm).min(LEVELS) } else { 0 });
        push_number(&mut columns.f, whole(score * 100.0 / hundredths * f64::from(LEVELS)).max(1));
    }
    columns
}

/// Tantivy's score of each posting: BM25 a field, times the field's weight, added up.
fn scores(postings: &[Posting], statistics: &Statistics, sections: usize) -> Vec<f64> {
    let weights: [f64; 4] = std::array::from_fn(|field| {
        let having = postings.iter().filter(|posting| posting.counts[field] > 0).count() as f64;
        (1.0 + (sections as f64 - having + 0.5) / (having + 0.5)).ln() * 2.2 * f64::from(BOOSTS[field])
    });
    let of_field = |posting: &Posting, field: usize| {
        let times = f64::from(posting.counts[field]);
        let length = f64::from(length_of_norm(statistics.norms[field][posting.section as usize]));
        let saturation = 1.2 * (0.25 + 0.75 * length / statistics.averages[field]);
        if times > 0.0 { weights[field] * times / (times + saturation) } else { 0.0 }
    };
    postings.iter().map(|posting| (0..4).map(|field| of_field(posting, field)).sum()).collect()
}

impl Shard {
    fn bytes(&self) -> usize {
        self.t.len() + self.n.len() + self.d.len() + self.m.len() + self.f.len() + self.x.len()
    }

    fn add(&mut self, term: &str, columns: Columns) {
        let (shared, units) = shared_prefix(&self.last, term);
        if !self.t.is_empty() {
            self.t.push('\n');
        }
        self.t.push(char::from_digit(units, 36).expect("shared_prefix gives at most 35"));
        self.t.push_str(&term[shared..]);
        self.last = term.to_string();
        self.n += &columns.n;
        self.d += &columns.d;
        self.m += &columns.m;
        self.f += &columns.f;
        self.x += &columns.x;
    }
}

/// How much two terms have in common at their beginning: in bytes, and in at most 35 UTF-16 units, as JavaScript counts.
fn shared_prefix(a: &str, b: &str) -> (usize, u32) {
    let mut shared = (0, 0);
    for (x, y) in a.chars().zip(b.chars()) {
        let units = shared.1 + small(x.len_utf16());
        if x != y || units > 35 {
            break;
        }
        shared = (shared.0 + x.len_utf8(), units);
    }
    shared
}

fn numbers<N: Into<u32>>(numbers: impl Iterator<Item = N>) -> String {
    let mut text = String::new();
    numbers.for_each(|number| push_number(&mut text, number.into()));
    text
}

/// Adds a file under a name that carries six digits of its hash, and those digits to the list of all.
fn put(files: &mut Files, name: &str, value: &impl Serialize, hashes: &mut String) {
    let (name, digits, bytes) = named(name, value);
    files.insert(name, bytes);
    hashes.push_str(&digits);
}

fn named(name: &str, value: &impl Serialize) -> File {
    let bytes = json(value);
    let digits = hash(&[&bytes])[..6].to_string();
    (format!("{name}.{digits}.json"), digits, bytes)
}

fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("strings and numbers can always be written")
}

fn small(number: usize) -> u32 {
    u32::try_from(number).expect("a site has fewer than four billion sections")
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "scores are small and not negative")]
fn whole(number: f64) -> u32 {
    number.round() as u32
}
