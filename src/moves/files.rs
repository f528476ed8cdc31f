//! `file="…"` of fences and includes: a path that no longer finds its file is written anew.

use std::collections::BTreeSet;

use crate::diagnostics::{self, Diagnostic};
use crate::moves::destinations::Rewriting;
use crate::moves::edits::Edits;
use crate::moves::relocation::below;
use crate::parse::Pages;
use crate::parse::snippets::{Snippets, Taken, candidates};
use crate::read::Inputs;
use crate::source::{join, relative};

/// All files that are known to lie in the site, by their paths relative to its root.
pub fn known(inputs: &Inputs) -> BTreeSet<String> {
    let content = &inputs.config.content.value;
    let pages = inputs.pages.keys().map(|path| &path.0);
    let inside = pages.chain(inputs.assets.keys()).chain(&inputs.private).map(|path| join(content, path).0);
    let navs = inputs.folder_navs.values().map(|source| source.path.clone());
    inside.chain(navs).chain(inputs.snippets.files.keys().cloned()).collect()
}

/// The files of which lines are shown by their numbers: a line more would show others.
pub fn with_counted_lines(inputs: &Inputs, pages: &Pages) -> BTreeSet<String> {
    let taken = pages.values().flat_map(|page| &page.taken).filter(|taken| taken.counts_lines);
    taken.filter_map(|taken| found(taken, &inputs.config.content.value, &inputs.snippets)).collect()
}

fn found(taken: &Taken, content: &str, snippets: &Snippets) -> Option<String> {
    let paths = candidates(&taken.file, content, &taken.path).unwrap_or_default();
    paths.into_iter().find(|path| snippets.files.contains_key(path))
}

impl Rewriting<'_> {
    /// Looks at a place that names a file; `files` are those that will be there.
    pub fn file(
        &self,
        taken: &Taken,
        snippets: &Snippets,
        files: &BTreeSet<String>,
        edits: &mut Edits,
        problems: &mut Vec<Diagnostic>,
    ) {
        let content = self.relocation.content.as_str();
        let Some(old) = found(taken, content, snippets) else { return };
        let (goal, from) = (self.relocation.in_site(&old), self.relocation.in_site(&taken.file));
        let leads_there = |written: &String| {
            let found = candidates(&from, content, written).unwrap_or_default();
            found.into_iter().find(|path| files.contains(path)).as_ref() == Some(&goal)
        };
        let fits = match leads_there(&taken.path) {
            true => edits.ask(&taken.file, taken.span, None),
            false => {
                let text = self.texts.get(&taken.file).and_then(|text| text.get(taken.span.start..taken.span.end));
                let is_verbatim = text == Some(taken.path.as_str());
                let was_beside = join(folder(&taken.file), &taken.path).0 == old;
                let written = paths(content, folder(&from), &goal, &taken.path, was_beside).into_iter();
                let new = written.filter(|path| can_be_named(path)).find(leads_there);
                is_verbatim && new.is_some_and(|new| edits.ask(&taken.file, taken.span, Some(new)))
            }
        };
        if !fits {
            problems.push(diagnostics::link_not_rewritten(&taken.path).at(&taken.file, taken.span));
        }
    }
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// How a file may be named, in the style of the old path first.
fn paths(content: &str, folder: &str, goal: &str, written: &str, was_beside: bool) -> Vec<String> {
    let beside = relative(folder, goal);
    let explicit = if beside.starts_with("../") { beside.clone() } else { format!("./{beside}") };
    let from_roots = || below(content, goal).into_iter().chain([goal]).map(str::to_string);
    if written.starts_with('/') {
        return from_roots().map(|path| format!("/{path}")).collect();
    }
    if written.starts_with("./") || written.starts_with("../") {
        return vec![explicit];
    }
    let mut paths: Vec<String> = if was_beside { vec![beside] } else { from_roots().collect() };
    paths.push(explicit);
    paths
}

fn can_be_named(path: &str) -> bool {
    !path.contains(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '}' | '{' | '#'))
}
