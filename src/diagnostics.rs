//! What authors are told: plain data, and one constructor a problem so that every message can be read in one place.

mod explained;
mod machine;
mod print;
mod problems;

pub use explained::{EXPLAINED, description, explanation};
pub use machine::{github, json, sarif};
pub use print::{Colour, print};
pub use problems::*;

use crate::source::Span;

/// How bad it is: an error stops the build, a warning does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is published.
    Error,
    /// The site is built; a reader may miss something.
    Warning,
}

/// What keeps a site from being published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// Errors do.
    Errors,
    /// Warnings do too.
    Warnings,
}

impl Strictness {
    /// Whether the site may be published.
    pub fn passes(self, diagnostics: &[Diagnostic]) -> bool {
        match self {
            Self::Errors => diagnostics.iter().all(|diagnostic| diagnostic.severity != Severity::Error),
            Self::Warnings => diagnostics.is_empty(),
        }
    }
}

/// One problem at one place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Diagnostic {
    /// Path of the file, relative to the site's root.
    pub path: String,
    /// Where in the file; none if the file as a whole is meant.
    pub span: Option<Span>,
    /// Stable, kebab-case.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop, names in backticks.
    pub message: String,
    /// What to try.
    pub help: Option<String>,
    /// What is to be written at the place instead, where that is certain.
    pub fix: Option<String>,
}

impl Diagnostic {
    pub(crate) fn error(code: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { path: String::new(), span: None, code, severity: Severity::Error, message, help: None, fix: None }
    }

    pub(crate) fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// The same problem with what is certainly to be written at its place.
    pub(crate) fn fix(self, with: String) -> Self {
        Self { fix: Some(with), ..self }
    }

    /// The same problem at a place in a file.
    pub fn at(self, path: &str, span: Span) -> Self {
        Self { path: path.to_string(), span: Some(span), ..self }
    }

    /// The same problem in a file as a whole.
    pub fn in_file(self, path: &str) -> Self {
        Self { path: path.to_string(), ..self }
    }
}

/// Whether a character beyond ASCII gives orders to a terminal, or turns the direction of the text around it.
fn steers(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9f}' | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The nearest of the paths: what two paths have in common does not make them alike.
pub fn nearest_path<'a>(path: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let path = path.to_lowercase();
    let distance = |candidate: &&'a str| {
        let lower = candidate.to_lowercase();
        let shared = path.bytes().zip(lower.bytes()).take_while(|(a, b)| a == b).count();
        let shared = path.as_bytes()[..shared].iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
        let (own, own_kind) = stem_and_extension(&path[shared..]);
        let (other, other_kind) = stem_and_extension(&lower[shared..]);
        let limit = (own.chars().count() / 3).max(1);
        let is_near = own.chars().count().abs_diff(other.chars().count()) <= limit;
        let distance = is_near.then(|| strsim::osa_distance(own, other) + usize::from(own_kind != other_kind));
        distance.filter(|distance| *distance <= limit)
    };
    let near = candidates.into_iter().filter_map(|candidate| Some((distance(&candidate)?, candidate)));
    near.min().map(|(_, candidate)| candidate)
}

fn stem_and_extension(path: &str) -> (&str, &str) {
    path.rsplit_once('.').filter(|(_, extension)| !extension.contains('/')).unwrap_or((path, ""))
}

/// The nearest of the candidates, if it is near enough to be a slip of the fingers.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).max(1);
    let length = word.chars().count();
    candidates
        .into_iter()
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= limit)
        .map(|candidate| (strsim::osa_distance(&word.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}
