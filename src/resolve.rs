//! All pages together: routes, nav, reading order, and where links lead. Pure and cheap.

pub mod folder_nav;
pub mod links;
pub mod nav;
pub mod places;
pub mod redirects;
pub mod routes;
pub mod site_redirects;

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::config::Config;
use crate::diagnostics::Diagnostic;
use crate::parse::Pages;
use crate::resolve::redirects::Redirects;
use crate::resolve::site_redirects::{Pointing, SiteRedirects};
use crate::source::{PagePath, Route, Source};

use nav::Tree;
pub use nav::{NavNode, without_order_prefix};
use places::{Extent, Places};

/// What the pages are together.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// The route of every published page.
    pub routes: BTreeMap<PagePath, Route>,
    /// The nav's entries at the top.
    pub nav: Vec<NavNode>,
    /// The pages in the order in which they are read.
    pub order: Vec<PagePath>,
    /// Each page's place in that order.
    pub positions: BTreeMap<PagePath, usize>,
    /// Where each page stands in the nav.
    pub places: Places,
    /// How much of the nav each page carries.
    pub nav_extent: Extent,
    /// The page of each route, without the slashes at its ends.
    pub by_route: BTreeMap<String, PagePath>,
    /// The page behind each old address.
    pub redirects: Redirects,
    /// What the redirects of `docs.yaml` add.
    pub site_redirects: SiteRedirects,
    /// What only the whole site shows to be wrong.
    pub diagnostics: Vec<Diagnostic>,
}

impl Site {
    /// Whether readers are sent on from an address, which is without the slashes at its ends.
    pub fn is_old_address(&self, address: &str) -> bool {
        self.redirects.contains_key(address) || self.site_redirects.elsewhere.contains_key(address)
    }
}

/// All pages but drafts.
fn published(pages: &Pages) -> Cow<'_, Pages> {
    if pages.values().all(|page| !page.outline.draft) {
        return Cow::Borrowed(pages);
    }
    let published = pages.iter().filter(|(_, page)| !page.outline.draft);
    Cow::Owned(published.map(|(path, page)| (path.clone(), page.clone())).collect())
}

/// Puts the pages together; drafts are left out.
pub fn resolve<'f>(
    config: &Config,
    config_source: &Source,
    folder_nav_sources: &BTreeMap<String, Source>,
    other_files: impl Iterator<Item = &'f str>,
    pages: &Pages,
) -> Site {
    let mut diagnostics = Vec::new();
    let published = &*published(pages);
    let routes = routes::routes(&config.content.value, published, &mut diagnostics);
    let mut redirects = redirects::redirects(&config.content.value, published, &routes, &mut diagnostics);
    let by_route = routes.iter().map(|(path, route)| (route.0.trim_matches('/').to_string(), path.clone())).collect();
    let pointing = Pointing { config, source: config_source, pages: published, routes: &routes, by_route: &by_route };
    let site_redirects = pointing.resolve(&mut redirects, &mut diagnostics);
    let folder_navs = &folder_nav::read(folder_nav_sources, &mut diagnostics);
    let content = &config.content.value;
    let tree = Tree { content, pages: published, routes: &routes, folder_navs, folder_nav_sources };
    let mut nav = match &config.nav {
        Some(entries) => nav::explicit(entries, config_source, &tree, &mut diagnostics),
        None => nav::from_folders(&tree, &mut diagnostics),
    };
    nav::take_turns(&mut nav);
    for source in folder_nav_sources.values() {
        folder_nav::report_turns(source, &mut diagnostics);
    }
    let mut order = Vec::new();
    nav::reading_order(&nav, &mut order);
    nav::report_left_out(&tree, &order, &mut diagnostics);
    folder_nav::report_foreign(content, other_files, &mut diagnostics);
    let positions = order.iter().enumerate().map(|(at, path)| (path.clone(), at)).collect();
    let nav_extent = places::extent(&nav);
    let places = places::places(&nav, nav_extent, &routes);
    Site { places, nav_extent, routes, nav, order, positions, by_route, redirects, site_redirects, diagnostics }
}
