//! Who puts what into the output: where two want one file, the later one has it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Outputs;
use crate::diagnostics::{self, Diagnostic};
use crate::resolve::redirects::Redirects;
use crate::resolve::routes::source_path;
use crate::source::names::{folded, visible};
use crate::source::{OutPath, PagePath, Span};

/// Who claims a file of the output; the later in this order has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Claim {
    Page(PagePath),
    /// A page and those below it as one document.
    Print(PagePath),
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

impl Claim {
    /// Whether it is a page, an old address or a list: `resolve` tells of two of these.
    fn is_page_like(&self) -> bool {
        matches!(self, Self::Page(_) | Self::List | Self::Redirect(_) | Self::RootList | Self::NotFound)
    }
}

/// Bytes; none for what shows many pages, which is drawn when all pages are out.
type Content = Option<Arc<[u8]>>;

/// The files of the output, with all who claim them.
#[derive(Clone, Default)]
pub(super) struct Claims {
    pub(super) outputs: Outputs,
    claims: BTreeMap<OutPath, Vec<(Claim, Content)>>,
    /// The files that are one where letters are not told apart.
    alike: BTreeMap<String, BTreeSet<OutPath>>,
    /// Those that more than one claims.
    contested: BTreeSet<String>,
    folders: BTreeMap<String, usize>,
    as_folders: BTreeSet<String>,
    before: BTreeMap<OutPath, Content>,
}

impl Claims {
    /// Sets what a claimant puts into a file.
    pub(super) fn set(&mut self, out: &OutPath, claim: Claim, content: Content) {
        self.note(out);
        let claims = self.claims.entry(out.clone()).or_default();
        let is_new = claims.is_empty();
        match claims.binary_search_by(|(other, _)| other.cmp(&claim)) {
            Ok(at) => claims[at].1 = content,
            Err(at) => claims.insert(at, (claim, content)),
        }
        if is_new {
            self.enter(out);
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
            self.leave(out);
        }
        self.settle(out);
    }

    /// Keeps who claims what, without the bytes.
    pub(super) fn let_go_of_contents(&mut self) {
        let empty: Arc<[u8]> = Arc::from([]);
        self.before.clear();
        self.outputs.values_mut().for_each(|bytes| *bytes = empty.clone());
        let contents = self.claims.values_mut().flatten().filter_map(|(_, content)| content.as_mut());
        contents.for_each(|bytes| *bytes = empty.clone());
    }

    /// What was in each file that has been touched since this was last asked.
    pub(super) fn take_before(&mut self) -> BTreeMap<OutPath, Content> {
        std::mem::take(&mut self.before)
    }

    /// The files of what shows many pages, and has them.
    pub(super) fn lists(&self) -> impl Iterator<Item = (&OutPath, &Claim)> {
        let last = |claims: &'_ Vec<(Claim, Content)>| claims.last().is_some_and(|(_, content)| content.is_none());
        let listed = self.claims.iter().filter(move |(_, claims)| last(claims));
        listed.filter_map(|(out, claims)| Some((out, &claims.last()?.0)))
    }

    /// Two sources for one place, and files where folders must be.
    pub(super) fn clashes(&self, content: &str, redirects: &Redirects) -> Vec<Diagnostic> {
        let name = |out: &OutPath, claim: &Claim| source_of(content, redirects, out, claim);
        let mut problems = Vec::new();
        for alike in &self.contested {
            let mut claims: Vec<_> = self.claims_of(alike).collect();
            claims.sort_by_key(|(out, claim, _)| (*claim, *out));
            for pair in claims.windows(2) {
                let [(first, other, before), (second, own, content)] = pair else { continue };
                let is_told = own.is_page_like() && other.is_page_like();
                let is_replaced = **other == Claim::Headers && first == second;
                if before == content && content.is_some() || is_told || is_replaced {
                    continue;
                }
                let (own, other) = (name(second, own), name(first, other));
                let problem = diagnostics::output_clash(&second.0, &other.words, &first.0);
                problems.push(placed(problem, own.file.or(other.file)));
            }
        }
        for folder in &self.as_folders {
            let (file, inside) = (self.claims_of(folder).next(), self.below(folder));
            if let (Some((out, claim, _)), Some((in_out, in_claim, _))) = (file, inside) {
                let (file, inside) = (name(out, claim), name(in_out, in_claim));
                problems.push(diagnostics::file_and_folder(&out.0, &file.words, &inside.words));
            }
        }
        problems
    }

    /// What stands where files are to be put that nobody has claimed yet.
    pub(super) fn in_the_way<'o>(
        &self,
        content: &str,
        redirects: &Redirects,
        of: impl Iterator<Item = &'o OutPath>,
        whose: &str,
    ) -> Vec<Diagnostic> {
        let name = |out: &OutPath, claim: &Claim| source_of(content, redirects, out, claim);
        let mut problems = BTreeSet::new();
        for out in of {
            let alike = folded(&out.0);
            for (taken, claim, _) in self.claims_of(&alike) {
                let owner = name(taken, claim);
                problems.insert(placed(diagnostics::output_clash(&taken.0, whose, &out.0), owner.file));
            }
            for (at, _) in alike.match_indices('/') {
                let file = self.claims_of(&alike[..at]).next();
                problems.extend(
                    file.map(|(taken, claim, _)| {
                        diagnostics::file_and_folder(&taken.0, &name(taken, claim).words, whose)
                    }),
                );
            }
            let inside = self.below(&alike);
            problems.extend(
                inside.map(|(taken, claim, _)| diagnostics::file_and_folder(&out.0, whose, &name(taken, claim).words)),
            );
        }
        problems.into_iter().collect()
    }

    /// The first that lies in a folder.
    fn below(&self, folder: &str) -> Option<(&OutPath, &Claim, &Content)> {
        let within = format!("{folder}/");
        let (path, _) = self.alike.range(within.clone()..).next().filter(|(path, _)| path.starts_with(&within))?;
        self.claims_of(path).next()
    }

    /// Who claims the files that have one name where letters are not told apart.
    fn claims_of(&self, alike: &str) -> impl Iterator<Item = (&OutPath, &Claim, &Content)> {
        let outs = self.alike.get(alike).into_iter().flatten();
        outs.flat_map(|out| self.claims[out].iter().map(move |(claim, content)| (out, claim, content)))
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
        let alike = folded(&out.0);
        let is_contested = self.claims_of(&alike).nth(1).is_some();
        match is_contested {
            true => drop(self.contested.insert(alike.into_owned())),
            false => drop(self.contested.remove(&*alike)),
        }
    }

    /// A file that nobody has claimed before. It cannot stand where another output needs a folder.
    fn enter(&mut self, out: &OutPath) {
        let alike = folded(&out.0);
        for (at, _) in alike.match_indices('/') {
            let folder = &alike[..at];
            *self.folders.entry(folder.to_string()).or_default() += 1;
            if self.alike.contains_key(folder) {
                self.as_folders.insert(folder.to_string());
            }
        }
        if self.folders.contains_key(&*alike) {
            self.as_folders.insert(alike.to_string());
        }
        self.alike.entry(alike.into_owned()).or_default().insert(out.clone());
    }

    /// A file that nobody claims any more.
    fn leave(&mut self, out: &OutPath) {
        let alike = folded(&out.0);
        if let Some(outs) = self.alike.get_mut(&*alike) {
            outs.remove(out);
            if outs.is_empty() {
                self.alike.remove(&*alike);
                self.as_folders.remove(&*alike);
            }
        }
        for (at, _) in alike.match_indices('/') {
            let folder = &alike[..at];
            let Some(count) = self.folders.get_mut(folder) else { continue };
            *count -= 1;
            if *count == 0 {
                self.folders.remove(folder);
                self.as_folders.remove(folder);
            }
        }
    }
}

/// What a claim comes from: a file of the site, or words.
struct Origin {
    file: Option<String>,
    words: String,
}

fn placed(problem: Diagnostic, file: Option<String>) -> Diagnostic {
    match file {
        Some(file) => problem.at(&file, Span::new(0, 0)),
        None => problem,
    }
}

fn source_of(content: &str, redirects: &Redirects, out: &OutPath, claim: &Claim) -> Origin {
    let of = |file: String| Origin { words: format!("`{}`", visible(&file)), file: Some(file) };
    let built_in = |words: &str| Origin { words: words.to_string(), file: None };
    match claim {
        Claim::Page(path) => of(source_path(content, path)),
        Claim::File(path) => of(source_path(content, &PagePath(path.clone()))),
        Claim::Print(path) => {
            let page = of(source_path(content, path));
            Origin { words: format!("the print version of {}", page.words), ..page }
        }
        Claim::Redirect(address) => match redirects.get(address) {
            Some(page) => {
                let page = of(source_path(content, page));
                Origin { words: format!("the old address `/{address}` of {}", page.words), ..page }
            }
            None => built_in("an old address"),
        },
        Claim::List | Claim::RootList => built_in("the list of all sections"),
        Claim::NotFound => built_in("the page for what is not found"),
        Claim::Headers => built_in("the headers for hosts"),
        // Behind `assets/theme.HASH/`.
        Claim::Theme => match out.0.splitn(3, '/').nth(2) {
            Some(path) => built_in(&format!("`theme/{path}`")),
            None => built_in("the theme"),
        },
    }
}
