//! The main flow: `parse -> resolve -> render` over what was read, giving what is to be written.

mod changes;
mod claims;
mod draw;
mod fingerprint;
mod lists;
mod told;
mod touched;

#[cfg(test)]
mod equality;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use crate::cards::Style;
use crate::diagnostics::Diagnostic;
use crate::parse::snippets::Snippets;
use crate::parse::{Options, Pages};
use crate::read::Inputs;
use crate::render::assets::{Asset, Theme};
use crate::render::nav::NavHtml;
use crate::render::policy::Hosts;
use crate::render::templates::Templates;
use crate::render::view::Crumb;
use crate::resolve::links::{self, ExternalLink};
use crate::resolve::{self, Site};
use crate::source::shard::Shard;
use crate::source::{OutPath, PagePath, Source};
use crate::timings::{Stage, measured};

use changes::{Around, Changes, Reach, Shared};
use claims::{Claim, Claims};
pub use draw::hash_of;
use draw::{Drawn, ViewHash};
pub use fingerprint::{Fingerprint, fingerprint};
pub use lists::{Later, lists};

/// The files of the output.
pub type Outputs = BTreeMap<OutPath, Arc<[u8]>>;

/// What is kept from one build to the next; empty for a full build.
#[derive(Clone, Default)]
pub struct State {
    sources: BTreeMap<PagePath, Source>,
    options: Arc<Options>,
    pages: Pages,
    snippets: Snippets,
    /// The pages that take in a file, or have looked for it.
    takers: BTreeMap<String, BTreeSet<PagePath>>,
    site: Arc<Site>,
    around: Around,
    shared: Shared,
    templates: Option<Arc<Result<Templates, Diagnostic>>>,
    templates_hash: ViewHash,
    dates: Arc<BTreeMap<String, String>>,
    theme: Theme,
    card_style: Option<Arc<Style>>,
    nav: NavHtml,
    /// The first step of all breadcrumbs.
    home: Option<Crumb>,
    files: BTreeMap<String, (Arc<[u8]>, Asset)>,
    file_names: BTreeSet<String>,
    published_files: BTreeMap<String, OutPath>,
    /// How many pages show a file.
    shown: BTreeMap<String, usize>,
    /// How many pages show an image of a host.
    image_hosts: Hosts,
    headers: String,
    /// The pages with a link that may lead to what has a key.
    linking: BTreeMap<String, BTreeSet<PagePath>>,
    drawn: BTreeMap<PagePath, Drawn>,
    built_in: BTreeMap<Claim, Drawn>,
    /// The pages that are published with those below them as one document.
    prints: BTreeMap<PagePath, OutPath>,
    /// The pages that have something to tell.
    telling: BTreeSet<PagePath>,
    claims: Claims,
    /// Why nothing could be drawn.
    failure: Option<Diagnostic>,
    is_drawn: bool,
    #[cfg(test)]
    flaw: Option<equality::Flaw>,
}

impl State {
    /// The pages of the last build.
    pub fn pages(&self) -> &Pages {
        &self.pages
    }

    /// What the pages of the last build are together.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// The files of the last build that could be drawn, without what [`lists`] draws.
    pub fn outputs(&self) -> &Outputs {
        &self.claims.outputs
    }

    /// The files of a shard's pages.
    pub fn pages_of(&self, shard: Shard) -> BTreeSet<OutPath> {
        self.site.routes.iter().filter(|(path, _)| shard.has(path)).map(|(_, route)| route.out_path()).collect()
    }

    /// Keeps of each file of the output that it is there, and not what is in it: for a state of which no more is built.
    pub fn let_go_of_contents(&mut self) {
        self.claims.let_go_of_contents();
    }

    /// The links out of the site.
    pub fn external(&self, inputs: &Inputs) -> Vec<ExternalLink> {
        links::external(&inputs.config.content.value, &self.site.routes, &self.pages)
    }
}

/// What a full build gives.
pub struct Built {
    /// The files to be published, if there is no error.
    pub outputs: Outputs,
    /// All problems, sorted by file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// What `check` tells besides, sorted.
    pub lints: Vec<Diagnostic>,
    /// What was done.
    pub counts: Counts,
    /// The links out of the site.
    pub external: Vec<ExternalLink>,
}

/// What a build has changed in the output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delta {
    /// Files that are new or other than they were.
    pub written: Outputs,
    /// Files that are no more.
    pub removed: BTreeSet<OutPath>,
    /// Files that were looked at again and are the same.
    pub unchanged: usize,
    /// What was done.
    pub counts: Counts,
}

/// What a build did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Pages of the site.
    pub pages: usize,
    /// Pages parsed in this build.
    pub parsed: usize,
    /// Pages rendered in this build.
    pub rendered: usize,
}

/// How far a build has come, to be watched from another thread.
#[derive(Debug, Default)]
pub struct Progress {
    /// Pages parsed so far.
    pub parsed: AtomicUsize,
    /// Pages rendered so far.
    pub rendered: AtomicUsize,
    /// Pages in all.
    pub pages: AtomicUsize,
    /// External links asked so far.
    pub asked: AtomicUsize,
    /// External links to ask in all.
    pub links: AtomicUsize,
}

/// Brings the state up to the inputs. A full build is this on an empty state, and then [`lists`].
pub fn apply(state: &mut State, inputs: &Inputs, progress: &Progress) -> Delta {
    let changes = measured(Stage::Parse, || changes::find(state, inputs, progress));
    let before = measured(Stage::Resolve, || {
        let before = resolve(state, inputs, &changes);
        touched::index_links(state, inputs, &changes);
        before
    });
    let rendered = match measured(Stage::Render, || draw::draw(state, inputs, &changes, &before, progress)) {
        Ok(rendered) => {
            state.failure = None;
            state.is_drawn = true;
            rendered
        }
        Err(problem) => {
            state.failure = Some(problem);
            state.is_drawn = false;
            0
        }
    };
    let counts = Counts { pages: state.site.routes.len(), parsed: changes.parsed, rendered };
    delta(state, counts)
}

/// Everything at once: what is kept, what is drawn when all pages are out, and all that is to be told.
pub fn build(state: &mut State, inputs: &Inputs, progress: &Progress) -> Built {
    let mut counts = apply(state, inputs, progress).counts;
    let later = lists(state, inputs);
    counts.rendered += later.outputs.len();
    let mut outputs = Outputs::new();
    if state.failure.is_none() {
        outputs.clone_from(state.outputs());
        outputs.extend(later.outputs);
    }
    let mut diagnostics = state.diagnostics(inputs);
    diagnostics.extend(later.diagnostics);
    diagnostics.sort();
    Built { outputs, diagnostics, lints: state.lints(inputs), counts, external: state.external(inputs) }
}

/// Puts the pages together anew, as far as the changes reach; gives what they were together before.
fn resolve(state: &mut State, inputs: &Inputs, changes: &Changes) -> Arc<Site> {
    if changes.reach == Reach::Title {
        touched::retitle(Arc::make_mut(&mut state.site), &state.pages, &changes.pages);
    }
    let before = state.site.clone();
    if changes.reach >= Reach::Tree {
        let others = inputs.private.iter().chain(inputs.assets.keys()).map(String::as_str);
        let (config, source) = (&inputs.config, &inputs.config_source);
        state.site = Arc::new(resolve::resolve(config, source, &inputs.folder_navs, others, &state.pages));
    }
    before
}

fn delta(state: &mut State, counts: Counts) -> Delta {
    let mut delta = Delta { counts, ..Delta::default() };
    for (out, before) in state.claims.take_before() {
        match (before, state.claims.outputs.get(&out)) {
            (old, Some(new)) if old.as_ref() != Some(new) => drop(delta.written.insert(out, new.clone())),
            (Some(_), None) => drop(delta.removed.insert(out)),
            _ => delta.unchanged += 1,
        }
    }
    delta
}
