//! Old addresses: each leads to the page that names it.

use std::collections::BTreeMap;

use crate::diagnostics::{self, Diagnostic};
use crate::parse::Pages;
use crate::resolve::nav::without_order_prefix;
use crate::resolve::routes::source_path;
use crate::source::{OutPath, PagePath, Route, join};

/// The page behind each old address; an address is without the slashes at its ends.
pub type Redirects = BTreeMap<String, PagePath>;

/// Collects the aliases of all pages; one that is taken is an error.
pub fn redirects(
    content: &str,
    pages: &Pages,
    routes: &BTreeMap<PagePath, Route>,
    problems: &mut Vec<Diagnostic>,
) -> Redirects {
    let taken: BTreeMap<String, &PagePath> =
        routes.iter().map(|(path, route)| (route.0.trim_matches('/').to_lowercase(), path)).collect();
    let mut redirects = Redirects::new();
    for (path, page) in pages {
        for (alias, span) in &page.settings.aliases {
            let address = address(path, alias);
            let lower = address.to_lowercase();
            let owner = taken.get(&lower).copied().or_else(|| redirects.get(&address));
            match owner {
                Some(owner) => {
                    let problem = diagnostics::alias_taken(alias, &source_path(content, owner), owner == path);
                    problems.push(problem.at(&source_path(content, path), *span));
                }
                None => drop(redirects.insert(address, path.clone())),
            }
        }
    }
    redirects
}

/// `/old/name` from the site's root, `name` from the page's folder.
pub fn address(path: &PagePath, alias: &str) -> String {
    if alias.starts_with('/') {
        return alias.trim_matches('/').to_string();
    }
    let folder: Vec<&str> = path.folder().split('/').map(|part| without_order_prefix(part).0).collect();
    join(&folder.join("/"), alias).0
}

/// The file at an old address: `old/index.html`, or `old.html` where the address says so.
pub fn out_path(address: &str) -> OutPath {
    match address.ends_with(".html") {
        true => OutPath(address.to_string()),
        false => Route(format!("/{address}/")).out_path(),
    }
}
