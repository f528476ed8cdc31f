//! The nav tree: from the folders and the front matter, or from an explicit list.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::config::{Config, NavEntry};
use crate::diagnostics::{self, Diagnostic};
use crate::parse::{Pages, title_of_name, without_turns};
use crate::resolve::folder_nav::{self, FolderNav, Item};
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
    /// Whether the nav itself says so, or the page.
    pub labelled_by: LabelledBy,
    /// A word beside it.
    pub badge: Option<String>,
    /// Where it leads.
    pub target: NavTarget,
    /// Whether its entries are shown before a reader opens it; if not said, those of the top are.
    pub is_open: Option<bool>,
    /// The entries below it.
    pub children: Vec<NavNode>,
}

/// Who has given an entry its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LabelledBy {
    /// The page that it leads to.
    Page,
    /// The nav, a folder or its name.
    Nav,
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

/// Takes the characters that turn text around out of all labels.
pub fn take_turns(nodes: &mut [NavNode]) {
    for node in nodes {
        for text in [Some(&mut node.label), node.badge.as_mut()].into_iter().flatten() {
            if let Cow::Owned(clean) = without_turns(text) {
                *text = clean;
            }
        }
        take_turns(&mut node.children);
    }
}

impl NavNode {
    /// The same entry under a label that the nav gives, if it gives one.
    fn labelled(self, label: Option<String>) -> Self {
        match label {
            Some(label) => Self { label, labelled_by: LabelledBy::Nav, ..self },
            None => self,
        }
    }
}

/// `01-intro` to `intro` and 1; a name without such a prefix as it is.
pub fn without_order_prefix(name: &str) -> (&str, Option<i64>) {
    let digits = name.len() - name.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    match name[digits..].strip_prefix(['-', '_', '.']) {
        Some(rest)
            if (1..=4).contains(&digits) && !is_step(rest) && !rest.starts_with(|c: char| c.is_ascii_digit()) =>
        {
            (rest, name[..digits].parse().ok())
        }
        _ => (name, None),
    }
}

/// What is left of `1-..` must not lead out of its folder.
fn is_step(rest: &str) -> bool {
    rest.bytes().all(|byte| byte == b'.')
}

/// A folder's pages and folders.
#[derive(Default)]
struct Folder {
    path: String,
    index: Option<PagePath>,
    pages: Vec<PagePath>,
    folders: BTreeMap<String, Folder>,
}

/// What the nav is made of.
pub struct Tree<'a> {
    /// The content folder, relative to the site's root.
    pub content: &'a str,
    /// The published pages.
    pub pages: &'a Pages,
    /// Their routes.
    pub routes: &'a BTreeMap<PagePath, Route>,
    /// What folders say of themselves.
    pub folder_navs: &'a BTreeMap<String, FolderNav>,
    /// The texts of those files.
    pub folder_nav_sources: &'a BTreeMap<String, Source>,
}

/// The nav that follows the folders.
pub fn from_folders(tree: &Tree, problems: &mut Vec<Diagnostic>) -> Vec<NavNode> {
    let mut root = Folder::default();
    for path in tree.pages.keys() {
        let parts = path.folder().split('/').filter(|part| !part.is_empty());
        let folder = parts.fold(&mut root, |folder, part| {
            let below = if folder.path.is_empty() { part.to_string() } else { format!("{}/{part}", folder.path) };
            folder.folders.entry(part.to_string()).or_insert_with(|| Folder { path: below, ..Folder::default() })
        });
        match path.is_index() {
            true => folder.index = Some(path.clone()),
            false => folder.pages.push(path.clone()),
        }
    }
    let home = root.index.take().filter(|path| !tree.is_hidden(path)).map(|path| tree.page(&path));
    home.into_iter().chain(tree.children(&root, problems)).collect()
}

/// An entry of a folder, before the folder's own order is known.
struct Child<'n> {
    rank: (i64, &'n str),
    name: &'n str,
    node: NavNode,
}

impl Tree<'_> {
    fn page(&self, path: &PagePath) -> NavNode {
        let outline = &self.pages[path].outline;
        NavNode {
            label: outline.label().to_string(),
            labelled_by: LabelledBy::Page,
            badge: outline.sidebar.badge.clone(),
            target: NavTarget::Page(path.clone(), self.routes[path].clone()),
            is_open: None,
            children: Vec::new(),
        }
    }

    fn is_hidden(&self, path: &PagePath) -> bool {
        self.pages[path].outline.sidebar.hidden
    }

    /// Ordered as the folder's nav file lists them; else by `sidebar.order`, then by number prefix, then by name, and what
    /// has no number comes last.
    fn children(&self, folder: &Folder, problems: &mut Vec<Diagnostic>) -> Vec<NavNode> {
        let mut children: Vec<Child> = Vec::new();
        for path in folder.pages.iter().filter(|path| !self.is_hidden(path)) {
            let rank = (self.order(Some(path), path.stem()), path.stem());
            children.push(Child { rank, name: path.stem(), node: self.page(path) });
        }
        for (name, below) in &folder.folders {
            let order = self.folder_navs.get(&below.path).and_then(|nav| nav.order);
            let rank = (order.unwrap_or_else(|| self.order(below.index.as_ref(), name)), name.as_str());
            if let Some(node) = self.folder(name, below, problems) {
                children.push(Child { rank, name, node });
            }
        }
        children.sort_by_key(|child| child.rank);
        let nav = self.folder_navs.get(&folder.path);
        match nav.and_then(|nav| nav.items.as_ref()) {
            Some(items) => self.listed_children(items, folder, children, problems),
            None => children.into_iter().map(|child| child.node).collect(),
        }
    }

    fn listed_children(
        &self,
        items: &[Spanned<NavEntry>],
        folder: &Folder,
        mut children: Vec<Child>,
        problems: &mut Vec<Diagnostic>,
    ) -> Vec<NavNode> {
        let source = &self.folder_nav_sources[&folder.path];
        let names: Vec<&str> = children.iter().map(|child| child.name).collect();
        let mut nodes = Vec::new();
        let mut rest = None;
        for item in items {
            let span = folder_nav::place(source, item);
            let (name, label, url) = match &item.value {
                NavEntry::Page(line) => match Item::new(line) {
                    Item::Rest => {
                        rest = Some(nodes.len());
                        continue;
                    }
                    Item::Heading(label) => {
                        nodes.push(NavNode { label: label.to_string(), ..node(NavTarget::None) });
                        continue;
                    }
                    Item::Link(label, url) => (None, Some(label.to_string()), Some(url)),
                    Item::Named(name) => (Some(name), None, None),
                },
                NavEntry::Group(group) => {
                    (group.page.as_ref().map(|page| page.value.as_str()), group.label.clone(), group.url.as_deref())
                }
            };
            if let Some(url) = url {
                nodes.extend(link_node(url, label, source, span, problems));
                continue;
            }
            let name = name.unwrap_or("").trim_start_matches("./").trim_end_matches('/');
            let bare = name.strip_suffix(".md").unwrap_or(name);
            if matches!(bare.to_ascii_lowercase().as_str(), "index" | "readme" | "_index") {
                continue;
            }
            let is_named = |child: &Child| child.name == bare || without_order_prefix(child.name).0 == bare;
            match children.iter().position(is_named) {
                Some(at) => {
                    nodes.push(children.remove(at).node.labelled(label));
                }
                None => {
                    let near = diagnostics::nearest(bare, names.iter().copied());
                    problems.push(diagnostics::nothing_in_folder(name, near).at(&source.path, span));
                }
            }
        }
        if let Some(at) = rest {
            nodes.splice(at..at, children.into_iter().map(|child| child.node));
        }
        nodes
    }

    fn folder(&self, name: &str, folder: &Folder, problems: &mut Vec<Diagnostic>) -> Option<NavNode> {
        let children = self.children(folder, problems);
        let index = folder.index.as_ref().filter(|path| !self.is_hidden(path));
        let mut node = match index {
            Some(path) => self.page(path),
            None if children.is_empty() => return None,
            None => NavNode { label: title_of_name(name), ..node(NavTarget::None) },
        };
        if let Some(nav) = self.folder_navs.get(&folder.path) {
            node = node.labelled(nav.title.clone());
            node.badge = nav.badge.clone().or(node.badge);
            node.is_open = nav.collapsed.map(|collapsed| !collapsed);
        }
        Some(NavNode { children, ..node })
    }

    fn order(&self, page: Option<&PagePath>, name: &str) -> i64 {
        let written = page.and_then(|path| self.pages[path].outline.sidebar.order);
        written.or(without_order_prefix(name).1).unwrap_or(i64::MAX)
    }
}

/// A link out of the site; one that might run code is told.
fn link_node(
    url: &str,
    label: Option<String>,
    source: &Source,
    span: Span,
    problems: &mut Vec<Diagnostic>,
) -> Option<NavNode> {
    if crate::parse::scheme(url) == crate::parse::Scheme::Refused {
        problems.push(diagnostics::refused_scheme(url).at(&source.path, span));
        return None;
    }
    Some(NavNode { label: label.unwrap_or_default(), ..node(NavTarget::Url(url.to_string())) })
}

/// The nav that the config lists.
pub fn explicit(
    entries: &[Spanned<NavEntry>],
    source: &Source,
    tree: &Tree,
    problems: &mut Vec<Diagnostic>,
) -> Vec<NavNode> {
    entries.iter().filter_map(|entry| listed(entry, source, tree, problems)).collect()
}

fn listed(entry: &Spanned<NavEntry>, source: &Source, tree: &Tree, problems: &mut Vec<Diagnostic>) -> Option<NavNode> {
    let span = yaml::span_of(&source.text, entry);
    match &entry.value {
        NavEntry::Page(path) => listed_page(path, source, span, tree, problems),
        NavEntry::Group(group) => {
            let page = group.page.as_ref().map(|page| listed_page(&page.value, source, span, tree, problems));
            let children: Vec<_> = group.items.iter().filter_map(|item| listed(item, source, tree, problems)).collect();
            let mut node = match (page, &group.url) {
                (Some(page), _) => page?,
                (None, Some(url)) => link_node(url, None, source, span, problems)?,
                (None, None) => node(NavTarget::None),
            };
            node = node.labelled(group.label.clone());
            node.children = children;
            node.is_open = group.collapsed.map(|collapsed| !collapsed);
            if node.label.is_empty() || (node.target == NavTarget::None && group.items.is_empty()) {
                problems.push(diagnostics::empty_nav_entry().at(&source.path, span));
                return None;
            }
            Some(node)
        }
    }
}

fn node(target: NavTarget) -> NavNode {
    NavNode {
        label: String::new(),
        labelled_by: LabelledBy::Nav,
        badge: None,
        target,
        is_open: None,
        children: Vec::new(),
    }
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

/// More entries do not stand side by side: each of their pages shows them all.
const MAX_ENTRIES: usize = 2_000;
/// Groups in each other.
const MAX_DEPTH: usize = 16;

/// What is too large in a nav.
pub fn excess(config: &Config, nodes: &[NavNode]) -> Option<Diagnostic> {
    let limit = config.raise_limits.raised(MAX_ENTRIES);
    let mut open: Vec<(&str, usize, &[NavNode])> = vec![("", 0, nodes)];
    while let Some((label, depth, nodes)) = open.pop() {
        let place = || nodes.iter().find_map(|node| page_of(node)).map(|path| source_path(&config.content.value, path));
        let place = || place().unwrap_or_else(|| crate::config::FILE.to_string());
        if nodes.len() > limit {
            let problem = diagnostics::too_many_entries(label, nodes.len(), limit);
            return Some(problem.at(&place(), Span::new(0, 0)));
        }
        if depth > MAX_DEPTH && !nodes.is_empty() {
            return Some(diagnostics::nav_too_deep(MAX_DEPTH).at(&place(), Span::new(0, 0)));
        }
        open.extend(nodes.iter().map(|node| (node.label.as_str(), depth + 1, node.children.as_slice())));
    }
    None
}

fn page_of(node: &NavNode) -> Option<&PagePath> {
    match &node.target {
        NavTarget::Page(path, _) => Some(path),
        _ => node.children.first().and_then(page_of),
    }
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

/// Warns of the pages that a listed nav, or the nav file of a folder, leaves out.
pub fn report_left_out(tree: &Tree, order: &[PagePath], problems: &mut Vec<Diagnostic>) {
    // Of two pages for one address one stands in the nav, and the clash is told.
    let listed: BTreeSet<&Route> = order.iter().map(|path| &tree.routes[path]).collect();
    for path in tree.pages.keys().filter(|path| !tree.is_hidden(path) && !listed.contains(&tree.routes[*path])) {
        problems.push(diagnostics::page_in_no_nav().at(&source_path(tree.content, path), Span::new(0, 0)));
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
        for step in ["1-", "1-.", "01-..", "2_...", "3..."] {
            assert_eq!(without_order_prefix(step), (step, None));
        }
    }
}
