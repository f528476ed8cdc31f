//! What is brought up to date after the page is out, off the edit's path: the lists of all sections, and search.

use crate::pipeline::{self, Later, State};
use crate::read::Inputs;
use crate::search::{Search, search};

/// Draws what shows all pages at once.
pub fn draw(state: &State, inputs: &Inputs) -> Later {
    let mut later = pipeline::lists(state, inputs);
    let Search { outputs, diagnostics, .. } = search(state, inputs);
    later.diagnostics.extend(state.in_the_way_of_search(inputs, &outputs));
    later.outputs.extend(outputs);
    later.diagnostics.extend(diagnostics);
    later
}
