//! A build that would write what is there already: known by what went into the last one, and by what lies in its folder.

use serde::{Deserialize, Serialize};

use super::build::Order;
use super::{Added, Done};
use crate::cache::{self, Key};
use crate::cards;
use crate::pipeline::{Counts, Fingerprint, fingerprint, hash_of};
use crate::read::Inputs;
use crate::search::Size;
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
    /// What the system knows of the files.
    stamps: Fingerprint,
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

    /// What the last build has made, if it had nothing to tell and all its files are as it left them.
    pub fn find(&self) -> Option<Done> {
        let record: Record = serde_json::from_slice(&self.order.cache.get(KIND, &self.key)?).ok()?;
        if self.stamps()? != record.stamps {
            return None;
        }
        let Record { pages, files, bytes, search, cards, .. } = record;
        let counts = Counts { pages, ..Counts::default() };
        let published = Published { files, bytes, deleted: Vec::new() };
        let search = search.map(|(sections, bytes)| Size { sections, bytes });
        let cards = cards.map(|kept| cards::Counts { drawn: 0, kept });
        Some(Done::Unchanged(counts, Box::new(published), Box::new(Added { search, cards })))
    }

    /// Keeps what a build has made that had nothing to tell.
    pub fn keep(&self, counts: Counts, published: &Published, added: Added) {
        let Some(stamps) = self.stamps() else { return };
        let search = added.search.map(|size| (size.sections, size.bytes));
        let cards = added.cards.map(|cards| cards.drawn + cards.kept);
        let record =
            Record { pages: counts.pages, files: published.files, bytes: published.bytes, search, cards, stamps };
        if let Ok(bytes) = serde_json::to_vec(&record) {
            self.order.cache.put(KIND, &self.key, &bytes);
        }
    }

    fn stamps(&self) -> Option<Fingerprint> {
        write::stamps(&self.place.real).ok().map(|stamps| hash_of(&stamps))
    }
}
