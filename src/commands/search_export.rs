//! `build --search-export`: the documents of a site's search, in a folder for search servers.

use std::path::Path;

use super::build::Order;
use crate::diagnostics::{self, Diagnostic};
use crate::pipeline::State;
use crate::search::{self, bulk};
use crate::timings::{Stage, measured};
use crate::write::{Draft, Foreign, Place};

/// Where an export goes: no source of the site, and neither above nor below its output.
pub fn place(order: &Order, folder: &Path, content: &str, out: &Place) -> Result<Place, Diagnostic> {
    let place = Place::find(&order.site, content, folder).map_err(of_export)?;
    match place.is_apart_from(out) {
        true => Ok(place),
        false => Err(diagnostics::export_over_out(&place.shown, &out.shown)),
    }
}

/// Writes an export that is still to be published.
pub fn draft<'p>(order: &Order, place: &'p Place, state: &State) -> Result<Draft<'p>, Diagnostic> {
    let mut draft =
        Draft::begin(place, Foreign::Keep, &|process| (order.waiting)(&place.shown, process)).map_err(of_export)?;
    let pages = measured(Stage::Search, || search::pages(state));
    bulk::export(&pages, |files| draft.write(&files))?;
    Ok(draft)
}

/// What is said of an output folder names the option of that; nothing in an export is deleted by `--force`.
fn of_export(problem: Diagnostic) -> Diagnostic {
    let names_out = problem.help.as_ref().is_some_and(|help| help.contains("`--out DIR`"));
    if names_out { problem.help("choose another folder with `--search-export DIR`") } else { problem }
}
