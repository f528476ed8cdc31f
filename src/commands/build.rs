//! `floom-docs build`: a site to a folder of files.

use std::mem;
use std::path::PathBuf;

use crate::cache::Cache;
use crate::cards::{self, Deck};
use crate::commands::{
    Added, Done, Evaluated, Report, Trust, add_lost_urls, evaluate, merge, read, search_export, sources_of,
    take_search, tell_what_is_in_the_way, unchanged,
};
use crate::compress::compressed;
use crate::diagnostics::{self, Diagnostic, Strictness};
use crate::pipeline::{Built, Outputs, Progress, State, fingerprint};
use crate::read::Inputs;
use crate::search::search;
use crate::source::shard::Shard;
use crate::syndication::syndicate;
use crate::timings::{Stage, measured};
use crate::urls;
use crate::write::{self, Draft, Foreign, Place, Published};

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
    /// Which pages are rendered; none for all.
    pub shard: Option<Shard>,
    /// The folder for the documents of its search, if they are to be written for a search server.
    pub search_export: Option<PathBuf>,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encodings {
    /// As they are.
    Plain,
    /// As they are, and beside that in those that hosts send as they stand.
    Compressed,
}

impl Order {
    /// Whether a later build may be known by this one: not where addresses are accepted, since that is asked for anew each
    /// time, not with the settings of another commit, and not where more than the output is asked for.
    fn keeps(&self) -> bool {
        self.urls == Urls::Guarded && matches!(self.trust, Trust::Tree) && self.search_export.is_none()
    }
}

/// Reads, builds, and publishes if nothing stands against it.
pub fn run(order: &Order, progress: &Progress) -> Report {
    let base_url = order.base_url.as_deref();
    let inputs = match read(&order.site, base_url, &order.trust) {
        Ok(inputs) => Inputs { shard: order.shard, ..inputs },
        Err(report) => return report,
    };
    let place = Place::find(&order.site, &inputs.config.content.value, &order.out);
    let kept = place.as_ref().ok().filter(|_| order.keeps()).map(|place| unchanged::Kept::new(order, &inputs, place));
    if let Some((done, told)) = kept.as_ref().and_then(unchanged::Kept::find) {
        return Report { done: Some(done), ..sources_of(&inputs, told) };
    }
    let Evaluated { inputs, mut state, mut built } = evaluate(inputs, progress);
    if order.urls == Urls::Guarded {
        add_lost_urls(&mut built, &state, &inputs);
    }
    tell_what_is_in_the_way(&mut built, &state, &inputs);
    let passes = order.strictness.passes(&built.diagnostics);
    let places = place.as_ref().map_err(Clone::clone).and_then(|place| {
        let export = order.search_export.as_deref();
        let export = export.map(|folder| search_export::place(order, folder, &inputs.config.content.value, place));
        Ok((place, export.transpose()?))
    });
    let made = match &places {
        Ok((place, export)) if passes => make(order, (place, export.as_ref()), &mut state, &inputs, &mut built),
        Err(problem) if passes => Err(problem.clone()),
        _ => Ok(None),
    };
    if let Some(shard) = order.shard {
        built.counts.pages = state.pages_of(shard).len();
    }
    let mut report =
        Report { sources: inputs.sources(), diagnostics: built.diagnostics, done: None, external: None, fixed: None };
    match made {
        Ok(Some((published, added))) => {
            if let Some(kept) = kept {
                kept.keep(built.counts, &published, added, &report.diagnostics);
            }
            let accepted = (order.urls == Urls::Accepted).then(|| urls::list(&state));
            let count = accepted.as_deref().map(urls::count);
            report.diagnostics.extend(accepted.and_then(|list| accept(order, &list)));
            report.done = Some(Done::Built(built.counts, Box::new(published), Box::new(added), count));
            order.cache.sweep();
        }
        Ok(None) => place.iter().for_each(write::heal),
        Err(problem) => report.diagnostics.push(problem),
    }
    report
}

/// Writes the lists of the site's addresses; why that failed.
fn accept(order: &Order, list: &str) -> Option<Diagnostic> {
    let written = write::replace_file(&order.site.join(urls::LOCK), list.as_bytes());
    written.err().map(|error| diagnostics::io(urls::LOCK, "write", &error))
}

/// Writes the site and publishes it; none if what its search says keeps it from that. The pages go to the disk while
/// the search is made, and out of the memory with that.
fn make(
    order: &Order,
    (place, export): (&Place, Option<&Place>),
    state: &mut State,
    inputs: &Inputs,
    built: &mut Built,
) -> Result<Option<(Published, Added)>, Diagnostic> {
    let mut draft = Draft::begin(place, order.foreign, &|process| (order.waiting)(&place.shown, process))?;
    let pages = match order.shard {
        Some(shard) => part_of(shard, mem::take(&mut built.outputs), state, inputs),
        None => mem::take(&mut built.outputs),
    };
    state.let_go_of_contents();
    let state = &*state;
    let (written, search) = rayon::join(
        || {
            write(order, &mut draft, pages)?;
            draft.pause();
            write(order, &mut draft, measured(Stage::Syndicate, || syndicate(state, inputs)))
        },
        || measured(Stage::Search, || search(state, inputs)),
    );
    written?;
    let (outputs, search) = take_search(built, search, state, inputs);
    let deck = Deck::of(state, inputs);
    built.diagnostics.extend(state.in_the_way(inputs, deck.files(), cards::OWNER));
    built.diagnostics.sort();
    if !order.strictness.passes(&built.diagnostics) {
        return Ok(None);
    }
    write(order, &mut draft, outputs)?;
    let (outputs, counts) = measured(Stage::Cards, || deck.draw_all(&order.cache));
    let cards = (!outputs.is_empty()).then_some(counts);
    write(order, &mut draft, outputs)?;
    if let Some(export) = export {
        search_export::draft(order, export, state)?.publish()?;
    }
    let published = measured(Stage::Write, || draft.publish())?;
    Ok(Some((published, Added { search, cards })))
}

/// Of the files of a build those that a shard has: its pages, and in the first what is no page.
fn part_of(shard: Shard, mut outputs: Outputs, state: &State, inputs: &Inputs) -> Outputs {
    if !shard.is_first() {
        let own = state.pages_of(shard);
        outputs.retain(|out, _| own.contains(out));
    }
    outputs.extend([merge::label(shard, fingerprint(inputs))]);
    outputs
}

/// Writes a part of the output in the encodings that are wanted.
fn write(order: &Order, draft: &mut Draft, outputs: Outputs) -> Result<(), Diagnostic> {
    if order.encodings == Encodings::Compressed {
        draft.write(&compressed(&outputs, draft.files()))?;
    }
    measured(Stage::Write, || draft.write(&outputs))
}
