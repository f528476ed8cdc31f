//! What readers can change, and in which line of which file it stands.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::parse::mapped::Origin;
use crate::parse::snippets::Snippets;
use crate::source::{LineIndex, Source};

/// A heading, or code that was taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editable {
    /// What it is called.
    pub name: String,
    /// Its file, relative to the site's root.
    pub file: Arc<str>,
    /// Its line there, counted from 1.
    pub line: usize,
}

/// Finds the lines of places in a page and in the files that it takes in.
pub fn found(places: Vec<(String, Origin)>, page: &Source, snippets: &Snippets) -> Vec<Editable> {
    let mut texts: BTreeMap<Arc<str>, (Arc<str>, LineIndex)> = BTreeMap::new();
    let mut line = |file: &Arc<str>, at: usize| {
        let (text, lines) = texts.entry(file.clone()).or_insert_with(|| {
            let text = if **file == *page.path { Some(page.text.clone()) } else { snippets.text(file) };
            let text = text.unwrap_or_else(|| Arc::from(""));
            (text.clone(), LineIndex::new(&text))
        });
        lines.line(text, at.min(text.len())).0
    };
    let found = places.into_iter().map(|(name, Origin { file, span })| {
        let line = line(&file, span.start);
        Editable { name, file, line }
    });
    found.collect()
}
