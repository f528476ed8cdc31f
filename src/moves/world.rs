//! Where each path leads, before a move or after it.

use std::collections::{BTreeMap, BTreeSet};

use crate::moves::relocation::Relocation;
use crate::parse::Pages;
use crate::read::Inputs;
use crate::resolve::links::{Found, Targets};
use crate::resolve::redirects::{self, Redirects};
use crate::resolve::routes;
use crate::source::{PagePath, Route};

/// All that a path can lead to; drafts too, since links to them must lead there when they are published.
pub struct World<'a> {
    content: &'a str,
    base_path: &'a str,
    pages: Pages,
    /// The address of every page.
    pub routes: BTreeMap<PagePath, Route>,
    by_route: BTreeMap<String, PagePath>,
    assets: BTreeSet<String>,
    redirects: Redirects,
}

impl<'a> World<'a> {
    /// As it is.
    pub fn before(inputs: &'a Inputs, pages: &Pages) -> Self {
        let content = inputs.config.content.value.as_str();
        let routes = routes::routes(content, pages, &mut Vec::new());
        let redirects = redirects::redirects(content, pages, &routes, &mut Vec::new());
        Self::new(inputs, pages.clone(), routes, inputs.assets.keys().cloned().collect(), redirects)
    }

    /// As it will be: each address that a page leaves leads to it.
    pub fn after(&self, inputs: &'a Inputs, relocation: &Relocation) -> Self {
        let pages: BTreeMap<_, _> =
            self.pages.iter().map(|(path, page)| (relocation.page(path), page.clone())).collect();
        let routes = routes::routes(self.content, &pages, &mut Vec::new());
        let assets = self.assets.iter().map(|path| relocation.of(path)).collect();
        let left = self.routes.iter().map(|(path, route)| (route.0.trim_matches('/').to_string(), path));
        let old = self.redirects.iter().map(|(address, path)| (address.clone(), path));
        let redirects = old.chain(left).map(|(address, path)| (address, relocation.page(path))).collect();
        Self::new(inputs, pages, routes, assets, redirects)
    }

    fn new(
        inputs: &'a Inputs,
        pages: Pages,
        routes: BTreeMap<PagePath, Route>,
        assets: BTreeSet<String>,
        redirects: Redirects,
    ) -> Self {
        let address = |route: &Route| route.0.trim_matches('/').to_string();
        // Of a draft and a published page at one address, the latter stands there.
        let drafts_first = |path: &&PagePath| !pages[*path].outline.draft;
        let mut paths: Vec<&PagePath> = routes.keys().collect();
        paths.sort_by_key(drafts_first);
        let by_route = paths.into_iter().map(|path| (address(&routes[path]), path.clone())).collect();
        let (content, base_path) = (inputs.config.content.value.as_str(), inputs.base_path.as_str());
        Self { content, base_path, by_route, pages, routes, assets, redirects }
    }

    /// What links lead to.
    pub fn targets(&self) -> Targets<'_> {
        Targets {
            base_path: self.base_path,
            routes: &self.routes,
            by_route: &self.by_route,
            pages: &self.pages,
            assets: &self.assets,
            redirects: &self.redirects,
            content: self.content,
        }
    }

    /// Whether what a path leads to is what it is to lead to; an old address and the new one lead to the same page.
    pub fn leads_to(&self, from: &PagePath, decoded: &str, goal: &Goal) -> bool {
        let targets = self.targets();
        let (path, above) = targets.content_path(from, decoded);
        let found = if above == 0 { targets.find(&path) } else { None };
        match (found, goal) {
            (Some(Found::Page(found)), Goal::Page(page) | Goal::Redirect(page)) => found == page,
            (Some(Found::Redirect(found)), Goal::Redirect(page)) => found == page,
            (Some(Found::Asset(found)), Goal::Asset(asset)) => found == *asset,
            (Some(Found::Search), Goal::Search) => true,
            _ => false,
        }
    }
}

/// What a link is to lead to afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// A page.
    Page(PagePath),
    /// A page, by an old address or by its own.
    Redirect(PagePath),
    /// A file beside the pages.
    Asset(String),
    /// The list of all sections.
    Search,
}

impl Goal {
    /// Where what was found lies afterwards.
    pub fn of(found: &Found, relocation: &Relocation) -> Self {
        match found {
            Found::Page(path) => Self::Page(relocation.page(path)),
            Found::Redirect(path) => Self::Redirect(relocation.page(path)),
            Found::Asset(path) => Self::Asset(relocation.of(path)),
            Found::Search => Self::Search,
        }
    }
}
