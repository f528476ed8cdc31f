//! The nav tree: from the folders and the front matter, or from an explicit list.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::NavEntry;
use crate::diagnostics::{self, Diagnostic};
use crate::parse::{Page, title_of_name};
use crate::resolve::routes::source_path;
use crate::source::{PagePath, Route, Source, Span};
use crate::yaml::{self, Spanned};

/// The file in a folder that says how the folder stands in the nav.
pub const NAV_FILE: &str = "_nav.yaml";

/// An entry of the nav with those below it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NavNode {
    /// What it says.
    pub label: String,
    /// A word beside it.
    pub badge: Option<String>,
    /// Where it leads.
    pub target: NavTarget,
    /// The entries below it.
    pub children: Vec<NavNode>,
}

/// Where an entry leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum NavTarget {
    /// Nowhere: it is a heading over its children.
    None,
    /// A page of the site.
    Page(PagePath, Route),
    /// A place outside.
    Url(String),
}

/// `01-intro` to `intro` and 1; a name without such a prefix as it is.
pub fn without_order_prefix(name: &str) -> (&str, Option<i64>) {
    let digits = name.len() - name.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    match name[digits..].strip_prefix(['-', '_', '.']) {
        Some(rest)
            if (1..=4).contains(&digits) && !rest.is_empty() && !rest.starts_with(|c: char| c.is_ascii_digit()) =>
        {
            (rest, name[..digits].parse().ok())
        }
        _ => (name, None),
    }
}

/// A folder's pages and folders.
#[derive(Default)]
struct Folder {
    index: Option<PagePath>,
    pages: Vec<PagePath>,
    folders: BTreeMap<String, Folder>,
}

/// The nav that follows the folders.
pub fn from_folders(pages: &BTreeMap<PagePath, &Page>, routes: &BTreeMap<PagePath, Route>) -> Vec<NavNode> {
    let mut root = Folder::default();
    for path in pages.keys() {
        let parts = path.folder().split('/').filter(|part| !part.is_empty());
        let folder = parts.fold(&mut root, |folder, part| folder.folders.entry(part.to_string()).or_default());
        match path.is_index() {
            true => folder.index = Some(path.clone()),
            false => folder.pages.push(path.clone()),
        }
    }
    let tree = Tree { pages, routes };
    let home = root.index.take().filter(|path| !pages[path].outline.sidebar.hidden).map(|path| tree.page(&path));
    home.into_iter().chain(tree.children(&root)).collect()
}

struct Tree<'a> {
    pages: &'a BTreeMap<PagePath, &'a Page>,
    routes: &'a BTreeMap<PagePath, Route>,
}

impl Tree<'_> {
    fn page(&self, path: &PagePath) -> NavNode {
        let outline = &self.pages[path].outline;
        NavNode {
            label: outline.sidebar.label.clone().unwrap_or_else(|| outline.title.clone()),
            badge: outline.sidebar.badge.clone(),
            target: NavTarget::Page(path.clone(), self.routes[path].clone()),
            children: Vec::new(),
        }
    }

    /// Ordered by `sidebar.order`, then by number prefix, then by name; what has no number comes last.
    fn children(&self, folder: &Folder) -> Vec<NavNode> {
        let is_shown = |path: &&PagePath| !self.pages[*path].outline.sidebar.hidden;
        let shown = folder.pages.iter().filter(is_shown);
        let shown = shown.map(|path| (self.rank(Some(path), path.stem()), self.page(path)));
        let folders = folder
            .folders
            .iter()
            .filter_map(|(name, folder)| Some((self.rank(folder.index.as_ref(), name), self.folder(name, folder)?)));
        let mut children: Vec<_> = shown.chain(folders).collect();
        children.sort_by_key(|(rank, _)| *rank);
        children.into_iter().map(|(_, node)| node).collect()
    }

    fn folder(&self, name: &str, folder: &Folder) -> Option<NavNode> {
        let children = self.children(folder);
        let index = folder.index.as_ref().filter(|path| !self.pages[*path].outline.sidebar.hidden);
        match index {
            Some(path) => Some(NavNode { children, ..self.page(path) }),
            None if children.is_empty() => None,
            None => Some(NavNode { label: title_of_name(name), badge: None, target: NavTarget::None, children }),
        }
    }

    fn rank<'n>(&self, page: Option<&PagePath>, name: &'n str) -> (i64, &'n str) {
        let written = page.and_then(|path| self.pages[path].outline.sidebar.order);
        (written.or(without_order_prefix(name).1).unwrap_or(i64::MAX), name)
    }
}

/// The nav that the config lists.
pub fn explicit(
    entries: &[Spanned<NavEntry>],
    source: &Source,
    pages: &BTreeMap<PagePath, &Page>,
    routes: &BTreeMap<PagePath, Route>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<NavNode> {
    let tree = Tree { pages, routes };
    entries.iter().filter_map(|entry| listed(entry, source, &tree, problems)).collect()
}

fn listed(entry: &Spanned<NavEntry>, source: &Source, tree: &Tree, problems: &mut Vec<Diagnostic>) -> Option<NavNode> {
    let span = yaml::span_of(&source.text, entry);
    match &entry.value {
        NavEntry::Page(path) => listed_page(path, source, span, tree, problems),
        NavEntry::Group(group) => {
            let page = group.page.as_ref().map(|path| listed_page(path, source, span, tree, problems));
            let children: Vec<_> = group.items.iter().filter_map(|item| listed(item, source, tree, problems)).collect();
            let mut node = match (page, &group.url) {
                (Some(page), _) => page?,
                (None, Some(url)) if crate::parse::scheme(url) != crate::parse::Scheme::Refused => {
                    node(NavTarget::Url(url.clone()))
                }
                (None, Some(url)) => {
                    problems.push(diagnostics::refused_scheme(url).at(&source.path, span));
                    return None;
                }
                (None, None) => node(NavTarget::None),
            };
            node.label = group.label.clone().unwrap_or(node.label);
            node.children = children;
            if node.label.is_empty() || (node.target == NavTarget::None && group.items.is_empty()) {
                problems.push(diagnostics::empty_nav_entry().at(&source.path, span));
                return None;
            }
            Some(node)
        }
    }
}

fn node(target: NavTarget) -> NavNode {
    NavNode { label: String::new(), badge: None, target, children: Vec::new() }
}

fn listed_page(
    path: &str,
    source: &Source,
    span: Span,
    tree: &Tree,
    problems: &mut Vec<Diagnostic>,
) -> Option<NavNode> {
    let path = PagePath(path.trim_start_matches("./").to_string());
    if tree.pages.contains_key(&path) {
        return Some(tree.page(&path));
    }
    let near = diagnostics::nearest_path(&path.0, tree.pages.keys().map(|path| path.0.as_str()));
    problems.push(diagnostics::nav_without_page(&path.0, near).at(&source.path, span));
    None
}

/// The pages of a nav from top to bottom, each once.
pub fn reading_order(nodes: &[NavNode], order: &mut Vec<PagePath>) {
    let mut seen: BTreeSet<PagePath> = order.iter().cloned().collect();
    collect(nodes, order, &mut seen);
}

fn collect(nodes: &[NavNode], order: &mut Vec<PagePath>, seen: &mut BTreeSet<PagePath>) {
    for node in nodes {
        if let NavTarget::Page(path, _) = &node.target
            && seen.insert(path.clone())
        {
            order.push(path.clone());
        }
        collect(&node.children, order, seen);
    }
}

/// Warns of the pages that an explicit nav leaves out.
pub fn report_left_out(
    content: &str,
    pages: &BTreeMap<PagePath, &Page>,
    order: &[PagePath],
    problems: &mut Vec<Diagnostic>,
) {
    let listed: BTreeSet<&PagePath> = order.iter().collect();
    for (path, page) in pages {
        if !page.outline.sidebar.hidden && !listed.contains(path) {
            problems.push(diagnostics::page_in_no_nav().at(&source_path(content, path), Span::new(0, 0)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::without_order_prefix;

    #[test]
    fn a_number_orders_and_a_date_does_not() {
        assert_eq!(without_order_prefix("01-intro"), ("intro", Some(1)));
        assert_eq!(without_order_prefix("2_setup"), ("setup", Some(2)));
        assert_eq!(without_order_prefix("2026-01-02-release"), ("2026-01-02-release", None));
        assert_eq!(without_order_prefix("404"), ("404", None));
        assert_eq!(without_order_prefix("v1-api"), ("v1-api", None));
    }
}
