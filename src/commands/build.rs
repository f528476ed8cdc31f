//! `floom-docs build`: a site to a folder of files.

use std::path::PathBuf;

use crate::commands::{Done, Evaluated, Report, Trust, add_search, add_syndication, evaluate};
use crate::diagnostics::{Diagnostic, Strictness};
use crate::pipeline::{Built, Progress};
use crate::write::{self, Foreign, Place, Published};

/// What to build, and where to.
pub struct Order {
    /// The folder of `docs.yaml`.
    pub site: PathBuf,
    /// The output folder.
    pub out: PathBuf,
    /// Replaces the config's `base_url`.
    pub base_url: Option<String>,
    /// Whose config and templates are taken.
    pub trust: Trust,
    /// What keeps the site from being published.
    pub strictness: Strictness,
    /// What becomes of files in the output folder that are not ours.
    pub foreign: Foreign,
    /// Is told of a wait for another build into the same folder, and of its process.
    pub waiting: fn(&str, Option<u32>),
}

/// Reads, builds, and publishes if nothing stands against it.
pub fn run(order: &Order, progress: &Progress) -> Report {
    let base_url = order.base_url.as_deref();
    let Evaluated { inputs, state, mut built } = match evaluate(&order.site, base_url, &order.trust, progress) {
        Ok(evaluated) => evaluated,
        Err(report) => return report,
    };
    add_syndication(&mut built, &state, &inputs);
    let mut size = None;
    if order.strictness.passes(&built.diagnostics) {
        size = add_search(&mut built, &state, &inputs);
    }
    let diagnostics = built.diagnostics.clone();
    let mut report = Report { sources: inputs.sources(), diagnostics, done: None, external: None, fixed: None };
    let place = Place::find(&order.site, &inputs.config.content.value, &order.out);
    if !order.strictness.passes(&built.diagnostics) {
        if let Ok(place) = &place {
            write::heal(place);
        }
        return report;
    }
    match place.and_then(|place| publish(order, &place, &built)) {
        Ok(published) => report.done = Some(Done::Built(built.counts, published, size)),
        Err(problem) => report.diagnostics.push(problem),
    }
    report
}

fn publish(order: &Order, place: &Place, built: &Built) -> Result<Published, Diagnostic> {
    let waiting = |process| (order.waiting)(&place.shown, process);
    write::publish(place, &built.outputs, order.foreign, &waiting)
}
