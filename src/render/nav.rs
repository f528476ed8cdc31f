//! The nav's HTML: rendered once a site or branch, then marked for each page by inserting a few words.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::diagnostics::Diagnostic;
use crate::parse::html::escape;
use crate::render::templates::Templates;
use crate::resolve::links::encoded;
use crate::resolve::nav::{NavNode, NavTarget};
use crate::source::PagePath;

/// An entry as the template sees it.
#[derive(Debug, Serialize)]
struct NavView {
    label: String,
    url: Option<String>,
    badge: Option<String>,
    key: String,
    external: bool,
    open: bool,
    children: Vec<NavView>,
}

#[derive(Serialize)]
struct NavContext {
    nav: Vec<NavView>,
}

/// What the nav marks for one page.
#[derive(Clone, Debug, Default)]
struct Marks {
    link: Option<usize>,
    groups: Vec<usize>,
}

/// Up to so many entries, every page carries the whole nav. Beyond, the whole nav in every page would grow with the
/// square of the site, and a page carries the branch that leads to it, with the other branches as one link each.
const WHOLE_NAV_ENTRIES: usize = 400;

/// Indices from the top of the nav down to a group.
type Branch = Vec<usize>;

/// The nav's HTML, once a branch, and where in it each page's marks go.
#[derive(Debug)]
pub struct NavHtml {
    drawn: BTreeMap<Branch, String>,
    pages: BTreeMap<PagePath, (Branch, Marks)>,
}

impl NavHtml {
    /// Renders the nav.
    pub fn new(templates: &Templates, nodes: &[NavNode], base_path: &str) -> Result<Self, Diagnostic> {
        let branches = branches(nodes);
        let mut nav = Self { drawn: BTreeMap::new(), pages: BTreeMap::new() };
        for branch in std::iter::once(Branch::new()).chain(branches.values().cloned()) {
            if nav.drawn.contains_key(&branch) {
                continue;
            }
            let shown = if branches.is_empty() { nodes.to_vec() } else { pruned(nodes, &branch) };
            let views = shown.iter().enumerate().map(|(index, node)| view(node, base_path, &index.to_string()));
            let html = templates.render("nav.html", &NavContext { nav: views.collect() })?.trim().to_string();
            let mut marks = BTreeMap::new();
            let anchors = anchors(&html);
            for (index, node) in shown.iter().enumerate() {
                place_marks(&anchors, node, base_path, &index.to_string(), &[], &mut marks);
            }
            let own = marks.into_iter().filter(|(page, _)| branches.get(page).is_none_or(|own| *own == branch));
            nav.pages.extend(own.map(|(page, marks)| (page, (branch.clone(), marks))));
            nav.drawn.insert(branch, html);
        }
        Ok(nav)
    }

    /// The nav with one page's entry marked and the groups over it open.
    pub fn for_page(&self, page: Option<&PagePath>) -> String {
        let Some((branch, marks)) = page.and_then(|page| self.pages.get(page)) else {
            return self.drawn[&Branch::new()].clone();
        };
        let nav = &self.drawn[branch];
        let open = marks.groups.iter().map(|at| (*at, " open"));
        let mut inserts: Vec<_> = open.chain(marks.link.map(|at| (at, " aria-current=\"page\""))).collect();
        inserts.sort_unstable();
        let mut html = String::with_capacity(nav.len() + 64);
        let mut done = 0;
        for (at, words) in inserts {
            html.push_str(&nav[done..at]);
            html.push_str(words);
            done = at;
        }
        html.push_str(&nav[done..]);
        html
    }
}

/// For each page the group in which its entry stands; nothing if every page carries the whole nav.
fn branches(nodes: &[NavNode]) -> BTreeMap<PagePath, Branch> {
    let mut branches = BTreeMap::new();
    if count(nodes) > WHOLE_NAV_ENTRIES {
        collect_branches(nodes, &Branch::new(), &mut branches);
    }
    branches
}

fn count(nodes: &[NavNode]) -> usize {
    nodes.iter().map(|node| 1 + count(&node.children)).sum()
}

fn collect_branches(nodes: &[NavNode], above: &Branch, branches: &mut BTreeMap<PagePath, Branch>) {
    for (index, node) in nodes.iter().enumerate() {
        let mut within = above.clone();
        within.push(index);
        if let NavTarget::Page(path, _) = &node.target {
            let branch = if node.children.is_empty() { above } else { &within };
            branches.entry(path.clone()).or_insert_with(|| branch.clone());
        }
        collect_branches(&node.children, &within, branches);
    }
}

/// The nav with the entries of one branch; each other group is a link to its first page.
fn pruned(nodes: &[NavNode], branch: &[usize]) -> Vec<NavNode> {
    let pruned = |(index, node): (usize, &NavNode)| match branch.split_first() {
        Some((first, rest)) if *first == index => NavNode { children: pruned(&node.children, rest), ..node.clone() },
        _ => landing(node),
    };
    nodes.iter().enumerate().map(pruned).collect()
}

fn landing(node: &NavNode) -> NavNode {
    let target = first_target(node).cloned().unwrap_or(NavTarget::None);
    NavNode { target, children: Vec::new(), ..node.clone() }
}

fn first_target(node: &NavNode) -> Option<&NavTarget> {
    match &node.target {
        NavTarget::None => node.children.iter().find_map(first_target),
        target => Some(target),
    }
}

fn view(node: &NavNode, base_path: &str, key: &str) -> NavView {
    let children =
        node.children.iter().enumerate().map(|(index, child)| view(child, base_path, &format!("{key}.{index}")));
    NavView {
        label: node.label.clone(),
        url: url(node, base_path),
        badge: node.badge.clone(),
        key: key.to_string(),
        external: matches!(node.target, NavTarget::Url(_)),
        open: node.is_open.unwrap_or(!key.contains('.')),
        children: children.collect(),
    }
}

fn url(node: &NavNode, base_path: &str) -> Option<String> {
    match &node.target {
        NavTarget::None => None,
        NavTarget::Page(_, route) => Some(format!("{base_path}{}", encoded(route.0.trim_start_matches('/')))),
        NavTarget::Url(url) => Some(url.clone()),
    }
}

/// Where each `<a href="…"` and `data-group="…"` of the nav ends, the first of each.
fn anchors(html: &str) -> BTreeMap<&str, usize> {
    let mut anchors = BTreeMap::new();
    for opening in ["<a href=\"", "data-group=\""] {
        for (at, _) in html.match_indices(opening) {
            let value = at + opening.len();
            if let Some(length) = html[value..].find('"') {
                let end = value + length + 1;
                let is_open = html[end..].starts_with(" open");
                if !(opening == "data-group=\"" && is_open) {
                    anchors.entry(&html[at..end]).or_insert(end);
                }
            }
        }
    }
    anchors
}

/// Finds where the words for a page go: the first entry that a page has in the nav is its own.
fn place_marks(
    anchors: &BTreeMap<&str, usize>,
    node: &NavNode,
    base_path: &str,
    key: &str,
    above: &[usize],
    marks: &mut BTreeMap<PagePath, Marks>,
) {
    let mut groups = above.to_vec();
    groups.extend(anchors.get(format!("data-group=\"{}\"", escape(key)).as_str()));
    if let (NavTarget::Page(path, _), Some(url)) = (&node.target, url(node, base_path))
        && !marks.contains_key(path)
    {
        let link = anchors.get(format!("<a href=\"{}\"", escape(&url)).as_str()).copied();
        marks.insert(path.clone(), Marks { link, groups: groups.clone() });
    }
    for (index, child) in node.children.iter().enumerate() {
        place_marks(anchors, child, base_path, &format!("{key}.{index}"), &groups, marks);
    }
}
