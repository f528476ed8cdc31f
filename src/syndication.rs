//! What programs read of a site: a Markdown twin of every page, `llms.txt`, the sitemap, the feed, `robots.txt`, and old addresses for hosts.

mod feed;
mod hosts;
mod llms;
mod markdown;
mod sitemap;
mod tree;
mod twins;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostics::Diagnostic;
use crate::pipeline::{Outputs, State};
use crate::read::Inputs;
use crate::source::shard::Shard;
use crate::source::{OutPath, PagePath, Route};

/// The Markdown of pages by their files.
type Twins<'p> = BTreeMap<&'p PagePath, Arc<str>>;

/// Makes the files of the last build that are a shard's: the twins of its pages, and in the first the lists; of the site's own files with one of these names, the author's counts.
pub fn syndicate(state: &State, inputs: &Inputs) -> Outputs {
    if state.has_failed() {
        return Outputs::new();
    }
    let viewer = state.viewer(inputs);
    let is_own = |path: &&PagePath| inputs.shard.is_none_or(|shard| shard.has(path));
    let has_lists = inputs.shard.is_none_or(Shard::is_first);
    let paths: Vec<&PagePath> = viewer.site.routes.keys().filter(|path| has_lists || is_own(path)).collect();
    let twin = |path: &&'_ PagePath| Arc::<str>::from(twins::twin(&viewer, &viewer.pages[*path]));
    let twins: Twins = paths.par_iter().map(|path| (*path, twin(path))).collect();
    let mut outputs: Outputs = twins
        .iter()
        .filter(|(path, _)| is_own(path))
        .map(|(path, text)| (viewer.site.routes[*path].twin_path(), text.clone().into()))
        .collect();
    if !has_lists {
        return outputs;
    }
    let lists = llms::files(&viewer, &twins).into_iter().chain(sitemap::files(&viewer)).chain([feed::file(&viewer)]);
    let lists = lists.chain(hosts::files(&viewer));
    let is_free = |(out, _): &(OutPath, String)| !state.outputs().contains_key(out);
    outputs.extend(lists.filter(is_free).map(|(out, text)| (out, text.into_bytes().into())));
    outputs
}

/// What stands where a twin is to be.
pub fn in_the_way(state: &State, inputs: &Inputs) -> Vec<Diagnostic> {
    let twins: Vec<OutPath> = state.site().routes.values().map(Route::twin_path).collect();
    state.in_the_way(inputs, twins.iter(), "the Markdown twin of a page")
}
