//! `floom-docs build`: a site to a folder of files.

use std::path::PathBuf;

use crate::cache::Cache;
use crate::commands::{
    Added, Done, Evaluated, Report, Trust, add_cards, add_lost_urls, add_search, evaluate, tell_what_is_in_the_way,
};
use crate::compress::compressed;
use crate::diagnostics::{self, Diagnostic, Strictness};
use crate::pipeline::{Built, Progress};
use crate::syndication::syndicate;
use crate::urls;
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
    /// What becomes of addresses that are lost.
    pub urls: Urls,
    /// In which encodings its texts are written.
    pub encodings: Encodings,
    /// What earlier builds have kept.
    pub cache: Cache,
    /// Is told of a wait for another build into the same folder, and of its process.
    pub waiting: fn(&str, Option<u32>),
}

/// What becomes of addresses that the site has published and that lead nowhere any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urls {
    /// Each is an error.
    Guarded,
    /// They are let go, and those of this build are the ones that are guarded from now on.
    Accepted,
}

/// In which encodings the texts of a site are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encodings {
    /// As they are.
    Plain,
    /// As they are, and beside that in those that hosts send as they stand.
    Compressed,
}

/// Reads, builds, and publishes if nothing stands against it.
pub fn run(order: &Order, progress: &Progress) -> Report {
    let base_url = order.base_url.as_deref();
    let Evaluated { inputs, state, mut built } = match evaluate(&order.site, base_url, &order.trust, progress) {
        Ok(evaluated) => evaluated,
        Err(report) => return report,
    };
    if order.urls == Urls::Guarded {
        add_lost_urls(&mut built, &state, &inputs);
    }
    tell_what_is_in_the_way(&mut built, &state, &inputs);
    let mut added = Added::default();
    if order.strictness.passes(&built.diagnostics) {
        built.outputs.extend(syndicate(&state, &inputs));
        added.search = add_search(&mut built, &state, &inputs);
        added.cards = add_cards(&mut built, &state, &inputs, &order.cache);
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
    if order.encodings == Encodings::Compressed {
        built.outputs.extend(compressed(&built.outputs));
    }
    match place.and_then(|place| publish(order, &place, &built)) {
        Ok(published) => {
            let accepted = (order.urls == Urls::Accepted).then(|| urls::list(&state));
            let count = accepted.as_deref().map(urls::count);
            report.diagnostics.extend(accepted.and_then(|list| accept(order, &list)));
            report.done = Some(Done::Built(built.counts, Box::new(published), Box::new(added), count));
            order.cache.sweep();
        }
        Err(problem) => report.diagnostics.push(problem),
    }
    report
}

/// Writes the list of the site's addresses; why that failed.
fn accept(order: &Order, list: &str) -> Option<Diagnostic> {
    let written = write::replace_file(&order.site.join(urls::LOCK), list.as_bytes());
    written.err().map(|error| diagnostics::io(urls::LOCK, "write", &error))
}

fn publish(order: &Order, place: &Place, built: &Built) -> Result<Published, Diagnostic> {
    let waiting = |process| (order.waiting)(&place.shown, process);
    write::publish(place, &built.outputs, order.foreign, &waiting)
}
