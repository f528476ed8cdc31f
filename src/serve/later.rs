//! What is brought up to date after the page is out, off the edit's path: the lists of all sections, what programs read, and search.

use std::sync::Arc;

use crate::cards::{self, Deck};
use crate::pipeline::{self, Later, State};
use crate::read::Inputs;
use crate::search::{OWNER, Search, search};
use crate::syndication::{self, syndicate};

/// Draws what shows all pages at once.
pub fn draw(state: &State, inputs: &Inputs) -> Later {
    let mut later = pipeline::lists(state, inputs);
    later.outputs.extend(syndicate(state, inputs));
    later.diagnostics.extend(syndication::in_the_way(state, inputs));
    let Search { outputs, diagnostics, .. } = search(state, inputs);
    later.diagnostics.extend(state.in_the_way(inputs, outputs.keys(), OWNER));
    later.outputs.extend(outputs);
    later.diagnostics.extend(diagnostics);
    let deck = Deck::of(state, inputs);
    later.diagnostics.extend(state.in_the_way(inputs, deck.files(), cards::OWNER));
    later.deck = Arc::new(deck);
    later
}
