//! `redirects` of `docs.yaml`: addresses that lead to a page, to a place on it, or elsewhere.

use std::collections::BTreeMap;

use crate::config::{Config, is_web_url};
use crate::diagnostics::{self, Diagnostic};
use crate::parse::{Pages, is_address};
use crate::resolve::redirects::{Redirects, out_path};
use crate::resolve::routes::{NOT_FOUND, SEARCH_ROUTE, source_path};
use crate::source::names::folded;
use crate::source::{PagePath, Route, Source};
use crate::yaml;

/// What such an address adds to leading to a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteRedirects {
    /// The place on the page, with its `#`, by the address.
    pub places: BTreeMap<String, String>,
    /// The URL of another site, by the address.
    pub elsewhere: BTreeMap<String, String>,
}

/// The pages that a redirect can lead to.
pub struct Pointing<'a> {
    /// The config with its text.
    pub config: &'a Config,
    /// Its text.
    pub source: &'a Source,
    /// The published pages.
    pub pages: &'a Pages,
    /// Their routes.
    pub routes: &'a BTreeMap<PagePath, Route>,
    /// The page of each route, without the slashes at its ends.
    pub by_route: &'a BTreeMap<String, PagePath>,
}

impl Pointing<'_> {
    /// Puts the redirects that lead to pages beside the aliases; gives what else is to be known of them.
    pub fn resolve(&self, redirects: &mut Redirects, problems: &mut Vec<Diagnostic>) -> SiteRedirects {
        let mut found = SiteRedirects::default();
        for (from, to) in &self.config.redirects {
            let span = yaml::span_of(&self.source.text, to);
            if let Some(problem) = self.refusal(from, redirects, &found) {
                problems.push(problem.at(&self.source.path, span));
                continue;
            }
            let address = from.trim_matches('/').to_string();
            if is_web_url(&to.value) {
                found.elsewhere.insert(address, to.value.clone());
                continue;
            }
            match self.page(&to.value) {
                Some((page, place)) => {
                    problems.extend(self.missing_place(page, place).map(|problem| problem.at(&self.source.path, span)));
                    if !place.is_empty() {
                        found.places.insert(address.clone(), place.to_string());
                    }
                    redirects.insert(address, page.clone());
                }
                None => problems.push(self.leads_nowhere(from, &to.value, redirects).at(&self.source.path, span)),
            }
        }
        found
    }

    /// Why an address cannot be one to be sent on from.
    fn refusal(&self, from: &str, redirects: &Redirects, found: &SiteRedirects) -> Option<Diagnostic> {
        if !from.starts_with('/') || !is_address(from) {
            return Some(diagnostics::bad_redirect(from));
        }
        let address = from.trim_matches('/');
        let key = |path: &str| folded(&out_path(path).0).into_owned();
        let own = key(address);
        let is_own = |other: &&String| key(other) == own;
        let search = SEARCH_ROUTE.trim_matches('/');
        if own == key(search) || own == folded(NOT_FOUND) {
            return Some(diagnostics::redirect_taken(from, "a page of the program"));
        }
        let page = self.by_route.iter().find(|(route, _)| is_own(route)).map(|(_, page)| page);
        let alias = || redirects.iter().find(|(other, _)| is_own(other)).map(|(_, page)| page);
        let owner = page.or_else(alias).map(|page| format!("`{}`", source_path(&self.config.content.value, page)));
        let other = || found.elsewhere.keys().find(is_own).map(|other| format!("the redirect of `/{other}`"));
        owner.or_else(other).map(|owner| diagnostics::redirect_taken(from, &owner))
    }

    /// The page of a destination, written as its file or its address, and the place on it.
    fn page<'t>(&self, to: &'t str) -> Option<(&PagePath, &'t str)> {
        let (path, place) = to.split_at(to.find('#').unwrap_or(to.len()));
        let file = file(path);
        let by_file = self.routes.get_key_value(&file).map(|(page, _)| page);
        let page = by_file.or_else(|| self.by_route.get(path.trim_matches('/')))?;
        Some((page, if place.len() > 1 { place } else { "" }))
    }

    fn missing_place(&self, page: &PagePath, place: &str) -> Option<Diagnostic> {
        let id = place.strip_prefix('#')?;
        let ids = &self.pages.get(page)?.ids;
        let near = || diagnostics::nearest(id, ids.iter().map(String::as_str));
        (!ids.contains(id)).then(|| diagnostics::broken_anchor(id, &format!("`{page}`"), near()))
    }

    /// A destination is no page: it may be sent on itself.
    fn leads_nowhere(&self, from: &str, to: &str, redirects: &Redirects) -> Diagnostic {
        let address = |path: &str| path.split('#').next().unwrap_or(path).trim_matches('/').to_string();
        let next = |path: &str| {
            let sent_on = self.config.redirects.iter().find(|(other, _)| address(other) == address(path));
            sent_on.map(|(_, to)| to.value.as_str())
        };
        if let Some(page) = redirects.get(&address(to)).filter(|_| next(to).is_none()) {
            return diagnostics::redirect_chain(from, to, &page.0);
        }
        let mut steps = vec![to];
        while let Some(step) = steps.last().and_then(|last| next(last)) {
            if address(step) == address(from) || steps.iter().any(|seen| address(seen) == address(step)) {
                return diagnostics::redirect_loop(from);
            }
            steps.push(step);
        }
        match steps.as_slice() {
            [_] => {
                let files = self.routes.keys().map(|page| page.0.as_str());
                let bare = to.split('#').next().unwrap_or(to).trim_start_matches('/');
                diagnostics::broken_redirect(to, diagnostics::nearest_path(bare, files))
            }
            [.., end] => diagnostics::redirect_chain(from, to, end),
            [] => diagnostics::broken_redirect(to, None),
        }
    }
}

/// A page as a destination names it by its file.
pub fn file(path: &str) -> PagePath {
    PagePath(path.trim_start_matches('/').trim_start_matches("./").to_string())
}
