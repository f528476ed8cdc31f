//! Pages to views: URLs filled in, breadcrumbs, neighbours, edit links.

mod print;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::cards::{Card, Style};
use crate::config::Config;
use crate::diagnostics::{self, Diagnostic};
use crate::parse::html::{EDIT, HOLE, escape, escape_into, fill_into};
use crate::parse::settings::LabelledLink;
use crate::parse::{Heading, Layout, Link, LinkKind, Page, Pages, Scheme, Section, scheme};
use crate::render::assets::Asset;
use crate::render::policy;
use crate::render::structured_data;
use crate::render::view::{
    CardView, Crumb, Entry, EntrySection, LinkView, PageParts, PageView, SectionView, ServerView, SiteView, ThemeView,
    TocEntry,
};
use crate::resolve::links::{Advice, Target, Targets, encoded};
use crate::resolve::nav::NavTarget;
use crate::resolve::routes::SEARCH_ROUTE;
use crate::resolve::{Site, routes};
use crate::search::server::SearchServer;
use crate::source::{PagePath, Route};

/// For more dead links of a page it is not looked up what may have been meant.
const MAX_ADVISED: usize = 100;

/// All that views are made of.
pub struct Viewer<'a> {
    /// The config.
    pub config: &'a Config,
    /// What the pages are together.
    pub site: &'a Site,
    /// All pages.
    pub pages: &'a Pages,
    /// What links can lead to.
    pub targets: Targets<'a>,
    /// The files beside the pages.
    pub assets: &'a BTreeMap<String, (Arc<[u8]>, Asset)>,
    /// Git's dates by path below the content folder.
    pub dates: &'a BTreeMap<String, String>,
    /// The days on which git first saw the files, by the same paths.
    pub added: &'a BTreeMap<String, String>,
    /// The commit that is built.
    pub commit: Option<&'a str>,
    /// What every page says of the site.
    pub site_view: SiteView,
    /// Where the theme is.
    pub theme_view: ThemeView,
    /// What is on all cards, if pages have one.
    pub card_style: Option<&'a Arc<Style>>,
}

/// A view, with what was learnt on the way.
pub struct Viewed {
    /// The view.
    pub view: PageView,
    /// The files beside the pages that it shows or links to.
    pub assets: BTreeSet<String>,
    /// The hosts of the images that it shows.
    pub image_hosts: BTreeSet<String>,
    /// Links that lead nowhere.
    pub diagnostics: Vec<Diagnostic>,
}

/// The URLs of a page's links, with what was learnt on the way.
#[derive(Default)]
struct Resolved {
    urls: Vec<String>,
    assets: BTreeSet<String>,
    image_hosts: BTreeSet<String>,
    diagnostics: Vec<Diagnostic>,
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
        has_search: config.search.settings().is_some(),
        search_server: config.search.server().as_ref().and_then(server_view),
        search_url: format!("{base_path}{}", &SEARCH_ROUTE[1..]),
        repository_url: config.repository.as_ref().map(|repository| repository.url.value.clone()),
        base_path,
    }
}

fn server_view(server: &SearchServer) -> Option<ServerView> {
    Some(ServerView { url: server.url.value.clone(), kind: server.kind, host: server.host()? })
}

/// Sections with the URLs of its links, and the ways to where its parts are edited.
fn sections(sections: &[Section], urls: &[String], edit_links: &[String]) -> Vec<SectionView> {
    let with_urls = |html: &str| {
        let mut filled = String::with_capacity(html.len() + html.len() / 8);
        fill_into(&mut filled, html, [HOLE, EDIT], |mark, number, html| {
            let fillers = if mark == HOLE { urls } else { edit_links };
            html.push_str(fillers.get(number).map_or("", String::as_str));
        });
        filled
    };
    let section = |section: &Section| SectionView {
        id: section.id.clone(),
        prose: with_urls(&section.prose),
        samples: with_urls(&section.samples),
    };
    sections.iter().map(section).collect()
}

fn place_url(place: &str) -> String {
    format!("#{}", encoded(place.trim_start_matches('#')))
}

fn page_url(base_path: &str, route: &Route) -> String {
    format!("{base_path}{}", encoded_route(route))
}

/// A route as it stands in a URL behind the site's base path.
pub fn encoded_route(route: &Route) -> String {
    encoded(route.0.trim_start_matches('/'))
}

impl Viewer<'_> {
    /// The view of a page of the site; the nav is given, since it is rendered once for all.
    pub fn view(&self, page: &Page, nav: String) -> Viewed {
        let Resolved { urls, assets, image_hosts, diagnostics } = self.resolve_links(page);
        let parts = self.parts(page, sections(&page.sections, &urls, &self.edit_links(page)));
        let view = PageView {
            site: self.site_view.clone(),
            theme: self.theme_view.clone(),
            policy: policy::policy(image_hosts.iter().map(String::as_str), self.site_view.search_host()),
            nav,
            page: parts,
            entries: Vec::new(),
        };
        Viewed { view, assets, image_hosts, diagnostics: diagnostics::first_of_each_kind(diagnostics) }
    }

    /// The URLs of a page's links for those who read it elsewhere: each is whole and leads to a twin.
    pub fn whole_urls(&self, page: &Page) -> Vec<String> {
        page.links.iter().map(|link| escape(&self.whole_url(page, link))).collect()
    }

    /// Where a link leads from anywhere; one that leads nowhere is as it was written.
    fn whole_url(&self, page: &Page, link: &Link) -> String {
        let target = self.targets.resolve_with(&page.path, link, Advice::None).0;
        let rest = |url: &str| url.find(['?', '#']).map_or(String::new(), |at| url[at..].to_string());
        match target {
            Some(Target::Url(url)) if scheme(&url) == Scheme::Allowed || url.starts_with("//") => url,
            Some(Target::Url(url)) if url.starts_with('#') => self.twin_url(&page.path) + &url,
            Some(Target::Url(url)) => match self.targets.page(&page.path, link) {
                Some(to) => self.twin_url(to) + &rest(&url),
                None => format!("{}{url}", self.config.origin()),
            },
            Some(Target::Asset(path, rest)) => self.absolute(&self.assets[&path].1.url) + &rest,
            None => link.destination.clone(),
        }
    }

    /// A path below the site's own, as a whole URL.
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{}{path}", self.config.origin(), self.site_view.base_path)
    }

    /// The whole URL of a page.
    pub fn canonical_url(&self, path: &PagePath) -> String {
        self.absolute(&encoded_route(&self.site.routes[path]))
    }

    /// The whole URL of a page's twin.
    pub fn twin_url(&self, path: &PagePath) -> String {
        self.absolute(&encoded(&self.site.routes[path].twin_path().0))
    }

    /// When a page was changed: what its author says, or git.
    pub fn updated(&self, page: &Page) -> Option<String> {
        page.settings.updated.clone().or_else(|| self.dates.get(&page.path.0).cloned())
    }

    fn parts(&self, page: &Page, body: Vec<SectionView>) -> PageParts {
        let url = page_url(&self.site_view.base_path, &self.site.routes[&page.path]);
        let breadcrumbs = self.breadcrumbs(page);
        let (prev, next) = self.neighbours(page);
        let listed = |heading: &&Heading| page.settings.toc.as_ref().is_some_and(|toc| toc.contains(&heading.level));
        let toc: Vec<_> = page.headings.iter().filter(listed).map(toc_entry).collect();
        let has_samples = body.iter().any(|section| !section.samples.is_empty());
        let layout = match (page.settings.layout, has_samples, toc.is_empty()) {
            (Some(Layout::Wide), ..) => "wide",
            (Some(Layout::Columns), ..) | (None, true, _) => "samples",
            (_, _, false) => "toc",
            (_, _, true) => "plain",
        };
        PageParts {
            title: page.outline.title.clone(),
            heading: page.title_html.clone(),
            heading_id: page.title_id.clone(),
            description: page.description.clone(),
            summary: page.summary.clone(),
            canonical_url: format!("{}{url}", self.config.origin()),
            markdown_url: Some(format!(
                "{}{}",
                self.site_view.base_path,
                encoded(&self.site.routes[&page.path].twin_path().0)
            )),
            print: page.settings.print.then(|| self.print_link(&page.path)),
            structured_data: structured_data::breadcrumbs(self.config.origin(), &breadcrumbs, &url),
            breadcrumbs,
            url,
            layout,
            body,
            toc,
            prev,
            next,
            edit_url: self.edit_url(page),
            edit_name: self.host_name(),
            updated: self.updated(page),
            noindex: page.settings.noindex,
            since: page.settings.since.as_ref().map(|since| since.trim_start_matches('v').to_string()),
            deprecated: page.settings.deprecated.clone(),
            image_url: page.settings.image.as_ref().and_then(|image| self.image_url(page, image)),
            card: self.card_view(page),
            feedback: self
                .feedback(&page.outline.title, &self.canonical_url(&page.path))
                .filter(|_| !page.settings.hide_feedback),
        }
    }

    fn resolve_links(&self, page: &Page) -> Resolved {
        let file = routes::source_path(&self.config.content.value, &page.path);
        let mut resolved = Resolved { urls: Vec::with_capacity(page.links.len()), ..Resolved::default() };
        for link in page.settings.links() {
            let (target, problem) = self.targets.resolve(&page.path, link);
            resolved.diagnostics.extend(problem.map(|problem| problem.at(&file, link.span)));
            resolved.assets.extend(target.and_then(|target| match target {
                Target::Asset(path, _) => Some(path),
                Target::Url(_) => None,
            }));
        }
        for link in &page.links {
            let advice = if resolved.diagnostics.len() < MAX_ADVISED { Advice::Nearest } else { Advice::None };
            let (target, problem) = self.targets.resolve_with(&page.path, link, advice);
            let file = link.included_from.as_ref().unwrap_or(&file);
            resolved.diagnostics.extend(problem.map(|problem| problem.at(file, link.span)));
            let mut url = String::new();
            match target {
                Some(Target::Url(target)) => {
                    escape_into(&mut url, &target);
                    let host = (link.kind != LinkKind::Page).then(|| policy::host(&target)).flatten();
                    resolved.image_hosts.extend(host);
                }
                Some(Target::Asset(path, rest)) => {
                    self.write_asset(&path, &rest, link.kind, &mut url);
                    resolved.assets.insert(path);
                }
                // A browser shows the text in the image's place, and asks no server for it.
                None if link.kind != LinkKind::Page => url.push_str("data:,"),
                None => {}
            }
            resolved.urls.push(url);
        }
        resolved
    }

    fn write_asset(&self, path: &str, rest: &str, kind: LinkKind, url: &mut String) {
        let (_, asset) = &self.assets[path];
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
        let mut crumbs = self.trail(page).unwrap_or_else(home);
        let label = page.outline.label().to_string();
        crumbs.push(Crumb { label, url: None });
        crumbs
    }

    /// The steps from the first page down to a page of the nav.
    fn trail(&self, page: &Page) -> Option<Vec<Crumb>> {
        let base_path = &self.site_view.base_path;
        let (_, groups) = self.site.places.get(&page.path)?.at.split_last()?;
        if page_url(base_path, &self.site.routes[&page.path]) == *base_path {
            return Some(Vec::new());
        }
        let mut trail: Vec<Crumb> = self.home_crumb().into_iter().collect();
        let mut nodes = &self.site.nav;
        for index in groups {
            let node = nodes.get(*index)?;
            let url = match &node.target {
                NavTarget::Page(_, route) => Some(page_url(base_path, route)),
                _ => None,
            };
            if url.as_deref() != Some(base_path) {
                trail.push(Crumb { label: node.label.clone(), url });
            }
            nodes = &node.children;
        }
        Some(trail)
    }

    /// The pages before and after: those of the nav, unless the page says otherwise.
    fn neighbours(&self, page: &Page) -> (Option<LinkView>, Option<LinkView>) {
        let order = &self.site.order;
        let at = self.site.positions.get(&page.path);
        let link = |path: &PagePath| LinkView {
            label: self.pages[path].outline.title.clone(),
            url: page_url(&self.site_view.base_path, &self.site.routes[path]),
        };
        let before = || order.get(at?.checked_sub(1)?).map(link);
        let after = || order.get(at? + 1).map(link);
        let own = |written: &Option<LabelledLink>| self.labelled(page, written.as_ref()?);
        let prev = page.settings.prev.as_ref().map_or_else(before, own);
        let next = page.settings.next.as_ref().map_or_else(after, own);
        (prev, next)
    }

    fn labelled(&self, page: &Page, written: &LabelledLink) -> Option<LinkView> {
        let Some(Target::Url(url)) = self.targets.resolve(&page.path, &written.link).0 else { return None };
        let of_page =
            || self.targets.page(&page.path, &written.link).map(|path| self.pages[path].outline.title.clone());
        let label = written.label.clone().or_else(of_page).unwrap_or_else(|| written.link.destination.clone());
        Some(LinkView { label, url })
    }

    fn image_url(&self, page: &Page, image: &Link) -> Option<String> {
        match self.targets.resolve(&page.path, image).0? {
            Target::Url(url) => Some(url),
            Target::Asset(path, rest) => {
                let base_path = &self.site_view.base_path;
                Some(format!("{}{base_path}{}{rest}", self.config.origin(), self.assets[&path].1.url))
            }
        }
    }

    /// What is on the card of a page; none if it has a picture of its own, or pages have no cards.
    pub fn card(&self, page: &Page) -> Option<Card> {
        self.card_style.filter(|_| page.settings.image.is_none())?;
        let home = self.home_crumb();
        let trail = self.trail(page).unwrap_or_default().into_iter().filter(|crumb| Some(crumb) != home.as_ref());
        let section = trail.map(|crumb| crumb.label).collect::<Vec<_>>().join(" / ");
        Some(Card {
            section: Some(section).filter(|section| !section.is_empty()),
            title: page.outline.title.clone(),
            description: page.description.clone(),
        })
    }

    fn card_view(&self, page: &Page) -> Option<CardView> {
        let card = self.card(page)?;
        let url = self.absolute(&self.card_style?.out_path(&card).0);
        Some(CardView { url, alt: card.alt(&self.site_view.title) })
    }

    /// What an old address shows: nothing but the way to the page.
    pub fn redirect(&self, address: &str, path: &PagePath) -> PageView {
        let (title, route) = (&self.pages[path].outline.title, &self.site.routes[path]);
        let mut view = self.built_in(title, route, String::new(), Vec::new());
        view.page.url +=
            &self.site.site_redirects.places.get(address).map_or_else(String::new, |place| place_url(place));
        view
    }

    /// What an address shows that leads to another site.
    pub fn redirect_elsewhere(&self, url: &str) -> PageView {
        let mut view = self.built_in(url, &Route("/".to_string()), String::new(), Vec::new());
        (view.page.url, view.page.canonical_url) = (url.to_string(), url.to_string());
        view
    }

    /// Where each old address leads, as a URL from the root of the host or a whole one; addresses have no slashes at
    /// their ends.
    pub fn redirects(&self) -> BTreeMap<String, String> {
        let pages = self.site.redirects.iter().map(|(address, path)| {
            let place = self.site.site_redirects.places.get(address).map_or_else(String::new, |place| place_url(place));
            (address.clone(), page_url(&self.site_view.base_path, &self.site.routes[path]) + &place)
        });
        let elsewhere = &self.site.site_redirects.elsewhere;
        pages.chain(elsewhere.iter().map(|(address, url)| (address.clone(), url.clone()))).collect()
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
            summary: None,
            markdown_url: None,
            print: None,
            structured_data: None,
            canonical_url: format!("{}{url}", self.config.origin()),
            url,
            breadcrumbs: home.into_iter().chain([Crumb { label: title.to_string(), url: None }]).collect(),
            layout: "plain",
            body: Vec::new(),
            toc: Vec::new(),
            prev: None,
            next: None,
            edit_url: None,
            edit_name: None,
            updated: None,
            noindex: false,
            since: None,
            deprecated: None,
            image_url: None,
            card: None,
            feedback: None,
        };
        PageView {
            site: self.site_view.clone(),
            theme: self.theme_view.clone(),
            policy: policy::policy([], self.site_view.search_host()),
            nav,
            page,
            entries,
        }
    }

    /// Every page and its sections, in reading order.
    pub fn entries(&self) -> Vec<Entry> {
        let is_found = |path: &&PagePath| self.pages[*path].settings.search_boost.is_some();
        self.site.order.iter().filter(is_found).map(|path| self.entry(&self.pages[path])).collect()
    }

    fn entry(&self, page: &Page) -> Entry {
        let url = page_url(&self.site_view.base_path, &self.site.routes[&page.path]);
        let trail = self.trail(page).unwrap_or_default();
        let crumbs = trail.iter().map(|crumb| crumb.label.as_str()).collect::<Vec<_>>().join(" / ");
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
pub fn home_crumb(site: &Site, pages: &Pages, base_path: &str) -> Option<Crumb> {
    let path = site.by_route.get("")?;
    let outline = &pages[path].outline;
    let label = outline.label().to_string();
    Some(Crumb { label, url: Some(base_path.to_string()) })
}

fn toc_entry(heading: &Heading) -> TocEntry {
    TocEntry { id: heading.id.clone(), label: heading.label.clone(), level: heading.level }
}
