//! Old addresses: each leads to the page that names it.

use std::collections::BTreeMap;

use crate::diagnostics::{self, Diagnostic};
use crate::parse::Pages;
use crate::resolve::nav::without_order_prefix;
use crate::resolve::routes::{NOT_FOUND, SEARCH_ROUTE, source_path};
use crate::source::names::folded;
use crate::source::{OutPath, PagePath, Route, join};

/// The page behind each old address; an address is without the slashes at its ends.
pub type Redirects = BTreeMap<String, PagePath>;

/// Who has a file of the output.
#[derive(Clone, Copy)]
enum Owner<'a> {
    /// A page, by its own address.
    Page(&'a PagePath),
    /// A page, by an old address.
    Alias(&'a PagePath, &'a str),
    /// The program.
    BuiltIn(&'static str),
}

/// Collects the aliases of all pages; one that is taken, however its letters are written, is an error.
pub fn redirects(
    content: &str,
    pages: &Pages,
    routes: &BTreeMap<PagePath, Route>,
    problems: &mut Vec<Diagnostic>,
) -> Redirects {
    let key = |out: &OutPath| folded(&out.0).into_owned();
    let search = Route(SEARCH_ROUTE.to_string()).out_path();
    let built_in =
        [(search, "the list of all sections"), (OutPath(NOT_FOUND.to_string()), "the page for what is not found")];
    let built_in = built_in.iter().map(|(out, name)| (key(out), Owner::BuiltIn(name)));
    let own = routes.iter().map(|(path, route)| (key(&route.out_path()), Owner::Page(path)));
    let mut taken: BTreeMap<String, Owner> = built_in.chain(own).collect();
    let mut redirects = Redirects::new();
    for (path, page) in pages {
        for (alias, span) in &page.settings.aliases {
            let address = address(path, alias);
            let out = key(&out_path(&address));
            let owner = match taken.get(&out) {
                // The same page in other letters: hosts that tell them apart need both.
                Some(Owner::Alias(owner, other)) if *owner == path && *other != alias => None,
                owner => owner,
            };
            let (owner, is_own) = match owner {
                Some(Owner::BuiltIn(name)) => ((*name).to_string(), false),
                Some(Owner::Page(owner) | Owner::Alias(owner, _)) => {
                    (format!("`{}`", source_path(content, owner)), *owner == path)
                }
                None => {
                    redirects.insert(address, path.clone());
                    taken.insert(out, Owner::Alias(path, alias));
                    continue;
                }
            };
            problems.push(diagnostics::alias_taken(alias, &owner, is_own).at(&source_path(content, path), *span));
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
