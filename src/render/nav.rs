//! The nav's HTML: rendered once a site or branch, then marked for each page by inserting a few words.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use crate::diagnostics::Diagnostic;
use crate::parse::html::escape;
use crate::render::templates::Templates;
use crate::resolve::Site;
use crate::resolve::links::encoded;
use crate::resolve::nav::{NavNode, NavTarget};
use crate::resolve::places::{Branch, Extent};
use crate::source::PagePath;
use crate::timings::{self, Count};

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

/// The nav's HTML, once a branch, and where in it each page's marks go.
#[derive(Clone, Debug, Default)]
pub struct NavHtml {
    drawn: BTreeMap<Branch, Arc<Drawn>>,
}

/// The nav of one branch.
#[derive(Debug)]
struct Drawn {
    /// Stands for what the HTML is made of.
    hash: u64,
    html: String,
    marks: BTreeMap<PagePath, Marks>,
}

/// Which branches are looked at.
#[derive(Clone, Copy, Debug)]
pub enum Scope<'b> {
    /// All of them, drawn anew: the template may be another.
    Redrawn,
    /// All of them.
    Whole,
    /// Those at and below some groups: what lies elsewhere is the same.
    Below(&'b BTreeSet<Branch>),
}

impl NavHtml {
    /// Brings the HTML in line with the nav; gives the branches that are new or other than they were.
    pub fn update(
        &mut self,
        templates: &Templates,
        site: &Site,
        base_path: &str,
        scope: Scope,
    ) -> Result<BTreeSet<Branch>, Diagnostic> {
        let wanted = wanted(site, scope);
        let old = |branch: &Branch| self.drawn.get(branch).filter(|_| !matches!(scope, Scope::Redrawn));
        let stale: Vec<_> = wanted
            .par_iter()
            .map(|(branch, pages)| {
                let shown = shown(&site.nav, site.nav_extent, branch);
                let hash = hash_of(&shown);
                if old(branch).is_some_and(|old| old.hash == hash) {
                    return Ok(None);
                }
                Ok(Some(((*branch).clone(), Arc::new(draw(templates, &shown, pages, base_path, hash)?))))
            })
            .collect::<Result<_, Diagnostic>>()?;
        if !matches!(scope, Scope::Below(_)) {
            self.drawn.retain(|branch, _| wanted.contains_key(branch));
        }
        let fresh: BTreeMap<Branch, Arc<Drawn>> = stale.into_iter().flatten().collect();
        let changed = fresh.keys().cloned().collect();
        self.drawn.extend(fresh);
        Ok(changed)
    }

    /// The nav with one page's entry marked and the groups over it open.
    pub fn for_page(&self, site: &Site, page: Option<&PagePath>) -> String {
        let branch = page.and_then(|page| Some((page, &site.places.get(page)?.branch)));
        let marked = branch.and_then(|(page, branch)| {
            let drawn = self.drawn.get(branch)?;
            Some((drawn, drawn.marks.get(page)?))
        });
        let Some((drawn, marks)) = marked else {
            return self.drawn.get(&Branch::new()).map_or_else(String::new, |drawn| drawn.html.clone());
        };
        let nav = &drawn.html;
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

/// The branches that pages have, each with its pages, and the top, which every other page has.
fn wanted<'s>(site: &'s Site, scope: Scope) -> BTreeMap<&'s Branch, BTreeSet<&'s PagePath>> {
    static TOP: Branch = Branch::new();
    let is_wanted = |branch: &Branch| match scope {
        Scope::Below(groups) => groups.iter().any(|group| branch.starts_with(group)),
        Scope::Whole | Scope::Redrawn => true,
    };
    let mut wanted: BTreeMap<&Branch, BTreeSet<&PagePath>> = BTreeMap::new();
    if is_wanted(&TOP) {
        wanted.insert(&TOP, BTreeSet::new());
    }
    for (page, place) in site.places.iter().filter(|(_, place)| is_wanted(&place.branch)) {
        wanted.entry(&place.branch).or_default().insert(page);
    }
    wanted
}

/// An entry as one branch shows it.
struct Shown<'s> {
    node: &'s NavNode,
    target: &'s NavTarget,
    children: Vec<Shown<'s>>,
}

/// The entries that the nav of a branch shows: its own, and each other group as a link to its first page.
fn shown<'s>(nodes: &'s [NavNode], extent: Extent, branch: &[usize]) -> Vec<Shown<'s>> {
    let entry = |(index, node): (usize, &'s NavNode)| {
        let below = match (extent, branch.split_first()) {
            (Extent::Whole, _) => Some(branch),
            (Extent::Branch, Some((first, rest))) if *first == index => Some(rest),
            _ => None,
        };
        match below {
            Some(rest) => Shown { node, target: &node.target, children: shown(&node.children, extent, rest) },
            None => Shown { node, target: first_target(node).unwrap_or(&NavTarget::None), children: Vec::new() },
        }
    };
    nodes.iter().enumerate().map(entry).collect()
}

fn first_target(node: &NavNode) -> Option<&NavTarget> {
    match &node.target {
        NavTarget::None => node.children.iter().find_map(first_target),
        target => Some(target),
    }
}

fn hash_of(shown: &[Shown]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hash_into(shown, &mut hasher);
    hasher.finish()
}

/// The entries below a group count where they are shown only.
fn hash_into(shown: &[Shown], hasher: &mut DefaultHasher) {
    shown.len().hash(hasher);
    for Shown { node, target, children } in shown {
        (&node.label, &node.badge, target, node.is_open).hash(hasher);
        hash_into(children, hasher);
    }
}

fn draw(
    templates: &Templates,
    shown: &[Shown],
    pages: &BTreeSet<&PagePath>,
    base_path: &str,
    hash: u64,
) -> Result<Drawn, Diagnostic> {
    let views = shown.iter().enumerate().map(|(index, entry)| view(entry, base_path, &index.to_string()));
    timings::count(Count::Navs, 1);
    let html = templates.render("nav.html", &NavContext { nav: views.collect() })?.trim().to_string();
    let mut marks = BTreeMap::new();
    let anchors = anchors(&html);
    for (index, entry) in shown.iter().enumerate() {
        place_marks(&anchors, entry, base_path, &index.to_string(), &[], &mut marks);
    }
    marks.retain(|page, _| pages.contains(page));
    drop(anchors);
    Ok(Drawn { hash, html, marks })
}

fn view(entry: &Shown, base_path: &str, key: &str) -> NavView {
    let Shown { node, target, children } = entry;
    let children = children.iter().enumerate().map(|(index, child)| view(child, base_path, &format!("{key}.{index}")));
    NavView {
        label: node.label.clone(),
        url: url(target, base_path),
        badge: node.badge.clone(),
        key: key.to_string(),
        external: matches!(target, NavTarget::Url(_)),
        open: node.is_open.unwrap_or(!key.contains('.')),
        children: children.collect(),
    }
}

fn url(target: &NavTarget, base_path: &str) -> Option<String> {
    match target {
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
    entry: &Shown,
    base_path: &str,
    key: &str,
    above: &[usize],
    marks: &mut BTreeMap<PagePath, Marks>,
) {
    let mut groups = above.to_vec();
    groups.extend(anchors.get(format!("data-group=\"{}\"", escape(key)).as_str()));
    if let (NavTarget::Page(path, _), Some(url)) = (entry.target, url(entry.target, base_path))
        && !marks.contains_key(path)
    {
        let link = anchors.get(format!("<a href=\"{}\"", escape(&url)).as_str()).copied();
        marks.insert(path.clone(), Marks { link, groups: groups.clone() });
    }
    for (index, child) in entry.children.iter().enumerate() {
        place_marks(anchors, child, base_path, &format!("{key}.{index}"), &groups, marks);
    }
}
