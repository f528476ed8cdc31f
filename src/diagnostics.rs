//! What authors are told: plain data, and one constructor a problem so that every message can be read in one place.

mod explained;
mod machine;
mod print;
mod problems;
mod visible;

pub use explained::{EXPLAINED, description, explanation};
pub use machine::{github, json, sarif};
pub use print::{Colour, print};
pub use problems::*;
pub use visible::{is_hidden, visible, visible_json};

use std::collections::BTreeMap;

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

/// More problems of one kind are not told of one page.
const MAX_OF_A_KIND: usize = 1_000;

/// The first problems of each kind that a page has; the last of these says how many more there are.
pub fn first_of_each_kind(problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut told = problems;
    told.retain(|problem| {
        let count = counts.entry(problem.code).or_default();
        *count += 1;
        *count <= MAX_OF_A_KIND
    });
    for (code, count) in counts.into_iter().filter(|(_, count)| *count > MAX_OF_A_KIND) {
        if let Some(last) = told.iter_mut().rfind(|problem| problem.code == code) {
            last.help = Some(format!("this page has {} more problems of this kind", count - MAX_OF_A_KIND));
        }
    }
    told
}

/// A longer name is not compared, in bytes: to compare two takes as long as the product of their lengths.
const MAX_COMPARED_BYTES: usize = 200;
/// More names of about its length are not compared with one.
const MAX_COMPARED: usize = 1_000;

/// The nearest of the paths: what two paths have in common does not make them alike.
pub fn nearest_path<'a>(path: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let apart = candidates.into_iter().filter_map(|candidate| Some((apart(path, candidate)?, candidate)));
    let near = apart.take(MAX_COMPARED).filter_map(|([own, other], candidate)| {
        let [(own, own_kind), (other, other_kind)] = [own, other].map(stem_and_extension);
        let other_kind_costs = usize::from(!own_kind.eq_ignore_ascii_case(other_kind));
        let distance = strsim::osa_distance(&own.to_lowercase(), &other.to_lowercase()) + other_kind_costs;
        (distance <= slips(own)).then_some((distance, candidate))
    });
    near.min().map(|(_, candidate)| candidate)
}

/// What two paths have behind the folders that they share, if that is of about the same length.
fn apart<'a>(path: &'a str, other: &'a str) -> Option<[&'a str; 2]> {
    let alike = path.bytes().zip(other.bytes()).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
    let shared = path.as_bytes()[..alike].iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
    let [own, other] = [path, other].map(|path| &path[shared..]);
    if own.len().max(other.len()) > MAX_COMPARED_BYTES {
        return None;
    }
    let [length, other_length] = [own, other].map(|path| stem_and_extension(path).0.chars().count());
    (length.abs_diff(other_length) <= slips(stem_and_extension(own).0)).then_some([own, other])
}

fn stem_and_extension(path: &str) -> (&str, &str) {
    path.rsplit_once('.').filter(|(_, extension)| !extension.contains('/')).unwrap_or((path, ""))
}

/// The nearest of the candidates, if it is near enough to be a slip of the fingers.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > MAX_COMPARED_BYTES {
        return None;
    }
    let length = word.chars().count();
    let is_about_as_long = |candidate: &&str| {
        candidate.len() <= 2 * MAX_COMPARED_BYTES && candidate.chars().count().abs_diff(length) <= slips(word)
    };
    candidates
        .into_iter()
        .filter(is_about_as_long)
        .take(MAX_COMPARED)
        .map(|candidate| (strsim::osa_distance(&word.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= slips(word))
        .min()
        .map(|(_, candidate)| candidate)
}

/// How many slips of the fingers a word may have.
fn slips(word: &str) -> usize {
    (word.chars().count() / 3).max(1)
}
