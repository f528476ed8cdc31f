//! The nav's HTML: rendered once a site, then marked for each page by inserting a few words.

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

/// The nav's HTML, and where in it each page's marks go.
#[derive(Debug)]
pub struct NavHtml {
    html: String,
    marks: BTreeMap<PagePath, Marks>,
}

impl NavHtml {
    /// Renders the nav.
    pub fn new(templates: &Templates, nodes: &[NavNode], base_path: &str) -> Result<Self, Diagnostic> {
        let nav = nodes
            .iter()
            .enumerate()
            .map(|(index, node)| view(node, base_path, &index.to_string()))
            .collect();
        let html = templates.render("nav.html", &NavContext { nav })?.trim().to_string();
        let anchors = anchors(&html);
        let mut marks = BTreeMap::new();
        for (index, node) in nodes.iter().enumerate() {
            place_marks(&anchors, node, base_path, &index.to_string(), &[], &mut marks);
        }
        Ok(Self { html, marks })
    }

    /// The nav with one page's entry marked and the groups over it open.
    pub fn for_page(&self, page: Option<&PagePath>) -> String {
        let Some(marks) = page.and_then(|page| self.marks.get(page)) else {
            return self.html.clone();
        };
        let open = marks.groups.iter().map(|at| (*at, " open"));
        let mut inserts: Vec<_> = open
            .chain(marks.link.map(|at| (at, " aria-current=\"page\"")))
            .collect();
        inserts.sort_unstable();
        let mut html = String::with_capacity(self.html.len() + 64);
        let mut done = 0;
        for (at, words) in inserts {
            html.push_str(&self.html[done..at]);
            html.push_str(words);
            done = at;
        }
        html.push_str(&self.html[done..]);
        html
    }
}

fn view(node: &NavNode, base_path: &str, key: &str) -> NavView {
    let children = node
        .children
        .iter()
        .enumerate()
        .map(|(index, child)| view(child, base_path, &format!("{key}.{index}")));
    NavView {
        label: node.label.clone(),
        url: url(node, base_path),
        badge: node.badge.clone(),
        key: key.to_string(),
        external: matches!(node.target, NavTarget::Url(_)),
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
        marks.insert(
            path.clone(),
            Marks {
                link,
                groups: groups.clone(),
            },
        );
    }
    for (index, child) in node.children.iter().enumerate() {
        place_marks(anchors, child, base_path, &format!("{key}.{index}"), &groups, marks);
    }
}
