//! The tantivy index of a site: one document a section. The one file that names tantivy.

use tantivy::directory::RamDirectory;
use tantivy::indexer::NoMergePolicy;
use tantivy::postings::Postings;
use tantivy::schema::{Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions};
use tantivy::termdict::TermStreamer;
use tantivy::tokenizer::{Token as TantivyToken, TokenStream, Tokenizer};
use tantivy::{
    DocSet, Index, IndexSettings, InvertedIndexReader, SegmentReader, TERMINATED, TantivyDocument, TantivyError,
};

use crate::search::documents::SearchPage;
use crate::search::tokenizer::{self, Reader};

/// The fields in the order of their bits in an export.
pub const FIELDS: [&str; 4] = ["title", "heading", "body", "code"];
/// What a match in each field counts.
pub const BOOSTS: [f32; 4] = [3.0, 3.0, 1.0, 0.5];

/// The field of a section's place in nav order.
const PLACE: &str = "place";
/// Memory that a thread fills before it writes a segment, in bytes.
const HEAP_BYTES: usize = 64 * 1024 * 1024;

/// An index without deleted documents, of some segments.
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
    // Each thread's segments are read side by side: to merge them first would take as long again.
    writer.commit()?;
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
        let sections = usize::try_from(searcher.num_docs()).unwrap_or_default();
        let mut tokens = [0; 4];
        statistics.norms = std::array::from_fn(|_| vec![0; sections]);
        for segment in searcher.segment_readers() {
            let places = places(segment)?;
            for (at, field) in self.fields.iter().enumerate() {
                let norms = segment.get_fieldnorms_reader(*field)?;
                for (doc, place) in (0..).zip(&places) {
                    statistics.norms[at][*place as usize] = norms.fieldnorm_id(doc);
                }
                tokens[at] += segment.inverted_index(*field)?.total_num_tokens();
            }
        }
        if sections > 0 {
            statistics.averages = tokens.map(|tokens| tokens as f64 / sections as f64);
        }
        Ok(statistics)
    }

    /// Calls back with every term in the order of its bytes, and with its postings in nav order.
    pub fn walk(&self, mut found: impl FnMut(&str, &[Posting])) -> tantivy::Result<()> {
        let searcher = self.index.reader()?.searcher();
        let places = searcher.segment_readers().iter().map(places).collect::<tantivy::Result<Vec<_>>>()?;
        let mut lists = Vec::new();
        for (segment, places) in searcher.segment_readers().iter().zip(&places) {
            for (field, id) in self.fields.iter().enumerate() {
                lists.push((field, places, segment.inverted_index(*id)?));
            }
        }
        let mut cursors = Vec::new();
        for (field, places, index) in &lists {
            let mut terms = index.terms().stream()?;
            let is_open = terms.advance();
            cursors.push(Cursor { field: *field, places, index, terms, is_open });
        }
        let mut postings: Vec<Posting> = Vec::new();
        let mut term: Vec<u8> = Vec::new();
        loop {
            let next = cursors.iter().filter(|cursor| cursor.is_open).map(|cursor| cursor.terms.key()).min();
            let Some(next) = next else { return Ok(()) };
            term.clear();
            term.extend_from_slice(next);
            postings.clear();
            for cursor in cursors.iter_mut().filter(|cursor| cursor.is_open && cursor.terms.key() == term) {
                cursor.take(&mut postings)?;
            }
            together(&mut postings);
            found(&String::from_utf8_lossy(&term), &postings);
        }
    }
}

/// The terms of a field of a segment, at one of them.
struct Cursor<'a> {
    field: usize,
    /// The place in nav order of each document of the segment.
    places: &'a [u32],
    index: &'a InvertedIndexReader,
    terms: TermStreamer<'a>,
    is_open: bool,
}

impl Cursor<'_> {
    /// Adds the postings of the term, and goes on to the next.
    fn take(&mut self, postings: &mut Vec<Posting>) -> tantivy::Result<()> {
        let mut list = self.index.read_postings_from_terminfo(self.terms.value(), IndexRecordOption::WithFreqs)?;
        while list.doc() != TERMINATED {
            let mut counts = [0; 4];
            counts[self.field] = list.term_freq();
            postings.push(Posting { section: self.places[list.doc() as usize], counts });
            list.advance();
        }
        self.is_open = self.terms.advance();
        Ok(())
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
        FloomStream { words: self.words, reader: Reader::of(text), token: TantivyToken::default() }
    }
}

struct FloomStream<'t> {
    words: Words,
    reader: Reader<'t>,
    token: TantivyToken,
}

impl TokenStream for FloomStream<'_> {
    fn advance(&mut self) -> bool {
        while let Some(word) = self.reader.next_word() {
            if self.words == Words::All || !tokenizer::is_stop_word(word.text) {
                self.token.position = self.token.position.wrapping_add(1);
                self.token.text.clear();
                self.token.text.push_str(word.text);
                (self.token.offset_from, self.token.offset_to) = (word.from, word.to);
                return true;
            }
        }
        false
    }

    fn token(&self) -> &TantivyToken {
        &self.token
    }

    fn token_mut(&mut self) -> &mut TantivyToken {
        &mut self.token
    }
}
