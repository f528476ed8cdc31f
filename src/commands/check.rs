//! `floom-docs check`: everything that `build` would say and a closer look, and nothing written.

use std::path::PathBuf;

use crate::commands::{Done, Report, evaluate};
use crate::diagnostics::Strictness;
use crate::external::{self, Policy};
use crate::pipeline::Progress;

/// What to look at, and how.
pub struct Order {
    /// The folder of `docs.yaml`.
    pub site: PathBuf,
    /// What keeps the site from passing.
    pub strictness: Strictness,
    /// How external links are asked, if they are.
    pub external: Option<Policy>,
}

/// Looks at the site in a folder.
pub fn run(order: &Order, progress: &Progress) -> Report {
    let (inputs, built) = match evaluate(&order.site, None, progress) {
        Ok(evaluated) => evaluated,
        Err(report) => return report,
    };
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
    Report { sources: inputs.sources(), diagnostics, done, external }
}
