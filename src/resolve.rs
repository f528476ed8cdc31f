//! All pages together: routes, nav, reading order, and where links lead. Pure and cheap.

pub mod folder_nav;
pub mod links;
pub mod nav;
pub mod redirects;
pub mod routes;

use std::collections::BTreeMap;

use crate::config::Config;
use crate::diagnostics::Diagnostic;
use crate::parse::Page;
use crate::resolve::redirects::Redirects;
use crate::source::{PagePath, Route, Source};

use nav::Tree;
pub use nav::{NavNode, without_order_prefix};

/// What the pages are together.
#[derive(Debug, Default)]
pub struct Site {
    /// The route of every published page.
    pub routes: BTreeMap<PagePath, Route>,
    /// The nav's entries at the top.
    pub nav: Vec<NavNode>,
    /// The pages in the order in which they are read.
    pub order: Vec<PagePath>,
    /// Each page's place in that order.
    pub positions: BTreeMap<PagePath, usize>,
    /// The page of each route, without the slashes at its ends.
    pub by_route: BTreeMap<String, PagePath>,
    /// The page behind each old address.
    pub redirects: Redirects,
    /// What only the whole site shows to be wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// Puts the pages together; drafts are left out.
pub fn resolve<'f>(
    config: &Config,
    config_source: &Source,
    folder_nav_sources: &BTreeMap<String, Source>,
    other_files: impl Iterator<Item = &'f str>,
    pages: &BTreeMap<PagePath, &Page>,
) -> Site {
    let mut diagnostics = Vec::new();
    let published: BTreeMap<PagePath, &Page> =
        pages.iter().filter(|(_, page)| !page.outline.draft).map(|(path, page)| (path.clone(), *page)).collect();
    let routes = routes::routes(&config.content.value, &published, &mut diagnostics);
    let redirects = redirects::redirects(&config.content.value, &published, &routes, &mut diagnostics);
    let folder_navs = &folder_nav::read(folder_nav_sources, &mut diagnostics);
    let content = &config.content.value;
    let tree = Tree { content, pages: &published, routes: &routes, folder_navs, folder_nav_sources };
    let nav = match &config.nav {
        Some(entries) => nav::explicit(entries, config_source, &tree, &mut diagnostics),
        None => nav::from_folders(&tree, &mut diagnostics),
    };
    let mut order = Vec::new();
    nav::reading_order(&nav, &mut order);
    nav::report_left_out(&tree, &order, &mut diagnostics);
    folder_nav::report_foreign(content, other_files, &mut diagnostics);
    let positions = order.iter().enumerate().map(|(at, path)| (path.clone(), at)).collect();
    let by_route = routes.iter().map(|(path, route)| (route.0.trim_matches('/').to_string(), path.clone())).collect();
    Site { routes, nav, order, positions, by_route, redirects, diagnostics }
}
