//! The search index: pages to documents, documents to a tantivy index, that to small files for the browser.

pub mod documents;
pub mod export;
pub mod index;
pub mod numbers;
pub mod tokenizer;

use rayon::prelude::*;

use crate::parse::Page;
use crate::pipeline::{Outputs, State};
use crate::read::Inputs;
use crate::render::viewer;
use crate::search::documents::SearchPage;
use crate::search::export::Files;
use crate::search::index::IndexError;
use crate::source::{OutPath, PagePath};

/// The folder of the index below the output folder.
pub const FOLDER: &str = "search";

/// All that search finds, in the order of the nav; pages outside of it follow in that of their paths.
pub fn pages(state: &State, inputs: &Inputs) -> Vec<SearchPage> {
    let (pages, site) = (state.pages(), state.site());
    let home = viewer::home_crumb(site, &pages, &inputs.base_path);
    let trails = viewer::trails(&site.nav, &inputs.base_path, home.as_ref());
    let outside = site.routes.keys().filter(|path| !site.positions.contains_key(*path));
    let order: Vec<&PagePath> = site.order.iter().chain(outside).collect();
    let found = order.par_iter().filter_map(|path| {
        let page: &Page = pages[*path];
        let crumbs = trails.get(*path).into_iter().flatten().map(|crumb| crumb.label.as_str());
        Some(SearchPage {
            boost: page.settings.search_boost?,
            url: viewer::encoded_route(&site.routes[*path]),
            title: page.outline.title.clone(),
            crumbs: crumbs.collect::<Vec<_>>().join(" / "),
            sections: documents::sections(page),
        })
    });
    found.collect()
}

/// The search of a site as it is published.
pub struct Search {
    /// The files of the index.
    pub outputs: Outputs,
}

/// Indexes the pages of the last build.
pub fn search(state: &State, inputs: &Inputs) -> Search {
    let pages = pages(state, inputs);
    let files = files(&pages, 1).expect("an index in memory cannot fail");
    let outputs = files.into_iter().map(|(name, bytes)| (OutPath(format!("{FOLDER}/{name}")), bytes.into()));
    Search { outputs: outputs.collect() }
}

/// The files of the index of some pages, by their names.
pub fn files(pages: &[SearchPage], threads: usize) -> Result<Files, IndexError> {
    export::export(&index::index(pages, threads)?, pages)
}
