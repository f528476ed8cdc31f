//! The URL guard: `urls.lock` lists every address that a site has published, and none may be lost unseen.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::{self, Diagnostic};
use crate::parse::{Heading, Page};
use crate::pipeline::State;
use crate::resolve::Site;
use crate::resolve::links::{encoded, percent_decoded};
use crate::resolve::routes::source_path;
use crate::source::{PagePath, Route, Source, Span};

/// The list at a site's root.
pub const LOCK: &str = "urls.lock";

const HEAD: &str = "\
# The addresses that this site has published: pages with their files, and the places on them.
# `floom-docs build --accept-urls` writes this list; commit it.
";

/// What stands in a line of the list.
#[derive(Debug, PartialEq, Eq)]
enum Locked {
    /// The address of a page without the slashes at its ends, and its file.
    Page(String, PagePath),
    /// The same address, and an id on the page.
    Place(String, String),
}

/// The list for the pages of a build.
pub fn list(state: &State) -> String {
    let mut lines: BTreeMap<&Route, String> = BTreeMap::new();
    for (path, route) in &state.site().routes {
        let address = encoded(&route.0);
        let places: String = places(&state.pages()[path]).map(|id| format!("{address}#{}\n", encoded(id))).collect();
        lines.insert(route, format!("{address} {path}\n{places}"));
    }
    HEAD.to_string() + &lines.into_values().collect::<String>()
}

/// How many addresses a list has.
pub fn count(list: &str) -> usize {
    list.lines().filter(|line| line.starts_with('/')).count()
}

/// The ids that readers may have linked to; those with a colon are the program's own.
fn places(page: &Page) -> impl Iterator<Item = &String> {
    page.ids.iter().filter(|id| !id.contains(':'))
}

/// The addresses of the list that lead nowhere any more, each where it can be put right.
pub fn lost(state: &State, lock: &Source, content: &str) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let lines = read(lock, &mut problems);
    let guard = Guard { state, site: state.site(), content, listed: listed(&lines) };
    for (locked, span) in &lines {
        match locked {
            Locked::Page(address, file) => {
                problems.extend(guard.lost_page(address, file, lock, *span));
            }
            Locked::Place(address, id) => problems.extend(guard.lost_place(address, id, lock, *span)),
        }
    }
    problems
}

fn read(lock: &Source, problems: &mut Vec<Diagnostic>) -> Vec<(Locked, Span)> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in lock.text.split_inclusive('\n') {
        let text = line.trim_end_matches(['\n', '\r']);
        let span = Span::new(start, start + text.len());
        start += line.len();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        match locked(text) {
            Some(locked) => lines.push((locked, span)),
            None => problems.push(diagnostics::bad_lock().at(&lock.path, span)),
        }
    }
    lines
}

fn locked(line: &str) -> Option<Locked> {
    let path = line.strip_prefix('/')?;
    let address = |path: &str| percent_decoded(path.trim_matches('/'));
    match (path.split_once('#'), path.split_once(' ')) {
        (Some((path, id)), _) if !path.contains(' ') => Some(Locked::Place(address(path), percent_decoded(id))),
        (_, Some((path, file))) if !file.is_empty() => Some(Locked::Page(address(path), PagePath(file.to_string()))),
        _ => None,
    }
}

struct Guard<'a> {
    state: &'a State,
    site: &'a Site,
    content: &'a str,
    /// The pages of the list by their addresses, with the ids on each.
    listed: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

fn listed(lines: &[(Locked, Span)]) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut listed: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (locked, _) in lines {
        match locked {
            Locked::Page(address, _) => drop(listed.entry(address).or_default()),
            Locked::Place(address, id) => drop(listed.entry(address).or_default().insert(id)),
        }
    }
    listed
}

impl Guard<'_> {
    fn lost_page(&self, address: &str, file: &PagePath, lock: &Source, span: Span) -> Option<Diagnostic> {
        if self.site.by_route.contains_key(address) || self.site.is_old_address(address) {
            return None;
        }
        let from = source_path(self.content, file);
        let Some(now) = self.moved_to(address, file) else {
            return Some(diagnostics::lost_page(address, &from, None).at(&lock.path, span));
        };
        let shown = source_path(self.content, now);
        Some(diagnostics::lost_page(address, &from, Some(&shown)).at(&shown, Span::new(0, 0)))
    }

    /// Where a page most likely is now: its file at another address, or else the new page that has most of its places.
    fn moved_to(&self, address: &str, file: &PagePath) -> Option<&PagePath> {
        if let Some((same, _)) = self.site.routes.get_key_value(file) {
            return Some(same);
        }
        let had = self.places_of(address);
        let is_new = |(path, route): &(&PagePath, &Route)| {
            !self.lists(route.0.trim_matches('/')) && self.state.pages().contains_key(*path)
        };
        let shared =
            |path: &PagePath| self.state.pages()[path].ids.iter().filter(|id| had.contains(id.as_str())).count();
        let alike = |path: &PagePath| (path.stem() == file.stem() && !path.is_index(), shared(path));
        let candidates = self.site.routes.iter().filter(is_new).map(|(path, _)| (alike(path), path));
        let best = candidates.max_by(|(a, first), (b, second)| a.cmp(b).then(second.cmp(first)))?;
        (best.0 != (false, 0)).then_some(best.1)
    }

    fn lost_place(&self, address: &str, id: &str, lock: &Source, span: Span) -> Option<Diagnostic> {
        let by_redirect = || self.site.redirects.get(address);
        let path = self.site.by_route.get(address).or_else(by_redirect)?;
        let page = &self.state.pages()[path];
        if page.ids.contains(id) {
            return None;
        }
        let file = source_path(self.content, path);
        Some(match self.renamed(address, id, page) {
            Some(heading) => diagnostics::lost_place(address, id, &file, Some(&heading.text))
                .at(&heading.place.file, heading.place.span),
            None => diagnostics::lost_place(address, id, &file, None).at(&lock.path, span),
        })
    }

    /// The heading that most likely had an id: of those that are new on the page, the one that stands where it stood, or
    /// the one with the nearest id.
    fn renamed<'p>(&self, address: &str, id: &str, page: &'p Page) -> Option<&'p Heading> {
        let known = self.places_of(address);
        let fresh: Vec<&Heading> =
            page.headings.iter().filter(|heading| !known.contains(heading.id.as_str())).collect();
        let lost = known.iter().filter(|id| !page.ids.contains(**id)).count();
        if let ([only], 1) = (fresh.as_slice(), lost) {
            return Some(only);
        }
        let near = diagnostics::nearest(id, fresh.iter().map(|heading| heading.id.as_str()))?;
        fresh.into_iter().find(|heading| heading.id == near)
    }

    fn places_of(&self, address: &str) -> BTreeSet<&str> {
        self.listed.get(address).cloned().unwrap_or_default()
    }

    fn lists(&self, address: &str) -> bool {
        self.listed.contains_key(address)
    }
}
