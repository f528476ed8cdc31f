//! What a build tells: kept with what it is about, and told again on every build.

use std::collections::BTreeSet;

use super::State;
use crate::diagnostics::{self, Diagnostic, Severity};
use crate::read::Inputs;
use crate::resolve::folder_nav;
use crate::resolve::links::PUBLIC;
use crate::resolve::routes::source_path;
use crate::source::{OutPath, PagePath};

impl State {
    /// All problems, sorted by file and place.
    pub fn diagnostics(&self, inputs: &Inputs) -> Vec<Diagnostic> {
        let mut told: Vec<Diagnostic> = inputs.diagnostics().chain(self.site.diagnostics.iter().cloned()).collect();
        for page in self.telling.iter().chain(self.undrawn()).filter_map(|path| self.pages.get(path)) {
            told.extend(page.diagnostics.iter().cloned());
        }
        match &self.failure {
            Some(problem) => told.push(problem.clone()),
            None => {
                let drawn = self.telling.iter().filter_map(|path| self.drawn.get(path));
                let problems = drawn.chain(self.built_in.values()).flat_map(|drawn| &drawn.problems);
                told.extend(problems.cloned());
                told.extend(self.claims.clashes(&inputs.config.content.value, &self.site.redirects));
                told.extend(self.active_files(inputs));
            }
        }
        told.sort();
        told.dedup();
        told
    }

    /// What stands where other files are to be, and whose these are.
    pub fn in_the_way<'o>(
        &self,
        inputs: &Inputs,
        files: impl Iterator<Item = &'o OutPath>,
        whose: &str,
    ) -> Vec<Diagnostic> {
        self.claims.in_the_way(&inputs.config.content.value, &self.site.redirects, files, whose)
    }

    /// Files that would be published, if the site's owner trusted them.
    fn active_files(&self, inputs: &Inputs) -> impl Iterator<Item = Diagnostic> {
        let content = &inputs.config.content.value;
        let is_public = |path: &String| path.starts_with(PUBLIC) || self.shown.contains_key(path);
        let active = self.files.iter().filter_map(|(path, (_, asset))| Some((path, asset.active.as_ref()?)));
        let untrusted = active.filter(move |(path, _)| is_public(path) && !inputs.config.trusts(path));
        untrusted.map(move |(path, problem)| problem.clone().in_file(&source_path(content, &PagePath(path.clone()))))
    }

    /// What `check` tells besides, sorted.
    pub fn lints(&self, inputs: &Inputs) -> Vec<Diagnostic> {
        let mut lints: Vec<Diagnostic> = self.pages.values().flat_map(|page| page.lints.iter().cloned()).collect();
        let is_missing = |problem: &Diagnostic| problem.code == "missing-snippet";
        // A file that a slip in its name has left out is told where the slip is.
        if !self.pages.values().flat_map(|page| &page.diagnostics).any(is_missing) {
            lints.extend(self.unused_snippets(inputs));
        }
        if self.failure.is_none() {
            lints.extend(self.unused_files(inputs));
        }
        lints.sort();
        lints.dedup();
        lints
    }

    /// Whether nothing could be drawn.
    pub fn has_failed(&self) -> bool {
        self.failure.is_some()
    }

    /// The files of the output whose own page has an error.
    pub fn faulty(&self) -> BTreeSet<OutPath> {
        let is_faulty = |path: &&PagePath| {
            let of_page = self.pages.get(*path).into_iter().flat_map(|page| &page.diagnostics);
            let of_drawn = self.drawn.get(*path).into_iter().flat_map(|drawn| &drawn.problems);
            of_page.chain(of_drawn).any(|problem| problem.severity == Severity::Error)
        };
        self.telling.iter().filter(is_faulty).filter_map(|path| Some(self.drawn.get(path)?.out.clone())).collect()
    }

    /// Drafts tell what is wrong with them too; after a failure no page has been looked at.
    fn undrawn(&self) -> impl Iterator<Item = &PagePath> {
        let is_drawn = self.failure.is_none();
        let told = move |path: &&PagePath| {
            if is_drawn { !self.site.routes.contains_key(*path) } else { !self.telling.contains(*path) }
        };
        let all_are_drawn = is_drawn && self.site.routes.len() == self.pages.len();
        self.pages.keys().filter(move |_| !all_are_drawn).filter(told)
    }

    /// The author's own files, in folders and under names that begin with `_`, which no page takes in.
    fn unused_snippets(&self, inputs: &Inputs) -> Vec<Diagnostic> {
        let content = &inputs.config.content.value;
        let own = inputs.private.iter().filter(|path| !folder_nav::is_nav_file(path));
        let files = own.map(|path| source_path(content, &PagePath(path.clone())));
        files
            .filter(|file| !self.is_taken(inputs, file))
            .map(|file| diagnostics::unused_snippet().in_file(&file))
            .collect()
    }

    fn unused_files(&self, inputs: &Inputs) -> Vec<Diagnostic> {
        let content = &inputs.config.content.value;
        let is_unused = |path: &&String| {
            let file = source_path(content, &PagePath((*path).clone()));
            !(path.starts_with(PUBLIC)
                || self.shown.contains_key(*path)
                || self.is_taken(inputs, &file)
                || folder_nav::is_nav_file(path))
        };
        let in_file =
            |path: &String| diagnostics::unused_asset().in_file(&source_path(content, &PagePath(path.clone())));
        self.files.keys().filter(is_unused).map(in_file).collect()
    }

    fn is_taken(&self, inputs: &Inputs, file: &str) -> bool {
        let is_font = || inputs.config.cards.font_path().as_deref() == Some(file);
        self.takers.get(file).is_some_and(|pages| !pages.is_empty()) || is_font()
    }
}
