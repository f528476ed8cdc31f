//! Pages to views: URLs filled in, breadcrumbs, neighbours, edit links.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::{Config, Repository};
use crate::diagnostics::Diagnostic;
use crate::parse::html::{HOLE, escape, escape_into, fill};
use crate::parse::{EditUrl, LinkKind, Page};
use crate::render::assets::Asset;
use crate::render::view::{
    Crumb, Entry, EntrySection, LinkView, PageParts, PageView, SectionView, SiteView, ThemeView, TocEntry,
};
use crate::resolve::links::{Target, Targets, encoded};
use crate::resolve::nav::{NavNode, NavTarget};
use crate::resolve::routes::SEARCH_ROUTE;
use crate::resolve::{Site, routes};
use crate::source::{PagePath, Route, join};

/// All that views are made of.
pub struct Viewer<'a> {
    /// The config.
    pub config: &'a Config,
    /// What the pages are together.
    pub site: &'a Site,
    /// All pages.
    pub pages: &'a BTreeMap<PagePath, &'a Page>,
    /// What links can lead to.
    pub targets: Targets<'a>,
    /// The files beside the pages.
    pub assets: &'a BTreeMap<String, Asset>,
    /// Git's dates by path below the content folder.
    pub dates: &'a BTreeMap<String, String>,
    /// What every page says of the site.
    pub site_view: SiteView,
    /// Where the theme is.
    pub theme_view: ThemeView,
    /// The folders and headings over each page of the nav.
    pub trails: BTreeMap<PagePath, Vec<Crumb>>,
}

/// A view, with what was learnt on the way.
pub struct Viewed {
    /// The view.
    pub view: PageView,
    /// The files beside the pages that it shows or links to.
    pub assets: BTreeSet<String>,
    /// Links that lead nowhere.
    pub diagnostics: Vec<Diagnostic>,
}

/// What every page says of the site.
pub fn site_view(config: &Config) -> SiteView {
    let base_path = config.base_path();
    let mark =
        config.title.chars().find(|c| c.is_alphanumeric()).map_or_else(String::new, |c| c.to_uppercase().collect());
    SiteView {
        title: config.title.clone(),
        mark,
        version: config.version.clone(),
        description: config.description.clone(),
        home_url: base_path.clone(),
        search_url: format!("{base_path}{}", &SEARCH_ROUTE[1..]),
        feedback_url: config.feedback.as_ref().map(|url| url.value.clone()),
        repository_url: config.repository.as_ref().map(|repository| repository.url.value.clone()),
        base_path,
    }
}

/// The steps from the first page down to each page's parent.
pub fn trails(nav: &[NavNode], base_path: &str, home: Option<&Crumb>) -> BTreeMap<PagePath, Vec<Crumb>> {
    let mut trails = BTreeMap::new();
    let above: Vec<Crumb> = home.cloned().into_iter().collect();
    for node in nav {
        trail(node, base_path, &above, &mut trails);
    }
    trails
}

fn trail(node: &NavNode, base_path: &str, above: &[Crumb], trails: &mut BTreeMap<PagePath, Vec<Crumb>>) {
    let url = match &node.target {
        NavTarget::Page(path, route) => {
            let url = page_url(base_path, route);
            let own = if url == base_path { Vec::new() } else { above.to_vec() };
            trails.entry(path.clone()).or_insert(own);
            Some(url)
        }
        _ => None,
    };
    let mut below = above.to_vec();
    if url.as_deref() != Some(base_path) {
        below.push(Crumb { label: node.label.clone(), url });
    }
    for child in &node.children {
        trail(child, base_path, &below, trails);
    }
}

fn page_url(base_path: &str, route: &Route) -> String {
    format!("{base_path}{}", encoded(route.0.trim_start_matches('/')))
}

impl Viewer<'_> {
    /// The view of a page of the site; the nav is given, since it is rendered once for all.
    pub fn view(&self, page: &Page, nav: String) -> Viewed {
        let mut diagnostics = Vec::new();
        let mut assets = BTreeSet::new();
        let urls = self.resolve_links(page, &mut assets, &mut diagnostics);
        let with_urls =
            |html: &str| fill(html, HOLE, |number, html| html.push_str(urls.get(number).map_or("", String::as_str)));
        let body: Vec<_> = page
            .sections
            .iter()
            .map(|section| SectionView {
                id: section.id.clone(),
                prose: with_urls(&section.prose),
                samples: with_urls(&section.samples),
            })
            .collect();
        let parts = self.parts(page, body);
        let view = PageView {
            site: self.site_view.clone(),
            theme: self.theme_view.clone(),
            nav,
            page: parts,
            entries: Vec::new(),
        };
        Viewed { view, assets, diagnostics }
    }

    fn parts(&self, page: &Page, body: Vec<SectionView>) -> PageParts {
        let url = page_url(&self.site_view.base_path, &self.site.routes[&page.path]);
        let (prev, next) = self.neighbours(&page.path);
        let toc: Vec<_> = if page.toc { page.headings.iter().filter_map(toc_entry).collect() } else { Vec::new() };
        let layout = match (body.iter().any(|section| !section.samples.is_empty()), toc.is_empty()) {
            (true, _) => "samples",
            (false, false) => "toc",
            (false, true) => "plain",
        };
        PageParts {
            title: page.outline.title.clone(),
            heading: page.title_html.clone(),
            heading_id: page.title_id.clone(),
            description: page.description.clone(),
            canonical_url: format!("{}{url}", self.config.origin()),
            breadcrumbs: self.breadcrumbs(page),
            url,
            layout,
            body,
            toc,
            prev,
            next,
            edit_url: self.edit_url(page),
            updated: page.updated.clone().or_else(|| self.dates.get(&page.path.0).cloned()),
            draft: page.outline.draft,
        }
    }

    fn resolve_links(
        &self,
        page: &Page,
        assets: &mut BTreeSet<String>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<String> {
        let file = routes::source_path(&self.config.content.value, &page.path);
        let mut urls = Vec::with_capacity(page.links.len());
        for link in &page.links {
            let (target, problem) = self.targets.resolve(&page.path, link);
            diagnostics
                .extend(problem.map(|problem| problem.at(link.included_from.as_ref().unwrap_or(&file), link.span)));
            let mut url = String::new();
            match target {
                Some(Target::Url(target)) => escape_into(&mut url, &target),
                Some(Target::Asset(path, rest)) => {
                    self.write_asset(&path, &rest, link.kind, &mut url);
                    assets.insert(path);
                }
                // A browser shows the text in the image's place, and asks no server for it.
                None if link.kind != LinkKind::Page => url.push_str("data:,"),
                None => {}
            }
            urls.push(url);
        }
        urls
    }

    fn write_asset(&self, path: &str, rest: &str, kind: LinkKind, url: &mut String) {
        let asset = &self.assets[path];
        escape_into(url, &format!("{}{}{rest}", self.site_view.base_path, asset.url));
        if let (LinkKind::Image, Some((width, height))) = (kind, asset.size) {
            // The hole stands within `src="…"`, whose closing quote follows the height.
            url.push_str(&format!("\" width=\"{width}\" height=\"{height}"));
        }
    }

    /// A page that stands in no nav lies below the first page.
    fn breadcrumbs(&self, page: &Page) -> Vec<Crumb> {
        let url = page_url(&self.site_view.base_path, &self.site.routes[&page.path]);
        let home = || self.home_crumb().into_iter().filter(|home| home.url.as_deref() != Some(&url)).collect();
        let mut crumbs = self.trails.get(&page.path).cloned().unwrap_or_else(home);
        let label = page.outline.sidebar.label.clone().unwrap_or_else(|| page.outline.title.clone());
        crumbs.push(Crumb { label, url: None });
        crumbs
    }

    fn neighbours(&self, path: &PagePath) -> (Option<LinkView>, Option<LinkView>) {
        let order = &self.site.order;
        let Some(&at) = self.site.positions.get(path) else {
            return (None, None);
        };
        let link = |path: &PagePath| LinkView {
            label: self.pages[path].outline.title.clone(),
            url: page_url(&self.site_view.base_path, &self.site.routes[path]),
        };
        (at.checked_sub(1).map(|before| link(&order[before])), order.get(at + 1).map(link))
    }

    fn edit_url(&self, page: &Page) -> Option<String> {
        match (&page.edit_url, &self.config.repository) {
            (Some(EditUrl::Switch(false)), _) => None,
            (Some(EditUrl::Url(url)), _) => crate::config::is_web_url(url).then(|| url.clone()),
            (_, Some(repository)) => Some(self.repository_edit_url(repository, &page.path)),
            (_, None) => None,
        }
    }

    fn repository_edit_url(&self, repository: &Repository, path: &PagePath) -> String {
        let folder = repository.path.as_deref().unwrap_or(&self.config.content.value);
        let file = encoded(&join(folder, &path.0).0);
        let url = repository.url.value.trim_end_matches('/').trim_end_matches(".git");
        let edit = if url.contains("gitlab") { "-/edit" } else { "edit" };
        format!("{url}/{edit}/{}/{file}", encoded(&repository.branch))
    }

    /// The view of a page that no Markdown file stands for.
    pub fn built_in(&self, title: &str, route: &Route, nav: String, entries: Vec<Entry>) -> PageView {
        let url = page_url(&self.site_view.base_path, route);
        let home = self.home_crumb();
        let page = PageParts {
            title: title.to_string(),
            heading: escape(title),
            heading_id: None,
            description: None,
            canonical_url: format!("{}{url}", self.config.origin()),
            url,
            breadcrumbs: home.into_iter().chain([Crumb { label: title.to_string(), url: None }]).collect(),
            layout: "plain",
            body: Vec::new(),
            toc: Vec::new(),
            prev: None,
            next: None,
            edit_url: None,
            updated: None,
            draft: false,
        };
        PageView { site: self.site_view.clone(), theme: self.theme_view.clone(), nav, page, entries }
    }

    /// Every page and its sections, in reading order.
    pub fn entries(&self) -> Vec<Entry> {
        self.site.order.iter().map(|path| self.entry(self.pages[path])).collect()
    }

    fn entry(&self, page: &Page) -> Entry {
        let url = page_url(&self.site_view.base_path, &self.site.routes[&page.path]);
        let trail = self.trails.get(&page.path).into_iter().flatten();
        let crumbs = trail.map(|crumb| crumb.label.as_str()).collect::<Vec<_>>().join(" / ");
        let sections = page.headings.iter().filter(|heading| heading.level <= 3).map(|heading| EntrySection {
            label: heading.text.clone(),
            url: format!("{url}#{}", encoded(&heading.id)),
            level: heading.level,
        });
        Entry { title: page.outline.title.clone(), crumbs, sections: sections.collect(), url }
    }

    fn home_crumb(&self) -> Option<Crumb> {
        home_crumb(self.site, self.pages, &self.site_view.base_path)
    }
}

/// The first step of all breadcrumbs: the page at the site's root.
pub fn home_crumb(site: &Site, pages: &BTreeMap<PagePath, &Page>, base_path: &str) -> Option<Crumb> {
    let path = site.by_route.get("")?;
    let outline = &pages[path].outline;
    let label = outline.sidebar.label.clone().unwrap_or_else(|| outline.title.clone());
    Some(Crumb { label, url: Some(base_path.to_string()) })
}

fn toc_entry(heading: &crate::parse::Heading) -> Option<TocEntry> {
    let entry = TocEntry { id: heading.id.clone(), label: heading.label.clone(), level: heading.level };
    (heading.level <= 3).then_some(entry)
}
