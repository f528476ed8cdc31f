//! Where each page stands in the nav: what its own nav and its breadcrumbs are made of.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::resolve::nav::{NavNode, NavTarget};
use crate::source::{PagePath, Route};

/// Up to so many entries, every page carries the whole nav. Beyond, the whole nav in every page would grow with the
/// square of the site, and a page carries the branch that leads to it, with the other branches as one link each.
/// Tests have small sites of both kinds.
const WHOLE_NAV_ENTRIES: usize = if cfg!(test) { 10 } else { 400 };

/// Indices from the top of the nav down to an entry.
pub type Branch = Vec<usize>;

/// The places of all pages of the nav; a page that stands there twice has its first one.
pub type Places = BTreeMap<PagePath, Place>;

/// Where a page stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its entry.
    pub at: Branch,
    /// The group whose entries its nav shows; empty for the top.
    pub branch: Branch,
    /// Stands for the labels and addresses above it.
    pub above: u64,
}

/// How much of the nav a page carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    #[default]
    Whole,
    /// The branch that leads to the page.
    Branch,
}

/// How much of a nav each page carries.
pub fn extent(nodes: &[NavNode]) -> Extent {
    if count(nodes) <= WHOLE_NAV_ENTRIES { Extent::Whole } else { Extent::Branch }
}

/// Finds the places of all pages.
pub fn places(nodes: &[NavNode], extent: Extent, routes: &BTreeMap<PagePath, Route>) -> Places {
    let walk = Walk { extent, routes };
    let mut places = Places::new();
    walk.collect(nodes, &Branch::new(), 0, &mut places);
    places
}

fn count(nodes: &[NavNode]) -> usize {
    nodes.iter().map(|node| 1 + count(&node.children)).sum()
}

struct Walk<'r> {
    extent: Extent,
    routes: &'r BTreeMap<PagePath, Route>,
}

impl Walk<'_> {
    fn collect(&self, nodes: &[NavNode], group: &Branch, above: u64, places: &mut Places) {
        for (index, node) in nodes.iter().enumerate() {
            let mut at = group.clone();
            at.push(index);
            if let NavTarget::Page(path, _) = &node.target
                && !places.contains_key(path)
            {
                let branch = match (self.extent, node.children.is_empty()) {
                    (Extent::Whole, _) => Branch::new(),
                    (Extent::Branch, true) => group.clone(),
                    (Extent::Branch, false) => at.clone(),
                };
                places.insert(path.clone(), Place { at: at.clone(), branch, above });
            }
            if !node.children.is_empty() {
                self.collect(&node.children, &at, self.below(above, node), places);
            }
        }
    }

    fn below(&self, above: u64, node: &NavNode) -> u64 {
        let mut hasher = DefaultHasher::new();
        let route = match &node.target {
            NavTarget::Page(path, _) => self.routes.get(path),
            _ => None,
        };
        (above, &node.label, route).hash(&mut hasher);
        hasher.finish()
    }
}
