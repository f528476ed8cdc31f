//! `floom-docs build`: a site to a folder of files.

use std::path::{Path, PathBuf};

use crate::diagnostics::{Diagnostic, Severity};
use crate::pipeline::{self, Counts, Progress, State};
use crate::read::{self, Unreadable};
use crate::write::{self, Published};

/// What to build, and where to.
pub struct Order {
    /// The folder of `docs.yaml`.
    pub site: PathBuf,
    /// The output folder.
    pub out: PathBuf,
    /// Replaces the config's `base_url`.
    pub base_url: Option<String>,
}

/// What came of it.
pub struct Report {
    /// All problems.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that they point into.
    pub sources: std::collections::BTreeMap<String, std::sync::Arc<str>>,
    /// What was done, if there was no error.
    pub done: Option<(Counts, Published)>,
}

/// Reads, builds, and publishes if there is no error.
pub fn run(order: &Order, progress: &Progress) -> Report {
    let inputs = match read::read(&order.site, order.base_url.as_deref()) {
        Ok(inputs) => inputs,
        Err(Unreadable { diagnostics, sources }) => {
            return Report { diagnostics, sources, done: None };
        }
    };
    let built = pipeline::apply(&mut State::default(), &inputs, progress);
    let mut report = Report { sources: inputs.sources(), diagnostics: built.diagnostics.clone(), done: None };
    if built.count(Severity::Error) > 0 {
        return report;
    }
    match publish(&order.site, &inputs.config.content.value, &order.out, &built) {
        Ok(published) => report.done = Some((built.counts, published)),
        Err(problem) => report.diagnostics.push(problem),
    }
    report
}

fn publish(site: &Path, content: &str, out: &Path, built: &pipeline::Built) -> Result<Published, Diagnostic> {
    write::check_out(site, content, out)?;
    write::publish(out, &built.outputs)
}
