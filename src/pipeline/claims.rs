//! Who puts what into the output: where two want one file, the later one has it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Outputs;
use crate::diagnostics::{self, Diagnostic};
use crate::resolve::routes::source_path;
use crate::source::{OutPath, PagePath, Span};

/// Who claims a file of the output; the later in this order has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Claim {
    Page(PagePath),
    /// The list of all sections at its own address.
    List,
    NotFound,
    Redirect(String),
    /// The list of all sections at the site's root, where nothing else stands.
    RootList,
    Theme,
    /// What hosts that can are to send with each file; an author's own file of this name has precedence.
    Headers,
    /// A file beside the pages, by its path below the content folder.
    File(String),
}

/// Bytes; none for a list, which is drawn when all pages are out.
type Content = Option<Arc<[u8]>>;

/// The files of the output, with all who claim them.
#[derive(Clone, Default)]
pub(super) struct Claims {
    pub(super) outputs: Outputs,
    claims: BTreeMap<OutPath, Vec<(Claim, Content)>>,
    contested: BTreeSet<OutPath>,
    folders: BTreeMap<String, usize>,
    as_folders: BTreeSet<OutPath>,
    before: BTreeMap<OutPath, Content>,
}

impl Claims {
    /// Sets what a claimant puts into a file.
    pub(super) fn set(&mut self, out: &OutPath, claim: Claim, content: Content) {
        self.note(out);
        let claims = self.claims.entry(out.clone()).or_default();
        if claims.is_empty() {
            self.count_folders(out, 1);
        }
        let claims = self.claims.entry(out.clone()).or_default();
        match claims.binary_search_by(|(other, _)| other.cmp(&claim)) {
            Ok(at) => claims[at].1 = content,
            Err(at) => claims.insert(at, (claim, content)),
        }
        self.settle(out);
    }

    /// Takes a claim back.
    pub(super) fn withdraw(&mut self, out: &OutPath, claim: &Claim) {
        let Some(claims) = self.claims.get_mut(out) else { return };
        let Ok(at) = claims.binary_search_by(|(other, _)| other.cmp(claim)) else { return };
        claims.remove(at);
        let is_free = claims.is_empty();
        self.note(out);
        if is_free {
            self.claims.remove(out);
            self.count_folders(out, -1);
        }
        self.settle(out);
    }

    /// What was in each file that has been touched since this was last asked.
    pub(super) fn take_before(&mut self) -> BTreeMap<OutPath, Content> {
        std::mem::take(&mut self.before)
    }

    /// The files that lists claim and have.
    pub(super) fn lists(&self) -> impl Iterator<Item = (&OutPath, &Claim)> {
        let last = |claims: &'_ Vec<(Claim, Content)>| claims.last().is_some_and(|(_, content)| content.is_none());
        let listed = self.claims.iter().filter(move |(_, claims)| last(claims));
        listed.filter_map(|(out, claims)| Some((out, &claims.last()?.0)))
    }

    /// Two files for one place, and files where folders must be.
    pub(super) fn clashes(&self, content: &str) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        for out in &self.contested {
            for pair in self.claims[out].windows(2) {
                let is_clash = pair[0].0 != Claim::Headers && pair[0].1 != pair[1].1;
                if let (Claim::File(path), true) = (&pair[1].0, is_clash) {
                    let file = source_path(content, &PagePath(path.clone()));
                    let problem = diagnostics::route_clash(&format!("/{out}"), "another file");
                    problems.push(problem.at(&file, Span::new(0, 0)));
                }
            }
        }
        problems.extend(self.as_folders.iter().map(|out| diagnostics::file_and_folder(&out.0)));
        problems
    }

    fn note(&mut self, out: &OutPath) {
        if !self.before.contains_key(out) {
            self.before.insert(out.clone(), self.outputs.get(out).cloned());
        }
    }

    fn settle(&mut self, out: &OutPath) {
        let claims = self.claims.get(out).map_or(&[][..], Vec::as_slice);
        match claims.last() {
            Some((_, Some(bytes))) => drop(self.outputs.insert(out.clone(), bytes.clone())),
            _ => drop(self.outputs.remove(out)),
        }
        match claims.len() > 1 {
            true => drop(self.contested.insert(out.clone())),
            false => drop(self.contested.remove(out)),
        }
    }

    /// A file cannot stand where another output needs a folder.
    fn count_folders(&mut self, out: &OutPath, by: isize) {
        for (at, _) in out.0.match_indices('/') {
            let folder = &out.0[..at];
            let count = self.folders.entry(folder.to_string()).or_default();
            *count = count.saturating_add_signed(by);
            if *count == 0 {
                self.folders.remove(folder);
                self.as_folders.remove(&OutPath(folder.to_string()));
            } else if self.claims.contains_key(&OutPath(folder.to_string())) {
                self.as_folders.insert(OutPath(folder.to_string()));
            }
        }
        match by > 0 && self.folders.contains_key(&out.0) {
            true => drop(self.as_folders.insert(out.clone())),
            false => drop(self.as_folders.remove(out)),
        }
    }
}
