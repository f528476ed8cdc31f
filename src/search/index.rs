//! The tantivy index of a site: one document a section. The one file that names tantivy.

use tantivy::directory::RamDirectory;
use tantivy::indexer::NoMergePolicy;
use tantivy::postings::Postings;
use tantivy::schema::{Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{Token as TantivyToken, TokenStream, Tokenizer};
use tantivy::{DocSet, Index, IndexSettings, SegmentReader, TERMINATED, TantivyDocument, TantivyError};

use crate::search::documents::SearchPage;
use crate::search::tokenizer::{self, Token};

/// The fields in the order of their bits in an export.
pub const FIELDS: [&str; 4] = ["title", "heading", "body", "code"];
/// What a match in each field counts.
pub const BOOSTS: [f32; 4] = [3.0, 3.0, 1.0, 0.5];

/// The field of a section's place in nav order.
const PLACE: &str = "place";
/// Memory that a thread fills before it writes a segment, in bytes.
const HEAP_BYTES: usize = 64 * 1024 * 1024;

/// An index with one segment and without deleted documents.
pub struct SearchIndex {
    /// Tantivy's own, for reference queries.
    pub index: Index,
    fields: [Field; 4],
}

/// A section that has a term.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Posting {
    /// The section's place in nav order.
    pub section: u32,
    /// How often each field has the term.
    pub counts: [u32; 4],
}

/// Puts all sections into an index.
pub fn index(pages: &[SearchPage], threads: usize) -> tantivy::Result<SearchIndex> {
    let mut schema = Schema::builder();
    let fields = FIELDS.map(|name| {
        let tokenizer = if matches!(name, "title" | "heading") { "floom1" } else { "floom1-text" };
        let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_fieldnorms(true);
        let options =
            TextOptions::default().set_indexing_options(indexing.set_index_option(IndexRecordOption::WithFreqs));
        schema.add_text_field(name, options)
    });
    let place = schema.add_u64_field(PLACE, NumericOptions::default().set_fast());
    let index = Index::create(RamDirectory::create(), schema.build(), IndexSettings::default())?;
    index.tokenizers().register("floom1", FloomTokenizer { words: Words::All });
    index.tokenizers().register("floom1-text", FloomTokenizer { words: Words::WithoutStopWords });
    let mut writer = index.writer_with_num_threads(threads, HEAP_BYTES * threads)?;
    writer.set_merge_policy(Box::new(NoMergePolicy));
    let sections = pages.iter().flat_map(|page| page.sections.iter().map(move |section| (page, section)));
    for (number, (page, section)) in (0_u64..).zip(sections) {
        let mut document = TantivyDocument::default();
        document.add_u64(place, number);
        document.add_text(fields[0], &page.title);
        document.add_text(fields[1], &section.heading);
        for passage in &section.passages {
            document.add_text(fields[if passage.is_code { 3 } else { 2 }], &passage.text);
        }
        writer.add_document(document)?;
    }
    writer.commit()?;
    let segments = index.searchable_segment_ids()?;
    if segments.len() > 1 {
        writer.merge(&segments).wait()?;
    }
    writer.wait_merging_threads()?;
    Ok(SearchIndex { index, fields })
}

/// What an export needs to know of the whole index.
#[derive(Default)]
pub struct Statistics {
    /// Tantivy's byte for the length of each field of each section.
    pub norms: [Vec<u8>; 4],
    /// The mean length of each field, in tokens.
    pub averages: [f64; 4],
}

impl SearchIndex {
    /// The lengths of the fields, in nav order.
    pub fn statistics(&self) -> tantivy::Result<Statistics> {
        let mut statistics = Statistics::default();
        let searcher = self.index.reader()?.searcher();
        for segment in searcher.segment_readers() {
            let places = places(segment)?;
            for (at, field) in self.fields.iter().enumerate() {
                let norms = segment.get_fieldnorms_reader(*field)?;
                statistics.norms[at] = vec![0; places.len()];
                for (doc, place) in (0..).zip(&places) {
                    statistics.norms[at][*place as usize] = norms.fieldnorm_id(doc);
                }
                let tokens = segment.inverted_index(*field)?.total_num_tokens();
                statistics.averages[at] = tokens as f64 / places.len() as f64;
            }
        }
        Ok(statistics)
    }

    /// Calls back with every term in the order of its bytes, and with its postings in nav order.
    pub fn walk(&self, mut found: impl FnMut(&str, &[Posting])) -> tantivy::Result<()> {
        let searcher = self.index.reader()?.searcher();
        let [segment] = searcher.segment_readers() else { return Ok(()) };
        let places = places(segment)?;
        let inverted = self.fields.iter().map(|field| segment.inverted_index(*field)).collect::<Result<Vec<_>, _>>()?;
        let mut streams = Vec::new();
        for index in &inverted {
            let mut stream = index.terms().stream()?;
            let is_open = stream.advance();
            streams.push((index, stream, is_open));
        }
        let mut postings: Vec<Posting> = Vec::new();
        loop {
            let next = streams.iter().filter(|(_, _, is_open)| *is_open).map(|(_, stream, _)| stream.key()).min();
            let Some(term) = next.map(<[u8]>::to_vec) else { return Ok(()) };
            postings.clear();
            for (field, (index, stream, is_open)) in streams.iter_mut().enumerate() {
                if !*is_open || stream.key() != term {
                    continue;
                }
                let mut list = index.read_postings_from_terminfo(stream.value(), IndexRecordOption::WithFreqs)?;
                while list.doc() != TERMINATED {
                    let mut counts = [0; 4];
                    counts[field] = list.term_freq();
                    postings.push(Posting { section: places[list.doc() as usize], counts });
                    list.advance();
                }
                *is_open = stream.advance();
            }
            together(&mut postings);
            found(&String::from_utf8_lossy(&term), &postings);
        }
    }
}

/// The place in nav order of each of tantivy's documents, whose order depends on its threads.
fn places(segment: &SegmentReader) -> tantivy::Result<Vec<u32>> {
    let places = segment.fast_fields().u64(PLACE)?;
    let place = |doc| places.first(doc).and_then(|place| u32::try_from(place).ok()).unwrap_or_default();
    Ok((0..segment.max_doc()).map(place).collect())
}

/// One posting a section, with the counts of all fields.
fn together(postings: &mut Vec<Posting>) {
    postings.sort_by_key(|posting| posting.section);
    postings.dedup_by(|next, kept| {
        let is_same = next.section == kept.section;
        if is_same {
            kept.counts.iter_mut().zip(next.counts).for_each(|(count, more)| *count += more);
        }
        is_same
    });
}

/// What goes wrong inside tantivy.
pub type IndexError = TantivyError;

/// Which words of a text are indexed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Words {
    All,
    WithoutStopWords,
}

#[derive(Clone)]
struct FloomTokenizer {
    words: Words,
}

impl Tokenizer for FloomTokenizer {
    type TokenStream<'a> = FloomStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> FloomStream<'a> {
        let tokens = Vec::new().into_iter();
        FloomStream { words: self.words, text, read: 0, begin: 0, tokens, token: TantivyToken::default() }
    }
}

/// So much of a text is cut into words at once, in bytes: the tokens of a long one take many times its memory.
const WINDOW_BYTES: usize = 16 * 1024;

struct FloomStream<'t> {
    words: Words,
    text: &'t str,
    /// Up to where the text has been cut into words.
    read: usize,
    /// Where the part begins that the tokens are of.
    begin: usize,
    tokens: std::vec::IntoIter<Token>,
    token: TantivyToken,
}

impl FloomStream<'_> {
    /// The next token that counts; no word goes over a space, so none is cut.
    fn next(&mut self) -> Option<Token> {
        loop {
            let is_wanted = |token: &Token| self.words == Words::All || !tokenizer::is_stop_word(&token.text);
            if let Some(token) = self.tokens.find(is_wanted) {
                return Some(Token { from: self.begin + token.from, to: self.begin + token.to, ..token });
            }
            if self.read == self.text.len() {
                return None;
            }
            let rest = &self.text.as_bytes()[self.read..];
            let space = rest.iter().skip(WINDOW_BYTES).position(u8::is_ascii_whitespace);
            let end = space.map_or(self.text.len(), |at| self.read + WINDOW_BYTES + at);
            self.tokens = tokenizer::tokens(&self.text[self.read..end]).into_iter();
            (self.begin, self.read) = (self.read, end);
        }
    }
}

impl TokenStream for FloomStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(Token { text, from, to }) = self.next() else { return false };
        self.token.position = self.token.position.wrapping_add(1);
        (self.token.text, self.token.offset_from, self.token.offset_to) = (text, from, to);
        true
    }

    fn token(&self) -> &TantivyToken {
        &self.token
    }

    fn token_mut(&mut self) -> &mut TantivyToken {
        &mut self.token
    }
}
