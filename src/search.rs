//! The search of a site: pages to documents, documents to a tantivy index, that to small files which a browser reads in
//! part; and the engine that finds sections in those files.

pub mod bulk;
pub mod documents;
pub mod engine;
mod excerpt;
pub mod export;
pub mod index;
mod numbers;
mod rank;
mod reader;
pub mod server;
pub mod tokenizer;
mod words;

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::config::SearchTest;
use crate::diagnostics::{self, Diagnostic};
use crate::parse::Page;
use crate::pipeline::{Outputs, State};
use crate::read::Inputs;
use crate::render::viewer;
use crate::resolve::Site;
use crate::resolve::nav::NavTarget;
use crate::search::documents::SearchPage;
use crate::search::export::Files;
use crate::source::shard::Shard;
use crate::source::{OutPath, PagePath, join};
use crate::yaml;

/// Whose its files are, as it is told.
pub const OWNER: &str = "the search index";

/// The folder of the index below the output folder.
pub const FOLDER: &str = "search";

/// The search of a site as it is published.
#[derive(Default)]
pub struct Search {
    /// The files of the index.
    pub outputs: Outputs,
    /// What it holds.
    pub size: Size,
    /// Queries that do not find what they should, and an index past its budget.
    pub diagnostics: Vec<Diagnostic>,
}

/// What an index holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Sections that can be found.
    pub sections: usize,
    /// Bytes of all files but the texts of excerpts, not compressed.
    pub bytes: usize,
}

/// Indexes the pages of the last build and tries the site's queries; nothing if the site has no search, or
/// if another shard has it.
pub fn search(state: &State, inputs: &Inputs) -> Search {
    let settings = inputs.config.search.settings().filter(|_| inputs.shard.is_none_or(Shard::is_last));
    let Some(settings) = settings else { return Search::default() };
    let pages = pages(state);
    let files = match files(&pages, rayon::current_num_threads().min(MAX_THREADS)) {
        Ok(files) => files,
        Err(problem) => return Search { diagnostics: vec![problem], ..Search::default() },
    };
    let is_index = |(name, _): &(&String, &Vec<u8>)| !name.starts_with("p/");
    let bytes = files.iter().filter(is_index).map(|(_, bytes)| bytes.len()).sum();
    let sections = pages.iter().map(|page| page.sections.len()).sum();
    let place = |spanned: &yaml::Spanned<String>| yaml::span_of(&inputs.config_source.text, spanned);
    let tests = inputs.config.search_tests.iter();
    let mut diagnostics: Vec<Diagnostic> = tests
        .filter_map(|test| Some(try_query(test, &pages, &files)?.at(&inputs.config_source.path, place(&test.query))))
        .collect();
    let budget = settings.budget_kb.filter(|budget| bytes > budget.value as usize * 1000);
    diagnostics.extend(budget.map(|budget| {
        let line = usize::try_from(budget.referenced.line()).unwrap_or(1);
        let column = usize::try_from(budget.referenced.column()).unwrap_or(1);
        let span = crate::source::Span::at(&inputs.config_source.text, line, column, budget.value.to_string().len());
        diagnostics::search_over_budget(bytes, budget.value).at(&inputs.config_source.path, span)
    }));
    let outputs = files.into_iter().map(|(name, bytes)| (OutPath(format!("{FOLDER}/{name}")), bytes.into()));
    Search { outputs: outputs.collect(), size: Size { sections, bytes }, diagnostics }
}

/// More threads fill more memory and save little: the terms are put together by one.
const MAX_THREADS: usize = 2;

/// All that search finds, in the order of the nav; pages outside of it follow in that of their paths.
pub fn pages(state: &State) -> Vec<SearchPage> {
    let (pages, site) = (state.pages(), state.site());
    let mut seen = BTreeSet::new();
    let order: Vec<&PagePath> = site.order.iter().chain(site.routes.keys()).filter(|path| seen.insert(*path)).collect();
    let found = order.par_iter().filter_map(|path| {
        let page: &Page = &pages[*path];
        Some(SearchPage {
            path: (*path).clone(),
            boost: page.settings.search_boost?,
            url: viewer::encoded_route(&site.routes[*path]),
            title: page.outline.title.clone(),
            crumbs: crumbs(site, path),
            sections: documents::sections(page),
        })
    });
    found.collect()
}

/// The labels above a page in the nav, but for the first page's.
fn crumbs(site: &Site, path: &PagePath) -> String {
    let mut labels = Vec::new();
    let mut nodes = &site.nav;
    let at = site.places.get(path).map_or(&[][..], |place| &place.at);
    for index in &at[..at.len().saturating_sub(1)] {
        let node = &nodes[*index];
        let is_first = matches!(&node.target, NavTarget::Page(_, route) if route.0 == "/");
        labels.extend((!is_first).then_some(node.label.as_str()));
        nodes = &node.children;
    }
    labels.join(" / ")
}

/// The files of the index of some pages, by their names.
pub fn files(pages: &[SearchPage], threads: usize) -> Result<Files, Diagnostic> {
    let index = index::index(pages, threads).and_then(|index| export::export(&index, pages));
    index.map_err(|error| diagnostics::search_index_failed(&error.to_string()))
}

/// What is wrong with a query that should find a page among the first three.
fn try_query(test: &SearchTest, pages: &[SearchPage], files: &Files) -> Option<Diagnostic> {
    let path = join("", &test.page.value).0;
    let Some(page) = pages.iter().find(|page| page.path.0 == path) else {
        return Some(diagnostics::search_test_of_no_page(&path, pages.iter().map(|page| page.path.0.as_str())));
    };
    let load = |name: &str| files.get(name).cloned().ok_or_else(|| diagnostics::torn_search_index(name));
    let found = match engine::search(&load, &test.query.value) {
        Ok(results) => results.pages,
        Err(problem) => return Some(problem),
    };
    let first = &found[..found.len().min(3)];
    if first.iter().any(|found| found.url == page.url) {
        return None;
    }
    let path_of = |url: &str| pages.iter().find(|page| page.url == url).map_or(url, |page| &page.path.0).to_string();
    let first: Vec<String> = first.iter().map(|found| path_of(&found.url)).collect();
    Some(diagnostics::search_test_failed(&test.query.value, &path, &first))
}
