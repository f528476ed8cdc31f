//! The picture that goes with a link to a page: what is on it, what it is called, and how it is drawn.

mod canvas;
mod drawing;
mod encode;
mod font;
mod lines;
mod palette;
mod settings;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::cache::{Cache, Key};
use crate::pipeline::{Outputs, State};
use crate::read::Inputs;
use crate::render::assets::digest;
use crate::render::{embedded, viewer};
use crate::source::OutPath;

use crate::timings::{self, Count};
use drawing::Painter;
pub use font::FontFile;
use palette::Colours;
pub use settings::{CardSettings, Cards};
use words::MAX_CHARACTERS;

/// Whose the files are, as it is told.
pub const OWNER: &str = "the card of a page";

/// The folder of the cards below the output folder.
const FOLDER: &str = "assets/cards";
/// Another number where the same card looks other than before.
const FORMAT: &[u8] = b"1";
/// The name of the site's drawing among the files of the theme.
const ICON: &str = "icon.svg";
/// A longer drawing is not looked at, in bytes.
const MAX_ICON_BYTES: usize = 256 * 1024;

/// What is on the card of a page besides what is on all of the site's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Where the page stands.
    pub section: Option<String>,
    /// Its title.
    pub title: String,
    /// A sentence on it.
    pub description: Option<String>,
}

impl Card {
    /// What it says, for who does not see it.
    pub fn alt(&self, site: &str) -> String {
        let title: String = self.title.chars().take(MAX_CHARACTERS).collect();
        if title == site { title } else { format!("{title} · {site}") }
    }
}

/// What is on all cards of a site.
#[derive(Clone, Debug)]
pub struct Style {
    title: String,
    /// The site's letter, as its pages have it.
    mark: String,
    colours: Colours,
    /// The site's own drawing in the place of the letter.
    icon: Option<Arc<[u8]>>,
    font: FontFile,
    digest: String,
}

impl Style {
    /// The style of a site; none if its pages have no cards.
    pub fn of(inputs: &Inputs) -> Option<Self> {
        if !inputs.config.cards.are_on() {
            return None;
        }
        let site = viewer::site_view(&inputs.config);
        let colours = Colours::of_theme(&inputs.theme);
        let is_own = |icon: &&Arc<[u8]>| icon.len() <= MAX_ICON_BYTES && embedded::theme().get(ICON) != Some(*icon);
        let icon = inputs.theme.get(ICON).filter(is_own).cloned();
        let font = inputs.card_font.clone();
        let drawing = icon.as_deref().unwrap_or_default();
        let colour_bytes = colours.all().concat();
        let digest =
            digest(&[FORMAT, site.title.as_bytes(), site.mark.as_bytes(), &colour_bytes, drawing, font.bytes()]);
        Some(Self { title: site.title, mark: site.mark, colours, icon, font, digest })
    }

    fn has_own_font(&self) -> bool {
        self.font.0.is_some()
    }

    /// The name of a card, which stands for all that is on it.
    fn digest(&self, card: &Card) -> String {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let parts =
            [&self.digest, &text(&card.section), &card.title, &text(&card.description)].map(|part| part.clone());
        digest(&parts.each_ref().map(|part| part.as_bytes()))
    }

    /// Where a card is written.
    pub fn out_path(&self, card: &Card) -> OutPath {
        OutPath(format!("{FOLDER}/{}.png", &self.digest(card)[..16]))
    }
}

/// The cards of a site, each once.
#[derive(Clone, Debug, Default)]
pub struct Deck {
    style: Option<Arc<Style>>,
    cards: BTreeMap<OutPath, Card>,
}

/// How many cards a build has drawn, and how many it has had from earlier ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Drawn in this build.
    pub drawn: usize,
    /// Found in the cache.
    pub kept: usize,
}

impl Deck {
    /// The cards of the pages of the last build.
    pub fn of(state: &State, inputs: &Inputs) -> Self {
        let viewer = state.viewer(inputs);
        let Some(style) = viewer.card_style.cloned().filter(|_| !state.has_failed()) else { return Self::default() };
        let cards = state.site().routes.keys().filter_map(|path| viewer.card(&state.pages()[path]));
        let named = cards.map(|card| (style.out_path(&card), card));
        // Two pages of two shards may have one card.
        let cards = named.filter(|(out, _)| inputs.shard.is_none_or(|shard| shard.has_file(out))).collect();
        Self { style: Some(style), cards }
    }

    /// Their files.
    pub fn files(&self) -> impl Iterator<Item = &OutPath> {
        self.cards.keys()
    }

    /// One card; none if no page has it.
    pub fn draw(&self, out: &OutPath) -> Option<Vec<u8>> {
        let card = self.cards.get(out)?;
        Some(Painter::new(self.style.as_deref()?)?.draw(card))
    }

    /// All cards: those of earlier builds, and the others drawn.
    pub fn draw_all(&self, cache: &Cache) -> (Outputs, Counts) {
        let Some(style) = self.style.as_deref() else { return Default::default() };
        let painter = std::sync::OnceLock::new();
        let drawn = AtomicUsize::new(0);
        let cards = self.cards.par_iter().filter_map(|(out, card)| {
            let key = Key::of(&[style.digest(card).as_bytes()]);
            let bytes = cache.get("cards", &key).or_else(|| {
                let bytes = painter.get_or_init(|| Painter::new(style)).as_ref()?.draw(card);
                cache.put("cards", &key, &bytes);
                drawn.fetch_add(1, Ordering::Relaxed);
                timings::count(Count::Cards, 1);
                Some(bytes)
            })?;
            Some((out.clone(), Arc::from(bytes)))
        });
        let outputs: Outputs = cards.collect();
        let drawn = drawn.into_inner();
        let counts = Counts { drawn, kept: outputs.len() - drawn };
        (outputs, counts)
    }
}
