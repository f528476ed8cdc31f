//! A build that would write what is there already: known by what went into the last one, and by what lies in its folder.

use serde::{Deserialize, Serialize};

use super::build::Order;
use super::{Added, Done};
use crate::cache::{self, Key};
use crate::cards;
use crate::diagnostics::{Diagnostic, EXPLAINED, Severity};
use crate::pipeline::{Counts, Fingerprint, fingerprint, hash_of};
use crate::read::Inputs;
use crate::search::Size;
use crate::source::Span;
use crate::write::{self, Place, Published};

const KIND: &str = "built";

/// What a build has made.
#[derive(Serialize, Deserialize)]
struct Record {
    pages: usize,
    files: usize,
    bytes: u64,
    /// Sections and bytes of the search index.
    search: Option<(usize, usize)>,
    cards: Option<usize>,
    warnings: Vec<Warning>,
    /// What the system knows of the files.
    stamps: Fingerprint,
}

/// A problem that did not keep the site from being published.
#[derive(Serialize, Deserialize)]
struct Warning {
    path: String,
    span: Option<(usize, usize)>,
    code: String,
    message: String,
    help: Option<String>,
    fix: Option<String>,
}

impl Warning {
    fn of(diagnostic: &Diagnostic) -> Self {
        let Diagnostic { path, span, code, severity: _, message, help, fix } = diagnostic.clone();
        Self { path, span: span.map(|span| (span.start, span.end)), code: code.to_string(), message, help, fix }
    }

    /// As it was told; none if its code is none of ours.
    fn told(self) -> Option<Diagnostic> {
        let Self { path, span, code, message, help, fix } = self;
        let (code, _) = EXPLAINED.iter().find(|(own, _)| *own == code)?;
        let span = span.map(|(start, end)| Span { start, end });
        Some(Diagnostic { path, span, code, severity: Severity::Warning, message, help, fix })
    }
}

/// What a build into a folder is known by, and where that is kept.
pub struct Kept<'o> {
    order: &'o Order,
    place: &'o Place,
    key: Key,
}

impl<'o> Kept<'o> {
    /// Knows a build by all that goes into it, where it goes, and the program.
    pub fn new(order: &'o Order, inputs: &Inputs, place: &'o Place) -> Self {
        let settings = hash_of(&(&place.real, order.encodings, order.shard, cache::program()));
        Self { order, place, key: Key::of(&[&fingerprint(inputs), &settings]) }
    }

    /// What the last build has made and told, if it may be published as it is and all its files are as it left them.
    pub fn find(&self) -> Option<(Done, Vec<Diagnostic>)> {
        let record: Record = serde_json::from_slice(&self.order.cache.get(KIND, &self.key)?).ok()?;
        let Record { pages, files, bytes, search, cards, warnings, stamps } = record;
        let told: Vec<Diagnostic> = warnings.into_iter().map(Warning::told).collect::<Option<_>>()?;
        if !self.order.strictness.passes(&told) || self.stamps()? != stamps {
            return None;
        }
        let counts = Counts { pages, ..Counts::default() };
        let published = Published { files, bytes, deleted: Vec::new() };
        let search = search.map(|(sections, bytes)| Size { sections, bytes });
        let cards = cards.map(|kept| cards::Counts { drawn: 0, kept });
        Some((Done::Unchanged(counts, Box::new(published), Box::new(Added { search, cards })), told))
    }

    /// Keeps what a build has made and told that was published.
    pub fn keep(&self, counts: Counts, published: &Published, added: Added, told: &[Diagnostic]) {
        let Some(stamps) = self.stamps() else { return };
        let Published { files, bytes, .. } = *published;
        let search = added.search.map(|size| (size.sections, size.bytes));
        let cards = added.cards.map(|cards| cards.drawn + cards.kept);
        let warnings = told.iter().map(Warning::of).collect();
        let record = Record { pages: counts.pages, files, bytes, search, cards, warnings, stamps };
        if let Ok(bytes) = serde_json::to_vec(&record) {
            self.order.cache.put(KIND, &self.key, &bytes);
        }
    }

    fn stamps(&self) -> Option<Fingerprint> {
        write::stamps(&self.place.real).ok().map(|stamps| hash_of(&stamps))
    }
}
