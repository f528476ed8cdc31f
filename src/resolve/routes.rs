//! The URL of each page.

use std::collections::BTreeMap;

use crate::diagnostics::{self, Diagnostic};
use crate::parse::Pages;
use crate::resolve::nav::without_order_prefix;
use crate::source::names::folded;
use crate::source::{PagePath, Route, Span, join};

/// The route under which every section of the site is listed.
pub const SEARCH_ROUTE: &str = "/search/";

/// The file of the page for what is not found.
pub const NOT_FOUND: &str = "404.html";

/// The routes of all pages; two pages for one route, however their letters are written, are an error.
pub fn routes(content: &str, pages: &Pages, problems: &mut Vec<Diagnostic>) -> BTreeMap<PagePath, Route> {
    let mut taken = BTreeMap::from([(SEARCH_ROUTE.to_string(), (String::new(), None))]);
    let mut routes = BTreeMap::new();
    for (path, page) in pages {
        let route = route(path, page.outline.slug.as_ref().map(|(slug, _)| slug.as_str()));
        let file = source_path(content, path);
        let key = folded(&route.0).into_owned();
        if let Some((other, other_slug)) = taken.insert(key, (file.clone(), page.outline.slug.as_ref())) {
            // The one with a slug has left the place where its file would be.
            let (at, with, span) = match (&page.outline.slug, other_slug) {
                (None, Some((_, span))) => (&other, &file, *span),
                (own, _) => (&file, &other, own.as_ref().map_or(Span::new(0, 0), |(_, span)| *span)),
            };
            let with = if with.is_empty() { "the list of all sections".to_string() } else { format!("`{with}`") };
            problems.push(diagnostics::route_clash(&route.0, &with).at(at, span));
        }
        routes.insert(path.clone(), route);
    }
    routes
}

/// A page's file as diagnostics name it.
pub fn source_path(content: &str, path: &PagePath) -> String {
    join(content, &path.0).0
}

/// The address of a page without a slug, without the slashes at its ends.
pub fn address(path: &PagePath) -> String {
    route(path, None).0.trim_matches('/').to_string()
}

fn route(path: &PagePath, slug: Option<&str>) -> Route {
    let slug = slug.map(|slug| (slug, slug.trim_matches('/')));
    if let Some((_, absolute)) = slug.filter(|(written, _)| written.starts_with('/')) {
        return Route(if absolute.is_empty() { "/".to_string() } else { format!("/{absolute}/") });
    }
    let mut route = String::from("/");
    let mut push = |part: &str| {
        route.push_str(part);
        route.push('/');
    };
    path.folder().split('/').filter(|part| !part.is_empty()).for_each(|part| push(without_order_prefix(part).0));
    match slug {
        Some((_, slug)) => push(slug),
        None if path.is_index() => {}
        None => push(without_order_prefix(path.stem()).0),
    }
    Route(route)
}
