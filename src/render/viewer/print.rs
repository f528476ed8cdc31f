//! A page and those below it in the nav as one document, to be printed or saved whole.

use std::collections::{BTreeMap, BTreeSet};

use super::{Viewer, page_url, policy, sections};
use crate::parse::html::escape;
use crate::parse::{Link, LinkKind, Page, Section};
use crate::render::document::Place;
use crate::render::view::{ArticleView, ContentsEntry, Crumb, LinkView, PrintView};
use crate::resolve::links::{Advice, Target};
use crate::resolve::nav::{NavNode, NavTarget, reading_order};
use crate::source::{PRINT, PagePath};

/// The pages of a document with their places in it.
type Places<'v> = BTreeMap<&'v PagePath, Place>;

impl Viewer<'_> {
    /// The link to a page and those below it as one document.
    pub(super) fn print_link(&self, path: &PagePath) -> LinkView {
        let route = &self.site.routes[path];
        let label = if route.0 == "/" { "Print all pages" } else { "Print this section" };
        LinkView { label: label.to_string(), url: page_url(&self.site_view.base_path, route) + PRINT }
    }

    /// A page and those below it as one document; at the site's root that is all of the nav.
    pub fn print(&self, path: &PagePath, nav: String) -> PrintView {
        let (below, order) = (self.below(path), self.printed(path));
        let places: Places = order.iter().map(|path| (path, Place::new(&self.site.routes[path]))).collect();
        let mut hosts = BTreeSet::new();
        let articles = order.iter().map(|path| self.article(&self.pages[path], &places, &mut hosts)).collect();
        let page = &self.pages[path];
        let mut view = self.built_in(&page.outline.title, &self.site.routes[path], nav, Vec::new());
        view.page.description.clone_from(&page.description);
        view.page.noindex = true;
        view.page.breadcrumbs = self.breadcrumbs(page);
        if let Some(own) = view.page.breadcrumbs.last_mut() {
            own.url = Some(view.page.url.clone());
        }
        view.page.breadcrumbs.push(Crumb { label: "Print".to_string(), url: None });
        view.policy = policy::policy(hosts.iter().map(String::as_str), self.site_view.search_host());
        PrintView { view, contents: contents(below, path, &places), articles }
    }

    /// The pages of a document in its order.
    pub fn printed(&self, path: &PagePath) -> Vec<PagePath> {
        let mut order = vec![path.clone()];
        reading_order(self.below(path), &mut order);
        order
    }

    /// The entries of the nav below a page.
    fn below(&self, path: &PagePath) -> &[NavNode] {
        if self.site.routes[path].0 == "/" {
            return &self.site.nav;
        }
        let mut below: &[NavNode] = &[];
        let mut nodes = self.site.nav.as_slice();
        for index in self.site.places.get(path).map_or(&[][..], |place| &place.at) {
            below = nodes.get(*index).map_or(&[], |node| &node.children);
            nodes = below;
        }
        below
    }

    fn article(&self, page: &Page, places: &Places, hosts: &mut BTreeSet<String>) -> ArticleView {
        let place = &places[&page.path];
        let urls: Vec<String> = page.links.iter().map(|link| self.url_in_document(page, link, places, hosts)).collect();
        let written = page.sections.iter().map(|section| Section {
            id: section.id.as_deref().map(|id| place.own(id)),
            prose: place.html(&section.prose),
            samples: place.html(&section.samples),
        });
        let body = sections(&written.collect::<Vec<_>>(), &urls, &[]);
        let mut parts = self.parts(page, body);
        parts.heading = place.html(&parts.heading);
        parts.heading_id = parts.heading_id.map(|id| place.own(&id));
        parts.deprecated = parts.deprecated.map(|html| place.html(&html));
        ArticleView { id: place.id.clone(), page: parts }
    }

    /// What stands in an attribute for a link of the document: the place within it if there is one, and else a whole URL,
    /// since the document may be kept as a file.
    fn url_in_document(&self, page: &Page, link: &Link, places: &Places, hosts: &mut BTreeSet<String>) -> String {
        match (self.targets.resolve_with(&page.path, link, Advice::None).0, link.kind) {
            (Some(Target::Asset(path, rest)), LinkKind::Page) => {
                escape(&(self.absolute(&self.assets[&path].1.url) + &rest))
            }
            (Some(Target::Asset(path, rest)), kind) => {
                let mut url = String::new();
                self.write_asset(&path, &rest, kind, &mut url);
                url
            }
            (Some(Target::Url(url)), LinkKind::Page) => escape(&self.link_in_document(page, link, places, url)),
            (Some(Target::Url(url)), _) => {
                hosts.extend(policy::host(&url));
                escape(&url)
            }
            (None, LinkKind::Page) => String::new(),
            (None, _) => "data:,".to_string(),
        }
    }

    fn link_in_document(&self, page: &Page, link: &Link, places: &Places, url: String) -> String {
        let fragment = url.split_once('#').map_or("", |(_, fragment)| fragment);
        if url.starts_with('#') {
            let is_top = fragment == "top" && !page.ids.contains("top");
            return places[&page.path].url(if is_top { "" } else { fragment });
        }
        if !url.starts_with('/') || url.starts_with("//") {
            return url;
        }
        match self.targets.page(&page.path, link).and_then(|to| places.get(to)) {
            Some(place) => place.url(fragment),
            None => format!("{}{url}", self.config.origin()),
        }
    }
}

/// The contents: every page and group below the first page, and nothing that leads out of the document.
fn contents(nodes: &[NavNode], first: &PagePath, places: &Places) -> Vec<ContentsEntry> {
    let entry = |node: &NavNode| {
        let page = match &node.target {
            NavTarget::Page(path, _) if path != first => Some(path),
            _ => None,
        };
        let children = contents(&node.children, first, places);
        let url = page.and_then(|path| places.get(path)).map(|place| place.url(""));
        (url.is_some() || !children.is_empty()).then(|| ContentsEntry { label: node.label.clone(), url, children })
    };
    nodes.iter().filter_map(entry).collect()
}
