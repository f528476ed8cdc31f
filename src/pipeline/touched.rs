//! Which pages a change may reach: those whose view is made anew, whether or not it turns out to be another.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::State;
use super::changes::{Changes, Reach};
use crate::parse::{Page, Pages};
use crate::read::Inputs;
use crate::resolve::Site;
use crate::resolve::links::{key, keys};
use crate::resolve::nav::{LabelledBy, NavNode, NavTarget};
use crate::resolve::places::{self, Branch, Place};
use crate::source::{PagePath, Route};

/// Gives the entries of pages that have another title their new labels.
pub(super) fn retitle(site: &mut Site, pages: &Pages, changed: &BTreeMap<PagePath, Option<Arc<Page>>>) {
    relabel(&mut site.nav, pages, changed);
    if changed.keys().any(|path| has_entries_below(site, path)) {
        site.places = places::places(&site.nav, site.nav_extent, &site.routes);
    }
}

fn relabel(nodes: &mut [NavNode], pages: &Pages, changed: &BTreeMap<PagePath, Option<Arc<Page>>>) {
    for node in nodes {
        if let (NavTarget::Page(path, _), LabelledBy::Page) = (&node.target, node.labelled_by)
            && changed.contains_key(path)
        {
            node.label = pages[path].outline.label().to_string();
        }
        relabel(&mut node.children, pages, changed);
    }
}

fn has_entries_below(site: &Site, path: &PagePath) -> bool {
    // A page that stands in the nav twice may have entries below its second place.
    let is_parent = |at: &Branch| {
        let mut nodes = &site.nav;
        at.iter().all(|index| {
            nodes.get(*index).is_some_and(|node| {
                nodes = &node.children;
                true
            })
        }) && !nodes.is_empty()
    };
    entries(&site.nav, &|other| other == path).iter().any(is_parent)
}

/// Where the entries of some pages stand.
fn entries(nodes: &[NavNode], is_wanted: &dyn Fn(&PagePath) -> bool) -> BTreeSet<Branch> {
    let mut found = BTreeSet::new();
    find_entries(nodes, &mut Branch::new(), is_wanted, &mut found);
    found
}

fn find_entries(
    nodes: &[NavNode],
    at: &mut Branch,
    is_wanted: &dyn Fn(&PagePath) -> bool,
    found: &mut BTreeSet<Branch>,
) {
    for (index, node) in nodes.iter().enumerate() {
        at.push(index);
        if matches!(&node.target, NavTarget::Page(path, _) if is_wanted(path)) {
            found.insert(at.clone());
        }
        find_entries(&node.children, at, is_wanted, found);
        at.pop();
    }
}

/// Where the entries of changed pages stand.
pub(super) fn changed_entries(state: &State, changes: &Changes) -> BTreeSet<Branch> {
    entries(&state.site.nav, &|path| changes.pages.contains_key(path))
}

/// Notes where the links of changed pages may lead.
pub(super) fn index_links(state: &mut State, inputs: &Inputs, changes: &Changes) {
    let (content, base_path) = (inputs.config.content.value.as_str(), inputs.base_path.as_str());
    if changes.reach == Reach::Everything {
        state.linking.clear();
    }
    for old in changes.pages.values().flatten() {
        for key in keys(content, base_path, old) {
            if let Some(pages) = state.linking.get_mut(&key) {
                pages.remove(&old.path);
                if pages.is_empty() {
                    state.linking.remove(&key);
                }
            }
        }
    }
    let linked = |page: &Page| (page.path.clone(), keys(content, base_path, page));
    let fresh: Vec<_> = match changes.reach {
        Reach::Everything => state.pages.values().map(|page| linked(page)).collect(),
        _ => changes.pages.keys().filter_map(|path| state.pages.get(path)).map(|page| linked(page)).collect(),
    };
    for (path, keys) in fresh {
        for key in keys {
            state.linking.entry(key).or_default().insert(path.clone());
        }
    }
}

/// The published pages whose views are to be made anew.
pub(super) fn touched(
    state: &State,
    changes: &Changes,
    before: &Site,
    branches: &BTreeSet<Branch>,
) -> BTreeSet<PagePath> {
    let site = &state.site;
    let mut touched: BTreeSet<PagePath> = changes.pages.keys().chain(&changes.dates).cloned().collect();
    for key in keys_of_changes(state, changes, before) {
        touched.extend(state.linking.get(&key).into_iter().flatten().cloned());
    }
    if changes.reach >= Reach::Title {
        let below = if changes.reach == Reach::Title { changed_entries(state, changes) } else { BTreeSet::new() };
        let shows =
            |place: &Place| branches.contains(&place.branch) || below.iter().any(|entry| place.at.starts_with(entry));
        touched.extend(site.places.iter().filter(|(_, place)| shows(place)).map(|(path, _)| path.clone()));
        if branches.contains(&Branch::new()) {
            // A page that stands nowhere in the nav carries its top.
            touched.extend(site.routes.keys().filter(|path| !site.places.contains_key(*path)).cloned());
        }
        touched.extend(neighbours(state, changes));
    }
    if changes.reach == Reach::Tree {
        touched.extend(state.telling.iter().cloned());
        touched.extend(displaced(before, site));
    }
    touched.retain(|path| site.routes.contains_key(path));
    touched
}

/// The pages beside changed ones, which show their titles.
fn neighbours(state: &State, changes: &Changes) -> BTreeSet<PagePath> {
    #[cfg(test)]
    if state.flaw == Some(super::equality::Flaw::ForgottenNeighbour) {
        return BTreeSet::new();
    }
    let site = &state.site;
    let places = changes.pages.keys().filter_map(|path| site.positions.get(path));
    let beside = places.flat_map(|at| [at.checked_sub(1), Some(at + 1)].into_iter().flatten());
    beside.filter_map(|at| site.order.get(at).cloned()).collect()
}

/// The pages at another address, beside other pages, or no longer in the nav.
fn displaced(before: &Site, site: &Site) -> BTreeSet<PagePath> {
    let beside = |site: &Site, at: usize| {
        let path = |at: Option<usize>| at.and_then(|at| site.order.get(at)).cloned();
        (path(at.checked_sub(1)), path(Some(at + 1)))
    };
    let around = |site: &Site, path: &PagePath| site.positions.get(path).map(|at| beside(site, *at));
    let is_displaced = |path: &&PagePath| {
        before.routes.get(*path) != site.routes.get(*path)
            || around(before, path) != around(site, path)
            || before.places.get(*path) != site.places.get(*path)
    };
    site.routes.keys().filter(is_displaced).cloned().collect()
}

/// The keys of all that has come, gone or changed in a way that links to it show.
fn keys_of_changes(state: &State, changes: &Changes, before: &Site) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = changes.files.iter().map(|path| key(path)).collect();
    for (path, old) in &changes.pages {
        let new = state.pages.get(path).map(Arc::as_ref);
        if !shows_to_links(old.as_deref(), new) {
            continue;
        }
        found.insert(key(&path.0));
        let routes = [before.routes.get(path), state.site.routes.get(path)];
        found.extend(routes.into_iter().flatten().map(|route: &Route| key(&route.0)));
        let aliased = old.as_deref().into_iter().chain(new);
        let addresses = aliased.flat_map(|page| page.settings.aliases.iter().map(|(alias, _)| alias));
        found.extend(addresses.map(|alias| key(&crate::resolve::redirects::address(path, alias))));
    }
    if changes.reach == Reach::Tree {
        // An address may have passed from one page to another, neither of which has changed.
        let moved = |site: &Site, other: &Site| -> Vec<String> {
            let by_route = site.by_route.iter().filter(|(route, page)| other.by_route.get(*route) != Some(page));
            let old = site.redirects.iter().filter(|(address, page)| other.redirects.get(*address) != Some(page));
            by_route.map(|(route, _)| key(route)).chain(old.map(|(address, _)| key(address))).collect()
        };
        found.extend(moved(before, &state.site));
        found.extend(moved(&state.site, before));
    }
    found
}

fn shows_to_links(old: Option<&Page>, new: Option<&Page>) -> bool {
    let (Some(old), Some(new)) = (old, new) else { return true };
    old.outline != new.outline || old.ids != new.ids || old.settings.aliases != new.settings.aliases
}
