//! The sections of a site as documents for search servers: OpenSearch and Elasticsearch, and Quickwit. Their text is
//! that of our tokens, so that a server that cuts it at spaces finds what our own search finds.

use std::borrow::Cow;
use std::mem;

use rayon::prelude::*;
use serde::Serialize;

use crate::pipeline::Outputs;
use crate::render::assets::hash;
use crate::search::documents::{Passage, SearchPage, SearchSection};
use crate::search::engine::encoded;
use crate::search::export::{self, Text};
use crate::search::tokenizer::{self, Token};
use crate::source::OutPath;

/// A file is closed before it grows past this, in bytes: Quickwit takes no more than 10 MB at once.
const FILE_BYTES: usize = 8_000_000;
/// No longer id is taken by OpenSearch, in bytes.
const MAX_ID_BYTES: usize = 512;
/// As much of a section's text is kept for excerpts, in bytes.
const MAX_TEXT_BYTES: usize = 16 * 1024;
/// The documents of as many pages are made at once.
const BATCH_PAGES: usize = 256;

/// What stands beside the documents, where `INDEX` is the name of the index.
const RECIPE: &str = include_str!("bulk/README.md");
const MAPPING: &str = include_str!("bulk/mapping.json");
const QUERY: &str = include_str!("bulk/query.json");
const QUERY_OF_QUICKWIT: &str = include_str!("bulk/query_of_quickwit.json");
const QUICKWIT: &str = include_str!("bulk/index.yaml");

/// A section as a server indexes it and gives it back.
#[derive(Serialize)]
struct Document<'p> {
    id: &'p str,
    title: &'p str,
    heading: String,
    body: String,
    code: String,
    url: &'p str,
    anchor: &'p str,
    title_text: &'p str,
    heading_text: &'p str,
    crumbs: &'p str,
    level: u8,
    page: usize,
    place: usize,
    boost: f64,
    text: Vec<String>,
}

/// What tells the server where a document goes.
#[derive(Serialize)]
struct Action<'d> {
    index: Target<'d>,
}

#[derive(Serialize)]
struct Target<'d> {
    #[serde(rename = "_id")]
    id: &'d str,
}

/// A document with its id, each in its line.
struct Line {
    action: Vec<u8>,
    document: Vec<u8>,
}

/// Gives the files of an export to `write`, some at a time: documents in the order of the nav, and last what stands
/// beside them.
pub fn export<E>(pages: &[SearchPage], mut write: impl FnMut(Outputs) -> Result<(), E>) -> Result<(), E> {
    let mut open = Open::default();
    for batch in placed(pages).chunks(BATCH_PAGES) {
        let lines: Vec<Vec<Line>> = batch.par_iter().map(lines).collect();
        for line in lines.into_iter().flatten() {
            if open.is_full_with(&line) {
                write(open.close())?;
            }
            open.add(&line);
        }
    }
    if !open.documents.is_empty() {
        write(open.close())?;
    }
    write(beside(&open.hashes))
}

/// A page, and the places of it and of its first section in the order of the nav.
struct Placed<'p> {
    page: &'p SearchPage,
    number: usize,
    first: usize,
}

fn placed(pages: &[SearchPage]) -> Vec<Placed<'_>> {
    let sizes = pages.iter().map(|page| page.sections.len());
    let firsts = sizes.scan(0, |next, size| {
        *next += size;
        Some(*next - size)
    });
    let pages = pages.iter().enumerate().zip(firsts);
    pages.map(|((number, page), first)| Placed { page, number, first }).collect()
}

/// The files that are being filled: the same documents for both kinds of servers.
#[derive(Default)]
struct Open {
    bulk: Vec<u8>,
    documents: Vec<u8>,
    /// One for each pair of files that is closed.
    hashes: Vec<String>,
}

impl Open {
    fn is_full_with(&self, line: &Line) -> bool {
        let more = line.action.len() + line.document.len();
        !self.bulk.is_empty() && self.bulk.len() + more > FILE_BYTES
    }

    fn add(&mut self, line: &Line) {
        self.bulk.extend_from_slice(&line.action);
        self.bulk.extend_from_slice(&line.document);
        self.documents.extend_from_slice(&line.document);
    }

    fn close(&mut self) -> Outputs {
        let (bulk, documents) = (mem::take(&mut self.bulk), mem::take(&mut self.documents));
        self.hashes.push(hash(&[&bulk]));
        let number = self.hashes.len();
        Outputs::from([
            (OutPath(format!("opensearch/bulk-{number:05}.ndjson")), bulk.into()),
            (OutPath(format!("quickwit/docs-{number:05}.ndjson")), documents.into()),
        ])
    }
}

/// The settings of the index and how to get it onto a server; its name says what is in it.
fn beside(hashes: &[String]) -> Outputs {
    let settings = [MAPPING, QUICKWIT].map(str::as_bytes);
    let parts: Vec<&[u8]> = hashes.iter().map(String::as_bytes).chain(settings).collect();
    let index = format!("docs-{}", hash(&parts));
    let files = [
        ("README.md", RECIPE),
        ("opensearch/mapping.json", MAPPING),
        ("opensearch/query.json", QUERY),
        ("quickwit/index.yaml", QUICKWIT),
        ("quickwit/query.json", QUERY_OF_QUICKWIT),
    ];
    let named = files.map(|(path, text)| (OutPath(path.to_string()), text.replace("INDEX", &index)));
    named.into_iter().map(|(path, text)| (path, text.into_bytes().into())).collect()
}

fn lines(placed: &Placed) -> Vec<Line> {
    let title = words(&placed.page.title, |_| true);
    let line = |(at, section): (usize, &SearchSection)| {
        let id = id(placed.page, section);
        let document = document(placed, at, &id, &title);
        Line { action: json_line(&Action { index: Target { id: &id } }), document: json_line(&document) }
    };
    placed.page.sections.iter().enumerate().map(line).collect()
}

fn document<'p>(placed: &Placed<'p>, at: usize, id: &'p str, title: &'p str) -> Document<'p> {
    let page = placed.page;
    let section = &page.sections[at];
    Document {
        id,
        title,
        heading: words(&section.heading, |_| true),
        body: running_words(section, |passage| !passage.is_code),
        code: running_words(section, |passage| passage.is_code),
        url: &page.url,
        anchor: &section.anchor,
        title_text: &page.title,
        heading_text: &section.heading,
        crumbs: &page.crumbs,
        level: section.level,
        page: placed.number,
        place: placed.first + at,
        boost: f64::from(page.boost) / 1000.0,
        text: texts(section),
    }
}

/// The tokens of some passages, without words that say nothing in running text.
fn running_words(section: &SearchSection, is_wanted: impl Fn(&Passage) -> bool) -> String {
    let passages = section.passages.iter().filter(|passage| is_wanted(passage));
    let words = passages.map(|passage| words(&passage.text, |token| !tokenizer::is_stop_word(&token.text)));
    words.filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The tokens of a text that count, a space between them.
fn words(text: &str, counts: impl Fn(&Token) -> bool) -> String {
    let tokens = tokenizer::tokens(text).into_iter().filter(|token| counts(token));
    tokens.map(|token| token.text).collect::<Vec<_>>().join(" ")
}

/// The address of a section behind the base path; what is too long for an id ends in a hash of the whole.
fn id(page: &SearchPage, section: &SearchSection) -> String {
    let hash_sign = if section.anchor.is_empty() { "" } else { "#" };
    let mut id = format!("{}{hash_sign}{}", page.url, encoded(&section.anchor));
    if id.is_empty() {
        // An id must say something: this is the first page's.
        return "/".to_string();
    }
    if id.len() > MAX_ID_BYTES {
        let digits = hash(&[id.as_bytes()]);
        cut(&mut id, MAX_ID_BYTES - digits.len() - 1);
        id = format!("{id}~{digits}");
    }
    id
}

/// What excerpts are cut from: the text outside of tabs, then keys and text of each tab.
fn texts(section: &SearchSection) -> Vec<String> {
    let mut texts: Vec<String> = match export::text(section) {
        Text::Plain(text) => vec![text.into_owned()],
        Text::WithTabs(texts) => texts.into_iter().map(Cow::into_owned).collect(),
    };
    let mut room = MAX_TEXT_BYTES;
    for text in texts.iter_mut().step_by(2) {
        cut(text, room);
        room -= text.len();
    }
    texts
}

/// Leaves at most so many bytes of a text, and no part of a character.
fn cut(text: &mut String, bytes: usize) {
    let end = (0..=bytes.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text.truncate(end);
}

fn json_line(value: &impl Serialize) -> Vec<u8> {
    let mut line = serde_json::to_vec(value).expect("strings and numbers can always be written");
    line.push(b'\n');
    line
}
