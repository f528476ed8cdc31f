//! What the program can be told to do.

pub mod build;
pub mod check;
pub mod explain;
pub mod merge;
pub mod mv;
pub mod new;
pub mod schema;
pub mod search;
mod search_export;
pub mod serve;
mod unchanged;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::cards;
use crate::diagnostics::Diagnostic;
use crate::external;
use crate::pipeline::{self, Built, Counts, Outputs, Progress, State};
use crate::read::{self, Inputs, Unreadable};
use crate::search::{OWNER, Search, Size};
use crate::syndication;
use crate::timings::{Stage, measured};
use crate::urls;
use crate::write::Published;

/// What came of a command that looks at a whole site.
pub struct Report {
    /// All problems.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that they point into.
    pub sources: BTreeMap<String, Arc<str>>,
    /// What was done, if the site had no error.
    pub done: Option<Done>,
    /// How many external links were asked, if any were to be.
    pub external: Option<external::Counts>,
    /// What was put right, if it was to be.
    pub fixed: Option<Fixed>,
}

/// What `check --fix` has put right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fixed {
    /// Links that lead to where their page is now.
    pub links: usize,
    /// Keys that are written as ours.
    pub keys: usize,
    /// Files that were written.
    pub files: usize,
}

/// What was done with a site.
pub enum Done {
    /// It was built; the last is the number of addresses that are guarded from now on.
    Built(Counts, Box<Published>, Box<Added>, Option<usize>),
    /// It was built before, and nothing has changed since.
    Unchanged(Counts, Box<Published>, Box<Added>),
    /// It was looked at.
    Checked(Counts),
}

/// What was added to a site when its pages were out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Added {
    /// What its index holds, if it has one.
    pub search: Option<Size>,
    /// How many cards it has, if any.
    pub cards: Option<cards::Counts>,
}

/// A command that has done nothing, and why.
fn sources_of(inputs: &Inputs, diagnostics: Vec<Diagnostic>) -> Report {
    Report { diagnostics, sources: inputs.sources(), done: None, external: None, fixed: None }
}

/// Adds what stands where a twin is to be.
fn tell_what_is_in_the_way(built: &mut Built, state: &State, inputs: &Inputs) {
    built.diagnostics.extend(syndication::in_the_way(state, inputs));
    built.diagnostics.sort();
}

/// Adds what the URL guard says of what was built.
fn add_lost_urls(built: &mut Built, state: &State, inputs: &Inputs) {
    let Some(lock) = inputs.urls_lock.as_ref().filter(|_| !state.has_failed()) else { return };
    built.diagnostics.extend(urls::lost(state, lock, &inputs.config.content.value));
    built.diagnostics.sort();
}

/// Adds what the site's search tells to what was built; its files, and its size if the site has one.
fn take_search(built: &mut Built, search: Search, state: &State, inputs: &Inputs) -> (Outputs, Option<Size>) {
    let Search { outputs, size, diagnostics } = search;
    built.diagnostics.extend(state.in_the_way(inputs, outputs.keys(), OWNER).into_iter().chain(diagnostics));
    built.diagnostics.sort();
    let is_there = !outputs.is_empty();
    (outputs, is_there.then_some(size))
}

/// A site that was read and rendered.
struct Evaluated {
    inputs: Inputs,
    state: State,
    built: Built,
}

/// Who has written what decides how a site is built: its config, its templates and its theme.
#[derive(Clone, Debug)]
pub enum Trust {
    /// Whoever wrote the pages.
    Tree,
    /// Whoever made a commit; the newest that `origin` has if none is named.
    Commit(Option<String>),
}

/// Reads a site; a config that cannot be read is all there is to report.
fn read(site: &Path, base_url: Option<&str>, trust: &Trust) -> Result<Inputs, Report> {
    let read = measured(Stage::Read, || match trust {
        Trust::Tree => read::read(site, base_url),
        Trust::Commit(commit) => read::read_untrusted(site, base_url, commit.as_deref()),
    });
    read.map_err(|Unreadable { diagnostics, sources }| Report {
        diagnostics,
        sources,
        done: None,
        external: None,
        fixed: None,
    })
}

/// Renders a site in memory.
fn evaluate(inputs: Inputs, progress: &Progress) -> Evaluated {
    let mut state = State::default();
    let built = pipeline::build(&mut state, &inputs, progress);
    Evaluated { inputs, state, built }
}
