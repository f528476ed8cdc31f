//! `floom-docs check`: everything that `build` would say and a closer look, and nothing written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::commands::{
    Done, Evaluated, Fixed, Report, Trust, add_lost_urls, evaluate, read, take_search, tell_what_is_in_the_way,
};
use crate::diagnostics::{self, Diagnostic, Strictness};
use crate::external::{self, Policy};
use crate::pipeline::{self, Built, Progress, State};
use crate::read::Inputs;
use crate::search::search;
use crate::{fixes, write};

/// What to look at, and how.
#[derive(Clone)]
pub struct Order {
    /// The folder of `docs.yaml`.
    pub site: PathBuf,
    /// Whose config and templates are taken.
    pub trust: Trust,
    /// What keeps the site from passing.
    pub strictness: Strictness,
    /// How external links are asked, if they are.
    pub external: Option<Policy>,
    /// Whether what is certain is put right.
    pub fixes: Fixing,
}

/// Whether what is certain is put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fixing {
    /// It is only told.
    Off,
    /// It is written.
    On,
}

/// Looks at the site in a folder.
pub fn run(order: &Order, progress: &Progress) -> Report {
    let inputs = match read(&order.site, None, &order.trust) {
        Ok(inputs) => inputs,
        Err(report) => return report,
    };
    let Evaluated { inputs, state, mut built } = evaluate(inputs, progress);
    if order.fixes == Fixing::On {
        match fix(&order.site, inputs, &built, progress) {
            Ok(fixed) => {
                let report = run(&Order { fixes: Fixing::Off, ..order.clone() }, progress);
                return Report { fixed: Some(fixed), ..report };
            }
            Err(problem) => {
                let diagnostics = vec![problem];
                return Report { diagnostics, sources: BTreeMap::new(), done: None, external: None, fixed: None };
            }
        }
    }
    // An index is only made where something is asked of it: its making is the dearest part of a look at the site.
    if inputs.config.asks_of_search() && order.strictness.passes(&built.diagnostics) {
        take_search(&mut built, search(&state, &inputs), &state, &inputs);
    }
    add_lost_urls(&mut built, &state, &inputs);
    tell_what_is_in_the_way(&mut built, &state, &inputs);
    let mut diagnostics = built.diagnostics;
    diagnostics.extend(built.lints);
    diagnostics.sort();
    let external = order.external.as_ref().map(|policy| {
        let base_url = &inputs.config.base_url.value;
        let (problems, counts) = external::check(&built.external, base_url, policy, progress);
        diagnostics.extend(problems);
        diagnostics.sort();
        diagnostics.dedup();
        counts
    });
    let done = order.strictness.passes(&diagnostics).then_some(Done::Checked(built.counts));
    Report { sources: inputs.sources(), diagnostics, done, external, fixed: None }
}

/// Puts right what is certain: in memory first, and on disk if that brings nothing new.
fn fix(site: &Path, mut inputs: Inputs, built: &Built, progress: &Progress) -> Result<Fixed, Diagnostic> {
    let fixes = fixes::fixes(&inputs, &built.diagnostics);
    inputs.replace_texts(&fixes.files);
    let after = pipeline::build(&mut State::default(), &inputs, progress);
    if brings_new(&built.diagnostics, &after.diagnostics) {
        return Ok(Fixed::default());
    }
    for (path, text) in &fixes.files {
        write::replace_file(&site.join(path), text.as_bytes())
            .map_err(|error| diagnostics::io(path, "write", &error))?;
    }
    Ok(Fixed { links: fixes.links, keys: fixes.keys, files: fixes.files.len() })
}

/// Whether a file has more problems of one kind than before.
fn brings_new(before: &[Diagnostic], after: &[Diagnostic]) -> bool {
    let count = |problems: &[Diagnostic], like: &Diagnostic| {
        problems.iter().filter(|problem| problem.code == like.code && problem.path == like.path).count()
    };
    after.iter().any(|problem| count(after, problem) > count(before, problem))
}
