//! What shows many pages at once is drawn when all pages are out: an edit of one page does not wait for it.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::claims::Claim;
use super::{Outputs, State};
use crate::cards::Deck;
use crate::diagnostics::Diagnostic;
use crate::parse::{self, Options, Pages};
use crate::read::Inputs;
use crate::render::templates::Templates;
use crate::render::viewer::Viewer;
use crate::resolve::routes::SEARCH_ROUTE;
use crate::source::shard::Shard;
use crate::source::{PagePath, Route};

/// What is drawn when all pages are out.
#[derive(Clone, Debug, Default)]
pub struct Later {
    /// Files besides those of the state.
    pub outputs: Outputs,
    /// The cards of the pages, which are drawn when one is asked for.
    pub deck: Arc<Deck>,
    /// Why one of them could not be drawn.
    pub diagnostics: Vec<Diagnostic>,
}

/// Draws the lists of all sections, and the sections that are wanted as one document.
pub fn lists(state: &State, inputs: &Inputs) -> Later {
    let mut later = Later::default();
    let Some(Ok(templates)) = state.templates.as_deref().filter(|_| state.failure.is_none()) else { return later };
    if !inputs.shard.is_none_or(Shard::is_first) {
        return later;
    }
    let coloured = coloured(state, inputs);
    let viewer = Viewer { pages: coloured.as_ref().unwrap_or(&state.pages), ..state.viewer(inputs) };
    for (out, claim) in state.claims.lists() {
        let html = match claim {
            Claim::Print(path) => print(state, templates, &viewer, path),
            Claim::RootList => list(state, templates, &viewer, (&inputs.config.title, "/")),
            _ => list(state, templates, &viewer, ("All pages", SEARCH_ROUTE)),
        };
        match html {
            Ok(html) => drop(later.outputs.insert(out.clone(), html.into_bytes().into())),
            Err(problem) => later.diagnostics.push(problem),
        }
    }
    later
}

/// All pages with the code of those coloured that a document shows, where a shard has left that to others.
fn coloured(state: &State, inputs: &Inputs) -> Option<Pages> {
    let shard = inputs.shard?;
    let viewer = state.viewer(inputs);
    let documents = state.claims.lists().filter_map(|(_, claim)| match claim {
        Claim::Print(path) => Some(viewer.printed(path)),
        _ => None,
    });
    let others: BTreeSet<PagePath> = documents.flatten().filter(|path| !shard.has(path)).collect();
    let options = Options { shard: None, ..state.options.as_ref().clone() };
    let parsed = others.into_par_iter().map(|path| {
        let page = parse::parse(&path, &inputs.pages[&path], &options, &inputs.snippets);
        (path, Arc::new(page))
    });
    let mut pages = state.pages.clone();
    pages.extend(parsed.collect::<Vec<_>>());
    Some(pages)
}

fn list(
    state: &State,
    templates: &Templates,
    viewer: &Viewer,
    (title, route): (&str, &str),
) -> Result<String, Diagnostic> {
    let nav = state.nav.for_page(&state.site, None);
    let view = viewer.built_in(title, &Route(route.to_string()), nav, viewer.entries());
    templates.render("index_of_sections.html", &view)
}

fn print(state: &State, templates: &Templates, viewer: &Viewer, path: &PagePath) -> Result<String, Diagnostic> {
    templates.render("print.html", &viewer.print(path, state.nav.for_page(&state.site, None)))
}
