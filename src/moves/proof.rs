//! The site as it would be after a move, looked at before anything is written.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::config;
use crate::diagnostics::{self, Diagnostic};
use crate::moves::edits::{Replacement, replaced_text};
use crate::moves::relocation::Relocation;
use crate::parse::snippets::{Snippet, Snippets};
use crate::pipeline::{self, Built, Progress, State};
use crate::read::Inputs;
use crate::resolve::redirects;
use crate::source::names::folded;
use crate::source::{OutPath, PagePath, Source};

/// The inputs after the move; none if an edit does not fit or the config cannot be read any more.
fn moved(inputs: &Inputs, relocation: &Relocation, edits: &BTreeMap<String, Vec<Replacement>>) -> Option<Inputs> {
    let text = |path: &str, text: &Arc<str>| match edits.get(path) {
        Some(replacements) => replaced_text(text, replacements).map(Arc::from),
        None => Some(text.clone()),
    };
    let source = |old: &Source| Some(Source { path: relocation.in_site(&old.path), text: text(&old.path, &old.text)? });
    let config_source = source(&inputs.config_source)?;
    let pages = inputs.pages.iter().map(|(path, old)| Some((relocation.page(path), source(old)?)));
    let navs = inputs.folder_navs.iter().map(|(folder, old)| Some((relocation.of(folder), source(old)?)));
    let files = inputs.snippets.files.iter().map(|(path, snippet)| {
        let snippet = match snippet {
            Snippet::Text(old) => Snippet::Text(text(path, old)?),
            Snippet::Unreadable(reason) => Snippet::Unreadable(reason),
        };
        Some((relocation.in_site(path), snippet))
    });
    let neighbours = inputs.snippets.neighbours.iter().map(|path| relocation.in_site(path)).collect();
    Some(Inputs {
        config: config::parse(&config_source).ok()?,
        config_source,
        base_path: inputs.base_path.clone(),
        pages: pages.collect::<Option<_>>()?,
        assets: inputs.assets.iter().map(|(path, bytes)| (relocation.of(path), bytes.clone())).collect(),
        snippets: Snippets { files: files.collect::<Option<_>>()?, neighbours, looked_for: BTreeSet::new() },
        private: inputs.private.iter().map(|path| relocation.of(path)).collect(),
        folder_navs: navs.collect::<Option<_>>()?,
        templates: inputs.templates.clone(),
        theme: inputs.theme.clone(),
        card_font: inputs.card_font.clone(),
        dates: inputs.dates.clone(),
        shard: inputs.shard,
        added: inputs.added.clone(),
        commit: inputs.commit.clone(),
        date_problems: inputs.date_problems.clone(),
        urls_lock: inputs.urls_lock.clone(),
        problems: inputs.problems.clone(),
    })
}

/// What would be wrong after the move and is not before.
pub fn new_problems(
    inputs: &Inputs,
    before: &(State, Built),
    relocation: &Relocation,
    edits: &BTreeMap<String, Vec<Replacement>>,
) -> Vec<Diagnostic> {
    let Some(inputs_after) = moved(inputs, relocation, edits) else {
        return vec![diagnostics::move_not_written(&relocation.from)];
    };
    let mut state = State::default();
    let after = pipeline::build(&mut state, &inputs_after, &Progress::default());
    let (state_before, built) = before;
    let mut known: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for problem in &built.diagnostics {
        *known.entry((problem.code, relocation.in_site(&problem.path))).or_default() += 1;
    }
    let mut problems = Vec::new();
    for problem in &after.diagnostics {
        match known.get_mut(&(problem.code, problem.path.clone())).filter(|left| **left > 0) {
            Some(left) => *left -= 1,
            None => problems.push(diagnostics::move_would_bring(problem)),
        }
    }
    let lost = addresses(inputs, state_before).into_iter().filter(|out| {
        let is_same = |other: &&OutPath| folded(&other.0) == folded(&out.0);
        !after.outputs.contains_key(out) && !after.outputs.keys().any(|other| is_same(&other))
    });
    if problems.is_empty() && !after.outputs.is_empty() {
        problems.extend(lost.map(|out| diagnostics::move_would_lose(&out.0)));
    }
    problems
}

/// The files at which pages and their old addresses are published.
fn addresses(inputs: &Inputs, state: &State) -> Vec<OutPath> {
    let mut pages = state.pages().clone();
    pages.retain(|_: &PagePath, page| !page.outline.draft);
    let content = inputs.config.content.value.as_str();
    let routes = crate::resolve::routes::routes(content, &pages, &mut Vec::new());
    let old = redirects::redirects(content, &pages, &routes, &mut Vec::new());
    let own = routes.values().map(crate::source::Route::out_path);
    own.chain(old.keys().map(|address| redirects::out_path(address))).collect()
}
