//! The nav: entries of `docs.yaml` and of `_nav.yaml` files that name what moves.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::NavEntry;
use crate::diagnostics::{self, Diagnostic};
use crate::moves::edits::{Edits, Replacement};
use crate::moves::relocation::Relocation;
use crate::moves::yaml_text::{scalar, with_entry_behind, without_entry};
use crate::parse::{Page, Pages};
use crate::read::Inputs;
use crate::resolve::folder_nav::{self, Item};
use crate::resolve::{routes, site_redirects, without_order_prefix};
use crate::source::{PagePath, Route, Source, join};
use crate::yaml::{self, Spanned};

/// What a move does to the nav.
pub struct Navs<'a> {
    /// The site.
    pub inputs: &'a Inputs,
    /// Its pages.
    pub pages: &'a Pages,
    /// The move.
    pub relocation: &'a Relocation,
}

/// The pages and folders that stand in a folder's nav, by their names.
type Children = BTreeMap<String, Child>;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Child {
    Page(PagePath),
    Folder(String),
}

impl Navs<'_> {
    /// Rewrites all entries; what was done is said.
    pub fn edit(&self, edits: &mut Edits) -> Result<Vec<String>, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let mut said = Vec::new();
        let entries = self.inputs.config.nav.iter().flatten();
        let count: usize = entries.map(|entry| self.listed(entry, edits, &mut problems)).sum();
        if count > 0 {
            let noun = if count == 1 { "entry" } else { "entries" };
            said.push(format!("rewrote {count} nav {noun} in {}", self.inputs.config_source.path));
        }
        let count = self.redirects(edits, &mut problems);
        if count > 0 {
            let noun = if count == 1 { "redirect" } else { "redirects" };
            said.push(format!("rewrote {count} {noun} in {}", self.inputs.config_source.path));
        }
        for (folder, nav) in folder_nav::read(&self.inputs.folder_navs, &mut Vec::new()) {
            let items = nav.items.unwrap_or_default();
            said.extend(self.folder(&folder, &items, edits, &mut problems));
        }
        if problems.is_empty() { Ok(said) } else { Err(problems) }
    }

    /// The redirects of `docs.yaml` that lead to what moves; how many are rewritten.
    fn redirects(&self, edits: &mut Edits, problems: &mut Vec<Diagnostic>) -> usize {
        let source = &self.inputs.config_source;
        let routes = routes::routes(&self.inputs.config.content.value, self.pages, &mut Vec::new());
        let page_of = |path: &str| {
            let named = site_redirects::file(path);
            let at = |route: &Route| route.0.trim_matches('/') == path.trim_matches('/');
            if self.pages.contains_key(&named) {
                Some(named)
            } else {
                Some(routes.iter().find(|(_, route)| at(route))?.0.clone())
            }
        };
        let rewritten = self.inputs.config.redirects.values().filter(|to| {
            let (path, place) = to.value.split_at(to.value.find('#').unwrap_or(to.value.len()));
            let Some(page) = page_of(path).filter(|page| self.relocation.moves(page)) else { return false };
            let new = format!("{}{place}", self.relocation.of(&page.0));
            rewrite(source, (yaml::span_of(&source.text, to).start, &to.value), &new, edits, problems)
        });
        rewritten.count()
    }

    /// An entry of `docs.yaml` with those below it; the number of those that are rewritten.
    fn listed(&self, entry: &Spanned<NavEntry>, edits: &mut Edits, problems: &mut Vec<Diagnostic>) -> usize {
        let source = &self.inputs.config_source;
        let start = yaml::span_of(&source.text, entry).start;
        match &entry.value {
            NavEntry::Page(path) => self.listed_page(start, path, edits, problems),
            NavEntry::Group(group) => {
                let own = group.page.as_ref().map_or(0, |page| {
                    let start = yaml::span_of(&source.text, page).start;
                    self.listed_page(start, &page.value, edits, problems)
                });
                own + group.items.iter().map(|item| self.listed(item, edits, problems)).sum::<usize>()
            }
        }
    }

    fn listed_page(&self, start: usize, written: &str, edits: &mut Edits, problems: &mut Vec<Diagnostic>) -> usize {
        let path = PagePath(written.trim_start_matches("./").to_string());
        if !self.pages.contains_key(&path) || !self.relocation.moves(&path) {
            return 0;
        }
        let dots = &written[..written.len() - path.0.len()];
        let new = format!("{dots}{}", self.relocation.of(&path.0));
        usize::from(rewrite(&self.inputs.config_source, (start, written), &new, edits, problems))
    }

    /// The list of one folder; what was done to it.
    fn folder(
        &self,
        folder: &str,
        items: &[Spanned<NavEntry>],
        edits: &mut Edits,
        problems: &mut Vec<Diagnostic>,
    ) -> Vec<String> {
        let source = &self.inputs.folder_navs[folder];
        let after_folder = self.relocation.of(folder);
        let before = self.children(folder, |path| path.clone());
        let after = self.children(&after_folder, |path| self.relocation.page(path));
        let mut fresh = self.to_be_listed(items, &before, &after);
        let mut list = List { source, items, edits, problems, done: Vec::new() };
        for item in items {
            let Some((start, written)) = named(source, item) else { continue };
            let Some((name, child)) = named_child(&before, written) else { continue };
            match self.name_after(child, &after) {
                Some(new) if new == *name || without_order_prefix(&new).0 == bare(written) => {}
                Some(new) => list.rename((start, written), &in_style(written, name, &new)),
                // What takes its place in the same list stands where it stood.
                None => match fresh.pop() {
                    Some(new) => list.replace((start, written), &in_style(written, name, &new)),
                    None => list.remove(item, written),
                },
            }
        }
        fresh.iter().for_each(|name| list.add(name, matches!(after[name], Child::Page(_))));
        let file = join(&self.relocation.content, &join(&after_folder, "_nav.yaml").0).0;
        list.done.into_iter().map(|done| format!("{done} in {file}")).collect()
    }

    /// What comes into a folder whose list would leave it out.
    fn to_be_listed(&self, items: &[Spanned<NavEntry>], before: &Children, after: &Children) -> Vec<String> {
        let is_rest =
            |item: &Spanned<NavEntry>| matches!(&item.value, NavEntry::Page(line) if Item::new(line) == Item::Rest);
        if items.is_empty() || items.iter().any(is_rest) || self.inputs.config.nav.is_some() {
            return Vec::new();
        }
        let stays: BTreeSet<String> = before.values().filter_map(|child| self.name_after(child, after)).collect();
        after.keys().filter(|name| !stays.contains(*name)).cloned().collect()
    }

    /// What stands in a folder's nav, the pages being where `place` says.
    fn children(&self, folder: &str, place: impl Fn(&PagePath) -> PagePath) -> Children {
        let mut children = Children::new();
        let is_shown = |page: &Page| !page.outline.draft && !page.outline.sidebar.hidden;
        for path in self.pages.iter().filter(|(_, page)| is_shown(page)).map(|(path, _)| place(path)) {
            let Some(below) = super::relocation::below(folder, &path.0) else { continue };
            match below.split_once('/') {
                Some((name, _)) => {
                    children.insert(name.to_string(), Child::Folder(join(folder, name).0));
                }
                None if !path.is_index() => {
                    children.insert(path.stem().to_string(), Child::Page(path.clone()));
                }
                None => {}
            }
        }
        children
    }

    /// The name of what stood in a folder before, if it stands in the folder afterwards.
    fn name_after(&self, child: &Child, after: &Children) -> Option<String> {
        let moved = match child {
            Child::Page(path) => Child::Page(self.relocation.page(path)),
            Child::Folder(path) => Child::Folder(self.relocation.of(path)),
        };
        after.iter().find(|(_, child)| **child == moved).map(|(name, _)| name.clone())
    }
}

/// The list of a folder while it is edited.
struct List<'a> {
    source: &'a Source,
    items: &'a [Spanned<NavEntry>],
    edits: &'a mut Edits,
    problems: &'a mut Vec<Diagnostic>,
    done: Vec<String>,
}

impl List<'_> {
    fn rename(&mut self, entry: (usize, &str), new: &str) {
        if rewrite(self.source, entry, new, self.edits, self.problems) {
            self.done.push(format!("renamed the entry `{}`", entry.1));
        }
    }

    fn replace(&mut self, entry: (usize, &str), new: &str) {
        if rewrite(self.source, entry, new, self.edits, self.problems) {
            self.done.push(format!("wrote `{new}` for the entry `{}`", entry.1));
        }
    }

    fn remove(&mut self, item: &Spanned<NavEntry>, written: &str) {
        let start = folder_nav::place(self.source, item).start;
        let removed = without_entry(&self.source.text, start);
        self.write(removed, format!("removed the entry `{written}`"), written);
    }

    fn add(&mut self, name: &str, is_page: bool) {
        let mut names = self.items.iter().filter_map(|item| named(self.source, item));
        let new = if is_page && names.any(|(_, name)| name.ends_with(".md")) {
            format!("{name}.md")
        } else {
            name.to_string()
        };
        let last = self.items.last().map(|item| folder_nav::place(self.source, item).start);
        let added = last.and_then(|start| with_entry_behind(&self.source.text, start, &new));
        self.write(added, format!("added the entry `{new}`"), &new);
    }

    fn write(&mut self, replacement: Option<Replacement>, done: String, entry: &str) {
        match replacement {
            Some(Replacement { span, with }) => {
                self.edits.write(&self.source.path, span, with);
                self.done.push(done);
            }
            None => self.problems.push(not_written(self.source, 0, entry)),
        }
    }
}

/// The name that an entry of a folder's list says, and where.
fn named<'i>(source: &Source, item: &'i Spanned<NavEntry>) -> Option<(usize, &'i str)> {
    match &item.value {
        NavEntry::Page(line) => match Item::new(line) {
            Item::Named(name) => Some((folder_nav::place(source, item).start, name)),
            _ => None,
        },
        NavEntry::Group(group) => {
            let page = group.page.as_ref().filter(|_| group.url.is_none())?;
            Some((yaml::span_of(&source.text, page).start, page.value.as_str()))
        }
    }
}

fn named_child<'c>(children: &'c Children, written: &str) -> Option<(&'c String, &'c Child)> {
    let bare = bare(written);
    let exact = children.get_key_value(bare);
    exact.or_else(|| children.iter().find(|(name, _)| without_order_prefix(name).0 == bare))
}

fn bare(written: &str) -> &str {
    let name = written.trim_start_matches("./").trim_end_matches('/');
    name.strip_suffix(".md").unwrap_or(name)
}

/// The new name with what stood around the old one: `./`, `.md`, a slash, no number in front.
fn in_style(written: &str, old: &str, new: &str) -> String {
    let bare = bare(written);
    let new = if bare == old { new } else { without_order_prefix(new).0 };
    match written.find(bare) {
        Some(at) => format!("{}{new}{}", &written[..at], &written[at + bare.len()..]),
        None => new.to_string(),
    }
}

fn rewrite(
    source: &Source,
    (start, written): (usize, &str),
    new: &str,
    edits: &mut Edits,
    problems: &mut Vec<Diagnostic>,
) -> bool {
    match scalar(&source.text, start, written) {
        Some(scalar) => {
            let Replacement { span, with } = scalar.replaced(new);
            edits.write(&source.path, span, with);
            true
        }
        None => {
            problems.push(not_written(source, start, written));
            false
        }
    }
}

fn not_written(source: &Source, start: usize, entry: &str) -> Diagnostic {
    diagnostics::entry_not_written(entry).at(&source.path, crate::source::Span::new(start, start))
}
