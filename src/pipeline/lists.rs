//! What shows every page at once is drawn when all pages are out: an edit of one page does not wait for it.

use std::sync::Arc;

use super::claims::Claim;
use super::{Outputs, State};
use crate::cards::Deck;
use crate::diagnostics::Diagnostic;
use crate::read::Inputs;
use crate::resolve::routes::SEARCH_ROUTE;
use crate::source::Route;

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

/// Draws the lists of all sections.
pub fn lists(state: &State, inputs: &Inputs) -> Later {
    let mut later = Later::default();
    let Some(Ok(templates)) = state.templates.as_deref().filter(|_| state.failure.is_none()) else { return later };
    let viewer = state.viewer(inputs);
    for (out, claim) in state.claims.lists() {
        let (title, route) = match claim {
            Claim::RootList => (inputs.config.title.as_str(), "/"),
            _ => ("All pages", SEARCH_ROUTE),
        };
        let nav = state.nav.for_page(&state.site, None);
        let view = viewer.built_in(title, &Route(route.to_string()), nav, viewer.entries());
        match templates.render("index_of_sections.html", &view) {
            Ok(html) => drop(later.outputs.insert(out.clone(), html.into_bytes().into())),
            Err(problem) => later.diagnostics.push(problem),
        }
    }
    later
}
