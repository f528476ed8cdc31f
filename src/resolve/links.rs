//! Where a link leads, now that the site is known.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::{self, Diagnostic};
use crate::parse::{Link, LinkKind, Page, Pages, Scheme, scheme};
use crate::resolve::redirects::Redirects;
use crate::resolve::routes::{SEARCH_ROUTE, source_path};
use crate::source::{PagePath, Route, Span, join, relative};

/// The folder below the content whose files are published as they stand.
pub const PUBLIC: &str = "public/";

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A URL as it is to be written, within the site or outside.
    Url(String),
    /// A file beside the pages, by its path below the content folder, with what follows it (`?x`, `#y`).
    Asset(String, String),
}

/// A link or an image of a published page that leads to a URL with a scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalLink {
    /// What the author wrote.
    pub url: String,
    /// The page's file, as diagnostics name it.
    pub file: String,
    /// The URL in the page's source.
    pub span: Span,
}

/// The external links of all published pages, in the order of their places.
pub fn external(content: &str, routes: &BTreeMap<PagePath, Route>, pages: &Pages) -> Vec<ExternalLink> {
    let is_external = |link: &&Link| scheme(&link.destination) == Scheme::Allowed;
    let of_page = |path: &PagePath| {
        let file = source_path(content, path);
        let links = pages[path].links.iter().filter(is_external);
        links.map(move |link| ExternalLink { url: link.destination.clone(), file: file.clone(), span: link.span })
    };
    routes.keys().flat_map(of_page).collect()
}

/// Stands for all ways to write one path: a page, and whatever may lead to it, have a key in common.
pub fn key(path: &str) -> String {
    let endings = ["/", "_", ".md", ".mdx", ".markdown", ".html", "index", "readme"];
    let mut key = path.to_ascii_lowercase();
    while let Some(ending) = endings.iter().find(|ending| key.ends_with(**ending)) {
        key.truncate(key.len() - ending.len());
    }
    let bare = key.trim_start_matches('/');
    bare.strip_prefix(PUBLIC).unwrap_or(bare).to_string()
}

/// The keys of all that the links of a page may lead to.
pub fn keys(content: &str, base_path: &str, page: &Page) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for link in page.links.iter().chain(page.settings.links()) {
        let written = link.destination.as_str();
        let path = percent_decoded(&written[..written.find(['?', '#']).unwrap_or(written.len())]);
        if path.is_empty() || scheme(written) == Scheme::Allowed {
            continue;
        }
        keys.insert(key(&join(folder_of(content, page, link), &path).0));
        let absolute = path.strip_prefix('/').into_iter().chain(path.strip_prefix(base_path));
        keys.extend(absolute.map(|path| key(&join("", path).0)));
    }
    keys
}

fn folder_of<'p>(content: &str, page: &'p Page, link: &'p Link) -> &'p str {
    let included = link.included_from.as_deref().and_then(|file| file.strip_prefix(content)?.strip_prefix('/'));
    included.map_or(page.path.folder(), |file| file.rsplit_once('/').map_or("", |(folder, _)| folder))
}

/// All that a link can lead to.
pub struct Targets<'a> {
    /// The path of `base_url`: `/docs/`.
    pub base_path: &'a str,
    /// The pages that are published.
    pub routes: &'a BTreeMap<PagePath, Route>,
    /// The page of each route, without the slashes at its ends.
    pub by_route: &'a BTreeMap<String, PagePath>,
    /// All pages.
    pub pages: &'a Pages,
    /// The files beside the pages.
    pub assets: &'a BTreeSet<String>,
    /// The page behind each old address.
    pub redirects: &'a Redirects,
    /// The content folder, relative to the site's root.
    pub content: &'a str,
}

/// A destination taken apart: path, and the rest from `?` or `#` on.
struct Destination<'d> {
    path: &'d str,
    rest: &'d str,
}

/// Whether what leads nowhere is compared with all that is there, to say what may have been meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// It is.
    Nearest,
    /// It is not: that takes time, and the page has many such links.
    None,
}

impl Advice {
    fn then<T>(self, look: impl FnOnce() -> Option<T>) -> Option<T> {
        match self {
            Self::Nearest => look(),
            Self::None => None,
        }
    }
}

impl Targets<'_> {
    /// Resolves one link of a page; the target is none if there is nothing to lead to.
    pub fn resolve(&self, page: &PagePath, link: &Link) -> (Option<Target>, Option<Diagnostic>) {
        self.resolve_with(page, link, Advice::Nearest)
    }

    /// Resolves one link of a page, with or without advice.
    pub fn resolve_with(&self, page: &PagePath, link: &Link, advice: Advice) -> (Option<Target>, Option<Diagnostic>) {
        let written = link.destination.as_str();
        if scheme(written) == Scheme::Allowed || written.starts_with("//") {
            return (Some(Target::Url(written.to_string())), None);
        }
        let path_end = written.find(['?', '#']).unwrap_or(written.len());
        let destination = Destination { path: &written[..path_end], rest: &written[path_end..] };
        if destination.path.is_empty() {
            let (rest, problem) = self.check_anchor(page, page, destination.rest, advice);
            return (Some(Target::Url(rest)), problem);
        }
        let from = self.file_of(page, link);
        let (path, above_root) = self.content_path(&from, &percent_decoded(destination.path));
        if above_root > 0 {
            let slash = if destination.path.ends_with('/') && !path.is_empty() { "/" } else { "" };
            let url = self.outside(&path, above_root) + slash;
            return (Some(Target::Url(url + destination.rest)), Some(self.outside_site(&from, written, &path, advice)));
        }
        match self.find(&path) {
            Some(Found::Page(path)) => {
                let (rest, problem) = self.check_anchor(page, path, destination.rest, advice);
                let url = format!("{}{}{rest}", self.base_path, encoded(self.routes[path].0.trim_start_matches('/')));
                (Some(Target::Url(url)), problem)
            }
            Some(Found::Redirect(path)) => {
                let (rest, _) = self.check_anchor(page, path, destination.rest, Advice::None);
                let url = format!("{}{}{rest}", self.base_path, encoded(self.routes[path].0.trim_start_matches('/')));
                let now = written_path(&relative(from.folder(), &path.0)) + destination.rest;
                (Some(Target::Url(url)), Some(diagnostics::link_to_redirect(written, &now).fix(now)))
            }
            Some(Found::Asset(path)) => (Some(Target::Asset(path, destination.rest.to_string())), None),
            Some(Found::Search) => (Some(Target::Url(format!("{}{}", self.base_path, &SEARCH_ROUTE[1..]))), None),
            None => (None, Some(self.broken(&from, link, &path, advice))),
        }
    }

    /// The file that a link's path is relative to: the one that it stands in, if that lies in the content folder.
    pub fn file_of(&self, page: &PagePath, link: &Link) -> PagePath {
        let included = link.included_from.as_deref().and_then(|file| file.strip_prefix(self.content));
        included.and_then(|file| file.strip_prefix('/')).map_or_else(|| page.clone(), |file| PagePath(file.to_string()))
    }

    /// The page that a link leads to.
    pub fn page(&self, page: &PagePath, link: &Link) -> Option<&PagePath> {
        let written = link.destination.as_str();
        let path = &written[..written.find(['?', '#']).unwrap_or(written.len())];
        match self.find(&self.content_path(&self.file_of(page, link), &percent_decoded(path)).0)? {
            Found::Page(path) | Found::Redirect(path) => Some(path),
            _ => None,
        }
    }

    /// A path as written to one below the content folder. Absolute ones begin at the site's root, with or without its base path.
    pub fn content_path(&self, page: &PagePath, written: &str) -> (String, usize) {
        let Some(absolute) = written.strip_prefix('/') else {
            return join(page.folder(), written);
        };
        let within = |path: &str| join("", path);
        match written.strip_prefix(self.base_path) {
            Some(below) if self.find(&within(absolute).0).is_none() => within(below),
            _ => within(absolute),
        }
    }

    /// Looks a path up as an author may write it: the file, its URL, or mdBook's `.html`.
    pub fn find(&self, path: &str) -> Option<Found<'_>> {
        if let Some((path, _)) = self.routes.get_key_value(path) {
            return Some(Found::Page(path));
        }
        let bare = bare(path);
        let below = |file: &str| {
            if bare.is_empty() { file.to_string() } else { format!("{bare}/{file}") }
        };
        let names = ["index.md", "README.md", "_index.md", "index.mdx"];
        let mut files = [".md", ".mdx"].map(|ending| format!("{bare}{ending}")).into_iter().chain(names.map(below));
        if let Some((path, _)) = files.find_map(|file| self.routes.get_key_value(file.as_str())) {
            return Some(Found::Page(path));
        }
        let route = bare.strip_suffix("index").unwrap_or(bare).trim_matches('/');
        if let Some(path) = self.by_route.get(route) {
            return Some(Found::Page(path));
        }
        let in_public = format!("{PUBLIC}{path}");
        let asset = [path, &in_public].into_iter().find(|path| self.assets.contains(*path));
        let redirect = || self.redirects.get(path).or_else(|| self.redirects.get(route));
        asset
            .map(|path| Found::Asset(path.to_string()))
            .or_else(|| redirect().map(Found::Redirect))
            .or((route == "search" || route.is_empty()).then_some(Found::Search))
    }

    fn outside(&self, path: &str, above_root: usize) -> String {
        let base: Vec<&str> = self.base_path.split('/').filter(|part| !part.is_empty()).collect();
        let kept = base[..base.len().saturating_sub(above_root)].join("/");
        let (folder, slash) = if kept.is_empty() { ("/", "") } else { (kept.as_str(), "/") };
        encoded(&format!("{}{folder}{slash}{path}", if kept.is_empty() { "" } else { "/" }))
    }

    /// What follows the path, with an anchor that the page has; one made by another system's rule for slugs is put right.
    fn check_anchor(
        &self,
        from: &PagePath,
        page: &PagePath,
        rest: &str,
        advice: Advice,
    ) -> (String, Option<Diagnostic>) {
        let (Some((query, anchor)), Some(to)) = (rest.split_once('#'), self.pages.get(page)) else {
            return (rest.to_string(), None);
        };
        let anchor = percent_decoded(anchor);
        let fragment_is_for_browsers = anchor.is_empty() || anchor == "top" || anchor.starts_with(":~:");
        if fragment_is_for_browsers || to.ids.contains(&anchor) {
            return (rest.to_string(), None);
        }
        let mut alike = to.ids.iter().filter(|id| letters(id).eq(letters(&anchor)));
        if let (Some(only), None) = (alike.next(), alike.next()) {
            return (format!("{query}#{}", encoded(only)), None);
        }
        let shown = if from == page { "this page".to_string() } else { format!("`{page}`") };
        let near = advice.then(|| diagnostics::nearest(&anchor, to.ids.iter().map(String::as_str)));
        (rest.to_string(), Some(diagnostics::broken_anchor(&anchor, &shown, near)))
    }

    fn broken(&self, page: &PagePath, link: &Link, path: &str, advice: Advice) -> Diagnostic {
        if link.kind != LinkKind::Page {
            let near = advice.then(|| self.nearest_asset(page, path));
            return diagnostics::missing_image(&link.destination, near.as_deref());
        }
        let files = [path.to_string(), format!("{path}.md")];
        if files.into_iter().any(|file| self.pages.contains_key(&PagePath(file))) {
            return diagnostics::link_to_draft(&link.destination);
        }
        let rest = link.destination.find(['?', '#']).map_or("", |at| &link.destination[at..]);
        if let Some(moved) = advice.then(|| self.page_of_same_name(path)) {
            let now = written_path(&relative(page.folder(), &moved.0)) + rest;
            let problem = diagnostics::broken_link(&link.destination, Some(&now));
            let has_anchor = self.check_anchor(page, moved, rest, Advice::None).1.is_none();
            return if has_anchor { problem.fix(now) } else { problem };
        }
        let near = || self.nearest_page(path).map(|near| relative(page.folder(), &near.0));
        let near = advice.then(|| near().or_else(|| self.nearest_asset(page, path))).map(|near| near + rest);
        diagnostics::broken_link(&link.destination, near.as_deref())
    }

    /// A link out of the content folder; one with the name of a page is most often meant for it, as an address.
    fn outside_site(&self, page: &PagePath, written: &str, path: &str, advice: Advice) -> Diagnostic {
        let near = advice.then(|| self.page_of_same_name(path)).map(|near| relative(page.folder(), &near.0));
        diagnostics::link_outside_site(written, near.as_deref())
    }

    /// The one page with the name that a path ends with; those of folders are all named alike.
    fn page_of_same_name(&self, path: &str) -> Option<&PagePath> {
        let mut same = self.routes.keys().filter(|known| file_name(&known.0) == file_name(path));
        let only = same.next().filter(|only| !only.is_index())?;
        same.next().is_none().then_some(only)
    }

    /// The page whose file or address is nearest to a path.
    fn nearest_page(&self, path: &str) -> Option<&PagePath> {
        let files = || self.routes.keys().map(|page| (bare(&page.0), page));
        let addresses = || self.by_route.iter().map(|(route, page)| (route.as_str(), page));
        let of = |path: &str| addresses().chain(files()).find(|(spelled, _)| *spelled == path).map(|(_, page)| page);
        let spelled = files().chain(addresses()).map(|(path, _)| path).filter(|path| !path.is_empty());
        of(diagnostics::nearest_path(bare(path), spelled)?)
    }

    /// The file whose path is nearest to one, as it would be written; a public one is written from the site's root.
    fn nearest_asset(&self, page: &PagePath, path: &str) -> Option<String> {
        let public = self.assets.iter().filter_map(|asset| asset.strip_prefix(PUBLIC));
        let beside = self.assets.iter().map(String::as_str).filter(|asset| !asset.starts_with(PUBLIC));
        let written = diagnostics::nearest_path(path, beside).map(|near| relative(page.folder(), near));
        written.or_else(|| Some(format!("/{}", diagnostics::nearest_path(path, public)?)))
    }
}

/// What all rules for slugs keep of an id.
fn letters(id: &str) -> impl Iterator<Item = char> {
    id.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// A page's path without the extension of its file or of mdBook's.
fn bare(path: &str) -> &str {
    let endings = [".html", ".mdx", ".md"];
    endings.iter().find_map(|ending| path.strip_suffix(ending)).unwrap_or(path)
}

fn file_name(path: &str) -> &str {
    bare(path.trim_end_matches('/')).rsplit('/').next().unwrap_or(path)
}

/// A path as it is written in a link: one with spaces or brackets is encoded.
fn written_path(path: &str) -> String {
    let is_plain = |c: char| !(c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>' | '%' | '\\' | '?' | '#'));
    if path.chars().all(is_plain) { path.to_string() } else { encoded(path) }
}

/// What a path may lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found<'a> {
    /// A page.
    Page(&'a PagePath),
    /// A page, by an address that it had.
    Redirect(&'a PagePath),
    /// A file beside the pages, by its path below the content folder.
    Asset(String),
    /// The list of all sections.
    Search,
}

/// A path without its percent-encoding.
pub fn percent_decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_string();
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok()).filter(|_| bytes[at] == b'%');
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| text.to_string())
}

/// A path as it stands in a URL: what RFC 3986 does not let stand is percent-encoded.
pub fn encoded(path: &str) -> String {
    let mut url = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z'
            | b'a'..=b'z'
            | b'0'..=b'9'
            | b'-'
            | b'.'
            | b'_'
            | b'~'
            | b'/'
            | b'+'
            | b'@'
            | b':'
            | b','
            | b'=' => url.push(char::from(byte)),
            byte => url.push_str(&format!("%{byte:02X}")),
        }
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_encoded_and_read_again() {
        assert_eq!(encoded("a b/ü.png"), "a%20b/%C3%BC.png");
        assert_eq!(percent_decoded("a%20b/%C3%BC%zz%"), "a b/ü%zz%");
    }
}
