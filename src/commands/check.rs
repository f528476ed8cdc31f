//! `floom-docs check`: everything that `build` would say, and nothing written.

use std::path::Path;

use crate::commands::{Done, Report, evaluate};
use crate::diagnostics::Strictness;
use crate::pipeline::Progress;

/// Looks at the site in a folder.
pub fn run(site: &Path, strictness: Strictness, progress: &Progress) -> Report {
    let (inputs, built) = match evaluate(site, None, progress) {
        Ok(evaluated) => evaluated,
        Err(report) => return report,
    };
    let passes = strictness.passes(&built.diagnostics);
    let done = passes.then_some(Done::Checked(built.counts));
    Report { sources: inputs.sources(), diagnostics: built.diagnostics, done }
}
