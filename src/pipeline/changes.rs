//! What is not as it was at the last build. Pages that have changed are parsed here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use super::{Progress, State};
use crate::cards::{FontFile, Style};
use crate::parse::snippets::{Snippet, Snippets};
use crate::parse::{self, Math, Options, Page, Pages};
use crate::read::Inputs;
use crate::render::assets;
use crate::render::templates::Templates;
use crate::source::{PagePath, Source};

/// How far a change may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// Pages show what they say themselves.
    Body,
    /// Others name a page, which has another title.
    Title,
    /// Pages or files have come, gone or moved.
    Tree,
    /// Whatever all pages share.
    Everything,
}

/// What is not as it was.
pub(super) struct Changes {
    /// How far it may reach.
    pub(super) reach: Reach,
    /// The pages that have changed, each as it was; none for a new one.
    pub(super) pages: BTreeMap<PagePath, Option<Arc<Page>>>,
    /// The files beside the pages that have come, gone or changed.
    pub(super) files: BTreeSet<String>,
    /// The pages with another date.
    pub(super) dates: BTreeSet<PagePath>,
    /// Pages parsed.
    pub(super) parsed: usize,
}

/// What all pages share, as far as it is not parsed.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Shared {
    config: Arc<str>,
    base_url: String,
    templates: BTreeMap<String, Arc<str>>,
    theme: BTreeMap<String, Arc<[u8]>>,
    card_font: FontFile,
}

/// What the nav and the addresses are made of besides the pages.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Around {
    private: BTreeSet<String>,
    folder_navs: BTreeMap<String, Arc<str>>,
}

/// Finds what has changed, and notes what is now.
pub(super) fn find(state: &mut State, inputs: &Inputs, progress: &Progress) -> Changes {
    let (pages, parsed) = parse_pages(state, inputs, progress);
    let mut reach = if state.is_drawn { Reach::Body } else { Reach::Everything };
    for (path, old) in &pages {
        reach = reach.max(reach_of(old.as_deref(), state.pages.get(path).map(Arc::as_ref)));
    }
    let files = changed_files(state, inputs);
    let names_differ = |path: &String| state.files.contains_key(path) != inputs.assets.contains_key(path);
    if files.iter().any(names_differ) {
        reach = reach.max(Reach::Tree);
    }
    for path in &files {
        match inputs.assets.get(path) {
            Some(bytes) => {
                state.file_names.insert(path.clone());
                state.files.insert(path.clone(), (bytes.clone(), assets::name_asset(path, bytes)));
            }
            None => {
                state.file_names.remove(path);
                state.files.remove(path);
            }
        }
    }
    let navs = inputs.folder_navs.iter().map(|(folder, source)| (folder.clone(), source.text.clone()));
    let around = Around { private: inputs.private.clone(), folder_navs: navs.collect() };
    if around != state.around {
        reach = reach.max(Reach::Tree);
        state.around = around;
    }
    if note_shared(state, inputs) {
        reach = Reach::Everything;
    }
    let dates = changed_dates(state, inputs);
    Changes { reach, pages, files, dates, parsed }
}

fn reach_of(old: Option<&Page>, new: Option<&Page>) -> Reach {
    let (Some(old), Some(new)) = (old, new) else { return Reach::Tree };
    let mut alike = old.outline.clone();
    alike.title.clone_from(&new.outline.title);
    alike.sidebar.label.clone_from(&new.outline.sidebar.label);
    let files = |page: &Page| (page.settings.aliases.clone(), page.settings.print);
    if alike != new.outline || files(old) != files(new) {
        Reach::Tree
    } else if old.outline != new.outline {
        Reach::Title
    } else {
        Reach::Body
    }
}

/// Whether what all pages share has changed.
fn note_shared(state: &mut State, inputs: &Inputs) -> bool {
    let shared = Shared {
        config: inputs.config_source.text.clone(),
        base_url: inputs.config.base_url.value.clone(),
        templates: inputs.templates.clone(),
        theme: inputs.theme.clone(),
        card_font: inputs.card_font.clone(),
    };
    if shared == state.shared {
        return false;
    }
    if shared.templates != state.shared.templates {
        state.templates = Some(Arc::new(Templates::new(&inputs.templates)));
        state.templates_hash = super::draw::hash_of(&inputs.templates);
    }
    state.card_style = Style::of(inputs).map(Arc::new);
    state.shared = shared;
    true
}

fn changed_files(state: &State, inputs: &Inputs) -> BTreeSet<String> {
    let is_same = |path: &String, bytes: &Arc<[u8]>| {
        state.files.get(path).is_some_and(|(old, _)| Arc::ptr_eq(old, bytes) || old == bytes)
    };
    let others = inputs.assets.iter().filter(|(path, bytes)| !is_same(path, bytes)).map(|(path, _)| path.clone());
    others.chain(state.files.keys().filter(|path| !inputs.assets.contains_key(*path)).cloned()).collect()
}

fn changed_dates(state: &mut State, inputs: &Inputs) -> BTreeSet<PagePath> {
    if Arc::ptr_eq(&state.dates, &inputs.dates) {
        return BTreeSet::new();
    }
    let (old, new) = (&state.dates, &inputs.dates);
    let paths: BTreeSet<&String> =
        old.keys().chain(new.keys()).filter(|path| old.get(*path) != new.get(*path)).collect();
    let changed = paths.into_iter().map(|path| PagePath(path.clone())).collect();
    state.dates = inputs.dates.clone();
    changed
}

fn parse_pages(
    state: &mut State,
    inputs: &Inputs,
    progress: &Progress,
) -> (BTreeMap<PagePath, Option<Arc<Page>>>, usize) {
    let stale = stale(state, inputs);
    progress.pages.store(inputs.pages.len(), Ordering::Relaxed);
    progress.parsed.fetch_add(inputs.pages.len() - stale.len(), Ordering::Relaxed);
    let options = state.options.clone();
    let parsed: Vec<_> = stale
        .par_iter()
        .map(|path| {
            let source = &inputs.pages[path];
            let page = Arc::new(parse::parse(path, source, &options, &inputs.snippets));
            progress.parsed.fetch_add(1, Ordering::Relaxed);
            (path.clone(), source.clone(), page)
        })
        .collect();
    let count = parsed.len();
    let mut changed = BTreeMap::new();
    let gone: Vec<PagePath> = state.pages.keys().filter(|path| !inputs.pages.contains_key(*path)).cloned().collect();
    for path in gone {
        let old = state.pages.remove(&path);
        state.sources.remove(&path);
        index_snippets(&mut state.takers, old.as_deref(), None);
        changed.insert(path, old);
    }
    for (path, source, page) in parsed {
        state.sources.insert(path.clone(), source);
        let old = state.pages.insert(path.clone(), page.clone());
        index_snippets(&mut state.takers, old.as_deref(), Some(&page));
        changed.insert(path, old);
    }
    (changed, count)
}

/// The pages whose text, options or snippets are not what they were parsed from.
fn stale(state: &mut State, inputs: &Inputs) -> BTreeSet<PagePath> {
    let options = options(inputs);
    let are_new_options = options != *state.options;
    if are_new_options {
        state.options = Arc::new(options);
    }
    let is_same = |path: &PagePath, source: &Source| {
        let old = state.sources.get(path);
        old.is_some_and(|old| Arc::ptr_eq(&old.text, &source.text) || old.text == source.text)
    };
    let is_stale = |(path, source): &(&PagePath, &Source)| are_new_options || !is_same(path, source);
    let mut stale: BTreeSet<PagePath> = inputs.pages.iter().filter(is_stale).map(|(path, _)| path.clone()).collect();
    for path in changed_snippets(&state.snippets, &inputs.snippets) {
        stale.extend(state.takers.get(path).into_iter().flatten().cloned());
    }
    // What is offered in place of a missing file comes from the names around it.
    if state.snippets.neighbours != inputs.snippets.neighbours {
        stale.extend(missing_a_file(&state.pages));
    }
    if state.snippets.files != inputs.snippets.files || state.snippets.neighbours != inputs.snippets.neighbours {
        state.snippets = inputs.snippets.clone();
    }
    stale.retain(|path| inputs.pages.contains_key(path));
    stale
}

fn changed_snippets<'s>(old: &'s Snippets, new: &'s Snippets) -> impl Iterator<Item = &'s String> {
    let gone = old.files.keys().filter(|path| !new.files.contains_key(*path));
    let other = |(path, snippet): &(&String, &Snippet)| old.files.get(*path) != Some(snippet);
    gone.chain(new.files.iter().filter(other).map(|(path, _)| path))
}

fn missing_a_file(pages: &Pages) -> impl Iterator<Item = PagePath> {
    let misses = |page: &Arc<Page>| page.diagnostics.iter().any(|problem| problem.code == "missing-snippet");
    pages.iter().filter(move |(_, page)| misses(page)).map(|(path, _)| path.clone())
}

fn index_snippets(takers: &mut BTreeMap<String, BTreeSet<PagePath>>, old: Option<&Page>, new: Option<&Page>) {
    if let Some(old) = old {
        for file in old.snippets.keys() {
            if let Some(pages) = takers.get_mut(file) {
                pages.remove(&old.path);
            }
        }
    }
    if let Some(new) = new {
        for file in new.snippets.keys() {
            takers.entry(file.clone()).or_default().insert(new.path.clone());
        }
    }
}

fn options(inputs: &Inputs) -> Options {
    Options {
        languages: inputs.config.languages.clone(),
        trust_html: inputs.config.trust_html,
        math: if inputs.config.math { Math::Tex } else { Math::Off },
        content: inputs.config.content.value.clone(),
        variables: inputs.config.variables(),
        limits: inputs.config.raise_limits,
        shard: inputs.shard,
    }
}
