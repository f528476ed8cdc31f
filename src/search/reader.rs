//! The files of an exported index, as the engine needs them: what `theme/js/search/index.js` is in a browser.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::diagnostics::{self, Diagnostic};
use crate::search::export::LEVELS;
use crate::search::index::BOOSTS;
use crate::search::numbers::{length_of_norm, numbers};

/// Reads a file of the search folder.
pub type Load<'f> = dyn Fn(&str) -> Result<Vec<u8>, Diagnostic> + 'f;

#[derive(Deserialize)]
struct Manifest {
    n: u32,
    mode: String,
    avg: [f64; 4],
    terms: String,
    pages: String,
    chunks: String,
    norms: String,
    #[serde(default)]
    boosts: Vec<(usize, f64)>,
    h: String,
}

#[derive(Deserialize)]
struct Columns {
    t: String,
    n: String,
    d: String,
    m: String,
    f: String,
    #[serde(default)]
    x: String,
}

/// An exported index that is read in part.
pub struct Reader<'f> {
    load: &'f Load<'f>,
    /// The number of sections.
    pub total: u32,
    /// The first section of each page, and behind the last the number of all.
    pub page_starts: Vec<u32>,
    /// The pages that are ranked higher or lower, and how much.
    pub boosts: Vec<(usize, f64)>,
    is_exact: bool,
    separators: Vec<String>,
    hashes: String,
    chunk_starts: Vec<u32>,
    norms: Vec<Vec<u32>>,
    saturation: [Vec<f64>; 4],
    shards: RefCell<BTreeMap<usize, Rc<Shard>>>,
}

/// Some terms with their postings.
pub struct Shard {
    /// In the order of their bytes.
    pub terms: Vec<String>,
    starts: Vec<usize>,
    sections: Vec<u32>,
    masks: Vec<u32>,
    counts: Vec<u32>,
    firsts: Vec<usize>,
    peaks: Vec<u32>,
}

/// A term of the index.
#[derive(Clone)]
pub struct Term {
    /// The shard that has it.
    pub shard: Rc<Shard>,
    /// Its place there.
    pub at: usize,
}

/// A page as it is shown.
pub struct ShownPage {
    /// Its address behind the base path.
    pub url: String,
    /// Plain text.
    pub title: String,
    /// What it lies below.
    pub crumbs: String,
    /// Anchor, heading and level of each section.
    pub sections: Vec<(String, String, u8)>,
    /// The file of its text.
    pub text: String,
}

impl<'f> Reader<'f> {
    /// Reads what every query needs.
    pub fn open(load: &'f Load<'f>) -> Result<Self, Diagnostic> {
        let manifest: Manifest = read(load, "manifest.json")?;
        let is_exact = manifest.mode == "exact";
        let mut norms = Vec::new();
        if is_exact {
            let columns: [String; 4] = read(load, &format!("norms.{}.json", manifest.norms))?;
            norms = columns.iter().map(|column| numbers(column)).collect();
            if norms.iter().any(|column| column.len() != manifest.n as usize) {
                return Err(diagnostics::torn_search_index("norms"));
            }
        }
        let of_norm = |avg: f64, norm: u8| 1.2 * (0.25 + (0.75 * f64::from(length_of_norm(norm))) / avg);
        let page_starts = sums(&numbers(&manifest.pages));
        if page_starts.last() != Some(&manifest.n) {
            return Err(diagnostics::torn_search_index("manifest.json"));
        }
        Ok(Self {
            load,
            total: manifest.n,
            page_starts,
            boosts: manifest.boosts,
            is_exact,
            separators: manifest.terms.split('\n').filter(|term| !term.is_empty()).map(String::from).collect(),
            hashes: manifest.h,
            chunk_starts: sums(&numbers(&manifest.chunks)),
            norms,
            saturation: manifest.avg.map(|avg| (0..=u8::MAX).map(|norm| of_norm(avg, norm)).collect()),
            shards: RefCell::default(),
        })
    }

    /// Whether no section has any term.
    pub fn is_empty(&self) -> bool {
        self.separators.is_empty()
    }

    /// The shard that holds a term, if any does.
    pub fn shard_of(&self, term: &str) -> usize {
        let at = self.separators.partition_point(|separator| separator.as_str() < term);
        if self.separators.get(at).is_some_and(|separator| separator == term) { at } else { at.saturating_sub(1) }
    }

    /// A shard, read once.
    pub fn shard(&self, number: usize) -> Result<Rc<Shard>, Diagnostic> {
        if let Some(shard) = self.shards.borrow().get(&number) {
            return Ok(shard.clone());
        }
        let name = format!("t{number}.{}.json", self.hash(number));
        let shard = Shard::new(&read(self.load, &name)?, self.is_exact);
        let shard = Rc::new(
            shard.filter(|shard| shard.is_whole(self.total)).ok_or_else(|| diagnostics::torn_search_index(&name))?,
        );
        self.shards.borrow_mut().insert(number, shard.clone());
        Ok(shard)
    }

    fn hash(&self, file: usize) -> &str {
        self.hashes.get(file * 6..file * 6 + 6).unwrap_or("")
    }

    /// The page that a section belongs to.
    pub fn page_of(&self, section: u32) -> usize {
        self.page_starts.partition_point(|start| *start <= section).saturating_sub(1)
    }

    /// What is shown of a page.
    pub fn page(&self, page: usize) -> Result<ShownPage, Diagnostic> {
        let chunk = self.chunk_starts.partition_point(|start| *start as usize <= page).saturating_sub(1);
        let name = format!("d{chunk}.{}.json", self.hash(self.separators.len() + chunk));
        let pages: Vec<Vec<serde_json::Value>> = read(self.load, &name)?;
        let entry = self.chunk_starts.get(chunk).and_then(|start| pages.get(page - *start as usize));
        let torn = || diagnostics::torn_search_index(&name);
        let [url, title, crumbs, hash, rest @ ..] = &entry.ok_or_else(torn)?[..] else { return Err(torn()) };
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_string();
        let level = |value: &serde_json::Value| value.as_u64().and_then(|level| u8::try_from(level).ok()).unwrap_or(2);
        let mut sections = vec![(String::new(), text(title), 1)];
        sections.extend(rest.chunks_exact(3).map(|section| (text(&section[0]), text(&section[1]), level(&section[2]))));
        let file = format!("p/{page}.{}.json", text(hash));
        Ok(ShownPage { url: text(url), title: text(title), crumbs: text(crumbs), sections, text: file })
    }

    /// The texts of a page's sections; of one with tabs, its own, and behind it keys and text of each tab.
    pub fn texts(&self, page: &ShownPage) -> Result<Vec<Vec<String>>, Diagnostic> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Text {
            One(String),
            WithTabs(Vec<String>),
        }
        let texts: Vec<Text> = read(self.load, &page.text)?;
        let list = |text| match text {
            Text::One(text) => vec![text],
            Text::WithTabs(texts) => texts,
        };
        Ok(texts.into_iter().map(list).collect())
    }

    /// Calls back with each section that has a term, tantivy's score for it, and the length of its heading if that has
    /// it.
    pub fn scan(&self, Term { shard, at }: &Term, mut found: impl FnMut(u32, f64, u32)) {
        let postings = shard.starts[*at]..shard.starts[*at + 1];
        if !self.is_exact {
            for p in postings {
                let score = f64::from(shard.counts[p] * shard.peaks[*at]) / f64::from(LEVELS * 100);
                found(shard.sections[p], score, shard.masks[p]);
            }
            return;
        }
        let total = f64::from(self.total);
        let weights: [f64; 4] = std::array::from_fn(|field| {
            let n = postings.clone().filter(|p| shard.masks[*p] >> field & 1 == 1).count() as f64;
            (1.0 + (total - n + 0.5) / (n + 0.5)).ln() * 2.2 * f64::from(BOOSTS[field])
        });
        for p in postings {
            let section = shard.sections[p];
            let norm = |field: usize| self.norms[field][section as usize];
            let mut score = 0.0;
            let fields = (0..4).filter(|field| shard.masks[p] >> field & 1 == 1);
            for (count, field) in (shard.firsts[p]..).zip(fields) {
                let times = f64::from(shard.counts[count]);
                score += (weights[field] * times) / (times + self.saturation[field][norm(field) as usize & 255]);
            }
            let in_heading = shard.masks[p] >> 1 & 1 == 1;
            found(
                section,
                score,
                if in_heading { length_of_norm(u8::try_from(norm(1)).unwrap_or(u8::MAX)) } else { 0 },
            );
        }
    }
}

impl Shard {
    fn new(columns: &Columns, is_exact: bool) -> Option<Self> {
        let mut terms: Vec<String> = Vec::new();
        for line in columns.t.split('\n') {
            let shared = line.chars().next()?.to_digit(36)? as usize;
            let prefix = terms.last().map_or("", |term| units(term, shared));
            terms.push(format!("{prefix}{}", &line[1..]));
        }
        let masks = numbers(&columns.m);
        let mut firsts = Vec::new();
        let mut count = 0;
        for mask in masks.iter().filter(|_| is_exact) {
            firsts.push(count);
            count += (mask & 15).count_ones() as usize;
        }
        let mut sections = numbers(&columns.d);
        let mut starts = vec![0];
        for size in numbers(&columns.n) {
            let start = starts[starts.len() - 1];
            let end = start + size as usize;
            let postings = sections.get_mut(start..end)?;
            for p in 1..postings.len() {
                postings[p] = postings[p].wrapping_add(postings[p - 1]);
            }
            starts.push(end);
        }
        Some(Self { terms, starts, sections, masks, counts: numbers(&columns.f), firsts, peaks: numbers(&columns.x) })
    }

    /// Whether all columns belong together.
    fn is_whole(&self, total: u32) -> bool {
        let postings = self.sections.len();
        let counts = self
            .firsts
            .last()
            .zip(self.masks.last())
            .map_or(postings, |(first, mask)| first + (mask & 15).count_ones() as usize);
        self.starts.len() == self.terms.len() + 1
            && self.starts.last() == Some(&postings)
            && self.masks.len() == postings
            && self.counts.len() == counts
            && (!self.firsts.is_empty() || self.peaks.len() == self.terms.len())
            && self.sections.iter().all(|section| *section < total)
    }
}

/// The beginning of a term, in UTF-16 units.
fn units(term: &str, count: usize) -> &str {
    let mut left = count;
    let end = term.char_indices().find(|(_, c)| match left.checked_sub(c.len_utf16()) {
        Some(rest) => {
            left = rest;
            false
        }
        None => true,
    });
    end.map_or(term, |(end, _)| &term[..end])
}

fn sums(steps: &[u32]) -> Vec<u32> {
    let mut sum = 0_u32;
    let mut sums = vec![0];
    sums.extend(steps.iter().map(|step| {
        sum = sum.wrapping_add(*step);
        sum
    }));
    sums
}

fn read<T: DeserializeOwned>(load: &Load, name: &str) -> Result<T, Diagnostic> {
    serde_json::from_slice(&load(name)?).map_err(|_| diagnostics::torn_search_index(name))
}
